"""Links: what a later article tells of an earlier one comes into the lake once, whoever dies on the way."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_factory import PUBLISHED, hash_content, make_article, make_finding
from killed_run import ARTICLES, write_run

from newscrawl.crawl.delivery import RunCounts, RunEnd
from newscrawl.crawl.link_delivery import LinkDelivery
from newscrawl.crawl.writer import RunWriter
from newscrawl.items import Article, LateFinding
from newscrawl.lake import LakeError, LinkFiles, Verification, decode_line, decode_link, open_destination
from newscrawl.page import article_id
from newscrawl.store import SqliteStoryIndex, hold_late, open_story_index

START = datetime(2022, 12, 11, 8, tzinfo=UTC)
FOLDER = "links/dt=2022-12-11"
JOINED = make_finding(4, same_as=make_article(7).id, relation=None, of=None, credits_added=())
FINDINGS = [*(make_finding(number) for number in range(4)), JOINED]


def read_links(data: Path) -> list[LateFinding]:
    """Every line of every file of links; fails on a torn or empty file."""
    found = []
    for path in sorted((data / "links").rglob("*.jsonl")):
        content = path.read_bytes()
        assert content.endswith(b"\n"), path
        found += [decode_link(line) for line in content.splitlines()]
    return found


def names_below(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "links").rglob("*"))


def note(state: Path, findings: list[LateFinding]) -> None:
    with open_story_index(state) as index:
        index.note_late(findings)


def check_whole(folder: Path, findings: list[LateFinding]) -> None:
    """Each finding once, nothing left to deliver, nothing aside."""
    assert Counter(read_links(folder / "data")) == Counter(findings)
    assert list(Verification(open_destination(str(folder / "data")), folder / "state").iter_problems()) == []
    assert [path for path in (folder / "data" / ".tmp").rglob("*") if path.is_file()] == []
    with open_story_index(folder / "state") as index:
        assert not index.has_late()


def deliver(folder: Path, articles: list[Article], *, site: str, run: str, day: int = 11) -> RunCounts:
    started_at = START.replace(day=day)
    writer = RunWriter(folder / "data", folder / "state", site=site, run=run, started_at=started_at)
    for article in articles:
        writer.submit(article).result()
    return writer.close(RunEnd(complete=True))


def links_of(folder: Path, index: SqliteStoryIndex, *, site: str = "journal", run: str = "a") -> LinkDelivery:
    destination = open_destination(str(folder / "data"))
    return LinkDelivery(destination, folder / "state", index, site=site, run=run, started_at=START)


def test_a_copy_that_came_first_gets_its_credit_by_a_link(tmp_path: Path) -> None:
    """The copy is crawled a day before the original, which was published a day before the copy."""
    original = make_article(1, credits=(), origin=None)
    address = "https://www.aggregator.example/pont/"
    copy = dataclasses.replace(
        original,
        id=article_id(address, None),
        url=address,
        canonical_url=None,
        images=(),
        published=dataclasses.replace(PUBLISHED, utc="2022-12-12T07:05:00Z"),
    )
    assert deliver(tmp_path, [copy], site="aggregator", run="a", day=11).links == 0
    assert deliver(tmp_path, [original], site="journal", run="b", day=12).links == 1
    lines = [decode_line(path.read_bytes()) for path in sorted((tmp_path / "data").glob("dt=*/site=*/*.jsonl"))]
    assert [(line.id, line.story.id, line.story.relation) for line in lines if line.story] == [
        (copy.id, copy.id, "first"),
        (original.id, copy.id, "first"),
    ]
    [link] = read_links(tmp_path / "data")
    assert names_below(tmp_path / "data") == ["dt=2022-12-12", "run=b.journal.jsonl"]
    assert (link.id, link.story, link.same_as) == (copy.id, copy.id, None)
    assert (link.relation, link.of, link.similarity, link.method) == ("copy", original.id, 1.0, "exact")
    [credit] = link.credits_added
    assert (credit.name, credit.role, credit.url) == ("journal.example", "republished_from", original.url)
    assert (credit.evidence.kind, credit.evidence.where) == ("matched_text", f"article {original.id} by exact")
    check_whole(tmp_path, [link])


def test_links_are_applied_as_the_documentation_says(tmp_path: Path) -> None:
    """One is a copy of two by the latest of two links; three is of a story that is that of five, which is that of two."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    doc = (Path(__file__).parents[1] / "docs" / "load-the-lake.md").read_text("utf-8")
    command = re.search(r"^    jq -n -c '.*?^    ' data/\S+ data/links/\S+$", doc, re.DOTALL | re.MULTILINE)
    one, two, three, five = (make_article(number, origin=None) for number in (1, 2, 3, 5))
    deliver(tmp_path, [one, two, three, five], site="journal", run="a")
    earlier = make_finding(1, at="2022-12-11T08:00:00Z", of=three.id)
    joined = [make_finding(n, same_as=s.id, relation=None, of=None, credits_added=()) for n, s in ((3, five), (5, two))]
    note(tmp_path / "state", [make_finding(1), earlier, *joined])
    deliver(tmp_path, [hash_content(dataclasses.replace(two, text="Le pont est fermé."))], site="journal", run="b")
    assert command is not None
    ended = subprocess.run(["bash", "-c", command[0]], cwd=tmp_path, capture_output=True, check=True)
    rows = {row["id"]: tuple(row.values())[1:] for row in map(json.loads, ended.stdout.splitlines())}
    assert rows == {
        one.id: (one.id, "copy", two.id, "AFP"),
        two.id: (two.id, "first", None, None),
        three.id: (two.id, "first", None, None),
        five.id: (two.id, "first", None, None),
    }


