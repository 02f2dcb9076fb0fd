"""`make demo`: crawl a make-believe aggregator over loopback with the real command, and show what came of it."""

from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.crawl.demo.run import run_demo

__all__ = ["DemoFailure", "run_demo"]
