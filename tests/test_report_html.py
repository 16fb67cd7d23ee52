"""The HTML and Markdown of a report: captured text stays text, nothing is fetched, the same report gives the same bytes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from lineage.values import Passage
from lineage.word_alignment import align_words
from reports import markdown
from reports.html import POLICY, render_chain_page, render_index, render_report
from reports.views import plain
from reports.visible import visible, web_address
from reports.words import LIMITS, ROLE_LABELS

DIGEST = "sha256:" + "0" * 64
TIME = "2026-11-17T09:30:00Z"

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "<!-- --><b onmouseover=alert(1)>x</b>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "` onload=alert(1) `",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://a.example/",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    'https://a.example/"onclick="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "https://a.example/x\u202egpj.exe",
    "http:///no-host",
    "https://[broken",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href=https://a.example/>",
    "<meta http-equiv=refresh content='0;url=https://a.example/'>",
    "<link rel=stylesheet href=https://a.example/x.css>",
    "<form action=https://a.example/><input name=a><button>go</button></form>",
    "<style>@import url(https://a.example/x.css)</style>",
    "<a href=javascript:alert(1)>click</a>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></math>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u202ereversed\u202c \u2066isolated\u2069 \u200bzero \ufeffmark",
    "\x00\x07\x1b[31mred\x1b[0m\x7f\x9b31m",
    "\ud800 a lone surrogate",
    "\u2028line\u2029paragraph",
]

ELEMENTS = set(
    re.findall(
        r"\w+",
        """html head meta title style body header main section footer nav p h1 h2 h3 dl dt dd ul li a div span table caption
        thead tbody tr th td bdi code strong blockquote mark del ins br b sup svg desc defs marker path rect text g clippath""",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        """lang charset http-equiv content name class id href rel dir role aria-label aria-labelledby tabindex scope colspan
        data-side xmlns viewbox width height refx refy markerwidth markerheight orient d x y rx clip-path marker-start
        marker-end stroke-dasharray text-anchor""",
    )
)


def clue(said: str) -> dict[str, Any]:
    span = {"start": 3, "end": 3 + len(said), "quote": said, "rule": "source-line", "rule_version": "1"}
    more = {"kind": "source line", "role": "credited_source", "value": said, "carrier": said, "outlet": said, "scope": "network"}
    return {**span, **more, "strength": "states", "confidence": None, "date": said, "before": said, "after": said, **judged(said)}


def judged(said: str) -> dict[str, Any]:
    return {"finding": "c1", "judgement": {"verdict": "confirmed", "by": said, "because": said, "made": TIME}}


def node(name: str, said: str, *, captured: bool) -> dict[str, Any]:
    place = {"address": said, "host": said, "date": said, "date_meaning": "as the page says", "first_seen": TIME}
    return {"id": name, "kind": "document", "captured": captured, "name": said, "title": said, **place}


def edge(origin: str, target: str, said: str) -> dict[str, Any]:
    ends = {"from": origin, "to": target, "relation": "full reprint", "word": "undetermined", "confidence": None}
    ends |= {"containment_to": 0.82, "containment_from": 0.4, "inferred": "undetermined", **judged(said)}
    return {**ends, "evidence": [said], "rivals": [{"name": said, "node": "d3", "reasons": [said]}], "engine": "descent 1"}


def verdict(said: str) -> dict[str, Any]:
    known = {"name": said, "word": "stated", "known": False, "clues": [clue(said)], "candidates": [], "rejected": [clue(said)]}
    candidate = {"name": said, "scope": "network", "known": True, "clues": [clue(said)]}
    unknown = {"name": None, "word": "undetermined", "known": True, "clues": [], "candidates": [candidate], "rejected": []}
    return {"host": unknown, "credited_source": known, "text_origin": known, "asset_origin": unknown}


def side(said: str) -> dict[str, Any]:
    return {"document": "d2", "quote": said, "start": 1, "end": 2, "value": 451400}


def pin(said: str) -> dict[str, Any]:
    edits = [{"op": op, "was": said, "now": said} for op in ("replace", "insert", "delete")]
    check = {"verdict": "altered", "now": said, "start": 4, "edits": edits, "reasons": [said]}
    anchor = {"exact": said, "prefix": said, "suffix": said, "start": 0, "layer": "main"}
    history = [{"audit": 1, "made": TIME, "offline": False, **check}]
    return {"id": "p1", "document": "d1", "anchor": anchor, "snapshot": DIGEST, "made": TIME, "note": said, "history": history}


def audit(said: str) -> dict[str, Any]:
    parts = [{"op": op, "was": said, "now": said, "edits": []} for op in ("replace", "insert", "delete", "move", "equal")]
    change = {"word": "text", "reasons": [said], "rungs": ["main_text"], "parts": parts}
    facts = {"was_snapshot": DIGEST, "now_snapshot": None, "now_capture": 2, "quality": "ok", "pins": []}
    return {"number": 1, "document": "d1", "made": TIME, "offline": True, "change": change, **facts}


def snapshot(said: str) -> dict[str, Any]:
    rungs = ("payload", "content", "page_text", "main_text", "normalised_text")
    stored = {"warc_digest": DIGEST, "warc_path": said, "warc_size": 9, "record_id": said, "media_type": said, "size": 1200}
    ladder = {**dict.fromkeys(rungs, DIGEST), "paragraphs": [DIGEST]}
    extractor = {"name": said, "version": said, "options": said}
    return {"digest": DIGEST, **stored, "captured": [TIME], "ladder": ladder, "extractor": extractor, "problem": said}


def capture(said: str) -> dict[str, Any]:
    answer = {"outcome": "failed", "reason": said, "status": None, "quality": "undetermined", "quality_reasons": [said]}
    where = {"document": "d1", "address": said, "final_address": said + "x", "snapshot": None, "truncated": "length"}
    return {"number": 1, "started": TIME, "seconds": 0.5, **answer, **where}


def work(said: str) -> dict[str, Any]:
    mention = {"quote": said, "start": 0, "end": 1, "mention": "titled", "rule": "titled", "rule_version": "1"}
    about = {"id": "w1", "title": said, "issuer": said, "date": said, "variants": [said, said + "s"], "also_cited_by": ["d2"]}
    return {**about, "mentions": [mention]}


def document(said: str) -> dict[str, Any]:
    read = {"author": said, "published": said, "language": said, "outlet": said, "origin_path": said}
    seen = {"claimed": True, "claimed_date": TIME, "first_seen": TIME, "snapshot": DIGEST}
    return {"id": "d1", "address": said, "title": said, **read, **seen}


def aligned(op: str, start: int, end: int, said: str) -> dict[str, Any]:
    """A part of an alignment that has the same place on both sides."""
    equal = op == "equal"
    words = {
        "a_words": int(op != "left out"),
        "b_words": int(op != "added"),
        "a": None if equal else said,
        "b": None if equal else said,
    }
    return {"op": op, "a_start": start, "a_end": end, "b_start": start, "b_end": end, **words}


def passage(said: str) -> dict[str, Any]:
    """A passage that differs in every way."""
    end = len(said)
    ops = ("equal", "replaced", "added", "left out", "respelled")
    parts = [aligned(op, 0 if op == "equal" else end, end, said) for op in ops]
    spans = {"a_start": 0, "a_end": end, "b_start": 0, "b_end": end}
    return {**spans, "tokens": 9, "kind": "edited", "bits": 61.5, "a_quote": said, "b_quote": said, "alignment": parts}


def withdrawn(said: str) -> dict[str, Any]:
    return edge("d2", "d1", said) | {"made": TIME, "withdrawn": TIME, "reason": said}


def report(said: str) -> dict[str, Any]:
    """A report in which every captured text is `said`."""
    span = {"quote": said, "start": 0, "end": 5, "rule": "r", "rule_version": "1"}
    shares = {"of": "d1", "current": False, "containment": 0.5, "containment_other": 0.25, "relation": "excerpt"}
    shared = {"document": "d2", "title": said, "name": said, "address": said, **shares, "passages": [passage(said)]}
    nodes = [node("d1", said, captured=True), node("d2", said, captured=False)]
    copies = [edge("d1", "d3", said) | {"node": node("d3", said, captured=True)}]
    extractor = {"name": said, "version": said, "options": said}
    rules = [{"rule": "source-line", "version": "1"}]
    method = {"tool": {"name": "citetrail", "version": "0"}, "extractor": extractor, "encoding": said, "rules": rules}
    return {
        "format": "citetrail report",
        "format_version": 1,
        "document": document(said),
        "verdict": verdict(said),
        "chain": {
            "nodes": nodes,
            "edges": [edge("d2", "d1", said)],
            "copies": copies,
            "withdrawn": [withdrawn(said)],
            "rejected": [withdrawn(said)],
        },
        "clues": [clue(said), clue(said) | {"start": None, "end": None, "before": None, "after": None}],
        "shared": [shared],
        "discrepancies": [{"kind": "transposition", "subject": said, "left": side(said), "right": side(said)}],
        "citations": [work(said)],
        "quotations": [{**span, "type": "direct", "speaker": said}],
        "text": said,
        "notes": [{"mark": "c1", "kind": "clue", "start": 0, "end": 1, "lines": [said, said]}],
        "figures": [{**span, "value": {"low": 1, "high": 2.5}, "unit": said, "qualifier": said, "period": said}],
        "pins": [pin(said)],
        "audits": [audit(said)],
        "snapshots": [snapshot(said)],
        "captures": [capture(said)],
        "names": {"d1": said, "d2": said, "d3": said},
        "method": {**method, "engines": ["descent 1"]},
        "limits": list(LIMITS),
    }


def chain(said: str) -> dict[str, Any]:
    whole = report(said)
    parts = {name: whole[name] for name in ("document", "verdict", "discrepancies", "names", "shared")}
    further = whole["shared"][0] | {"of": "d2", "document": "d3"}
    return {**parts, **whole["chain"], "shared": [*whole["shared"], further], "shared_more": 2}


def index(said: str) -> list[dict[str, Any]]:
    roles = {role: {"name": said, "word": "stated", "candidates": []} for role in ROLE_LABELS}
    roles["host"] = {"name": None, "word": "undetermined", "candidates": [said]}
    last = {"last_capture": {"started": TIME, "outcome": "captured", "quality": "ok"}}
    audited = {"last_audit": {"made": TIME, "change": "text", "pins": {"altered": 2}}}
    return [{"id": "d1", "title": said, "address": said, "html": "a-d1.html", "verdict": roles, **last, **audited}]


def pages(said: str) -> list[str]:
    return [render_report(report(said)), render_chain_page(chain(said)), render_index(index(said))]


def empty() -> dict[str, Any]:
    """A report on a document of which nothing is known but its address."""
    nothing: dict[str, Any] = {key: [] for key in report("x") if isinstance(report("x")[key], list)}
    unknown = {"name": None, "word": "undetermined", "known": True, "clues": [], "candidates": [], "rejected": []}
    bare = dict.fromkeys(document("x")) | {"id": "d1", "address": "", "claimed": False}
    method = {"tool": {"name": "citetrail", "version": "0"}, "extractor": None, "encoding": None, "rules": [], "engines": []}
    chain_parts: dict[str, Any] = {"nodes": [], "edges": [], "copies": [], "withdrawn": [], "rejected": []}
    whole = {"document": bare, "verdict": dict.fromkeys(ROLE_LABELS, unknown), "chain": chain_parts, "names": {}, "method": method}
    return {**report("x"), **nothing, **whole, "text": ""}


def parsed(page: str) -> Any:
    return lxml_html.document_fromstring(page.encode("utf-8"))


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes; but for the lines of a drawing, which a long name has more of."""
    found = [(each.tag.lower(), tuple(sorted(each.attrib))) for each in parsed(page).iter(etree.Element)]
    return [each for each in found if each[0] != "text"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_captured_text_brings_no_element_attribute_or_link_of_its_own(payload: str) -> None:
    for page in pages(payload):
        for each in parsed(page).iter(etree.Element):
            assert each.tag.lower() in ELEMENTS
            assert {name.lower() for name in each.attrib} <= ATTRIBUTES, each.attrib
            assert re.fullmatch(r"#[\w-]+|[\w-]+\.html|https?://[^\s\"'<>]+", each.get("href", "#a")), each.get("href")
        assert not re.search(r"<script", page, re.IGNORECASE)
        assert not list(parsed(page).iter(etree.Comment, etree.ProcessingInstruction))


@pytest.mark.parametrize("payload", [said for said in PAYLOADS if web_address(said) is None])
def test_a_page_has_the_same_elements_whatever_the_captured_text_says(payload: str) -> None:
    without_codes = re.compile(r'<code class="?hidden"?>.*?</code>')
    for page, expected_page in zip(pages(payload), pages("harmless"), strict=True):
        given, expected = (
            [(tag, tuple(name for name in names if name != "lang")) for tag, names in shape(without_codes.sub("", text))]
            for text in (page, expected_page)
        )
        assert given == expected


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_text_itself_is_there_to_read_with_hidden_characters_named(payload: str) -> None:
    seen = parsed(render_report(report(payload))).xpath("//h1/bdi")[0]
    for code in seen.xpath("./code"):
        code.text = f"[{code.text}]"
    assert seen.text_content() == visible(payload)


def test_hidden_characters_are_shown_as_code_and_never_passed_on() -> None:
    page = render_report(report("safe\u202etxt.exe\x1b[2J\u200b\ud800"))
    for code in ("U+202E", "U+001B", "U+200B", "U+D800"):
        assert f"<code class=hidden>{code}</code>" in page
    assert not re.search("[\u202e\x1b\u200b\ud800]", page + markdown.render_report(report("safe\u202e\x1b\u200b\ud800")))


def test_a_web_address_is_linked_without_referrer_and_nothing_else_is() -> None:
    links = parsed(render_report(report("https://a.example/x?b=1&c=2"))).xpath("//a[not(starts-with(@href, '#'))]")
    assert links
    assert {(each.get("href"), each.get("rel")) for each in links} == {("https://a.example/x?b=1&c=2", "noreferrer nofollow")}
    for address in ("javascript:alert(1)", "ftp://a.example/", "//a.example/", "file:///etc/passwd", "https://", "https://a b/"):
        assert web_address(address) is None


def test_pages_fetch_nothing_and_forbid_scripts() -> None:
    for page in pages("https://a.example/pixel.gif"):
        root = parsed(page)
        assert root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        assert "default-src 'none'" in POLICY
        assert not root.xpath("//@src | //@srcset | //@background | //@poster | //@data | //link | //script | //object | //embed")
        assert not re.search(r"url\((?!#)|@import", page)


def test_every_table_says_what_its_columns_are() -> None:
    root = parsed(render_report(report("text")))
    assert root.get("lang") == "en"
    for table in root.iter("table"):
        assert table.xpath("./thead/tr/th")
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in root.xpath("//nav//a/@href")} <= set(ids)


