"""Articles that a door lists in their AMP form: read from their own page, so that none is taken under two addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from newscrawl.crawl.doors import DoorAnswer, DoorError
from newscrawl.crawl.fetched import FetchedArticle
from newscrawl.crawl.site_of import Whose
from newscrawl.crawl.worker import PageFailure
from newscrawl.lake import Answer
from newscrawl.site import FeedItem

Ask = Callable[[str], Awaitable[DoorAnswer]]
Read = Callable[[Answer, FeedItem], Awaitable[FetchedArticle]]


async def read_own_page(
    read: FetchedArticle, answer: Answer, *, ask: Ask, reader: Read, whose: Whose
) -> tuple[FetchedArticle, Answer]:
    """What an article's own page is read into, and that page, where `read` says that `answer` is only its AMP form.

    Any other as it is, and the AMP form too where the own page cannot be had or read: some are behind a wall that AMP is not.
    """
    if read.own_url is None or answer.item is None:
        return read, answer
    item = replace(answer.item, url=read.own_url)
    try:
        told = await ask(whose.served_url(item))
        if told.status != 200 or told.cut or not whose.admits(told.url):
            return read, answer
        own = Answer(told.url, datetime.now(UTC).replace(microsecond=0), told.headers, told.body, item)
        own_read = await reader(own, item)
    except (DoorError, PageFailure):
        return read, answer
    return (own_read, own) if own_read.article.text else (read, answer)
