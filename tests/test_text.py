"""Folded views keep the way back to the original text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.text import digest_of, fold, front_matter, normalise, paragraphs, spelling_key, tokens


@given(st.text())
def test_every_folded_character_points_into_the_original(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(st.text() | st.text(alphabet="ab1`'“ \u00a0\u0301\u200b\ufb01…\x1c\x00\n²½①㎡™º９｀"))
def test_both_ways_of_folding_agree(text):
    assert fold(text).text == normalise(text)


@pytest.mark.parametrize("text", ["10²", "H₂O", "1½", "①", "10⁻³", "xⁿ", "60 m²"])
def test_raised_lowered_and_broken_numbers_are_not_folded_to_plain_ones(text):
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("text", "folded"), [("１９ｋｍ", "19km"), ("ﬁre", "fire"), ("60 ㎡", "60 m²"), ("−5", "-5"), ("e\u0301", "é")]
)
def test_other_forms_of_a_character_fold(text, folded):
    assert normalise(text) == folded


@given(st.text())
def test_folding_collapses_white_space_and_strips(text):
    folded = normalise(text)
    assert "  " not in folded
    assert folded == folded.strip(" ")


@given(st.text(alphabet="abc d\n\t"), st.text(alphabet="xyz \n"))
def test_typographic_variants_fold_to_the_same_text(a, b):
    plain = f'{a} "quoted" it\'s - {b}'
    fancy = f"{a}\u00a0“quoted” it’s – {b}\u200b"
    assert normalise(plain) == normalise(fancy)


@given(st.text())
def test_tokens_stand_in_order_inside_the_text(text):
    found = tokens(text)
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert all(x.start <= y.start for x, y in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop", ["dont", "stop"]),
        ("451,400 workers", ["451,400", "workers"]),
        ("在中国 today", ["在", "中", "国", "today"]),
        ("مشـاركة", ["مشاركة"]),
        ("café cafe\u0301", ["café", "café"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("10² km², 1½", ["10²", "km²", "1½"]),
        ("…", []),
    ],
)
def test_words_are_compared_without_house_typography(text, words):
    assert [t.word for t in tokens(text)] == words


def test_paragraphs_are_trimmed_lines():
    text = "  One. \r\n\r\n\tTwo.\n   \nThree"
    assert [text[a:b] for a, b in paragraphs(text)] == ["One.", "Two.", "Three"]


def test_front_matter_fields_stand_where_they_say():
    text = '---\ntitle: "A: B" \nimage: https://x.example/a.jpg \nlist:\n  - a\n---\nBody'
    matter = front_matter(text)
    assert matter is not None
    assert matter.values["title"].value == "A: B"
    assert all(text[f.start : f.end] == f.value for f in matter.values.values())
    assert text[matter.end :] == "Body"


@pytest.mark.parametrize("text", ["", "---", "--- x\n---\n", "no\n---\na: b\n---\n", "---\na: b\n"])
def test_what_is_no_front_matter_is_none(text):
    assert front_matter(text) is None


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Labour", "labor"),
        ("Centre", "Center"),
        ("organise", "organize"),
        ("unauthorised", "unauthorized"),
        ("characterises", "characterizes"),
        ("organisational", "organizational"),
        ("Defence", "Defense"),
        ("offences", "offenses"),
        ("practising", "practicing"),
        ("travelled", "traveled"),
    ],
)
def test_house_spellings_agree(british, american):
    assert spelling_key(british) == spelling_key(american)


@pytest.mark.parametrize(
    "word",
    [
        "hour",
        "four",
        "promise",
        "exercise",
        "rise",
        "arise",
        "sunrise",
        "surprises",
        "apprised",
        "advised",
        "advertised",
        "source",
        "court",
        "tour",
        "filling",
    ],
)
def test_words_that_only_look_like_a_spelling_variant_stay(word):
    assert spelling_key(word) == word


def test_a_digest_names_its_algorithm():
    assert digest_of("") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of("\ud800").startswith("sha256:")
