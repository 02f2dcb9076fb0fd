"""Which story an article belongs to: sketches, matches in one language and across languages, the index as a protocol."""

from newscrawl.stories.document import Document, Member, document_of
from newscrawl.stories.encoder import DEFAULT, Encoder, EncoderError, Encodings, find_encoder
from newscrawl.stories.given_line import GivenLine, read_given_line
from newscrawl.stories.index import Entry, Posting, StoryIndex
from newscrawl.stories.keys import MIN_COMPARED, text_key
from newscrawl.stories.place import WINDOW, Placement, Placer
from newscrawl.stories.verifier import Verifier, load_verifier

__all__ = [
    "DEFAULT", "MIN_COMPARED", "WINDOW", "Document", "Encoder", "EncoderError", "Encodings", "Entry", "GivenLine", "Member",
    "Placement", "Placer", "Posting", "StoryIndex", "Verifier", "document_of", "find_encoder", "load_verifier",
    "read_given_line", "text_key",
]  # fmt: skip
