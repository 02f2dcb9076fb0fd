"""`python -m newscrawl.crawl.demo [FOLDER]`: run the demo below FOLDER (default: data/demo); status 0 only if all went well."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.crawl.demo.run import run_demo
from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.crawl.probing import open_console


def main() -> int:
    """Run it and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m newscrawl.crawl.demo", description="Crawl the replica and show the result."
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("data/demo"), help="its lake and state, begun anew each time"
    )
    folder: Path = parser.parse_args().folder
    try:
        with one_line_errors():
            run_demo(folder, open_console())
    except DemoFailure as failure:
        warn(f"the demo failed: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
