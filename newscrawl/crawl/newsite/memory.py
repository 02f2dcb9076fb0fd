"""What newsite asks: each address once, whoever wants to know, and what came of each, for a refusal to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

from newscrawl.crawl.doors import DoorAnswer, DoorError
from newscrawl.crawl.errand import Ask


class Remembering:
    """Asks for an address once. `show` is told of each address as it is asked for."""

    def __init__(self, ask: Ask, show: Callable[[str], None] = lambda _: None) -> None:
        self._ask = ask
        self._show = show
        self._kept: dict[str, DoorAnswer | DoorError] = {}

    async def ask(self, url: str) -> DoorAnswer:
        """As `Ask`."""
        if url not in self._kept:
            self._show(url)
            try:
                self._kept[url] = await self._ask(url)
            except DoorError as error:
                self._kept[url] = error
        kept = self._kept[url]
        if isinstance(kept, DoorError):
            raise kept
        return kept

    def __len__(self) -> int:
        """How many addresses were asked."""
        return len(self._kept)

    def iter_told(self) -> Iterator[tuple[str, str]]:
        """Yield each address with what came in a few words: the status and, of a page, its type; or why nothing did."""
        for url, kept in self._kept.items():
            if isinstance(kept, DoorError):
                yield url, str(kept)
            elif kept.status == HTTPStatus.OK:
                yield url, f"200 {kept.headers.get('content-type', '').partition(';')[0].strip()}".strip()
            else:
                yield url, str(kept.status)
