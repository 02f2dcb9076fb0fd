"""State: a ledger per site and the story index, the only databases of the house. Local disks only."""

from newscrawl.store.database import StoreError
from newscrawl.store.flush import rename_durably, sync_file, sync_folder
from newscrawl.store.history import Poll, RenderHabit, RunEntry, Validators
from newscrawl.store.hold import SiteHeld, SiteHold, hold_late, hold_site, site_path
from newscrawl.store.ledger import Known, Ledger, PageEntry, Recovery, open_ledger
from newscrawl.store.standing import Standing, find_standing, forget_waiting, iter_waiting, note_names
from newscrawl.store.story_index import SqliteStoryIndex, open_story_index
from newscrawl.store.visit import EditHabit, Visit

__all__ = [
    "EditHabit", "Known", "Ledger", "PageEntry", "Poll", "Recovery", "RenderHabit", "RunEntry", "SiteHeld", "SiteHold",
    "SqliteStoryIndex", "Standing", "StoreError", "Validators", "Visit", "find_standing", "forget_waiting", "hold_late",
    "hold_site", "iter_waiting", "note_names", "open_ledger", "open_story_index", "rename_durably", "site_path",
    "sync_file", "sync_folder",
]  # fmt: skip
