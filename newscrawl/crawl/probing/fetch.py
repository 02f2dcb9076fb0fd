"""One page from the live web, fetched as a crawl would fetch it: robots.txt, delay, address checks, mapped runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, JsonResponse, Response
from scrapy.settings import Settings
from scrapy.utils.datatypes import SequenceExclude
from twisted.python.failure import Failure

from newscrawl.crawl.errand import run_alone
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.probing.terminal import clean_words

_BY_HAND: Final = "save the page in a browser and probe the file"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: the address after redirects, its bytes, when (with offset), and what its headers say."""

    url: str
    body: bytes
    fetched_at: datetime | None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What the spider leaves behind: a page, or why there is none."""

    reason: str
    page: FetchedPage | None = None


class ProbeSpider(scrapy.Spider):
    """Fetches one address and leaves the outcome; nothing is written, no ledger is opened."""

    name = "probe"
    address: str
    outcome: Outcome
    takes_json = False

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for the page; redirects are followed, every other status is ours to tell."""
        meta = {"handle_httpstatus_list": SequenceExclude(range(300, 400))}
        yield scrapy.Request(self.address, self.parse, errback=self.apply_failure, meta=meta, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Keep the page, or the status that stands in its place."""
        content_type = response.headers.get("Content-Type")
        if response.status != 200:
            self.outcome.reason = f"{response.url}: the server answers {response.status}; check the address in a browser"
            return
        if not isinstance(response, (HtmlResponse, JsonResponse) if self.takes_json else HtmlResponse):
            kind = clean_words((content_type or b"of no type").decode("latin-1"))
            self.outcome.reason = f"{response.url}: is no HTML page but {kind}; probe the page of one article"
            return
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        self.outcome.page = FetchedPage(
            url=response.url,
            body=response.body,
            content_type=content_type.decode("latin-1") if content_type else None,
            headers=headers,
            fetched_at=datetime.now(UTC),
        )

    def apply_failure(self, failure: Failure) -> None:
        """Keep why the request was not sent or not answered."""
        error = failure.value
        if isinstance(error, IgnoreRequest):  # robots.txt, or an address that is not public: the message says which
            self.outcome.reason = f"{error}; {_BY_HAND}"
        else:
            said = str(error) or type(error).__name__
            self.outcome.reason = f"{self.address}: cannot be fetched: {said}; check address and network, or {_BY_HAND}"


def fetch_page(url: str, settings: Settings, *, takes_json: bool = False) -> FetchedPage:
    """Fetch one page through Scrapy with the project's settings, or newscrawl's own outside of a project.

    `takes_json`: the site serves articles as JSON documents.
    Runs a reactor, so it works once per process. Raises UserMistake with the reason where there is no page.
    """
    outcome = Outcome(reason=f"{url}: the fetch was interrupted")
    run_alone(ProbeSpider, settings, address=url, outcome=outcome, takes_json=takes_json)
    if outcome.page is None:
        raise UserMistake(outcome.reason)
    return outcome.page
