"""What ends a demo."""

from __future__ import annotations


class DemoFailure(Exception):  # noqa: N818 - what failed, told to a person
    """What did not work, in one line."""
