"""Theme B: Soledad. Its images load lazily: the real address stands in `data-src`."""

from __future__ import annotations

from html import escape
from re import compile as regex
from typing import Final

from newscrawl.replica.model import Post, ReplicaSite
from newscrawl.replica.themes.furniture import AKISMET, SHARES, comment_form, emoji_script, menu, other_teasers, tag_links
from newscrawl.replica.themes.head import article_head, list_head, missing_head, stamp
from newscrawl.replica.themes.listing import Listing, list_links, page_numbers
from newscrawl.replica.themes.styles import SOLEDAD_CSS

_IMAGE: Final = regex(r'<img ([^>]{0,400}?)src="([^"]{1,800})"')


def article(post: Post, site: ReplicaSite) -> str:
    """The page of an article."""
    category = site.category(post.category)
    body = (
        f"post-template-default single single-post postid-{post.id} single-format-standard penci-disable-desc-collapse "
        "soledad-ver-8-4-2 pclight-mode"
    )
    tags = f'<div class="post-tags">{tag_links(site, post)}</div>' if post.tags else ""
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{article_head(post, site, SOLEDAD_CSS)}
<body class="{body}">
{_header(site)}
<div class="container container-single penci_sidebar right-sidebar penci-enable-lightbox"><div id="main" class="penci-main-sticky-sidebar"><div class="theiaStickySidebar">
<article id="post-{post.id}" class="post type-post status-publish">
	<div class="header-standard header-classic single-header"><div class="penci-standard-cat penci-single-cat"><span class="cat"><a class="penci-cat-name" href="{site.home}category/{category.slug}/" rel="category tag">{escape(category.name)}</a></span></div>
		<h1 class="post-title single-post-title entry-title">{escape(post.title, quote=False)}</h1>
		<div class="post-box-meta-single"><span class="author-post byline"><span class="author vcard">written by <a class="author-url url fn n" href="{site.home}author/{site.author_slug}/">{escape(site.author)}</a></span></span><span>{_time(post, site)}</span></div></div>
	<div class="post-image">{_lazy(f'<img class="attachment-penci-full-thumb size-penci-full-thumb" width="850" height="478" src="{escape(site.image(post))}" alt="">', site)}</div>
	<div class="post-entry blockquote-style-2"><div class="inner-post-entry entry-content" id="penci-post-entry-inner">
{_lazy(post.content, site)}
	</div>{tags}</div>
	{_share_bar()}
</article>
{_related(site, post)}
<div class="post-comments no-comment-yet" id="comments">{comment_form(site, post, "<span>Leave a Comment</span>")}<!-- #respond -->{AKISMET}</div>
</div></div>
{_sidebar(site, post)}</div>
{_footer(site)}
</body></html>
"""


def listing(page: Listing, site: ReplicaSite) -> str:
    """A page of posts: the front page or an archive."""
    heading = (
        f'<div class="archive-box"><div class="title-bar"><h1 class="page-title">{escape(page.heading)}</h1></div></div>'
        if page.heading
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{list_head(site, page.title(site), list_links(page, site), SOLEDAD_CSS)}
<body class="{page.body_class} soledad-ver-8-4-2 pclight-mode">
{_header(site)}
<div class="container penci_sidebar right-sidebar"><div id="main" class="penci-layout-grid penci-main-sticky-sidebar"><div class="theiaStickySidebar">
{heading}
<ul class="penci-wrapper-data penci-grid">
{"".join(_card(post, site) for post in page.posts)}</ul>
<div class="penci-pagination">{page_numbers(page, site)}</div>
</div></div>
{_sidebar(site, None)}</div>
{_footer(site)}
</body></html>
"""


