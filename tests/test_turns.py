from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.turns import find_turns

INTERVIEW = """A talk on rivers

Ana Silva: Good morning. Welcome to the talk.

North Sea Radio: I have one question. How long is the river?
And who owns it?

Ana Silva:It is long, and nobody owns it.

Source: Office of Rivers"""


@given(st.text(alphabet=st.sampled_from(list("AbX: \n.：*[]12")), max_size=120))
def test_any_text_gives_spans_that_are_their_quotes_in_order(text: str) -> None:
    end = 0
    for turn in find_turns(text):
        assert text[turn.start : turn.end] == turn.quote
        assert end <= turn.label_start < turn.start < turn.end
        end = turn.end


def test_a_transcript_comes_apart_at_its_labels() -> None:
    assert [(t.speaker, t.quote) for t in find_turns(INTERVIEW)] == [
        ("Ana Silva", "Good morning. Welcome to the talk."),
        ("North Sea Radio", "I have one question. How long is the river?\nAnd who owns it?"),
        ("Ana Silva", "It is long, and nobody owns it."),
    ]


def test_the_label_start_is_where_the_name_stands() -> None:
    for turn in find_turns(INTERVIEW):
        assert INTERVIEW[turn.label_start :].startswith(turn.speaker)


def test_markdown_and_initials_label_turns_too() -> None:
    text = "**Q:** Who came to the river?\n\n**A:** Nobody came at all.\n\n**Q:** And what then?"
    assert [t.speaker for t in find_turns(text)] == ["Q", "A", "Q"]


