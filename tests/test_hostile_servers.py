"""A crawl among hostile servers: each behaviour is counted by its reason, and every good article beside it is delivered.

All run against a real server on loopback (tests/hostile_server.py), several behaviours in one crawl.
"""

from __future__ import annotations

import json
import re
import resource
from pathlib import Path
from time import monotonic

import pytest
from hostile_behaviours import DOMAIN, DOORS, HOSTS, PAGES, Case, endless_listing
from hostile_server import HostileServer
from scrapy_run import Ended, read_lake, run_scrapy
from tls_server import NAMES, serve_tls

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]")
GOOD = ("/good-1/", "/good-2/", "/good-3/")


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def crawl(server: HostileServer, folder: Path, *args: str, doors: str = "Feed(paged=None),") -> Ended:
    project = server.project(folder, "hostile", doors, DOMAIN)
    return run_scrapy("crawl", "hostile", *args, folder=folder, replica=server.url, cwd=project, cold=True)


def read_failures(folder: Path) -> dict[str, str]:
    """Address of each page that failed -> the reason it was counted by."""
    noted = folder / "project" / "failures.jsonl"
    lines = noted.read_text("utf-8").splitlines() if noted.exists() else []
    return {url: reason for url, reason, _ in map(json.loads, lines)}


def check_survived(ended: Ended, folder: Path) -> set[str]:
    """What holds after every crawl; returns the addresses delivered."""
    assert "Traceback" not in ended.err, ended.err
    assert not CONTROLS.search(ended.err), repr(CONTROLS.search(ended.err))
    assert {path.name.partition(".")[0] for path in folder.iterdir()} <= {"data", "state", "project"}
    lines = read_lake(folder)
    urls = [line["url"] for line in lines]
    assert len(urls) == len(set(urls))
    assert {f"https://{DOMAIN}{path}" for path in GOOD} <= set(urls)
    return set(urls)


@pytest.mark.timeout(180)
def test_hostile_pages_and_hosts_are_counted_and_the_good_ones_delivered(tmp_path: Path) -> None:
    places: dict[str, Case] = {}
    with HostileServer() as server:
        for case in PAGES:
            path = f"/{slug(case.name)}/"
            server.add(DOMAIN, path, case.behaviour, listed=DOMAIN)
            places[f"https://{DOMAIN}{path}"] = case
        for case in HOSTS:
            host = f"{slug(case.name)}.{DOMAIN}"
            server.add(host, "/robots.txt", case.behaviour)
            server.add_article(host, "/page/", listed=DOMAIN)
            places[f"https://{host}/page/"] = case
        for path in GOOD:
            server.add_article(DOMAIN, path)
        began = monotonic()
        ended = crawl(server, tmp_path, "-s", "NEWSCRAWL_MAX_REFUSALS=100")
        seconds = monotonic() - began
        asked = list(server.asked)
    delivered = check_survived(ended, tmp_path)
    # So many failures are not healthy, and the run says so.
    assert (ended.status, f"of {len(places) + len(GOOD)} pages failed" in ended.err.splitlines()[-1]) == (1, True), ended.err
    failures = read_failures(tmp_path)
    found = {case.name: None if url in delivered else find_reason(url, failures) for url, case in places.items()}
    wrong = [
        f"{case.name}: {found[case.name]}, not {case.reason}" for case in places.values() if found[case.name] != case.reason
    ]
    assert not wrong, "\n".join([*wrong, ended.err])
    assert len(places) >= 40
    assert seconds < 120
    assert {host for host, _ in asked if not host.endswith(DOMAIN)} <= {"elsewhere.example"}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak < 1500, f"{peak:.0f} MiB"


def find_reason(url: str, failures: dict[str, str]) -> str:
    """Why a page was not delivered; what a redirect led to may stand behind its own address."""
    found = [reason for failed, reason in failures.items() if failed.partition(" to ")[0] == url]
    return found[0] if found else "neither delivered nor counted"


