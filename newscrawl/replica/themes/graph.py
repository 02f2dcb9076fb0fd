"""The JSON-LD graph that Yoast SEO prints into the head of an article."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from newscrawl.replica.model import Post, ReplicaSite, digest


def stamp(instant: datetime) -> str:
    """ISO 8601 to the second with its offset, as WordPress prints it."""
    return instant.isoformat(timespec="seconds")


def yoast_graph(post: Post, site: ReplicaSite, words: int) -> str:
    """The JSON-LD of an article: Article, WebPage, image, breadcrumb, WebSite, Organization and Person."""
    graph = {"@context": "https://schema.org", "@graph": [*_article_nodes(post, site, words), *_site_nodes(site)]}
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")


def _article_nodes(post: Post, site: ReplicaSite, words: int) -> list[dict[str, Any]]:
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
        "wordCount": words,
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
