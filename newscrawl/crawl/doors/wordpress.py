"""The REST API of WordPress, `/wp-json/wp/v2/posts` (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from newscrawl.crawl.doors.answer import DoorError, DoorPage, clean_text, clean_url
from newscrawl.site import FeedItem, WordPressApi


def wordpress_url(home: str, door: WordPressApi, since: datetime | None) -> str:
    """The first address to ask: newest first, and with `since` (aware) only what was changed after it.

    Newest first, because a post that appears meanwhile then pushes others to a later page: one is seen twice, none missed.
    """
    query = {"per_page": str(door.per_page), "page": "1", "orderby": "date", "order": "desc"}
    if since is not None:
        query["modified_after"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    query["_fields"] = "id,date_gmt,modified_gmt,link,title"
    return f"{urljoin(home, door.path)}?{urlencode(query, safe=',:')}"


def read_wordpress(body: bytes, url: str, door: WordPressApi, *, pages: int | None = None) -> DoorPage:
    """Read one page of posts; `pages` is the header `X-WP-TotalPages`, where the server sent it. Raises DoorError.

    Titles come with their entities resolved. `date_gmt` is naive UTC and gets its `Z`; `date` is in the site's own zone,
    which the answer does not name.
    """
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError):
        raise DoorError("the answer is not JSON") from None
    if not isinstance(posts, list):
        code = posts.get("code") if isinstance(posts, dict) else None
        raise DoorError(f"the answer is no list of posts{f' ({str(code)[:60]})' if code else ''}")
    items = tuple(item for post in posts if (item := _item(post, url)))
    number = _page_number(url)
    more = number < pages if pages is not None else len(posts) >= door.per_page
    return DoorPage(items, (_turn(url, number + 1),) if more else ())


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


def _page_number(url: str) -> int:
    page = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1


def _turn(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), "page": str(number)}
    return parts._replace(query=urlencode(query, safe=",:")).geturl()
