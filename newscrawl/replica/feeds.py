"""The RSS feeds of a WordPress site, in the shape of core's `feed-rss2.php`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from newscrawl.replica.answer import RSS, Answer, answer
from newscrawl.replica.blocks import IRP_BLOCK
from newscrawl.replica.model import Entry, Post, ReplicaSite
from newscrawl.replica.shelf import Shelf

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAMESPACES: Final = """
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	"""


def feed_of_posts(shelf: Shelf, heading: str, path: str, entries: Sequence[Entry]) -> Answer:
    """The feed of these posts, under `path` (`` or `category/monde/`); without posts WordPress answers 404."""
    site = shelf.site
    title = f"{heading} Archives - {site.name}" if heading else site.name
    changed = max((entry.modified for entry in entries), default=_EPOCH)
    items = "".join(_item(shelf.post(entry), site) for entry in entries)
    channel = _channel(site, title, path, built=changed, items=items)
    return answer(channel, RSS, status=200 if entries else 404, modified=changed)


def empty_feed(site: ReplicaSite, title: str, path: str) -> Answer:
    """The feed of comments that nobody wrote."""
    return answer(_channel(site, title, path, built=_EPOCH, items=""), RSS)


def _channel(site: ReplicaSite, title: str, path: str, *, built: datetime, items: str) -> str:
    hub = f'<atom:link rel="hub" href="{site.hub}" />\n\t' if site.hub else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"{_NAMESPACES}>

<channel>
	<title>{escape(title)}</title>
	<atom:link href="{site.home}{path}feed/" rel="self" type="application/rss+xml" />
	{hub}<link>{site.home}{path}</link>
	<description></description>
	<lastBuildDate>{_rfc822(built)}</lastBuildDate>
	<language>{site.language}</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v={site.generator.split()[-1]}</generator>
{items}</channel>
</rss>
"""


def _item(post: Post, site: ReplicaSite) -> str:
    address = site.address(post)
    labels = (site.category(post.category).name, *post.tags)
    categories = "".join(f"<category><![CDATA[{label}]]></category>\n\t\t" for label in labels)
    content = IRP_BLOCK.sub("", post.content)
    return f"""	<item>
		<title>{escape(post.title, quote=False)}</title>
		<link>{address}</link>
					<comments>{address}#respond</comments>
		<dc:creator><![CDATA[{site.author}]]></dc:creator>
		<pubDate>{_rfc822(post.published)}</pubDate>
				{categories}<guid isPermaLink="false">{site.home}?p={post.id}</guid>
					<description><![CDATA[<p>{escape(post.excerpt(), quote=False)} &#8230;</p>]]></description>
										<content:encoded><![CDATA[{content.replace("]]>", "]]&gt;")}]]></content:encoded>
					<wfw:commentRss>{address}feed/</wfw:commentRss>
			<slash:comments>0</slash:comments>
	</item>
"""


def _rfc822(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC)).replace("-0000", "+0000")
