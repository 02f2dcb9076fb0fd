"""What page and server reserve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from newscrawl.items import Rights
from newscrawl.page.head import Head

_AGENTS: Final = frozenset({"robots", "googlebot", "googlebot-news", "newscrawl"})
_VALUED: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_NO_AI: Final = frozenset({"noai", "noimageai"})
_DIRECTIVE: Final = re.compile(r"[^,;\n]{1,80}")


def read_rights(head: Head, headers: Mapping[str, str]) -> Rights:
    """Robots metas and `X-Robots-Tag`, the TDM Reservation Protocol (W3C TDMRep), licence links and JSON-LD `license`."""
    named = {meta.name: meta.content for meta in reversed(head.metas) if meta.name not in _AGENTS}
    lower = {name.lower(): value for name, value in headers.items()}
    stated = [d.strip().lower() for m in head.metas if m.name in _AGENTS for d in _DIRECTIVE.findall(m.content)]
    robots = tuple(dict.fromkeys(d for d in (*stated, *_iter_header(lower.get("x-robots-tag", ""))) if d))
    reservation = lower.get("tdm-reservation") or named.get("tdm-reservation")
    return Rights(
        robots=robots,
        tdm_reservation=None if reservation is None else reservation.strip() == "1",
        tdm_policy=lower.get("tdm-policy") or named.get("tdm-policy"),
        noai=not _NO_AI.isdisjoint(robots),
        licence=head.licence or next(_iter_licences(head.linked_data), None),
    )


def _iter_header(value: str) -> Iterator[str]:
    """The directives of an `X-Robots-Tag` that hold for us: "otherbot: noindex, nofollow" names whom it is for."""
    ours = True
    for directive in _DIRECTIVE.findall(value):
        agent, colon, rest = (part.strip().lower() for part in directive.partition(":"))
        if colon and agent not in _VALUED:
            ours = agent in _AGENTS or agent == "*"
            if ours:
                yield rest
        elif ours:
            yield directive.strip().lower()


def _iter_licences(linked_data: tuple[dict[str, Any], ...]) -> Iterator[str]:
    """Addresses of licences, but not those of images."""
    for node in linked_data:
        stated = node.get("license") if "imageobject" not in str(node.get("@type")).lower() else None
        for one in stated if isinstance(stated, list) else [stated]:
            url = (one.get("url") or one.get("@id")) if isinstance(one, dict) else one
            if isinstance(url, str) and url.startswith(("http://", "https://")):
                yield url
