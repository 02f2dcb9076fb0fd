"""Pages that are no plain article: stubs, galleries, live blogs, shells, front pages; and articles of many scripts."""

from __future__ import annotations

import json

import pytest

from newscrawl.items import Flag
from newscrawl.page import read_page

URL = "https://www.example.org/2024/05/the-lamp-lighter/"
SENTENCE = "The last lamp lighter of the old harbour retired on Friday after forty years of evening rounds. "
PROSE = f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p>"


def page(body: str, *, lang: str = "en", **linked: object) -> bytes:
    data = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **linked})}</script>' if linked else ""
    return f"<!DOCTYPE html><html lang='{lang}'><head>{data}</head><body>{body}</body></html>".encode()


def article(prose: str) -> str:
    return f"<article><h1>The lamp lighter hangs up his ladder</h1><div class='entry-content'>{prose}</div></article>"


PICTURES = "".join(f"<figure><img src='/{n}.jpg'><figcaption>The lamp {n}.</figcaption></figure>" for n in range(8))
FLAGGED: list[tuple[str, bytes, bool, set[Flag]]] = [
    ("an article", page(article(PROSE)), True, set()),
    ("a paid article, whole", page(article(PROSE), isAccessibleForFree=False), True, {"paywalled"}),
    ("a paid article said in words", page(article(PROSE), isAccessibleForFree="False"), True, {"paywalled"}),
    ("a stub", page(article(f"<p>{SENTENCE * 2}</p>"), isAccessibleForFree=False), True, {"paywalled", "text_withheld"}),
    (
        "a long stub, its words counted",
        page(article(PROSE), isAccessibleForFree=False, wordCount=900),
        True,
        {"paywalled", "text_withheld"},
    ),
    ("a free article of few words", page(article(f"<p>{SENTENCE * 2}</p>"), wordCount=900), True, set()),
    ("a live blog", page(article(PROSE), **{"@type": "LiveBlogPosting"}), True, {"live_blog"}),
    ("a gallery", page(article(f"<p>{SENTENCE * 3}</p>{PICTURES}")), True, {"gallery"}),
    ("an illustrated article", page(article(PROSE * 3 + PICTURES)), True, set()),
    ("an empty root", page("<div id='root'></div><script src='/app.js'></script>"), False, {"no_article", "js_shell"}),
    ("a root that spins", page("<div id='app'><div class='spinner'><i></i></div></div>"), False, {"no_article", "js_shell"}),
    ("a root by its tag", page("<app-root></app-root><script src='/main.js'></script>"), False, {"no_article", "js_shell"}),
    (
        "words for who runs no scripts",
        page("<header>The Lamp</header><noscript>You need to enable JavaScript to run this app.</noscript><main></main>"),
        False,
        {"no_article", "js_shell"},
    ),
    (
        "a counter for who runs no scripts",
        page("<h1>Not found</h1><noscript><iframe src='https://www.googletagmanager.com/ns.html'></iframe></noscript>"),
        False,
        {"no_article"},
    ),
    ("a root with an article in it", page(f"<div id='root'>{article(PROSE)}</div>"), True, set()),
    (
        "a front page",
        page("".join(f"<h2><a href='/{n}'>A story of lamps {n}</a></h2>" for n in range(40))),
        False,
        {"no_article"},
    ),
    ("a search page", page("<form><input name='q'></form><ul><li><a href='/1'>One</a></li></ul>"), False, {"no_article"}),
    ("a missing page", page("<h1>Not found</h1><p>There is no such page.</p>"), False, {"no_article"}),
]


@pytest.mark.parametrize(("name", "body", "has_text", "flags"), FLAGGED, ids=[row[0] for row in FLAGGED])
def test_the_line_says_what_the_page_is(name: str, body: bytes, has_text: bool, flags: set[Flag]) -> None:  # noqa: FBT001
    found = read_page(body, URL)
    assert (found.text is not None, set(found.flags)) == (has_text, flags), name


@pytest.mark.parametrize(
    ("ready", "flags"), [((), set()), ((".end", "p + p"), set()), ((".entry-content .end",), {"js_shell"})]
)
def test_a_page_without_what_its_site_waits_for_is_a_shell(ready: tuple[str, ...], flags: set[Flag]) -> None:
    assert set(read_page(page(article(PROSE)), URL, ready=ready).flags) == flags