@pytest.mark.parametrize(
    "text",
    [
        "Note: this text was changed.\nPhoto: AFP\nSource: Xinhua\nNote: it was changed again.",
        "Ana Silva: a life by the river\n\nShe was born there.",
        "When: Monday at ten\nWhere: the river\nPrice: free of charge",
        "Goals: 3\nAssists: 4\nSaves: 5",
        "10:30 we left.\n11:45 we came back.\n10:30 again we left.",
        "The host said: it is late. The host said: we leave.",
    ],
)
def test_labels_of_other_uses_make_no_transcript(text: str) -> None:
    assert find_turns(text) == ()


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            (
                "CAPTAIN MIA FALK: Thank you all for coming here.\n\nQ (The Mail): When will it sail?\n\nFalk: On Monday.\n\n"
                "Rui Costa (Pilot): I hope it will not rain.\n\nQ: And then?\n\nA: Then we rest."
            ),
            ["CAPTAIN MIA FALK", "Q (The Mail)", "Falk", "Rui Costa (Pilot)", "Q", "A"],
        ),
        (
            "THE MAIL — Why did it sink?\n\nMIA FALK — Because it leaked badly.\n\nTHE MAIL — Who knew?",
            ["THE MAIL", "MIA FALK", "THE MAIL"],
        ),
        ("问：船为什么沉没？\n\n答：因为没有人修理。\n\n问：谁来负责？\n\n来源：港口报", ["问", "答", "问"]),
        (
            "港口报记者：请介绍情况。\n\n陈明：我们正在调查。\n\n第一：不要着急。\n\n晚报记者：还有人吗？\n\n陈明：没有。",
            ["港口报记者", "陈明", "晚报记者", "陈明"],
        ),
        (
            "Q. Did the boat leak?\n\nA. It did, from the start.\n\nQ. Who knew?\n\nA. All of us knew.",
            ["Q", "A", "Q", "A"],
        ),
        (
            "Q. Did it leak?\n\nA. It did, from the start.\n\nMR JUSTICE FALK: Shall we rise?\n\nQ. Who knew?",
            ["Q", "A", "MR JUSTICE FALK", "Q"],
        ),
        (
            "Mr. FALK. I rise to speak of boats.\n\nThe SPEAKER. For five minutes.\n\nMr. FALK. I thank you for that.",
            ["Mr. FALK", "The SPEAKER", "Mr. FALK"],
        ),
        (
            "Mia Falk  0:12\nThanks for having me.\n\nAna Silva  0:20\nWhat happened next?\n\nMia Falk  1:02\nWe sank.",
            ["Mia Falk", "Ana Silva", "Mia Falk"],
        ),
        (
            (
                "Moderator\nGood morning. We begin.\n\nMinister Falk\nThank you all.\n\nReporter (The Mail)\nWhen will it sail?\n\n"
                "Minister Falk\nI do not know.\n\nModerator\nThank you."
            ),
            ["Moderator", "Minister Falk", "Reporter (The Mail)", "Minister Falk", "Moderator"],
        ),
        ("【港口报记者】船何时起航？\n【陈明】我们还不知道。\n【港口报记者】谁来负责？", ["港口报记者", "陈明", "港口报记者"]),
        (
            "Ana Silva, The Mail: When will it sail?\n\nMia Falk, captain: We hope on Monday.\n\nAna Silva, The Mail: Who pays?",
            ["Ana Silva, The Mail", "Mia Falk, captain", "Ana Silva, The Mail"],
        ),
        ("Reporter: When will it sail?\n\nMinister: We hope on Monday.", ["Reporter", "Minister"]),
    ],
)
def test_labels_may_vary_in_form_and_script(text: str, speakers: list[str]) -> None:
    assert [t.speaker for t in find_turns(text)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "Porto: The race was held on Sunday.\nLeeds: The race was held on Monday.\nPorto: It rained on the second day.",
        "North: Rain is likely until noon.\nSouth: Sun is likely until noon.\nNorth: We expect more wind.",
        "Mia Falk\nThe boat sank. Why?\n\nAna Silva\nThe boat was old. Why?\n\nRui Costa\nThe boat leaked. Who knew?",
        "Housing: We build 300 homes. Is that enough?\n\nRoads: We expect works in May.\n\nSchools: Two of our schools open soon.",
        "وأضاف سامي نور: «غرقت السفينة».\n\nوقالت ليلى نور: «من المسؤول؟».\n\nوأضاف سامي نور: «لا أحد».",
        "陈明告诉记者：“船沉了。”\n\n林海对记者说：“谁来负责？”\n\n陈明告诉记者：“没有人。”",
        "时间：周一上午九点\n地点：港口大楼\n主题：我们的船\n联系人：陈明",
    ],
)
def test_lists_by_place_or_matter_are_no_transcripts(text: str) -> None:
    assert find_turns(text) == ()


def test_fields_of_a_heading_are_no_turns() -> None:
    text = (
        "Host: Ana Silva\nGuest: Prof. Mia Falk\nLength: 31 minutes\n\nANA: Why boats?\n\nMIA: I like them.\n\nANA: And you, why?"
    )
    assert [t.speaker for t in find_turns(text)] == ["ANA", "MIA", "ANA"]


@pytest.mark.parametrize(
    ("tail", "following"),
    [
        ("\n\n00:12:19", "Ana Silva: And then?"),
        ("\n\n(BEGIN VIDEO CLIP)", "Rui Costa: We sank."),
        ("\n\nRead more: Boats that sank", ""),
        ("\n\n(The talk ended at 1:31 p.m.)\n\n# # #", ""),
        ("\n\nPropos recueillis par Jean Port", ""),
        ("\n\n（编辑：周宜）", ""),
        ("\n\n[Ad break]", "Ana Silva: And then?"),
        ("\n\nThis interview has been edited for length.", ""),
        ("\n\nالمصدر: صحيفة الميناء", ""),
        ("\n\nФото: Порт", ""),
    ],
)
def test_a_turn_ends_with_what_was_said(tail: str, following: str) -> None:
    text = f"Ana Silva: Who came?\n\nMia Falk: Nobody came at all.\n\nAna Silva: Who else knew?{tail}\n\n{following}"
    assert find_turns(text)[2].quote == "Who else knew?"
