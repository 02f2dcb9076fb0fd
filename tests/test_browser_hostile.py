"""What a page in the browser may not do to the crawl, its machine or its network; and a browser that dies, hangs, or is orphaned."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from browser_project import make_project
from drawn_pages import HOST, add_drawn, address_of, detail_of
from hostile_server import HostileServer, Reply
from process_tree import find_descendants, is_alive, wait_until
from scrapy_run import Ended, read_lake, run_scrapy, start_scrapy

READY = 'Rendering(ready=("article p",))'


def crawl(folder: Path, server: HostileServer, *args: str, rendering: str = READY, settings: str = "") -> Ended:
    project = folder / "project"
    where = project if project.exists() else make_project(folder, rendering, settings)
    return run_scrapy("crawl", "drawn", *args, folder=folder, replica=server.url, cwd=where)


def delivered(folder: Path) -> set[str]:
    return {line["url"] for line in read_lake(folder)}


def failures_of(folder: Path) -> dict[str, tuple[str, str]]:
    """Reason and detail of every page that failed, by the end of its address."""
    noted = (folder / "project" / "failures.jsonl").read_text("utf-8").splitlines()
    return {url.rstrip("/").rpartition("/")[2]: (reason, detail) for url, reason, detail in map(json.loads, noted)}


@contextmanager
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """A server of this machine, by TCP and UDP, that nothing may reach: its port, and the first bytes of whatever did."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(listening.getsockname())
        datagrams.settimeout(0)

        def listen() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    try:
                        heard.append(connection.recv(200) or b"nothing")
                    except OSError:
                        heard.append(b"nothing")

        Thread(target=listen, daemon=True).start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)
        with suppress(BlockingIOError):
            heard.append(datagrams.recv(200))


_REACHING = """
<link rel="preconnect" href="http://127.0.0.1:PORT/"><link rel="dns-prefetch" href="http://127.0.0.1:PORT/">
<link rel="prefetch" href="http://127.0.0.1:PORT/prefetched"><link rel="preload" as="script" href="http://127.0.0.1:PORT/preloaded.js">
<link rel="stylesheet" href="http://127.0.0.1:PORT/style.css"><link rel="icon" href="http://127.0.0.1:PORT/icon.png">
<iframe src="http://127.0.0.1:PORT/frame"></iframe><iframe src="file:///etc/passwd"></iframe><iframe src="/own-frame/"></iframe>
<img src="http://127.0.0.1:PORT/image.png"><img src="/own.png"><video src="/own.mp4" autoplay></video>
<object data="http://127.0.0.1:PORT/object"></object><embed src="http://127.0.0.1:PORT/embed">
<form id="form" action="http://127.0.0.1:PORT/form" method="post" target="_blank"></form>
<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["/speculated/"]}]}</script>
<script>
  const local = "127.0.0.1:PORT", places = [
    `http://${local}/`, "http://169.254.169.254/latest/meta-data/", "http://localhost:PORT/", "http://[::1]:PORT/",
    "http://2130706433:PORT/", "file:///etc/passwd", "chrome://version", "/forbidden/data.json", "https://elsewhere.example/x",
    "/away/",
  ];
  const told = [];
  document.cookie = "own=1; path=/";
  const trying = places.map((place) => fetch(place).then(
    (answer) => told.push(place + " " + answer.status), () => told.push(place + " refused"),
  ));
  trying.push(fetch("/posted/", { method: "POST", body: "x" }).catch(() => told.push("POST refused")));
  try { new WebSocket(`ws://${local}/socket`); new WebSocket("wss://HOST/socket"); } catch {}
  try { new EventSource(`http://${local}/events`); new EventSource("/own-events/"); } catch {}
  try { new Worker(URL.createObjectURL(new Blob([`fetch("http://${local}/worker"); importScripts("http://${local}/imported.js")`]))); } catch {}
  try {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const Peer = window.RTCPeerConnection ?? frame.contentWindow.RTCPeerConnection;
    const peer = new Peer({ iceServers: [{ urls: `stun:${local}` }, { urls: `turn:${local}?transport=tcp`, username: "a", credential: "b" }] });
    peer.createDataChannel("x");
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  } catch {}
  navigator.sendBeacon(`http://${local}/beacon`);
  navigator.sendBeacon("/own-beacon/");
  navigator.serviceWorker?.register("/worker.js").catch(() => {});
  import(`http://${local}/module.js`).catch(() => {});
  open(`http://${local}/window`);
  open("/own-window/");
  document.getElementById("form").submit();
  const gone = new Promise((done) => setTimeout(() => { location.href = `http://${local}/gone`; setTimeout(done, 1000); }, 50));
  Promise.all([...trying, gone]).then(() => {
    const list = document.body.appendChild(document.createElement("section"));
    list.innerHTML = "<p class=told>" + told.sort().join(" | ") + "</p>";
  });
</script>
"""