def test_a_live_blog_keeps_its_entries_in_order() -> None:
    entries = "".join(f"<div class='liveblog-entry'><time>1{n}:05</time><p>Entry {n}. {SENTENCE}</p></div>" for n in range(4))
    text = read_page(page(article(entries), **{"@type": "LiveBlogPosting"}), URL).text or ""
    assert [text.find(f"Entry {n}.") for n in range(4)] == sorted(text.find(f"Entry {n}.") for n in range(4))
    assert text.count(SENTENCE.strip()) == 4


# Each: language, title, paragraph, what a page of it prints around the text.
SCRIPTS = [
    ("ja", "灯台守が引退", "港の最後の灯台守が金曜日、四十年の勤めを終えて引退した。市議会は、はしごを博物館に残すと約束している。", "関連記事"),
    ("ko", "등대지기의 은퇴", "항구의 마지막 등대지기가 금요일 사십 년 만에 은퇴했다. 시의회는 그의 사다리를 박물관에 보관하겠다고 약속했다.", "관련기사"),
    ("zh", "灯塔看守人退休", "港口最后一位灯塔看守人周五在工作四十年后退休。市议会答应把他的梯子留在博物馆里，放在一九一一年的渡船钟旁边。", "相关阅读"),
    ("ar", "حارس المنارة يتقاعد", "تقاعد آخر حراس المنارة في الميناء القديم يوم الجمعة بعد أربعين عاما من العمل، ووعد المجلس البلدي بحفظ سلمه في المتحف.", "اقرأ أيضا"),
    ("fa", "بازنشستگی فانوس‌بان", "آخرین فانوس‌بان بندر قدیمی روز جمعه پس از چهل سال کار بازنشسته شد و شورای شهر قول داد نردبان او را در موزه نگه دارد.", "بیشتر بخوانید"),
    ("hi", "दीपस्तंभ का रखवाला सेवानिवृत्त", "पुराने बंदरगाह का आख़िरी दीपस्तंभ रखवाला चालीस साल की सेवा के बाद शुक्रवार को सेवानिवृत्त हो गया और परिषद ने उसकी सीढ़ी संग्रहालय में रखने का वादा किया है।", "यह भी पढ़ें"),
    ("th", "ผู้เฝ้าประภาคารเกษียณ", "ผู้เฝ้าประภาคารคนสุดท้ายของท่าเรือเก่าเกษียณเมื่อวันศุกร์หลังทำงานมาสี่สิบปี สภาเมืองสัญญาว่าจะเก็บบันไดของเขาไว้ในพิพิธภัณฑ์ข้างระฆังเรือข้ามฟาก", "อ่านเพิ่มเติม"),
    ("he", "שומר המגדלור פורש", "שומר המגדלור האחרון של הנמל הישן פרש ביום שישי אחרי ארבעים שנות עבודה, ומועצת העיר הבטיחה לשמור את הסולם שלו במוזיאון.", "קראו גם"),
    ("ru", "Смотритель маяка ушёл на покой", "Последний смотритель маяка старой гавани в пятницу ушёл на покой после сорока лет работы, и городской совет обещал сохранить его лестницу в музее.", "Читайте также"),
]  # fmt: skip


@pytest.mark.parametrize("row", SCRIPTS, ids=[row[0] for row in SCRIPTS])
@pytest.mark.parametrize("shape", ["paragraphs", "breaks", "table"])
def test_every_script_is_read(row: tuple[str, str, str, str], shape: str) -> None:
    language, title, paragraph, label = row
    paragraphs = [f"{paragraph} {number}." for number in range(1, 5)]
    prose = {
        "paragraphs": "".join(f"<p>{one}</p>" for one in paragraphs),
        "breaks": "<br><br>".join(paragraphs),
        "table": "<table>" + "".join(f"<tr><td>{one}</td></tr>" for one in paragraphs) + "</table>",
    }[shape]
    related = f"<p>{label}: <a href='/b'>{title} 2</a></p>"
    body = f"<nav><a href='/'>{label}</a></nav><article><h1>{title}</h1><div class='text'>{prose}{related}</div></article>"
    found = read_page(page(body, lang=language), URL)
    assert found.text == "\n\n".join(paragraphs)
    assert found.language.partition("-")[0] == language
    assert found.title is not None
    assert found.title.value == title
    assert [link.title for link in found.related] == [f"{title} 2"]
