"""Placing: which story an article belongs to, by the evidence of the articles placed before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from newscrawl.items import LINK_SCHEMA, Article, Credit, LateFinding, StoryLink
from newscrawl.stories.direction import is_original, matched_credit, origin_of
from newscrawl.stories.document import Document, Member, document_of
from newscrawl.stories.encoder import Encoder, Encodings
from newscrawl.stories.index import Entry, StoryIndex
from newscrawl.stories.matching import Found, Match, Prepared, find_matches, relation_to
from newscrawl.stories.translation import encode_all, is_comparable
from newscrawl.stories.translators import TranslationFinder
from newscrawl.stories.verifier import Verifier, load_verifier

WINDOW: Final = timedelta(days=45)
"""How far apart the dates of two articles of one story may be: a story goes on as long as its latest article is no older."""

_TELLING: Final = 4  # a text that has one in so many of its keys from those before it is likely a copy of one of them


@dataclass(frozen=True, slots=True)
class Placement:
    """What came of placing an article: its link, the credits of a matched original, what earlier articles turn out to be."""

    link: StoryLink
    credits: tuple[Credit, ...] = ()
    late: tuple[LateFinding, ...] = ()

    def apply(self, article: Article) -> Article:
        """Return the line with its story, and with the credits and, where it names none itself, the origin of the match."""
        credits = (*article.credits, *self.credits)
        origin = article.origin or (origin_of(self.credits[0]) if self.credits else None)
        return replace(article, story=self.link, credits=credits, origin=origin)


class Placer:
    """Places articles into the stories of an index, one at a time or many in one transaction."""

    def __init__(
        self,
        index: StoryIndex,
        *,
        encoder: Encoder | None = None,
        verifier: Verifier | None = None,
        window: timedelta = WINDOW,
    ) -> None:
        """Without an `encoder` translations are found by hard evidence only; without a `verifier` it is the default one's.

        `encodings` counts what the encoder was asked for. A text that it fails for is placed without: an encoder is anybody's
        code, and one text must not keep all others from being delivered. EncoderError ends the placing.
        """
        self._index = index
        self._window = window
        self._encoder = encoder
        self._verifier = verifier or load_verifier()
        self.encodings = Encodings()
        self._translations = TranslationFinder(index, self._verifier, window)

    def place(self, article: Article, at: datetime) -> Placement:
        """Place one article of the lake at an instant; asking again gives the same answer."""
        return self.place_all([document_of(article)], at)[0]

    def place_all(self, documents: Sequence[Document], at: datetime) -> list[Placement]:
        """Place articles in their order, in one transaction.

        A relation holds between articles, not between versions: every version of an article bears the link under which its
        first version was placed, so its story id never changes. A further version only adds its text to what later articles
        are matched with, and gets the same credit. What costs (hashing, encoding) is done before the index is held.
        """
        prepared = [Prepared(document, at) for document in documents]
        self._encode(list(self._iter_undecided(prepared)))
        with self._index.transaction():
            return [self._place(article) for article in prepared]

    def _iter_undecided(self, articles: Sequence[Prepared]) -> Iterator[Prepared]:
        """Yield what is to be encoded: what nothing else decides, as far as the index and the articles before it can tell."""
        seen: set[int] = set()
        for article in articles if self._encoder else ():
            keys = {*article.sample.tolist(), *(() if article.text_key is None else (article.text_key,))}
            told = article.text_key in seen or len(keys & seen) * _TELLING > len(keys)
            if not told and self._is_compared(article) and not self._find(article).matches:
                yield article
            seen |= keys

    def _is_compared(self, article: Prepared) -> bool:
        """Whether an article that nothing else decides is compared across languages."""
        new = self._encoder is not None and is_comparable(article.document)
        return new and self._index.find_link(article.document.id) is None

    def _encode(self, articles: Sequence[Prepared]) -> None:
        if self._encoder is None or not articles:
            return
        self.encodings.asked += len(articles)
        outcomes = encode_all([one.document for one in articles], self._encoder, self._verifier.mean)
        for article, outcome in zip(articles, outcomes, strict=True):
            article.encoded = True
            if isinstance(outcome, Exception):
                self.encodings.apply_failure(article.document.id, outcome)
            else:
                article.vector = outcome

    def _place(self, article: Prepared) -> Placement:
        known, found = self._index.find_link(article.document.id), self._find(article)
        if known is not None:
            self._add(article, known, None, found)
            credit = self._credit_again(article.document, known)
            return Placement(known, (credit,) if credit else ())
        matches = found.matches
        if matches:
            article.vector = None  # of one that was encoded beside what it matches: as if they had come one after the other
        else:
            if article.vector is None and not article.encoded and self._is_compared(article):
                self._encode([article])  # it looked like a copy of one before it
            if article.vector is not None:
                likely = self._translations.find(article, found.pictured)
                matches = tuple(match for match in likely if not self._is_denied(article.document, match.member))
        if not matches:
            link = StoryLink(article.document.id, "first", of=None, similarity=None, method=None)
            self._add(article, link, None, found)
            return Placement(link)
        return self._settle(article, matches, found)

    def _is_denied(self, document: Document, member: Member) -> bool:
        """Whether a likely translation is one of another text in the article's language, which the article is no copy of."""
        original = self._find_original(member)
        return original.number != member.number and original.language == document.language

    def _credit_again(self, document: Document, link: StoryLink) -> Credit | None:
        """The credit that an article got from its original when it was placed first, unless it says so itself by now."""
        member = self._index.find_member(link.of) if link.of else None
        if member is None or link.method is None:
            return None
        match = Match(member, link.relation, link.method, link.similarity)
        return _credit(match, self._find_original(member), document)

    def _find(self, article: Prepared) -> Found:
        return find_matches(article, self._index, self._window)

    def _settle(self, article: Prepared, matches: tuple[Match, ...], found: Found) -> Placement:
        """Record a matched article: in which of the matched stories, which of the two is the original, what that tells."""
        best, late = matches[0], []
        oldest = min((match.member for match in matches), key=lambda member: member.begins)
        for match in matches:
            if match.member.begins != oldest.begins:
                late.append(_joined(match, oldest.story, article.at))
                self._index.join(match.member.begins, oldest.begins)
        first = self._find_original(oldest)
        if first.relation == "first" and is_original(article.document, first):
            link = StoryLink(oldest.story, "first", of=None, similarity=None, method=None)
            late += [_copied(article, match) for match in _taken_from(article.document, first, best)]
            credit = None
        else:
            link = StoryLink(oldest.story, best.relation, best.member.id, best.similarity, best.method)
            credit = _credit(best, first if first.story == best.member.story else best.member, article.document)
        self._add(article, link, oldest.begins, found)
        self._index.note_late(late)
        return Placement(link, (credit,) if credit else (), tuple(late))

    def _find_original(self, member: Member) -> Member:
        """The article of a story that the others are taken from, as far as is known; the member where that was let go of."""
        first, seen = self._index.load_members([member.begins]).get(member.begins, member), set[int]()
        while first.of is not None and first.number not in seen:
            seen.add(first.number)
            first = self._index.find_member(first.of) or first
        return first

    def _add(self, article: Prepared, link: StoryLink, begins: int | None, found: Found) -> None:
        compared = article.vector is not None
        self._index.add(
            Entry(
                document=article.document,
                link=link,
                begins=begins,
                at=article.at,
                keys=article.own_keys,
                shingles=found.keys,
                sketch=found.sketch,
                anchors=article.anchors if compared else None,
                vector=article.vector,
            )
        )


