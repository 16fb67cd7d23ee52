"""What the verbs print for people: readable on 100 columns, and safe whatever captured text contains."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lineage.values import Passage
from lineage.word_alignment import align_words
from reports import findings, terminal
from reports.views import plain
from reports.visible import cells, clip, visible

DIGEST = "sha256:" + "a" * 64


def clue(quote: str) -> dict[str, Any]:
    more = {"role": "text_origin", "strength": "states", "scope": "document", "value": quote, "carrier": "text", "finding": "c1"}
    return {"kind": "dateline", "quote": quote, "start": 0, "end": len(quote), "rule": "dateline", "rule_version": "1", **more}


def role(name: str | None, *candidates: str, clues: tuple[str, ...] = ()) -> dict[str, Any]:
    offered = [{"name": each, "scope": "network", "clues": [clue(each)]} for each in candidates]
    word = "stated" if name else "undetermined"
    return {
        "name": name,
        "word": word,
        "known": True,
        "clues": [clue(each) for each in clues],
        "candidates": offered,
        "rejected": [],
    }


MOMENT = "2026-11-17T09:30:00Z"


def passage(a: str, b: str, kind: Any = "edited") -> dict[str, Any]:
    """A passage as a view holds it, of two texts that are one passage as a whole."""
    found = Passage(0, len(a), 0, len(b), 12, kind, 60.4)
    parts = [plain(each) for each in align_words(a, b, found)]
    for part in parts:
        part["a"] = None if part["op"] == "equal" else a[part["a_start"] : part["a_end"]]
        part["b"] = None if part["op"] == "equal" else b[part["b_start"] : part["b_end"]]
    return {**plain(found), "a_quote": a, "b_quote": b, "alignment": parts}


def shared(said: str, of: str, *passages: dict[str, Any]) -> dict[str, Any]:
    place = {"of": of, "document": "d3", "title": said, "name": said, "address": said, "current": False}
    found = list(passages) or [passage(f"{said} one two", f"{said} three")]
    return {**place, "relation": "excerpt", "containment": 0.82, "containment_other": 0.4, "passages": found}


def chain(said: str = "text") -> dict[str, Any]:
    nodes = [
        {"id": "d1", "captured": True, "name": said, "kind": "document"},
        {"id": "outlet:x", "captured": False, "name": "Wire", "kind": "wire agency"},
    ]
    rival = {"name": said, "node": "d2", "reasons": [said]}
    edge = {"from": "outlet:x", "to": "d1", "relation": "text origin", "word": "stated", "evidence": [said], "rivals": [rival]}
    judgement = {"verdict": "rejected", "by": said, "because": said, "made": MOMENT}
    edge |= {"containment_to": 0.82, "containment_from": 0.4, "finding": "e1", "inferred": "stated", "judgement": judgement}
    side = {"document": "d1", "quote": said, "start": 0, "end": 1, "value": 451400}
    return {
        "document": {"id": "d1", "title": said, "address": "https://a.example/" + said, "claimed": True},
        "verdict": {
            "host": role(None, said),
            "credited_source": role(None),
            "text_origin": role(said, clues=(said,)),
            "asset_origin": role(None),
        },
        "nodes": nodes,
        "edges": [edge],
        "copies": [edge | {"from": "d1", "to": "d3", "node": {"id": "d3", "captured": True, "name": said}}],
        "withdrawn": [edge | {"made": MOMENT, "withdrawn": MOMENT, "reason": said}],
        "rejected": [edge | {"reason": said}],
        "shared": [shared(said, "d1"), shared(said, "d2")],
        "shared_more": 3,
        "discrepancies": [{"kind": "transposition", "subject": said, "left": side, "right": side}],
        "names": {"d1": said},
    }


def audit(said: str = "text") -> dict[str, Any]:
    pin = {"pin": "p1", "document": "d1", "address": said, "was": said, "now": said, "evidence": {"reasons": [said]}}
    edits = [{"op": "replace", "was": said, "now": "nine"}]
    document = {"document": "d1", "address": said, "change": "text", "quality": "ok", "reasons": [said]}
    return {
        "pins": [
            pin | {"verdict": "altered", "edits": edits},
            pin | {"verdict": "not auditable", "edits": [], "now": None},
            pin | {"verdict": "verbatim", "edits": []},
        ],
        "documents": [document],
    }


def status(said: str = "text") -> dict[str, Any]:
    kinds = ("sources", "documents", "captures", "snapshots", "works", "pins", "audits")
    source = {"address": said, "captures": 3, "last_capture": "2026-11-17T09:30:00Z", "last_outcome": "failed"}
    counts = {**dict.fromkeys(kinds, 2), "outcomes": {"captured": 1, "failed": 1}}
    return {"counts": counts, "sources": [source], "attention": [{"address": said, "problem": said}]}


def works(said: str = "text") -> dict[str, Any]:
    variants = [{"text": said, "count": 2, "documents": ["d1"]}, {"text": "A Report", "count": 1, "documents": ["d2"]}]
    mention = {"id": "m1", "quote": said, "title": said, "issuer": said, "date": said}
    keys = [{"name": "title", "here": said, "there": said, "document": "d2", "how": "equal"}]
    link = {
        "finding": "l1",
        "one": "m1",
        "other": "m2",
        "judgement": {"verdict": "rejected", "by": said, "because": said, "made": MOMENT},
    }
    cited = {"document": "d1", "name": said, "title": said, "mentions": [mention, mention], "keys": keys, "reason": said}
    cited |= {"basis": "judged", "link": link}
    side = {"document": "d1", "quote": said, "start": 0, "end": 1, "value": said}
    differs = [{"kind": "title", "subject": said, "left": side, "right": side}]
    near = [{"document": "d2", "name": said, "quote": said, "keys": keys, "reason": said, "link": link}]
    check = {"document": "d1", "quote": said, "verdict": "altered", "source": "d2", "source_title": said, "source_quote": said}
    check |= {"differences": [{"kind": "replaced", "quote": said, "source": said}], "reasons": [said]}
    forms = dict.fromkeys(("variants", "issuers", "dates", "stages"), variants)
    work = {"id": "w1", "title": said, "kind": "report", **forms, "documents": [cited, cited], "near": near, "quotations": [check]}
    work |= {"discrepancies": differs}
    return {"works": [work], "unlinked": [work | {"id": None}], "inside": differs, "names": {"d1": said}}


def diff(said: str = "text") -> dict[str, Any]:
    side = {"started": "2026-11-17T09:30:00Z", "outcome": "captured", "snapshot": DIGEST}
    parts = [{"op": op, "was": said, "now": said, "edits": []} for op in ("equal", "replace", "insert", "delete", "move")]
    document = {"id": "d1", "address": said, "title": said}
    return {
        "document": document,
        "was": side,
        "now": side,
        "change": "text",
        "reasons": [said],
        "rungs": ["main_text"],
        "parts": parts,
    }


def inspect(said: str = "text") -> dict[str, Any]:
    span = {"quote": said, "start": 0, "end": 4, "rule": "r", "rule_version": "1"}
    work = {"id": "w1", "title": said, "issuer": said, "date": said}
    side = {"document": "", "quote": said, "value": 1.5, "start": 0, "end": 4}
    return {
        "document": {"address": said, "title": said, "text": said, "text_digest": DIGEST, "language": said},
        "clues": [clue(said)],
        "citations": [{**span, "mention": "titled", "work": work}],
        "quotations": [{**span, "speaker": said, "type": "direct"}, {**span, "speaker": said, "type": "indirect"}],
        "figures": [{**span, "value": {"low": 10, "high": 12}, "unit": said, "qualifier": said, "period": said}],
        "turns": [{**span, "speaker": said}],
        "discrepancies": [{"kind": "rounding", "subject": said, "left": side, "right": side, "rule": "r", "rule_version": "1"}],
    }


def coloured(view: dict[str, Any]) -> str:
    return re.sub("\x1b\\[[0-9]+m", "", findings.render_inspect(view, colour=True))


RENDERERS = [
    (terminal.render_chain, chain),
    (terminal.render_audit, audit),
    (terminal.render_status, status),
    (findings.render_works, works),
    (terminal.render_diff, diff),
    (findings.render_inspect, inspect),
    (coloured, inspect),
]
EVIL = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\r\b\x00\x9b2K\u202egnp.exe\u2066\ud800\u2028new\nline"


@pytest.mark.parametrize(("render", "view"), RENDERERS)
def test_captured_text_cannot_steer_the_terminal(render: Any, view: Any) -> None:
    text = render(view(EVIL))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert "[U+001B]" in text
    text.encode("utf-8")


@pytest.mark.parametrize(("render", "view"), RENDERERS)
@pytest.mark.parametrize("said", ["one plain word after another " * 30, "港口管理局表示前十个月" * 30])
def test_lines_fit_a_hundred_columns(render: Any, view: Any, said: str) -> None:
    lines = render(view(said)).splitlines()
    assert max(cells(line) for line in lines) <= terminal.WIDTH
    assert lines


@pytest.mark.parametrize(("render", "view"), RENDERERS)
def test_text_ends_in_one_line_feed_and_has_no_trailing_blanks(render: Any, view: Any) -> None:
    text = render(view())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_of_a_long_chain_the_edges_into_the_document_and_the_nearest_are_spelled_out_and_the_others_counted() -> None:
    view = chain()
    (own,) = view["edges"]
    view["nodes"] += [{"id": "d9", "captured": True, "name": "Another", "kind": "document"}]
    view["edges"] = [own, *(own | {"to": "d9", "evidence": [f"strangers {n}."]} for n in range(40))]
    text = terminal.render_chain(view)
    assert "29 more edges further up" in text
    assert [n for n in range(40) if f"strangers {n}." in text] == list(range(11))
    view["edges"] = [own | {"evidence": [f"mine {n}."]} for n in range(40)]
    assert all(f"mine {n}." in terminal.render_chain(view) for n in range(40))


def test_a_chain_names_each_role_its_evidence_and_its_rule() -> None:
    text = terminal.render_chain(chain("Northern Wire"))
    assert "Text origin:     Northern Wire (stated)" in text
    assert "dateline: “Northern Wire” [c1; characters 0–13; dateline 1]" in text
    assert "Credited source: not known (undetermined)" in text
    assert "candidate: Northern Wire, for its network" in text
    assert "Wire (never captured) → Northern Wire [d1]" in text
    assert "“Northern Wire” = 451,400" in text
    assert "(address claimed, unverified)" in text


def of_passage(a: str, b: str) -> list[str]:
    """The lines a terminal shows for a passage, after the line that says what it is."""
    text = terminal.render_chain(chain() | {"shared": [shared("x", "d1", passage(a, b))], "shared_more": 0, "discrepancies": []})
    lines = text.splitlines()
    return lines[next(at for at, line in enumerate(lines) if line.startswith("      1. ")) :]


def test_a_chain_says_how_much_of_either_text_stands_in_the_other() -> None:
    text = terminal.render_chain(chain("Northern Wire"))
    assert "82% of this text stands there; 40% of that text stands here" in text
    assert "82% of the second text stands in the first; 40% of the first stands in the second" in text
    assert "3 more documents share text" in text


def test_a_withdrawn_edge_stands_apart_with_when_and_why() -> None:
    text = terminal.render_chain(chain("the passage became template text"))
    assert "\nWithdrawn\n" in text
    assert "stood from 2026-11-17 09:30 UTC until 2026-11-17 09:30 UTC" in text
    assert "withdrawn because the passage became template text" in text
    assert "Withdrawn" not in terminal.render_chain(chain() | {"withdrawn": []})


def test_differing_words_are_marked_on_both_sides_one_under_the_other() -> None:
    head, *rows = of_passage("The labour port counted 415,400 boxes at once", "The labor port counted 451,400 boxes")
    assert head.startswith("      1. edited, 12 matching words, 60 bits of evidence; characters 0–45 here, 0–36 there")
    assert rows == [
        "         1 word replaced, 2 words on this side only, 1 word spelled otherwise",
        "         here   The [=labour=] port counted [~415,400~] boxes [+at once+]",
        "         there  The [=labor=] port counted [~451,400~] boxes",
    ]


def test_a_long_verbatim_stretch_is_shortened_in_its_middle() -> None:
    a = " ".join(f"w{n}" for n in range(232))
    _, *rows = of_passage(a, a)
    shown = " ".join(row.strip() for row in rows)
    assert "w9 ... 212 words ..." in shown
    assert "both   w222 w223" in shown
    assert "w10 " not in shown
    assert "there" not in shown


def test_words_between_two_differences_far_apart_are_shortened_and_the_rest_kept() -> None:
    a = " ".join(["one", *(f"w{n}" for n in range(50)), "two"])
    _, *rows = of_passage(a, a.replace("one", "first").replace("two", "second"))
    shown = "\n".join(row.strip() for row in rows)
    assert shown.startswith("2 words replaced\nhere   [~one~] w0")
    assert shown.count("... 30 words ...") == 2
    assert shown.endswith("w49 [~second~]")


def test_a_copy_is_called_one_only_where_its_edge_is_determined() -> None:
    stated = terminal.render_chain(chain())
    unsure = chain()
    unsure["copies"][0]["word"] = "undetermined"
    assert "Copies of it" in stated
    assert "Copies of it" not in terminal.render_chain(unsure)
    assert "May come from it, or it from them" in terminal.render_chain(unsure)


def test_an_audit_shows_the_edited_words_and_counts_the_verdicts() -> None:
    text = terminal.render_audit(audit("eleven"))
    assert "ALTERED       p1 in d1" in text
    assert "“eleven” became “nine”" in text
    assert text.endswith("3 pins: 1 verbatim, 1 altered, 1 not auditable\n")


def test_an_address_longer_than_a_line_stays_in_one_piece() -> None:
    address = "https://a.example/" + "long/" * 40
    view = inspect() | {"document": inspect()["document"] | {"address": address}}
    assert address in findings.render_inspect(view).splitlines()


def test_empty_views_say_that_there_is_nothing() -> None:
    nothing = {"counts": {**status()["counts"], "outcomes": {}}, "sources": [], "attention": []}
    assert "No source is watched yet" in terminal.render_status(nothing)
    assert findings.render_works({"works": [], "unlinked": [], "inside": [], "names": {}}) == "No cited work is known yet.\n"
    assert terminal.render_audit({"pins": [], "documents": []}) == "No pins.\n"
    assert "no edge is known" in terminal.render_chain(chain() | {"edges": [], "copies": [], "discrepancies": []})


def test_wide_letters_count_twice_and_marks_not_at_all() -> None:
    assert [cells(text) for text in ("abc", "港口", "e\u0301", "")] == [3, 4, 1, 0]
    assert clip("港口管理局", 6) == "港口…"
    assert clip("short", 10) == "short"


def test_joiners_that_scripts_need_stay_and_line_ends_of_windows_are_no_news() -> None:
    assert visible("می\u200cخواهم\r\nx") == "می\u200cخواهم\nx"
    assert visible("a\rb\u00adc") == "a[U+000D]b[U+00AD]c"
