"""A crawl whose files may not grow beyond a size: `python limited_crawl.py BYTES ARGUMENT…` of `scrapy`, for tests.

The kernel refuses the write that goes beyond (EFBIG), in the lake as in SQLite: what a full disk does, without a file system
of its own to fill, which a test may not mount everywhere.
"""

from __future__ import annotations

import resource
import signal
import sys

from scrapy.cmdline import execute

if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    execute(["scrapy", *sys.argv[2:]])
