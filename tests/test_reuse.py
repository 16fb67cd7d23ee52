"""The bulk engine: the same passages as pair by pair, whatever the order, with little room."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage import reuse
from lineage.candidates import index_runs, pairs_of, shared_evidence, sort_runs
from lineage.passages import containments, find_passages
from lineage.reuse import CorpusText, shared_passages
from lineage.templates import MaskInput, find_masks, masked_words
from lineage.word_arrays import run_keys, word_arrays

SENTENCES = (
    "The harbour office opens two years later than planned because the quay wall had to be rebuilt from the bottom up.",
    "“Nobody asked the people who cross there every morning,” said Ane Holt, who runs the kiosk at the slip.",
    "A cooper from the upper valley has mended barrels for the brewery since the flood took the old workshop.",
    "Snow fell on the pass before dawn, and forty lorries waited below the tunnel until the ploughs had gone by.",
    "The observatory will measure the comet again in March with a spectrograph lent by the university of the capital.",
    "Its colour and flavour were praised by the jury; the centre of the village has not seen such a crowd in years.",
    "市议会星期二投票决定关闭旧渡口并把土地出售给隔壁的造船厂，县里的决定预计在夏天之前公布。",
    "Der Gemeinderat hat am Dienstag beschlossen, die alte Fähre einzustellen und das Gelände der Werft zu verkaufen.",
)

WORDS = ["reed", "moor", "kelp", "tarn", "weir", "fell", "beck", "holm", "scar", "syke", "gill", "force", "rigg", "thwaite", "dub"]

sentence = st.sampled_from(SENTENCES)
edited = st.tuples(sentence, st.integers(0, 15), st.sampled_from(["", "heron", "of the"])).map(
    lambda made: " ".join(word if at != made[1] else made[2] for at, word in enumerate(made[0].split()))
)
text = st.lists(st.one_of(sentence, edited, st.sampled_from(["Ship ahoy.", "", "\x00 \ud800", "one"])), max_size=6).map(" ".join)
small = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def corpus_of(texts, site=None):
    return [CorpusText(f"d{number}", each, site) for number, each in enumerate(texts)]


def pair_by_pair(left, right=None):
    pairs = combinations(left, 2) if right is None else ((a, b) for a in left for b in right)
    for a, b in pairs:
        found = find_passages(a.text, b.text)
        if found:
            yield a.id, b.id, found, containments(a.text, b.text, found)


def told_apart(pairs):
    return [(each.a, each.b, each.passages, (each.containment_a, each.containment_b)) for each in pairs]


@small
@given(st.lists(text, max_size=4))
def test_a_corpus_gives_what_its_pairs_give_one_by_one(texts):
    corpus = corpus_of(texts)
    assert told_apart(shared_passages(corpus)) == list(pair_by_pair(corpus))


FOOT = "\nSupport independent reporting: from three pounds a month you read the Gull without any advertising at all."


def masks_of(corpus):
    arrays = [word_arrays(each.text) for each in corpus]
    inputs = [MaskInput(each.site, run_keys(words.words), words) for each, words in zip(corpus, arrays, strict=True)]
    masks = find_masks(inputs)
    return {
        each.id: masked_words(given.keys, len(words), *masks.of(each.site))
        for each, given, words in zip(corpus, inputs, arrays, strict=True)
    }


@small
@given(st.lists(text, min_size=4, max_size=6), st.booleans())
def test_with_template_text_it_gives_what_its_pairs_give_with_their_masks(texts, template):
    fillers = [" ".join(f"{word}{number}" for word in WORDS * 4) for number in range(8)]
    corpus = [CorpusText(f"d{n:02}", f"{each}\n{fillers[n]}{FOOT}", "gull.example") for n, each in enumerate([*texts, "", ""])]
    masks = masks_of(corpus)
    assert all(mask.any() for mask in masks.values())
    expected = []
    for a, b in combinations(corpus, 2):
        given = {"masked_a": masks[a.id], "masked_b": masks[b.id]}
        found = find_passages(a.text, b.text, **given, template=template)
        expected += [(a.id, b.id, found, containments(a.text, b.text, found, **given))] if found else []
    assert told_apart(shared_passages(corpus, template=template)) == expected


@small
@given(st.lists(text, max_size=3), st.lists(text, max_size=3))
def test_against_another_corpus_every_pair_has_one_of_each(left, right):
    here, there = corpus_of(left), corpus_of(right)
    assert told_apart(shared_passages(here, there)) == list(pair_by_pair(here, there))


@small
@given(st.lists(st.tuples(text, st.sampled_from([None, "gull.example", "tern.example"])), max_size=5), st.randoms())
def test_the_order_of_the_documents_makes_no_difference(documents, random):
    corpus = [CorpusText(f"d{number}", each, site) for number, (each, site) in enumerate(documents)]
    shuffled = random.sample(corpus, len(corpus))
    assert list(shared_passages(shuffled)) == list(shared_passages(corpus))


def test_copies_of_one_text_are_laid_side_by_side_once_and_all_their_pairs_come_out(monkeypatch):
    asked = []
    align = reuse._align
    monkeypatch.setattr(
        reuse, "_align", lambda bodies, left, right, template: asked.extend(left) or align(bodies, left, right, template)
    )
    story, other = " ".join(SENTENCES[:3]), " ".join(SENTENCES[2:5])
    corpus = [*(CorpusText(f"copy {n:02}", story, f"site-{n}.example") for n in range(30)), CorpusText("copy 10a", other)]
    pairs = list(shared_passages(corpus))
    assert [(each.a, each.b) for each in pairs] == list(combinations(sorted(each.id for each in corpus), 2))
    assert {each.relation for each in pairs if "copy 10a" not in (each.a, each.b)} == {"identical"}
    assert len(asked) == 2
    texts = {each.id: each.text for each in corpus}
    for pair in pairs:
        for each in pair.passages:
            assert texts[pair.a][each.a_start : each.a_end] == texts[pair.b][each.b_start : each.b_end]


def test_a_text_put_together_from_two_others_is_called_a_mosaic_on_both_sides():
    one, other = " ".join(SENTENCES[:4]), " ".join([SENTENCES[4], SENTENCES[7], SENTENCES[5], SENTENCES[1]])
    mixed = " ".join([SENTENCES[0], SENTENCES[2], SENTENCES[4], SENTENCES[7]])
    pairs = {(each.a, each.b): each.relation for each in shared_passages([CorpusText("m", mixed), *corpus_of([one, other])])}
    assert pairs["d0", "m"] == pairs["d1", "m"] == "mosaic"


def test_what_only_recurs_on_every_page_of_a_site_relates_nobody():
    other = [" ".join(f"{word}{number}" for word in WORDS * 4) for number in range(8)]
    corpus = [CorpusText(f"d{number}", each + FOOT, "gull.example") for number, each in enumerate(other)]
    assert list(shared_passages(corpus)) == []
    assert len(list(shared_passages(corpus, template=True))) == 28
    without_site = [CorpusText(each.id, each.text) for each in corpus[:4]]
    assert len(list(shared_passages(without_site))) == 6


def test_progress_is_told_stage_by_stage_up_to_the_end():
    said = []
    list(shared_passages(corpus_of(SENTENCES), told=lambda stage, done, count: said.append((stage, done, count))))
    assert list(dict.fromkeys(stage for stage, _, _ in said)) == ["words", "runs", "passages", "pairs"]
    for stage in ("words", "runs", "passages", "pairs"):
        *_, (_, done, count) = [each for each in said if each[0] == stage]
        assert done == count > 0


# --- candidates ---------------------------------------------------------------------------------------------------------

runs = st.lists(st.tuples(st.integers(0, 12).map(lambda key: key << 59), st.floats(0, 100, width=32).map(round)), max_size=15)


def indexed(bodies, split=0):
    bodies = [sorted(body) for body in bodies]
    keys = [np.array([key for key, _ in body], np.uint64) for body in bodies]
    evidence = [np.array([bits for _, bits in body], np.float64) for body in bodies]
    with ThreadPoolExecutor(2) as pool:
        own = np.arange(len(bodies), dtype=np.int32)
        index = index_runs(sort_runs(keys, pool), np.concatenate([*evidence, np.zeros(0)]), own, len(bodies), pool, split)
    return index, keys, evidence


def listed(found):
    return [pair for left, right in found for pair in zip(left.tolist(), right.tolist(), strict=True)]


@small
@given(st.lists(runs, max_size=7), st.integers(1, 200))
def test_exactly_the_pairs_whose_shared_runs_weigh_enough_are_named(bodies, least):
    index, keys, evidence = indexed(bodies)
    expected = [
        (a, b)
        for a, b in combinations(range(len(bodies)), 2)
        if shared_evidence(keys[a], evidence[a], keys[b], evidence[b]) >= least
    ]
    assert listed(pairs_of(index, range(len(bodies)), least)) == expected
    assert listed(pairs_of(index, range(len(bodies)), least, most=1)) == expected


@small
@given(st.lists(runs, min_size=2, max_size=7), st.data())
def test_with_a_split_only_pairs_across_it_are_named(bodies, data):
    split = data.draw(st.integers(1, len(bodies) - 1))
    index, _, _ = indexed(bodies, split)
    whole, _, _ = indexed(bodies)
    across = [(a, b) for a, b in listed(pairs_of(whole, range(len(bodies)), 1)) if a < split <= b]
    assert listed(pairs_of(index, range(split), 1)) == across


def test_a_run_that_stands_in_thousands_of_bodies_is_given_out_in_pieces():
    index, _, _ = indexed([[(1, 20.0)]] * 3000)
    pieces = list(pairs_of(index, range(3000), 20.0, most=10_000))
    assert max(len(left) for left, _ in pieces) < 10_000 + 3000
    assert sum(len(left) for left, _ in pieces) == 3000 * 2999 // 2
