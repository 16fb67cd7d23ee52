"""Edges into a document: stated by its own credit, or undetermined with every candidate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lineage.descent import derive, percent
from lineage.values import Attribution, Clue, DocumentFacts, NamedCandidate, Passage, Related, RoleVerdict

NOBODY = RoleVerdict(None, "undetermined")


def clue(kind: str, quote: str) -> Clue:
    return Clue(kind, "text_origin", quote, "text", quote, kind, "1", 0, len(quote))


def facts(
    name: str,
    outlet: str | None = None,
    *,
    credit: str | None = None,
    origin: str | None = None,
    hint: str | None = None,
    date: str | None = None,
    seen: int = 1,
) -> DocumentFacts:
    clues = tuple(
        clue(kind, value) for kind, value in (("source line", credit), ("dateline", origin), ("self reference", hint)) if value
    )
    numbers = {value.quote: index for index, value in enumerate(clues)}
    attribution = Attribution(
        host=RoleVerdict(outlet, "indicated") if outlet else NOBODY,
        credited_source=RoleVerdict(credit, "stated", (numbers[credit],)) if credit else NOBODY,
        text_origin=RoleVerdict(origin, "stated", (numbers[origin],))
        if origin
        else RoleVerdict(None, "undetermined", candidates=(NamedCandidate(hint, "document", (numbers[hint],)),))
        if hint
        else NOBODY,
        asset_origin=NOBODY,
    )
    return DocumentFacts(
        f"d{name}", f"https://{name}.example/", name, outlet, attribution, clues, datetime(2025, 3, seen, tzinfo=UTC), date
    )


def related(other: DocumentFacts, containment: float = 0.9, containment_other: float = 0.9, tokens: int = 200) -> Related:
    return Related(other, (Passage(0, tokens * 5, 0, tokens * 5, tokens),), containment, containment_other)


def test_a_credit_leads_to_the_credited_outlets_captured_document():
    copy = facts("copy", "The Portal", credit="Tern Wire")
    (edge,) = derive(copy, [related(facts("wire", "Tern Wire")), related(facts("other", "The Gull"))])
    assert (edge.origin, edge.target, edge.word, edge.confidence) == ("dwire", "dcopy", "stated", None)
    assert any("Tern Wire" in reason for reason in edge.evidence)


def test_a_credited_outlet_that_was_never_captured_is_a_node():
    (edge,) = derive(facts("copy", credit="Tern Wire"), [])
    assert (edge.origin, edge.word, edge.relation) == ("outlet:Tern Wire", "stated", "credited source")


def test_a_copy_that_leaves_out_a_good_part_of_its_origin_abridges_it_though_all_of_its_own_stands_there():
    copy = facts("copy", "The Portal", credit="Tern Wire")
    words = {share: derive(copy, [related(facts("wire", "Tern Wire"), 0.9, share)])[0].relation for share in (0.65, 0.85)}
    assert words == {0.65: "abridged", 0.85: "full reprint"}
    (added,) = derive(copy, [related(facts("wire", "Tern Wire"), 0.6, 0.95)])
    assert added.relation == "full reprint"


def test_likeness_without_a_credit_decides_nothing():
    edges = derive(facts("copy"), [related(facts("wire", "Tern Wire")), related(facts("gull", "The Gull"), 0.7)])
    assert {(edge.origin, edge.word) for edge in edges} == {("dwire", "undetermined"), ("dgull", "undetermined")}
    assert all(len(edge.rivals) == 1 for edge in edges)


def test_a_document_that_says_it_comes_from_here_is_no_candidate():
    target = facts("gull", "The Gull")
    assert derive(target, [related(facts("copy", credit="The Gull"))]) == ()


def test_an_origin_by_its_own_statement_has_no_edge():
    wire = facts("wire", "Tern Wire", origin="Tern Wire")
    assert derive(wire, [related(facts("blog"))]) == ()


def test_a_credit_that_the_dates_contradict_is_not_stated():
    copy = facts("copy", credit="Tern Wire", date="2025-03-01")
    (edge,) = derive(copy, [related(facts("wire", "Tern Wire", date="2025-03-04"))])
    assert edge.word == "undetermined"
    assert any("later date" in reason for reason in edge.evidence)


def test_a_hinted_outlet_is_a_candidate_even_when_nothing_of_it_is_captured():
    (edge,) = derive(facts("copy", hint="The Gull"), [])
    assert (edge.origin, edge.word, edge.relation) == ("outlet:The Gull", "undetermined", "text origin")


def test_a_shared_sentence_makes_no_relatives():
    assert derive(facts("copy"), [related(facts("other"), 0.03, 0.02, tokens=12)]) == ()


def test_both_hands_of_a_two_step_credit_are_stated():
    copy = facts("copy", "The Portal", credit="Embassy of Veyland", origin="Press Office of Veyland")
    edges = derive(copy, [related(facts("embassy", "Embassy of Veyland")), related(facts("office", "Press Office of Veyland"))])
    assert [(edge.origin, edge.word) for edge in edges] == [("dembassy", "stated"), ("doffice", "stated")]
    assert edges[1].relation == "text origin"


def test_the_order_of_the_input_does_not_matter():
    others = [related(facts(name, seen=day), 0.5) for name, day in (("c", 2), ("a", 2), ("b", 1))]
    assert derive(facts("copy"), others) == derive(facts("copy"), others[::-1])


def test_a_crowd_of_copies_is_counted_not_listed():
    crowd = [related(facts(f"n{number:02d}"), 0.5) for number in range(30)]
    edges = derive(facts("copy"), crowd)
    assert len(edges) == 5
    assert all("25 more documents share this text" in edge.evidence for edge in edges)


@pytest.mark.parametrize(("share", "said"), [(1.0, "100%"), (0.998, "99%"), (0.29, "29%"), (0.004, "under 1%"), (0.0, "0%")])
def test_a_share_is_never_rounded_up_to_the_whole(share, said):
    assert percent(share) == said


def test_two_documents_that_credit_each_other_contradict():
    copy = facts("copy", "Gull Post", credit="Tern Wire")
    (edge,) = derive(copy, [related(facts("wire", "Tern Wire", credit="Gull Post"))])
    assert edge.word == "undetermined"
    assert any("in turn" in reason for reason in edge.evidence)


def test_another_story_of_the_credited_outlet_is_not_taken_for_the_source():
    copy = facts("copy", credit="Tern Wire")
    (edge,) = derive(copy, [related(facts("fish", "Tern Wire"), 0.14, 0.09, tokens=30)])
    assert (edge.origin, edge.word) == ("outlet:Tern Wire", "stated")


def test_neither_of_two_documents_with_a_common_source_comes_from_the_other():
    quotes = related(facts("gull", "The Gull"), 0.3, 0.3, tokens=40)
    assert [edge.origin for edge in derive(facts("copy"), [quotes])] == ["dgull"]
    assert derive(facts("copy"), [quotes], {"dgull": "common source"}) == ()


def test_a_credit_outweighs_a_common_source():
    quotes = related(facts("wire", "Tern Wire"), 0.3, 0.3, tokens=40)
    (edge,) = derive(facts("copy", credit="Tern Wire"), [quotes], {"dwire": "common source"})
    assert (edge.origin, edge.word, edge.relation) == ("dwire", "stated", "quotation")


def test_a_text_from_two_others_is_a_mosaic_of_both():
    parts = [
        Related(facts(name), (Passage(start, start + 500, 0, 500, 100),), 0.4, 0.3) for name, start in (("one", 0), ("two", 500))
    ]
    assert [edge.relation for edge in derive(facts("copy"), parts)] == ["mosaic", "mosaic"]
