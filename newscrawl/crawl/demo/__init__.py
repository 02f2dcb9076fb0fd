"""`make demo`: crawl a make-believe aggregator over loopback with the real command, and show what came of it."""

from newscrawl.crawl.demo.run import DemoFailure, run_demo

__all__ = ["DemoFailure", "run_demo"]
