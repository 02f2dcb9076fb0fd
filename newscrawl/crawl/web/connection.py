"""Where connections go: to the live host, never to a private address; in a mapped run to the replica, under the live name."""

from __future__ import annotations

import ipaddress
import logging
import socket
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

from newscrawl.crawl.web.gate import gate_of
from newscrawl.crawl.web.heads import BoundedHeadFactory
from newscrawl.crawl.web.replica_address import replica_address

_LOCAL_NAMES: Final = (".localhost", ".local", ".internal")
# Deprecated site-local, IPv4-compatible and translated addresses, local NAT64 (RFC 8215): global by Python's account only.
_NEVER_IPV6: Final = tuple(map(ipaddress.IPv6Network, ("fec0::/10", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48")))
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_CLOUD: Final = frozenset({ipaddress.IPv4Address("168.63.129.16")})  # Azure's metadata and health service

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
        self._pool._factory = BoundedHeadFactory  # noqa: SLF001 - the hook that Scrapy's own handler uses
        self._gate = gate_of(crawler)
        self._replica = replica_address(crawler.settings.get("NEWSCRAWL_REPLICA"))

    async def download_request(self, request: Request) -> Response:
        """Send the request when its site may be asked. Raises PrivateAddress for a host that is not public, SiteRefuses."""
        check_public(request.url)
        return await self._gate.pass_through(request.url, lambda: self._send(request))

    async def _send(self, request: Request) -> Response:
        if self._replica is None:
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
        raise PrivateAddress(f"{url}: {host!r} is not a public address, and nothing is sent there")


def _check_resolved(address: str, name: str) -> str:
    """Literal addresses come here too; `check_public` has judged those."""
    if name != address and not _is_public(address):
        logger.warning("%s resolves to %s, which is not a public address; nothing is sent there", name, address)
        raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
    return address


def _is_public(host: str) -> bool:
    """Whether an IP literal is a public address; True for a name, which is judged by what it resolves to."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:  # what the system takes for an address too: 2130706433, 0x7f.1, 017700000001, 127.1
            address = ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, UnicodeEncodeError):
            return True
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _NEVER_IPV6):
            return False
        address = _find_ipv4(address) or address
    return address.is_global and not address.is_multicast and address not in _CLOUD


def _find_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a gateway would make of an IPv6 one: mapped, 6to4 (RFC 3056), NAT64 (RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