def test_a_page_reaches_nothing_but_its_site_through_the_crawl(tmp_path: Path) -> None:
    hosts = '("127.0.0.1", "169.254.169.254", "localhost", "::1", "2130706433")'  # declared, and refused all the same
    with HostileServer() as server, canary() as (port, heard):
        add_drawn(server, "reaching", body=_REACHING.replace("PORT", str(port)).replace("HOST", HOST))
        server.add(HOST, "/robots.txt", Reply(b"User-agent: *\nDisallow: /forbidden/\n", "text/plain"))
        page = server._find(HOST, "/drawn/reaching/")
        assert isinstance(page, Reply)
        server.add(HOST, "/drawn/reaching/", replace(page, headers=(("Set-Cookie", "its=1; Path=/"),)))
        server.add(HOST, "/away/", Reply(status="302 Found", headers=(("Location", f"http://127.0.0.1:{port}/away"),)))
        ended = crawl(tmp_path, server, "-s", "NEWSCRAWL_ARCHIVE=warc", rendering=f'Rendering(ready=(".told",), hosts={hosts})')
        asked, heads = list(server.asked), list(server.heads)
    assert ended.status == 0, ended.err
    assert heard == []
    assert not any("\ncookie:" in head or "chrom" in head for head in heads), heads  # neither carried on nor told
    assert all("\nuser-agent: newscrawl/" in head for head in heads)
    assert [("\nx-edition: river" in head, "\nreferer: https://" in head) for head in heads if " /api/" in head] == [
        (True, True)
    ]
    assert Counter(target for _, target in asked if not target.startswith("/.well-known/")) == {
        "/robots.txt": 1, "/feed/": 1, "/drawn/reaching/": 1, "/app.js": 1, "/api/drawn/reaching/": 1, "/away/": 1,
    }  # fmt: skip
    assert {host for host, _ in asked} == {HOST}
    (line,) = read_lake(tmp_path)
    assert line["text"].count("bridge reaching") == 3
    archived = b"".join(path.read_bytes() for path in tmp_path.rglob("*.warc.gz"))
    assert archived
    told = read_told(tmp_path)
    assert len(told) == 11
    assert all(outcome.endswith(" refused") for outcome in told), told


def read_told(folder: Path) -> list[str]:
    """What the page says of what it tried, as the archive keeps it."""
    from newscrawl.crawl.warc_file import WarcPage, iter_warc  # noqa: PLC0415

    (archive,) = folder.rglob("*.warc.gz")
    ((_, page),) = iter_warc(archive)
    assert isinstance(page, WarcPage)
    return page.body.decode().partition('<p class="told">')[2].partition("</p>")[0].split(" | ")


