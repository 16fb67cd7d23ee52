"""Template text: what is masked and what must not be, each with texts written for it."""

from __future__ import annotations

import random
import re
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.templates import MaskInput, Masks, find_masks, general_mask, mask_version, masked_words, site_mask
from lineage.word_arrays import run_keys, word_arrays

_PLAIN = re.findall(
    r"\S+",
    """
the of and to in that it was for on with as at by from they have this but not are his her which or had an were been their
said people year time way day man thing woman life child world school state family group country problem hand part place
case week company system program question work government number night point home water room mother area money story fact
month lot right study book job word business issue side kind head house service friend father power hour game line end
member law car city community name president team idea body information back face others level office health person art war
history party result change morning reason research girl guy moment air force education make know take see come think look
want give use find tell ask feel try leave call keep let help show hear play run move live believe bring happen
""",
)
_FOOTER = "All rights reserved, and no part of this page may be copied without our leave"
_MENU = "Front page - Politics - Markets - Culture - Sport - Weather"
_COMMENTS = "Leave a comment. Your mail address will not be shown. Fields with a star must be filled in"
_COOKIES = "We use cookies to make this page better for you; accept all of them or change your settings"
_MOTTO = "the only thing that we must be afraid of is being afraid itself"


def names(subject: object) -> list[str]:
    rng = random.Random(f"names of {subject}")
    return [
        "".join(rng.choice(a) for a in ("BDGKLMNPRTVZ", "aeiou", "bdgklmnrtvz", "aeiou", "bdgklmnrtvz", "aou")) for _ in range(12)
    ]


def story(number: object, subject: object = None, paragraphs: int = 6) -> str:
    """Prose of some 40 words a paragraph that no other number has; stories of one subject share their names."""
    rng = random.Random(f"story {number}")
    cast = names(number if subject is None else subject)
    lines = []
    for _ in range(paragraphs):
        words = [rng.choice(cast) if rng.random() < 0.15 else rng.choice(_PLAIN) for _ in range(40)]
        lines.append(" ".join(words).capitalize() + ".")
    return "\n".join(lines)


def given_text(text: str, site: str | None = "paper.example") -> MaskInput:
    arrays = word_arrays(text)
    return MaskInput(site, run_keys(arrays.words), arrays)


def masked(text: str, *masks: np.ndarray) -> str:
    """The masked words of a text, as they stand in it."""
    document = given_text(text)
    words = masked_words(document.keys, len(document.arrays.words), *masks)
    return " ".join(text[a:b] for a, b, hit in zip(document.arrays.starts, document.arrays.ends, words, strict=True) if hit)


def plain(text: str) -> str:
    arrays = word_arrays(text)
    return " ".join(text[a:b] for a, b in zip(arrays.starts, arrays.ends, strict=True))


def of_site(texts: list[str]) -> np.ndarray:
    return site_mask([given_text(text) for text in texts])


# --- one site -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 3, 5, 12])
def test_lines_that_frame_unrelated_stories_of_a_site_are_template_text_and_nothing_else_is(number: int) -> None:
    texts = [f"{_MENU}\n{story(i)}\n{_FOOTER}" for i in range(number)]
    assert masked(texts[0], of_site(texts)) == f"{plain(_MENU)} {plain(_FOOTER)}"


def test_lines_between_the_paragraphs_are_template_text_on_three_documents_not_on_two() -> None:
    texts = [f"{story(i)}\n{_FOOTER}\n{story(f'more {i}')}" for i in range(3)]
    assert masked(texts[0], of_site(texts)) == plain(_FOOTER)
    assert not len(of_site(texts[:2]))


def test_a_counter_or_date_in_a_template_line_does_not_save_the_rest_of_it() -> None:
    texts = [f"{story(i)}\nRead by {i + 1}04 people so far, so tell your friends about this page by mail" for i in range(4)]
    assert masked(texts[0], of_site(texts)) == "people so far so tell your friends about this page by mail"


def test_template_text_on_a_fifth_of_the_documents_is_found_and_on_less_only_with_six_holders() -> None:
    def corpus(holders: int, others: int) -> list[str]:
        return [f"{story(i)}\n{_FOOTER}" for i in range(holders)] + [story(f"other {i}") for i in range(others)]

    assert len(of_site(corpus(3, 12)))
    assert not len(of_site(corpus(3, 13)))
    assert len(of_site(corpus(6, 60)))


@pytest.mark.parametrize("others", [0, 1, 7])
def test_a_story_printed_three_times_is_not_template_text(others: int) -> None:
    again = [story("same"), "Updated\n" + story("same"), story("same") + "\nThis adds one short closing line to what was said."]
    assert not len(of_site(again + [story(i) for i in range(others)]))


