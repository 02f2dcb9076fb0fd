"""`/.well-known/tdmrep.json` of the TDM Reservation Protocol (W3C TDMRep): what a host reserves, by path."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

MAX_RULES: Final = 1_000
_MAX_TEXT: Final = 2_000  # characters of a location or of a policy's address


@dataclass(frozen=True, slots=True)
class TdmRule:
    """What holds for the paths that match `location` (`*` any characters, a final `$` the end, as in robots.txt)."""

    location: str
    reserved: bool
    policy: str | None = None

    def matches(self, path: str) -> bool:
        """Whether a path with its query is meant. Linear in both, whatever the pattern."""
        pattern, exact = self.location.removesuffix("$"), self.location.endswith("$")
        first, *others = pattern.split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        last = others.pop() if exact and others else None
        for part in others:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if last is not None:
            return path.endswith(last) and len(path) - len(last) >= at
        return not exact or at == len(path)


def read_tdmrep(body: bytes, url: str) -> tuple[TdmRule, ...]:
    """The rules of a file fetched from `url`; what is none is left out, and a file that is no JSON list has none."""
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rules = (_rule(entry, url) for entry in (entries if isinstance(entries, list) else [])[:MAX_RULES])
    return tuple(rule for rule in rules if rule)


def find_rule(rules: Sequence[TdmRule], url: str) -> TdmRule | None:
    """The most specific rule for an address, by the length of its location; None where none matches."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return max((rule for rule in rules if rule.matches(path)), key=lambda rule: len(rule.location), default=None)


def _rule(entry: object, url: str) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location, stated, policy = (entry.get(key) for key in ("location", "tdm-reservation", "tdm-policy"))
    if not isinstance(location, str) or not location or len(location) > _MAX_TEXT or str(stated) not in {"0", "1"}:
        return None
    location = location if location.startswith(("/", "*")) else f"/{location}"
    return TdmRule(location, str(stated) == "1", _read_policy(policy, url))


def _read_policy(policy: object, url: str) -> str | None:
    """The policy's absolute address; only one that can stand in a header."""
    if not isinstance(policy, str) or not policy.isascii() or not policy.isprintable() or len(policy) > _MAX_TEXT:
        return None
    try:
        absolute = urljoin(url, policy.strip())
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
