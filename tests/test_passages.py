"""Shared passages: exact runs of words two texts have in common."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.passages import LEAST_WORDS, body_keys, containments, find_passages, relation
from lineage.text import tokens
from lineage.values import Passage

DISPATCH = (
    "The harbour council approved plans for a new ferry terminal on Tuesday after a debate of six hours. "
    "“We’ve waited for this decision for two decades,” said the harbour master."
)


def shared(a: str, b: str) -> list[tuple[str, str]]:
    return [(a[p.a_start : p.a_end], b[p.b_start : p.b_end]) for p in find_passages(a, b)]


def words_of(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def test_a_copied_sentence_is_one_passage_with_its_place_in_both_texts():
    left = "Port news. " + DISPATCH + " Rain is expected."
    right = "A reader writes: " + DISPATCH + " What do you think?"
    bare = DISPATCH.removesuffix(".")
    assert shared(left, right) == [(bare, bare)]


def test_case_quotes_dashes_and_invisible_characters_do_not_end_a_passage():
    retyped = DISPATCH.upper().replace("“", '"').replace("”", '"').replace("’", "'").replace("FERRY", "FER\u00adRY")
    assert shared(DISPATCH, retyped) == [(DISPATCH.removesuffix("."), retyped.removesuffix("."))]


def test_a_changed_word_parts_a_passage_in_two():
    edited = DISPATCH.replace("six hours", "nine hours")
    assert [p.tokens for p in find_passages(DISPATCH, edited)] == [16, 13]


def test_a_phrase_of_six_words_is_no_passage_between_strangers():
    assert find_passages("It rained at the end of the year.", "Prices rose by the end of the year again.") == ()
    assert find_passages("one two three four five six", "zero one two three four five six nil") == ()


def test_a_run_of_six_words_beside_a_passage_is_a_piece_of_the_copy():
    left = DISPATCH + " one two three four five six"
    right = DISPATCH + " zero one two three four five six"
    assert [p.tokens for p in find_passages(left, right)] == [30, 6]


def test_blocks_in_another_order_are_found_each():
    first, second = "alpha beta gamma delta epsilon zeta eta theta", "one two three four five six seven eight nine"
    assert shared(f"{first}. {second}.", f"{second}. {first}.") == [(first, first), (second, second)]


def test_ideographs_are_words():
    sentence = "中国国家统计局周二公布的数据显示经济增长了百分之五"
    assert shared("新华社电" + sentence + "。", "本报讯：" + sentence + "！") == [(sentence, sentence)]


def test_one_sentence_repeated_ten_thousand_times_gives_one_passage():
    sentence = "The quick brown fox jumps over the lazy dog near the river bank. "
    many, fewer = sentence * 10_000, sentence * 9_000
    (passage,) = find_passages(many, fewer)
    assert passage.tokens == 13 * 9_000
    assert [p.tokens for p in find_passages(sentence, many)] == [13]


def test_texts_without_enough_words_share_nothing():
    assert find_passages("", DISPATCH) == find_passages("one two", "one two") == ()
    assert containments("", DISPATCH, ()) == (0.0, 0.0)


def test_containment_is_the_share_of_each_texts_own_words():
    longer = DISPATCH + " " + " ".join(f"word{n}" for n in range(30))
    assert containments(DISPATCH, longer, find_passages(DISPATCH, longer)) == (1.0, 0.5)


def test_containment_counts_a_word_once_where_passages_overlap():
    passages = [Passage(0, 11, 0, 11, 2), Passage(6, 17, 6, 17, 2)]
    assert containments("alpha gamma delta omega", "alpha gamma delta omega", passages) == (0.75, 0.75)


def test_body_keys_are_sorted_distinct_and_blind_to_typography():
    text = "Tick tock goes the clock, tick tock goes the clock."
    keys = body_keys(text)
    assert list(keys) == sorted(set(keys))
    assert len(keys) == 5
    assert keys == body_keys(text.upper().replace(" ", "\u00a0 "))
    assert body_keys("only four words here") == ()


@pytest.mark.parametrize(
    ("shares", "words", "name"),
    [
        ((1.0, 1.0), [400], "identical"),
        ((1.0, 1.0), [200, 200], "full reprint"),
        ((0.95, 0.6), [300, 80], "full reprint"),
        ((0.9, 0.4), [90, 80], "abridged"),
        ((0.3, 0.2), [60], "excerpt"),
        ((0.9, 0.05), [45], "excerpt"),
        ((0.1, 0.05), [12], "quotation"),
        ((0.2, 0.2), [12, 10, 9, 8, 30], "shared text"),
        ((0.0, 0.0), [], "shared text"),
    ],
)
def test_the_relation_is_named_alike_from_either_side(shares, words, name):
    passages = [Passage(0, 1, 0, 1, count) for count in words]
    assert relation(*shares, passages) == relation(*reversed(shares), passages) == name


# --- for texts of any kind ---

FEW_WORDS = st.lists(st.sampled_from(["a", "b", "c", "d.", "E", "ﬁ", "e\u0301", "—", "中"]), max_size=60).map(" ".join)
ANY_TEXT = FEW_WORDS | st.text(max_size=80)


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None)
def test_both_sides_of_a_passage_hold_the_same_words_and_no_word_twice(a, b):
    passages = find_passages(a, b)
    for p in passages:
        assert 0 <= p.a_start < p.a_end <= len(a)
        assert 0 <= p.b_start < p.b_end <= len(b)
        assert words_of(a[p.a_start : p.a_end]) == words_of(b[p.b_start : p.b_end])
        assert len(words_of(a[p.a_start : p.a_end])) == p.tokens
    assert [p.a_start for p in passages] == sorted(p.a_start for p in passages)
    for starts_and_ends in ([(p.a_start, p.a_end) for p in passages], sorted((p.b_start, p.b_end) for p in passages)):
        assert all(end <= start for (_, end), (start, _) in pairwise(starts_and_ends))


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None)
def test_the_answer_is_the_same_from_either_side(a, b):
    swapped = Counter((p.b_start, p.b_end, p.a_start, p.a_end, p.tokens) for p in find_passages(b, a))
    assert Counter((p.a_start, p.a_end, p.b_start, p.b_end, p.tokens) for p in find_passages(a, b)) == swapped


@given(FEW_WORDS, FEW_WORDS, FEW_WORDS, FEW_WORDS)
@settings(deadline=None)
def test_a_copied_run_of_twelve_words_is_found_wherever_it_stands(before_a, after_a, before_b, after_b):
    run = "one two three four five six seven eight nine ten eleven twelve"
    assert len(run.split()) > LEAST_WORDS
    found = find_passages(f"{before_a} {run} {after_a}", f"{before_b} {run} {after_b}")
    start_a, start_b = len(before_a) + 1, len(before_b) + 1
    assert any(
        p.a_start <= start_a and p.a_end >= start_a + len(run) and p.b_start <= start_b and p.b_end >= start_b + len(run)
        for p in found
    )


@given(st.lists(st.sampled_from(["a", "b", "c.", "“D”", "ﬁ"]), min_size=LEAST_WORDS, max_size=80).map(" ".join))
@settings(deadline=None)
def test_a_text_is_its_own_single_passage(text):
    (passage,) = find_passages(text, text)
    assert (passage.tokens, passage.a_start, passage.a_end) == (len(words_of(text)), passage.b_start, passage.b_end)
