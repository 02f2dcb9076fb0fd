"""Asking a replica as a crawler does: a plain connection, and the live host in the Host header."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from lxml import html
from lxml.etree import fromstring
from lxml.html import HtmlElement

from newscrawl.replica import Replica

MONDE = "www.nouvelles-dumonde.com"
ECO = "www.eco-de-los-continentes.example"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is what it is
        return json.loads(self.body)

    @property
    def tree(self) -> HtmlElement:
        return html.document_fromstring(self.body.decode())

    def xml(self, path: str) -> list[str]:
        spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "c": "http://purl.org/rss/1.0/modules/content/"}
        return [str(found) for found in fromstring(self.body).xpath(path, namespaces=spaces)]


def ask(replica: Replica, host: str, target: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Reply:
    connection = HTTPConnection("127.0.0.1", replica.port, timeout=10)
    try:
        connection.request(method, target, headers={"Host": host, **(headers or {})})
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()