def test_the_language_of_a_text_is_marked_only_if_it_is_a_language_tag() -> None:
    assert 'lang="ar"' in render_report(report("x") | {"document": document("x") | {"language": "ar"}})
    odd = render_report(report("x") | {"document": document("x") | {"language": 'en" onclick="alert(1)'}})
    assert parsed(odd).xpath("//bdi/@lang") == []


def test_a_clue_stands_marked_between_its_context() -> None:
    found = clue("Source: The Courier") | {"before": "before it ", "after": " after it"}
    cell = parsed(render_report(report("x") | {"clues": [found]})).xpath("//section[@id='evidence']//td[1]")[0]
    assert cell.text_content() == "before it Source: The Courier after it"
    assert cell.xpath(".//mark")[0].text_content() == "Source: The Courier"


def test_edits_of_a_pin_are_marked_as_deleted_and_inserted_words() -> None:
    changed = pin("x")
    changed["history"][0]["edits"] = [{"op": "replace", "was": "eleven", "now": "nine"}]
    section = parsed(render_report(report("x") | {"pins": [changed], "audits": []})).xpath("//section[@id='audits']")[0]
    assert [each.text_content() for each in section.iter("del", "ins")] == ["eleven", "nine"]


def laid_out(passage: dict[str, Any]) -> list[list[Any]]:
    """The cells of a passage's rows, as a page shows them."""
    shared = report("x")["shared"][0] | {"passages": [passage]}
    section = parsed(render_report(report("x") | {"shared": [shared]})).xpath("//section[@id='passages']")[0]
    return [row.xpath("./td[@data-side]") for row in section.xpath(".//tbody/tr") if row.xpath("./td[@data-side]")]


