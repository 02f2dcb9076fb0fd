"""WordPress' REST API as far as crawlers use it: `/wp-json/wp/v2/posts`, one post, the categories.

Behaviour after `WP_REST_Posts_Controller`: `after`, `before`, `modified_after` and `modified_before` are exclusive and read on
the site's own clock where they carry no offset; `date` and `modified` are the site's naive time, `*_gmt` naive UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from html import escape
from math import ceil
from re import compile as regex
from typing import Any, Final
from urllib.parse import urlencode

from newscrawl.replica.answer import JSON, Answer, Request, answer
from newscrawl.replica.model import Entry, Post, ReplicaSite
from newscrawl.replica.shelf import Shelf

_ROUTE: Final = regex(r"/wp-json/wp/v2/(posts|categories)(?:/(\d{1,11}))?/?")
_BOUNDS: Final = ("after", "before", "modified_after", "modified_before")
_ORDERS: Final[dict[str, Callable[[Entry], Any]]] = {
    "date": lambda entry: (entry.published, entry.id),
    "modified": lambda entry: (entry.modified, entry.id),
    "id": lambda entry: entry.id,
    "slug": lambda entry: entry.slug,
}
_LIMITS: Final = {"per_page": (10, 100), "page": (1, 10**9)}


class ParameterError(ValueError):
    """A parameter that WordPress refuses: its name and what it should have been."""


def answer_rest(shelf: Shelf, request: Request) -> Answer:
    """The answer to any address under `/wp-json`."""
    if request.path.rstrip("/") == "/wp-json":
        namespaces = ["oembed/1.0", "yoast/v1", "wp/v2"]
        clock = {"gmt_offset": str(shelf.site.utc_offset), "timezone_string": ""}  # as where hours were set, and no place
        return _json({"name": shelf.site.name, "url": shelf.site.home, **clock, "namespaces": namespaces})
    found = _ROUTE.fullmatch(request.path)
    if found is None:
        return _error("rest_no_route", "No route was found matching the URL and request method.", status=404)
    if found[1] == "categories":
        return _json([_category(shelf, category.slug) for category in shelf.site.categories])
    fields = frozenset(filter(None, request.query.get("_fields", "").replace(" ", "").split(",")))
    if found[2]:
        return _post(shelf, int(found[2]), fields)
    try:
        return _posts(shelf, request, fields)
    except ParameterError as error:
        name, reason = error.args
        params = {"params": {name: reason}, "details": {name: {"code": "rest_invalid_param", "message": reason, "data": None}}}
        return _error("rest_invalid_param", f"Invalid parameter(s): {name}", status=400, **params)


def _post(shelf: Shelf, number: int, fields: frozenset[str]) -> Answer:
    entry = shelf.find_id(number)
    if entry is None:
        return _error("rest_post_invalid_id", "Invalid post ID.", status=404)
    return _json(_render(shelf, entry, fields), modified=entry.modified)


def _posts(shelf: Shelf, request: Request, fields: frozenset[str]) -> Answer:
    query = request.query
    per_page, page = (_whole_number(query, name) for name in ("per_page", "page"))
    entries = _select(shelf, query)
    pages = ceil(len(entries) / per_page)
    if page > pages and entries:
        message = "The page number requested is larger than the number of pages available."
        return _error("rest_post_invalid_page_number", message, status=400)
    shown = entries[(page - 1) * per_page : page * per_page]
    headers = [("X-WP-Total", str(len(entries))), ("X-WP-TotalPages", str(pages))]
    links = [(page - 1, "prev")] if page > 1 else []
    links += [(page + 1, "next")] if page < pages else []
    if links:
        headers.append(("Link", ", ".join(_page_link(shelf.site, query, number, rel) for number, rel in links)))
    whole = _json([_render(shelf, entry, fields) for entry in shown])
    return Answer(whole.status, whole.body, (*whole.headers, *headers))


def _select(shelf: Shelf, query: dict[str, str]) -> list[Entry]:
    order, direction = query.get("orderby", "date"), query.get("order", "desc")
    if order not in _ORDERS:
        raise ParameterError("orderby", f"orderby is not one of {', '.join(sorted(_ORDERS))}.")
    if direction not in {"asc", "desc"}:
        raise ParameterError("order", "order is not one of asc and desc.")
    bounds = {name: _instant(shelf.site, name, query[name]) for name in _BOUNDS if query.get(name)}
    entries = [entry for entry in shelf.newest if _is_within(entry, bounds)]
    if "slug" in query:
        entries = [entry for entry in entries if entry.slug in query["slug"].split(",")]
    if "categories" in query:
        wanted = {category.slug for category in shelf.site.categories if str(category.id) in query["categories"].split(",")}
        entries = [entry for entry in entries if entry.category in wanted]
    return sorted(entries, key=_ORDERS[order], reverse=direction == "desc")


def _is_within(entry: Entry, bounds: dict[str, datetime]) -> bool:
    return all(
        (value < (entry.modified if "modified" in name else entry.published))
        if name.endswith("after")
        else (value > (entry.modified if "modified" in name else entry.published))
        for name, value in bounds.items()
    )


def _whole_number(query: dict[str, str], name: str) -> int:
    default, most = _LIMITS[name]
    text = query.get(name, str(default))
    if not text.isdecimal() or len(text) > 9:
        raise ParameterError(name, f"{name} is not of type integer.")
    if name == "per_page" and not 1 <= int(text) <= most:
        raise ParameterError(name, f"{name} must be between 1 (inclusive) and {most} (inclusive)")
    if int(text) < 1:
        raise ParameterError(name, f"{name} must be greater than or equal to 1")
    return int(text)


def _instant(site: ReplicaSite, name: str, text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise ParameterError(name, "Invalid date.") from error
    return value if value.tzinfo else value.replace(tzinfo=timezone(timedelta(hours=site.utc_offset)))


def _page_link(site: ReplicaSite, query: dict[str, str], number: int, rel: str) -> str:
    return f'<{site.home}wp-json/wp/v2/posts?{urlencode({**query, "page": number})}>; rel="{rel}"'


def _render(shelf: Shelf, entry: Entry, fields: frozenset[str]) -> dict[str, Any]:
    """The post as JSON; the content is made only where it is asked for. `_fields=title.rendered` keeps that key alone."""
    shown = {}
    for name, value in _fields(shelf, entry).items():
        inner = {field.partition(".")[2] for field in fields if field.partition(".")[0] == name}
        if fields and not inner:
            continue
        made = value() if callable(value) else value
        shown[name] = {key: made[key] for key in inner if key in made} if inner - {""} and "" not in inner else made
    return shown


def _fields(shelf: Shelf, entry: Entry) -> dict[str, Any]:
    site, address = shelf.site, shelf.site.address(entry)
    rest = f"{site.home}wp-json/wp/v2/"
    return {
        "id": entry.id,
        "date": _naive(site.local(entry.published)),
        "date_gmt": _naive(entry.published),
        "guid": {"rendered": f"{site.home}?p={entry.id}"},
        "modified": _naive(site.local(entry.modified)),
        "modified_gmt": _naive(entry.modified),
        "slug": entry.slug,
        "status": "publish",
        "type": "post",
        "link": address,
        "title": lambda: {"rendered": escape(shelf.post(entry).title, quote=False)},
        "content": lambda: {"rendered": shelf.post(entry).content, "protected": False},
        "excerpt": lambda: {"rendered": f"<p>{_excerpt(shelf.post(entry))} [&hellip;]</p>\n", "protected": False},
        "author": 1,
        "featured_media": 0,
        "comment_status": "open",
        "ping_status": "open",
        "sticky": False,
        "template": "",
        "format": "standard",
        "meta": {"footnotes": ""},
        "categories": [site.category(entry.category).id],
        "tags": [],
        "yoast_head_json": partial(_yoast, shelf, entry),
        "_links": {
            "self": [{"href": f"{rest}posts/{entry.id}"}],
            "collection": [{"href": f"{rest}posts"}],
            "author": [{"embeddable": True, "href": f"{rest}users/1"}],
        },
    }


def _yoast(shelf: Shelf, entry: Entry) -> dict[str, Any]:
    post, site = shelf.post(entry), shelf.site
    return {
        "title": f"{post.title} - {site.name}",
        "canonical": post.canonical or site.address(entry),
        "og_locale": site.locale,
        "og_site_name": site.name,
        "article_published_time": post.published.isoformat(timespec="seconds"),
        "article_modified_time": post.modified.isoformat(timespec="seconds"),
        "author": site.author,
    }


def _excerpt(post: Post) -> str:
    return escape(post.excerpt(), quote=False)


def _category(shelf: Shelf, slug: str) -> dict[str, Any]:
    category = shelf.site.category(slug)
    count = sum(entry.category == slug for entry in shelf.newest)
    link = f"{shelf.site.home}category/{slug}/"
    return {"id": category.id, "count": count, "link": link, "name": category.name, "slug": slug, "taxonomy": "category"}


def _naive(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(timespec="seconds")


def _json(value: object, *, modified: datetime | None = None) -> Answer:
    return answer(json.dumps(value, ensure_ascii=False), JSON, modified=modified.astimezone(UTC) if modified else None)


def _error(code: str, message: str, *, status: int, **data: object) -> Answer:
    body = {"code": code, "message": message, "data": {"status": status, **data}}
    return answer(json.dumps(body, ensure_ascii=False), JSON, status=status)
