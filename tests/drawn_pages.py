"""Pages of a site that a script draws from JSON, for a HostileServer to serve."""

from __future__ import annotations

import json

from hostile_server import HostileServer, Reply

HOST = "www.drawn.example"

_SHELL = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Drawn</title></head>
<body><div id="root"></div>{body}<script src="{script}"></script></body></html>"""
_APP = """
const paragraph = (text) => `<p>${text}</p>`;
fetch("/api" + location.pathname, { headers: { "X-Edition": "river" } }).then((answer) => answer.json()).then(({ title, paragraphs }) => {
  document.title = title;
  document.getElementById("root").innerHTML = `<article><h1>${title}</h1>${paragraphs.map(paragraph).join("")}</article>`;
});
"""


def add_drawn(server: HostileServer, *names: str, body: str = "", scripts: str = HOST) -> None:
    """Serve pages `/drawn/NAME/` that are empty until their script, which the host `scripts` has, has asked `/api/drawn/NAME/`.

    `body` is more markup of them.
    """
    server.add(scripts, "/app.js", Reply(_APP.encode(), "text/javascript"))
    for name in names:
        page = _SHELL.format(body=body, script=f"https://{scripts}/app.js")
        server.add(HOST, f"/drawn/{name}/", Reply(page.encode()), listed=HOST)
        server.add(HOST, f"/api/drawn/{name}/", detail_of(name))


def address_of(name: str) -> str:
    """The address of such a page."""
    return f"https://{HOST}/drawn/{name}/"


def detail_of(name: str) -> Reply:
    """What the script asks for."""
    places = ("the old town", "the harbour", "the northern villages")
    paragraphs = [
        f"The council of {place} met on Monday to talk about the bridge {name} over the river, and found no agreement."
        for place in places
    ]
    return Reply(json.dumps({"title": f"The bridge {name}", "paragraphs": paragraphs}).encode(), "application/json")
