"""The `<head>` that WordPress with Yoast SEO prints, whatever the theme."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

from newscrawl.replica.model import Post, ReplicaSite, digest
from newscrawl.replica.themes.styles import global_styles


def stamp(instant: datetime) -> str:
    """ISO 8601 to the second with its offset, as WordPress prints it."""
    return instant.isoformat(timespec="seconds")


def article_head(post: Post, site: ReplicaSite, theme_css: str) -> str:
    """The head of an article: metas, JSON-LD graph, canonical, feeds, REST and short links, generator, styles."""
    address = site.address(post)
    title = escape(f"{post.title} - {site.name}", quote=True)
    summary = escape(post.excerpt(), quote=True)
    modified = ""
    if post.modified != post.published:
        modified = f'<meta property="article:modified_time" content="{stamp(post.modified)}" />\n'
    image = escape(site.image(post))
    minutes = max(1, len(post.plain.split()) // 200)
    return f"""{_opening(title)}
<meta name='robots' content='index, follow, max-image-preview:large, max-snippet:-1, max-video-preview:-1' />
<link rel="canonical" href="{escape(post.canonical or address)}" />
<meta property="og:locale" content="{site.locale}" />
<meta property="og:type" content="article" />
<meta property="og:title" content="{title}" />
<meta property="og:description" content="{summary} [&hellip;]" />
<meta property="og:url" content="{address}" />
<meta property="og:site_name" content="{escape(site.name)}" />
<meta property="article:published_time" content="{stamp(post.published)}" />
{modified}<meta property="og:image" content="{image}" />
<meta name="author" content="{escape(site.author)}" />
<meta name="twitter:card" content="summary_large_image" />
<meta name="twitter:label1" content="Written by" />
<meta name="twitter:data1" content="{escape(site.author)}" />
<meta name="twitter:label2" content="Est. reading time" />
<meta name="twitter:data2" content="{minutes} minute{"s" if minutes > 1 else ""}" />
<script type="application/ld+json" class="yoast-schema-graph">{_graph(post, site)}</script>
{_feeds(site)}
<link rel="alternate" type="application/rss+xml" title="{escape(site.name)} &raquo; {escape(post.title)} Comments Feed" href="{address}feed/" />
{_plumbing(site)}
<link rel="alternate" type="application/json" href="{site.home}wp-json/wp/v2/posts/{post.id}" />
<link rel='shortlink' href='{site.home}?p={post.id}' />
{global_styles()}
<style id='theme-style-inline-css'>{theme_css}</style>
</head>"""


def list_head(site: ReplicaSite, title: str, links: str, theme_css: str) -> str:
    """The head of a page of posts; `links` are its canonical, prev and next."""
    return f"""{_opening(escape(title))}
<meta name='robots' content='index, follow, max-image-preview:large, max-snippet:-1, max-video-preview:-1' />
{links}
<meta property="og:locale" content="{site.locale}" />
<meta property="og:site_name" content="{escape(site.name)}" />
{_feeds(site)}
{_plumbing(site)}
{global_styles()}
<style id='theme-style-inline-css'>{theme_css}</style>
</head>"""


def missing_head(site: ReplicaSite, theme_css: str) -> str:
    """The head of a page that was not found."""
    return f"""{_opening(f"Page not found - {escape(site.name)}")}
<meta name='robots' content='noindex, follow' />
{_feeds(site)}
<style id='theme-style-inline-css'>{theme_css}</style>
</head>"""


def _opening(title: str) -> str:
    return f"""<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="profile" href="https://gmpg.org/xfn/11">
<title>{title}</title>
<!-- This site is optimized with the Yoast SEO plugin - https://yoast.com/wordpress/plugins/seo/ -->"""


def _feeds(site: ReplicaSite) -> str:
    link = '<link rel="alternate" type="application/rss+xml" title="{0} &raquo; {1}" href="{2}" />'
    name = escape(site.name)
    return "\n".join(
        (link.format(name, "Feed", f"{site.home}feed/"), link.format(name, "Comments Feed", f"{site.home}comments/feed/"))
    )


def _plumbing(site: ReplicaSite) -> str:
    return (
        f'<link rel="https://api.w.org/" href="{site.home}wp-json/" />'
        f'<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{site.home}xmlrpc.php?rsd" />\n'
        f'<meta name="generator" content="{site.generator}" />'
    )


def _graph(post: Post, site: ReplicaSite) -> str:
    graph = {"@context": "https://schema.org", "@graph": [*_article_nodes(post, site), *_site_nodes(site)]}
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")


def _article_nodes(post: Post, site: ReplicaSite) -> list[dict[str, Any]]:
    address, person = site.address(post), _person(site)
    dates = {"datePublished": stamp(post.published), "dateModified": stamp(post.modified)}
    image = {"@id": f"{address}#primaryimage"}
    article = {
        "@type": "Article",
        "@id": f"{address}#article",
        "isPartOf": {"@id": address},
        "author": {"name": site.author, "@id": person},
        "headline": post.title,
        **dates,
        "mainEntityOfPage": {"@id": address},
        "wordCount": len(post.plain.split()),
        "commentCount": 0,
        "publisher": {"@id": f"{site.home}#organization"},
        "image": image,
        "thumbnailUrl": site.image(post),
        "keywords": list(post.tags),
        "articleSection": [site.category(post.category).name],
        "inLanguage": site.language,
        "potentialAction": [{"@type": "CommentAction", "name": "Comment", "target": [f"{address}#respond"]}],
    }
    page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": f"{post.title} - {site.name}",
        "isPartOf": {"@id": f"{site.home}#website"},
        "primaryImageOfPage": image,
        **dates,
        "breadcrumb": {"@id": f"{address}#breadcrumb"},
        "inLanguage": site.language,
    }
    crumbs = [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": site.home},
        {"@type": "ListItem", "position": 2, "name": post.title},
    ]
    picture = {"@type": "ImageObject", "@id": f"{address}#primaryimage", "url": site.image(post), "width": 850, "height": 478}
    trail = {"@type": "BreadcrumbList", "@id": f"{address}#breadcrumb", "itemListElement": crumbs}
    return [article, page, picture, trail]


def _site_nodes(site: ReplicaSite) -> list[dict[str, Any]]:
    organization = f"{site.home}#organization"
    return [
        {
            "@type": "WebSite",
            "@id": f"{site.home}#website",
            "url": site.home,
            "name": site.name,
            "description": "",
            "publisher": {"@id": organization},
            "inLanguage": site.language,
        },
        {"@type": "Organization", "@id": organization, "name": site.name, "url": site.home},
        {
            "@type": "Person",
            "@id": _person(site),
            "name": site.author,
            "url": f"{site.home}author/{site.author_slug}/",
        },
    ]


def _person(site: ReplicaSite) -> str:
    return f"{site.home}#/schema/person/{digest(site.author)}"
