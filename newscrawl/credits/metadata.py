"""Claims from what no reader sees: JSON-LD, metas, canonical address, pixels, image hosts, the page's path, the feed item."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from newscrawl.credits.candidates import is_article_address
from newscrawl.credits.model import Claim, Claims, Publisher
from newscrawl.credits.names import PageNames, in_compound, runs_on
from newscrawl.credits.roles import speaks_another_language
from newscrawl.items import Evidence, EvidenceKind
from newscrawl.knowledge import Outlet, outlet_by_host, outlets_by_name, scan
from newscrawl.knowledge.model import Says
from newscrawl.page import Page, host_of, is_article, registrable_domain, types_of
from newscrawl.site import FeedItem

# Who a machine-readable article says it is by. `publisher` names the owner of the text on shared platforms.
_ARTICLE_KEYS: Final = ("author", "creator", "publisher", "provider", "sourceOrganization", "copyrightHolder")
_IMAGE_KEYS: Final = ("creditText", "copyrightNotice", "creator", "author", "sourceOrganization", "copyrightHolder")
_NAME_METAS: Final = frozenset({
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "byline",
    "dc.source", "source", "news_source", "article:source", "mediator_author", "cxenseparse:author",
})  # fmt: skip
_ADDRESS_METAS: Final = frozenset({"og:url", "original-source", "syndication-source", "article:original_url"})
_SOURCE_LINKS: Final = frozenset({"original-source", "syndication-source"})
_COUNTER: Final = re.compile(r"//counter\.[a-z0-9.-]{4,60}/content/\d{1,12}/count")
_LONGEST_NAME: Final = 120  # characters of a value that may be a name; a longer one is prose
_LONG_ACRONYM: Final = 3  # letters; "PTI Mumbai" is an agency, "AA Gill" a person
_LONGEST_CREDIT: Final = 300
_SEGMENT: Final = re.compile(r"[a-z]{3,20}")


def read_metadata(page: Page, names: PageNames, item: FeedItem | None, claims: Claims) -> None:
    """Add to `claims` what the page's attributes and the feed item say."""
    claims.found.extend(_from_linked_data(page, names))
    claims.found.extend(_from_metas(page, names))
    claims.found.extend(_from_addresses(page, names.publisher, claims))
    claims.found.extend(_from_images(page, names))
    claims.found.extend(_from_path(page))
    if item:
        claims.found.extend(_from_item(item, names))


def _from_linked_data(page: Page, names: PageNames) -> Iterator[Claim]:
    writers = {name for node in page.linked_data if is_article(node) for name in _names(node.get("author"))}
    writers.update(author.value for author in page.authors)
    for node in page.linked_data:
        if is_article(node):
            for key in _ARTICLE_KEYS:
                for name in _names(node.get(key)):
                    yield from _named_outlets(name, names, Evidence("metadata", f"jsonld:{key}", name))
        elif "imageobject" in types_of(node):
            for key in _IMAGE_KEYS:
                for name in _names(node.get(key)):
                    if key == "author" and name in writers:
                        continue  # the article's own author, put on everything
                    yield from _credited_outlets(name, names, Evidence("photo_metadata", f"jsonld:image.{key}", name))


def _names(value: Any) -> Iterator[str]:  # noqa: ANN401 - decoded JSON is anything
    """The names in a JSON-LD value: a string, an object's `name`, or a list of these."""
    for one in value[:20] if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def _from_metas(page: Page, names: PageNames) -> Iterator[Claim]:
    for meta in page.metas:
        if meta.name in _NAME_METAS:
            yield from _named_outlets(meta.content, names, Evidence("metadata", f"meta:{meta.name}", meta.content))


def _named_outlets(text: str, names: PageNames, evidence: Evidence) -> Iterator[Claim]:
    """Outlets in a value that ought to be a name: the whole of it, or sure names in it ("PTI Mumbai")."""
    if len(text) > _LONGEST_NAME or "://" in text:
        return
    whole = outlets_by_name(text)
    if whole:
        yield _claim(names.likeliest(whole), "text", evidence)
        return
    for mention in scan(text, ()).mentions:
        named = names.outlet_of(text, mention)
        opens_with_agency = mention.start == 0 and mention.end >= _LONG_ACRONYM and named.kind == "agency"
        if mention.sure or opens_with_agency:
            yield _claim(named, "text", evidence)


