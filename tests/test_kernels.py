"""The inner loops of the passage engine, uncompiled: each against a plain way to say the same."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage import kernels, pairing
from lineage.kernels import PAIRS_PER_KEY, SEED, WINDOW, extend, first_tier, free_runs, join_seeds, matched, maximal_runs, order_of
from lineage.word_arrays import run_keys

words = st.lists(st.integers(1, 6), max_size=40).map(lambda made: np.array(made, np.int64))
steady = settings(deadline=None, max_examples=60)


def runs_of(own):
    keys = run_keys(own.view(np.uint64)).view(np.int64)
    order = np.argsort(keys, kind="stable")
    return keys[order], order.astype(np.int32)


def weighed(own):
    return own, np.full(len(own), 10, np.float32)


def room():
    return np.empty((WINDOW + 1, WINDOW + 1), np.float32)


def test_compiled_code_is_renewed_when_a_module_it_comes_from_changes():
    digest = hashlib.sha256()
    for name in ("kernels", "rewritten"):
        digest.update(Path(kernels.__file__).with_name(f"{name}.py").read_bytes())
    assert digest.hexdigest()[:16] == pairing.COMPILED_FROM, "set pairing.COMPILED_FROM to this digest"


@given(st.lists(st.integers(-50, 50) | st.integers(-(2**63), 2**63 - 1), max_size=120))
@steady
def test_the_order_is_that_of_a_stable_sort(values):
    values = np.array(values, np.int64)
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()


@given(words, words)
@steady
def test_seeds_are_the_places_where_five_words_agree_and_few_for_a_frequent_run(a, b):
    found = [tuple(each) for each in join_seeds(*runs_of(a), *runs_of(b))[0].tolist()]
    same = {(i, j) for i in range(len(a) - 4) for j in range(len(b) - 4) if (a[i : i + 5] == b[j : j + 5]).all()}
    assert set(found) <= same
    assert {(j, i) for i, j in found} == {tuple(each) for each in join_seeds(*runs_of(b), *runs_of(a))[0].tolist()}
    if len(same) <= PAIRS_PER_KEY:
        assert sorted(found) == sorted(same)


def test_a_run_that_stands_everywhere_is_paired_by_its_rank_from_either_end():
    a, b = np.ones(104, np.int64), np.ones(54, np.int64)
    found = {tuple(each) for each in join_seeds(*runs_of(a), *runs_of(b))[0].tolist()}
    assert found == {(n, n) for n in range(50)} | {(50 + n, n) for n in range(50)}


@given(words, words)
@steady
def test_maximal_runs_are_equal_cannot_grow_and_hold_every_seed(a, b):
    seeds, _ = join_seeds(*runs_of(a), *runs_of(b))
    runs = [tuple(each) for each in maximal_runs(a, b, seeds).tolist()]
    assert len(set(runs)) == len(runs)
    for i, j, n in runs:
        assert n >= SEED
        assert (a[i : i + n] == b[j : j + n]).all()
        assert i == 0 or j == 0 or a[i - 1] != b[j - 1]
        assert i + n == len(a) or j + n == len(b) or a[i + n] != b[j + n]
    for i, j in seeds.tolist():
        assert any(j - i == y - x and x <= i and i + SEED <= x + n for x, y, n in runs)


@given(words, words)
@steady
def test_free_runs_overlap_on_neither_side_and_the_longest_stays_whole(a, b):
    runs = maximal_runs(a, b, join_seeds(*runs_of(a), *runs_of(b))[0])
    free = free_runs(runs, len(a), len(b)).tolist()
    assert free == sorted(free)
    for side in (0, 1):
        spans = sorted((each[side], each[side] + each[2]) for each in free)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(n >= SEED and (a[i : i + n] == b[j : j + n]).all() for i, j, n in free)
    if len(runs):
        assert max(n for _, _, n in free) == runs[:, 2].max()


def common(a, b):
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x, left in enumerate(a):
        for y, right in enumerate(b):
            best[x + 1][y + 1] = max(best[x][y + 1], best[x + 1][y], best[x][y] + (left == right))
    return best[-1][-1]


@given(words.filter(lambda made: len(made) <= WINDOW), words.filter(lambda made: len(made) <= WINDOW))
@steady
def test_words_that_match_in_order_are_a_longest_common_subsequence(a, b):
    count, bits = matched(weighed(a), weighed(b), 0, len(a), 0, len(b), room())
    assert count == common(a.tolist(), b.tolist())
    assert bits == 10 * count


@given(words, words, st.sampled_from([1, -1]), st.data())
@steady
def test_an_extension_ends_on_matching_words_and_stops_before_taken_ones(a, b, step, data):
    i, j = data.draw(st.integers(-1, len(a))), data.draw(st.integers(-1, len(b)))
    taken_a, taken_b = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    for taken in (taken_a, taken_b):
        taken[data.draw(st.lists(st.integers(0, max(0, len(taken) - 1)), max_size=2 if len(taken) else 0))] = True
    far_a, far_b = extend(weighed(a), weighed(b), i, j, step, taken_a, taken_b, room())
    assert (far_a == 0) == (far_b == 0)
    if far_a:
        assert a[i + step * (far_a - 1)] == b[j + step * (far_b - 1)]
        for start, far, taken in ((i, far_a, taken_a), (j, far_b, taken_b)):
            places = [start + step * n for n in range(far)]
            assert min(places) >= 0
            assert max(places) < len(taken)
            assert not taken[places].any()


@given(words, words)
@steady
def test_rows_lie_in_both_texts_and_count_no_more_than_what_matches(a, b):
    rows, bits = first_tier(weighed(a), weighed(b), join_seeds(*runs_of(a), *runs_of(b))[0])
    assert len(rows) == len(bits)
    for a0, a1, b0, b1, count, longest in rows.tolist():
        assert 0 <= a0 < a1 <= len(a)
        assert 0 <= b0 < b1 <= len(b)
        assert SEED <= longest <= count <= common(a[a0:a1].tolist(), b[b0:b1].tolist())
        assert (a[a0], a[a1 - 1]) == (b[b0], b[b1 - 1])


def test_masked_words_match_but_weigh_nothing():
    a = np.arange(1, 21, dtype=np.int64)
    plain, masked = np.full(20, 10, np.float32), np.full(20, 10, np.float32)
    masked[5:15] = 0
    (row,), (bits,) = first_tier((a, plain), (a, masked), join_seeds(*runs_of(a), *runs_of(a))[0])
    assert row.tolist() == [0, 20, 0, 20, 20, 20]
    assert bits == 100
