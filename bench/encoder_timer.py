"""What an encoder spends, told apart from what is done with its vectors."""

from __future__ import annotations

from time import process_time

from newscrawl.stories import Encoder
from newscrawl.stories.encoder import OneByOne, Vector


class EncoderTimer(OneByOne):
    """An encoder that counts the texts given to another one, and the seconds of CPU `spent` on them."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.spent = 0.0
        self.texts = 0

    def encode(self, text: str) -> Vector:
        """Return the vector of the other encoder."""
        started = process_time()
        vector = self._encoder.encode(text)
        self.spent += process_time() - started
        self.texts += 1
        return vector
