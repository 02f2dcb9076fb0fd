"""The themes: what a visitor sees of a post, a page of posts, or nothing found."""

from __future__ import annotations

from typing import Final

from newscrawl.replica.model import Post, ReplicaSite, ThemeName
from newscrawl.replica.themes.listing import Listing
from newscrawl.replica.themes.theme import Theme

__all__ = ["THEMES", "Listing", "Theme", "render_article"]

THEMES: Final[dict[ThemeName, Theme]] = {"generatepress": Theme("generatepress"), "soledad": Theme("soledad")}


def render_article(post: Post, site: ReplicaSite, theme: ThemeName) -> str:
    """The page of `post` on `site` as `theme` renders it, whatever the site's own theme."""
    return THEMES[theme].article(post, site)
