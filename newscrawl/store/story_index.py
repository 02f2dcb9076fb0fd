"""The story index on disk, shared by all sites: `newscrawl.stories.StoryIndex` kept in SQLite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from newscrawl.items import LateFinding, StoryLink
from newscrawl.store.database import Database, Kind, Row, StoreError, blob, whole
from newscrawl.store.member_blobs import read_meaning, read_profile, write_meaning, write_profile
from newscrawl.store.postings import Postings
from newscrawl.store.story_schema import STORIES
from newscrawl.stories import Entry, Member, Posting
from newscrawl.stories.encoder import Vector

_LINK: Final = ("id", "relation", "of", "similarity", "method")
_LENGTHS: Final = (1, 4, 8, 32, 64, 96, 160)
_ASKED: Final = 500  # vectors read at once


class SqliteStoryIndex(Database):
    """The open story index; see `open_story_index`. Every method raises StoreError."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self._postings = Postings(self)  # first: bringing the schema up to date is a transaction too
        super().__init__(path, kind)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As of every state file; what was added to the index is put in order behind it."""
        try:
            with super().transaction():
                yield
        except BaseException:
            self._postings.forget()
            raise
        self._postings.settle()

    def find_link(self, article_id: str) -> StoryLink | None:
        """Return the link of an article that was placed, or None."""
        row = self.row("SELECT story, relation, of, similarity, method FROM articles WHERE id = ?", article_id)
        return None if row is None else msgspec.convert(dict(zip(_LINK, row, strict=True)), StoryLink)

    def find_postings(self, keys: Collection[int]) -> list[Posting]:
        """Return the postings of those keys, the earliest article first."""
        return self._postings.find(keys)

    def load_members(self, numbers: Collection[int], *, across: bool = False) -> dict[int, Member]:
        """Return the articles of those numbers that are still compared with; `across` languages with anchors."""
        meaning = "a.meaning" if across else "NULL"
        head = f"""SELECT a.number, a.id, a.story, a.begins, coalesce(r.relation, a.relation),
                iif(r.number IS NULL, a.of, r.of), a.profile, {meaning}, s.same_as
            FROM articles AS a JOIN stories AS s ON s.begins = a.begins LEFT JOIN revised AS r ON r.number = a.number
            WHERE a.profile IS NOT NULL AND a.number IN"""  # noqa: S608
        members = {}
        for *facts, same_as in self._rows_of(head, set(numbers)):
            if same_as is not None:
                facts[2:4] = self._root(whole(same_as))
            member = _member(tuple(facts))
            members[member.number] = member
        return members

    def find_member(self, article_id: str) -> Member | None:
        """Return the article of that id, if it is still compared with."""
        row = self.row("SELECT number FROM articles WHERE id = ?", article_id)
        return None if row is None else next(iter(self.load_members([whole(row[0])]).values()), None)

    def load_vectors(self, numbers: Collection[int]) -> dict[int, Vector]:
        """Return the vectors of the articles of those numbers that have one."""
        rows = self._rows_of("SELECT number, meaning FROM articles WHERE meaning IS NOT NULL AND number IN", numbers)
        return {whole(number): read_meaning(blob(meaning)).read_vector() for number, meaning in rows}

    def iter_vectors(self, after: int) -> Iterator[tuple[int, str, Vector]]:
        """Yield number, language and vector of the articles after a number that have one, in order."""
        query = """SELECT number, profile, meaning FROM articles
            WHERE number > ? AND meaning IS NOT NULL ORDER BY number LIMIT ?"""
        while rows := self.rows(query, after, _ASKED):
            for number, profile, meaning in rows:
                after = whole(number)
                yield after, read_profile(blob(profile)).language, read_meaning(blob(meaning)).read_vector()

    def add(self, entry: Entry) -> int:
        """Record an article, or what a further version of one adds; the first link that an article got stays."""
        row = self.row("SELECT number, begins FROM articles WHERE id = ?", entry.document.id)
        number, begins = map(whole, row) if row else self._insert(entry)
        if row:  # of an article that was let go, or came from an index without profiles
            revive = "UPDATE articles SET profile = ? WHERE number = ? AND profile IS NULL"
            if self.write(revive, write_profile(entry.document, entry.sketch), number):
                self.write("DELETE FROM gone WHERE number = ?", number)
        self._postings.add(number, begins, (*sorted(entry.keys), *sorted(entry.shingles.tolist())))
        # What is published long ago and placed today is of a backfill, whose other articles may come with the next run.
        day = max(entry.document.published or entry.at, entry.at).timestamp() // 86_400
        touch = """INSERT INTO stories (begins, latest) VALUES (?, ?)
            ON CONFLICT (begins) DO UPDATE SET latest = max(latest, excluded.latest)"""
        self.write(touch, begins, int(day))
        return number

    def join(self, begins: int, same_as: int) -> None:
        """Record that the story beginning with one article is the one that begins with another, older one."""
        self.write("UPDATE stories SET same_as = ? WHERE begins = ? AND same_as IS NULL", same_as, begins)

    def note_late(self, findings: Sequence[LateFinding]) -> None:
        """Keep findings until they are delivered, and for ever what they say of an article in place of its link."""
        self.write_many("INSERT INTO late (line) VALUES (?)", [(msgspec.json.encode(one),) for one in findings])
        revise = "INSERT OR REPLACE INTO revised SELECT number, ?, ?, ?, ? FROM articles WHERE id = ?"
        revised = [(one.relation, one.of, one.similarity, one.method, one.id) for one in findings if one.relation]
        self.write_many(revise, revised)

    def has_late(self) -> bool:
        """Whether findings wait, claimed or not."""
        return self.row("SELECT 1 FROM late LIMIT 1") is not None

    def claim_late(self, part: str, most: int) -> bool:
        """Note that a file is to hold findings that none is to hold yet, the `most` oldest; whether there are any.

        This and the following methods are for who holds their delivery (`hold_late`): so what is claimed when it gets there
        was claimed by a run that is dead.
        """
        free = "SELECT number FROM late WHERE part IS NULL ORDER BY number LIMIT ?"
        return self.write(f"UPDATE late SET part = ? WHERE number IN ({free})", part, most) > 0  # noqa: S608 - a statement of ours

    def claimed_late(self) -> list[str]:
        """Return the files that are to hold findings and were not acknowledged."""
        return [str(part) for (part,) in self.rows("SELECT DISTINCT part FROM late WHERE part IS NOT NULL ORDER BY part")]

    def load_late(self, part: str) -> list[LateFinding]:
        """Return the findings that a file is to hold, the oldest first."""
        rows = self.rows("SELECT line FROM late WHERE part = ? ORDER BY number", part)
        return [msgspec.json.decode(blob(line), type=LateFinding) for (line,) in rows]

    def acknowledge_late(self, part: str) -> None:
        """Forget the findings of a file that was delivered."""
        self.write("DELETE FROM late WHERE part = ?", part)

    def use_encoder(self, name: str) -> None:
        """Note whose vectors the index keeps. Raises StoreError where it holds those of another encoder."""
        self.write("INSERT OR IGNORE INTO encoder VALUES (1, ?)", name)
        if (held := str(self.rows("SELECT name FROM encoder")[0][0])) != name:
            raise StoreError(
                f"{self.path}: holds vectors of the encoder {held}, which say nothing beside those of {name};"
                f" set NEWSCRAWL_ENCODER={held}, or use another state folder"
            )

    def prune(self, now: datetime, window: timedelta) -> int:
        """Let go of what stories are compared by that got no article within the window, by date or by arrival; links stay.

        Returns how many stories.
        """
        oldest = int((now - window).timestamp() // 86_400)
        over = "SELECT begins FROM stories WHERE latest BETWEEN 1 AND ?"
        if self.row(f"{over} LIMIT 1", oldest) is None:
            return 0
        with self.transaction():
            gone = f"SELECT number FROM articles WHERE profile IS NOT NULL AND begins IN ({over})"  # noqa: S608
            self.write(f"INSERT OR IGNORE INTO gone {gone}", oldest)
            self.write(f"UPDATE articles SET profile = NULL, meaning = NULL WHERE begins IN ({over})", oldest)  # noqa: S608
            stories = self.write("UPDATE stories SET latest = 0 WHERE latest BETWEEN 1 AND ?", oldest)
        self._postings.settle(everything=True)
        return stories

    def _insert(self, entry: Entry) -> tuple[int, int]:
        """Give an article its row; returns its number and that of the first article of its story."""
        link, meaning = entry.link, None
        if entry.vector is not None and entry.anchors is not None:
            meaning = write_meaning(entry.anchors, entry.vector)
        values = (entry.document.id, link.id, link.relation, link.of, link.similarity, link.method, entry.begins or 0)
        profile = write_profile(entry.document, entry.sketch)
        statement = """INSERT INTO articles (id, story, relation, of, similarity, method, begins, profile, meaning)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"""
        (number,) = self.rows(statement, *values, profile, meaning)[0]
        if entry.begins is None:
            self.write("UPDATE articles SET begins = ? WHERE number = ?", number, number)
        return whole(number), entry.begins or whole(number)

    def _root(self, begins: int) -> tuple[str, int]:
        """The id and the number of the first article of a story, through all that it turned out to be."""
        query = "SELECT a.story, s.same_as FROM articles AS a JOIN stories AS s ON s.begins = a.number WHERE a.number = ?"
        story, same_as = self.rows(query, begins)[0]
        return (str(story), begins) if same_as is None else self._root(whole(same_as))

    def _rows_of(self, head: str, values: Collection[int]) -> list[Row]:
        """The rows of a statement for each of the values.

        It is given one of a few lengths of lists, filled up with the first value, so that SQLite compiles few statements.
        """
        wanted = sorted(values)
        found: list[Row] = []
        for start in range(0, len(wanted), _LENGTHS[-1]):
            chunk = wanted[start : start + _LENGTHS[-1]]
            length = next(one for one in _LENGTHS if one >= len(chunk))
            found += self.rows(_list_statement(head, length), *chunk, *chunk[:1] * (length - len(chunk)))
        return found


@cache
def _list_statement(head: str, length: int) -> str:
    return f"{head} ({','.join('?' * length)})"


def open_story_index(folder: Path, name: str = "stories.sqlite") -> SqliteStoryIndex:
    """Open or create the story index of a state folder. Raises StoreError."""
    return SqliteStoryIndex(folder / name, STORIES)


def _member(row: Row) -> Member:
    number, article_id, story, begins, relation, of, profile, meaning = row
    known = read_profile(blob(profile))
    across = read_meaning(blob(meaning)) if meaning is not None else None
    return Member(
        number=whole(number),
        id=str(article_id),
        story=str(story),
        begins=whole(begins),
        relation=str(relation),
        of=None if of is None else str(of),
        language=known.language,
        published=known.published_at,
        publisher=known.publisher,
        domain=known.domain,
        sources=frozenset(known.sources),
        url=known.url,
        sketch=known.sketch,
        anchors=across.anchors if across else None,
        whole_day=known.whole_day,
    )
