"""Throughput and memory of a whole crawl beside what Scrapy does without us, on the replica.

    python bench/crawl.py                     2,000 articles by each contender
    python bench/crawl.py --articles 500      fewer
    python bench/crawl.py --memory 10000      newscrawl alone, its memory while it crawls so many
    python bench/crawl.py --translations      and newscrawl with the default encoder, which looks at every article

See bench/README.md for what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from newscrawl.replica import Replica
from newscrawl.stories import DEFAULT

BENCH = Path(__file__).parent
PROJECT = BENCH.parent
SPIDER = "nouvelles_du_monde"
CORES = os.cpu_count() or 1
OURS = "newscrawl"
LIVE = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
LAG = ("-s", 'EXTENSIONS={"reactor_lag.ReactorLag": 0}')


@dataclass(frozen=True, slots=True)
class Run:
    """What one contender took for all pages: seconds by the wall clock, CPU seconds of all its processes."""

    name: str
    wall: float
    cpu: float


def warm(replica: Replica) -> float:
    """Have every page rendered before any clock runs; return their mean size in bytes."""
    host = replica.sites[0].host
    connection = HTTPConnection("127.0.0.1", replica.port)
    sizes = []
    for url in replica.truth(host):
        connection.request("GET", url.partition(host)[2], headers={"Host": host})
        sizes.append(len(connection.getresponse().read()))
    return mean(sizes)


def measure(name: str, commands: list[list[str]], environment: dict[str, str]) -> Run:
    """Run the commands side by side to their end. Raises CalledProcessError where one fails."""
    started, spent = time.perf_counter(), dict[int, float]()
    running = [subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL) for command in commands]
    while any(process.poll() is None for process in running):
        spent |= {one: cpu for process in running for one in tree_of(process.pid) if (cpu := cpu_seconds(one))}
        time.sleep(0.05)
    wall = time.perf_counter() - started
    for process in running:
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
    return Run(name, wall, sum(spent.values()))


def our_command(*more: str) -> list[str]:
    """The crawl as a user starts it, at full speed."""
    return [sys.executable, "-m", "scrapy", "crawl", SPIDER, *LIVE, *more]


def our_environment(replica: Replica, folder: Path, encoder: str = "") -> dict[str, str]:
    """A lake and a state of its own, mapped to the replica; without an encoder unless one is named."""
    places = {"NEWSCRAWL_DATA": str(folder / "data"), "NEWSCRAWL_STATE": str(folder / "state"), "NEWSCRAWL_ENCODER": encoder}
    path = os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, **places, "NEWSCRAWL_REPLICA": replica.url, "PYTHONPATH": path}


def plain_commands(name: str, replica: Replica, folder: Path, processes: int) -> list[list[str]]:
    """A plain spider's commands, the pages shared out among so many processes."""
    host = replica.sites[0].host
    paths = [url.partition(host)[2] for url in replica.truth(host)]
    commands = []
    for share in range(processes):
        file = folder / f"{name}-{processes}-{share}.txt"
        file.write_text("\n".join(paths[share::processes]), "utf-8")
        commands.append([sys.executable, str(BENCH / "plain_spiders.py"), name, replica.url, host, str(file)])
    return commands


def compare(articles: int, folder: Path, *, translations: bool) -> tuple[list[Run], float, dict[str, float]]:
    """Every contender's run, the mean size of a page, and how long our reactor waited."""
    with Replica(articles=articles) as replica:
        size = warm(replica)
        lag = folder / "lag.json"
        ours = our_command(*LAG, "-s", f"REACTOR_LAG_FILE={lag}")
        runs = [measure(OURS, [ours], our_environment(replica, folder))]
        if translations:
            runs.append(measure(f"{OURS}, with translations", [our_command()], our_environment(replica, folder / "2", DEFAULT)))
        for name, shown in (("empty", "empty parse"), ("trafilatura", "Scrapy + trafilatura")):
            for processes in dict.fromkeys((1, CORES)):
                commands = plain_commands(name, replica, folder, processes)
                label = f"{shown}, {processes} process{'es' if processes > 1 else ''}"
                runs.append(measure(label, commands, dict(os.environ)))
    return runs, size, json.loads(lag.read_text("utf-8"))


def watch_memory(articles: int, folder: Path) -> list[float]:
    """Megabytes that a crawl and its workers hold in memory, sampled all through it."""
    with Replica(articles=articles) as replica:
        command, environment = our_command(), our_environment(replica, folder)
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)
        samples = []
        while process.poll() is None:
            samples.append(sum(map(resident, tree_of(process.pid))))
            time.sleep(0.5)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    return samples


def tree_of(process: int) -> list[int]:
    """A process and all below it, whichever of its threads began them, as Linux tells."""
    try:
        children = [one for task in Path(f"/proc/{process}/task").iterdir() for one in (task / "children").read_text().split()]
    except OSError:
        return []
    return [process, *(one for child in children for one in tree_of(int(child)))]


def cpu_seconds(process: int) -> float:
    """What a process itself has spent: workers are not told of by their parent, which is not who started the crawl."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> float:
    """Megabytes of a process in memory; 0 for one that has ended."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * resource.getpagesize() / 2**20


def print_comparison(articles: int, folder: Path, console: Console, *, translations: bool = False) -> None:
    """The table of all contenders."""
    runs, size, lag = compare(articles, folder, translations=translations)
    table = Table(
        title=f"{articles} pages of {size / 1024:.0f} KB, {CORES} cores, each from start to end", title_justify="left"
    )
    for heading in ("", "pages/s", "× ours", "CPU ms/page"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for run in runs:
        ratio = runs[0].wall / run.wall
        table.add_row(run.name, f"{articles / run.wall:.0f}", f"{ratio:.2f}", f"{run.cpu / articles * 1000:.1f}")
    console.print(table)
    console.print(f"Our reactor waited {lag['max_ms']:.0f} ms at most, {lag['p99_ms']:.1f} ms in 99 of 100 ticks.")


def print_memory(articles: int, folder: Path, console: Console) -> None:
    """How much memory the middle and the last fifth of a long crawl took."""
    samples = watch_memory(articles, folder)
    fifth = max(1, len(samples) // 5)
    middle, last = mean(samples[2 * fifth : 3 * fifth]), mean(samples[-fifth:-1] or samples[-1:])
    console.print(f"{articles} pages: {middle:.0f} MB in the middle fifth, {last:.0f} MB in the last: {last / middle - 1:+.1%}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Pages per second and CPU of a whole crawl, beside plain Scrapy.")
    parser.add_argument("--articles", type=int, default=2000, help="articles of the replica's first site (default: 2000)")
    parser.add_argument("--memory", type=int, metavar="N", help="watch newscrawl's memory over N articles instead")
    parser.add_argument("--translations", action="store_true", help="measure newscrawl with its default encoder as well")
    options = parser.parse_args()
    compare_all = partial(print_comparison, translations=options.translations)
    show: Callable[[int, Path, Console], None] = print_memory if options.memory else compare_all
    with tempfile.TemporaryDirectory(prefix="newscrawl-bench-") as folder:
        show(options.memory or options.articles, Path(folder), Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
