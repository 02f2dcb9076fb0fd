"""How a run places its articles into stories, as the settings say."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from scrapy.settings import BaseSettings

from newscrawl.store import SqliteStoryIndex
from newscrawl.stories import DEFAULT, Placer, find_encoder, load_verifier

logger = logging.getLogger(__name__)


def open_placer(settings: BaseSettings | None, index: SqliteStoryIndex, *, across_languages: bool = True) -> Placer:
    """Return the placer of a run, and let go of what its index holds of stories that are over.

    Says once where translations cannot be found. Raises EncoderError or StoreError.
    """
    assert settings is not None  # noqa: S101 - Scrapy gives them to every command and crawler
    window = timedelta(days=settings.getint("NEWSCRAWL_STORY_DAYS"))
    index.prune(datetime.now(UTC), window)
    name = settings["NEWSCRAWL_ENCODER"] if across_languages else ""
    encoder = find_encoder(name)
    if encoder is None:
        if name == DEFAULT:
            logger.info("translations are found by hard evidence only: pip install 'newscrawl[translations]' finds the others")
        return Placer(index, window=window)
    index.use_encoder(encoder.name)
    return Placer(index, encoder=encoder, verifier=load_verifier(settings["NEWSCRAWL_VERIFIER"], encoder.name), window=window)
