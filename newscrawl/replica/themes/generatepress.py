"""Theme A: GeneratePress with Elementor's share bar. Its first `<time>` is the date of modification."""

from __future__ import annotations

from datetime import datetime
from html import escape

from newscrawl.replica.model import Post, ReplicaSite
from newscrawl.replica.themes.furniture import AKISMET, SHARES, comment_form, emoji_script, menu, other_teasers, tag_links
from newscrawl.replica.themes.head import article_head, list_head, missing_head, stamp
from newscrawl.replica.themes.listing import Listing, list_links, page_numbers
from newscrawl.replica.themes.styles import GENERATEPRESS_CSS


def article(post: Post, site: ReplicaSite) -> str:
    """The page of an article."""
    category = site.category(post.category)
    kind = f"post-{post.id} post type-post status-publish format-standard has-post-thumbnail hentry category-{category.slug}"
    body = (
        "post-template-default single single-post "
        f"postid-{post.id} single-format-standard wp-embed-responsive right-sidebar nav-below-header separate-containers "
        "elementor-default elementor-kit-5"
    )
    tags = f'<span class="tags-links">{tag_links(site, post)}</span>' if post.tags else ""
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{article_head(post, site, GENERATEPRESS_CSS)}
<body class="{body}" itemtype="https://schema.org/Blog" itemscope>
{_header(site)}
<nav class="breadcrumb"><a href="{site.home}">Home</a> » <span class="last">{escape(post.title, quote=False)}</span></nav>
<div class="site-content" id="content"><div class="content-area" id="primary"><main class="site-main" id="main">
<article id="post-{post.id}" class="{kind}" itemtype="https://schema.org/CreativeWork" itemscope>
	<div class="inside-article">
		<div class="featured-image page-header-image-single grid-container grid-parent"><img width="850" height="478" src="{escape(site.image(post))}" class="attachment-full size-full wp-post-image" alt="" itemprop="image" decoding="async" /></div>
		<header class="entry-header" aria-label="Content"><h1 class="entry-title" itemprop="headline">{escape(post.title, quote=False)}</h1>
			<div class="entry-meta">{_posted_on(post, site)} <span class="byline">by <span class="author vcard" itemprop="author" itemtype="https://schema.org/Person" itemscope><a class="url fn n" href="{site.home}author/{site.author_slug}/" title="View all posts by {escape(site.author)}" rel="author" itemprop="url"><span class="author-name" itemprop="name">{escape(site.author)}</span></a></span></span></div>
		</header>
		<div class="entry-content" itemprop="text">
{post.content}
		</div>
		{_share_bar()}
		<footer class="entry-meta" aria-label="Entry meta"><span class="cat-links"><a href="{site.home}category/{category.slug}/" rel="category tag">{escape(category.name)}</a></span>{tags}</footer>
	</div>
</article>
<div class="comments-area"><div id="comments">
	{comment_form(site, post, "Leave a Comment")}<!-- #respond -->
	{AKISMET}
</div></div><!-- #comments -->
</main></div>
{_sidebar(site, post)}</div>
{_footer(site, post)}
</body></html>
"""


def listing(page: Listing, site: ReplicaSite) -> str:
    """A page of posts: the front page or an archive."""
    numbers = page_numbers(page, site)
    heading = (
        f'<header class="page-header" aria-label="Page"><h1 class="page-title">{escape(page.heading)}</h1></header>'
        if page.heading
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{list_head(site, page.title(site), list_links(page, site), GENERATEPRESS_CSS)}
<body class="{page.body_class} wp-embed-responsive right-sidebar nav-below-header separate-containers elementor-default" itemtype="https://schema.org/Blog" itemscope>
{_header(site)}
<div class="site-content" id="content"><div class="content-area" id="primary"><main class="site-main" id="main">
{heading}
{"".join(_card(post, site) for post in page.posts)}
<nav id="nav-below" class="paging-navigation" aria-label="Archive Page"><div class="nav-links">{numbers}</div></nav>
</main></div>
{_sidebar(site, None)}</div>
{_footer(site, None)}
</body></html>
"""