def missing(site: ReplicaSite) -> str:
    """The page that answers with 404."""
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{missing_head(site, SOLEDAD_CSS)}
<body class="error404 soledad-ver-8-4-2">
{_header(site)}
<div class="container"><div class="error-404"><h1 class="page-title">404</h1>
<p class="sub-heading-text-404">OOPS! Page you&#8217;re looking for doesn&#8217;t exist. Please use search for help</p></div></div>
{_footer(site)}
</body></html>
"""


def _card(post: Post, site: ReplicaSite) -> str:
    address, title = site.address(post), escape(post.title, quote=False)
    return f"""<li class="grid-style"><article id="post-{post.id}" class="item hentry"><div class="thumbnail"><a class="penci-image-holder penci-lazy" data-bgset="{escape(site.image(post))}" href="{address}" title="{escape(post.title)}"></a></div><div class="grid-header-box"><span class="cat"><a class="penci-cat-name" href="{site.home}category/{post.category}/">{escape(site.category(post.category).name)}</a></span><h2 class="penci-entry-title entry-title grid-title"><a href="{address}">{title}</a></h2><div class="grid-post-box-meta"><span class="otherl-date">{_time(post, site)}</span></div></div><div class="item-content entry-content"><p>{escape(post.excerpt(30), quote=False)}&hellip;</p></div></article></li>
"""


def _time(post: Post, site: ReplicaSite) -> str:
    local = site.local(post.published)
    return f'<time class="entry-date published" datetime="{stamp(local)}">{local:%B} {local.day}, {local.year}</time>'


def _lazy(html: str, site: ReplicaSite) -> str:
    holder = f"{site.home}wp-content/themes/soledad/images/penci2-holder.png"
    return (
        _IMAGE.sub(rf'<img data-lazy="1" \1src="{holder}" data-src="\2"', html)
        .replace('<img data-lazy="1" class="', '<img class="penci-lazy ')
        .replace('<img data-lazy="1" ', '<img class="penci-lazy" ')
    )


def _header(site: ReplicaSite) -> str:
    return f"""<div class="wrapper-boxed header-style-header-1"><header id="header" class="header-header-1 has-bottom-line"><div class="inner-header penci-header-inner"><div id="logo"><a href="{site.home}">{escape(site.name)}</a></div></div></header>
<nav id="navigation" class="header-layout-top menu-style-1 header-1" role="navigation" itemscope itemtype="https://schema.org/SiteNavigationElement"><div class="main-nav"><ul id="menu-main" class="menu">{menu(site)}</ul></div></nav></div>"""


def _share_bar() -> str:
    item = (
        '<a class="post-share-item post-share-{0}" aria-label="Share on {1}" target="_blank" rel="noreferrer" href="#">'
        '<i class="penci-faicon fa fa-{0}"></i><span class="dt-share">{1}</span></a>'
    )
    items = "".join(item.format(name.lower(), name) for name in SHARES)
    return f'<div class="tags-share-box center-box"><div class="post-share"><div class="list-posts-share">{items}</div></div></div>'


def _related(site: ReplicaSite, post: Post) -> str:
    items = "".join(
        f'<div class="item-related"><h3><a href="{site.home}{teaser.slug}/">{escape(teaser.title, quote=False)}</a></h3><p>{escape(teaser.excerpt, quote=False)}</p></div>'
        for teaser in other_teasers(site, post)[:2]
    )
    return f'<div class="post-related"><div class="post-title-box"><h4 class="post-box-title">You may also like</h4></div>{items}</div>'


def _sidebar(site: ReplicaSite, post: Post | None) -> str:
    items = "".join(
        f'<li class="side-item"><div class="side-item-text"><h4 class="side-title-post"><a href="{site.home}{teaser.slug}/">{escape(teaser.title, quote=False)}</a></h4><p>{escape(teaser.excerpt, quote=False)}</p></div></li>'
        for teaser in other_teasers(site, post)
    )
    return (
        '<div id="sidebar" class="penci-sidebar-right penci-sidebar-content"><div class="theiaStickySidebar">'
        '<aside class="widget penci_latest_news_widget"><h3 class="widget-title penci-border-arrow"><span class="inner-arrow">'
        f'Recent Posts</span></h3><ul class="side-newsfeed">{items}</ul></aside></div></div>'
    )


def _footer(site: ReplicaSite) -> str:
    return (
        '<footer id="footer-section" class="penci-footer-social-media" itemscope itemtype="https://schema.org/WPFooter">'
        f'<div class="footer-copyright"><p>@2022 - {escape(site.name)}. All Rights Reserved. Designed by PenciDesign</p></div>'
        f"</footer>{emoji_script()}"
    )
