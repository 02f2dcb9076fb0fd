"""What becomes of a page whose rights are reserved: `NEWSCRAWL_RIGHTS`. Decided here, from the line alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, get_args

from newscrawl.crawl.failure import UserMistake
from newscrawl.items import Article, Rights

Policy = Literal["record", "skip", "metadata"]
Reason = Literal["tdm-reservation", "noai", "noindex", "noarchive"]

_DIRECTIVES: Final[dict[str, Reason]] = {"noindex": "noindex", "none": "noindex", "noarchive": "noarchive"}


def read_policy(text: str) -> Policy:
    """The policy of that name. Raises UserMistake."""
    for policy in get_args(Policy):
        if text == policy:
            return policy  # type: ignore[no-any-return]  # what get_args gives has no type
    raise UserMistake(f"NEWSCRAWL_RIGHTS={text}: is no policy; choose one of {', '.join(get_args(Policy))}")


def find_reservation(rights: Rights) -> Reason | None:
    """The first thing that a page or site reserves against keeping or mining its text; None where it reserves nothing."""
    if rights.tdm_reservation:
        return "tdm-reservation"
    if rights.noai:
        return "noai"
    return next((_DIRECTIVES[directive] for directive in rights.robots if directive in _DIRECTIVES), None)


def apply_policy(article: Article, policy: Policy) -> Article | None:
    """The line that may be written of an article: as it is, without text, summary and pictures, or none (None).

    The metadata keep the content hash, so that a changed text is still a further version, and the flag `text_withheld`.
    """
    if policy == "record" or find_reservation(article.rights) is None:
        return article
    if policy == "skip":
        return None
    flags = tuple(sorted({*article.flags, "text_withheld"}))
    return replace(article, text=None, summary=None, images=(), flags=flags)