def _credited_outlets(text: str, names: PageNames, evidence: Evidence) -> Iterator[Claim]:
    """Outlets in a photo credit: every name counts, for the whole value is one ("Adam Gray/AFP via Getty Images")."""
    if len(text) <= _LONGEST_CREDIT:
        for mention in scan(text, (names.language,)).mentions:
            if mention.sure or not (runs_on(text, mention.end) or in_compound(text, mention.start)):
                yield _claim(names.outlet_of(text, mention), "photo", evidence)


def _from_addresses(page: Page, publisher: Publisher, claims: Claims) -> Iterator[Claim]:
    """Addresses by which the page says where its story lives. On its own site they prove nothing; a root tells no story."""
    if _is_ip_address(host_of(page.url)):
        return  # a mirror without a name: these give the site's own
    declared = [("link[rel=canonical]", link.url) for link in page.head_links if link.rel == "canonical"]
    declared += [(f"link[rel={link.rel}]", link.url) for link in page.head_links if link.rel in _SOURCE_LINKS]
    declared += [(f"meta:{meta.name}", meta.content) for meta in page.metas if meta.name in _ADDRESS_METAS]
    declared += [
        (f"jsonld:{key}", url)
        for node in page.linked_data
        if is_article(node)
        for key in ("isBasedOn", "isBasedOnUrl")
        for url in _addresses(node.get(key))
    ]
    for where, url in declared:
        kind: EvidenceKind = "metadata" if where.startswith("jsonld") or "source" in where else "canonical"
        claim = _address_claim(url, Evidence(kind, where, url))
        if claim is None or claim.domain == publisher.domain:
            continue
        if is_article_address(url):
            yield claim
        else:
            claims.rejected.append(claim.reject("the address of a front page"))


def _addresses(value: Any) -> Iterator[str]:  # noqa: ANN401 - decoded JSON is anything
    for one in value[:20] if isinstance(value, list) else [value]:
        url = (one.get("url") or one.get("@id")) if isinstance(one, dict) else one
        if isinstance(url, str) and "://" in url:
            yield url


def _address_claim(url: str, evidence: Evidence) -> Claim | None:
    host = host_of(url)
    if "." not in host or _is_ip_address(host):
        return None
    owner = outlet_by_host(host)
    if owner:
        return _claim(owner, "text", evidence, url=url)
    domain = registrable_domain(host)
    return Claim(domain, None, "text", evidence, domain=domain, url=url)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _from_images(page: Page, names: PageNames) -> Iterator[Claim]:
    for image in page.images:
        if image.credit:
            yield from _credited_outlets(image.credit, names, Evidence("photo_caption", "image.credit", image.credit))
        owner = outlet_by_host(host_of(image.url))
        if owner and owner.kind != "aggregator" and speaks_another_language(owner, page.language.split("-")[0]):
            yield _claim(owner, "photo", Evidence("inferred", "img[src]", image.url))
    for where, urls in (("img[src]", page.image_urls), ("iframe[src]", page.frame_urls)):
        for url in urls:
            if _COUNTER.search(url) and (owner := outlet_by_host(host_of(url))):
                yield _claim(owner, "text", Evidence("counter_pixel", where, url))


def _from_path(page: Page) -> Iterator[Claim]:
    """An agency as a directory of the page's own address (`/ultimas-noticias/reuters/…`)."""
    for segment in page.url.split("?")[0].split("/")[3:-1]:
        for owner in outlets_by_name(segment)[:1] if _SEGMENT.fullmatch(segment) else ():
            if owner.kind == "agency":
                yield _claim(owner, "text", Evidence("url_path", "url", segment))


def _from_item(item: FeedItem, names: PageNames) -> Iterator[Claim]:
    if item.source_url:
        claim = _address_claim(item.source_url, Evidence("feed_source", "feed:source[url]", item.source_url))
        if claim:
            url = item.source_url if is_article_address(item.source_url) else None
            yield Claim(
                claim.name if claim.outlet else item.source_name or claim.name,
                claim.outlet,
                "text",
                claim.evidence,
                claim.domain,
                url,
            )
    elif item.source_name:
        known = outlets_by_name(item.source_name)
        evidence = Evidence("feed_source", "feed:source", item.source_name)
        if known:
            yield _claim(names.likeliest(known), "text", evidence)
        else:
            yield Claim(item.source_name, None, "text", evidence, sure=False)
    for creator in item.creators:
        yield from _named_outlets(creator, names, Evidence("feed_creator", "feed:creator", creator))


def _claim(owner: Outlet, says: Says, evidence: Evidence, *, url: str | None = None) -> Claim:
    return Claim(owner.name, owner, says, evidence, domain=owner.domains[0] if owner.domains else None, url=url)
