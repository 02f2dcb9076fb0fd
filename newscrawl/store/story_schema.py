"""The statements that make a story index, one list per schema version; a list that was released is never edited."""

from __future__ import annotations

from typing import Final

from newscrawl.store.database import Kind

_LINKS: Final = (
    """CREATE TABLE articles (
        id TEXT PRIMARY KEY, story TEXT NOT NULL, relation TEXT NOT NULL, of TEXT, similarity REAL, method TEXT
    ) WITHOUT ROWID""",
    "CREATE TABLE addresses (address_id TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE texts (key BLOB PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
)

# Version 1 knew of an article its link, its addresses and the hash of its text. The link is kept for ever; the rest was good
# for whole copies only and is not carried over: the next version of the article is compared anew.
_SKETCHES: Final = (
    "ALTER TABLE articles RENAME TO articles_1",
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, story TEXT NOT NULL, relation TEXT NOT NULL, of TEXT,
        similarity REAL, method TEXT, begins INTEGER NOT NULL, profile BLOB, meaning BLOB
    )""",
    """INSERT INTO articles (id, story, relation, of, similarity, method, begins)
        SELECT id, story, relation, of, similarity, method, 0 FROM articles_1 ORDER BY story = id DESC, id""",
    """UPDATE articles SET begins =
        coalesce((SELECT first.number FROM articles AS first WHERE first.id = articles.story), number)""",
    "DROP TABLE articles_1",
    "DROP TABLE addresses",
    "DROP TABLE texts",
    # The keys by which an article is found, and the first article of its story; the older ones lie in segments beside the
    # file. What is let go of is gone from there once they are merged.
    "CREATE TABLE fresh (entry INTEGER PRIMARY KEY, number INTEGER NOT NULL, begins INTEGER NOT NULL, keys BLOB NOT NULL)",
    "CREATE TABLE segments (serial INTEGER PRIMARY KEY)",
    "CREATE TABLE gone (number INTEGER PRIMARY KEY)",
    # The story that begins with an article: the older one that it turned out to be, and the day (since 1970) of
    # its latest article or arrival.
    "CREATE TABLE stories (begins INTEGER PRIMARY KEY, same_as INTEGER, latest INTEGER NOT NULL)",
    "CREATE INDEX stories_latest ON stories (latest)",
    "INSERT INTO stories (begins, latest) SELECT DISTINCT begins, 0 FROM articles",
    # Findings on their way into the lake: `part` is the file that is to hold them.
    "CREATE TABLE late (number INTEGER PRIMARY KEY, line BLOB NOT NULL, part TEXT)",
    # What a finding says of an article in place of its link, which stays as it was delivered.
    "CREATE TABLE revised (number INTEGER PRIMARY KEY, relation TEXT NOT NULL, of TEXT, similarity REAL, method TEXT)",
    # The names of articles that came with another name than an id of ours.
    "CREATE TABLE names (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE encoder (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL)",
)

STORIES: Final = Kind(
    name="story index",
    application_id=0x6E63_7331,  # "ncs1"
    migrations=(_LINKS, _SKETCHES),
    # Crawls of several sites commit here for every article: a disk flush per commit, made under the write lock, would line
    # them up behind one another. `sync` is called once per part instead.
    synchronous="NORMAL",
    loss="articles that arrive later then begin new stories",
    cache=64,  # every article is looked up by some fifty keys all over the file
)
