"""State: a ledger per site and the story index, the only databases of the house. Local disks only."""

from newscrawl.store.database import StoreError
from newscrawl.store.hold import SiteHold, hold_site, site_path
from newscrawl.store.ledger import Known, Ledger, PageEntry, Recovery, open_ledger
from newscrawl.store.story_index import SqliteStoryIndex, open_story_index

__all__ = [
    "Known", "Ledger", "PageEntry", "Recovery", "SiteHold", "SqliteStoryIndex", "StoreError", "hold_site", "open_ledger",
    "open_story_index", "site_path",
]  # fmt: skip
