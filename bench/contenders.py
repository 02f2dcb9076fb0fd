"""The ways of reading a page that are compared, each imported when it is first used; run as a program: the peak memory of one.

python bench/contenders.py NAME PAGES    reads the pages of a file (one JSON `[url, body as Latin-1]` per line), prints MB
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final

# ruff: noqa: PLC0415 - only the contender at work may be in memory

Reader = Callable[[bytes, str], str | None]
OURS: Final = "newscrawl"


def read_ours(body: bytes, url: str) -> str | None:
    """The whole reading: text, metadata, dates, credits with evidence, origin, images, rights."""
    from newscrawl.reading import read_article

    return read_article(body, url).text


def read_trafilatura(body: bytes, url: str, *, metadata: bool = False) -> str | None:
    """Text, with `metadata` title, author, date and more, at trafilatura's more careful setting."""
    import trafilatura

    document = trafilatura.bare_extraction(body, url=url, favor_precision=True, with_metadata=metadata)
    return document.text if document else None


def read_trafilatura_whole(body: bytes, url: str) -> str | None:
    """Text and metadata, the nearest to a whole reading that it offers."""
    return read_trafilatura(body, url, metadata=True)


def read_newspaper(body: bytes, url: str) -> str | None:
    """Text, title, authors, date, images; it wants decoded text, and fails on what it takes for no page."""
    import newspaper

    article = newspaper.Article(url or "https://page.invalid/", fetch_images=False)
    article.download(input_html=decode(body))
    try:
        article.parse()
    except (newspaper.ArticleException, ValueError, ImportError, LookupError):  # some languages need more packages, and data
        return None
    return str(article.text) or None


def read_readability(body: bytes, url: str) -> str | None:
    """The element of the text, as HTML, and the title."""
    import readability

    document = readability.Document(body, url=url or None)
    try:
        document.short_title()
        return str(document.summary(html_partial=True)) or None
    except readability.readability.Unparseable:
        return None


def read_resiliparse(body: bytes, _url: str) -> str | None:
    """Text alone, of what it takes for the main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return extract_plain_text(bytes_to_str(body, detect_encoding(body)), main_content=True, alt_texts=False) or None


READERS: Final[dict[str, Reader]] = {
    OURS: read_ours,
    "trafilatura, text": read_trafilatura,
    "trafilatura, all": read_trafilatura_whole,
    "newspaper4k": read_newspaper,
    "readability-lxml": read_readability,
    "resiliparse": read_resiliparse,
}


def decode(body: bytes) -> str:
    """For who wants text: UTF-8, as nearly every page is."""
    return body.decode("utf-8", "replace")


def find_peak(name: str, pages: Path) -> float:
    """Megabytes that this process has taken at most once the contender has read all pages."""
    with pages.open(encoding="ascii") as lines:
        for line in lines:
            url, body = json.loads(line)
            READERS[name](body.encode("latin-1"), url)
    status = Path("/proc/self/status")  # getrusage also counts what the process was before it became this program
    if status.exists():
        return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(find_peak(sys.argv[1], Path(sys.argv[2])))
