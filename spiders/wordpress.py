"""Any site on WordPress: `scrapy crawl wordpress -a domain=www.example.org`, with a ledger and a lake folder of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.spider import NewsSpider
from newscrawl.page import registrable_domain
from newscrawl.site import WORDPRESS_DOORS, Site


class WordpressSpider(NewsSpider):
    """The doors and the generic reading; a site that you crawl for long deserves a file of its own."""

    name = "wordpress"

    def __init__(self, name: str | None = None, *, domain: str | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's
        """`domain` is the host that serves the site. Raises UserMistake where it is missing or none."""
        host = (domain or "").lower()
        registrable = registrable_domain(host)
        if "." not in registrable or urlsplit(f"https://{host}/").hostname != host:
            raise UserMistake(f"-a domain={host}: is no host; name the site as in -a domain=www.example.org")
        own = host.removeprefix("www.")
        self.site = Site(id=own.replace(".", "_"), name=own, domain=registrable, home=f"https://{host}/", doors=WORDPRESS_DOORS)
        super().__init__(name, **kwargs)
