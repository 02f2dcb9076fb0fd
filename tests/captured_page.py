"""A captured page's text, wrapped into a theme of the replica: the test-time way back from words to markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from newscrawl.replica import Post, ReplicaSite, ThemeName, read_sites, render_article
from newscrawl.replica.blocks import iter_blocks, render_blocks

HOST = "www.nouvelles-dumonde.com"
PUBLISHED = datetime(2022, 12, 11, 6, 31, 7, tzinfo=UTC)
CHROME = ("Facebook", "Leave a Comment", "This site uses Akismet", "ADVERTISEMENT")
GLUED = "France 24dimanche"


@dataclass(frozen=True, slots=True)
class Captured:
    """The parts of a captured text: its title, its paragraphs, the titles of its read-also lines."""

    title: str
    lines: tuple[str, ...]

    @property
    def paragraphs(self) -> list[str]:
        """The lines that are the article's text."""
        return [line for line in self.lines if mark_of(line) == ""]


def read_captured(text: str) -> Captured:
    """Site name, title twice, then the lines of the body down to the share bar."""
    blocks = [" ".join(block.split(" ")) for block in text.strip().split("\n\n")]
    _site, title, again, *rest = blocks
    assert title == again
    body = [line for line in rest if not line.startswith(CHROME)]
    return Captured(title, tuple(body))


def mark_of(line: str) -> str:
    """The mark of the story files that makes of a line what it was on the page."""
    if line.startswith("Chargement"):
        return "[loading] "
    if line.startswith("Lire aussi"):
        return "[related un-autre-recit] "
    if line.startswith("Bac :"):
        return "[baca https://international.sindonews.com/read/1/42/judul-1670000000] "
    return "[caption] " if "Photo/Illustration/" in line else ""


def wrap(captured: Captured, theme: ThemeName, host: str = HOST) -> tuple[bytes, str]:
    """The captured page in a theme: its bytes and its address."""
    site = next(site for site in read_sites() if site.host == host)
    post = make_post(captured.title, [mark_of(line) + unlabelled(line) for line in captured.lines], site)
    return render_article(post, site, theme).encode(), site.address(post)


def make_post(title: str, blocks: list[str], site: ReplicaSite) -> Post:
    """A post of story-file blocks; the glued source name gets back the emphasis that it lost its space by."""
    body = "\n\n".join(blocks).replace(GLUED, "<em>France 24</em>dimanche")
    content = render_blocks(iter_blocks(body), site)
    return Post(412345, "article", title, content, PUBLISHED, PUBLISHED, site.categories[0].slug)


def unlabelled(line: str) -> str:
    """A read-also line without its label, which the theme prints itself."""
    for label in ("Lire aussi", "Bac :"):
        if line.startswith(label):
            return line.removeprefix(label).strip()
    return line
