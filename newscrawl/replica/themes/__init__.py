"""The themes: what a visitor sees of a post, a page of posts, or nothing found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from newscrawl.replica.model import Post, ReplicaSite, ThemeName
from newscrawl.replica.themes import generatepress, soledad
from newscrawl.replica.themes.listing import Listing

__all__ = ["THEMES", "Listing", "Theme", "render_article"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The three pages a theme renders."""

    article: Callable[[Post, ReplicaSite], str]
    listing: Callable[[Listing, ReplicaSite], str]
    missing: Callable[[ReplicaSite], str]


THEMES: Final[dict[ThemeName, Theme]] = {
    "generatepress": Theme(generatepress.article, generatepress.listing, generatepress.missing),
    "soledad": Theme(soledad.article, soledad.listing, soledad.missing),
}


def render_article(post: Post, site: ReplicaSite, theme: ThemeName) -> str:
    """The page of `post` on `site`, whatever the site's own theme, as `theme` renders it."""
    return THEMES[theme].article(post, site)