def kill_browser(which: str, server: HostileServer, name: str, times: int) -> Counter[str]:
    """Have the first `times` questions for a page's data answered by a kill, `which` says of what.

    Of the `browser`, of the processes of its pages (`page`), of the `driver` between it and us; `frozen` stops the browser.
    """
    struck: Counter[str] = Counter()
    victims: dict[str, Callable[[str], bool]] = {
        "browser": lambda command: "chromium" in command and "--type=" not in command,
        "page": lambda command: "chromium" in command and "--type=renderer" in command,
        "driver": lambda command: "run-driver" in command,
    }
    victims["frozen"] = victims["browser"]
    answer = detail_of(name).encode()

    async def strike(writer: asyncio.StreamWriter, _target: str) -> None:
        struck[name] += 1
        if struck[name] <= times:
            for pid, command in find_descendants(os.getpid()):
                if victims[which](command):
                    os.kill(pid, signal.SIGSTOP if which == "frozen" else signal.SIGKILL)
        writer.write(answer)
        await writer.drain()

    server.add(HOST, f"/api/drawn/{name}/", strike)
    return struck


@pytest.mark.parametrize("which", ["browser", "page", pytest.param("driver", marks=pytest.mark.slow)])
def test_a_crawl_survives_the_death_of_its_browser(which: str, tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(6)]
    with HostileServer() as server:
        add_drawn(server, *names)
        once = kill_browser(which, server, "n2", 1)
        ever = kill_browser(which, server, "n4", 99)
        ended = crawl(tmp_path, server, "-s", "NEWSCRAWL_RENDER_PAGES=1")
    assert ended.status == 0, ended.err
    assert "Traceback" not in ended.err
    assert (once["n2"], ever["n4"]) == (2, 2)
    assert delivered(tmp_path) == {address_of(name) for name in names} - {address_of("n4")}
    assert failures_of(tmp_path) == {"n4": ("browser crashed", failures_of(tmp_path)["n4"][1])}


@pytest.mark.slow
def test_a_crawl_survives_a_browser_that_freezes(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(3)]
    with HostileServer() as server:
        add_drawn(server, *names)
        kill_browser("frozen", server, "n1", 1)
        ended = crawl(tmp_path, server, "-s", "NEWSCRAWL_RENDER_PAGES=1", "-s", "NEWSCRAWL_RENDER_SECONDS=5")
    assert ended.status == 0, ended.err
    assert "Traceback" not in ended.err
    assert delivered(tmp_path) == {address_of("n0"), address_of("n2")}
    assert failures_of(tmp_path)["n1"][0] == "hung in the browser"


_HANGING = "<script>setTimeout(() => { for (;;); }, 100);</script>"
_LARGE = "<script>document.body.append('x '.repeat(2e5));</script>"
_GONE = "<script>setTimeout(() => { location.href = 'about:blank'; }, 50);</script>"
_ASKING = "<script>setInterval(() => fetch('/api/pulse/' + Math.random()), 20);</script>"


def test_pages_that_do_not_become_ready_fail_each_with_its_reason(tmp_path: Path) -> None:
    with HostileServer() as server:
        add_drawn(server, "good")
        add_drawn(server, "declared", scripts="static.cdn.example")
        for name, body in {"hanging": _HANGING, "large": _LARGE, "gone": _GONE}.items():
            add_drawn(server, name, body=body)
        add_drawn(server, "undeclared", scripts="static.ads.example")
        add_drawn(server, "forbidden", "missing", body=_ASKING)
        server.add(HOST, "/robots.txt", Reply(b"User-agent: *\nDisallow: /api/drawn/forbidden/\n", "text/plain"))
        server.add(HOST, "/api/drawn/missing/", Reply(b"{}", "application/json"))
        for name in ("hanging", "gone"):
            server.add(HOST, f"/api/drawn/{name}/", Reply(b"{}", "application/json"))
        bounds = ("-s", "NEWSCRAWL_RENDER_SECONDS=3", "-s", "NEWSCRAWL_RENDER_REQUESTS=40", "-s", "DOWNLOAD_MAXSIZE=200000")
        ended = crawl(tmp_path, server, *bounds, rendering='Rendering(ready=("article p",), hosts=("static.cdn.example",))')
        asked = Counter(target.split("/")[2] for _, target in server.asked if target.startswith("/api/"))
    assert "Traceback" not in ended.err
    assert json.loads((tmp_path / "project" / "open.json").read_text("utf-8")) == {"contexts": 0, "pages": 0, "kept": 0}
    assert delivered(tmp_path) == {address_of("good"), address_of("declared")}
    found = failures_of(tmp_path)
    assert {name: reason for name, (reason, _) in found.items()} == {
        "hanging": "hung in the browser",
        "large": "too large",
        "gone": "not ready in the browser",
        "forbidden": "not ready in the browser",
        "missing": "not ready in the browser",
        "undeclared": "not ready in the browser",
    }
    assert f"in vain it asked for https://{HOST}/api/drawn/forbidden/: forbidden by robots.txt" in found["forbidden"][1]
    assert "in vain it asked for https://static.ads.example/app.js: not of the site, nor in `hosts`" in found["undeclared"][1]
    assert 0 < asked["pulse"] <= 2 * 40


