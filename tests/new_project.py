"""A project without spiders, in which `scrapy newsite` is run against the replica."""

from __future__ import annotations

import gzip
import json
import runpy
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy_run import PROJECT, Ended, run_scrapy

from newscrawl.replica import Replica
from newscrawl.site import Site

QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_JOBS=1", "-s", "RETRY_TIMES=0")
EMPTY = {"scrapy.cfg", "spiders/__init__.py"}


@dataclass(frozen=True)
class Project:
    """A folder with a project of no spiders, and the commands run in it."""

    root: Path
    replica: Replica

    def run(self, *args: str) -> Ended:
        return run_scrapy(*args, *QUICK, folder=self.root.parent, replica=self.replica.url, cwd=self.root)

    @property
    def files(self) -> set[str]:
        found = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return {str(path) for path in found if "__pycache__" not in path.parts}

    def site(self, name: str) -> Site:
        spiders = runpy.run_path(str(self.root / "spiders" / f"{name}.py"))
        return next(made.site for key, made in spiders.items() if key.lower() == f"{name.replace('_', '')}spider")

    def case(self, name: str) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
        folder = self.root / "tests" / "sites" / name / "first"
        meta, expected = (json.loads((folder / file).read_bytes()) for file in ("meta.json", "expected.json"))
        return gzip.decompress((folder / "page.html.gz").read_bytes()), meta, expected


def make_project(replica: Replica, folder: Path) -> Project:
    """One below `folder`."""
    root = folder / "project"
    (root / "spiders").mkdir(parents=True)
    shutil.copy(PROJECT / "scrapy.cfg", root)
    shutil.copy(PROJECT / "spiders" / "__init__.py", root / "spiders")
    return Project(root, replica)
