"""How articles are placed into stories, as the settings say."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scrapy.settings import BaseSettings

from newscrawl.store import SqliteStoryIndex
from newscrawl.stories import DEFAULT, WINDOW, Encoder, Placer, find_encoder, load_verifier

logger = logging.getLogger(__name__)


def open_placer(settings: BaseSettings | None, index: SqliteStoryIndex) -> Placer:
    """Return the placer of a crawl, and let go of what its index holds of stories that are over.

    Raises EncoderError or StoreError.
    """
    index.prune(datetime.now(UTC), story_window(settings))
    return make_placer(settings, index, choose_encoder(settings, logger.info))


def choose_encoder(settings: BaseSettings | None, tell: Callable[[str], None]) -> Encoder | None:
    """Return the encoder that the settings name; says so once where it is not installed. Raises EncoderError."""
    name = _setting(settings, "NEWSCRAWL_ENCODER", DEFAULT)
    encoder = find_encoder(name)
    if encoder is None and name:
        tell("translations are found by hard evidence only: pip install 'newscrawl[translations]' finds the others")
    return encoder


def make_placer(
    settings: BaseSettings | None, index: SqliteStoryIndex, encoder: Encoder | None, window: timedelta | None = None
) -> Placer:
    """Return a placer with an encoder, or without one; `window` is that of the settings unless another one is given.

    Nothing is let go of: lines of a lake may be of any age. Raises EncoderError or StoreError.
    """
    window = window or story_window(settings)
    if encoder is None:
        return Placer(index, window=window)
    verifier = load_verifier(_setting(settings, "NEWSCRAWL_VERIFIER", ""), encoder.name)
    index.use_encoder(encoder.name)
    return Placer(index, encoder=encoder, verifier=verifier, window=window)


def story_window(settings: BaseSettings | None) -> timedelta:
    """How far apart articles of one story may be."""
    return timedelta(days=settings.getint("NEWSCRAWL_STORY_DAYS", WINDOW.days)) if settings else WINDOW


def _setting(settings: BaseSettings | None, name: str, default: str) -> str:
    """A setting; outside of a project, which has none, what the environment says."""
    named = settings.get(name) if settings else None
    return str(os.environ.get(name, default) if named is None else named)
