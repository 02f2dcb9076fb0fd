"""Imported by the fork server alone: reads one small page, so that every worker is forked with its knowledge compiled."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from newscrawl.reading import read_article

_PAGE: Final = b"""<!doctype html><html lang="fr"><head><title>Un pont</title></head><body><article><h1>Un pont</h1>
<p>PARIS, 11 d\xc3\xa9cembre (AFP) - Le pont a rouvert dimanche, a dit la ville.</p></article></body></html>"""

with suppress(Exception):  # what fails here fails with the first page too, and is reported with it
    read_article(_PAGE, "https://page.invalid/un-pont/")
