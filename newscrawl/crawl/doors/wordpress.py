"""The REST API of WordPress, `/wp-json/wp/v2/posts` (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError, DoorPage, clean_text, clean_url
from newscrawl.crawl.doors.decode import read_text
from newscrawl.crawl.doors.json_text import load_json
from newscrawl.crawl.doors.links import find_link
from newscrawl.site import FeedItem, WordPressApi

_OPTIONAL: Final = ("modified_after", "orderby", "order", "_fields", "per_page")
"""Parameters that are left out where the API refuses them: old cores and plugins do not know or allow them all."""
_PER_PAGE: Final = 10  # what WordPress gives where nobody says how many
_PAST_THE_END: Final = frozenset({400, 404, 410})
_LONGEST: Final = 120  # characters of a site's own words in a reason


def wordpress_url(home: str, door: WordPressApi, since: datetime | None) -> str:
    """The first address to ask: newest first, and with `since` (aware) only what was changed after it, by its change.

    Newest first, because a post that appears meanwhile then pushes others to a later page: one is seen twice, none missed.
    By change, because a core older than 5.7 passes `modified_after` over: what was changed then still stands first.
    """
    order = "date" if since is None else "modified"
    query = {"per_page": str(door.per_page), "page": "1", "orderby": order, "order": "desc"}
    if since is not None:
        query["modified_after"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    query["_fields"] = "id,date_gmt,modified_gmt,link,title"
    address = urljoin(home, door.path)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query, safe=',:')}"


def read_wordpress(answer: DoorAnswer) -> DoorPage:
    """Read one page of posts. Raises DoorError.

    There is a next page by the header `X-WP-TotalPages`; where a proxy dropped that, by `Link`, or because this one is full.
    Titles come with their entities resolved. `date_gmt` is naive UTC and gets its `Z`; `date` is in the site's own zone,
    which the answer does not name.
    """
    posts = load_json(read_text(answer)[0], answer.url, "the API of WordPress")
    if not isinstance(posts, list):
        code, message = _read_error(posts)
        raise DoorError(f"the answer is no list of posts{f' ({code}{message})' if code else ''}")
    items = tuple(item for post in posts if (item := _item(post, answer.url)))
    number, pages = _number(answer.url, "page", 1), answer.headers.get("x-wp-totalpages", "")
    if pages.isascii() and pages.isdigit() and len(pages) < 10:
        more = number < int(pages)
    else:
        more = len(posts) >= max(1, _number(answer.url, "per_page", _PER_PAGE)) or find_link(answer, "next") is not None
    return DoorPage(items, (_change(answer.url, page=str(number + 1)),) if more else (), hub=find_link(answer, "hub"))


def read_refusal(answer: DoorAnswer) -> DoorPage:
    """What an answer of another status than 200 means: the end, or parameters to leave out. Raises DoorError for all else."""
    try:
        told = load_json(read_text(answer)[0], answer.url, "the API of WordPress")
    except DoorError:
        told = None
    code, message = _read_error(told)
    if answer.status in _PAST_THE_END and _number(answer.url, "page", 1) > 1:
        return DoorPage()
    data = told.get("data") if isinstance(told, dict) else None
    params = data.get("params") if isinstance(data, dict) else None
    refused = [name for name in _OPTIONAL if isinstance(params, dict) and name in params]
    mended = _change(answer.url, **dict.fromkeys(refused))
    if answer.status == 400 and refused and mended != answer.url:
        return DoorPage(next=(mended,))
    raise DoorError(f"HTTP {answer.status}{f', {code}{message}' if code else ''}")


def _read_error(told: object) -> tuple[str, str]:
    """The code and, behind a colon, the words of the API's error object; empty where it is none."""
    if not isinstance(told, dict):
        return "", ""
    code, message = clean_text(told.get("code")) or "", clean_text(told.get("message"))
    return code[:_LONGEST], f": {html.unescape(message)[:_LONGEST]}" if message else ""


def _item(post: object, url: str) -> FeedItem | None:
    if not isinstance(post, dict):
        return None
    link = post.get("link")
    if (address := clean_url(link if isinstance(link, str) else None, url)) is None:
        return None
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return FeedItem(
        url=address,
        via="wordpress",
        title=clean_text(html.unescape(rendered)) if isinstance(rendered, str) else None,
        published=_utc(post.get("date_gmt")),
        modified=_utc(post.get("modified_gmt")),
    )


def _utc(value: object) -> str | None:
    """A naive UTC instant with its `Z`; None for WordPress's zero date."""
    text = clean_text(value)
    if text is None or text.startswith("0000"):
        return None
    return text if text.endswith("Z") or "+" in text else f"{text}Z"


def _number(url: str, name: str, default: int) -> int:
    text = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _change(url: str, **parameters: str | None) -> str:
    """The address with other values of parameters; without those that are None."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept, safe=",:/")).geturl()
