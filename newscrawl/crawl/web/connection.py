"""Where connections go: to the live host, never to a private address; in a mapped run to the replica, under the live name."""

from __future__ import annotations

import ipaddress
import logging
from typing import Final
from urllib.parse import SplitResult, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from newscrawl.crawl.web.replica_address import replica_address

_LOCAL_NAMES: Final = (".localhost", ".local", ".internal")

logger = logging.getLogger(__name__)


class PrivateAddress(IgnoreRequest):
    """A request to an address that is not on the public internet; it was not sent."""


class Connection(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, told where to connect.

    In a mapped run only the connection changes: request, response, robots.txt and redirects keep the live address, and the
    replica reads the live host from the `Host` header.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._replica = replica_address(crawler.settings.get("NEWSCRAWL_REPLICA"))

    async def download_request(self, request: Request) -> Response:
        """Send the request. Raises PrivateAddress for a host that is not public."""
        if self._replica is None:
            check_public(request.url)
            return await super().download_request(request)
        mapped = map_request(request, self._replica)
        response = await super().download_request(mapped)
        request.meta["download_latency"] = mapped.meta.get("download_latency", 0.0)
        return response.replace(url=request.url)


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which drops names that resolve to an address of this machine or its network."""

    def getHostByName(self, name: str, timeout: tuple[int, ...] = ()) -> Deferred[str]:  # type: ignore[override]  # noqa: N802 - Twisted's name
        """The IPv4 address of a name; fails with DNSLookupError, as for a name that does not exist, where it is not public."""
        return super().getHostByName(name, timeout).addCallback(_check_resolved, name)


def map_request(request: Request, replica: str) -> Request:
    """The request that goes to the replica in place of `request`; no proxy may stand between."""
    parts = urlsplit(request.url)
    meta = {key: value for key, value in request.meta.items() if key != "proxy"}
    url = SplitResult("http", replica, parts.path or "/", parts.query, "").geturl()
    mapped = request.replace(url=url, meta=meta)
    mapped.headers[b"Host"] = parts.netloc.rpartition("@")[2]
    mapped.headers.pop(b"Proxy-Authorization", None)
    return mapped


def check_public(url: str) -> None:
    """Raise PrivateAddress where the host is a name of this machine, or an address that is not public."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if not host or f".{host}".endswith(_LOCAL_NAMES) or not _is_public(host):
        raise PrivateAddress(f"{url}: {host!r} is not a public address; only a run against a replica may connect there")


def _check_resolved(address: str, name: str) -> str:
    """Literal addresses come here too; `check_public` has judged those."""
    if name != address and not _is_public(address):
        logger.warning("%s resolves to %s, which is not a public address; nothing is sent there", name, address)
        raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
    return address


def _is_public(host: str) -> bool:
    """Whether an IP literal is a public address; True for a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_global and not mapped.is_multicast
