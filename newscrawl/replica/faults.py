"""Faults that a test switches on: which host and path, and what goes wrong there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import Final, Literal

from newscrawl.replica.answer import HTML, Answer, answer

Behaviour = Literal["drop", "truncate", "invalid_json", "html", "empty", "hang"]
_DOOR_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>One moment…</title></head><body><h1>Checking your browser</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: a `status` instead of the answer, or a `behaviour` of it.

    `drop` closes the connection without a byte; `truncate` sends half of the body and closes; `invalid_json` cuts the body
    but is a whole answer; `html` answers 200 with a page for browsers; `empty` answers 200 with no body; `hang` answers nothing
    and leaves the connection open. `times` is how many requests it strikes (None: all), `headers` are added to a status.
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
        match self.behaviour:
            case "invalid_json":
                return replace(whole, body=whole.body[: len(whole.body) // 2] or b"{")
            case "html":
                return answer(_DOOR_PAGE, HTML)
            case "empty":
                return replace(whole, body=b"")
            case _:
                return whole


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
