"""How a command ends on a user's mistake: one line on standard error, exit status 2, no traceback."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NoReturn
from urllib.parse import urlsplit

from newscrawl.crawl.web.plain_log import clean_line
from newscrawl.knowledge import KnowledgeError
from newscrawl.lake import LakeError
from newscrawl.store import StoreError
from newscrawl.stories import EncoderError

EXIT_MISTAKE = 2
"""Exit status of a command that could not do its work: what was asked is wrong, or a place cannot be used."""
EXIT_HELD = 3
"""Exit status of a crawl that another run of its site forestalled."""


# A full disk. Lake and store tell their own files by name, so an error without one is about standard output.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UserMistake(Exception):  # noqa: N818 - it is the user's, and says so
    """What a person can put right; the message names the thing, the place and the remedy."""


def fail(message: object) -> NoReturn:
    """Print one line and end with status 2."""
    warn(message)
    sys.exit(EXIT_MISTAKE)


def warn(message: object) -> None:
    """Print one line on standard error under the program's name; line breaks in it cannot forge another."""
    sys.stderr.write(f"newscrawl: {clean_line(' '.join(str(message).split()))}\n")


def apply_one_line_usage(parser: argparse.ArgumentParser) -> None:
    """Let the parser of a command tell a mistake in one line as all others are told, not below a block of usage."""

    def tell(message: str) -> NoReturn:
        fail(f"{message}; --help shows the options")

    parser.error = tell  # type: ignore[method-assign]


def check_options(args: Sequence[str]) -> None:
    """Raise UserMistake for an option among the arguments: Scrapy leaves there what no command declares."""
    unknown = next((arg for arg in args if arg.startswith("-")), None)
    if unknown:
        raise UserMistake(f"there is no option {unknown}; --help shows those there are")


def check_address(url: str) -> None:
    """Raise UserMistake for a `--url` that is no web address."""
    if not is_address(url):
        raise UserMistake(f"--url {url}: is no web address; write it whole, with https://")


def is_address(text: str) -> bool:
    """Whether a text is an address with http or https and a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End the command with one line for the errors that a person can act on; let all others be seen whole."""
    try:
        yield
    except (UserMistake, LakeError, StoreError, KnowledgeError, EncoderError) as error:
        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        _drop_output()  # its reader has gone (`| head`): nothing is to be told
        sys.exit(1)
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            raise
        _drop_output()
        fail(f"standard output: cannot be written: {error.strerror}; free some space and run again")


def _drop_output() -> None:
    """Let what standard output did not take go nowhere, so that Python does not try to flush it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
