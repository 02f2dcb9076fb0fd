"""Who published a page, and whether a credit is the publisher crediting itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from newscrawl.credits.model import Claim, Publisher
from newscrawl.knowledge import outlet, outlet_by_host, same_group
from newscrawl.knowledge.registry import name_key
from newscrawl.page import Page, host_of, registrable_domain, types_of
from newscrawl.site import Site

_SHORTEST_STEM: Final = 4  # letters; a shorter first part of a domain ("aa", "br") is no name to compare by


def publisher_of(page: Page, site: Site | None = None) -> Publisher:
    """Who published the page: the site's declaration first, then the owner of its host, then what the page says of itself."""
    host = host_of(page.url)
    owner = outlet(site.outlet) if site and site.outlet else outlet_by_host(host)
    name = (site.name if site else None) or page.site_name or (owner.name if owner else None)
    said = [name, page.site_name, *_site_names(page), *((owner.name, *owner.aliases, *owner.mangled) if owner else ())]
    return Publisher(site.domain if site else registrable_domain(host), name, owner, tuple(dict.fromkeys(n for n in said if n)))


def is_publisher(claim: Claim, publisher: Publisher) -> bool:
    """Whether the claim names the publisher itself, under whatever alias or domain of its own, or the desk of its group."""
    named, own = claim.outlet, publisher.outlet
    if named and own and (named.id == own.id or (named.desk and same_group(named, own))):
        return True
    if claim.outlet and publisher.domain in claim.outlet.domains:
        return True
    if claim.domain and claim.domain == publisher.domain:
        return True
    return name_key(claim.name) in _self_keys(publisher)


@lru_cache(maxsize=256)
def _self_keys(publisher: Publisher) -> frozenset[str]:
    """The publisher's names, and its domain with and without its suffix, reduced for comparison."""
    stem = publisher.domain.partition(".")[0]
    stems = (stem, publisher.domain) if len(stem) >= _SHORTEST_STEM else (publisher.domain,)
    return frozenset(name_key(name) for name in (*publisher.names, *stems)) - {""}


def _site_names(page: Page) -> list[str]:
    """Names that the page gives its own site in its WebSite object. A JSON-LD `publisher` may be another: it is a claim."""
    return [item["name"] for item in page.linked_data if "website" in types_of(item) and isinstance(item.get("name"), str)]
