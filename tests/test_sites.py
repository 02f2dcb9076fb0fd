"""Every spider: what its file must be, what its doors list, what its saved pages are read into, and a crawl of its replica."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from protego import Protego
from scrapy_run import PROJECT, read_lake, run_scrapy
from site_cases import ANY_WORDPRESS, SETTINGS, SITES, Case, fetch, fetch_served, find_item, load_cases, wordpress_site

from newscrawl.crawl.demo.compare import Check
from newscrawl.crawl.doors import DoorAnswer, door_name, first_url, read_door
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.page_jobs import iter_warc_jobs
from newscrawl.crawl.project import load_spiders
from newscrawl.crawl.saved import read_saved_page
from newscrawl.crawl.site_of import find_site
from newscrawl.crawl.spider import NewsSpider
from newscrawl.crawl.worker import PageFailure
from newscrawl.items import Article
from newscrawl.knowledge import outlet
from newscrawl.knowledge.files import read_languages
from newscrawl.lake import decode_line, encode_line
from newscrawl.reading import read_article
from newscrawl.replica import Replica, Truth
from newscrawl.site import Site, Sitemap

LOADER = load_spiders(SETTINGS)
assert LOADER is not None
SPIDERS = {name: LOADER.load(name) for name in LOADER.list()}
CASES = load_cases()
ECO = "www.eco-de-los-continentes.example"
DECLARED = {site.id: site for site in SITES} | {ANY_WORDPRESS: wordpress_site(ECO)}
MOST_LINES, MEDIAN_LINES = 40, 30
VOLATILE = {"version", "story", "crawl"}
MATCHED = "matched_text"
MONDE = "nouvelles_du_monde"  # whose thirty stories the demo crawls; here a few are enough
BING_FINDS = 3
WISHES = [
    *(name for name in SPIDERS if name not in {ANY_WORDPRESS, MONDE}),
    f"{ANY_WORDPRESS},domain={ECO}",
    f"{MONDE},limit=3",
]


@pytest.mark.parametrize("name", SPIDERS)
def test_a_spider_is_a_short_declaration_in_a_file_of_its_name(name: str) -> None:
    spider = SPIDERS[name]
    path = PROJECT / "spiders" / f"{name}.py"
    assert Path(inspect.getfile(spider)) == path
    assert issubclass(spider, NewsSpider)
    assert spider.__name__.lower() == f"{name.replace('_', '')}spider"
    assert spider.__doc__
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert "TODO" not in text, "`scrapy newsite` left this for a person to decide"
    # No settings and no methods of its own: delay, robots.txt and reading are the project's.
    allowed = {"name", "site", *(["__init__"] if name == ANY_WORDPRESS else [])}
    assert {key for key in vars(spider) if not key.startswith("__") or key == "__init__"} - {"_abc_impl"} <= allowed
    assert [case for case in CASES if case.spider == name and case.until is None]


@pytest.mark.parametrize("site", DECLARED.values(), ids=list(DECLARED))
def test_a_declaration_agrees_with_what_is_known(site: Site) -> None:
    assert site.id in SPIDERS or site.id == ECO.removeprefix("www.").replace(".", "_")
    assert {language.partition("-")[0] for language in site.languages} <= set(read_languages())
    assert all(find_site(home, (site,)) for home in (site.home, *site.editions))
    if site.outlet:
        assert site.domain in outlet(site.outlet).domains  # type: ignore[union-attr]
    if site.zone:
        ZoneInfo(site.zone)


def test_the_house_has_its_sites() -> None:
    assert len(SPIDERS) >= 14
    lengths = [len((PROJECT / "spiders" / f"{name}.py").read_text("utf-8").splitlines()) for name in SPIDERS]
    assert median(lengths) <= MEDIAN_LINES, sorted(lengths)


@pytest.mark.parametrize("site", DECLARED.values(), ids=list(DECLARED))
def test_every_door_lists_articles_in_the_replica_and_robots_allows_them(site: Site, replica: Replica) -> None:
    for home in (site.home, *site.editions):
        for door in site.doors:
            queue = [first_url(home, door, None)]
            assert find_site(queue[0], (site,)), f"{queue[0]} is not on {site.domain}"
            listed = []
            while queue and not listed:
                url = queue.pop(0)
                status, body, headers = fetch(replica, url)
                assert status == 200, f"{url} answers {status}"
                page = read_door(DoorAnswer(status, url, body, headers), door, home)
                listed = [item.url for item in page.items if site.gathers or find_site(item.url, (site,))]
                queue += page.next if isinstance(door, Sitemap) else ()
            assert listed, f"the {door_name(door)} door of {home} lists nothing"
            for address in (first_url(home, door, None), *map(site.served_url, listed)):
                assert Protego.parse(_robots(replica, address)).can_fetch(address, "newscrawl"), address


def _robots(replica: Replica, address: str) -> str:
    return fetch(replica, f"https://{urlsplit(address).hostname}/robots.txt")[1].decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_saved_page_is_read_as_expected(case: Case, replica: Replica) -> None:
    assert case.shows and not case.shows.startswith("TODO"), "`scrapy newsite` left this for a person to read"
    if case.until:
        assert case.fetched_at.date() <= case.until, "a layout is fetched before its end"
    if case.served:
        remedy = "`make cases` writes the cases anew"
        assert case.page == fetch_served(replica, case), f"the replica serves another page than the case holds; {remedy}"
        assert case.item == find_item(replica, case.finder, case.url), f"its door says something else of it; {remedy}"
    assert not case.open_questions, "`scrapy newsite` left these for a person to answer"
    assert case.read() == case.expected, (
        "the rules read the page into something else; mend them, or, where it is right, `make cases`"
    )


@pytest.fixture(scope="module")
def truths(served: Replica) -> dict[str, Truth]:
    """What is true of every article of the replica, by address."""
    hosts = [site.host for site in served.sites] + [site.hosts[0] for site in served.printed]
    return {url: truth for host in hosts for url, truth in served.truth(host).items()}


def truth_place(url: str, replica: Replica) -> str:
    """Where a person reads what is true of an article of the replica."""
    parts = urlsplit(url)
    story = f"newscrawl/replica/stories/{parts.hostname}/{parts.path.strip('/')}.toml, `[truth]`"
    return next((f"{site.where}, `[stories.truth]`" for site in replica.printed if url in site.truths), story)


@pytest.mark.parametrize("name", SPIDERS)
def test_a_crawl_of_its_replica(name: str, replica: Replica, truths: dict[str, Truth], tmp_path: Path) -> None:
    site = DECLARED[name]
    wish = {ANY_WORDPRESS: ("-a", f"domain={ECO}"), MONDE: ("-a", "limit=3")}.get(name, ())
    quick = ("-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_JOBS=1", "-s", "NEWSCRAWL_ARCHIVE=warc")
    ended = run_scrapy("crawl", name, *quick, *wish, folder=tmp_path, replica=replica.url)
    assert ended.status == 0, ended.err
    assert f"  {door_name(site.doors[0]):<15} used" in ended.err.splitlines()
    lines = {line["url"]: decode_line(json.dumps(line).encode()) for line in read_lake(tmp_path)}
    if site.gathers:
        assert len(lines) == BING_FINDS
    elif name != MONDE:
        assert set(lines) == set(replica.truth(urlsplit(site.home).hostname or ""))
    for url, article in lines.items():
        check = Check(_as_printed(article), b"", replace(truths[url], unstated=None))
        place = f"{url}: differs from {truth_place(url, replica)}"
        assert article.text == "\n\n".join(check.truth.text), f"{place}: text (`body`)"
        assert check.found == check.planted, f"{place}: credits"
        assert check.origin_is_right or _is_matched(article), f"{place}: origin"
    for case in CASES:
        if case.spider == name and case.served and case.url in lines:
            _assert_expected(lines[case.url], case)
    _assert_archived(tmp_path / "data" / "warc", lines, (site,) if name == ANY_WORDPRESS else SITES)


def _assert_expected(article: Article, case: Case) -> None:
    """The crawl gave the case's line, but for what depends on when, and beside what, it was crawled."""
    volatile = VOLATILE | ({"origin"} if _is_matched(article) else set())
    line = json.loads(encode_line(_as_printed(article)))
    assert article.crawl.via == case.expected["crawl"]["via"], case.name
    assert {key: line[key] for key in line if key not in volatile} == {
        key: case.expected[key] for key in case.expected if key not in volatile
    }, f"the crawl's line is not the one of tests/sites/{case.name}/expected.json"


