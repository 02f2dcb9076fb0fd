"""The inline CSS of the pages: WordPress' own presets, which make up much of a real page's size, and the themes' looks."""

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

GENERATEPRESS_CSS: Final = """
:root{--contrast:#222;--contrast-2:#575760;--contrast-3:#b2b2be;--base:#f0f0f0;--base-2:#f7f8f9;--base-3:#fff;--accent:#1e73be}
body{margin:0;background:var(--base-2);color:var(--contrast);font:17px/1.6 -apple-system,"Segoe UI",Roboto,sans-serif}
.site-header,.main-navigation,.site-content,.site-footer{max-width:1200px;margin:0 auto;padding:16px 24px}
.site-header{background:var(--base-3)}.main-title{font-size:28px;font-weight:700;margin:0}.main-navigation{background:#222}
.main-navigation ul{list-style:none;display:flex;gap:20px;margin:0;padding:0}.main-navigation a{color:#fff}
.site-content{display:flex;gap:24px}.content-area{flex:1;min-width:0}.sidebar{width:300px}
.inside-article,.widget,.comments-area{background:var(--base-3);padding:32px;margin-bottom:20px}
img{max-width:100%;height:auto}a{color:var(--accent);text-decoration:none}.entry-meta{color:var(--contrast-2);font-size:85%}
time.updated:not(.published){display:none}.wp-caption-text{font-size:85%;color:#777}.elementor-grid{display:flex;gap:8px}
.elementor-share-btn{background:#444;color:#fff;padding:6px 12px;font-size:14px}
"""

SOLEDAD_CSS: Final = """
body{margin:0;color:#313131;font:16px/1.7 "PT Serif",Georgia,serif}h1,h2,h3,.cat,.menu{font-family:Raleway,Helvetica,sans-serif}
.container{max-width:1170px;margin:0 auto;padding:0 15px;display:flex;gap:40px}#main{flex:1;min-width:0}#sidebar{width:300px}
#header{text-align:center;padding:40px 0}#logo a{font-size:36px;color:#111}.main-nav ul{list-style:none;display:flex;gap:24px}
a{color:#6eb48c;text-decoration:none}h1.post-title{font-size:26px;text-align:center}.post-box-meta-single{text-align:center}
img{max-width:100%;height:auto}.penci-grid{list-style:none;padding:0}.tags-share-box{border-top:1px solid #ddd;padding:16px 0}
.post-share-item{margin-right:12px}.wp-caption-text{font-size:13px;color:#888}.widget-title{border-bottom:2px solid #6eb48c}
"""


@cache
def global_styles() -> str:
    """The `<style>` elements that every page of a WordPress 6 carries: presets, layouts and block rules."""
    return "\n".join(
        (
            "<style id='classic-theme-styles-inline-css'>.wp-block-button__link{color:#fff;background-color:#32373c;"
            "border-radius:9999px;box-shadow:none;text-decoration:none;padding:calc(.667em + 2px) calc(1.333em + 2px);"
            "font-size:1.125em}</style>",
            f"<style id='global-styles-inline-css'>{_presets()}</style>",
            f"<style id='wp-block-library-inline-css'>{_block_rules()}</style>",
        )
    )


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
