"""Where a new site's files go, and that nothing stands there yet: all of them appear, or none."""

from __future__ import annotations

import keyword
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.project import load_sites, load_spiders
from newscrawl.crawl.site_of import find_site
from newscrawl.lake import write_whole

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_LONGEST: Final = 40  # characters of a name
_CASE: Final = "first"


@dataclass(frozen=True, slots=True)
class Place:
    """The spider's file and the folder of its first case."""

    spider: Path
    case: Path

    def write(self, spider: str, files: Mapping[str, bytes]) -> None:
        """Write everything, or leave nothing behind. Raises UserMistake where a file cannot be written."""
        aside = None
        try:
            self.case.parent.parent.mkdir(parents=True, exist_ok=True)
            aside = Path(mkdtemp(prefix=f".{self.case.parent.name}-", dir=self.case.parent.parent))
            (aside / _CASE).mkdir()
            for name, content in files.items():
                (aside / _CASE / name).write_bytes(content)
            aside.chmod(0o755)
            write_whole(self.spider, [spider.encode()])
            try:
                aside.rename(self.case.parent)
            except OSError:
                self.spider.unlink()
                raise
        except OSError as error:
            told = error.filename2 or error.filename or self.case
            raise UserMistake(
                f"{told}: cannot be written: {error.strerror}; nothing was left, so see to it and run again"
            ) from None
        finally:
            if aside and aside.exists():
                shutil.rmtree(aside)


def find_place(name: str, settings: BaseSettings) -> Place:
    """Where the files of a new site go. Raises UserMistake for a name that is none or taken."""
    if not _NAME.match(name) or keyword.iskeyword(name) or len(name) > _LONGEST:
        raise UserMistake(f"{name}: is no name for a spider; write small letters, digits and _, as in nouvelles_du_monde")
    loader, config = load_spiders(settings), closest_scrapy_cfg()
    if loader is None or not config:
        raise UserMistake("no project here; run `scrapy newsite` in the folder that holds scrapy.cfg")
    root = Path(config).parent
    place = Place(
        root.joinpath(*settings["NEWSPIDER_MODULE"].split("."), f"{name}.py"), root / "tests" / "sites" / name / _CASE
    )  # fmt: skip
    for path in (place.spider, place.case.parent):
        if path.exists():
            raise UserMistake(f"{path.relative_to(root)}: is there already and is not written over; choose another name")
    if name in loader.list():
        raise UserMistake(f"{name}: is the name of a spider already; choose another name")
    return place


def check_undeclared(url: str, settings: BaseSettings) -> None:
    """Raise UserMistake for a site that a spider declares: two declarations of a domain would read its pages by chance."""
    if site := find_site(url, load_sites(settings)):
        raise UserMistake(f"{url}: {site.domain} is declared by spiders/{site.id}.py; mend that, as scrapy check-sites advises")
