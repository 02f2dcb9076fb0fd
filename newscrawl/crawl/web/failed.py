"""Why a request failed, in words to count by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectionClosed

from newscrawl.crawl.web.connection import PrivateAddress
from newscrawl.crawl.web.gate import RunEnding, SiteRefuses
from newscrawl.crawl.web.heads import HeadTooLong
from newscrawl.crawl.web.redirects import BadRedirect, LeavesSite
from newscrawl.crawl.web.robots import RobotsRefusal, RobotsUnavailable, RobotsUnreachable

SITE_REFUSES: Final = "the site refuses"
"""The reason of every request that is not sent because its site kept answering 429 or 503."""

CUT_OFF: Final = "cut off"
"""The reason of an answer whose connection was lost before its end."""

_TLS: Final = (TlsError, VerificationError)
_GONE: Final = frozenset({404, 410, 451})

# Exceptions, the reason they are counted by, and whether they are final and the whole host unreachable. The first one counts.
_MEANINGS: Final[tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, bool, bool], ...]] = (
    (_TLS, "broken TLS", False, True),
    (RobotsUnreachable, "cannot connect", False, True),
    (RobotsUnavailable, "no robots.txt to go by", False, True),
    (RobotsRefusal, "forbidden by robots.txt", True, False),
    (PrivateAddress, "private address", True, True),
    (SiteRefuses, SITE_REFUSES, False, True),
    (RunEnding, "the run ended", False, True),
    (LeavesSite, "leads to another site", True, False),
    (BadRedirect, "bad redirect", True, False),
    ((CannotResolveHostError, DownloadConnectionRefusedError), "cannot connect", False, True),
    (DownloadTimeoutError, "timeout", False, False),
    ((DownloadCancelledError, HeadTooLong), "too large", True, False),
    (ResponseDataLossError, CUT_OFF, False, False),
    ((DownloadFailedError, ConnectionClosed), "connection lost", False, False),
    (IgnoreRequest, "refused", True, False),
)


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A failure: `reason` is one of a few, `detail` what is particular to this case.

    `final`: no later run would do better. `unreachable`: the whole host is out of reach.
    """

    reason: str
    detail: str = ""
    final: bool = False
    unreachable: bool = False

    @classmethod
    def of_status(cls, status: int) -> Self:
        """A page that was answered with anything but 200."""
        return cls(f"HTTP {status}", final=status in _GONE)


def explain(error: BaseException) -> FetchFailure:
    """What an exception of Scrapy's downloader means."""
    error = _find_root(error)
    for kinds, reason, final, unreachable in _MEANINGS:
        if isinstance(error, kinds):
            return FetchFailure(reason, _words(error), final=final, unreachable=unreachable)
    return FetchFailure("garbled", _words(error))


def tell_refusal(site: str, detail: str) -> str:
    """What ended the run of a site that kept refusing, with the remedy."""
    return (
        f"{site}: the site keeps refusing ({detail}), so the run ended; "
        "the next one goes on where it stopped: run it later, and with a longer DOWNLOAD_DELAY"
    )


def _find_root(error: BaseException) -> BaseException:
    """The reason that Scrapy and Twisted wrapped, where it says more than they do."""
    if type(error) is IgnoreRequest and "during decompression" in str(error):  # what Scrapy says of a bomb
        return DownloadCancelledError(str(error))
    if isinstance(error, RobotsUnreachable) and error.__cause__ is not None:
        root = _find_root(error.__cause__)
        return root if isinstance(root, _TLS) else error
    for failure in getattr(error.__cause__ or error, "reasons", None) or ():
        if isinstance(failure.value, (HeadTooLong, *_TLS)):
            return failure.value
    return error


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
