"""What surrounds an article in either theme: teasers of other stories, the comment form, the notices under it."""

from __future__ import annotations

from html import escape
from typing import Final

from newscrawl.replica.model import Post, ReplicaSite, Teaser, digest

AKISMET: Final = (
    '<p class="akismet_comment_form_privacy_notice">This site uses Akismet to reduce spam. '
    '<a href="https://akismet.com/privacy/" target="_blank" rel="nofollow noopener">'
    "Learn how your comment data is processed</a>.</p>"
)
SHARES: Final = ("Facebook", "Twitter", "LinkedIn", "Pinterest")


def other_teasers(site: ReplicaSite, post: Post | None, count: int = 4) -> tuple[Teaser, ...]:
    """Teasers of other stories than `post`, in an order that depends on the post alone."""
    mine = post.slug if post else ""
    others = [teaser for teaser in site.teasers if teaser.slug != mine]
    return tuple(sorted(others, key=lambda teaser: digest(mine + teaser.slug))[:count])


def menu(site: ReplicaSite) -> str:
    """The items of the navigation: the front page and every category."""
    item = '<li class="menu-item menu-item-type-taxonomy"><a href="{0}">{1}</a></li>'
    categories = (item.format(f"{site.home}category/{entry.slug}/", escape(entry.name)) for entry in site.categories)
    return item.format(site.home, "Home") + "".join(categories)


def comment_form(site: ReplicaSite, post: Post, title: str) -> str:
    """The comment form, as WordPress prints it under a theme's own title."""
    return (
        f'<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">{title} '
        '<small><a rel="nofollow" id="cancel-comment-reply-link" href="#respond" style="display:none;">Cancel reply</a></small>'
        f'</h3><form action="{site.home}wp-comments-post.php" method="post" id="commentform" class="comment-form" novalidate>'
        '<p class="comment-notes"><span id="email-notes">Your email address will not be published.</span> '
        '<span class="required-field-message">Required fields are marked <span class="required">*</span></span></p>'
        '<p class="comment-form-comment"><label for="comment" class="screen-reader-text">Comment</label>'
        '<textarea id="comment" name="comment" cols="45" rows="8" required></textarea></p>'
        '<p class="comment-form-author"><label for="author" class="screen-reader-text">Name</label>'
        '<input placeholder="Name *" id="author" name="author" type="text" value="" size="30" required /></p>'
        '<p class="comment-form-email"><label for="email" class="screen-reader-text">Email</label>'
        '<input placeholder="Email *" id="email" name="email" type="email" value="" size="30" required /></p>'
        '<p class="comment-form-cookies-consent"><input id="wp-comment-cookies-consent" name="wp-comment-cookies-consent" '
        'type="checkbox" value="yes" /> <label for="wp-comment-cookies-consent">Save my name, email, and website in this '
        "browser for the next time I comment.</label></p>"
        '<p class="form-submit"><input name="submit" type="submit" id="submit" class="submit" value="Post Comment" />'
        f"<input type='hidden' name='comment_post_ID' value='{post.id}' id='comment_post_ID' /></p></form></div>"
    )


def tag_links(site: ReplicaSite, post: Post) -> str:
    """Links to the archives of the post's tags."""
    link = '<a href="{0}tag/{1}/" rel="tag">{2}</a>'
    return ", ".join(link.format(site.home, tag.replace(" ", "-"), escape(tag)) for tag in post.tags)


def emoji_script() -> str:
    """The script block that WordPress prints in every head or footer."""
    return (
        '<script id="wp-emoji-settings">window._wpemojiSettings = {"baseUrl":"https:\\/\\/s.w.org\\/images\\/core\\/emoji\\/15.0.3'
        '\\/72x72\\/","ext":".png","svgUrl":"https:\\/\\/s.w.org\\/images\\/core\\/emoji\\/15.0.3\\/svg\\/","svgExt":".svg"};'
        "</script>"
    )
