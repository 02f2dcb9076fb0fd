"""Which story an article belongs to: fingerprints, matches, and the index they are asked of, described as a protocol."""

from newscrawl.stories.fingerprint import MIN_COMPARED, text_key
from newscrawl.stories.index import PlacedArticle, StoryIndex
from newscrawl.stories.place import place

__all__ = ["MIN_COMPARED", "PlacedArticle", "StoryIndex", "place", "text_key"]
