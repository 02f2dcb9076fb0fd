"""The replica: every make-believe site on one loopback port, told apart by the Host header."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import Event, RLock, Thread
from types import TracebackType
from typing import Final, NamedTuple, Self

from newscrawl.replica import browsing
from newscrawl.replica.answer import TEXT, Answer, Request, answer, is_unchanged, not_modified, redirect
from newscrawl.replica.faults import Fault, Faults
from newscrawl.replica.model import Post, ReplicaSite, ThemeName, Truth
from newscrawl.replica.posts import ReplicaError, build_post, read_sites
from newscrawl.replica.printed import Printed, hosts_of, read_printed
from newscrawl.replica.shelf import Shelf, Truths
from newscrawl.replica.themes import THEMES
from newscrawl.replica.wire import Wire
from newscrawl.replica.wordpress import WordPress

CACHE_BYTES: Final = 128 * 1024 * 1024
_OWN_HOSTS: Final = frozenset({"", "127.0.0.1", "localhost"})


class Asked(NamedTuple):
    """A request that came in, and the status it was answered with (0: the connection was dropped or left hanging)."""

    host: str
    method: str
    path: str
    status: int


class Replica:
    """A make-believe web that serves while the `with` block lasts: `with Replica() as replica: replica.url`.

    `articles` scales the first site to that many; `seed` decides what its generated articles say; `themes` gives a host another
    theme than `sites.toml` does, `notices` a line under the text of its every article; `port` 0 takes a free one.
    The same arguments give the same bytes in every process.
    Every method may be called from any thread. ReplicaError when the port is taken or a name is unknown.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        articles: int | None = None,
        port: int = 0,
        themes: Mapping[str, ThemeName] | None = None,
        notices: Mapping[str, str] | None = None,
    ) -> None:
        self.faults = Faults()
        self.requests: list[Asked] = []
        if articles is not None and articles < 1:
            raise ReplicaError(f"a site of {articles} articles cannot be served; ask for one or more")
        self._port = port
        self._lock = RLock()
        self._cache: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._cached_bytes = 0
        sites = [_themed(site, dict(themes or {})) for site in read_sites()]
        sites = [replace(site, notice=(notices or {}).get(site.host, site.notice)) for site in sites]
        shelves = [Shelf(site, seed=seed, articles=articles if site is sites[0] else None) for site in sites]
        self._sites = {shelf.site.host: WordPress(shelf) for shelf in shelves}
        self._printed = hosts_of(read_printed())
        self._loop: asyncio.AbstractEventLoop
        self._thread: Thread | None = None
        self._opened: set[asyncio.BaseTransport] = set()

    @property
    def sites(self) -> tuple[ReplicaSite, ...]:
        """The WordPress sites that are served, the first one first."""
        return tuple(wordpress.site for wordpress in self._sites.values())

    @property
    def printed(self) -> tuple[Printed, ...]:
        """The other sites that are served, each with all of its hosts."""
        return tuple(dict.fromkeys(self._printed.values()))

    @property
    def port(self) -> int:
        """The port that is served; 0 before the replica has started on a free one."""
        return self._port

    @property
    def url(self) -> str:
        """The replica's own address, without a final slash."""
        return f"http://127.0.0.1:{self._port}"

    def truth(self, host: str) -> Mapping[str, Truth]:
        """Address of a post -> what is true of it, for every post of that site, on whatever of its hosts."""
        if host in self._printed:
            return self._printed[host].truths
        return Truths(self._find(host).shelf)

    def edit(
        self,
        host: str,
        slug: str,
        *,
        modified: datetime,
        title: str | None = None,
        append: str | None = None,
        **changes: object,
    ) -> Post:
        """Change a post at the instant `modified`: its title, a paragraph more (`append`), any attribute of Post."""
        with self._lock:
            shelf = self._find(host).shelf
            if title is not None:
                changes["title"] = title
            if append is not None:
                post = shelf.find_slug(slug)
                changes["content"] = f"{post.content if post else ''}\n<p>{append}</p>"
            edited = shelf.edit(slug, modified=modified, **changes)
            self._forget()
            return edited

    def publish(self, host: str, slug: str, **story: object) -> Post:
        """Publish a new post from the keys of a story file (`title, body, published` …) but `id`."""
        with self._lock:
            shelf = self._find(host).shelf
            post = build_post(shelf.site, slug, {"id": shelf.next_id(), "category": shelf.site.categories[0].slug, **story})
            shelf.put(post)
            self._forget()
            return post

    def answer(self, request: Request) -> tuple[Answer, Fault | None]:
        """The answer to one request and the fault that strikes it, for the wire to send; `requests` keeps the request."""
        with self._lock:
            fault = self.faults.take(request.host, request.target)
            whole = self._unfaulted(request) if fault is None or fault.status is None else Answer(fault.status)
            if fault is not None:
                whole = fault.change(whole)
            silent = fault is not None and fault.behaviour in {"drop", "hang"}
            self.requests.append(Asked(request.host, request.method, request.target, 0 if silent else whole.status))
            return whole, fault

    def _unfaulted(self, request: Request) -> Answer:
        if self._serves(request.host):
            whole = self._cached(request)
            return not_modified(whole) if is_unchanged(request, whole) else whole
        if f"www.{request.host}" in self._sites:
            return redirect(f"https://www.{request.host}{request.target}")
        inner = browsing.find_site_request(request)
        if inner is not None and self._serves(inner.host):
            return browsing.for_browser(self._cached(inner), inner, (*self._sites, *self._printed))
        if request.path == "/" and request.host in _OWN_HOSTS:
            return browsing.index_page(self.sites, self.printed)
        return answer(f"The replica has no site {request.host!r}; it serves {self._hosts}.\n", TEXT, status=404)

    def _serves(self, host: str) -> bool:
        return host in self._sites or host in self._printed

    @property
    def _hosts(self) -> str:
        return ", ".join((*self._sites, *self._printed))

    def _cached(self, request: Request) -> Answer:
        key = (request.host, request.target)
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            return found
        made = (self._sites.get(request.host) or self._printed[request.host]).answer(request)
        self._cache[key] = made
        self._cached_bytes += len(made.body)
        while self._cached_bytes > CACHE_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._cached_bytes -= len(dropped.body)
        return made

    def _forget(self) -> None:
        self._cache.clear()
        self._cached_bytes = 0

    def _find(self, host: str) -> WordPress:
        if host in self._printed:
            raise ReplicaError(f"{host} is no WordPress; what it serves is in newscrawl/replica/printed/, and does not change")
        if host not in self._sites:
            raise ReplicaError(f"the replica has no site {host!r}; it serves {self._hosts}")
        return self._sites[host]

    def __enter__(self) -> Self:
        started, failed = Event(), list[Exception]()
        self._thread = Thread(target=self._serve, args=(started, failed), name="replica", daemon=True)
        self._thread.start()
        started.wait()
        if failed:
            raise ReplicaError(
                f"127.0.0.1:{self._port} cannot be served ({failed[0]}); choose another port, or 0 for a free one"
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread is not None:
            self._thread.join()

    def _serve(self, started: Event, failed: list[Exception]) -> None:
        self._loop = asyncio.new_event_loop()
        try:
            serving = self._loop.create_server(lambda: Wire(self.answer, self._opened), "127.0.0.1", self._port, backlog=512)
            server = self._loop.run_until_complete(serving)
        except (OSError, OverflowError) as error:
            failed.append(error)
            self._loop.close()
            started.set()
            return
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for transport in tuple(self._opened):
            transport.abort() if isinstance(transport, asyncio.Transport) else transport.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


def _themed(site: ReplicaSite, themes: dict[str, ThemeName]) -> ReplicaSite:
    theme = themes.get(site.host, site.theme)
    if theme not in THEMES:
        raise ReplicaError(f"there is no theme {theme!r} for {site.host}; choose one of {', '.join(THEMES)}")
    return replace(site, theme=theme)