def test_the_browser_keeps_the_pace_of_the_crawl(tmp_path: Path) -> None:
    delay = 0.4
    with HostileServer() as server:
        add_drawn(server, "n0", "n1", "n2")
        pace = f"DOWNLOAD_DELAY = {delay}\nCONCURRENT_REQUESTS_PER_DOMAIN = 1\nNEWSCRAWL_RENDER_SECONDS = 5"
        ended = crawl(tmp_path, server, settings=pace)
        times, asked = list(server.asked_at), [target for _, target in server.asked]
    assert ended.status == 0, ended.err
    assert len(delivered(tmp_path)) == 3
    assert sum(target.startswith("/api/") for target in asked) == 3
    # Arrivals are noted, of which one may be late and the next not; what keeps no pace comes at once.
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.5 * delay
    assert times[-1] - times[0] > (len(times) - 1.5) * delay


@pytest.mark.parametrize(("end", "seconds"), [(signal.SIGKILL, 10), (signal.SIGTERM, 15)])
def test_no_browser_outlives_its_crawl(end: signal.Signals, seconds: int, tmp_path: Path) -> None:
    holding = asyncio.Event()

    async def hold(_writer: asyncio.StreamWriter, _target: str) -> None:
        holding.set()
        await asyncio.sleep(60)

    with HostileServer() as server:
        add_drawn(server, "held")
        server.add(HOST, "/api/drawn/held/", hold)
        project = make_project(tmp_path, READY, "DOWNLOAD_TIMEOUT = 60\n")
        with start_scrapy("crawl", "drawn", folder=tmp_path, replica=server.url, cwd=project) as running:
            assert wait_until(holding.is_set, 60)
            processes = find_descendants(running.pid)
            running.send_signal(end)
            assert wait_until(lambda: running.poll() is not None, seconds)
            _, told = running.communicate(timeout=10)
    assert any("--type=renderer" in command for _, command in processes)
    left = {pid for pid, command in processes if "chromium" in command or "playwright" in command}
    assert wait_until(lambda: not any(map(is_alive, left)), 10), [command for pid, command in processes if is_alive(pid)]
    assert b"Traceback" not in told, told.decode()


@pytest.mark.slow
def test_pages_that_rendering_does_not_help_are_left_alone(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    with HostileServer() as server:
        add_drawn(server, *names)
        for name in names:
            server.add(HOST, f"/api/drawn/{name}/", Reply(b"{}", "application/json"))
        first = crawl(tmp_path, server, "-s", "NEWSCRAWL_RENDER_SECONDS=1", "-s", "NEWSCRAWL_RENDER_PAGES=1")
        asked = Counter(target for _, target in server.asked)
        assert "failed 5        not ready in the browser" in first.err
        assert "failed 3        not rendered" in first.err
        assert sum(asked[f"/api/drawn/{name}/"] for name in names) == 5
        server.asked.clear()
        second = crawl(tmp_path, server, "-s", "NEWSCRAWL_RENDER_SECONDS=1")
        asked = Counter(target for _, target in server.asked)
    assert second.status == 1
    assert "rendering was in vain for the last 5 pages like it" in second.err
    assert sum(asked[f"/api/drawn/{name}/"] for name in names) == 1  # the tenth that was left alone, over both runs
