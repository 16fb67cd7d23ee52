"""Words as arrays are the words of `lineage.text`, wherever they stand and whatever they are written with."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lineage import word_arrays as module
from lineage.text import spelling_key, tokens
from lineage.word_arrays import (
    CLOSES,
    IDEOGRAPH,
    LINE,
    OPENS,
    SENTENCE,
    keys_blob,
    keys_of_blob,
    run_keys,
    word_arrays,
    word_arrays_of,
)

HARD = (
    "aZé1 .,'’-_\n\u00a0ß²½①㎏㎡ﬁﷺŉİſĲ２．，ａ＇`´¨\u0301\u0300\u0345\u00ad\u200b\u200d\ufeff\x00\ud800\udfff中国々・ーｶﾞがか\u3099"
    "مُشـاركةَّ\u06dd\u06d6\u0670कि\u093d्\u0e33ก\u0e34שָׁ٣٫۴०१\U0001d7ce\U00020000\U000e0100가\u1100\u1161\u3164ᾳΣςŒ№℡…‟«»"
)
TEXTS = (
    st.text()
    | st.text(alphabet=HARD, max_size=60)
    | st.lists(st.sampled_from([*HARD.split(), "don't", "1,288.5", "labour"])).map(" ".join)
)


def value(word):
    return int(word_arrays(word).words[0])


def same(a, b):
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("words", "starts", "ends", "bits", "marks"))


def marked(text, flag):
    arrays = word_arrays(text)
    return [text[a:b] for a, b, marks in zip(arrays.starts, arrays.ends, arrays.marks, strict=True) if marks & flag]


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("1,288.5abc 12.x 1.2.3, ٣,٤ a1.5 '90s rock'n'roll' x\u0301'y\u0301 a'\u0301b")
@example("ﬁﬂ ㎏.5 1㎏ 5.㏂ \u0301 a\u0301\u0301 ㎡\u0301 ﬁ\u0301 İ\u0301 ½\u0301 ²\u0300")
def test_words_and_spans_are_those_of_the_reference(text):
    arrays, reference = word_arrays(text), tokens(text)
    assert [(int(a), int(b)) for a, b in zip(arrays.starts, arrays.ends, strict=True)] == [(t.start, t.end) for t in reference]
    assert arrays.words.tolist() == [module._hash_of(module._points_of(spelling_key(t.word))) for t in reference]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_a_text_in_a_batch_gives_what_it_gives_alone(texts):
    assert all(same(a, word_arrays(text)) for a, text in zip(word_arrays_of(texts), texts, strict=True))


def test_batches_on_both_cores_keep_the_order_of_the_texts(monkeypatch):
    monkeypatch.setattr(module, "_BATCH_POINTS", 200)
    texts = [f"Story {i} of “many”, each with its own number.\n中国 {i * i}" for i in range(300)] + ["", "x" * 500]
    assert all(same(a, word_arrays(text)) for a, text in zip(word_arrays_of(texts), texts, strict=True))


def test_words_learnt_by_two_threads_at_once_and_thrown_away_again_give_the_same(monkeypatch):
    texts = [" ".join(f"w{i * j}colour" for j in range(60)) for i in range(200)]
    expected = [word_arrays(text) for text in texts]
    monkeypatch.setattr(module, "_vocabulary", module._Vocabulary(most=500))
    with ThreadPoolExecutor(4) as pool:
        assert all(map(same, pool.map(word_arrays, texts), expected))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Labour", "labor"),
        ("organised", "ORGANIZED"),
        ("Don’t", "dont"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("ﬁre", "fire"),
        ("مُشـاركة", "مشاركة"),
    ],
)
def test_words_that_differ_by_house_style_only_have_one_value(one, other):
    assert value(one) == value(other)


def test_other_words_have_other_values():
    words = [f"{a}{b}" for a in "abcdefgh" for b in range(500)] + [chr(c) for c in range(0x4E00, 0x5E00)]
    assert len({*word_arrays(" ".join(words)).words.tolist()}) == len(words)


def test_values_and_keys_are_the_same_on_every_machine():
    arrays = word_arrays("One two three four five six.")
    assert run_keys(arrays.words).tolist() == [18231580251027324371, 12230490445526260350]
    assert value("one") == 4033539732496785203


def test_a_key_depends_on_the_order_of_its_words_and_on_each_of_them():
    words = word_arrays("a b c d e b a c d e a b c d f").words
    assert len({*run_keys(words).tolist()}) == 11
    assert run_keys(words[:4]).tolist() == []


def test_a_stored_blob_gives_back_the_keys():
    text = "The words of a body, in their order, and their keys."
    assert keys_of_blob(keys_blob(text)).view(np.uint64).tolist() == run_keys(word_arrays(text).words).tolist()
    assert keys_of_blob(keys_blob("too short")).tolist() == []


@pytest.mark.parametrize("text", ["", " \n", "… — !", "\x00", "\u200b"])
def test_a_text_without_words_gives_empty_arrays(text):
    arrays = word_arrays(text)
    assert len(arrays) == 0
    assert arrays.starts.dtype == arrays.ends.dtype == np.int32
    assert run_keys(arrays.words).size == 0


def test_sentences_and_lines_begin_where_they_do():
    text = "Prices rose. “We knew,” he said. No!\nA line\n- item two, e.g. this one. 中国。日本"
    assert marked(text, SENTENCE) == ["Prices", "We", "No", "A", "item", "中", "日"]
    assert marked(text, LINE) == ["Prices", "A", "item"]
    assert marked(text, IDEOGRAPH) == ["中", "国", "日", "本"]


@pytest.mark.parametrize(
    ("text", "opened", "closed"),
    [
        ("he said “stop it” then", ["stop"], ["it"]),
        ('he said, "Stop it," and left', ["Stop"], ["it"]),
        ("er sagte: „So ist es“, und", ["So"], ["es"]),
        ("er sagte »so ist es« und", ["so"], ["es"]),
        ("il dit «\u00a0oui mon ami !\u00a0» et", ["oui"], ["ami"]),
        ("он сказал «да и нет». И", ["да"], ["нет"]),
        ("han sade ”ja tack” och", ["ja"], ["tack"]),
        ("他说：“你好吗？”他走了", ["你"], ["吗"]),
        ('他说"你好吗"他走了', ["你"], ["吗"]),
        ("彼は「はい」と", ["は"], ["い"]),
        ("the ‘so called’ workers’ don’t it's", ["so"], ["called"]),
        ("a 'plain one' is, the dogs' food isn't", ["plain"], ["one"]),
        ('("yes")', ["yes"], ["yes"]),
        ("“He said ‘stop now.’” Then", ["He", "stop"], ["now"]),
        ("the workers' rights and rock 'n roll", ["n"], []),
        ("no quotes here - at all", [], []),
    ],
)
def test_quotation_marks_are_seen_from_the_words_they_touch(text, opened, closed):
    assert marked(text, OPENS) == opened
    assert marked(text, CLOSES) == closed


def test_one_sentence_ten_thousand_times_is_cut_like_the_sentence():
    once = word_arrays("Café prices rose by 1.5 %. ")
    many = word_arrays("Café prices rose by 1.5 %. " * 10_000)
    assert np.array_equal(many.words, np.tile(once.words, 10_000))


def test_millions_of_characters_without_a_blank_are_cut():
    assert len(word_arrays("漢" * 1_000_000 + "a\u0301" * 100_000)) == 1_000_001
