"""Articles that a door lists in their AMP form: read from their own page, so that none is taken under two addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from newscrawl.crawl.doors import DoorAnswer, DoorError
from newscrawl.crawl.page_reader import ReadPage
from newscrawl.crawl.site_of import Whose
from newscrawl.crawl.worker import PageFailure
from newscrawl.lake import Answer
from newscrawl.site import FeedItem

Ask = Callable[[str], Awaitable[DoorAnswer]]
Read = Callable[[Answer, FeedItem], Awaitable[ReadPage]]


async def read_own_page(page: ReadPage, *, ask: Ask, reader: Read, whose: Whose) -> ReadPage:
    """An article's own page as it is read, where `page` turned out to be only its AMP form.

    Any other as it is, and the AMP form too where the own page cannot be had or read: some are behind a wall that AMP is not.
    """
    if page.read.own_url is None or page.answer.item is None:
        return page
    item = replace(page.answer.item, url=page.read.own_url)
    try:
        told = await ask(whose.served_url(item))
        if told.status != 200 or told.cut or not whose.admits(told.url):
            return page
        own = Answer(told.url, datetime.now(UTC).replace(microsecond=0), told.headers, told.body, item)
        own_page = await reader(own, item)
    except (DoorError, PageFailure):
        return page
    return own_page if own_page.read.article.text else page