def test_copies_of_one_story_count_once_and_the_frame_around_them_is_still_found() -> None:
    texts = [f"{_MENU}\nPart {i}\n{story('same')}\n{_FOOTER}" for i in range(6)]
    assert not len(of_site(texts))
    texts += [f"{_MENU}\n{story(i)}\n{_FOOTER}" for i in range(2)]
    assert masked(texts[0], of_site(texts)) == f"{plain(_MENU)} {plain(_FOOTER)}"


def test_background_paragraphs_of_follow_ups_are_not_template_text() -> None:
    background = story("background", "affair", paragraphs=2)
    follow_ups = [f"{story(f'day {i}', 'affair')}\n{background}" for i in range(5)]
    assert not len(of_site([*follow_ups, *(story(i) for i in range(5))]))


def test_the_frame_of_a_site_that_writes_of_one_subject_only_is_found() -> None:
    background = story("background", "affair", paragraphs=2)
    texts = [f"{_MENU}\n{story(f'day {i}', 'affair')}\n{background if i < 4 else ''}\n{_FOOTER}" for i in range(6)]
    assert masked(texts[0], of_site(texts)) == f"{plain(_MENU)} {plain(_FOOTER)}"


def test_common_phrases_inside_paragraphs_are_not_template_text_and_long_formulas_are() -> None:
    def corpus(phrase: str) -> list[str]:
        return [f"{story(f'a{i}', paragraphs=1)[:-1]} {phrase} {story(f'b{i}', paragraphs=1)}" for i in range(8)]

    assert not len(of_site(corpus("at the end of the day")))
    assert len(of_site(corpus("as this paper was the first to report on the last day of the old year")))


def test_lines_that_a_fixed_width_has_broken_are_not_lines_of_their_own() -> None:
    phrase = "Office of the Commissioners for Crown Estates"

    def wrapped(number: int) -> str:
        """The phrase stands within a sentence and happens to fill a line of the wrapped text."""
        words = story(number, paragraphs=2).replace("\n", " ").split()
        texts = (textwrap.fill(" ".join([*words[:i], phrase, names(number)[0] * 3, *words[i:]]), 50) for i in range(10, 80))
        return next(text for text in texts if f"\n{phrase}\n" in text)

    texts = [wrapped(i) for i in range(9)]
    assert not len(of_site(texts))
    assert masked(texts[0], of_site([text.replace(f"\n{phrase}\n", f".\n\n{phrase}\n\nThe ") for text in texts])) == phrase


def test_a_site_of_many_documents_is_judged_by_a_sample() -> None:
    texts = [f"{story(i, paragraphs=2)}\n{_FOOTER}" for i in range(450)]
    assert masked(texts[-1], of_site(texts)) == plain(_FOOTER)


def test_template_text_in_a_script_without_spaces_is_found() -> None:
    rng = random.Random(3)
    signs = [chr(code) for code in range(0x4E00, 0x5A00)]

    def prose() -> str:
        return "\n".join("".join(rng.choice(signs) for _ in range(60)) + "。" for _ in range(5))

    footer = "本网站所有内容版权归本报所有未经书面许可不得转载"
    texts = [f"{prose()}\n{footer}" for _ in range(4)]
    assert masked(texts[0], of_site(texts)).replace(" ", "") == footer
    phrase = [f"{prose()}{''.join(signs[7:14])}{prose()}" for _ in range(4)]
    assert not len(of_site(phrase)), "seven signs are a phrase, no formula"


@pytest.mark.parametrize("text", ["", "One", "Four words of text", "\n\n", "Five words of text here"])
def test_texts_too_short_to_tell_anything_give_no_mask(text: str) -> None:
    documents = [given_text(text, None)] * 3 + [given_text(text, f"{i}.example") for i in range(7)]
    assert not len(site_mask(documents))
    assert not len(general_mask(documents))
    assert masked_words(documents[0].keys, len(documents[0].arrays.words)).tolist() == [False] * len(documents[0].arrays.words)
    assert find_masks([]).sites == {}


# --- many sites -----------------------------------------------------------------------------------------------------------


def many(texts: list[str]) -> list[MaskInput]:
    return [given_text(text, f"{i}.example") for i, text in enumerate(texts)]


@pytest.mark.parametrize("line", [_COMMENTS, _COOKIES, _FOOTER])
def test_a_line_on_five_unrelated_sites_is_template_text_and_on_four_it_is_not(line: str) -> None:
    texts = [f"{story(i)}\n{line}\n{i} and only here" for i in range(5)]
    assert masked(texts[0], general_mask(many(texts))) == plain(line)
    assert not len(general_mask(many(texts[:4])))
    assert not len(general_mask([given_text(text, "one.example") for text in texts]))


def test_the_name_of_the_site_in_a_line_of_many_sites_does_not_hide_it() -> None:
    texts = [f"{story(i)}\nCopyright {names(i)[0] * (i % 3)} 2026. {_FOOTER}." for i in range(7)]
    assert plain(_FOOTER) in masked(texts[0], general_mask(many(texts)))