def missing(site: ReplicaSite) -> str:
    """The page that answers with 404."""
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
{missing_head(site, GENERATEPRESS_CSS)}
<body class="error404 wp-embed-responsive right-sidebar">
{_header(site)}
<div class="site-content" id="content"><main class="site-main" id="main"><div class="inside-article">
<header class="entry-header"><h1 class="entry-title" itemprop="headline">Oops! That page can&rsquo;t be found.</h1></header>
<div class="entry-content" itemprop="text"><p>It looks like nothing was found at this location. Maybe try searching?</p></div>
</div></main></div>
{_footer(site, None)}
</body></html>
"""


def _card(post: Post, site: ReplicaSite) -> str:
    address, title = site.address(post), escape(post.title, quote=False)
    more = f'<a title="{escape(post.title)}" class="read-more" href="{address}" aria-label="Read more about {escape(post.title)}">Read more</a>'
    return f"""<article id="post-{post.id}" class="post-{post.id} post type-post status-publish format-standard hentry category-{post.category}"><div class="inside-article"><header class="entry-header"><h2 class="entry-title" itemprop="headline"><a href="{address}" rel="bookmark">{title}</a></h2><div class="entry-meta">{_posted_on(post, site)}</div></header><div class="entry-summary" itemprop="text"><p>{escape(post.excerpt(), quote=False)} … {more}</p></div></div></article>
"""


def _posted_on(post: Post, site: ReplicaSite) -> str:
    updated = ""
    if post.modified != post.published:
        updated = _time(site.local(post.modified), "updated", "dateModified")
    published = _time(site.local(post.published), "entry-date published", "datePublished")
    return f'<span class="posted-on">{updated}{published}</span>'


def _time(local: datetime, kind: str, prop: str) -> str:
    return f'<time class="{kind}" datetime="{stamp(local)}" itemprop="{prop}">{local:%B} {local.day}, {local.year}</time>'


def _header(site: ReplicaSite) -> str:
    return f"""<a class="screen-reader-text skip-link" href="#content" title="Skip to content">Skip to content</a>
<header class="site-header" id="masthead" aria-label="Site" itemtype="https://schema.org/WPHeader" itemscope><div class="inside-header"><div class="site-branding"><p class="main-title" itemprop="headline"><a href="{site.home}" rel="home">{escape(site.name)}</a></p></div></div></header>
<nav class="main-navigation sub-menu-right" id="site-navigation" aria-label="Primary" itemtype="https://schema.org/SiteNavigationElement" itemscope><div class="main-nav"><ul id="menu-main" class="menu sf-menu">{menu(site)}</ul></div></nav>"""


def _share_bar() -> str:
    button = (
        '<div class="elementor-grid-item"><div class="elementor-share-btn elementor-share-btn_{0}" role="button" tabindex="0" '
        'aria-label="Share on {0}"><span class="elementor-share-btn__icon"><i class="fab fa-{0}" aria-hidden="true"></i></span>'
        '<div class="elementor-share-btn__text"><span class="elementor-share-btn__title">{1}</span></div></div></div>'
    )
    buttons = "".join(button.format(name.lower(), name) for name in SHARES)
    return f'<div class="elementor-share-buttons--view-icon-text elementor-grid-0"><div class="elementor-grid">{buttons}</div></div>'


def _sidebar(site: ReplicaSite, post: Post | None) -> str:
    items = "".join(
        f'<li><a href="{site.home}{teaser.slug}/">{escape(teaser.title, quote=False)}</a><p class="excerpt">{escape(teaser.excerpt, quote=False)}</p></li>'
        for teaser in other_teasers(site, post)
    )
    return (
        '<div class="widget-area sidebar is-right-sidebar" id="right-sidebar"><div class="inside-right-sidebar">'
        '<aside class="widget inner-padding widget_search"><form role="search" method="get" class="search-form" '
        f'action="{site.home}"><input type="search" class="search-field" placeholder="Search …" value="" name="s"></form></aside>'
        f'<aside class="widget inner-padding widget_recent_entries"><h2 class="widget-title">Recent Posts</h2><ul>{items}</ul></aside>'
        '<aside class="widget inner-padding widget_custom_html"><h2 class="widget-title">ADVERTISEMENT</h2>'
        '<ins class="adsbygoogle" style="display:block"></ins></aside></div></div>'
    )


def _footer(site: ReplicaSite, post: Post | None) -> str:
    items = "".join(
        f'<div class="item-related"><h3><a href="{site.home}{teaser.slug}/">{escape(teaser.title, quote=False)}</a></h3><p>{escape(teaser.excerpt, quote=False)}</p></div>'
        for teaser in other_teasers(site, post)[:2]
    )
    return (
        f'<div class="related-posts"><h3>Related Posts</h3>{items}</div>'
        '<div class="site-footer"><footer class="site-info" aria-label="Site" itemtype="https://schema.org/WPFooter" itemscope>'
        f'<div class="inside-site-info grid-container"><div class="copyright-bar">© 2022 {escape(site.name)} • Built with '
        f"GeneratePress</div></div></footer></div>{emoji_script()}"
    )
