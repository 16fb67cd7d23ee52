"""From bytes to text and metadata: what is kept, what is chosen, and what a hostile page costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineage.text import digest_of, normalise
from lineage.values import Candidate, Exchange, Limits, Reading
from snapshots import charset, visible
from snapshots.reading import Reader, kind_of, ladder, read_plain

ADDRESS = "https://www.herald.example/2021/03/bridges.html"
PARAGRAPHS = [
    f"Paragraph {n} tells how the council met on Thursday, what engineers said about bridge {n}, and what it will cost."
    for n in range(12)
]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(read_seconds_wall=8.0)) as made:
        yield made


def page(head: str = "", body: str | None = None, attributes: str = 'lang="en-GB"') -> str:
    inner = (
        body if body is not None else "<article><h1>New bridges</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"
    )
    return f"<!DOCTYPE html><html {attributes}><head><meta charset=utf-8>{head}</head><body>{inner}</body></html>"


def read(reader: Reader, markup: str | bytes, **given: str | None) -> Reading:
    content = markup.encode() if isinstance(markup, str) else markup
    arguments = {"media_type": "text/html", "charset": None, "address": ADDRESS, **given}
    return reader.read(content, **arguments)  # type: ignore[arg-type]


# --- plain text -------------------------------------------------------------------------------------------------------


def test_a_text_file_is_its_own_text_to_the_last_line_end() -> None:
    content = "New bridges for the valley\r\n\r\nThe council said on Thursday…\r\rIt ends\twith blanks  \n\n".encode()
    reading = read_plain(content)
    assert reading.main_text == reading.page_text == content.decode()
    assert (reading.extractor.name, reading.title) == ("plain text", "New bridges for the valley")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Council defends bridges\n\nText.", "Council defends bridges"),
        (" date 2021-11-29 Council defends bridges: residents\n\nNovember 29, 2021\n\nText", "Council defends bridges: residents"),
        ("# Council defends bridges #\nText follows at once.", "Council defends bridges"),
        ("Council defends bridges\n=======\nText.", "Council defends bridges"),
        ("Is this a title?\n\nText.", "Is this a title?"),
        ("The minister of the U.S.\n\nText.", "The minister of the U.S."),
        ("\n\n议会为新桥辩护\n\n正文。", "议会为新桥辩护"),
        ("The council met on Thursday. It said little.\n\nMore.", None),
        ("The council met\non Thursday and said little.", None),
        ("“We will build it,” he said.”\n\nMore.", None),
        ("https://herald.example/x\n\nMore.", None),
        ("x" * 300 + "\n\nMore.", None),
        ("---\n\nMore.", None),
        ("", None),
    ],
)
def test_a_first_line_is_the_title_only_if_it_looks_like_one(text: str, title: str | None) -> None:
    assert read_plain(text.encode()).title == title


def test_front_matter_gives_title_author_date_and_language() -> None:
    text = "---\ntitle: 'New bridges'\ndate: 2021-03-04\nauthor: A. Writer\nlang: en\n---\n\nAnother line\n\nText."
    reading = read_plain(text.encode())
    assert (reading.title, reading.author, reading.published, reading.language) == ("New bridges", "A. Writer", "2021-03-04", "en")
    assert Candidate("title", "New bridges", "front matter:title") in reading.candidates
    assert Candidate("title", "Another line", "text:line 8") in reading.candidates


def test_dates_in_the_first_lines_are_candidates_with_their_line() -> None:
    reading = read_plain(b"New bridges\n\nSource: Portal Published: 2020/10/20 12:40:39\n\nOn May 3, 2019 they met and talked.\n")
    assert [c for c in reading.candidates if c.name == "date"] == [Candidate("date", "2020-10-20", "text:line 3", "published")]
    assert reading.published == "2020-10-20"


# --- what the bytes are -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media_type", "address", "kind"),
    [
        (b"<html>", "text/html; charset=utf-8", "", "page"),
        (b"<p>fragment</p>", None, "", "page"),
        (b"words", None, "/files/a.txt", "text"),
        (b"words", "application/octet-stream", "https://x.example/a.html?b=c", "page"),
        (b"# words", "text/markdown", "", "text"),
        (b"<html>", "text/plain", "", "text"),
        (b"%PDF-1.4", "text/html", "", "none"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "", "none"),
        (b"<!doctype html><p>an error page", "image/png", "", "page"),
        (b"words", "image/png", "", "none"),
        (b"body{}", "text/css", "", "none"),
        (b"<rss version='2.0'></rss>", "text/html", "", "none"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "application/xml", "", "page"),
        (b"", "text/html", "", "none"),
    ],
)
def test_what_is_read_as_a_page_as_text_or_not_at_all(content: bytes, media_type: str | None, address: str, kind: str) -> None:
    assert kind_of(content, media_type, address)[0] == kind


def test_binary_content_is_a_reading_that_says_so(reader: Reader) -> None:
    reading = read(reader, b"%PDF-1.7 and so on")
    assert (reading.main_text, reading.problem) == ("", "not text: PDF")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_main_text_is_the_article_and_page_text_is_all_that_is_seen(reader: Reader) -> None:
    body = (
        "<nav><a>Home</a><a> Sport</a></nav><article><h1>New  bridges</h1>"
        + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
        + "<p>The same  <b>words</b>\n twice.</p><p>The same words twice.</p></article><pre>one\ntwo</pre>"
        "<p hidden>never seen</p><script>var a = 'code'</script><style>p{}</style><noscript>no</noscript><template>t</template>"
        "<ul><li>first<li>second</ul>a<br>b<footer>Imprint</footer>"
    )
    reading = read(reader, page(body=body))
    assert reading.problem is None
    assert all(p in reading.main_text for p in PARAGRAPHS)
    assert "Imprint" not in reading.main_text
    expected = ["HomeSport".replace("S", " S"), "New bridges", *PARAGRAPHS, *["The same words twice."] * 2]
    assert reading.page_text.split("\n") == [*expected, "one", "two", "first", "second", "a", "b", "Imprint"]


def test_every_field_is_a_candidate_with_its_carrier(reader: Reader) -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "The Herald", "url": "https://www.herald.example/"},
            {
                "@type": ["NewsArticle"],
                "headline": "New bridges",
                "author": [{"name": "A. Writer"}, {"name": "B. Other"}],
                "datePublished": "2021-03-04T05:06:07+01:00",
                "dateModified": "2021-03-05",
            },
        ],
    }
    head = (
        '<title>New bridges | The Herald</title><meta property="og:title" content="New bridges | The Herald">'
        '<meta property="og:site_name" content="The Herald"><meta name="twitter:title" content="Bridges!">'
        '<meta name="DC.date" content="2021-03-04"><meta property="article:modified_time" content="2021-03-06T00:00:00Z">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )
    reading = read(reader, page(head, body='<h1>New bridges</h1><time datetime="2021-03-04">4 March</time><p>Text.</p>'))
    assert {
        Candidate("title", "New bridges | The Herald", 'meta[property="og:title"]'),
        Candidate("title", "Bridges!", 'meta[name="twitter:title"]'),
        Candidate("title", "New bridges", "json-ld:$.@graph[1].headline"),
        Candidate("title", "New bridges | The Herald", "title"),
        Candidate("title", "New bridges", "h1"),
        Candidate("author", "B. Other", "json-ld:$.@graph[1].author[1].name"),
        Candidate("date", "2021-03-04", 'meta[name="DC.date"]', "published"),
        Candidate("date", "2021-03-05", "json-ld:$.@graph[1].dateModified", "modified"),
        Candidate("date", "2021-03-04", "time[datetime]"),
        Candidate("site_name", "The Herald", "json-ld:$.@graph[0].name"),
    } <= set(reading.candidates)
    assert any(c.name == "date" and c.carrier == "trafilatura" for c in reading.candidates)
    assert (reading.title, reading.author, reading.site_name) == ("New bridges", "A. Writer; B. Other", "The Herald")
    assert (reading.published, reading.language) == ("2021-03-04T05:06:07+01:00", "en-GB")


LINES = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


@pytest.mark.parametrize(
    "attribute",
    ['style="display:none"', 'style="color:red; DISPLAY : none !important"', "style='visibility:hidden'", "hidden"],
)
def test_what_the_page_itself_hides_is_neither_seen_nor_part_of_the_article(attribute: str, reader: Reader) -> None:
    reading = read(
        reader, page(body=f"<article><h1>New bridges</h1>{LINES}<p {attribute}>Nobody reads this sentence.</p></article>")
    )
    assert "Nobody" not in reading.page_text + reading.main_text
    assert all(p in reading.main_text and p in reading.page_text for p in PARAGRAPHS)


@pytest.mark.parametrize(
    "attribute", ['aria-hidden="true"', 'style="display:block"', 'style="backface-visibility:hidden"', 'data-x="display:none"']
)
def test_what_only_sounds_hidden_is_seen(attribute: str, reader: Reader) -> None:
    assert "Everybody reads" in read(reader, page(body=f"{LINES}<p {attribute}>Everybody reads this.</p>")).page_text


def test_a_page_that_a_script_will_reveal_is_read(reader: Reader) -> None:
    markup = page(body=f'<div style="visibility:hidden"><h1>New bridges</h1>{LINES}</div><p>Imprint</p>')
    assert all(p in read(reader, markup).page_text for p in PARAGRAPHS)


@pytest.mark.parametrize(
    ("struck", "seen"),
    [
        ("He <s>never <b>said</b> it</s> nodded.", "He [struck out: never said it] nodded."),
        ("He <del>said it</del> nodded.", "He [struck out: said it] nodded."),
        ("<strike>He said it.</strike>", "[struck out: He said it.]"),
        ('He <span style="text-decoration: line-through">said it</span>.', "He [struck out: said it]."),
        ("He <s></s>nodded <s><del>twice</del></s>.", "He nodded [struck out: twice]."),
    ],
)
def test_struck_out_text_is_marked_in_both_texts(struck: str, seen: str, reader: Reader) -> None:
    reading = read(reader, page(body=f"<article><h1>New bridges</h1>{LINES}<p>On the quay, in the rain: {struck}</p></article>"))
    assert f"rain: {seen}" in reading.page_text
    assert f"rain: {seen}" in reading.main_text


def test_struck_out_paragraphs_are_marked_each(reader: Reader) -> None:
    reading = read(reader, page(body=f"{LINES}<del><p>First claim.</p><p>Second claim.</p></del><p>After.</p>"))
    assert reading.page_text.endswith("[struck out: First claim.]\n[struck out: Second claim.]\nAfter.")


def test_raised_and_lowered_numbers_do_not_run_into_what_stands_before_them(reader: Reader) -> None:
    sentence = (
        "Some 10<sup>2</sup> m<sup>2</sup> of CO<sub>2</sub> at 10<sup>-3</sup>, a claim<sup><a href='#1'>1</a>,2</sup> "
        "for $9<sup>99</sup> on the 5<sup>th</sup>, noted<sup>[3]</sup>."
    )
    seen = "Some 10² m² of CO₂ at 10⁻³, a claim¹,² for $9⁹⁹ on the 5th, noted[3]."
    reading = read(reader, page(body=f"<article><h1>New bridges</h1>{LINES}<p>{sentence}</p></article>"))
    assert seen in reading.page_text
    assert seen in reading.main_text


def test_the_identity_of_the_extractor_tells_the_rules_of_visibility_and_decoding(reader: Reader) -> None:
    version = read(reader, page()).extractor.version
    assert f"page text {visible.WALK}" in version
    assert f"decoding {charset.RULES}" in version


@pytest.mark.parametrize("label", ["iso-8859-1", "gbk", "utf-16", "windows-1251"])
def test_a_new_label_does_not_turn_a_page_into_another_text(label: str, reader: Reader) -> None:
    markup = page(body=f"<article><h1>Új hidak</h1>{LINES}<p>“Ça suffit”, a déclaré l’ingénieur – c’était prévu.</p></article>")
    before, now = read(reader, markup, charset="utf-8"), read(reader, markup, charset=label)
    assert (now.main_text, now.page_text) == (before.main_text, before.page_text)
    assert label in now.encoding


def publisher(name: str, address: str) -> str:
    data = {
        "@type": "NewsArticle",
        "headline": "x",
        "mainEntityOfPage": address,
        "publisher": {"@type": "Organization", "name": name},
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_a_publisher_of_another_host_is_a_candidate_and_never_the_site(reader: Reader) -> None:
    reading = read(reader, page(publisher("The Wire", "https://wire.example/original")))
    assert reading.site_name is None
    assert Candidate("site_name", "The Wire", "json-ld:$.publisher.name") in reading.candidates


def test_a_publisher_of_the_pages_own_site_is_the_site(reader: Reader) -> None:
    assert read(reader, page(publisher("The Herald", "https://herald.example/x"))).site_name == "The Herald"


def test_og_site_name_outranks_a_foreign_publisher_but_not_two_fields_that_agree(reader: Reader) -> None:
    copied = publisher("The Wire", "https://wire.example/x") + '<meta property="og:site_name" content="Herald Online">'
    assert read(reader, page(copied)).site_name == "Herald Online"
    two = '<meta property="og:site_name" content="The Wire"><meta name="application-name" content="Herald">'
    assert read(reader, page(two + publisher("Herald", ADDRESS))).site_name == "Herald"


def test_og_locale_stands_in_for_a_missing_language(reader: Reader) -> None:
    assert read(reader, page('<meta property="og:locale" content="de_AT">', attributes="")).language == "de-AT"
    assert read(reader, page(attributes="")).language is None


def test_the_same_bytes_give_the_same_reading_in_another_worker(reader: Reader) -> None:
    with Reader() as other:
        assert read(reader, page(publisher("A", "b"))) == read(other, page(publisher("A", "b")))


def test_the_extractor_names_every_library_that_has_a_say(reader: Reader) -> None:
    extractor = read(reader, page()).extractor
    assert extractor.name == "trafilatura"
    assert all(name in extractor.version for name in ("trafilatura 2.3", "lxml", "libxml2", "htmldate", "courlan", "justext"))
    assert json.loads(extractor.options)["fast"] is True


@pytest.mark.parametrize(
    ("codec", "head", "charset", "said"),
    [
        ("gb18030", "<meta charset=gb2312>", None, "gb18030 (markup)"),
        ("cp1251", "", "windows-1251", "windows-1251 (HTTP header)"),
        ("cp1251", "", "utf-8", "windows-1251 (detected; the HTTP header says utf-8, which the bytes are not)"),
    ],
)
def test_pages_are_read_in_their_own_encoding(reader: Reader, codec: str, head: str, charset: str | None, said: str) -> None:
    text = "Совет в четверг сообщил о новых мостах." if codec == "cp1251" else "议会星期四宣布修建新的桥梁。"
    reading = read(reader, f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(codec), charset=charset)
    assert (reading.page_text, reading.encoding) == (text, said)


# --- hostile pages ----------------------------------------------------------------------------------------------------


def test_nul_bytes_and_fragments_are_read(reader: Reader) -> None:
    assert read(reader, b"<p>one\0 two</p>").page_text == "one two"
    assert read(reader, b"").problem is None


def test_a_page_over_the_size_limit_is_not_parsed(reader: Reader) -> None:
    reading = read(reader, b"<html><body><p>" + b"long " * 1_200_000)
    assert (reading.main_text, reading.page_text) == ("", "")
    assert reading.problem == "not parsed: 6,000,015 bytes of HTML, and the limit is 5,000,000"


def test_entities_are_not_expanded(reader: Reader) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    reading = read(reader, bomb + "<html><body><p>Before &b; and &f; after</p></body></html>")
    assert "aaaa" not in reading.main_text + reading.page_text.replace('"aaaaaaaaaa"', "")
    assert "root:" not in reading.page_text


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_is_read() -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(20_000))
    with Reader(Limits(read_seconds_wall=0.5)) as impatient:
        reading = read(impatient, f"<html><body {attributes}><p>text</p></body></html>")
        assert (reading.main_text, reading.problem) == ("", "reading took longer than 0.5 s and was stopped")
        assert read(impatient, page()).title == "New bridges"


def test_a_page_nested_too_deeply_says_that_its_text_is_not_all_there(reader: Reader) -> None:
    reading = read(reader, "<html><body><p>Before.</p>" + "<div>" * 200_000 + "deep")
    assert reading.problem is not None
    assert "Excessive depth" in reading.problem


def test_a_page_that_needs_too_much_memory_is_stopped_and_the_next_one_is_read() -> None:
    with Reader(Limits(read_memory_bytes=200 << 20, read_seconds_wall=20.0)) as poor:
        reading = read(poor, page(body="<p>x</p>" * 500_000))
        assert reading.main_text == ""
        assert reading.problem is not None
        assert read(poor, page()).title == "New bridges"


def test_a_worker_that_was_killed_is_replaced_without_anyone_noticing() -> None:
    with Reader() as one:
        before = read(one, page())
        assert one.worker_pid is not None
        os.kill(one.worker_pid, signal.SIGKILL)
        assert read(one, page()) == before


def test_a_worker_that_is_killed_in_the_middle_of_its_work_is_replaced() -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(12_000))
    with Reader() as one:
        read(one, page())
        pid = one.worker_pid
        assert pid is not None
        killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
        killer.start()
        reading = read(one, f"<html><body {attributes}><p>some text</p></body></html>")
        killer.join()
        assert (reading.problem, reading.page_text) == (None, "some text")
        assert one.worker_pid != pid


def test_workers_are_replaced_after_their_share_of_pages() -> None:
    with Reader(tasks_per_process=2) as one:
        pids = []
        for _ in range(4):
            one.start()
            pids.append(one.worker_pid)
            assert read(one, page()).problem is None
    assert len(set(pids)) == 2


def test_a_closed_reader_leaves_no_process_behind() -> None:
    one = Reader()
    read(one, page())
    pid = one.worker_pid
    assert pid is not None
    one.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_worker_ends_when_its_parent_is_killed() -> None:
    code = (
        "import os, signal, sys; from snapshots.reading import Reader; r = Reader();"
        "r.read(b'<html><p>x', media_type='text/html', charset=None, address='https://a.example/');"
        "print(r.worker_pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    pid = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        threading.Event().wait(0.05)
    pytest.fail("the worker outlived its parent")


def test_the_readers_own_process_loads_no_parser() -> None:
    code = (
        "import sys; from snapshots.reading import Reader; r = Reader();"
        "r.read(b'<html><p>x', media_type='text/html', charset=None, address='https://a.example/'); r.close();"
        "print([m for m in ('trafilatura', 'lxml', 'feedparser', 'prefect', 'sqlmodel') if m in sys.modules])"
    )
    root = str(Path(__file__).resolve().parents[1])
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True).stdout.strip() == "[]"


# --- the ladder -------------------------------------------------------------------------------------------------------


def test_the_ladder_has_a_digest_for_every_rung() -> None:
    text = "New  bridges\n\nThe council’s words.\n"
    content = text.encode()
    exchange = Exchange(ADDRESS, ADDRESS, datetime.now(UTC), 0.1, "captured", "", body=b"packed", content=content)
    rungs = ladder(exchange, read_plain(content))
    assert (rungs.payload, rungs.content) == (digest_of(b"packed"), digest_of(content))
    assert rungs.main_text == rungs.page_text == digest_of(text)
    assert rungs.normalised_text == digest_of(normalise(text))
    assert rungs.paragraphs == (digest_of("New bridges"), digest_of("The council's words."))


# --- reading ahead ----------------------------------------------------------------------------------------------------


def ahead_page(words: str) -> bytes:
    text = f"{words} was said at length on the quay of the old harbour town."
    return f"<html><body><article><p>{text}</p></article></body></html>".encode()


ASK = {"media_type": "text/html", "charset": None, "address": "https://gull.example/"}


def test_what_was_read_ahead_is_what_read_gives():
    page = ahead_page("Nothing")
    with Reader() as reader:
        plainly = reader.read(page, **ASK)
        reader.read_ahead(page, **ASK)
        assert reader.read(page, **ASK) == plainly


def test_an_answer_nobody_fetched_is_never_given_for_another_page():
    with Reader() as reader:
        reader.read(ahead_page("Warm"), **ASK)
        reader.read_ahead(ahead_page("First"), **ASK)
        assert "Second" in reader.read(ahead_page("Second"), **ASK).main_text
        reader.read_ahead(ahead_page("Third"), **ASK)
        reader.read_ahead(ahead_page("Fourth"), **ASK)
        assert "Fifth" in reader.read(ahead_page("Fifth"), **ASK).main_text


def test_a_worker_that_dies_while_reading_ahead_is_replaced():
    page = ahead_page("Nothing")
    with Reader() as reader:
        plainly = reader.read(page, **ASK)
        reader.read_ahead(page, **ASK)
        os.kill(reader.worker_pid, signal.SIGKILL)
        assert reader.read(page, **ASK) == plainly
