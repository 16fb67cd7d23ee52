"""Change classes between two snapshots, the paragraphs that differ, and edits by words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.changes import Side, classify, diff, word_edits
from lineage.text import digest_of, normalise, paragraphs

LEAD = "The harbour council approved plans for a new ferry terminal on Tuesday after a debate of six hours."
COST = "The terminal will cost 48 million crowns and open in 2027, according to the port authority."
PROTEST = "Fishermen who moor at the old pier protested outside the hall, where it rained all day."
ROAD = "A second vote is planned for the autumn."
ARTICLE = "\n".join([LEAD, COST, PROTEST, ROAD])
READER = ("reader", "1.0", "{}")


def side(main: str = ARTICLE, page: str | None = None, content: str = "<p>", payload: str | None = None) -> Side:
    page = f"Menu\n{main}\nToday: sunny" if page is None else page
    return Side(
        "ok",
        READER,
        digest_of(payload or content),
        digest_of(content),
        digest_of(page),
        digest_of(main),
        digest_of(normalise(main)),
        main,
        page,
    )


def ops(was: str, now: str) -> list[str]:
    return [part.op for part in diff(was, now)]


def edits(was: str, now: str) -> list[tuple[str, str, str]]:
    return [(edit.op, edit.was, edit.now) for edit in word_edits(was, now)]


# --- change classes ---


@pytest.mark.parametrize(
    ("now", "word", "rungs"),
    [
        (side(), "unchanged", ()),
        (side(payload="gzip of it"), "unchanged", ("payload",)),
        (side(content="<div>"), "markup only", ("payload", "content")),
        (side(page=f"Menu\n{ARTICLE}\nToday: rain", content="<b>"), "template only", ("payload", "content", "page text")),
        (
            side(ARTICLE.replace("48", "84"), content="<b>"),
            "text",
            ("payload", "content", "page text", "main text", "normalised text"),
        ),
    ],
)
def test_the_change_class_is_the_lowest_rung_that_tells(now, word, rungs):
    change = classify(side(), now)
    assert (change.word, change.rungs) == (word, rungs)
    assert change.reasons
    assert bool(change.parts) == (word == "text")


def test_other_white_space_on_the_page_is_markup_only():
    now = side(content="<div>", page=f"Menu \n\n {ARTICLE}\n\tToday:  sunny")
    assert classify(side(), now).word == "markup only"


def test_typography_alone_is_a_text_change_that_says_so():
    was, now = side("He said “no” to the plan."), side('He said "no" to the plan.', content="<b>")
    change = classify(was, now)
    assert change.word == "text"
    assert "typographic only" in change.reasons[0]
    assert [(part.op, len(part.edits)) for part in change.parts] == [("replace", 2)]


@pytest.mark.parametrize("mark", ["\u00ad", "\u200e", "\u202e", "\u200b", "\ufeff"])
def test_marks_nobody_sees_in_the_article_are_a_typographic_change_although_the_extractor_drops_them(mark):
    page = f"Menu\n{ARTICLE}\nToday: sunny"
    for now_page, reasons in ((page, 1), (page.replace("sunny", "rain"), 2)):
        change = classify(side(), side(page=now_page.replace("48", f"4{mark}8"), content="<b>"))
        assert (change.word, len(change.reasons)) == ("text", reasons)
        assert "typographic only" in change.reasons[0]
        assert any(mark in part.now for part in change.parts if part.op == "replace")


def test_a_no_break_space_is_a_character_not_layout():
    now = ARTICLE.replace("48 million", "48\u00a0million")
    change = classify(side(page=ARTICLE), side(now, page=now, content="<b>"))
    assert change.word == "text"
    assert "typographic only" in change.reasons[0]


def test_marks_nobody_sees_around_the_article_are_the_template():
    change = classify(side(), side(page=f"Menu\n{ARTICLE}\nTo\u00adday: sunny", content="<b>"))
    assert change.word == "template only"
    assert "typographic only" in change.reasons[0]


def test_a_text_change_counts_what_happened_to_paragraphs():
    now = side("\n".join([LEAD, ROAD, COST.replace("48", "84"), PROTEST, "Entirely other words came."]), content="<b>")
    assert classify(side(), now).reasons == ("paragraphs: 1 edited, 1 new, 1 moved",)


@pytest.mark.parametrize("quality", ["soft-404", "blocked", "empty", "not text", "undetermined"])
def test_a_bad_capture_on_either_side_is_not_a_change(quality):
    bad = replace(side("Please enable JavaScript", content="<x>"), quality=quality)
    for was, now in ((side(), bad), (bad, side())):
        change = classify(was, now)
        assert change.word == "not comparable"
        assert quality in change.reasons[0]
        assert change.parts == ()


def test_another_extractor_is_not_a_change_but_the_same_bytes_are_the_same():
    upgraded = replace(side("Other reading.", content="<b>"), extractor=("reader", "2.0", "{}"))
    change = classify(side(), upgraded)
    assert change.word == "not comparable"
    assert "2.0" in change.reasons[0]
    assert classify(side(), replace(side("Other reading."), extractor=("reader", "2.0", "{}"))).word == "unchanged"


def test_a_snapshot_that_was_never_read_is_not_comparable():
    assert classify(side(), Side("ok", payload=digest_of("x"), content=digest_of("x"))).word == "not comparable"


# --- edits by words ---


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("It cost 48 million.", "It cost 84 million.", [("replace", "48", "84")]),
        ("It fell by 4.1 percent.", "It fell by 4.7 percent.", [("replace", "4.1", "4.7")]),
        ("He will resign.", "He will not resign.", [("insert", "", "not")]),
        ("a well-known man’s hat", "a little-known man's hat", [("replace", "well-known", "little-known")]),
        ("one two three four", "one four", [("delete", "two three", "")]),
        ("the old wooden pier burned", "the new iron  bridge burned", [("replace", "old wooden pier", "new iron  bridge")]),
        ("经济增长五个百分点", "经济增长三个百分点", [("replace", "五", "三")]),
        ("It fell by 4 percent.", "It fell by -4 percent.", [("replace", "4", "-4")]),
        ("It cost 5 crowns.", "It cost $5 crowns.", [("replace", "5", "$5")]),
        ("by –5 now", "by - 5 now", [("replace", "–5", "- 5")]),
        ("some 9 km2", "some 9 km²", [("replace", "km2", "km²")]),
        ("12 000 came", "12 400 came", [("replace", "12 000", "12 400")]),
        ("增长百分之三点五", "增长百分之五点三", [("replace", "三点五", "五点三")]),
        ("It ended.", "It ended!", [("replace", ".", "!")]),
        ("", "new", [("insert", "", "new")]),
        ("same", "same", []),
        ("a “b” c", 'a "b" c', [("replace", "“", '"'), ("replace", "”", '"')]),
        ("a b", "a\u00a0b", [("replace", "a b", "a\u00a0b")]),
    ],
)
def test_edits_are_by_words_and_show_what_matters(was, now, expected):
    assert edits(was, now) == expected


@given(st.text(alphabet="ab5.,-–— $%²½'\u00ad\u00a0三点"), st.text(alphabet="ab5.,-–— $%²½'\u00ad\u00a0三点"))
def test_texts_that_differ_never_go_without_an_edit(was, now):
    assert bool(word_edits(was, now)) == (was != now)


def test_very_long_texts_get_one_edit_instead_of_an_alignment(monkeypatch):
    monkeypatch.setattr("lineage.changes._WORDS_COMPARED", 8)
    assert edits("x a b c d y", "x e b c f y") == [("replace", "a b c d", "e b c f")]


# --- paragraphs ---


def test_a_paragraph_that_stands_elsewhere_is_a_move_not_a_deletion():
    assert ops(ARTICLE, "\n".join([LEAD, ROAD, COST, PROTEST])) == ["equal", "move", "equal", "equal"]


def test_an_edited_paragraph_is_a_replacement_with_its_edits():
    parts = diff(ARTICLE, ARTICLE.replace("48 million", "84 million"))
    assert [part.op for part in parts] == ["equal", "replace", "equal", "equal"]
    assert [(edit.was, edit.now) for edit in parts[1].edits] == [("48", "84")]


def test_a_rewritten_paragraph_is_one_gone_and_one_new():
    assert ops(ARTICLE, ARTICLE.replace(PROTEST, "Zoo keepers: jumbo quiz!")) == ["equal", "equal", "delete", "insert", "equal"]


def test_edited_neighbours_are_paired_with_their_own_later_form():
    now = "\n".join([LEAD, "Brand new, quite short.", COST.replace("48", "84"), PROTEST.replace("old", "new"), ROAD])
    assert ops(ARTICLE, now) == ["equal", "insert", "replace", "replace", "equal"]


def test_texts_without_paragraphs_compare_too():
    assert (ops("", ""), ops("", "a"), ops("a", " \n")) == ([], ["insert"], ["delete"])


PIECES = st.lists(
    st.sampled_from([LEAD, COST, PROTEST, ROAD, "Ja.", "“Ja.”", '"Ja."', COST + " More.", "x\u200b y"]), max_size=12
).map("\n\n".join)


@given(PIECES | st.text(max_size=60), PIECES | st.text(max_size=60))
@settings(deadline=None)
def test_the_parts_hold_every_paragraph_of_both_texts_once(was, now):
    parts = diff(was, now)
    assert [part.now for part in parts if part.op != "delete"] == [now[start:end] for start, end in paragraphs(now)]
    assert Counter(part.was for part in parts if part.op != "insert") == Counter(was[start:end] for start, end in paragraphs(was))
    for part in parts:
        assert (part.was == part.now) == (part.op == "equal") or part.op == "move"
        assert part.op == "replace" or not part.edits or part.op == "move"
        assert all(edit.was in part.was and edit.now in part.now for edit in part.edits)
