"""A page of posts and its page numbers, which WordPress prints alike in every theme."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from newscrawl.replica.model import Post, ReplicaSite


@dataclass(frozen=True, slots=True)
class Listing:
    """Page `number` of `last` of the posts under `path` (`` for the front page, `category/monde/` for an archive)."""

    path: str
    heading: str
    number: int
    last: int
    posts: tuple[Post, ...]

    @property
    def body_class(self) -> str:
        """The classes of `<body>` that tell what kind of page this is."""
        kind = "archive" if self.path else "home blog"
        name = self.path.strip("/").replace("/", " ")
        return " ".join(filter(None, (kind, name, f"paged paged-{self.number}" if self.number > 1 else "")))

    def title(self, site: ReplicaSite) -> str:
        """The text of `<title>`."""
        name = f"{self.heading} Archives - " if self.heading else ""
        return f"{name}{f'Page {self.number} of {self.last} - ' if self.number > 1 else ''}{site.name}"

    def address(self, site: ReplicaSite, number: int) -> str:
        """The address of page `number`."""
        return f"{site.home}{self.path}{f'page/{number}/' if number > 1 else ''}"


def list_links(page: Listing, site: ReplicaSite) -> str:
    """The canonical, prev and next links of the head."""
    links = [f'<link rel="canonical" href="{escape(page.address(site, page.number))}" />']
    if page.number > 1:
        links.append(f'<link rel="prev" href="{escape(page.address(site, page.number - 1))}" />')
    if page.number < page.last:
        links.append(f'<link rel="next" href="{escape(page.address(site, page.number + 1))}" />')
    return "\n".join(links)


def page_numbers(page: Listing, site: ReplicaSite) -> str:
    """WordPress' `paginate_links`: previous, the numbers around this page, next."""
    if page.last < 2:
        return ""
    shown = sorted({1, page.last, *range(max(1, page.number - 2), min(page.last, page.number + 2) + 1)})
    links, before = [], 0
    if page.number > 1:
        links.append(
            _link(page.address(site, page.number - 1), "prev page-numbers", '<span aria-hidden="true">&larr;</span> Previous')
        )
    for number in shown:
        if number > before + 1:
            links.append('<span class="page-numbers dots">&hellip;</span>')
        if number == page.number:
            links.append(f'<span aria-current="page" class="page-numbers current">{number}</span>')
        else:
            links.append(_link(page.address(site, number), "page-numbers", str(number)))
        before = number
    if page.number < page.last:
        links.append(
            _link(page.address(site, page.number + 1), "next page-numbers", 'Next <span aria-hidden="true">&rarr;</span>')
        )
    return " ".join(links)


def _link(address: str, kind: str, text: str) -> str:
    return f'<a class="{kind}" href="{escape(address)}">{text}</a>'
