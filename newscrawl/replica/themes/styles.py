"""The inline CSS that WordPress puts on every page: presets and block rules, which make up much of a real page's size."""

from __future__ import annotations

from functools import cache
from typing import Final

_COLORS: Final = {
    "black": "#000000", "cyan-bluish-gray": "#abb8c3", "white": "#ffffff", "pale-pink": "#f78da7", "vivid-red": "#cf2e2e",
    "luminous-vivid-orange": "#ff6900", "luminous-vivid-amber": "#fcb900", "light-green-cyan": "#7bdcb5",
    "vivid-green-cyan": "#00d084", "pale-cyan-blue": "#8ed1fc", "vivid-cyan-blue": "#0693e3", "vivid-purple": "#9b51e0",
    "contrast": "var(--contrast)", "contrast-2": "var(--contrast-2)", "contrast-3": "var(--contrast-3)", "base": "var(--base)",
    "base-2": "var(--base-2)", "base-3": "var(--base-3)", "accent": "var(--accent)",
}  # fmt: skip
_SIZES: Final = {"small": "13px", "medium": "20px", "large": "36px", "x-large": "42px"}
_LAYOUTS: Final = ("flow", "constrained", "flex", "grid")
_BLOCKS: Final = (
    "archives", "audio", "avatar", "button", "calendar", "categories", "code", "columns", "comments", "cover", "details",
    "embed", "file", "gallery", "group", "heading", "html", "image", "latest-comments", "latest-posts", "list", "media-text",
    "navigation", "paragraph", "post-author", "post-content", "post-date", "post-excerpt", "post-title", "preformatted",
    "pullquote", "query", "quote", "read-more", "rss", "search", "separator", "site-logo", "social-links", "spacer", "table",
    "tag-cloud", "template-part", "term-description", "text-columns", "verse", "video",
)  # fmt: skip


@cache
def global_styles() -> str:
    """The `<style>` elements that every page of a WordPress 6 carries: presets, layouts and block rules."""
    button = (
        ".wp-block-button__link{color:#fff;background-color:#32373c;border-radius:9999px;box-shadow:none;text-decoration:none;"
        "padding:calc(.667em + 2px) calc(1.333em + 2px);font-size:1.125em}"
    )
    parts = {"classic-theme-styles": button, "global-styles": _presets(), "wp-block-library": _block_rules()}
    return "\n".join(f"<style id='{name}-inline-css'>{rules}</style>" for name, rules in parts.items())


def _presets() -> str:
    rules = ["body{"]
    rules += [f"--wp--preset--color--{name}: {value};" for name, value in _COLORS.items()]
    rules += [f"--wp--preset--font-size--{name}: {value};" for name, value in _SIZES.items()]
    rules.append("}")
    for name in _COLORS:
        preset = f"var(--wp--preset--color--{name}) !important;"
        rules.append(f".has-{name}-color{{color: {preset}}}")
        rules.append(f".has-{name}-background-color{{background-color: {preset}}}")
        rules.append(f".has-{name}-border-color{{border-color: {preset}}}")
    rules += [f".has-{name}-font-size{{font-size: var(--wp--preset--font-size--{name}) !important;}}" for name in _SIZES]
    for layout in _LAYOUTS:
        rules.append(f":where(.is-layout-{layout}){{gap: 0.5em;}}body .is-layout-{layout} > *{{margin: 0;}}")
        rules.append(f"body .is-layout-{layout} > .alignleft{{float: left;margin-inline-end: 2em;}}")
        rules.append(f"body .is-layout-{layout} > .aligncenter{{margin-left: auto !important;margin-right: auto !important;}}")
    return "".join(rules)


def _block_rules() -> str:
    rules = []
    for name in _BLOCKS:
        block = f".wp-block-{name}"
        rules.append(f"{block}{{box-sizing:border-box;word-break:break-word}}{block}.aligncenter{{text-align:center}}")
        rules.append(
            f"{block}.alignleft{{margin-right:2em}}{block}.alignright{{margin-left:2em}}{block} a:where(:hover){{opacity:.85}}"
        )
        rules.append(
            f"{block}.has-background{{padding:1.25em 2.375em}}:root :where({block}.is-style-default){{margin-block:1em}}"
        )
        rules.append(f"@media (max-width:781px){{{block}{{flex-basis:100%!important}}}}")
    return "".join(rules)
