"""The language of a text, from the text: what a page declares is often wrong (SITES: feeds and `lang` of aggregators)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from newscrawl.knowledge import read_languages, read_web

_LETTER: Final = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS: Final = 40  # of a spaced script; ideographs say more
_FEWEST_IDEOGRAPHS: Final = 12
_SAMPLES: Final = (200, 1000)  # characters that are looked at: a few, and more where these leave it open
_IDEOGRAPH: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BEYOND_LATIN: Final = re.compile("[^\\W\\d_\u0000-\u024f\u1e00-\u1eff]")
_SURE: Final = 0.6
_NO_LANGUAGE: Final = "zxx"  # ISO 639-2: no linguistic content
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SCRIPT: Final = 4  # letters of a script subtag
_SHORT: Final = 2  # letters of the code of a language that is not a variety of another
_REGION: Final = re.compile(r"[A-Z]{2}|\d{3}")


def detect_language(text: str) -> str:
    """The BCP 47 primary subtag of a text's language; `und` where it is too short or the model is not sure.

    A language that is not written in the script of the text is none: the script tells it, or nothing does.
    """
    for size in _SAMPLES:
        sample = text[:size]
        if len(_LETTER.findall(sample)) < _FEWEST_LETTERS and len(_IDEOGRAPH.findall(sample)) < _FEWEST_IDEOGRAPHS:
            continue
        written = _languages_of_script(sample)
        if len(written) == 1:
            return written[0]
        language, probability = _identifier().classify(sample)
        if probability >= _SURE and language != _NO_LANGUAGE and (language in _well_known() or size == _SAMPLES[-1]):
            return _fitting(str(language), written)
    return "und"


def refine_language(language: str, declared: str | None, text: str) -> str:
    """A detected language with the script and region that the page declares, where it declares the same language.

    Languages of one ISO 639-3 macrolanguage (Norwegian and Bokmål, Malay and Indonesian) are the same here, and the page knows
    better which. Chinese gets its script from the text.
    """
    wholes: dict[str, str] = read_web()["languages"]["macrolanguages"]
    whole = wholes.get(language, language)
    if language == "und":
        return language
    base, *rest = (declared or "").split("-")
    agrees = bool(base) and wholes.get(base, base) == whole
    script = next((part for part in rest if len(part) == _SCRIPT), "") if agrees else ""
    region = next((part for part in rest if _REGION.fullmatch(part)), "") if agrees else ""
    if whole == "zh":
        written = _chinese_script(text[: _SAMPLES[-1]])
        implied = script or ("Hant" if region in {"TW", "HK", "MO"} else "Hans" if region in {"CN", "SG"} else "")
        if written and written != implied:
            script, region = written, "" if implied else region
    name = base if agrees else language if len(language) == _SHORT else whole
    return "-".join(part for part in (name, script, region) if part)


def declared_language(tag: str | None) -> str | None:
    """A declared tag in BCP 47 form (`en_US` gives `en-US`), or None where it is none."""
    if not tag or not _TAG.fullmatch(tag.strip()):
        return None
    first, *rest = re.split("[-_]", tag.strip())
    cased = {2: str.upper, _SCRIPT: str.title}
    return "-".join([first.lower(), *(cased.get(len(part), str)(part) for part in rest)])


def phrase_languages(language: str, declared: str | None) -> tuple[str, ...]:
    """The languages whose phrases a page is searched for: the one it is read as, the one it declares, English."""
    tags = (language, declared or "", "en")
    return tuple(dict.fromkeys(base for tag in tags if (base := tag.partition("-")[0].lower()) and base != "und"))


def _languages_of_script(sample: str) -> list[str]:
    """The languages written in the script that most letters of a sample are of, the commonest first; none for Latin."""
    beyond = _BEYOND_LATIN.findall(sample)
    if 2 * len(beyond) <= len(_LETTER.findall(sample)):
        return []
    few = list(map(ord, beyond[:: 1 + len(beyond) // _FEWEST_LETTERS]))
    scripts: list[dict[str, Any]] = read_web()["languages"]["scripts"]
    counts = [sum(script["first"] <= letter <= script["last"] for letter in few) for script in scripts]
    languages: list[str] = scripts[counts.index(max(counts))]["languages"] if any(counts) else []
    return languages


def _fitting(language: str, written: list[str]) -> str:
    """A language, if it is one of those that are written in a script; else the commonest of these, or `und`."""
    if written:
        return language if language in written else written[0]
    return "und" if language in _never_latin() else language


def _chinese_script(text: str) -> str:
    """`Hans` or `Hant`, by characters that only one of the two has; empty where the text has neither more of."""
    only: dict[str, str] = read_web()["languages"]["chinese"]
    counts = {script: sum(map(frozenset(characters).__contains__, text)) for script, characters in only.items()}
    first, second = sorted(counts, key=lambda script: -counts[script])
    return first if counts[first] > 2 * counts[second] else ""


@cache
def _well_known() -> frozenset[str]:
    """The languages that have a phrase file; another is believed only on a longer look."""
    return frozenset(code for key, language in read_languages().items() for code in (key, *language.also))


@cache
def _never_latin() -> frozenset[str]:
    known = read_web()["languages"]
    return frozenset(language for script in known["scripts"] for language in script["languages"]).difference(known["latin_too"])


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - brings numpy, for those who read a page only

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
