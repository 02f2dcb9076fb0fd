"""Where a request goes: never to a private address, in a mapped run to the replica under its live name."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from newscrawl.crawl.web.connection import PrivateAddress, PublicResolver, check_public, map_request
from newscrawl.crawl.web.manners import Manners
from newscrawl.crawl.web.replica_address import replica_address


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://LOCALHOST.:8080/", "http://a.localhost/", "http://printer.local/", "http://127.0.0.1/",
        "http://127.9.9.9:81/", "http://10.0.0.8/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/",
        "http://0.0.0.0/", "http://100.64.0.1/", "http://224.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/", "http://[fc00::1]/", "http:///x", "http://[::]/", "http://[::127.0.0.1]/", "http://[fec0::1]/",
        "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[::ffff:0:127.0.0.1]/",
        "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://100.100.100.200/",
        "http://192.0.0.170/", "http://198.18.0.1/", "http://255.255.255.255/", "http://168.63.129.16/",
        "http://metadata.google.internal/", "http://user:pass@127.0.0.1/",
        "http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://0/",
    ],
)  # fmt: skip
def test_a_private_address_is_refused(url: str) -> None:
    with pytest.raises(PrivateAddress, match="not a public address"):
        check_public(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.nouvelles-dumonde.com/x", "http://93.184.215.14/", "https://[2606:4700::1111]/", "https://[64:ff9b::808:808]/",
        "https://[2002:808:808::]/",
    ],
)  # fmt: skip
def test_a_public_address_passes(url: str) -> None:
    check_public(url)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "100.64.0.1", "192.168.1.1", "0.0.0.1"])
def test_a_name_of_a_private_address_is_not_resolved(address: str) -> None:
    """Also the second time: a name may resolve to a public address first (DNS rebinding)."""
    resolver = PublicResolver(MemoryReactorClock(), cache_size=10, timeout=1)
    failed, passed = list[Failure](), list[str]()
    for known in ("93.184.215.14", address):
        dnscache["rebound.example"] = known
        resolver.getHostByName("rebound.example").addCallbacks(passed.append, failed.append)
    del dnscache["rebound.example"]
    assert passed == ["93.184.215.14"]
    assert ["is not a public address" in str(failure.value) for failure in failed] == [True]


@pytest.mark.parametrize(
    ("url", "sent", "host"),
    [
        ("https://a.example/x/?b=1&a=%C3%A9", "http://127.0.0.1:81/x/?b=1&a=%C3%A9", b"a.example"),
        ("https://a.example", "http://127.0.0.1:81/", b"a.example"),
        ("http://u:p@a.example:8443/x", "http://127.0.0.1:81/x", b"a.example:8443"),
    ],
)
def test_a_mapped_request_changes_only_its_connection(url: str, sent: str, host: bytes) -> None:
    request = Request(url, headers={"Proxy-Authorization": "x", "Accept": "text/html"}, meta={"proxy": "http://p:1", "k": 1})
    mapped = map_request(request, "127.0.0.1:81")
    assert (mapped.url, mapped.headers[b"Host"], mapped.headers[b"Accept"]) == (sent, host, b"text/html")
    assert (mapped.meta, mapped.headers.get(b"Proxy-Authorization")) == ({"k": 1}, None)
    assert request.meta["proxy"] == "http://p:1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", None), (None, None), ("http://127.0.0.1:8080", "127.0.0.1:8080"), ("http://localhost:1/", "localhost:1")],
)
def test_replica_address(value: str | None, expected: str | None) -> None:
    assert replica_address(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "https://127.0.0.1:1",
        "http://127.0.0.1",
        "http://example.org:80",
        "127.0.0.1:80",
        "http://127.0.0.1:x",
        "http://127.0.0.1:1/p",
        "x",
    ],
)
def test_what_is_no_replica_address_is_told_with_the_remedy(value: str) -> None:
    with pytest.raises(ValueError, match=r"no replica address; write http://127\.0\.0\.1:PORT"):
        replica_address(value)


def test_an_unmapped_run_cannot_lower_the_delay(caplog: pytest.LogCaptureFixture) -> None:
    slots = {"a.example": {"delay": 0.1, "concurrency": 9}, "b.example": {"delay": 5}}
    settings = Settings({"NEWSCRAWL_REPLICA": "", "DOWNLOAD_SLOTS": slots})
    settings.set("DOWNLOAD_DELAY", "0.2", priority="cmdline")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", "8", priority="cmdline")
    Manners().update_settings(settings)
    assert (settings.getfloat("DOWNLOAD_DELAY"), settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")) == (1.0, 1)
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert {name: slot["delay"] for name, slot in settings.getdict("DOWNLOAD_SLOTS").items()} == {
        "a.example": 1.0,
        "b.example": 5.0,
    }
    assert "DOWNLOAD_DELAY=0.2 was raised" in caplog.text


def test_a_longer_delay_stays_and_a_mapped_run_may_lift_it() -> None:
    for value, replica, expected in [("3", "", 3.0), ("0", "http://127.0.0.1:9", 0.0)]:
        settings = Settings({"NEWSCRAWL_REPLICA": replica, "NEWSCRAWL_CONTACT": "x@a.example"})
        settings.set("DOWNLOAD_DELAY", value, priority="cmdline")
        Manners().update_settings(settings)
        assert settings.getfloat("DOWNLOAD_DELAY") == expected
