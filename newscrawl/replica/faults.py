"""Faults that a test switches on: which host and path, and what goes wrong there."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from re import compile as regex
from threading import Lock
from typing import Final, Literal

from newscrawl.replica.answer import HTML, Answer, answer

Behaviour = Literal[
    "drop", "truncate", "invalid_json", "html", "empty", "hang", "windows_1252", "dirty", "packed", "mislabelled", "one_date",
    "amp_links",
]  # fmt: skip
_DATE: Final = regex(rb"(<(?:lastmod|pubDate)>)[^<]{0,100}(</)")
_LINK: Final = regex(rb"(<link>https://[^/<]{1,100}/[^/<]{1,300}/)(</link>)")
_DOOR_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>One moment…</title></head><body><h1>Checking your browser</h1></body></html>"
)


def _with_body(change: Callable[[bytes], bytes]) -> Callable[[Answer], Answer]:
    return lambda whole: replace(whole, body=change(whole.body))


def _labelled(whole: Answer) -> Answer:
    return replace(whole, headers=(*whole.headers, ("Content-Encoding", "gzip")))


_CHANGES: Final[dict[str, Callable[[Answer], Answer]]] = {
    "invalid_json": _with_body(lambda body: body[: len(body) // 2] or b"{"),
    "html": lambda _: answer(_DOOR_PAGE, HTML),
    "empty": _with_body(lambda _: b""),
    "windows_1252": _with_body(lambda body: body.decode().encode("windows-1252", "replace")),
    "dirty": _with_body(lambda body: b"\n<b>Warning</b>\n" + body.replace(b"<title>", b"<title>\x1b&nbsp;A & B &#55357; ")),
    "packed": lambda whole: _labelled(_with_body(lambda body: gzip.compress(gzip.compress(body, mtime=0), mtime=0))(whole)),
    "mislabelled": _labelled,
    "one_date": _with_body(lambda body: _DATE.sub(rb"\g<1>Sun, 06 Nov 2022 08:49:37 GMT\g<2>", body)),
    "amp_links": _with_body(lambda body: _LINK.sub(rb"\g<1>amp/\g<2>", body)),
}
"""What becomes of an answer by a behaviour; those that are none of these are the wire's."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: a `status` instead of the answer, or a `behaviour` of it.

    `drop` closes the connection without a byte; `truncate` sends half of the body and closes; `invalid_json` cuts the body
    but is a whole answer; `html` answers 200 with a page for browsers; `empty` answers 200 with no body; `hang` answers nothing
    and leaves the connection open. `windows_1252` sends that where UTF-8 is declared, `dirty` what XML forbids in every title,
    `packed` an archive in an archive, `mislabelled` plain text as gzip, `one_date` the same date for all that is listed,
    `amp_links` the AMP forms of the articles in a feed.
    `times` is how many requests it strikes (None: all), `headers` are added to a status.
    """

    status: int | None = None
    behaviour: Behaviour | None = None
    times: int | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def change(self, whole: Answer) -> Answer:
        """The answer that goes out in place of `whole`."""
        if self.status is not None:
            page = answer(f"<html><body><h1>Error {self.status}</h1></body></html>", HTML, status=self.status)
            return replace(page, headers=(*page.headers, *self.headers))
        change = _CHANGES.get(self.behaviour) if self.behaviour else None
        return change(whole) if change else whole


class Faults:
    """The faults in force, by host and path prefix; safe to change from any thread while the replica serves."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: dict[tuple[str, str], Fault] = {}

    def set(
        self,
        host: str,
        prefix: str,
        fault: int | Behaviour,
        *,
        times: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """From now on `fault` (a status or a behaviour) strikes every target on `host` that starts with `prefix`."""
        made = Fault(status=fault) if isinstance(fault, int) else Fault(behaviour=fault)
        with self._lock:
            self._faults[host, prefix] = replace(made, times=times, headers=headers)

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._faults.clear()

    def take(self, host: str, target: str) -> Fault | None:
        """The fault that strikes this request (the longest prefix wins), counted against its `times`; None if all is well."""
        with self._lock:
            hits = [key for key in self._faults if key[0] == host and target.startswith(key[1])]
            if not hits:
                return None
            key = max(hits, key=lambda hit: len(hit[1]))
            fault = self._faults[key]
            if fault.times is not None:
                if fault.times <= 1:
                    del self._faults[key]
                else:
                    self._faults[key] = replace(fault, times=fault.times - 1)
            return fault