def _joined(match: Match, story: str, at: datetime) -> LateFinding:
    """The first article of a story that turned out to be another one."""
    return LateFinding(
        LINK_SCHEMA, _text(at), match.member.story, match.member.story, story, None, None, match.similarity, match.method, ()
    )


def _credit(match: Match, original: Member, document: Document) -> Credit | None:
    """The credit that an article gets by a match: of the story's original, where what it matches is only a copy of that."""
    proof = (match.method, match.similarity)
    if match.member.relation == "first" or original.number == match.member.number:
        return matched_credit(match.member, document, match.relation, proof)
    return matched_credit(original, document, relation_to(document, original), proof)


def _taken_from(original: Document, first: Member, best: Match) -> Iterator[Match]:
    """The articles of a story that turn out to be taken from an original: its first by now, and the one most like it."""
    if first.number != best.member.number:
        yield Match(first, relation_to(original, first), best.method, None)
    if first.number == best.member.number or is_original(original, best.member):
        yield best


def _copied(article: Prepared, match: Match) -> LateFinding:
    """An article placed earlier that turned out to be taken from one placed now."""
    member, document = match.member, article.document
    relation = "copy" if match.relation in {"excerpt", "update"} else match.relation
    credit = matched_credit(document, member, relation, (match.method, match.similarity))
    return LateFinding(
        LINK_SCHEMA,
        _text(article.at),
        member.id,
        member.story,
        None,
        relation,
        document.id,
        match.similarity,
        match.method,
        (credit,) if credit else (),
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
