"""How a command ends on a user's mistake: one line on standard error, exit status 2, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from newscrawl.knowledge import KnowledgeError
from newscrawl.lake import LakeError
from newscrawl.store import StoreError

EXIT_MISTAKE = 2
"""Exit status of a command that could not do its work: what was asked is wrong, or a place cannot be used."""


class UserMistake(Exception):  # noqa: N818 - it is the user's, and says so
    """What a person can put right; the message names the thing, the place and the remedy."""


def fail(message: object) -> NoReturn:
    """Print one line and end with status 2."""
    warn(message)
    sys.exit(EXIT_MISTAKE)


def warn(message: object) -> None:
    """Print one line on standard error under the program's name; line breaks in it cannot forge another."""
    sys.stderr.write(f"newscrawl: {' '.join(str(message).split())}\n")


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End the command with one line for the errors that a person can act on; let all others be seen whole."""
    try:
        yield
    except (UserMistake, LakeError, StoreError, KnowledgeError) as error:
        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of standard output has gone (`| head`); nothing is to be told, nor flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
