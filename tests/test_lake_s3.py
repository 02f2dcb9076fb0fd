"""A lake in a bucket: delivered whole and once, whatever the store or the line to it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_factory import make_article, make_finding
from s3_server import BUCKET, ENVIRONMENT, S3, serve_s3
from scrapy_run import run_scrapy, start_scrapy

from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.writer import RunCounts, RunWriter
from newscrawl.lake import LakeError, Verification, decode_line, decode_link, encode_line, iter_lake_lines, open_destination
from newscrawl.lake.bucket import Bucket
from newscrawl.replica import Replica
from newscrawl.store import Recovery, open_story_index

START = datetime(2022, 12, 11, 8, tzinfo=UTC)
LAKE = f"s3://{BUCKET}/news"
FOLDER = "news/dt=2022-12-11/site=journal"
ARTICLES = 5


@pytest.fixture(scope="module")
def server() -> Iterator[S3]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        with serve_s3() as s3:
            patch.setenv("AWS_ENDPOINT_URL", s3.address)
            yield s3


@pytest.fixture
def s3(server: S3) -> S3:
    server.reset()
    return server


def write_run(state: Path, run: str, address: str = LAKE) -> RunCounts:
    writer = RunWriter(address, state, site="journal", run=run, started_at=START, max_lines=3)
    for number in range(ARTICLES):
        writer.submit(make_article(number))
    return writer.close(RunEnd(complete=True))


def check_whole(s3: S3, state: Path) -> None:
    """Every article once, every file proved, nothing left aside."""
    lines = [line for key in s3.objects() if ".jsonl" in key and "/site=" in key for line in s3.read(key).splitlines()]
    assert Counter(decode_line(line).id for line in lines) == Counter(make_article(n).id for n in range(ARTICLES))
    assert list(Verification(open_destination(LAKE), state).iter_problems()) == []
    assert list((state / "spool").rglob("run=*")) == []


def test_a_run_is_delivered_and_proved(s3: S3, tmp_path: Path) -> None:
    counts = write_run(tmp_path, "a")
    assert counts.parts == (
        f"s3://{BUCKET}/{FOLDER}/run=a.jsonl",
        f"s3://{BUCKET}/{FOLDER}/run=a-0002.jsonl",
    )
    assert sum(1 for part in counts.parts for _ in iter_lake_lines(part)) == ARTICLES
    assert set(s3.objects()) == {
        "news/.newscrawl-probe",
        *(f"{FOLDER}/run=a{end}" for end in (".jsonl", "-0002.jsonl", ".manifest.json")),
    }
    assert write_run(tmp_path, "b").unchanged == ARTICLES
    check_whole(s3, tmp_path)


def test_a_large_part_is_uploaded_in_pieces_and_again_under_the_same_key(s3: S3, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    sealed.write_bytes(os.urandom(20 * 1024 * 1024))
    bucket = Bucket(LAKE)
    for _ in range(2):
        assert bucket.publish(sealed, "dt=x/large.jsonl") == f"{LAKE}/dt=x/large.jsonl"
    assert s3.objects() == {"news/dt=x/large.jsonl": sealed.stat().st_size}
    assert s3.pieces("news/dt=x/large.jsonl") == 3
    with bucket.open("dt=x/large.jsonl") as file:
        assert file.read() == sealed.read_bytes()


@pytest.mark.parametrize(("drop", "busy"), [(2, 0), (0, 2), (1, 2)])
def test_a_line_that_stutters_is_tried_again(s3: S3, tmp_path: Path, drop: int, busy: int) -> None:
    s3.drop, s3.busy = drop, busy
    assert write_run(tmp_path, "a").lines == ARTICLES
    assert (s3.drop, s3.busy) == (0, 0)
    check_whole(s3, tmp_path)


def test_what_was_sealed_when_the_line_broke_comes_with_the_next_run(s3: S3, tmp_path: Path) -> None:
    writer = RunWriter(LAKE, tmp_path, site="journal", run="a", started_at=START, max_lines=3)
    s3.refuse("s3:PutObject")
    for number in range(ARTICLES):
        writer.submit(make_article(number))
    with pytest.raises(LakeError, match=r"run=a\.jsonl: cannot be written: .*; let the credentials read, write and list there"):
        writer.close(RunEnd(complete=True))
    assert list(s3.objects()) == ["news/.newscrawl-probe"]
    with pytest.raises(LakeError, match=r"^s3://lake/news: cannot be written"):
        write_run(tmp_path, "b")
    s3.allow()
    counts = write_run(tmp_path, "c")
    assert counts.recovery == Recovery(confirmed=3, dropped=0)
    assert (counts.lines, counts.unchanged) == (ARTICLES - 3, 3)
    check_whole(s3, tmp_path)


@pytest.mark.parametrize("died", ["before it was uploaded", "after it was uploaded"])
def test_links_are_delivered_once_whatever_was_claimed(s3: S3, tmp_path: Path, died: str) -> None:
    """A dead run had claimed two findings for a file; one more came after."""
    findings = [make_finding(number) for number in range(3)]
    claimed = "links/dt=2022-12-11/run=dead.other.jsonl"
    with open_story_index(tmp_path) as index:
        index.note_late(findings[:2])
        index.claim_late(claimed, 2)
        index.note_late(findings[2:])
    if died == "after it was uploaded":
        s3.write(f"news/{claimed}", b"".join(map(encode_line, findings[:2])))
    assert write_run(tmp_path, "a").links == (1 if died == "after it was uploaded" else 3)
    keys = [key for key in s3.objects() if key.startswith("news/links/")]
    assert keys == ["news/links/dt=2022-12-11/run=a.journal.jsonl", f"news/{claimed}"]
    assert [decode_link(line) for key in reversed(keys) for line in s3.read(key).splitlines()] == findings
    assert list(Verification(open_destination(LAKE), tmp_path).iter_problems()) == []
    assert list((tmp_path / "spool").rglob("run=*")) == []


@pytest.mark.parametrize("lost", ["nothing", "the object", "half of the object"])
def test_after_a_kill_the_next_run_asks_what_the_store_holds(s3: S3, tmp_path: Path, lost: str) -> None:
    """Killed after the upload of the first part, before the ledger knew."""
    script = Path(__file__).with_name("killed_upload.py")
    died = subprocess.run([sys.executable, str(script), LAKE, str(tmp_path)], check=False, env=dict(os.environ))
    assert died.returncode == -signal.SIGKILL
    key = f"{FOLDER}/run=killed.jsonl"
    assert key in s3.objects()
    if lost == "the object":
        s3.remove(key)
    elif lost == "half of the object":
        s3.write(key, s3.read(key)[:-1000])
    counts = write_run(tmp_path, "next")
    assert counts.recovery == Recovery(confirmed=3, dropped=0)
    check_whole(s3, tmp_path)
    assert f"{FOLDER}/run=killed.manifest.json" in s3.objects()


REFUSALS = [
    ("s3://no-such-bucket/news", {}, "no-such-bucket/news: cannot be written", "create the bucket"),
    (LAKE, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "cannot be written", "see whether it can be reached"),
]


@pytest.mark.parametrize(("address", "environment", "fault", "remedy"), REFUSALS)
@pytest.mark.usefixtures("s3")
def test_a_destination_that_refuses_ends_a_crawl_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replica: Replica,
    *, address: str, environment: dict[str, str], fault: str, remedy: str,
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    args = ("-s", "DOWNLOAD_DELAY=0", "-s", f"NEWSCRAWL_DATA={address}", "-a", "limit=2")
    ended = run_scrapy("crawl", "nouvelles_du_monde", *args, folder=tmp_path, replica=replica.url)
    assert ended.status == 1
    assert "Traceback" not in ended.err, ended.err
    last = ended.err.splitlines()[-1]
    assert fault in last and remedy in last
    assert replica.requests == []


@pytest.mark.usefixtures("s3")
def test_a_crawl_delivers_to_a_bucket_and_to_a_file(tmp_path: Path, replica: Replica) -> None:
    out = tmp_path / "out.jsonl"
    args = ("-s", "DOWNLOAD_DELAY=0", "-s", f"NEWSCRAWL_DATA={LAKE}", "-s", "NEWSCRAWL_FORMAT=jsonl.zst", "-a", "limit=3")
    ended = run_scrapy("crawl", "nouvelles_du_monde", *args, "-O", out, folder=tmp_path, replica=replica.url)
    assert ended.status == 0, ended.err
    assert f"written to      {LAKE}/dt=" in ended.err
    assert out.read_bytes().count(b"\n") == 3
    proved = run_scrapy("lake-verify", LAKE, folder=tmp_path)
    assert (proved.status, b"1 runs, 1 files, 3 lines" in proved.out) == (0, True)


@pytest.mark.parametrize("moment", ["it opens", "it delivers"])
def test_a_run_whose_store_does_not_answer_ends_within_ten_seconds(s3: S3, tmp_path: Path, moment: str) -> None:
    quick = ("-s", "DOWNLOAD_DELAY=0.1", "-s", f"NEWSCRAWL_DATA={LAKE}", "-s", "NEWSCRAWL_PART_LINES=3")
    args = ("crawl", "nouvelles_du_monde", *quick)
    s3.hangs = moment == "it opens"
    with Replica() as replica:
        with start_scrapy(*args, folder=tmp_path, replica=replica.url) as running:
            while not (s3.hung if s3.hangs else replica.requests):
                assert running.poll() is None
                time.sleep(0.02)
            s3.hangs = True
            while not s3.hung:
                assert running.poll() is None
                time.sleep(0.02)
            running.send_signal(signal.SIGTERM)
            asked = time.monotonic()
            _, err = running.communicate(timeout=60)
            took = time.monotonic() - asked
        assert (running.returncode, took < 10) == (1, True), f"{took} s\n{err.decode()}"
        assert b"Traceback" not in err, err.decode()
        words = {"it opens": b"the run ended early (shutdown)", "it delivers": b"gave no answer before the run had to end"}
        assert words[moment] in err.splitlines()[-1]
        s3.hangs = False
        assert run_scrapy(*args, folder=tmp_path, replica=replica.url).status == 0
        delivered = Counter(
            decode_line(line).url
            for key in s3.objects()
            if key.endswith(".jsonl") and "/site=" in key
            for line in s3.read(key).splitlines()
        )
        assert delivered == Counter(replica.truth("www.nouvelles-dumonde.com").keys())
    assert list((tmp_path / "state" / "spool").rglob("run=*")) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [("nosuch://bucket/x", "Protocol not known: nosuch; write a folder"), ("s3://:secret@", "")],
)
def test_an_address_that_leads_nowhere_is_a_mistake(address: str, words: str) -> None:
    with pytest.raises(LakeError) as caught:
        open_destination(address).check()
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_store_that_shows_torn_files_gets_them_by_rename(tmp_path: Path) -> None:
    """A local disk, by fsspec, stands for the stores (SFTP, SMB, HDFS) that show a file while it is written."""
    sealed = tmp_path / "sealed"
    sealed.write_bytes(b"line\n")
    bucket = Bucket(f"file://{tmp_path}/lake")
    bucket.check()
    bucket.publish(sealed, "dt=x/site=y/run=z.jsonl")
    bucket.publish(sealed, "dt=x/site=y/run=z.jsonl")
    assert list(bucket.iter_names()) == [".newscrawl-probe", "dt=x/site=y/run=z.jsonl"]
    assert bucket.find_size("dt=x/site=y/run=z.jsonl") == 5
    assert bucket.find_size("dt=x") is bucket.find_size("nothing") is None
