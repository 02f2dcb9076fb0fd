"""Rendering: what every theme shows of a post is worked out here; where it stands is in the theme's file of sections."""

from __future__ import annotations

from datetime import datetime
from html import escape
from re import compile as regex
from typing import Final

from newscrawl.replica.model import Post, ReplicaSite, Teaser, ThemeName, digest
from newscrawl.replica.themes.graph import stamp, yoast_graph
from newscrawl.replica.themes.listing import Listing, list_links, page_numbers
from newscrawl.replica.themes.sections import read_sections
from newscrawl.replica.themes.styles import global_styles

_SHARES: Final = ("Facebook", "Twitter", "LinkedIn", "Pinterest")
_IMAGE: Final = regex(r'<img ([^>]{0,400}?)src="([^"]{1,800})"')
_LAZY: Final = frozenset({"soledad"})
_HOLDER: Final = "wp-content/themes/soledad/images/penci2-holder.png"
_WORDS_A_MINUTE: Final = 200


class Theme:
    """A theme by its name: the pages that it makes of a post, of a list of posts, and of nothing found."""

    def __init__(self, name: ThemeName) -> None:
        self.name = name
        self._sections = {**read_sections("both"), **read_sections(name)}

    def article(self, post: Post, site: ReplicaSite) -> str:
        """The page of an article."""
        plain = post.plain
        values = self._site(site, post) | self._post(post, site, plain, words=55)
        values["minutes"] = str(len(plain.split()) // _WORDS_A_MINUTE + 1)
        values["canonical"] = escape(post.canonical or site.address(post))
        values["published_gmt"], values["modified_gmt"] = stamp(post.published), stamp(post.modified)
        values["modified_meta"] = self._fill("modified_meta", values) if post.modified != post.published else ""
        values["graph"] = yoast_graph(post, site, len(plain.split()))
        notice = f'\n<p class="site-notice">{escape(site.notice, quote=False)}</p>' if site.notice else ""
        values["content"] = self._lazy(post.content + notice, site)
        links = ", ".join(
            self._fill("tag", {**values, "slug": tag.replace(" ", "-"), "label": escape(tag)}) for tag in post.tags
        )
        values["tags"] = self._fill("tags", {"links": links}) if links else ""
        values["shares"] = "".join(self._fill("share", {"network": name.lower(), "label": name}) for name in _SHARES)
        values["reply_title"] = self._fill("reply_title", {})
        values["comment_form"] = self._fill("comment_form", values)
        return self._page("article", values, f"{post.title} - {site.name}")

    def listing(self, page: Listing, site: ReplicaSite) -> str:
        """A page of posts: the front page or an archive."""
        values = self._site(site, None)
        cards = (self._post(post, site, post.plain, words=30) for post in page.posts)
        values["cards"] = "".join(self._fill("card", values | card) for card in cards)
        values["heading"] = self._fill("heading", {"heading": escape(page.heading)}) if page.heading else ""
        values["body_class"] = page.body_class
        values["list_links"] = list_links(page, site)
        values["page_numbers"] = page_numbers(page, site)
        return self._page("listing", values, page.title(site))

    def missing(self, site: ReplicaSite) -> str:
        """The page that answers with 404."""
        return self._page("missing", self._site(site, None), f"Page not found - {site.name}")

    def _page(self, kind: str, values: dict[str, str], title: str) -> str:
        values["head_title"] = escape(title)
        for part in ("opening", "feeds", "closing"):
            values[part] = self._fill(part, values)
        values["head"] = self._fill(f"{kind}_head", values)
        return self._fill(kind, values) + "\n"

    def _site(self, site: ReplicaSite, post: Post | None) -> dict[str, str]:
        """What the site shows on every page; teasers are of other stories than `post`."""
        values = {
            "home": site.home,
            "language": site.language,
            "locale": site.locale,
            "generator": site.generator,
            "site_name": escape(site.name),
            "author": escape(site.author),
            "author_slug": site.author_slug,
            "global_styles": global_styles(),
        }
        places = [(site.home, "Home"), *((f"{site.home}category/{each.slug}/", each.name) for each in site.categories)]
        values["menu"] = "".join(self._fill("menu_item", {"address": place, "label": escape(name)}) for place, name in places)
        teasers = [_teaser(teaser, site) for teaser in other_teasers(site, post)]
        values["teasers"] = "".join(self._fill("teaser", teaser) for teaser in teasers)
        values["related"] = "".join(self._fill("related", teaser) for teaser in teasers[:2])
        for part in ("styles", "emoji", "akismet", "header", "sidebar", "footer"):
            values[part] = self._fill(part, values)
        return values

    def _post(self, post: Post, site: ReplicaSite, plain: str, *, words: int) -> dict[str, str]:
        """What pages and lists alike show of a post."""
        excerpt = " ".join(plain.split(" ", words)[:words])
        changed = post.modified != post.published
        return {
            "id": str(post.id),
            "address": site.address(post),
            "title": escape(post.title, quote=False),
            "title_attribute": escape(post.title),
            "excerpt": escape(excerpt, quote=False),
            "excerpt_attribute": escape(excerpt),
            "category": post.category,
            "category_name": escape(site.category(post.category).name),
            "image": escape(site.image(post)),
            "updated": self._fill("updated", _time(site.local(post.modified))) if changed else "",
            "published": self._fill("published", _time(site.local(post.published))),
        }

    def _fill(self, section: str, values: dict[str, str]) -> str:
        return self._sections[section].substitute(values)

    def _lazy(self, content: str, site: ReplicaSite) -> str:
        if self.name not in _LAZY:
            return content
        return _IMAGE.sub(rf'<img class="penci-lazy" \1src="{site.home}{_HOLDER}" data-src="\2"', content)


def other_teasers(site: ReplicaSite, post: Post | None, count: int = 4) -> tuple[Teaser, ...]:
    """Teasers of other stories than `post`, in an order that depends on the post alone."""
    mine = post.slug if post else ""
    others = [teaser for teaser in site.teasers if teaser.slug != mine]
    return tuple(sorted(others, key=lambda teaser: digest(mine + teaser.slug))[:count])


def _teaser(teaser: Teaser, site: ReplicaSite) -> dict[str, str]:
    texts = {"title": escape(teaser.title, quote=False), "excerpt": escape(teaser.excerpt, quote=False)}
    return {"address": f"{site.home}{teaser.slug}/", **texts}


def _time(local: datetime) -> dict[str, str]:
    return {"stamp": stamp(local), "day": f"{local:%B} {local.day}, {local.year}"}
