"""A Scrapy project whose spiders render: those of the replica's scripted sites, and one for a site of a test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from scrapy_run import PROJECT

TIDE = "www.tide-and-timber.example"

_SETTINGS = """from newscrawl.settings import *
SPIDER_MODULES = ["rendering_spiders"]
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 8
RETRY_TIMES = 0
NEWSCRAWL_BACKOFF = 0.05
NEWSCRAWL_READ_TIMEOUT = 60
NEWSCRAWL_JOBS = 1
"""

_SPIDERS = """import json
from dataclasses import replace

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, Listing, Rendering, Site
from spiders.msn import MsnSpider


class DrawnMsnSpider(NewsSpider):
    name = "msn"
    site = replace(
        MsnSpider.site, served_at=None, detail=None, rendering=(Rendering("/ar-", ready=("article p",)),)
    )


class TideSpider(NewsSpider):
    name = "tide"
    site = Site(
        id="tide",
        name="Tide and Timber",
        domain="www.tide-and-timber.example",
        home="https://www.tide-and-timber.example/",
        languages=("en",),
        doors=(Listing("/latest", "#latest a::attr(href)", "a.next::attr(href)"),),
        rendering=(
            Rendering(r"/latest$", ready=("#latest a",), scrolls=10, always=True),
            Rendering(ready=(".story-end",), scrolls=5),
        ),
    )


class UndeclaredSpider(NewsSpider):
    name = "undeclared"
    site = replace(TideSpider.site, id="undeclared", rendering=())


class DrawnSpider(NewsSpider):
    name = "drawn"
    site = Site(
        id="drawn", name="Drawn", domain="www.drawn.example", home="https://www.drawn.example/", languages=("en",),
        doors=(Feed(paged=None),), rendering=({rendering},),
    )

    def record(self, failure, url, *rest):
        super().record(failure, url, *rest)
        with open("failures.jsonl", "a") as noted:
            noted.write(json.dumps([url, failure.reason, failure.detail]) + "\\n")

    async def let_go(self):
        renderer = self._reader._renderer
        if renderer and renderer._keeper and renderer._keeper.is_alive:
            contexts, kept = renderer._keeper.browser.contexts, len(renderer._keeper.context_wrappers)
            told = {{"contexts": len(contexts), "pages": sum(len(context.pages) for context in contexts), "kept": kept}}
            with open("open.json", "w") as noted:
                json.dump(told, noted)
        await super().let_go()
"""


def make_project(folder: Path, rendering: str = 'Rendering(ready=("article p",))', settings: str = "") -> Path:
    """A project below `folder`; `rendering` is the declaration of the site of the spider `drawn`, `settings` further settings."""
    project = folder / "project"
    shutil.copytree(PROJECT / "spiders", project / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    (project / "scrapy.cfg").write_text("[settings]\ndefault = rendering_settings\n", "utf-8")
    (project / "rendering_settings.py").write_text(f"{_SETTINGS}{settings}\n", "utf-8")
    (project / "rendering_spiders.py").write_text(_SPIDERS.format(rendering=rendering), "utf-8")
    return project