def of_texts(a: str, b: str) -> dict[str, Any]:
    """A passage as a view holds it, of two texts that are one passage as a whole."""
    found = Passage(0, len(a), 0, len(b), 1, "edited", 20.0)
    parts = [plain(each) for each in align_words(a, b, found)]
    for part in parts:
        part["a"] = None if part["op"] == "equal" else a[part["a_start"] : part["a_end"]]
        part["b"] = None if part["op"] == "equal" else b[part["b_start"] : part["b_end"]]
    return {**plain(found), "a_quote": a, "b_quote": b, "alignment": parts}


def test_the_two_sides_of_a_passage_stand_beside_each_other_with_differing_words_marked() -> None:
    ((here, there),) = laid_out(of_texts("The labour port counted 415,400 boxes big.", "The so labor port counted 451,400 boxes."))
    assert here.text_content() == "The […] labour port counted 415,400 boxes big."
    assert there.text_content() == "The so labor port counted 451,400 boxes […]."
    assert [(each.tag, each.get("class"), each.text) for each in here.iter("mark", "ins")] == [
        ("mark", "respelled", "labour"),
        ("mark", "replaced", "415,400"),
        ("ins", None, "big"),
    ]
    assert [(each.tag, each.text) for each in there.iter("mark", "ins")] == [("ins", "so"), ("mark", "labor"), ("mark", "451,400")]


