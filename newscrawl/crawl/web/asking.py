"""One request sent outside of a spider's callbacks: through robots.txt, delay, guards and retries like any other."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.crawl.doors import DoorAnswer, DoorError, UnreachableError
from newscrawl.crawl.web.failed import CUT_OFF, explain

_TAKE_ALL: Final = "download_fail_on_dataloss"  # Scrapy's word


async def ask(crawler: Crawler, request: Request) -> DoorAnswer:
    """Send a request and wait for its answer, of whatever status. Raises DoorError, whose message is the reason.

    A 304 lies, since nobody said to have a copy: the request is sent once more, past the cache that may be to blame. A body
    that is cut off each time is given as far as it came.
    """
    response = await _download(crawler, request)
    if response.status == 304:
        past_caches = {**request.headers, "Cache-Control": "no-cache", "Pragma": "no-cache"}
        response = await _download(crawler, request.replace(headers=past_caches))
    cut = "dataloss" in response.flags
    return DoorAnswer(response.status, response.url, response.body, read_headers(response), cut=cut)


async def _download(crawler: Crawler, request: Request) -> Response:
    try:
        return await crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001 - whatever keeps us from an answer is the reason that there is none
        failure = explain(error)
        reason = f"{failure.reason} ({failure.detail})" if failure.detail else failure.reason
        if failure.reason != CUT_OFF or request.meta.get(_TAKE_ALL) is False:
            raise (UnreachableError if failure.unreachable else DoorError)(reason) from None
    return await _download(crawler, request.replace(meta={**request.meta, _TAKE_ALL: False}))


def read_headers(response: Response) -> dict[str, str]:
    """The response's headers by lower-case name."""
    return {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
