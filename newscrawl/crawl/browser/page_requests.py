"""What a rendered page asks for: refused, or answered by newscrawl's own downloader. The browser itself has no network.

So robots.txt, the pace of the site, its Retry-After, the bounds of size and the guard of private addresses hold for the
browser's requests as for all others, and a mapped run goes to the replica.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Error, Route
from playwright.async_api import Request as PageRequest

from newscrawl.crawl.browser.kept_answers import KeptAnswers, WebAnswer
from newscrawl.crawl.web.failed import explain
from newscrawl.page import registrable_domain

_SHARED: Final = frozenset({"script", "stylesheet"})
_ASKED: Final = _SHARED | {"xhr", "fetch"}
_MOST_BYTES: Final = 64 * 1024 * 1024  # of all that one page is given
# Headers by which a script says what it wants, beside those of its own making (x-…); no others are sent, least of all those by
# which a browser tells what it is.
_SAID: Final = frozenset({"accept", "authorization", "content-type", "origin", "referer"})
# Headers that are not true of a body that was read, or that would make the browser ask elsewhere or remember.
_UNTRUE: Final = frozenset({
    "alt-svc", "connection", "content-encoding", "content-length", "content-security-policy", "keep-alive", "link", "nel",
    "refresh", "report-to", "reporting-endpoints", "set-cookie", "strict-transport-security", "transfer-encoding",
})  # fmt: skip

Ask = Callable[[str, dict[str, str]], Awaitable[WebAnswer]]
"""Gets an address, with these headers beside our own; raises what Scrapy's downloader does."""


class _Refusal(Exception):  # noqa: N818 - an outcome
    """Why a request is not answered, in words to count by."""


@dataclass  # without slots: Playwright notes on it that its method is a route
class PageRequests:
    """The requests of one page; `answer` is its route.

    `document` is the page itself as it was fetched; `domains` are the registrable domains that it may ask, `most` requests in
    all. `pending` are on their way; `refused` counts the others by reason, `example` is the first of those that were asked for
    in vain.
    """

    document: WebAnswer
    domains: frozenset[str]
    most: int
    ask: Ask
    kept: KeptAnswers
    pending: int = 0
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    example: str = ""
    _bytes: int = 0
    _is_given: bool = False  # the document
    _is_closed: bool = False

    def close(self) -> None:
        """Refuse whatever else is asked for: what matters is there."""
        self._is_closed = True

    def say_refused(self) -> str:
        """What was asked for in vain, for a message; empty where nothing was."""
        return f", and in vain it asked for {self.example}" if self.example else ""

    async def answer(self, route: Route, request: PageRequest) -> None:
        """Answer one request, or refuse it. Raises nothing: the page may be gone by then."""
        try:
            found = await self._find(request)
        except _Refusal as refusal:
            self.refused[str(refusal)] += 1
            with suppress(Error):
                if request.is_navigation_request():
                    await route.fulfill(status=204)  # upon which a page stays where it is; a failure would replace it
                else:
                    await route.abort("blockedbyclient")
            return
        headers = {name: value for name, value in found.headers.items() if name not in _UNTRUE}
        with suppress(Error):
            try:
                await route.fulfill(status=found.status, headers=headers, body=found.body)
            except Error:
                await route.abort()  # what the browser does not take as an answer

    async def _find(self, request: PageRequest) -> WebAnswer:
        if request.is_navigation_request():
            if self._is_given:
                raise _Refusal("frames and other pages")
            self._is_given = True
            return self.document
        self._check(request)
        found = await self._ask(request)
        self._bytes += len(found.body)
        if self._bytes > _MOST_BYTES:
            raise _Refusal("too many bytes")
        return found

    async def _ask(self, request: PageRequest) -> WebAnswer:
        said = {name: value for name, value in request.headers.items() if name in _SAID or name.startswith("x-")}
        self.asked += 1
        self.pending += 1
        try:
            if request.resource_type in _SHARED:
                return await self.kept.find(request.url, lambda url: self.ask(url, said))
            return await self.ask(request.url, said)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from an answer is the reason that there is none
            failure = explain(error)
            self.example = self.example or f"{request.url}: {failure.reason}"
            raise _Refusal(failure.reason) from None
        finally:
            self.pending -= 1

    def _check(self, request: PageRequest) -> None:
        """Raise _Refusal for what is not asked for at all."""
        try:
            parts = urlsplit(request.url)
        except ValueError:
            raise _Refusal("no address") from None
        host = parts.hostname or ""
        if request.resource_type not in _ASKED:
            raise _Refusal(request.resource_type)
        if parts.scheme not in {"http", "https"}:
            raise _Refusal("no web address")
        if request.method != "GET":
            raise _Refusal("not GET")  # a crawl changes nothing
        if (registrable_domain(host) or host) not in self.domains:
            if request.resource_type != "stylesheet":
                self.example = self.example or f"{request.url}: not of the site, nor in `hosts`"
            raise _Refusal("other sites")
        if self._is_closed:
            raise _Refusal("too late")
        if self.asked >= self.most:
            raise _Refusal("too many requests")