def _assert_archived(folder: Path, lines: dict[str, Article], sites: tuple[Site, ...]) -> None:
    """The archive of the crawl gives its lines again."""
    (archive,) = folder.glob("site=*/run=*.warc.gz")
    jobs = [job for _, job in iter_warc_jobs(archive, sites)]
    read = [read_saved_page(**job) for job in jobs if not isinstance(job, PageFailure)]
    assert {article.url for article in read} == set(lines)
    for article in read:
        line = lines[article.url]
        same = replace(_as_printed(line), crawl=article.crawl, story=None)
        assert article == (replace(same, origin=article.origin) if _is_matched(line) else same)


def _as_printed(article: Article) -> Article:
    """The article with the credits that stand on its page alone: what the story index adds depends on who was crawled first."""
    return replace(article, credits=tuple(credit for credit in article.credits if credit.evidence.kind != MATCHED))


def _is_matched(article: Article) -> bool:
    return any(credit.evidence.kind == MATCHED for credit in article.credits)


def test_copies_are_planted_with_their_originals(truths: dict[str, Truth], replica: Replica) -> None:
    repeats = {url: truth for url, truth in truths.items() if truth.same_story}
    assert all(truth.same_story in truths and truths[truth.same_story].same_story is None for truth in repeats.values())
    assert all(truth.relation in {"copy", "translation", "excerpt"} for truth in repeats.values())
    assert len({truth.same_story for truth in repeats.values()}) >= 8
    times = {url: _published(url, replica) for url in {*repeats, *(truth.same_story or "" for truth in repeats.values())}}
    assert all(times[truth.same_story or ""] < times[url] for url, truth in repeats.items())


def _published(url: str, replica: Replica) -> str:
    site = find_site(url, DECLARED.values())
    assert site is not None
    _, body, _ = fetch(replica, site.served_url(url))
    article = read_article(body, url, site=site, item=find_item(replica, site, url))
    assert article.published is not None
    return article.published.utc


@pytest.mark.parametrize("arguments", [{}, {"domain": ""}, {"domain": "localhost"}, {"domain": "https://a.example/"}])
def test_a_site_on_wordpress_has_to_be_named(arguments: dict[str, str]) -> None:
    with pytest.raises(UserMistake, match="name the site as in -a domain="):
        SPIDERS[ANY_WORDPRESS](**arguments)
