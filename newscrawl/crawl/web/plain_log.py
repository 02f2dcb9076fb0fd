"""What strangers wrote, on its way into a log line, a report or a terminal: no commands, no line breaks, no secrets.

Every record of every logger is cleaned where it is made, so no handler, format or library needs to know.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from scrapy.settings import BaseSettings

MAX_MESSAGE: Final = 20_000
"""Characters of one message; the rest says nothing more and may be a whole page."""

# C0 and C1 controls, marks that change the direction of writing, line separators, half surrogate pairs.
_CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff"
_UNSAFE: Final = re.compile(f"[{_CONTROLS}\t\n]")
_UNSAFE_IN_TEXT: Final = re.compile(f"[{_CONTROLS}]")

_SECRETS: Final = (
    # user:password@ of an address
    (re.compile(r"(?<=://)[^\s/?#@\"'<>]{1,300}@"), "***@"),
    # values of what is called a token, a key, a secret … in a query, a header or a setting
    (
        re.compile(
            r"(?i)((?<![a-z0-9])[a-z0-9_.-]{0,40}(?:token|secret|passw(?:or)?d|api_?key|access_?key(?:_?id)?|signature|credential|authorization)"
            r"s?[\"']?\s{0,2}[=:]\s{0,2}[\"']?)(?:(?:bearer|basic)\s+)?[^\s&\"',;<>#]{1,2000}"
        ),
        r"\1***",
    ),
    (re.compile(r"(?i)([?&](?:sig|key|pwd|auth|sid|sessionid|phpsessid|jsessionid)=)[^\s&#\"'<>]{1,2000}"), r"\1***"),
    # access keys of AWS (docs.aws.amazon.com, IAM identifiers), wherever they stand
    (re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"), "***"),
)


def clean_line(text: str) -> str:
    """The text on one line, its controls as escapes that can be read, its secrets as `***`."""
    return _UNSAFE.sub(_escape, hide_secrets(text[:MAX_MESSAGE]))


def hide_secrets(text: str) -> str:
    """The text with what gives access to something as `***`."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _clean_text(text: str) -> str:
    """Clean text that may have several lines; all but the first are indented, so that none can pass for a record."""
    return _UNSAFE_IN_TEXT.sub(_escape, hide_secrets(text[:MAX_MESSAGE])).replace("\n", "\n    ")


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


class _PlainRecord(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - logging's signature
        super().__init__(*args, **kwargs)
        if self.exc_info:
            trace = logging.Formatter().formatException(self.exc_info)
            self.exc_text = _clean_text(trace)

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message with its arguments, cleaned."""
        return _clean_text(super().getMessage())


class PlainLog:
    """A Scrapy add-on that cleans every record of the process, once a crawl is made."""

    def update_settings(self, settings: BaseSettings) -> None:  # noqa: ARG002 - Scrapy's signature
        """Install it."""
        logging.setLogRecordFactory(_PlainRecord)