def test_documents_without_a_site_stand_each_for_its_own() -> None:
    texts = [f"{story(i)}\n{_COMMENTS}" for i in range(6)]
    masks = find_masks([given_text(text, None) for text in texts])
    assert masked(texts[0], *masks.of(None)) == plain(_COMMENTS)
    assert not masks.sites


def test_a_wire_story_on_many_sites_is_not_template_text_but_the_comment_form_beneath_it_is() -> None:
    copies = [f"{_MENU if i % 2 else _COOKIES}\n{story('wire')}\n{names(i)[0]} has more on this\n{_COMMENTS}" for i in range(60)]
    others = [f"{story(i)}\n{_COMMENTS}" for i in range(5)]
    mask = general_mask(many(copies + others))
    assert masked(copies[0], mask) == plain(_COMMENTS)
    assert masked(story("wire"), mask) == ""


def test_a_short_item_printed_alike_on_many_sites_is_not_template_text() -> None:
    item = story("item", paragraphs=1)
    assert not len(general_mask(many([f"{item}\nMore from {' '.join(names(i)[:6])}" for i in range(9)])))


def test_paragraphs_of_a_wire_story_in_many_reports_on_the_matter_are_not_template_text() -> None:
    taken = story("wire", "matter", paragraphs=2)
    texts = [f"{story(f'a{i}', 'matter', 2)}\n{taken}\n{story(f'b{i}', 'matter', 2)}\n{_COMMENTS}" for i in range(9)]
    texts += [f"{story(i)}\n{_COMMENTS}" for i in range(5)]
    assert masked(texts[0], general_mask(many(texts))) == plain(_COMMENTS)


@pytest.mark.parametrize("frame", ["{0} {1}, {2}", '{0}\n"{1}"\n{2}', "{0}\n“{1}”, he said.\n{2}"])
def test_a_famous_sentence_quoted_in_fifty_stories_is_not_template_text(frame: str) -> None:
    texts = [frame.format(story(f"a{i}", paragraphs=2), _MOTTO, story(f"b{i}", paragraphs=2)) for i in range(50)]
    assert not len(general_mask(many(texts)))
    assert not len(find_masks([given_text(text) for text in texts]).sites) or "{0} {1}" in frame


# --- both -------------------------------------------------------------------------------------------------------------------


def corpus() -> list[MaskInput]:
    texts = [(f"{story(i)}\n{_COMMENTS}", f"site-{i}.example") for i in range(6)]
    texts += [(f"{_MENU}\n{story(f'p{i}')}\n{_COMMENTS}", "paper.example") for i in range(4)]
    texts += [(story("alone"), "alone.example"), (story("none"), None)]
    return [given_text(text, site) for text, site in texts]


def same(one: Masks, other: Masks) -> bool:
    return np.array_equal(one.general, other.general) and {s: mask_version(m) for s, m in one.sites.items()} == {
        s: mask_version(m) for s, m in other.sites.items()
    }


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_masks_depend_on_the_set_of_documents_only(rng: random.Random, repeats: int) -> None:
    documents = _CORPUS + [rng.choice(_CORPUS) for _ in range(repeats)]
    rng.shuffle(documents)
    assert same(find_masks(documents), _MASKS)


_CORPUS = corpus()
_MASKS = find_masks(_CORPUS)


def test_the_parts_give_what_the_whole_gives_and_the_caller_may_bring_its_sorted_keys() -> None:
    assert set(_MASKS.sites) == {"paper.example"}
    assert np.array_equal(_MASKS.sites["paper.example"], site_mask([d for d in _CORPUS if d.site == "paper.example"]))
    holders = [d for d in _CORPUS if len(np.intersect1d(d.keys, _MASKS.general))]
    assert len(_MASKS.general)
    assert np.array_equal(_MASKS.general, general_mask(holders))
    keys = np.concatenate([d.keys for d in _CORPUS])
    assert same(find_masks(_CORPUS, np.sort(keys)), _MASKS)
    assert same(find_masks(_CORPUS, np.sort(keys.view(np.int64))), _MASKS)


def test_signed_keys_of_a_ledger_do_as_well() -> None:
    signed = [MaskInput(d.site, d.keys.view(np.int64), d.arrays) for d in _CORPUS]
    assert same(find_masks(signed), _MASKS)
    document = signed[0]
    size = len(document.arrays.words)
    assert np.array_equal(
        masked_words(document.keys, size, *_MASKS.of("paper.example")),
        masked_words(_CORPUS[0].keys, size, *_MASKS.of("paper.example")),
    )


def test_masks_are_sorted_and_their_version_tells_them_apart() -> None:
    for mask in (_MASKS.general, _MASKS.sites["paper.example"]):
        assert mask.dtype == np.uint64
        assert np.all(mask[1:] > mask[:-1])
    assert mask_version(_MASKS.general) != mask_version(_MASKS.general[1:])
    assert mask_version(_MASKS.general) == mask_version(_MASKS.general.view(np.int64))
