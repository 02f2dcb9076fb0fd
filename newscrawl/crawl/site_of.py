"""Whose page an address is."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from newscrawl.page import registrable_domain
from newscrawl.site import Site


def find_site(url: str, sites: Iterable[Site]) -> Site | None:
    """The site whose domain is the address's, or None."""
    try:
        domain = registrable_domain(urlsplit(url).hostname or "")
    except ValueError:
        return None
    return next((site for site in sites if domain and site.domain == domain), None)
