"""Reading the data files: the sites of `sites.toml` and the hand-written stories under `stories/<host>/<slug>.toml`."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from newscrawl.replica.blocks import expected_text, iter_blocks, render_blocks
from newscrawl.replica.model import Category, ExpectedCredit, Post, ReplicaSite, Teaser, Truth


class ReplicaError(ValueError):
    """A data file or a wish that the replica cannot serve; names the thing, the place and the remedy."""


@cache
def read_sites() -> tuple[ReplicaSite, ...]:
    """Every make-believe site, the first one first."""
    data = tomllib.loads((files(__package__) / "sites.toml").read_text("utf-8"))
    return tuple(_site(table) for table in data["sites"])


@cache
def read_stories(host: str) -> tuple[Post, ...]:
    """The hand-written posts of a site, newest first."""
    site = next(site for site in read_sites() if site.host == host)
    posts = [
        _story(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text("utf-8")), site)
        for entry in (files(__package__) / "stories" / host).iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(posts, key=lambda post: (post.published, post.id), reverse=True))


def build_post(site: ReplicaSite, slug: str, table: dict[str, Any]) -> Post:
    """A post from the keys of a story file: `id, title, body, published` and, where they apply, the others."""
    return _story(slug, table, site)


def _site(table: dict[str, Any]) -> ReplicaSite:
    categories = tuple(Category(**category) for category in table.pop("categories"))
    teasers = tuple(Teaser(**teaser) for teaser in table.pop("teasers"))
    return ReplicaSite(**table, categories=categories, teasers=teasers)


def _story(slug: str, table: dict[str, Any], site: ReplicaSite) -> Post:
    where = f"newscrawl/replica/stories/{site.host}/{slug}.toml"
    try:
        blocks = iter_blocks(table["body"])
        published = _instant(table["published"])
        post = Post(
            id=table["id"],
            slug=slug,
            title=table["title"],
            content=render_blocks(blocks, site),
            published=published,
            modified=_instant(table.get("modified", published)),
            category=site.category(table["category"]).slug,
            tags=tuple(table.get("tags", ())),
            image=table.get("image"),
            canonical=table.get("canonical"),
            truth=read_truth(table.get("truth", {}), expected_text(blocks)),
        )
    except (KeyError, TypeError) as error:
        raise ReplicaError(f"{where}: {error}; see any other file there for the keys") from error
    return post


def read_truth(table: dict[str, Any], text: tuple[str, ...]) -> Truth:
    """What is true of a post, from the `truth` of its file and the paragraphs that it has."""
    credits_ = tuple(ExpectedCredit(**credit) for credit in table.get("credits", ()))
    unstated = ExpectedCredit(**table["unstated"]) if "unstated" in table else None
    same, relation, near = (table.get(key) for key in ("same_story", "relation", "near"))
    return Truth(credits_, table.get("origin"), text, same, relation, unstated, near)


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise TypeError(f"the time {value} has no offset; write it in UTC with a final Z")
    return value.astimezone(UTC)