def test_what_no_run_delivered_comes_with_the_next_one_of_any_site(tmp_path: Path) -> None:
    note(tmp_path / "state", FINDINGS)
    assert deliver(tmp_path, [make_article(9)], site="other", run="a").links == len(FINDINGS)
    assert deliver(tmp_path, [], site="journal", run="a").links == 0
    assert read_links(tmp_path / "data") == FINDINGS
    check_whole(tmp_path, FINDINGS)


def test_every_delivery_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.crawl.link_delivery.MOST_LINKS", 2)
    for site in ("journal", "other"):
        note(tmp_path / "state", FINDINGS[:3])
        deliver(tmp_path, [], site=site, run="a")
        note(tmp_path / "state", FINDINGS[3:])
        with open_story_index(tmp_path / "state") as index:
            links_of(tmp_path, index, site=site).deliver()
    stems = ("run=a.journal", "run=a.other")
    assert names_below(tmp_path / "data") == sorted(
        ["dt=2022-12-11", *(f"{stem}{end}.jsonl" for stem in stems for end in ("", "-0002", "-0003"))]
    )
    assert Counter(read_links(tmp_path / "data")) == Counter(FINDINGS * 2)


@pytest.mark.parametrize("published", [False, True])
def test_the_claim_of_a_dead_run_of_any_site_is_settled(tmp_path: Path, *, published: bool) -> None:
    """The dead run died before its file had its name, or after that and before it could forget the findings."""
    note(tmp_path / "state", FINDINGS)
    claimed = f"{FOLDER}/run=dead.gone.jsonl"
    with open_story_index(tmp_path / "state") as index:
        index.claim_late(claimed, 3)
        if published:
            destination = open_destination(str(tmp_path / "data"))
            files = LinkFiles(destination, tmp_path / "spool", site="gone", run="dead", started_at=START)
            assert files.publish(files.find_free(), index.load_late(claimed))
    assert deliver(tmp_path, [], site="journal", run="next").links == (2 if published else 5)
    assert names_below(tmp_path / "data") == ["dt=2022-12-11", "run=dead.gone.jsonl", "run=next.journal.jsonl"]
    assert read_links(tmp_path / "data") == FINDINGS
    check_whole(tmp_path, FINDINGS)


def test_the_claim_of_a_live_run_is_left_alone(tmp_path: Path) -> None:
    note(tmp_path / "state", FINDINGS)
    claimed = f"{FOLDER}/run=live.other.jsonl"
    with open_story_index(tmp_path / "state") as index, open_story_index(tmp_path / "state") as other:
        with hold_late(tmp_path / "state", 0) as held:
            assert held
            index.claim_late(claimed, 3)
            assert links_of(tmp_path, other).deliver() == 0
            assert index.claimed_late() == [claimed]
            waiting = threading.Thread(target=links_of(tmp_path, other).deliver, args=(60.0,))
            waiting.start()
            index.acknowledge_late(claimed)
        waiting.join()
    assert read_links(tmp_path / "data") == FINDINGS[3:]


def test_a_destination_that_refuses_keeps_the_findings(tmp_path: Path) -> None:
    note(tmp_path / "state", FINDINGS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "links").write_text("a file stands here")
    with pytest.raises(LakeError, match=r"links.*make it writable"):
        deliver(tmp_path, [make_article(1)], site="journal", run="a")
    (tmp_path / "data" / "links").unlink()
    assert deliver(tmp_path, [], site="journal", run="b").links == len(FINDINGS)
    check_whole(tmp_path, FINDINGS)


DEATHS = ["before-claim", "after-claim", "before-link-rename", "after-link-rename"]


@pytest.mark.parametrize("moment", DEATHS)
def test_a_killed_run_loses_no_link_and_repeats_none(tmp_path: Path, moment: str) -> None:
    note(tmp_path / "state", FINDINGS)
    script = Path(__file__).with_name("killed_run.py")
    died = subprocess.run([sys.executable, str(script), str(tmp_path), "killed", moment], check=False)
    assert died.returncode == -signal.SIGKILL
    assert len(read_links(tmp_path / "data")) == (len(FINDINGS) if moment == "after-link-rename" else 0)
    assert write_run(tmp_path, "next").unchanged > 0
    check_whole(tmp_path, FINDINGS)
    assert write_run(tmp_path, "after").unchanged == ARTICLES
