"""One make-believe WordPress site: an address of it in, an answer out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from math import ceil
from re import Match
from re import compile as regex
from struct import pack
from typing import Final

from newscrawl.replica import feeds, rest, sitemaps
from newscrawl.replica.answer import HTML, TEXT, Answer, Request, answer, redirect
from newscrawl.replica.model import Entry, digest
from newscrawl.replica.shelf import Shelf
from newscrawl.replica.themes import THEMES, Listing

POSTS_PER_PAGE: Final = 10
_ROBOTS_FILE: Final = regex(r"/robots\.txt")
_ARCHIVE: Final = regex(r"/(?:(category|tag|author)/([\w%-]{1,200})/)?(?:page/(\d{1,6})/)?")
_FEED: Final = regex(r"/(?:(category|tag|author|comments)(?:/([\w%-]{1,200}))?/)?feed/")
_POST_FEED: Final = regex(r"/([\w%-]{1,300})/feed/")
_POST: Final = regex(r"/([\w%-]{1,300})/(amp/)?")
_UPLOAD: Final = regex(r"/wp-content/[\w./%-]{1,400}\.png")
_ROBOTS: Final = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {home}sitemap_index.xml\n"


class WordPress:
    """A site's every surface. Nothing is kept between requests but the shelf: the server caches answers."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.site = shelf.site
        self._theme = THEMES[self.site.theme]
        self._routes: tuple[tuple[Callable[[str], Match[str] | None], Callable[[Match[str], Request], Answer]], ...] = (
            (_ROBOTS_FILE.fullmatch, self._robots),
            (_ARCHIVE.fullmatch, self._archive),
            (_FEED.fullmatch, self._feed),
            (_POST_FEED.fullmatch, self._post_feed),
            (_POST.fullmatch, self._article),
            (_UPLOAD.fullmatch, self._upload),
        )

    def answer(self, request: Request) -> Answer:
        """What the site answers to GET; its 404 page where it has nothing."""
        path = request.path
        if path.startswith("/wp-json"):
            return rest.answer_rest(self.shelf, request)
        if path.endswith((".xml", ".xsl")):
            return sitemaps.answer_sitemap(self.shelf, path) or self._missing()
        if path == "/" and "p" in request.query:
            return self._short_link(request.query["p"])
        if not path.endswith("/") and "." not in path:
            return redirect(f"{self.site.home}{path.lstrip('/')}/")
        for match, handler in self._routes:
            found = match(path)
            if found:
                return handler(found, request)
        return self._missing()

    def _robots(self, _found: Match[str], _request: Request) -> Answer:
        return answer(_ROBOTS.format(home=self.site.home), TEXT)

    def _missing(self) -> Answer:
        return answer(self._theme.missing(self.site), HTML, status=404)

    def _short_link(self, number: str) -> Answer:
        entry = self.shelf.find_id(int(number)) if number.isdecimal() and len(number) < 12 else None
        return redirect(self.site.address(entry)) if entry else self._missing()

    def _article(self, found: Match[str], _request: Request) -> Answer:
        post = self.shelf.find_slug(found[1])
        if post is None:
            return self._missing()
        page = self._theme.article(post, self.site)
        if found[2]:  # the AMP form, which plugins make
            page = page.replace("<html ", "<html amp ", 1).replace("</article>", "<p>AMP</p></article>", 1)
        return answer(page, HTML, modified=post.modified)

    def _archive(self, found: Match[str], _request: Request) -> Answer:
        kind, name, number = found[1], found[2], int(found[3] or 1)
        path = f"{kind}/{name}/" if kind else ""
        if found[3] is not None and number < 2:
            return redirect(f"{self.site.home}{path}")
        entries = self._select(kind, name)
        last = ceil(len(entries) / POSTS_PER_PAGE)
        if number > max(last, 1) or not entries:
            return self._missing()
        shown = entries[(number - 1) * POSTS_PER_PAGE : number * POSTS_PER_PAGE]
        posts = tuple(self.shelf.post(entry) for entry in shown)
        page = Listing(path, self._heading(kind, name), number, last, posts)
        return answer(self._theme.listing(page, self.site), HTML, modified=self.shelf.changed)

    def _feed(self, found: Match[str], request: Request) -> Answer:
        kind, name = found[1], found[2]
        if kind == "comments":
            return feeds.empty_feed(self.site, f"Comments for {self.site.name}", "comments/")
        entries = self._select(kind, name)
        if not entries:
            return self._missing()
        paged = request.query.get("paged", "1")
        number = int(paged) if paged.isdecimal() and len(paged) < 7 else 1
        shown = entries[max(0, number - 1) * POSTS_PER_PAGE : max(1, number) * POSTS_PER_PAGE]
        path = f"{kind}/{name}/" if kind else ""
        return feeds.feed_of_posts(self.shelf, self._heading(kind, name), path, shown)

    def _post_feed(self, found: Match[str], _request: Request) -> Answer:
        post = self.shelf.find_slug(found[1])
        if post is None:
            return self._missing()
        return feeds.empty_feed(self.site, f"Comments on: {post.title}", f"{post.slug}/")

    def _upload(self, found: Match[str], _request: Request) -> Answer:
        return answer(_flat_png(digest(found[0])), "image/png")

    def _select(self, kind: str | None, name: str) -> list[Entry]:
        entries = self.shelf.newest
        if kind == "category":
            return [entry for entry in entries if entry.category == name]
        if kind == "tag":
            return [entry for entry in entries if name in {tag.replace(" ", "-") for tag in entry.tags}]
        if kind == "author":
            return entries if name == self.site.author_slug else []
        return entries

    def _heading(self, kind: str | None, name: str) -> str:
        if kind == "category":
            return self.site.category(name).name
        return {"tag": (name or "").replace("-", " "), "author": self.site.author}.get(kind or "", "")


def _flat_png(color: str, width: int = 850, height: int = 478) -> bytes:
    """A picture of one colour, so that a page looks whole in a browser (PNG, RFC 2083)."""
    rows = (b"\0" + bytes.fromhex(color[:6]) * width) * height
    chunks = ((b"IHDR", pack(">2I5B", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    parts = (pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
