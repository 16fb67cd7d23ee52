"""Pins: making them, and what becomes of them in a later version of the text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lineage.anchors import CONTEXT, check_pin, find_in_page, make_anchor, seen_on_page
from lineage.errors import UsageError
from lineage.values import PinCheck

HEADLINE = "Harbour council approves new ferry terminal"
LEAD = (
    "The harbour council approved plans for a new ferry terminal on Tuesday after a debate of six hours. "
    "Members voted 14 to 9 in favour."
)
COST = (
    "The terminal will cost 48 million crowns and open in the spring of 2027, according to the port authority. "
    "It replaces a wooden pier built in 1931."
)
BRANDT = (
    "“We have waited for this decision for two decades,” said the harbour master, Ilse Brandt. "
    "She thanked the engineers for their patience."
)
PROTEST = "Fishermen who moor at the old pier protested outside the hall. They fear that the larger ships will damage their nets."
NORTH = "The port authority counted 412 arrivals of large ships in the northern basin last year."
SOUTH = "The port authority counted 431 arrivals of large ships in the southern basin last year."
ROAD = "A second vote on the access road is planned for the autumn. The council did not say how much the road would cost."
PARAGRAPHS = [HEADLINE, LEAD, COST, BRANDT, PROTEST, f"{NORTH} {SOUTH}", ROAD]
ARTICLE = "\n\n".join(PARAGRAPHS)
QUOTE = "The terminal will cost 48 million crowns and open in the spring of 2027"
VOTE = "Members voted 14 to 9 in favour."
TWICE = "\n\n".join([HEADLINE, LEAD, COST, VOTE, BRANDT, PROTEST])
"""The vote stands twice: as the end of the lead, and as a paragraph of its own."""


def audit(quote: str, now: str, was: str = ARTICLE, occurrence: int | None = None) -> PinCheck:
    check = check_pin(make_anchor(was, quote, occurrence=occurrence), was, now)
    if check.now is not None:
        assert check.start is not None
        assert now[check.start : check.start + len(check.now)] == check.now
    assert check.reasons
    return check


def edits_of(check: PinCheck) -> list[tuple[str, str, str]]:
    return [(edit.op, edit.was, edit.now) for edit in check.edits]


# --- making an anchor ---


def test_an_anchor_keeps_the_words_their_place_and_their_surroundings():
    anchor = make_anchor(ARTICLE, QUOTE, layer="page")
    end = anchor.start + len(QUOTE)
    assert (ARTICLE[anchor.start : end], anchor.layer) == (anchor.exact, "page")
    assert anchor.prefix == ARTICLE[anchor.start - CONTEXT : anchor.start]
    assert anchor.suffix == ARTICLE[end : end + CONTEXT]


def test_a_quote_typed_with_plain_marks_gets_the_texts_own_characters():
    assert make_anchor(ARTICLE, '"We have  waited for this decision').exact == "“We have waited for this decision"


def test_a_word_is_not_found_inside_other_words_while_it_stands_alone_somewhere():
    assert make_anchor("A portal and a port.", "port").start == 15


def test_a_number_is_not_found_inside_a_longer_one_while_it_stands_alone_somewhere():
    text = "Rent rose by 7.3 percent and food by 3 percent; -3 percent was forecast, and 3.5 percent for fuel."
    assert make_anchor(text, "3 percent").start == text.index("3 percent;")


def test_a_quote_that_is_not_there_is_refused_with_the_nearest_words():
    with pytest.raises(UsageError, match="The terminal will cost 48 million crowns"):
        make_anchor(ARTICLE, "The terminal wil cost 49 million crowns")


def test_a_quote_that_stands_twice_must_be_chosen_and_the_message_shows_both():
    with pytest.raises(UsageError, match=r"stands there 2 times.*from 1 to 2.*1: .*six hours.*2: .*1931"):
        make_anchor(TWICE, VOTE)
    assert [make_anchor(TWICE, VOTE, occurrence=n).start for n in (1, 2)] == [TWICE.index(VOTE), TWICE.rindex(VOTE)]


@pytest.mark.parametrize(("quote", "occurrence"), [(VOTE, 3), (VOTE, 0), ("", None), ("\u200b \n", None), ("zzz xxx", None)])
def test_what_cannot_be_pinned_is_a_usage_error_with_advice(quote, occurrence):
    with pytest.raises(UsageError) as caught:
        make_anchor(TWICE, quote, occurrence=occurrence)
    assert caught.value.advice


# --- the words still stand ---


@pytest.mark.parametrize(
    "now",
    [
        ARTICLE,
        "Weather\n\nRain is expected in the north.\n\n" + ARTICLE + "\n\nMore news follows here.",
        ARTICLE.replace("Members voted 14 to 9", "Members decided by 14 to 10").replace(
            "It replaces a wooden", "It supersedes an old"
        ),
        ARTICLE.replace(", according to the port authority", ", a spokesman said"),
        "\n\n".join([HEADLINE, COST]),
        ARTICLE.replace("\n\n", "\n"),
    ],
    ids=["same text", "text around it", "neighbours edited", "rest of its sentence edited", "others gone", "other line breaks"],
)
def test_words_that_stand_where_they_stood_are_verbatim(now):
    assert (audit(QUOTE, now).verdict, audit(QUOTE, now).now) == ("verbatim", QUOTE)


def test_words_whose_paragraph_went_elsewhere_are_moved():
    now = "\n\n".join([HEADLINE, LEAD, BRANDT, PROTEST, COST, ROAD])
    assert (audit(QUOTE, now).verdict, audit(QUOTE, now).now) == ("moved", QUOTE)


def test_of_two_swapped_blocks_the_one_with_fewer_characters_moved():
    now = "\n\n".join([HEADLINE, LEAD, PROTEST, COST, BRANDT, f"{NORTH} {SOUTH}", ROAD])
    assert audit("Fishermen who moor at the old pier", now).verdict == "moved"
    assert audit(QUOTE, now).verdict == "verbatim"
    assert audit("She thanked the engineers for their patience.", now).verdict == "verbatim"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“We", '"We'),
        ("have waited", "have\u00a0waited"),
        ("decision", "deci\u00adsion"),
        ("for two", "for\ntwo"),
        ("waited", "waited\u200b"),
    ],
)
def test_other_quotes_blanks_or_invisible_characters_are_typographic(before, after):
    check = audit("“We have waited for this decision for two decades,”", ARTICLE.replace(before, after))
    assert check.verdict == "typographic"


def test_another_case_is_not_typographic():
    check = audit(QUOTE, ARTICLE.replace("The terminal will", "THE terminal will"))
    assert (check.verdict, edits_of(check)) == ("altered", [("replace", "The", "THE")])


# --- the words grew, or shrank, at an edge ---

BRIDGE = "The bridge opened in rain.\n\n{} said the clerk to the mayor. It leads over the old canal.\n\nTrams cross it at night."


@pytest.mark.parametrize(
    ("quote", "now", "edit"),
    [
        ("Tolls rose by 6", "Tolls rose by 6.2", ("6", "6.2")),
        ("Tolls rose by 6", "Tolls rose by 6,2", ("6", "6,2")),
        ("Tolls rose by 6", "Tolls rose by 6%", ("6", "6%")),
        ("Tolls rose by 6", "Tolls rose by 6½", ("6", "6½")),
        ("Tolls rose by 6", "Tolls rose by 6³", ("6", "6³")),
        ("Tolls rose by 6", "Tolls rose by 6⁻³", ("6", "6⁻³")),
        ("Some ships waited 30", "Some ships waited 30,000", ("30", "30,000")),
        ("Some ships waited 30", "Some ships waited 30\u202f000", ("30", "30\u202f000")),
        ("Some ships waited 30", "Some ships waited 30-40", ("30", "30-40")),
        ("Gates close at 7", "Gates close at 7:45", ("7", "7:45")),
        ("300 boats lay idle there", "2,300 boats lay idle there", ("300", "2,300")),
        ("8 million tonnes", "2.8 million tonnes", ("8", "2.8")),
        ("9 degrees were read there", "-9 degrees were read there", ("9", "-9")),
        ("9 degrees were read there", "\u22129 degrees were read there", ("9", "\u22129")),
        ("9 degrees were read there", "±9 degrees were read there", ("9", "±9")),
        ("9 degrees were read there", "<9 degrees were read there", ("9", "<9")),
        ("9 degrees were read there", ">9 degrees were read there", ("9", ">9")),
        ("9 degrees were read there", "~9 degrees were read there", ("9", "~9")),
        ("9 a head was the fare", "€9 a head was the fare", ("9", "€9")),
        ("9 a head was the fare", "US$9 a head was the fare", ("9", "US$9")),
        ("lethal gas escaped", "non-lethal gas escaped", ("lethal", "non-lethal")),
        ("They blamed the captain", "They blamed the captain's", ("captain", "captain's")),
        ("渡轮票价上涨百分之六", "渡轮票价上涨百分之六点二", ("六", "六点二")),
        ("渡轮载客9", "渡轮载客9万", ("9", "9万")),
    ],
)
def test_a_word_that_grew_beyond_the_edge_of_a_quote_is_altered(quote, now, edit):
    for frame in (BRIDGE, "{}", "{}\n\nTrams cross it at night.", "Trams cross it at night. {}"):
        check = audit(quote, frame.format(now), frame.format(quote))
        assert (check.verdict, edits_of(check)) == ("altered", [("replace", *edit)])


def test_a_word_that_shrank_beyond_the_edge_of_a_quote_is_altered():
    was = "A non-lethal gas escaped from the hold."
    check = audit("lethal gas escaped", was.replace("non-", ""), was)
    assert (check.verdict, edits_of(check)) == ("altered", [("replace", "non-lethal", "lethal")])


def test_a_quote_that_began_in_the_middle_of_a_word_keeps_doing_so():
    was = "A non-lethal gas escaped from the hold."
    assert audit("lethal gas escaped", was + " Nobody was hurt.", was).verdict == "verbatim"


@pytest.mark.parametrize(
    ("before", "after"), [("hall—they", "hall, they"), ("hall, they", "hall—they"), ("hall—they", "hall-they")]
)
def test_a_dash_that_parts_words_does_not_make_one_longer(before, after):
    was = "People left the hall—they were tired. More followed them soon.".replace("hall—they", before)
    assert audit("People left the hall", was.replace(before, after), was).verdict == "verbatim"


def test_numbers_on_lines_of_their_own_are_not_one_number():
    assert audit("412", "Ships:\n412\n43\n388\nEnd.", "Ships:\n412\n431\n388\nEnd.").verdict == "verbatim"


def test_a_longer_number_elsewhere_is_not_taken_for_the_deleted_quote():
    now = ARTICLE.replace("It replaces a wooden pier built in 1931.", "") + "\n\nIt replaces a wooden pier built in 1931.5"
    assert audit("It replaces a wooden pier built in 1931", now).verdict == "ambiguous"


def test_words_that_stand_anew_while_the_quote_grew_in_its_own_place_are_ambiguous():
    was = BRIDGE.format("8 million tonnes of sand were moved,")
    now = was.replace("8 million", "2.8 million") + " He spoke of 8 million tonnes of sand."
    assert audit("8 million tonnes of sand", now, was).verdict == "ambiguous"


@given(st.sampled_from(["3", "12", "400"]), st.sampled_from(["1,", "1.", "-", "\u2212", "$", "<", "9", "0."]), st.booleans())
def test_no_number_that_grew_is_ever_called_the_same(number, more, at_the_end):
    grown = (number + more.strip("-\u2212$<") + "7") if at_the_end else more + number
    quote, now = (f"Nobody counted {w}" if at_the_end else f"{w} were counted there" for w in (number, grown))
    check = audit(quote, BRIDGE.format(now), BRIDGE.format(quote))
    assert check.verdict == "altered"
    assert check.edits


# --- characters that only look alike ---


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("10³ litres", "103 litres"),
        ("172 litres", "17² litres"),
        ("60 m2 of deck", "60 m² of deck"),
        ("They waited ½ a day in port", "They waited 1/2 a day in port"),
    ],
)
def test_a_raised_digit_is_another_number_not_typography(was, now):
    check = audit(was, BRIDGE.format(now), BRIDGE.format(was))
    assert check.verdict == "altered"
    assert check.edits


def test_full_width_digits_are_typographic():
    assert audit("载客９万人", "渡轮载客9万人。", "渡轮载客９万人。").verdict == "typographic"


@pytest.mark.parametrize(
    ("was", "now", "edit"), [("–7 degrees", "- 7 degrees", ("–7", "- 7")), ("7% of them", "7 % of them", ("7%", "7 %"))]
)
def test_an_altered_quote_never_goes_without_an_edit(was, now, edit):
    check = audit(
        f"At dawn there were {was} on deck",
        BRIDGE.format(f"At dawn there were {now} on deck,"),
        BRIDGE.format(f"At dawn there were {was} on deck,"),
    )
    assert (check.verdict, edits_of(check)) == ("altered", [("replace", *edit)])


@pytest.mark.parametrize("before", ["", "港口当局星期一公布了数字。"])
@pytest.mark.parametrize("ends", [("", ""), ("", "。"), ("。", "。")])
def test_a_chinese_sentence_is_not_too_short_to_be_found_with_one_number_changed(before, ends):
    quote = "去年全年渡轮旅客人数增加了百分之四点七"
    check = audit(quote, before + quote.replace("四点七", "七点四") + ends[1], before + quote + ends[0])
    assert (check.now, edits_of(check)) == (quote.replace("四点七", "七点四"), [("replace", "四点七", "七点四")])


def test_what_is_near_but_too_short_to_tell_is_not_called_not_near_enough():
    rewritten = ARTICLE.replace(QUOTE, "Some 46 million people watched the debate on television, and then it rained")
    reasons = " ".join(audit("48 million", rewritten).reasons)
    assert "a quote this short" in reasons
    assert "not near enough" not in reasons


# --- the page around the article ---

PAGE = f"Home News Sport\n{ARTICLE}\nMost read: the weather of the week in pictures\nAll rights reserved by the harbour paper."
INJURED = "17 sailors were injured in the fire."
FIRE = PAGE.replace(PROTEST, f"{PROTEST} {INJURED}")


def on_page(was: str, now: str, quote: str = INJURED) -> PinCheck | None:
    return find_in_page(make_anchor(was, quote, occurrence=1), was, now)


def test_a_quote_that_only_the_article_lost_is_found_on_the_page():
    check = on_page(FIRE, FIRE.replace(HEADLINE, "Another headline"))
    assert check is not None
    assert (check.verdict, check.now, check.start) == ("moved", INJURED, None)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (f"{FIRE}\n{INJURED}", f"{PAGE}\n{INJURED}"),
        (FIRE, f"{PAGE}\n1{INJURED}"),
        (FIRE, f"{PAGE}\n-{INJURED}"),
        (FIRE.replace("Most read:", f"{INJURED} Most read:"), PAGE.replace("Most read:", f"{INJURED} Most read:")),
        (FIRE, PAGE.replace("Most read:", f"{INJURED} Most read:")),
        (FIRE, FIRE.replace("17 sailors", "117 sailors")),
        (FIRE, f"{FIRE}\n{INJURED}"),
        (FIRE, PAGE),
    ],
    ids=["twin", "longer number", "sign", "teaser before and after", "new teaser", "grew in its place", "now twice", "gone"],
)
def test_nothing_else_on_the_page_answers_for_a_deleted_quote(was, now):
    assert on_page(was, now) is None


def test_a_quote_whose_characters_changed_on_the_page_only_is_typographic():
    now = FIRE.replace("injured", "in\u00adjured")
    anchor = make_anchor(ARTICLE, QUOTE)
    same = check_pin(anchor, ARTICLE, ARTICLE)
    assert seen_on_page(same, anchor, FIRE, now) == same
    touched = seen_on_page(same, anchor, FIRE, FIRE.replace("spring of", "spring\u200e of"))
    assert (touched.verdict, touched.now) == ("typographic", QUOTE)


# --- the words stand twice ---


@pytest.mark.parametrize(("occurrence", "verdict"), [(1, "absent"), (2, "verbatim")])
def test_when_the_first_of_two_is_deleted_only_the_second_stands(occurrence, verdict):
    assert audit(VOTE, TWICE.replace(" " + VOTE, "", 1), TWICE, occurrence).verdict == verdict


@pytest.mark.parametrize(("occurrence", "verdict"), [(1, "verbatim"), (2, "absent")])
def test_when_the_second_of_two_is_deleted_only_the_first_stands(occurrence, verdict):
    now = "\n\n".join([HEADLINE, LEAD, COST, BRANDT, PROTEST])
    assert audit(VOTE, now, TWICE, occurrence).verdict == verdict


@pytest.mark.parametrize(("occurrence", "verdict"), [(1, "altered"), (2, "verbatim")])
def test_when_the_first_of_two_is_edited_its_twin_does_not_answer_for_it(occurrence, verdict):
    assert audit(VOTE, TWICE.replace("14 to 9", "14 to 8", 1), TWICE, occurrence).verdict == verdict


def test_when_nothing_tells_which_of_two_is_left_the_answer_is_ambiguous():
    was = "\n\n".join([COST, VOTE, PROTEST, VOTE, BRANDT])
    now = "\n\n".join([COST, VOTE, BRANDT])
    assert {audit(VOTE, now, was, n).verdict for n in (1, 2)} == {"ambiguous"}


# --- the words are gone, something near stands ---


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("48 million", "84 million", [("replace", "48", "84")]),
        ("will cost", "will not cost", [("insert", "", "not")]),
        ("The terminal will", "Our terminal will", [("replace", "The", "Our")]),
        ("the spring of 2027,", "the spring of 2029,", [("replace", "2027", "2029")]),
        ("million ", "", [("delete", "million", "")]),
    ],
)
def test_a_small_edit_is_altered_and_shown_by_words(before, after, edits):
    check = audit(QUOTE, ARTICLE.replace(before, after))
    assert (check.verdict, edits_of(check)) == ("altered", edits)


def test_an_edit_is_found_although_the_paragraph_moved():
    now = "\n\n".join([HEADLINE, LEAD, BRANDT, PROTEST, ROAD, COST.replace("48", "84")])
    assert edits_of(audit(QUOTE, now)) == [("replace", "48", "84")]


def test_a_sentence_put_before_the_edited_one_is_not_part_of_it():
    check = audit(QUOTE, ARTICLE.replace("The terminal will cost 48", "Costs rose. The terminal will cost 84"))
    assert (check.now, edits_of(check)) == (QUOTE.replace("48", "84"), [("replace", "48", "84")])


@pytest.mark.parametrize("quote", [NORTH, SOUTH])
def test_a_look_alike_that_always_stood_there_is_never_the_deleted_quote(quote):
    assert audit(quote, ARTICLE.replace(quote, "")).verdict == "absent"


@pytest.mark.parametrize("quote", [NORTH, SOUTH])
def test_a_look_alike_that_was_itself_edited_is_never_the_deleted_quote(quote):
    other = SOUTH if quote == NORTH else NORTH
    now = ARTICLE.replace(quote, "").replace(other, other.replace("last year", "in the last year"))
    assert audit(quote, now).verdict == "absent"


def test_among_look_alikes_each_edited_one_is_found_in_its_own_place():
    now = ARTICLE.replace("412", "418").replace("431", "437")
    assert edits_of(audit(NORTH, now)) == [("replace", "412", "418")]
    assert edits_of(audit(SOUTH, now)) == [("replace", "431", "437")]


def test_between_its_own_neighbours_an_edited_quote_is_found_although_a_lost_look_alike_is_as_near():
    was = "\n\n".join([LEAD, NORTH, COST, NORTH.replace("412", "413"), ROAD])
    now = "\n\n".join([LEAD, NORTH.replace("412", "414"), COST, ROAD])
    assert edits_of(audit(NORTH, now, was)) == [("replace", "412", "414")]


def test_one_sentence_repeated_ten_thousand_times_is_still_audited():
    was = f"{VOTE} " * 10_000
    assert audit(VOTE, was + "The end.", was, occurrence=5_000).start == 4_999 * (len(VOTE) + 1)
    assert audit(VOTE, f"{VOTE} " * 9_999, was, occurrence=5_000).verdict == "ambiguous"


def test_a_rewritten_sentence_is_absent_although_a_look_alike_stands_elsewhere():
    now = ARTICLE.replace(NORTH, "Nobody has looked at the traffic of the north yet, a clerk said.")
    assert audit(NORTH, now).verdict == "absent"


def test_a_new_look_alike_in_other_surroundings_is_not_taken_for_the_deleted_quote():
    now = ARTICLE.replace(NORTH + " ", "") + "\n\n" + NORTH.replace("412", "419").replace("northern", "eastern")
    check = audit(NORTH, now)
    assert check.verdict == "ambiguous"
    assert any("eastern" in reason for reason in check.reasons)


def test_two_near_texts_in_its_place_are_ambiguous_and_both_are_shown():
    now = ARTICLE.replace(NORTH, NORTH.replace("412", "413") + " " + NORTH.replace("412", "414"))
    check = audit(NORTH, now)
    assert (check.verdict, check.now) == ("ambiguous", None)
    assert all(any(number in reason for reason in check.reasons) for number in ("413", "414"))


def test_a_short_quote_is_altered_only_between_the_same_words():
    assert edits_of(audit("48 million", ARTICLE.replace("48 million", "46 million"))) == [("replace", "48", "46")]
    rewritten = ARTICLE.replace(QUOTE, "Some 46 million people watched the debate on television, and then it rained")
    assert audit("48 million", rewritten).verdict == "absent"


def test_few_words_in_a_new_sentence_are_not_the_quote():
    now = ARTICLE.replace(COST + "\n\n", "") + "\n\nSome 48 million people live abroad."
    assert audit("48 million", now).verdict == "ambiguous"


def test_a_quote_may_begin_with_what_nobody_sees():
    was = "One two.\n\u00ad Three four five six."
    assert audit("\u00ad Three four", was + " Seven.", was).verdict == "verbatim"


def test_an_empty_text_holds_nothing():
    assert audit(QUOTE, "").verdict == "absent"


def test_a_quote_that_another_extractor_did_not_keep_is_still_looked_for():
    anchor = make_anchor(ARTICLE, QUOTE)
    assert check_pin(anchor, "Another reading, without the paragraph.", ARTICLE).verdict == "verbatim"


# --- for texts of any kind ---

WORDS = st.text(alphabet=st.sampled_from("abcdefghijklmnopqrstuvwxyzäß"), min_size=3, max_size=9)
SENTENCES = st.lists(WORDS, min_size=8, max_size=20, unique=True).map(lambda words: " ".join(words).capitalize() + ".")
TEXTS = st.lists(SENTENCES, min_size=3, max_size=12, unique=True)


def laid_out(sentences: list[str]) -> str:
    """Two sentences a paragraph."""
    return "\n\n".join(" ".join(sentences[k : k + 2]) for k in range(0, len(sentences), 2))


@given(st.text(min_size=1, max_size=300), st.data())
def test_any_quote_is_verbatim_in_an_unchanged_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    try:
        anchor = make_anchor(text, quote, occurrence=1)
    except UsageError:
        assume(False)
    check = check_pin(anchor, text, text)
    assert (check.verdict, check.start, check.now) == ("verbatim", anchor.start, anchor.exact)


@given(TEXTS, st.lists(SENTENCES, max_size=3), st.lists(SENTENCES, max_size=3), st.data())
@settings(deadline=None)
def test_paragraphs_put_before_and_after_leave_a_quote_verbatim(sentences, before, after, data):
    was = laid_out(sentences)
    quote = data.draw(st.sampled_from(sentences))
    assume(quote not in before + after)
    check = audit(quote, "\n\n".join([*before, was, *after]), was)
    assert (check.verdict, check.now) == ("verbatim", quote)


@given(TEXTS, WORDS, st.data())
@settings(deadline=None)
def test_one_replaced_word_is_altered_with_exactly_that_edit(sentences, new, data):
    place = data.draw(st.integers(0, len(sentences) - 1))
    words = sentences[place].rstrip(".").split()
    k = data.draw(st.integers(0, len(words) - 1))
    assume(new not in [word.lower() for word in words] and len(new) <= len(words[k]))
    changed = [*words[:k], new, *words[k + 1 :]]
    now = laid_out([*sentences[:place], " ".join(changed) + ".", *sentences[place + 1 :]])
    check = audit(sentences[place], now, laid_out(sentences))
    assert (check.verdict, edits_of(check)) == ("altered", [("replace", words[k], new)])


@given(TEXTS, WORDS, st.data())
@settings(deadline=None)
def test_a_deleted_sentence_is_absent_although_its_look_alike_stands(sentences, new, data):
    quote = data.draw(st.sampled_from(sentences))
    words = quote.rstrip(".").split()
    assume(new not in words)
    alike = " ".join([*words[:4], new, *words[5:]]) + "."
    was = [*sentences, alike] if data.draw(st.booleans()) else [alike, *sentences]
    assert audit(quote, laid_out([s for s in was if s != quote]), laid_out(was)).verdict == "absent"


@given(
    st.lists(
        st.sampled_from(["Aa bb cc. ", "Dd ee.\n\n", "Ff gg hh ii jj kk. ", "“Aa” bb cc? ", "ﬁ e\u0301x. "]),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
@settings(deadline=None)
def test_repeated_and_shuffled_sentences_never_break_the_bounds(pieces, data):
    was, now = "".join(pieces), "".join(data.draw(st.permutations(pieces)))
    quote = data.draw(st.sampled_from(pieces))
    today = now[: data.draw(st.integers(0, len(now)))]
    check = audit(quote, today, was, occurrence=1)
    assert check.start is None or today[check.start :].startswith(check.now)
