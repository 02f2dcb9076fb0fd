"""Spider traps: addresses without end that lead to the same pages. Recognised by their form, bounded by number."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

MAX_DOOR_PAGES: Final = 20_000
"""Pages of one door in one run: far beyond any site, a bound for one that never ends."""
MAX_SITEMAP_DEPTH: Final = 5
"""Indexes below indexes; the protocol allows one level (sitemaps.org), sites have been seen with two."""
MAX_EMPTY_PAGES: Final = 3
"""Door pages in a row that list nothing and yet name a next one."""

SESSION_IDS: Final = "session ids in addresses"
ENDLESS_PAGES: Final = "pages without end"
DEEP_SITEMAPS: Final = "sitemaps nested too deep"
FOREIGN_PAGES: Final = "further lists on other sites"

_SESSION: Final = re.compile(
    r"(?i)^(?:s|sid|session|session_?id|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|zenid|oscsid|sess|sessid)$"
)
# `/page;jsessionid=…` of Java, `/(S(…))/` of ASP.NET without cookies
_IN_PATH: Final = re.compile(r"(?i);(?:jsessionid|phpsessid|sid|sessionid)=[^/;?]{0,200}|/\([a-z]\([a-z0-9]{8,64}\)\)")


def plain_address(url: str) -> str:
    """The address without what names a visitor's session: two of the same page then are the same."""
    parts = urlsplit(url)
    path = _IN_PATH.sub("", parts.path)
    if not parts.query:
        return parts._replace(path=path).geturl()
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_session(name, value)]
    return parts._replace(path=path, query=urlencode(kept)).geturl()


def _is_session(name: str, value: str) -> bool:
    """Whether a parameter names a session; `s=` and the like are searches too, so those must look like a session's value."""
    return bool(_SESSION.match(name)) and (len(name) > 3 or (len(value) >= 16 and value.isalnum()))
