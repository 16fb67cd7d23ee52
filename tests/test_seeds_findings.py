"""What the engine finds in real texts, against hand-made labels. Needs the shared research data; skipped without it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from lineage.citations import find_citations
from lineage.discrepancies import FiguresOf, compare_figures
from lineage.figures import find_figures
from lineage.linking import LinkedWork, link_works
from lineage.quotations import find_quotations
from lineage.turns import find_turns
from lineage.variants import inner_discrepancies, work_discrepancies
from lineage.work_mentions import mentions_of

SHARED = Path(__file__).resolve().parents[1].parent / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared research data is not beside the checkout"),
]


def seeds() -> dict[str, str]:
    paths = sorted((SHARED / "seeds").glob("*.txt"))
    return {path.name: path.read_bytes().decode("utf-8") for path in paths}


def gold(kind: str) -> list[dict]:
    return [r for r in json.loads((SHARED / "gold" / "seeds-001-003.json").read_text("utf-8")) if r["kind"] == kind]


def share_of_exact(kind: str, spans: dict[str, set[tuple[int, int]]], rows: list[dict]) -> float:
    return sum((r["start"], r["end"]) in spans[r["file"]] for r in rows) / len(rows)


def test_every_finding_of_every_seed_is_its_span() -> None:
    for text in seeds().values():
        quotations = find_quotations(text)
        for item in (*quotations, *find_turns(text), *find_figures(text), *find_citations(text, quotations)):
            assert text[item.start : item.end] == item.quote


def test_marked_quotations_are_found_exactly() -> None:
    texts = seeds()
    spans = {name: {(q.start, q.end) for q in find_quotations(text)} for name, text in texts.items()}
    assert share_of_exact("quote", spans, [r for r in gold("quote") if r.get("qtype") != "indirect"]) >= 0.96


def test_all_turns_of_the_press_conference_are_found_with_their_speakers() -> None:
    texts = seeds()
    found = {name: {(t.start, t.end): t.speaker for t in find_turns(text)} for name, text in texts.items()}
    for row in gold("turn"):
        assert found[row["file"]][row["start"], row["end"]] == row["speaker"]
    assert sum(map(len, found.values())) == len(gold("turn"))


def test_figures_have_the_labelled_values() -> None:
    figures = {name: find_figures(text) for name, text in seeds().items()}
    missed = []
    for row in gold("figure"):
        if row.get("role") or not row["value"].isdigit():
            continue
        near = [f for f in figures[row["file"]] if f.start < row["end"] and f.end > row["start"]]
        if not any(f.value == float(row["value"]) for f in near):
            missed.append(row["quote"])
    assert missed == []


def test_one_white_paper_under_two_spellings_is_one_work() -> None:
    texts = seeds()
    works = {
        name[:3]: {
            c.work.id
            for c in find_citations(text)
            if c.mention == "titled" and (c.work.title or "").startswith("Employment and Lab")
        }
        for name, text in texts.items()
    }
    assert works["001"] == works["003"]
    assert len(works["001"]) == 1


def test_the_transposed_figure_and_the_roundings_are_the_only_discrepancies() -> None:
    sides = [FiguresOf(name[:3], text, find_figures(text)) for name, text in seeds().items()]
    found = {
        (d.left["document"], d.right["document"], d.kind, d.left["value"], d.right["value"])
        for one, other in itertools.combinations(sides, 2)
        for d in compare_figures(one, other)
    }
    assert ("001", "002", "transposition", 451400.0, 415400.0) in found
    assert ("001", "003", "rounding", 1300000.0, 1288000.0) in found
    assert {kind for _, _, kind, _, _ in found} == {"transposition", "rounding"}


def linked() -> tuple[LinkedWork, ...]:
    mentions = []
    for name, text in seeds().items():
        quotations = find_quotations(text)
        mentions += mentions_of(name[:3], text, find_citations(text, quotations), quotations, find_figures(text))
    return link_works(mentions)


def test_the_white_paper_is_one_work_in_four_documents() -> None:
    (paper,) = [work for work in linked() if len(work.documents) > 2]
    assert paper.documents == ("000", "001", "002", "003")
    assert len(paper.titles) == 2
    for document in paper.documents:
        keys = {key.name for joined in paper.mentions if joined.mention.document == document for key in joined.keys}
        assert len(keys) >= 2


def test_the_bill_stands_at_two_stages_and_the_garbled_report_stays_out_with_its_reason() -> None:
    works = linked()
    assert [{s.value: s.documents for s in work.stages} for work in works if len(work.documents) == 2] == [
        {"adopted": ("003",), "pending": ("001",)}
    ]
    (garbled,) = [near for work in works for near in work.near if near.document == "002"]
    assert "only one key agrees (issuer" in garbled.reason


def test_inside_one_document_the_second_day_and_the_worked_out_number_are_told_and_the_sums_are_not() -> None:
    days = [d for d in work_discrepancies(linked()) if d.kind == "date"]
    assert [(d.left["document"], d.left["value"], d.right["document"], d.right["value"]) for d in days] == [
        ("000", "Thursday", "000", "Tuesday")
    ]
    sides = [FiguresOf(name[:3], text, find_figures(text)) for name, text in seeds().items()]
    inner = [d for side in sides for d in inner_discrepancies(side)]
    assert [(d.left["document"], d.left["value"], d.right["value"]) for d in inner] == [("003", 1e6, 2e6)]
