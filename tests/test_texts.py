"""Whole texts of several manners, with our own labels: what all rules make of them together, and what leaves that unchanged."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from labelled import TEXTS

from lineage.clues import text_clues
from lineage.outlets import OutletTable
from lineage.quotations import find_quotations
from lineage.reported import find_reported
from lineage.turns import find_turns
from models.outlet_table import load_outlets

TABLE = OutletTable(load_outlets())

CLUES: dict[str, set[tuple[str, str, str]]] = {
    "wire": {("dateline", "text_origin", "Reuters"), ("date", "time", "first publication: Oct 12")},
    "transcript": {
        ("press conference", "text_origin", "Ministry of the Sea"),
        ("source line", "credited_source", "Ministry of the Sea"),
        ("date", "time", "event: 2020-10-14"),
    },
    "portal_en": {
        ("source line", "credited_source", "Xinhua"),
        ("dateline", "text_origin", "Xinhua"),
        ("date", "time", "this copy: 2020-10-15T09:12:00"),
        ("date", "time", "first publication: Oct. 15"),
    },
    "portal_zh": {
        ("source line", "credited_source", "Xinhua"),
        ("dateline", "text_origin", "Xinhua"),
        ("date", "time", "this copy: 2020-10-15"),
    },
    "arabic": {
        ("dateline", "text_origin", "Reuters"),
        ("source line", "credited_source", "Reuters"),
        ("date", "time", "first publication: 2020-10-12"),
    },
    "blog": {
        ("first publication", "text_origin", "Harbour Notes"),
        ("front matter", "time", "this copy: 2020-10-16"),
        ("date", "time", "lower bound: 2020-10-18"),
        ("date", "time", "upper bound: 2020-10-19"),
    },
    "release": {
        ("dateline", "text_origin", "PR Newswire"),
        ("source line", "credited_source", "Atlântica Ferries S.A"),
        ("date", "time", "first publication: 2020-10-13"),
    },
}

QUOTES: dict[str, list[tuple[str, str, str | None]]] = {
    "wire": [
        ("The vessel", "direct", "Helena Prates"),
        ("None was", "direct", "Helena Prates"),
        ("Our captains", "direct", "Tomás Leal"),
        ("moderate seas", "partial", "Tomás Leal"),
        ("premature", "partial", "Tomás Leal"),
        ("fatigue", "partial", "it"),
        ("Nobody", "direct", "one officer"),
        ("rotten", "partial", "a port official"),
        ("Loss of", "title", None),
        ("criminal", "scare", None),
        ("We are not", "direct", "Helena Prates"),
    ],
    "transcript": [("none was", "partial", "the director"), ("nobody", "scare", None)],
    "portal_en": [
        ("experts", "scare", None),
        ("facts speak", "partial", "A foreign ministry spokesperson"),
        ("certain", "partial", "A foreign ministry spokesperson"),
        ("We have", "direct", "the spokesperson"),
        ("They are", "direct", "the spokesperson"),
        ("Safety", "title", None),
        ("A just", "direct", None),
    ],
    "portal_zh": [
        ("漏洞", "partial", "外交部发言人"),
        ("我们", "direct", "发言人"),
        ("中方是否", "direct", "有记者"),
        ("中方愿", "direct", "发言人"),
        ("没有", "direct", "葡萄牙海事局局长普拉特斯"),
        ("专家", "scare", None),
    ],
    "arabic": [
        ("لم يتم", "direct", "مديرة السلطة هيلينا براتيس"),
        ("في الربيع", "partial", "براتيس"),
        ("قباطنتنا", "partial", "الرئيس التنفيذي توماس ليال"),
        ("كان السلم", "partial", "مسؤول في الميناء"),
    ],
    "blog": [
        ("None was", "direct", "she"),
        ("They'd", "direct", "she"),
        ("sail", "nested", None),
        ("tragedy", "scare", None),
        ("We tell", "direct", "Joan Didion"),
        ("Our Captains", "title", None),
        ("Why do", "direct", "A commenter on my last post"),
    ],
    "release": [
        ("The safety", "direct", "Tomás Leal"),
        ("We welcome", "direct", "Tomás Leal"),
        ("I am", "direct", "Dame Ruth Carver"),
        ("We will", "direct", "Dame Ruth Carver"),
        ("And we", "direct", "Dame Ruth Carver"),
        ("expects", "scare", None),
        ("believes", "scare", None),
        ("intends", "scare", None),
    ],
}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_clues_of_a_whole_text(name: str) -> None:
    found = {(c.kind, c.role, c.outlet or c.value) for c in text_clues(TEXTS[name], TABLE)}
    assert found >= CLUES[name]
    origins = {each for each in found if each[1] in ("text_origin", "credited_source", "host", "asset_origin")}
    assert origins <= CLUES[name]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_quotations_of_a_whole_text(name: str) -> None:
    found = find_quotations(TEXTS[name])
    assert len(found) == len(QUOTES[name]), [q.quote for q in found]
    for q, (opening, kind, speaker) in zip(found, QUOTES[name], strict=True):
        assert q.quote[1:].startswith(opening)
        assert q.type == kind, q
        named = (q.speaker or "").endswith(speaker) if speaker else q.speaker is None
        assert named, q


def test_the_turns_of_the_transcript_and_of_nothing_else() -> None:
    speakers = ["MODERATOR", "MINISTER SOFIA BRAGA", "Q", "MINISTER BRAGA", "Q (Rádio Mar)", "MINISTER BRAGA", "MODERATOR", "Q"]
    assert [turn.speaker for turn in find_turns(TEXTS["transcript"])] == [*speakers, "MINISTER BRAGA"]
    assert [name for name in TEXTS if find_turns(TEXTS[name])] == ["transcript"]


def test_chains_in_whole_texts_keep_their_hops() -> None:
    chains = [
        [hop.name for hop in one.hops]
        for name in ("wire", "portal_zh", "arabic")
        for one in find_reported(TEXTS[name], find_quotations(TEXTS[name]), TABLE)
        if len(one.hops) > 1
    ]
    assert chains == [
        ["The newspaper Público", "a port official"],
        ["路透社", "葡萄牙海事局局长普拉特斯"],
        ["صحيفة بوبليكو", "مسؤول في الميناء"],
    ]


# --- what changes nothing ---------------------------------------------------------------------------------------------

Finding = tuple[str, ...]


@cache
def findings(text: str) -> list[Finding]:
    """The words of every finding, spans checked, white space as one blank."""
    found: list[Finding] = []
    quotations = find_quotations(text)
    for q in quotations:
        assert text[q.start : q.end] == q.quote
        found.append(("quotation", " ".join(q.quote.split()), q.type, " ".join((q.speaker or "").split())))
    for one in find_reported(text, quotations, TABLE):
        assert text[one.start : one.end] == one.quote
        found.append(("reported", " ".join(one.quote.split()), *(" ".join(hop.name.split()) for hop in one.hops)))
    for turn in find_turns(text):
        assert text[turn.start : turn.end] == turn.quote
        found.append(("turn", turn.speaker, " ".join(turn.quote.split())))
    for c in text_clues(text, TABLE):
        assert c.start is not None
        assert text[c.start : c.end] == c.quote
        found.append(("clue", c.kind, c.role, " ".join((c.outlet or c.value).split()), " ".join(c.quote.split())))
    return sorted(found)


@pytest.mark.parametrize("name", sorted(TEXTS))
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(". ", ".\u00a0").replace(" said", "\u00a0said"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n\n", "\n\n\n\n") + "\n\n",
    ],
    ids=["crlf", "nbsp", "paragraphs collapsed", "paragraphs spread"],
)
def test_line_ends_and_blanks_change_no_findings_words(name: str, change: Callable[[str], str]) -> None:
    assert findings(change(TEXTS[name])) == findings(TEXTS[name])


TEMPLATE = "\n\nShare this\n\nRead our privacy policy.\n\nAll rights reserved.\n"


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"blog"}))
def test_template_lines_behind_a_text_change_no_findings_words(name: str) -> None:
    before, after = findings(TEXTS[name]), findings(TEXTS[name] + TEMPLATE)
    added = [each for each in after if each not in before]
    assert [each for each in added if each[1] != "interface language"] == []
    assert set(before) <= set(after)


@pytest.mark.parametrize(
    ("name", "line", "kind"),
    [
        ("transcript", "Source: Ministry of the Sea\n", "source line"),
        ("arabic", "المصدر: رويترز\n", "source line"),
        ("blog", "*This post first appeared on Harbour Notes.*\n", "first publication"),
        ("blog", "h/t @portwatch\n", "tip"),
        ("release", "SOURCE Atlântica Ferries S.A.\n", "source line"),
        ("wire", "(Reporting by Ana Melo; Editing by Mark Stone)\n", "wire tail"),
    ],
)
def test_deleting_a_credit_line_removes_its_clue_and_nothing_else(name: str, line: str, kind: str) -> None:
    assert line in TEXTS[name]
    before, after = findings(TEXTS[name]), findings(TEXTS[name].replace(line, ""))
    gone = [each for each in before if each not in after]
    assert [each[:2] for each in gone] == [("clue", kind)]
    assert [each for each in after if each not in before] == []


# --- hostile input ----------------------------------------------------------------------------------------------------

UNITS = [
    *("Source: ", "SOURCE X ", "來源：", "By A, ", "(AFP) - ", "PARIS, ", "MAY 5 2020 ", "2020-10-10 ", "1 May ", "© 2020 AFP "),
    *("This article first appeared in ", "Photo: AFP/", "told Reuters ", "a: ", "A: b\n", "A: What?\n\n", "“", "'a ", "> "),
    *("labour ", "/", "[x](https://a.b/", "Published: ", "Comments\n1 May 2020\n", "/123456-", "с использованием материалов "),
    *("citing A, ", "नि", "ー年", "“A”", "“a,” A said. ", "A said B said ", "A (B) said, "),
]


@pytest.mark.parametrize("unit", UNITS)
def test_no_repeated_piece_drives_any_rule_beyond_linear_time(unit: str) -> None:
    """A size at which work in the square of the length would not end within the suite's time."""
    text = unit * (15_000 // len(unit))
    assert len(text_clues(text, TABLE)) >= 0
    assert len(find_turns(text)) >= 0
    assert len(find_quotations(text)) >= 0
