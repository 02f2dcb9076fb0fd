"""The language of a text, from the text: what a page declares is often wrong (SITES: feeds and `lang` of aggregators)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LETTERS: Final = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS: Final = 40  # of a spaced script; ideographs say more
_FEWEST_IDEOGRAPHS: Final = 12
_SAMPLE: Final = 700  # characters that are looked at
_IDEOGRAPH: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SURE: Final = 0.6
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def detect_language(text: str) -> str:
    """The BCP 47 primary subtag of a text's language; `und` where it is too short or the model is not sure."""
    sample = text[:_SAMPLE]
    letters, ideographs = len(_LETTERS.findall(sample)), len(_IDEOGRAPH.findall(sample))
    if letters < _FEWEST_LETTERS and ideographs < _FEWEST_IDEOGRAPHS:
        return "und"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "und"


def declared_language(tag: str | None) -> str | None:
    """A declared tag in BCP 47 form (`en_US` gives `en-US`), or None where it is none."""
    if not tag or not _TAG.fullmatch(tag.strip()):
        return None
    first, *rest = re.split("[-_]", tag.strip())
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def phrase_languages(language: str, declared: str | None) -> tuple[str, ...]:
    """The languages whose phrases a page is searched for: the one it is read as, the one it declares, English."""
    tags = (language, declared or "", "en")
    return tuple(dict.fromkeys(base for tag in tags if (base := tag.partition("-")[0].lower()) and base != "und"))


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
