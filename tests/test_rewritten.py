"""The second tier, uncompiled: sentences that are alike, and clusters of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import log2, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.kernels import order_of
from lineage.rewritten import (
    LEAST_WORDS,
    MOST_PLACES,
    _alike_by_rows,
    alike,
    clusters,
    cut_sentences,
    fill_bags,
    likeness,
    weigh_locally,
)
from lineage.word_arrays import NUMBER, SENTENCE

steady = settings(deadline=None, max_examples=60)
LEAST = 4.0
BITS_OF = (0, 2, 5, 7, 9, 11, 13, 15, 16, 17)
words = st.lists(st.integers(0, 9), max_size=60).map(lambda made: np.array(made, np.int64))


def bits_of(own):
    return np.array([BITS_OF[word] for word in own.tolist()], np.float32)


def cuts_of(own, length=6):
    return np.array([*range(0, len(own), length), len(own)], np.int32)


def bag_of(own, cuts):
    n, sentences = len(own), len(cuts) - 1
    hashes, sents, weights = np.empty(n, np.int64), np.empty(n, np.int32), np.empty(n, np.float32)
    norms, counts = np.empty(sentences, np.float32), np.empty(sentences, np.int32)
    found = fill_bags(
        own, order_of(own), bits_of(own), cuts, LEAST, np.empty(n, np.int64), (hashes, sents, weights), (norms, counts)
    )
    return (hashes[:found], sents[:found], weights[:found]), (norms, counts)


def plain_bags(own, cuts):
    """For each sentence its weighty words with bits times occurrences."""
    bags = [Counter(own[first:last].tolist()) for first, last in pairwise(cuts.tolist())]
    return [{word: BITS_OF[word] * count for word, count in bag.items() if BITS_OF[word] >= LEAST} for bag in bags]


@given(st.lists(st.booleans(), max_size=60))
@steady
def test_sentences_part_a_text_and_short_ones_join_a_neighbour(begins):
    marks = np.array([SENTENCE * each for each in begins], np.uint8)
    out = np.zeros(len(marks) + 1, np.int32)
    count = cut_sentences(marks, out)
    cuts = out[: count + 1].tolist()
    assert cuts[-1] == len(marks)
    if len(marks):
        assert cuts[0] == 0
        assert all(marks[cut] for cut in cuts[1:-1])
        assert count == 1 or all(last - first >= LEAST_WORDS for first, last in pairwise(cuts))


@given(words)
@steady
def test_what_a_text_repeats_surprises_less_and_what_it_has_once_as_before(own):
    before, bits = bits_of(own), bits_of(own)
    weigh_locally(own, order_of(own), bits)
    counts = Counter(own.tolist())
    for word, old, new in zip(own.tolist(), before.tolist(), bits.tolist(), strict=True):
        expected = old if counts[word] == 1 or old == 0 else -log2(2**-old + (counts[word] - 1) / (len(own) + 1))
        assert new == pytest.approx(min(old, expected), abs=1e-5)


@given(words)
@steady
def test_bags_hold_the_weighty_words_of_each_sentence(own):
    cuts = cuts_of(own)
    (hashes, sents, weights), (norms, counts) = bag_of(own, cuts)
    found = defaultdict(dict)
    for word, sentence, weight in zip(hashes.tolist(), sents.tolist(), weights.tolist(), strict=True):
        found[sentence][word] = weight
    expected = plain_bags(own, cuts)
    assert [found[s] for s in range(len(expected))] == expected
    assert norms.tolist() == pytest.approx([sqrt(sum(w * w for w in bag.values())) for bag in expected])
    assert counts.tolist() == [len(bag) for bag in expected]
    entries = list(zip(hashes.tolist(), sents.tolist(), strict=True))
    assert entries == sorted(entries)


def test_a_word_that_stands_in_most_sentences_is_left_out():
    own = np.array([word for n in range(MOST_PLACES) for word in (5, 6 + n % 2)], np.int64)
    (hashes, _, _), (_, counts) = bag_of(own, cuts_of(own, 2))
    assert sorted(set(hashes.tolist())) == [6, 7]
    assert counts.tolist() == [1] * MOST_PLACES


@given(words, words, st.booleans())
@steady
def test_alike_are_the_sentences_that_share_enough_by_both_measures_whoever_is_first(a, b, long):
    cosine, dice, least = limits = 0.5, 0.5, 2
    cuts_a, cuts_b = cuts_of(a), cuts_of(b)
    measure = _alike_by_rows if long else alike
    found = measure(*bag_of(a, cuts_a), *bag_of(b, cuts_b), limits).tolist()
    sure, possible = [], []
    for i, x in enumerate(plain_bags(a, cuts_a)):
        for j, y in enumerate(plain_bags(b, cuts_b)):
            both = x.keys() & y.keys()
            norm = sqrt(sum(w * w for w in x.values())) * sqrt(sum(w * w for w in y.values()))
            product = sum(x[word] * y[word] for word in both)
            if len(both) >= least and 2 * len(both) > dice * (len(x) + len(y)):
                sure += [[i, j]] if product > cosine * norm * (1 + 1e-5) else []
                possible += [[i, j]] if product > cosine * norm * (1 - 1e-5) else []
    assert [each for each in found if each in sure] == sure
    assert all(each in possible for each in found)
    assert sorted([j, i] for i, j in found) == measure(*bag_of(b, cuts_b), *bag_of(a, cuts_a), limits).tolist()


def marks_of(own, number=None):
    return np.array([NUMBER * (word == number) for word in own.tolist()], np.uint8)


@given(words, words)
@steady
def test_likeness_is_the_same_from_either_side(a, b):
    one, two = (a, bits_of(a), marks_of(a, 9)), (b, bits_of(b), marks_of(b, 9))
    here, there = likeness(one, 0, len(a), two, 0, len(b), LEAST), likeness(two, 0, len(b), one, 0, len(a), LEAST)
    assert here == pytest.approx(there)
    cosine, bits, shared, share, numbers = here
    assert shared == (Counter(a.tolist()) & Counter(b.tolist())).total()
    assert numbers == (0 if 9 in a and 9 in b else a.tolist().count(9) + b.tolist().count(9))
    assert -1e-6 <= cosine <= 1 + 1e-6
    assert 0 <= share <= 1 + 1e-6
    assert bits >= 0


def sides(sentences, distinct):
    """A text of sentences with six words each; sentence `n` has the words of sentence `distinct[n]`."""
    own = np.array([6 * distinct[n] + word for n in range(sentences) for word in range(6)], np.int64)
    return (own, np.full(len(own), 12, np.float32), np.zeros(len(own), np.uint8)), cuts_of(own)


def test_pairs_far_apart_in_either_text_are_clusters_of_their_own():
    a, cuts_a = sides(12, list(range(12)))
    b, cuts_b = sides(12, [0, 1, *range(20, 30)])
    near = np.array([[0, 0], [1, 1]], np.int32)
    found, facts = clusters(a, cuts_a, b, cuts_b, near, 4, LEAST, 0.3)
    assert found[:, :4].tolist() == [[0, 12, 0, 12]]
    assert found[0, 4:].tolist() == [2, 12, 0, 12, 12]
    assert facts[0].tolist() == [144, 1]
    c, cuts_c = sides(12, [0, *range(20, 29), 10, 1])
    apart = np.array([[0, 0], [1, 11]], np.int32)
    found, _ = clusters(a, cuts_a, c, cuts_c, apart, 4, LEAST, 0.3)
    assert sorted(found[:, :4].tolist()) == [[0, 6, 0, 6], [6, 12, 66, 72]]


def test_a_cluster_that_is_not_alike_as_a_whole_is_tried_with_smaller_gaps():
    a, cuts_a = sides(8, list(range(8)))
    b, cuts_b = sides(8, [0, 20, 21, 22, 23, 5, 24, 25])
    seeds = np.array([[0, 0], [5, 5]], np.int32)
    whole = clusters(a, cuts_a, b, cuts_b, seeds, 4, LEAST, 0.3)[0][:, :4].tolist()
    parts = clusters(a, cuts_a, b, cuts_b, seeds, 4, LEAST, 0.6)[0][:, :4].tolist()
    assert whole == [[0, 36, 0, 36]]
    assert sorted(parts) == [[0, 6, 0, 6], [30, 36, 30, 36]]


@pytest.mark.parametrize("seeds", [[], [[0, 0]]])
def test_no_pairs_give_no_cluster_and_one_pair_gives_its_two_sentences(seeds):
    text, cuts = sides(2, [0, 1])
    found, _ = clusters(text, cuts, text, cuts, np.array(seeds, np.int32).reshape(-1, 2), 4, LEAST, 0.3)
    assert found[:, :4].tolist() == [[0, 6, 0, 6]] * len(seeds)