@pytest.mark.timeout(180)
def test_hostile_doors_fail_with_a_reason_and_the_next_one_serves(tmp_path: Path) -> None:
    with HostileServer() as server:
        for door, case in DOORS:
            server.add(DOMAIN, door.split('"')[1], case.behaviour)
        for path in GOOD:
            server.add_article(DOMAIN, path)
        doors = "".join(f"{door}, " for door, _ in DOORS)
        ended = crawl(server, tmp_path, doors=f"{doors} Feed(paged=None),")
        asked = list(server.asked)
    check_survived(ended, tmp_path)
    assert ended.status == 0, ended.err
    told = [line.partition(" door failed: ")[2] for line in ended.err.splitlines() if " door failed: " in line]
    expected = [case.reason for _, case in DOORS]
    assert len(told) == len(expected), told
    for words, case_reason, (_, case) in zip(told, expected, DOORS, strict=True):
        assert str(case_reason) in words, f"{case.name}: {words}"
    assert "sitemaps nested too deep" in ended.err
    assert "pages without end" in ended.err
    assert sum(target.startswith("/d12/") for _, target in asked) < 10
    assert sum(target.startswith("/d17/") for _, target in asked) < 10
    assert "root:" not in ended.err + json.dumps(read_lake(tmp_path))
    assert {host for host, _ in asked} == {DOMAIN}


def test_a_listing_of_session_ids_without_end_is_left(tmp_path: Path) -> None:
    with HostileServer() as server:
        server.add(DOMAIN, "/trap-listing/", endless_listing)
        server.add_article(DOMAIN, "/listed/")
        ended = crawl(server, tmp_path, doors='Listing("/trap-listing/"),')
        asked = [target for _, target in server.asked]
    assert ended.status == 0, ended.err
    assert len(read_lake(tmp_path)) == 1
    assert len(asked) < 8, asked
    assert "pages without end" in ended.err
    assert "session ids in addresses" in ended.err


TLS_SETTINGS = """
from newscrawl.crawl.web.connection import Connection
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed


class ToLoopback(CachingThreadedResolver):
    def getHostByName(self, name, timeout=()):
        return succeed("127.0.0.1")


class WithTls(Connection):
    async def _send(self, request):
        if ":" not in request.url.partition("://")[2].partition("/")[0]:
            return await super()._send(request)
        return await HTTP11DownloadHandler.download_request(self, request)


TWISTED_DNS_RESOLVER = ToLoopback
DOWNLOAD_HANDLERS = {**DOWNLOAD_HANDLERS, "https": WithTls}
"""
"""An address with a port is asked by TLS, of loopback; all others are mapped. What is under test verifies as ever."""


def test_broken_tls_is_a_failure_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HostileServer() as server, serve_tls(tmp_path, DOMAIN) as (port, cutting):
        hosts = {name: f"https://{name}.{DOMAIN}:{port}/page/" for name in NAMES} | {
            "cut": f"https://cut.{DOMAIN}:{cutting}/page/"
        }
        for address in hosts.values():
            server.list_address(DOMAIN, address)
        for path in GOOD:
            server.add_article(DOMAIN, path)
        project = server.project(tmp_path, "hostile", domain=DOMAIN)
        with (project / "hostile_settings.py").open("a", encoding="utf-8") as settings:
            settings.write(TLS_SETTINGS)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        ended = run_scrapy("crawl", "hostile", folder=tmp_path, replica=server.url, cwd=project, cold=True)
    for path in tmp_path.glob("*.pem"):
        path.unlink()
    delivered = check_survived(ended, tmp_path)
    failures = read_failures(tmp_path)
    found = {name: None if address in delivered else find_reason(address, failures) for name, address in hosts.items()}
    assert found == {
        "good": None,
        "self-signed": "broken TLS",
        "expired": "broken TLS",
        "wrong-host": "broken TLS",
        "cut": "cannot connect",
    }
