"""Shared passages: what two texts have in common, exact in both, and quiet about what everybody writes."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lineage.passages import containments, find_passages, passages_with
from lineage.text import spelling_key, tokens
from lineage.values import Passage

CHOIR = "A choir of forty miners opened the festival on Thursday evening. Tickets had been sold out since spring."
TRAINS = "Trains on the coastal line run every half hour again from Monday. The operator blamed a shortage of drivers."
COOPER = (
    "A cooper from the upper valley has mended barrels for the brewery since the flood took the old workshop. "
    "He learned the trade from an aunt who built butter churns for three parishes."
)
COMET = (
    "The observatory will measure the comet again in March with a spectrograph lent by the university of the capital. "
    "Amateurs on both coasts have reported a second, fainter tail."
)
PASS = (
    "Snow fell on the pass before dawn, and forty lorries waited below the tunnel until the ploughs had gone by. "
    "Drivers were given tea by the monks of the hospice."
)
BAKER = "Its baker, Ilse Brandt, has been summoned for selling rye loaves nine grams under weight. A fine was suspended."
RESERVOIR = (
    "The reservoir above Kelmouth burst its northern embankment shortly before dawn, flooding two hundred cottages and drowning "
    "the county's oldest vineyard. Engineers had warned the water board in March that the clay core was leaking, but repairs were "
    "postponed because the contractor had gone bankrupt. Residents were evacuated by tractor to the grammar school, where "
    "volunteers handed out blankets and hot soup. The environment secretary promised an independent inquiry and said compensation "
    "would be paid before Christmas."
)
RETOLD = (
    "Shortly before dawn the reservoir above Kelmouth burst its embankment on the northern side, and two hundred cottages and the "
    "oldest vineyard of the county drowned. In March engineers had warned the board that water was leaking from the clay core, but "
    "because the contractor had gone bankrupt the repairs were postponed. By tractor the residents were evacuated to the grammar "
    "school; volunteers there handed out soup and blankets. An independent inquiry was promised by the environment secretary, and "
    "compensation before Christmas."
)
CHINESE = "市议会星期二投票决定关闭旧渡口并把土地出售给隔壁"
RARE = "quoin gralloch byre skerry wherry tump nidget coble haaf flaught dulse voe"


def shared(a: str, b: str) -> list[tuple[str, str]]:
    return [(a[p.a_start : p.a_end], b[p.b_start : p.b_end]) for p in find_passages(a, b)]


def words_of(text: str) -> list[str]:
    return [spelling_key(token.word) for token in tokens(text)]


def masked(text: str, *stretches: str) -> np.ndarray:
    spans = [(text.index(each), text.index(each) + len(each)) for each in stretches]
    return np.array([any(first <= token.start < last for first, last in spans) for token in tokens(text)])


def bare(text: str) -> str:
    return text.removesuffix(".")


# --- copies -------------------------------------------------------------------------------------------------------------


def test_a_copied_paragraph_is_one_passage_with_its_place_in_both_texts():
    left, right = f"Port news. {COOPER} Rain is expected.", f"A reader writes: {COOPER} What do you think?"
    assert shared(left, right) == [(bare(COOPER), bare(COOPER))]
    (passage,) = find_passages(left, right)
    assert (passage.kind, passage.tokens) == ("verbatim", len(words_of(COOPER)))
    assert passage.bits > 200


def test_case_quotes_dashes_and_invisible_characters_do_not_end_a_passage():
    said = "“We’ve waited for this decision for two decades,” said the harbour master of Rossvik — a widower."
    retyped = said.upper().replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "-").replace("MASTER", "MAS\u00adTER")
    assert shared(said, retyped) == [(said[1:-1], retyped[1:-1])]


def test_house_spelling_does_not_end_a_passage():
    british = "The labour organisers praised the colour of the theatre centre and travelled three kilometres to the grey harbour"
    american = british.replace("our", "or").replace("organis", "organiz").replace("tre", "ter").replace("travelled", "traveled")
    (passage,) = find_passages(f"{CHOIR} {british}.", f"{TRAINS} {american.replace('grey', 'gray')}.")
    assert (passage.kind, passage.tokens) == ("verbatim", len(words_of(british)))


def test_small_edits_do_not_part_a_passage():
    edited = COOPER.replace("old workshop", "mill").replace("three parishes", "six parishes").replace("has mended", "mended")
    (passage,) = find_passages(f"{CHOIR} {COOPER}", f"{TRAINS} {edited}")
    assert passage.kind == "edited"
    assert (passage.a_start, passage.b_start) == (len(CHOIR) + 1, len(TRAINS) + 1)
    assert passage.tokens < len(words_of(edited))


def test_blocks_in_another_order_are_found_each():
    assert shared(f"{COOPER} {PASS}", f"{PASS} {COOPER}") == [(bare(COOPER), bare(COOPER)), (bare(PASS), bare(PASS))]


def test_a_mosaic_gives_each_source_its_own_stretches_only():
    mixed = " ".join([COOPER, COMET, PASS, BAKER])
    assert [left for left, _ in shared(mixed, f"{COOPER} {PASS}")] == [bare(COOPER), bare(PASS)]
    assert [left for left, _ in shared(mixed, f"{COMET} {BAKER}")] == [bare(COMET), bare(BAKER)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_retold_paragraph_is_found_as_rewritten_and_nothing_else_of_its_text(turned):
    a, b = f"{CHOIR} {RESERVOIR} {CHOIR}", f"{TRAINS} {RETOLD} {TRAINS}"
    (passage,) = find_passages(b, a) if turned else find_passages(a, b)
    assert passage.kind == "rewritten"
    own, other = (RETOLD, RESERVOIR) if turned else (RESERVOIR, RETOLD)
    left = (b if turned else a)[passage.a_start : passage.a_end]
    right = (a if turned else b)[passage.b_start : passage.b_end]
    assert (left, right) == (bare(own), bare(other))


FILLER = st.lists(st.sampled_from([CHOIR, TRAINS, BAKER, PASS, "No.", "\n", "“", "In 2019 3,000 of the"]), max_size=3).map(" ".join)


@given(FILLER, FILLER, FILLER, FILLER, st.sampled_from([RARE, RARE.upper(), RARE.replace("voe", "labour"), CHINESE]))
@example("", "", "", "", RARE)
@example("", CHOIR, CHOIR, "", RARE)
@example("", TRAINS, PASS, "", CHINESE)
@settings(deadline=None, max_examples=60)
def test_twelve_rare_words_are_found_wherever_they_stand(before_a, after_a, before_b, after_b, run):
    a, b = f"{before_a} {run} {after_a}", f"{before_b} {run.replace('labour', 'labor')} {after_b}"
    start_a, start_b = len(before_a) + 1, len(before_b) + 1
    assert any(
        p.a_start <= start_a and p.a_end >= start_a + len(run) and p.b_start <= start_b and p.b_end > start_b + len(run) - 2
        for p in find_passages(a, b)
    )


# --- what is no copy ----------------------------------------------------------------------------------------------------


def test_a_set_phrase_is_no_passage_between_strangers():
    assert find_passages("It rained at the end of the year.", "Prices rose by the end of the year again.") == ()


def test_a_marked_quotation_of_seven_words_is_found_whoever_is_asked_and_five_words_are_not():
    first = f"{CHOIR} “The tide does not wait for ministers,” she said before the gate was shut."
    later = f"{TRAINS} A week later Berit Aune was quoted with “The tide does not wait for ministers.” Then he laughed."
    quotation = "The tide does not wait for ministers"
    assert shared(first, later) == shared(later, first) == [(quotation, quotation)]
    unmarked = later.replace("“", "").replace("”", "")
    assert shared(first, unmarked) == shared(unmarked, first) == [(quotation, quotation)]
    assert find_passages(first.replace("“", "").replace("”", ""), unmarked) == ()
    soon = "“in the next few days”"
    assert find_passages(f"{CHOIR} He leaves {soon} for the coast.", f"{TRAINS} A decision is due {soon}, they said.") == ()


def test_formulas_with_other_numbers_are_no_copy():
    one = f"{CHOIR} The FTSE 100 index closed down 23.4 points at 5,123.4. The pound was little changed at 1.8654 dollars."
    two = f"{TRAINS} The FTSE 100 index closed down 41.2 points at 5,011.8. The pound was little changed at 1.9012 dollars."
    assert find_passages(one, two) == ()


def test_stories_on_one_subject_share_nothing():
    other = (
        "A reservoir in the north is to be drained for repairs. Engineers of the water board found cracks in its embankment, and "
        "the contractor will begin in March. Cottages below it need not be evacuated, the environment secretary said."
    )
    assert find_passages(RESERVOIR, other) == ()


def test_texts_without_enough_words_share_nothing():
    assert find_passages("", COOPER) == find_passages("one two", "one two") == find_passages("", "") == ()
    assert containments("", COOPER, ()) == (0.0, 0.0)


# --- template text ------------------------------------------------------------------------------------------------------


def test_template_text_counts_on_neither_side():
    a, b = f"{CHOIR} {COOPER} {PASS}", f"{TRAINS} {COOPER} {PASS}"
    mask_a, mask_b = masked(a, COOPER), masked(b, COOPER)
    for masks in ({"masked_a": mask_a}, {"masked_b": mask_b}, {"masked_a": mask_a, "masked_b": mask_b}):
        found = find_passages(a, b, **masks)
        assert found
        assert found[-1].bits < find_passages(a, b)[0].bits - 100
        assert a[found[-1].a_start : found[-1].a_end].endswith(bare(PASS)[-40:])
    alone = f"{COOPER} {CHOIR}"
    assert find_passages(alone, b, masked_b=masked(b, COOPER)) == find_passages(alone, b, masked_a=masked(alone, COOPER)) == ()


def test_template_text_is_given_as_such_to_who_asks_for_it():
    a, b = f"{COOPER} {CHOIR}", f"{TRAINS} {COOPER}"
    (passage,) = find_passages(a, b, masked_b=masked(b, COOPER), template=True)
    assert (passage.kind, a[passage.a_start : passage.a_end]) == ("template", bare(COOPER))
    assert find_passages(a, b, template=True) == find_passages(a, b)
    assert containments(a, b, [passage], masked_b=masked(b, COOPER)) == (0.0, 0.0)


def test_containment_is_the_share_of_each_texts_own_words_without_template_text():
    a, b = f"{COOPER} {CHOIR}", COOPER
    found = find_passages(a, b)
    own, more = len(words_of(COOPER)), len(words_of(CHOIR))
    assert containments(a, b, found) == (own / (own + more), 1.0)
    assert containments(a, b, found, masked_a=masked(a, CHOIR)) == (1.0, 1.0)
    assert containments(b, a, find_passages(b, a)) == (1.0, own / (own + more))


def test_containment_counts_a_word_once_where_passages_overlap():
    passages = [Passage(0, 11, 0, 11, 2), Passage(6, 17, 6, 17, 2)]
    assert containments("alpha gamma delta omega", "alpha gamma delta omega", passages) == (0.75, 0.75)


# --- texts of any kind --------------------------------------------------------------------------------------------------

PIECES = [
    *(sentence + "." for text in (COOPER, COMET, PASS, RETOLD, RESERVOIR, CHOIR) for sentence in bare(text).split(". ")),
    *(CHINESE + "。", f"“{RARE}.”", "In the 1990s,", "ﬁ e\u0301 —", "\x00", "\ud800", "\n", "مشـاركة"),
]


def with_edits(text: str, places: list[int]) -> str:
    words = text.split(" ")
    for place in places:
        words[place % len(words)] = ("heron", "", "of the", "1,204")[place % 4]
    return " ".join(words)


SENTENCES = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
ANY_TEXT = st.builds(with_edits, SENTENCES, st.lists(st.integers(0, 200), max_size=6)) | st.text(max_size=80)


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None, max_examples=150)
def test_passages_lie_in_both_texts_on_words_and_verbatim_ones_agree(a, b):
    passages = find_passages(a, b)
    assert list(passages) == sorted(passages, key=lambda p: (p.a_start, p.b_start))
    for text, spans in ((a, [(p.a_start, p.a_end) for p in passages]), (b, [(p.b_start, p.b_end) for p in passages])):
        starts, ends = {token.start for token in tokens(text)}, {token.end for token in tokens(text)}
        assert all(start < end and start in starts and end in ends for start, end in spans)
    for p in passages:
        left, right = words_of(a[p.a_start : p.a_end]), words_of(b[p.b_start : p.b_end])
        assert p.bits > 0
        assert 0 < p.tokens <= min(len(left), len(right))
        assert (Counter(left) & Counter(right)).total() >= p.tokens
        if p.kind == "verbatim":
            assert left == right
            assert len(left) == p.tokens
        elif p.kind == "edited":
            assert (left[0], left[-1]) == (right[0], right[-1])


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None, max_examples=100)
def test_no_word_is_copied_word_for_word_twice(a, b):
    exact = [p for p in find_passages(a, b) if p.kind == "verbatim"]
    for spans in (sorted((p.a_start, p.a_end) for p in exact), sorted((p.b_start, p.b_end) for p in exact)):
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None, max_examples=100)
def test_the_answer_is_the_same_from_either_side(a, b):
    here, there = find_passages(a, b), find_passages(b, a)
    turned = Counter((p.b_start, p.b_end, p.a_start, p.a_end, p.tokens, p.kind, p.bits) for p in there)
    assert Counter((p.a_start, p.a_end, p.b_start, p.b_end, p.tokens, p.kind, p.bits) for p in here) == turned
    assert containments(a, b, here) == containments(b, a, there)[::-1]


@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=4))
@settings(deadline=None, max_examples=40)
def test_several_texts_at_once_give_what_they_give_one_by_one(text, others):
    assert passages_with(text, others) == [find_passages(text, other) for other in others]


@given(st.lists(st.sampled_from(PIECES[:12]), min_size=1, max_size=8, unique=True).map(" ".join))
@settings(deadline=None, max_examples=40)
def test_a_text_is_its_own_single_passage(text):
    (passage,) = find_passages(text, text)
    assert (passage.kind, passage.tokens) == ("verbatim", len(words_of(text)))
    assert (passage.a_start, passage.a_end) == (passage.b_start, passage.b_end)
    assert containments(text, text, [passage]) == (1.0, 1.0)


@given(st.text(max_size=30), st.text(max_size=30))
@example("\ud800\x00", "\udfff")
@settings(deadline=None, max_examples=50)
def test_surrogates_and_nuls_around_a_copy_do_no_harm(before, after):
    assert any(RARE in left for left, _ in shared(f"{before} {RARE} {after}", f"\x00\udc00 {RARE}\x00 \ud83d"))


# --- large and repetitive -----------------------------------------------------------------------------------------------


def test_one_sentence_repeated_ten_thousand_times_is_one_passage_with_as_many_of_it():
    sentence = "The quick brown fox jumps over the lazy dog near the river bank. "
    (passage,) = find_passages(sentence * 10_000, sentence * 9_000)
    assert passage.tokens == 13 * 9_000
    assert (passage.a_end - passage.a_start) == (passage.b_end - passage.b_start) == len(sentence) * 9_000 - 2
    assert len(find_passages(sentence, sentence * 10_000)) <= 1


def test_a_million_characters_are_compared_with_little_and_with_themselves():
    chance = random.Random(5)
    vocabulary = ["".join(chance.choices("aeioubdgklmnprstv", k=chance.randint(2, 9))) for _ in range(5_000)]
    sentences = [" ".join(chance.choices(vocabulary, k=18)).capitalize() + "." for _ in range(9_000)]
    long = " ".join([*sentences[:4_500], COOPER, *sentences[4_500:]])
    assert len(long) > 1_000_000
    assert shared(f"{CHOIR} {COOPER}", long) == [(bare(COOPER), bare(COOPER))]
    (passage,) = find_passages(long, long)
    assert (passage.a_start, passage.a_end) == (0, len(long) - 1)
