"""Redirects: followed a few times, to the web only; each target is asked about like any other address."""

from __future__ import annotations

from typing import Any, Final

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.url import url_is_from_any_domain

from newscrawl.crawl.web.connection import check_public

_MOVED: Final = frozenset({301, 302, 303, 307, 308})


class BadRedirect(IgnoreRequest):
    """A redirect that is not followed; the message says to where."""


class LeavesSite(BadRedirect):
    """A redirect to another site than the one that is crawled."""


class Redirects(RedirectMiddleware):
    """Scrapy's middleware, which says why it does not follow a redirect.

    The target comes back as a request, so robots.txt, private addresses and the gate are asked for it as for every other.
    """

    def process_response(  # type: ignore[override]  # Scrapy passes no spider to one that does not take it
        self, request: Request, response: Response
    ) -> Request | Response:
        """The request that follows the redirect, or the response where it is none. Raises BadRedirect."""
        location = response.headers.get("Location")
        if response.status not in _MOVED or location is None or request.meta.get("dont_redirect"):
            return response
        try:
            followed = super().process_response(request, response)
        except ValueError:  # what Scrapy and urllib cannot read as an address
            followed = response
        if followed is response:
            raise BadRedirect(f"to {location[:80].decode('latin-1')!a}, which is no web address")
        allowed = getattr(self.crawler.spider, "allowed_domains", None)
        if isinstance(followed, Request) and allowed and not url_is_from_any_domain(followed.url, allowed):
            check_public(followed.url)
            raise LeavesSite(f"{followed.url} is not on {', '.join(allowed)}")
        return followed

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:  # noqa: ANN401 - Scrapy's signature
        """Say that there were too many."""
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest:
            raise BadRedirect(f"the last of more than {self.max_redirect_times}, to {redirected.url}") from None
