"""Looking at the sites from a plain browser: an index of them, and each under the path `/_site/<host>/`.

The pages stay as crawlers get them, links and all; a script that only these copies carry leads clicks and pictures that
belong to a make-believe site back to the replica, and a policy keeps the browser from loading anything from the live web.
"""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import Final

from newscrawl.replica.answer import HTML, Answer, Request, answer
from newscrawl.replica.model import ReplicaSite
from newscrawl.replica.printed import Printed

PREFIX: Final = "/_site/"
_WORDPRESS: Final = ("", "wp-json/wp/v2/posts", "feed/", "sitemap_index.xml")
_POLICY: Final = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_SCRIPT: Final = """<script>
(() => {
  const hosts = HOSTS;
  const mapped = address => {
    const url = new URL(address, location.origin);
    return hosts.includes(url.hostname) ? `/_site/${url.hostname}${url.pathname}${url.search}${url.hash}` : null;
  };
  for (const image of document.images) {
    const path = mapped(image.dataset.src || image.src);
    if (path) image.src = path;
  }
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    const path = link && mapped(link.href);
    if (path) { event.preventDefault(); location.href = path; }
  });
})();
</script>"""


def index_page(sites: tuple[ReplicaSite, ...], printed: tuple[Printed, ...]) -> Answer:
    """The page that a person sees who opens the replica's own address: of each site the pages that list its stories.

    A WordPress has a front page that leads to the stories; of the others the stories are named as well.
    """
    told = [
        (f"{escape(site.name)} <small>WordPress, theme {site.theme}</small>", [f"{site.home}{path}" for path in _WORDPRESS])
        for site in sites
    ] + [(escape(site.name), [*site.lists, *site.truths]) for site in printed]
    body = "".join(f"<h2>{heading}</h2><ul>{''.join(map(_link, addresses))}</ul>" for heading, addresses in told)
    return answer(
        '<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>newscrawl replica</title></head>'
        "<body><h1>A make-believe web</h1><p>Served on loopback for crawls; the stories are invented. Commands are given the "
        f"addresses as they stand here. Of each site its lists, feeds and sitemaps come first.</p>{body}</body></html>",
        HTML,
    )


def _link(address: str) -> str:
    return f'<li><a href="{PREFIX}{escape(address.removeprefix("https://"))}">{escape(address)}</a></li>'


def find_site_request(request: Request) -> Request | None:
    """The request to a site that a browser's `/_site/<host>/…` stands for, or None."""
    if not request.target.startswith(PREFIX):
        return None
    host, _, rest = request.target.removeprefix(PREFIX).partition("/")
    return Request(host, request.method, f"/{rest}", {})


def for_browser(whole: Answer, request: Request, hosts: tuple[str, ...]) -> Answer:
    """A site's answer as a browser may have it under `/_site/<host>/`."""
    location = whole.find_header("Location")
    if location:
        mapped = location.replace(f"https://{request.host}/", f"{PREFIX}{request.host}/", 1)
        return replace(whole, headers=(("Location", mapped),))
    if (whole.find_header("Content-Type") or "") != HTML:
        return whole
    script = _SCRIPT.replace("HOSTS", json.dumps(hosts)).encode()
    body = whole.body.replace(b"</body>", script + b"</body>")
    kept = tuple(header for header in whole.headers if header[0] not in {"ETag", "Last-Modified"})
    return Answer(whole.status, body, (*kept, ("Content-Security-Policy", _POLICY)))