def test_a_long_passage_is_cut_into_rows_that_hold_the_same_words_on_both_sides() -> None:
    sentence = "“Every ship that left the harbour early that winter” came back before the ice (did). "
    a, b = sentence * 40, (sentence * 40).replace("winter", "spring", 1)
    rows = laid_out(of_texts(a, b))
    assert len(rows) > 5
    assert " ".join(here.text_content().strip() for here, _ in rows) == a.strip()
    assert " ".join(there.text_content().strip() for _, there in rows) == b.strip()
    assert all(here.text_content().startswith("“Every") for here, _ in rows)
    assert all(here.text_content() == there.text_content() for here, there in rows[1:])


def test_a_passage_says_its_kind_its_evidence_and_both_places_in_every_format() -> None:
    for text in (render_report(report("x")), markdown.render_report(report("x"))):
        said = re.sub(r"\\(.)", r"\1", text)
        assert "edited, 9 matching words, 62 bits of evidence; characters 0–1 here, 0–1 there" in said
        assert "50% of this" in said
        assert "82% of the second text stands in the first" in said
        assert "stood from 2026-11-17 09:30 UTC until 2026-11-17 09:30 UTC" in said


def test_a_report_about_nothing_still_says_so_everywhere() -> None:
    page = render_report(empty())
    for absence in ("Attribution absent", "No edge is known", "Never captured", "No citation was found", "No passage"):
        assert absence in page
    assert "Attribution absent" in markdown.render_report(empty())
    assert "holds no document" in render_index([])


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pages("text") == pages("text")
    assert markdown.render_report(report("text")) == markdown.render_report(report("text"))


def test_limits_and_rule_versions_stand_in_every_format() -> None:
    for text in (render_report(report("x")), markdown.render_report(report("x"))):
        assert LIMITS[0] in text
        assert "source-line 1" in text


@pytest.mark.parametrize("payload", [*PAYLOADS, "a | b", "`tick` ``two``", "# head", "![x](https://a.example/p.gif)", "[a]: b"])
def test_markdown_keeps_captured_text_from_being_mark_up(payload: str) -> None:
    text = markdown.render_report(report(payload))
    outside_code = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text)
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(|^(?!\|---).*(?<!\\)!\[", outside_code, re.MULTILINE)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    plain = [line for line in markdown.render_report(report("harmless")).splitlines() if line.startswith("|")]
    assert [row.count("|") for row in rows] == [row.count("|") for row in plain]
