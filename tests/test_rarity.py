"""The frozen background: rare words say more than common ones, whatever the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.rarity import LEAST_BITS, MOST_BITS, UNKNOWN_BITS, word_bits


@given(st.text())
def test_every_word_has_bits_within_the_limits(word):
    assert LEAST_BITS <= word_bits(word) <= MOST_BITS


@pytest.mark.parametrize(
    ("common", "rare"),
    [
        ("the", "quietly"),
        ("und", "gewerkschaft"),
        ("и", "министр"),
        ("في", "وزارة"),
        ("bir", "güvenlik"),
        ("的", "鬱"),
        ("は", "曜"),
    ],
)
def test_a_rare_word_says_more_than_a_common_one(common, rare):
    assert word_bits(common) + 2 < word_bits(rare)


def test_a_word_on_no_list_is_no_stronger_evidence_than_a_rare_word():
    assert word_bits("qwxzy") == UNKNOWN_BITS
    assert word_bits("quietly") + 2 >= UNKNOWN_BITS


def test_words_are_looked_up_as_they_are_compared():
    assert word_bits("dont") < 10  # written with an apostrophe in the lists
    assert word_bits("strasse") < 14


@pytest.mark.parametrize(
    ("number", "bits"),
    [("7", 6), ("12", 8), ("300", 10), ("2019", 11), ("1,288.5", 13), ("451,400", 15), ("1234567890", 17), ("٣٤", 8)],
)
def test_a_number_counts_by_its_digits(number, bits):
    assert word_bits(number) == bits


def test_an_ideograph_says_about_half_as_much_as_a_word():
    text = "记者今天从国家统计局获悉去年全国居民消费价格比上年上涨"
    assert 3 < sum(map(word_bits, text)) / len(text) < 6


def test_traditional_characters_count_like_their_simplified_forms():
    assert word_bits("們") == word_bits("们")


@pytest.mark.parametrize(
    ("stem", "word"), [("정부", "정부에서는"), ("한국", "한국은"), ("gouvernement", "dgouvernement"), ("الصين", "فالصين")]
)
def test_a_known_word_with_a_particle_written_onto_it_is_not_taken_for_an_unknown_one(stem, word):
    assert word_bits(stem) < word_bits(word) < UNKNOWN_BITS
