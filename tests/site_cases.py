"""The cases of `tests/sites/<spider>/<case>/`: a saved page, what was known of it, and the line that it is read into.

`meta.json` says `url`, `fetched_at`, the `item` that a door gave, what the case `shows`; `until`, for a layout that is gone, the day
of its end; `served`, that the replica serves the page and a crawl of it must give the same line.
`make cases` fetches the served pages anew, with what their doors say of them, and writes every expectation; read the difference
before you commit it. A case in which `scrapy newsite` asks something is left as it is until a person has answered.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import Settings

from newscrawl.crawl.doors import DoorAnswer, first_url, read_door
from newscrawl.crawl.project import load_sites, load_spiders
from newscrawl.crawl.site_of import as_found, find_site
from newscrawl.items import CrawlInfo
from newscrawl.lake import encode_line
from newscrawl.reading import read_article
from newscrawl.replica import Replica
from newscrawl.replica.answer import Request
from newscrawl.site import FeedItem, Site

FOLDER = Path(__file__).parent / "sites"
PAGE, META, EXPECTED = "page.html.gz", "meta.json", "expected.json"
SETTINGS = Settings({"SPIDER_MODULES": ["spiders"]})  # get_project_settings changes the environment of the whole process
SITES: tuple[Site, ...] = load_sites(SETTINGS)
ANY_WORDPRESS = "wordpress"  # the one spider that is told its site


def wordpress_site(host: str) -> Site:
    """The declaration that `-a domain=` makes."""
    loader = load_spiders(SETTINGS)
    assert loader is not None
    site = loader.load(ANY_WORDPRESS)(domain=host).site
    assert isinstance(site, Site)
    return site


@dataclass(frozen=True)
class Case:
    """One saved page of a site."""

    folder: Path
    url: str
    fetched_at: datetime
    shows: str
    item: FeedItem | None
    until: date | None
    served: bool

    @property
    def spider(self) -> str:
        return self.folder.parent.name

    @property
    def site(self) -> Site:
        """The declaration by which the page is read."""
        if self.spider == ANY_WORDPRESS:
            return wordpress_site(urlsplit(self.url).hostname or "")
        site = find_site(self.url, SITES)
        assert site is not None, f"{self.name}: no spider declares the domain of {self.url}"
        return site

    @property
    def finder(self) -> Site:
        """The declaration whose doors list the page: another one where the spider gathers what others publish."""
        return next((site for site in SITES if site.id == self.spider), self.site)

    @property
    def name(self) -> str:
        return f"{self.spider}/{self.folder.name}"

    @property
    def page(self) -> bytes:
        return gzip.decompress((self.folder / PAGE).read_bytes())

    @property
    def expected(self) -> dict[str, Any]:
        return json.loads((self.folder / EXPECTED).read_bytes())

    @property
    def open_questions(self) -> list[str]:
        """The fields of the expectation in which `scrapy newsite` asks a person something."""
        expected = self.expected if (self.folder / EXPECTED).exists() else {}
        return [field for field, value in expected.items() if isinstance(value, dict) and "TODO" in value]

    def read(self) -> dict[str, Any]:
        """The line that the page is read into now."""
        info = CrawlInfo(
            run=None,
            spider=None,
            fetched_at=None,
            via=self.item.via if self.item else "file",
            status=None,
            rendered=None,
            page_id=None,
        )
        article = read_article(self.page, self.url, site=self.site, fetched_at=self.fetched_at, item=self.item, crawl=info)
        return json.loads(encode_line(article))


def load_cases() -> list[Case]:
    return [load_case(path.parent) for path in sorted(FOLDER.glob("*/*/meta.json"))]


def load_case(folder: Path) -> Case:
    meta = json.loads((folder / META).read_bytes())
    item = FeedItem(**{**meta["item"], "creators": tuple(meta["item"].get("creators", ()))}) if meta.get("item") else None
    return Case(
        folder=folder,
        url=meta["url"],
        fetched_at=datetime.fromisoformat(meta["fetched_at"]),
        shows=meta["shows"],
        item=item,
        until=date.fromisoformat(meta["until"]) if meta.get("until") else None,
        served=meta.get("served", False),
    )


def fetch(replica: Replica, url: str) -> tuple[int, bytes, dict[str, str]]:
    """What the replica answers at a live address: status, body, headers by lower-case name."""
    host, slash, target = url.removeprefix("https://").partition("/")
    whole, _ = replica.answer(Request(host, "GET", f"{slash}{target}" or "/"))
    return whole.status, whole.body, {name.lower(): value for name, value in whole.headers}


def fetch_served(replica: Replica, case: Case) -> bytes:
    """The page of a served case, from where its site serves the whole of it."""
    status, body, _ = fetch(replica, case.site.served_url(case.url))
    assert status == 200, f"{case.name}: {case.url} answers {status}"
    return body


def find_item(replica: Replica, spider: Site, url: str) -> FeedItem | None:
    """What the first door of a spider's site says of an article, on its first page or the one after."""
    door = spider.doors[0]
    for home in (spider.home, *spider.editions):
        addresses = [first_url(home, door, None)]
        for number in range(2):
            status, body, headers = fetch(replica, addresses[0])
            page = read_door(DoorAnswer(status, addresses[0], body, headers), door, home, number)
            for item in page.items:
                if item.url == url:
                    return as_found(item) if spider.gathers else item
            addresses = [*page.next]
            if not addresses:
                break
    return None


def write(case: Case, replica: Replica) -> None:
    """Write a served page and what its door says of it, and the line that the page is read into, as it is now."""
    if case.served:
        (case.folder / PAGE).write_bytes(gzip.compress(fetch_served(replica, case), mtime=0))
        item = find_item(replica, case.finder, case.url)
        if item != case.item:
            meta = json.loads((case.folder / META).read_bytes())
            meta["item"] = {key: value for key, value in asdict(item).items() if value} if item else None
            _write_json(case.folder / META, meta)
            case = replace(case, item=item)
    _write_json(case.folder / EXPECTED, case.read())


def write_answered(cases: list[Case], replica: Replica) -> int:
    """Write the cases but those that ask something, which are told on standard error. Returns how many those are."""
    asking = {case.name: case.open_questions for case in cases}
    for case in cases:
        if not asking[case.name]:
            write(case, replica)
    for name, fields in asking.items():
        if fields:
            sys.stderr.write(f"tests/sites/{name}: left as it is: answer the TODO in {EXPECTED} for {', '.join(fields)}\n")
    return sum(map(bool, asking.values()))


def _write_json(path: Path, value: object) -> None:
    path.write_text(f"{json.dumps(value, ensure_ascii=False, indent=1)}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(min(1, write_answered(load_cases(), Replica())))
