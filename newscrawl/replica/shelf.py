"""The posts of one site in the orders that its surfaces ask for. Generated posts are written when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from newscrawl.replica.generator import Generator
from newscrawl.replica.model import Entry, Post, ReplicaSite, Truth
from newscrawl.replica.posts import ReplicaError, read_stories


class Shelf:
    """A site's posts: entries of all in memory, newest first; hand-written posts whole, generated ones on demand.

    `articles` is how many posts the site has in all; None for the hand-written ones alone.
    """

    def __init__(self, site: ReplicaSite, *, seed: int, articles: int | None) -> None:
        self.site = site
        stories = read_stories(site.host)
        wanted = len(stories) if articles is None else articles
        self._written = {post.slug: post for post in stories[:wanted]}
        self._generator = Generator(site, seed)
        self._numbers = dict(self._generator.iter_slugs(wanted - len(self._written), taken=self._written))
        self._generated = lru_cache(maxsize=512)(self._generator.post)
        entries = [post.entry for post in self._written.values()]
        entries += [self._generator.entry(number, slug) for slug, number in self._numbers.items()]
        self._arrange(entries)

    def _arrange(self, entries: Sequence[Entry]) -> None:
        self.newest = sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)
        self._by_slug = {entry.slug: entry for entry in entries}
        self._by_id = {entry.id: entry for entry in entries}

    def post(self, entry: Entry) -> Post:
        """The whole post behind an entry."""
        written = self._written.get(entry.slug)
        return written or self._generated(self._numbers[entry.slug], entry.slug)

    def find_slug(self, slug: str) -> Post | None:
        """The post of that slug, or None."""
        entry = self._by_slug.get(slug)
        return self.post(entry) if entry else None

    def find_id(self, number: int) -> Entry | None:
        """The entry of the post with that WordPress id, or None."""
        return self._by_id.get(number)

    @property
    def changed(self) -> datetime:
        """When any post was last modified."""
        return max(entry.modified for entry in self.newest)

    def put(self, post: Post) -> None:
        """Publish `post`, in place of the post of the same slug if there is one."""
        self._written[post.slug] = post
        others = [entry for entry in self.newest if entry.slug != post.slug]
        self._arrange([*others, post.entry])

    def edit(self, slug: str, **changes: object) -> Post:
        """Change attributes of a post; the rest of it stays. ReplicaError when there is no such post."""
        post = self.find_slug(slug)
        if post is None:
            raise ReplicaError(f"{self.site.host} has no post {slug!r} to edit; publish it first")
        edited = replace(post, **changes)  # type: ignore[arg-type]  # the names are checked by replace itself
        self.put(edited)
        return edited

    def next_id(self) -> int:
        """A WordPress id that no post has yet."""
        return max(self._by_id) + 1


class Truths(Mapping[str, Truth]):
    """Address of a post -> what is true of it, for every post of a shelf; read on demand."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __getitem__(self, address: str) -> Truth:
        home = self._shelf.site.home
        post = self._shelf.find_slug(address.removeprefix(home).rstrip("/")) if address.startswith(home) else None
        if post is None:
            raise KeyError(address)
        return post.truth

    def __iter__(self) -> Iterator[str]:
        return (self._shelf.site.address(entry) for entry in self._shelf.newest)

    def __len__(self) -> int:
        return len(self._shelf.newest)
