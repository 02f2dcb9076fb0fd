"""A make-believe web on loopback: aggregator sites as WordPress serves them, for demo, tests and benchmarks.

It imports no other room: what a crawl finds here is compared with `Replica.truth`, written down beside the stories.
"""

from newscrawl.replica.model import Category, ExpectedCredit, Post, ReplicaSite, Teaser, ThemeName, Truth
from newscrawl.replica.posts import ReplicaError, read_sites, read_stories
from newscrawl.replica.server import Asked, Replica
from newscrawl.replica.themes import THEMES, render_article

__all__ = [
    "THEMES",
    "Asked",
    "Category",
    "ExpectedCredit",
    "Post",
    "Replica",
    "ReplicaError",
    "ReplicaSite",
    "Teaser",
    "ThemeName",
    "Truth",
    "read_sites",
    "read_stories",
    "render_article",
]
