"""A server on loopback that misbehaves as it is told: whole replies, or bytes written to the wire one by one.

It serves many hosts on one port, for mapped runs; `project` makes a Scrapy project whose spiders crawl those hosts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Reply:
    """A well-formed answer."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self) -> bytes:
        lines = [
            f"HTTP/1.1 {self.status}",
            f"Content-Type: {self.kind}",
            f"Content-Length: {len(self.body)}",
            "Connection: close",
        ]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + self.body


Behaviour = Reply | bytes | Callable[[asyncio.StreamWriter, str], Awaitable[None]]
"""A reply; bytes of the wire; or a function that writes to the wire, given the target that was asked for."""


def article_html(title: str, *, head: str = "", words: str = "") -> bytes:
    """A plain article of a few sentences."""
    text = "".join(
        f"<p>The council of {place} met on Monday to talk about the bridge over the river, and {words or 'found no agreement'} on its price.</p>"
        for place in ("the old town", "the harbour", "the northern villages")
    )
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def feed_xml(host: str, paths: list[str]) -> bytes:
    """An RSS feed of the pages at these paths."""
    addresses = (path if path.startswith("http") else f"https://{host}{path}" for path in paths)
    items = "".join(f"<item><title>x</title><link>{address}</link></item>" for address in addresses)
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode()


class HostileServer:
    """Serves behaviours by host and path until the block ends; `asked` are the (host, target) pairs in order, `asked_at` when,
    `heads` what each said, in lower case.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.asked_at: list[float] = []
        self.heads: list[str] = []
        self._behaviours: dict[tuple[str, str], Behaviour] = {}
        self._listed: dict[str, list[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, host: str, path: str, behaviour: Behaviour, *, listed: str | None = None) -> None:
        """Behave so at a path (without its query); `listed`: and name the page in the feed of that host."""
        self._behaviours[host, path] = behaviour
        if listed:
            self._listed.setdefault(listed, []).append(path if listed == host else f"https://{host}{path}")

    def add_article(
        self, host: str, path: str, *, headers: tuple[tuple[str, str], ...] = (), listed: str | None = None
    ) -> None:
        """Serve a good article, named in the feed of its host."""
        reply = Reply(article_html(f"Bridge {path.strip('/')}", words=f"asked {host}{path} for advice"), headers=headers)
        self.add(host, path, reply, listed=listed or host)

    def list_address(self, host: str, address: str) -> None:
        """Name an address in the feed of a host."""
        self._listed.setdefault(host, []).append(address)

    def project(self, folder: Path, name: str, doors: str = "Feed(paged=None),", domain: str = "") -> Path:
        """A project below `folder` with the one spider `name`, which crawls `https://{domain}/` and notes every failure."""
        project = folder / "project"
        project.mkdir(exist_ok=True)
        (project / "scrapy.cfg").write_text("[settings]\ndefault = hostile_settings\n", "utf-8")
        (project / "hostile_settings.py").write_text(_SETTINGS, "utf-8")
        domain = domain or f"{name}.example"
        (project / "hostile_spiders.py").write_text(_SPIDER.format(name=name, domain=domain, doors=doors), "utf-8")
        return project

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        started = Event()
        self._thread = Thread(target=self._serve, args=(started,), name="hostile server", daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self, started: Event) -> None:
        self._loop = asyncio.new_event_loop()
        server = self._loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            target = head[0].split(" ")[1]
            host = next(line[6:] for line in head if line.lower().startswith("host: "))
            self.asked.append((host, target))
            self.asked_at.append(self._loop.time())
            self.heads.append("\n".join(head).lower())
            behaviour = self._find(host, target)
            if isinstance(behaviour, Reply | bytes):
                writer.write(behaviour.encode() if isinstance(behaviour, Reply) else behaviour)
                await writer.drain()
            else:
                await behaviour(writer, target)
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()

    def _find(self, host: str, target: str) -> Behaviour:
        path = target.partition("?")[0]
        if found := self._behaviours.get((host, path)):
            return found
        if path == "/feed/" and host in self._listed:
            return Reply(feed_xml(host, self._listed[host]), "application/rss+xml")
        return Reply(b"Not here.", "text/plain", "404 Not Found")


_SETTINGS = """from newscrawl.settings import *
SPIDER_MODULES = ["hostile_spiders"]
DOWNLOAD_DELAY = 0
DOWNLOAD_TIMEOUT = 3
DOWNLOAD_MAXSIZE = 2 * 1024 * 1024
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 32
RETRY_TIMES = 0
NEWSCRAWL_BACKOFF = 0.05
NEWSCRAWL_READ_TIMEOUT = 20
NEWSCRAWL_JOBS = 1
"""

_SPIDER = """import json
from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, Listing, Site, Sitemap, WordPressApi


class HostileSpider(NewsSpider):
    name = "{name}"
    site = Site(id="{name}", name="Hostile", domain="{domain}", home="https://{domain}/", languages=("en",), doors=({doors}))

    def record(self, failure, url, *rest):
        super().record(failure, url, *rest)
        with open("failures.jsonl", "a") as noted:
            noted.write(json.dumps([url, failure.reason, failure.detail]) + "\\n")
"""
