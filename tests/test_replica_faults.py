from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import IncompleteRead, RemoteDisconnected
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replica_client import ECO, MONDE, ask

from newscrawl.replica import Replica
from newscrawl.replica.answer import Request
from newscrawl.replica.wire import parse_head

POSTS = "/wp-json/wp/v2/posts"


@pytest.fixture(scope="module")
def served() -> Iterator[Replica]:
    with Replica() as replica:
        yield replica


@pytest.fixture
def replica(served: Replica) -> Iterator[Replica]:
    yield served
    served.faults.clear()


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 502, 503])
def test_a_status_strikes_its_prefix_on_its_host_alone(replica: Replica, status: int) -> None:
    replica.faults.set(MONDE, "/wp-json", status, headers=(("Retry-After", "7"),))
    reply = ask(replica, MONDE, POSTS)
    assert (reply.status, reply.headers["Retry-After"]) == (status, "7")
    assert replica.requests[-1] == (MONDE, "GET", POSTS, status)
    assert ask(replica, MONDE, "/feed/").status == ask(replica, ECO, POSTS).status == 200
    replica.faults.clear()
    assert ask(replica, MONDE, POSTS).status == 200


def test_a_dropped_connection(replica: Replica) -> None:
    replica.faults.set(MONDE, "/feed/", "drop")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        ask(replica, MONDE, "/feed/")
    assert replica.requests[-1] == (MONDE, "GET", "/feed/", 0)


def test_a_truncated_body(replica: Replica) -> None:
    replica.faults.set(MONDE, "/", "truncate")
    with pytest.raises(IncompleteRead):
        ask(replica, MONDE, "/feed/")


def test_a_hanging_connection(replica: Replica) -> None:
    replica.faults.set(MONDE, "/", "hang")
    with socket.create_connection(("127.0.0.1", replica.port), timeout=0.2) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {MONDE}\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_bodies_that_are_not_what_they_claim(replica: Replica) -> None:
    replica.faults.set(MONDE, POSTS, "invalid_json")
    broken = ask(replica, MONDE, POSTS)
    assert (broken.status, broken.headers["Content-Type"]) == (200, "application/json; charset=UTF-8")
    with pytest.raises(json.JSONDecodeError):
        _ = broken.json
    for target in (POSTS, "/feed/", "/sitemap_index.xml"):
        replica.faults.set(MONDE, target, "html")
        assert ask(replica, MONDE, target).headers["Content-Type"].startswith("text/html")
        replica.faults.set(MONDE, target, "empty")
        assert (ask(replica, MONDE, target).status, ask(replica, MONDE, target).body) == (200, b"")


def test_a_fault_that_passes_and_the_longest_prefix(replica: Replica) -> None:
    replica.faults.set(MONDE, "/", 503, times=2)
    replica.faults.set(MONDE, "/feed/", 403)
    statuses = [ask(replica, MONDE, target).status for target in ("/", "/feed/", "/robots.txt", "/", "/feed/")]
    assert statuses == [503, 403, 503, 200, 403]


TARGETS = st.from_regex(r"/(wp-json/wp/v2/posts|page|feed|category|_site|)[^\r\n ]{0,40}", fullmatch=True)
QUERIES = st.dictionaries(
    st.sampled_from(["p", "page", "per_page", "paged", "after", "orderby", "order", "_fields", "categories"]),
    st.text(max_size=30),
)
IDLE = Replica()


@given(
    host=st.sampled_from([MONDE, ECO, "127.0.0.1", ""]),
    target=TARGETS,
    query=QUERIES,
    since=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40),
)
def test_any_request_has_an_answer(host: str, target: str, query: dict[str, str], since: str) -> None:
    asked = Request(host, "GET", f"{target}?{urlencode(query)}", {"if-modified-since": since, "if-none-match": since})
    whole, fault = IDLE.answer(asked)
    assert fault is None
    assert whole.status in {200, 301, 304, 400, 404}


@given(st.binary(max_size=300))
def test_any_head_is_read_or_refused(head: bytes) -> None:
    request, keep_alive = parse_head(head)
    assert request is not None or not keep_alive


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /\r\n\r\n", b"400"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"GET http://x/ HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /\xff%00 HTTP/1.1\r\nHost: " + MONDE.encode() + b"\r\nConnection: close\r\n\r\n", b"301"),
    ],
)
def test_odd_requests(replica: Replica, sent: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", replica.port), timeout=5) as connection:
        connection.sendall(sent)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.split(b" ")[1] == status
