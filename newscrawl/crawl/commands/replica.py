"""`scrapy replica`: serve the make-believe web on loopback until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import threading
from types import FrameType
from typing import Any, ClassVar, cast

from scrapy.commands import ScrapyCommand

from newscrawl.crawl.failure import apply_one_line_usage, fail
from newscrawl.replica import THEMES, Replica, ReplicaError, ThemeName, read_sites


class Command(ScrapyCommand):
    """Serve the make-believe web; see `newscrawl.replica`."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """The arguments, for the usage line."""
        return "[--port N] [--articles N] [--seed N] [--theme [HOST=]THEME]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Serve a make-believe web on loopback, for demo, tests and benchmarks"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        group = parser.add_argument_group("replica")
        group.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
        group.add_argument("--articles", type=int, default=None, help="scale the first site to so many articles")
        group.add_argument("--seed", type=int, default=0, help="what the generated articles say (default: 0)")
        group.add_argument(
            "--theme",
            action="append",
            default=[],
            metavar="[HOST=]THEME",
            help=f"{' or '.join(THEMES)}, for one site or for all",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until a signal asks to stop."""
        if args:
            fail(f"replica takes no argument {args[0]!r}; see scrapy replica --help")
        asked_to_stop = _listen_for_signals()
        try:
            replica = Replica(seed=opts.seed, articles=opts.articles, port=opts.port, themes=_read_themes(opts.theme))
            with replica:
                _print_welcome(replica)
                asked_to_stop.wait()
        except ReplicaError as error:
            fail(error)
        print("Stopped.")


def _read_themes(wishes: list[str]) -> dict[str, ThemeName]:
    """Host -> theme from `THEME` (for every site) and `HOST=THEME`; unknown themes are refused by the replica."""
    hosts = [site.host for site in read_sites()]
    themes: dict[str, ThemeName] = {}
    for wish in wishes:
        host, _, theme = wish.rpartition("=")
        if host and host not in hosts:
            raise ReplicaError(f"--theme {wish}: the replica has no site {host!r}; it serves {', '.join(hosts)}")
        themes.update(dict.fromkeys([host] if host else hosts, cast("ThemeName", theme)))
    return themes


def _print_welcome(replica: Replica) -> None:
    print(f"The replica serves {len(replica.sites) + len(replica.printed)} sites at {replica.url}")
    for site in replica.sites:
        print(f"  {site.host}  {site.name}, {len(replica.truth(site.host))} articles, theme {site.theme}")
    for printed in replica.printed:
        print(f"  {printed.hosts[0]}  {printed.name}, {len(printed.truths)} articles")
    print(f"Look at them in a browser: {replica.url}/")
    print(f"Crawl one of them:         NEWSCRAWL_REPLICA={replica.url} scrapy crawl nouvelles_du_monde")
    print("Stop with Ctrl-C.", flush=True)


def _listen_for_signals() -> threading.Event:
    """What is set when a signal asks to stop, from now on."""
    asked = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    return asked
