"""placeholder"""

from newscrawl.replica.model import Entry, Post, ReplicaSite


class Generator:
    def __init__(self, site: ReplicaSite, seed: int) -> None: ...
    def iter_slugs(self, n, taken):
        return iter(())

    def entry(self, number, slug): ...
    def post(self, number, slug): ...
