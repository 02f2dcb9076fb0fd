"""Fuzzing of the whole reading with atheris: no input may crash it, break its promises, or take long.

    python bench/fuzz_reading.py [CORPUS_FOLDER] [libFuzzer options, e.g. -max_total_time=600]

Needs `pip install -e '.[fuzz]'`. The first run writes the replica's pages and the hostile ones into the corpus folder (default:
a temporary one). What breaks is written by libFuzzer as `crash-…` or `timeout-…` into the current folder.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

try:
    import atheris
except ImportError:
    sys.exit("fuzz: atheris is not installed; run `pip install -e '.[fuzz]'`")

with atheris.instrument_imports(include=["newscrawl"]):
    from newscrawl.lake import encode_line
    from newscrawl.page import PageError
    from newscrawl.reading import read_article
    from newscrawl.replica import Replica

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from hostile_pages import PAGES  # the tests' own table

URL: Final = "https://www.nouvelles-dumonde.com/2022/12/11/le-pont/"
LONGEST: Final = 6_000  # bytes of a seed; fuzzing changes small pages faster


def read_one(body: bytes) -> None:
    """One input: read or refused, and what is read is the same twice and keeps the schema."""
    now = datetime(2022, 12, 11, 15, tzinfo=UTC)
    with suppress(PageError):
        article = read_article(body, URL, fetched_at=now)
        encode_line(article)
        assert article == read_article(body, URL, fetched_at=now)


def iter_seeds() -> Iterator[bytes]:
    """Pages of every site of the replica, and what is small of the hostile ones."""
    with Replica() as replica:
        for site in replica.sites:
            for url in list(replica.truth(site.host))[:6]:
                path = url.removeprefix(f"https://{site.host}")
                with urlopen(Request(replica.url + path, headers={"Host": site.host}), timeout=10) as response:  # noqa: S310 - loopback
                    yield response.read()
    for make in PAGES.values():
        yield make()[:LONGEST]


def main() -> None:
    """Write the seeds where there are none, then fuzz until libFuzzer ends."""
    options = [arg for arg in sys.argv[1:] if arg.startswith("-")]
    named = [arg for arg in sys.argv[1:] if not arg.startswith("-")]
    corpus = Path(named[0]) if named else Path(tempfile.mkdtemp(prefix="newscrawl-fuzz-"))
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for seed in iter_seeds():
            (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    atheris.Setup([sys.argv[0], "-timeout=10", "-rss_limit_mb=1500", f"-max_len={LONGEST}", *options, str(corpus)], read_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
