"""What the tests share: one make-believe web per test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from newscrawl.replica import Replica

# How long an example takes depends on what else the machine does, and on who reads the knowledge files first; what is fast
# enough is for bench/ to say. The same examples on every machine: new ones are for the fuzz target to find.
settings.register_profile("newscrawl", deadline=None, derandomize=True)
settings.load_profile("newscrawl")


@pytest.fixture(scope="session")
def served() -> Iterator[Replica]:
    """A replica that serves for the whole session; use `replica`, which forgets what the last test did to it."""
    with Replica() as replica:
        yield replica


@pytest.fixture
def replica(served: Replica) -> Replica:
    """The replica without faults and with no request noted. A test that edits or publishes takes a `Replica` of its own."""
    served.faults.clear()
    served.requests.clear()
    return served
