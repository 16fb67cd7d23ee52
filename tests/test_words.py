"""Words as they are written: what belongs to one, and where an offset lies in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.words import LONGEST_WORD, WORD, to_words, weight_of, word_around


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It rose 1,200.5 points.", ["It", "rose", "1,200.5", "points", "."]),
        ("−5, -5 and ±5", ["−5", ",", "-5", "and", "±5"]),
        ("US$5m or €5, 5 € or 5%", ["US$5m", "or", "€5", ",", "5 €", "or", "5%"]),
        ("well-known man’s U.S. hat_y", ["well-known", "man’s", "U.S", ".", "hat_y"]),
        ("hall—they _left_", ["hall", "—", "they", "_", "left", "_"]),
        ("at 5:30 on 1/2", ["at", "5:30", "on", "1/2"]),
        ("12 000 came, 12\n000 not", ["12 000", "came", ",", "12", "000", "not"]),
        ("21°C, .5 and 10⁻³", ["21°C", ",", ".5", "and", "10⁻³"]),
        ("增长三点五个，3.5万", ["增", "长", "三点五", "个", "，", "3.5万"]),
        ("नमस्ते ราคา", ["नमस्ते", "ร", "า", "ค", "า"]),
    ],
)
def test_a_word_has_its_digits_signs_and_joiners(text, words):
    assert WORD.findall(text) == words


def test_an_offset_inside_a_number_belongs_to_the_whole_number():
    text = "rose by 1,200.5 points"
    assert {text[slice(*word_around(text, at))] for at in range(9, 15)} == {"1,200.5"}
    assert [word_around(text, at) for at in (0, 7, 8, 15, len(text))] == [(at, at) for at in (0, 7, 8, 15, len(text))]
    assert text[slice(*to_words(text, 2, 10))] == "rose by 1,200.5"


def test_what_goes_on_without_end_is_no_word():
    text = "5" * (LONGEST_WORD + 1)
    assert word_around(text, 5) == (5, 5)


def test_a_sign_of_a_script_without_blanks_weighs_two():
    assert (weight_of("港口"), weight_of("port"), weight_of("ab 港")) == (4, 4, 5)


@given(st.text(alphabet="ab5.,-—' $%²三点\n\u0301") | st.text(), st.data())
def test_the_word_around_an_offset_contains_it(text, data):
    at = data.draw(st.integers(0, len(text)))
    start, end = word_around(text, at)
    assert (start, end) == (at, at) or 0 <= start < at < end <= len(text)
