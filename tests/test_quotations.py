from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.quotations import find_quotations

MARKED = st.text(alphabet=st.sampled_from(list("ab sS.,A\n“”\"‘’'«»„‚「」『』1")), max_size=80)


def quotes(text: str) -> list[str]:
    return [q.quote for q in find_quotations(text)]


def only(text: str, start: str = ""):
    found = [q for q in find_quotations(text) if q.quote.strip('“"‘«„「').startswith(start)]
    assert len(found) == 1, found
    return found[0]


@given(st.one_of(MARKED, st.text(max_size=120)))
def test_any_text_gives_spans_that_are_their_quotes_and_that_never_cross(text: str) -> None:
    found = find_quotations(text)
    for q in found:
        assert text[q.start : q.end] == q.quote
        if q.speaker_start is not None:
            assert 0 <= q.speaker_start < q.speaker_end <= len(text)
    for one, other in pairwise(found):
        assert one.start < other.start
        assert other.end <= one.end or other.start >= one.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He called it “a long shot” twice.", ["“a long shot”"]),
        ('He called it "a long shot" twice.', ['"a long shot"']),
        ("He called it 'a long shot' twice.", ["'a long shot'"]),
        ("Il parle de « la crise » ici.", ["« la crise »"]),
        ("Er sprach von „der Krise“ dort.", ["„der Krise“"]),
        ("Er sprach von »der Krise« dort.", ["»der Krise«"]),
        ("Han talade om ”krisen” där.", ["”krisen”"]),
        ("他说「明天再来」。", ["「明天再来」"]),
        ("»Er sagte ›nein‹«, so Holm.", ["»Er sagte ›nein‹«", "›nein‹"]),
        ("She said ``no way,'' and left.", ["``no way,''"]),
        ("''We never knew,'' she said. ''Not once.''", ["''We never knew,''", "''Not once.''"]),
        ("“Not once.“ She left. “Never.“", ["“Not once.“", "“Never.“"]),
    ],
)
def test_marks_of_every_house_style_are_found_with_their_marks(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The students' books and the workers’ wages weren’t late.",
        "It was the summer of '68 and rock 'n' roll was on; ’tis gone.",
        'She is 5\' 11" tall and the plank is 6" wide.',
        "O’Brien didn't see the ’90s coming.",
        'The wreck lies at 41°24\'12.2"N 81°51\'36"W, 12"-deep in sand.',
        "It was 5'6'' tall and 36'' wide.",
        "Falk 45'+2', Costa 88'.",
        "Home › News › Boats",
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text: str) -> None:
    assert quotes(text) == []


def test_a_plural_possessive_inside_single_marks_does_not_close_them() -> None:
    assert quotes("They backed the ‘workers’ rights movement’ at once.") == ["‘workers’ rights movement’"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 'older than the boats' engines' but sails.", ["'older than the boats' engines'"]),
        ("The crews' leader said 'the crews' pay rose' and the boats' engines ran.", ["'the crews' pay rose'"]),
        ("'He's wi' us an' that's it,' Tom said.", ["'He's wi' us an' that's it,'"]),
        ("The song 'Rowin' in the Rain' was 'nothin' special'.", ["'Rowin' in the Rain'", "'nothin' special'"]),
        ("'Twas late,' he said. 'Tis over.", ["'Twas late,'"]),
        ('"The plank is 6\'2"." She left. "Bye," she said.', ['"The plank is 6\'2"."', '"Bye,"']),
        ('He had "a 12" pizza" at noon.', ['"a 12" pizza"']),
        ("“The 12” model is gone,” she said.", ["“The 12” model is gone,”"]),
        ("The card read: 'Row home. Love, Mia 'n' Rui'", ["'Row home. Love, Mia 'n' Rui'"]),
        ("She said. 'It leaks at the bow.\n\n'It leaks.'", ["'It leaks at the bow.", "'It leaks.'"]),
    ],
)
def test_the_word_behind_tells_an_apostrophe_or_a_length_from_a_closing_mark(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_a_quotation_inside_another_is_nested() -> None:
    found = find_quotations("“They told me ‘never again’ and left,” Ana Silva said.")
    assert [(q.quote, q.type) for q in found] == [
        ("“They told me ‘never again’ and left,”", "direct"),
        ("‘never again’", "nested"),
    ]


def test_a_double_mark_that_stands_for_a_single_one_closes_only_the_inner_quotation() -> None:
    text = "She said “the word is ‘shelters” and it fits. We all saw them.”"
    assert quotes(text)[0] == "“the word is ‘shelters” and it fits. We all saw them.”"
    assert "mismatched" in find_quotations(text)[1].flags


def test_a_speech_over_two_paragraphs_is_continued_by_its_second_open_mark() -> None:
    first, second = find_quotations("“We waited for hours,” said Ana Silva. “Nobody came.\n\n“Then it rained.”\n")[1:]
    assert first.flags == ("continued",)
    assert second.flags == ("continuation",)
    assert second.speaker == "Ana Silva"


def test_an_open_mark_without_its_close_is_flagged_and_ends_with_the_paragraph() -> None:
    found = only("He told reporters: 'This is no school, it is a camp\n\nAnother paragraph.")
    assert found.quote == "'This is no school, it is a camp"
    assert found.flags == ("unclosed",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A report titled “Rivers of the North” came out.", "title"),
        ("The so-called “free ports” stayed shut.", "scare"),
        ("“We will not go back to the old rules,” said Ana Silva.", "direct"),
        ("Ana Silva said the rules were “far too old for us”.", "partial"),
        ("Her new single “Salt Road” is out.", "title"),
        ("Das Buch „Salz und Wasser“ erscheint.", "title"),
        ("صدرت رواية «الملح» أمس.", "title"),
        ("Under “fair use” we ask no permission of the copyright owner.", "boilerplate"),
    ],
)
def test_each_quotation_has_a_type(text: str, kind: str) -> None:
    assert only(text).type == kind


@pytest.mark.parametrize(
    ("text", "speaker", "beside"),
    [
        ("“It is over,” said Ana Silva.", "Ana Silva", "Ana Silva"),
        ("“It is over,” Ana Silva said.", "Ana Silva", "Ana Silva"),
        ("Ana Silva said: “It is over.”", "Ana Silva", "Ana Silva"),
        ("Ana Silva, a lecturer in law at Leeds, said “it is over”.", "Ana Silva", "Ana Silva"),
        ("“It is over,” Ana Silva, a lecturer in law, told reporters.", "Ana Silva", "Ana Silva"),
        ("According to Ana Silva, “it is over”.", "Ana Silva", "Ana Silva"),
        ("“It is over,” according to Ana Silva.", "Ana Silva", "Ana Silva"),
        ("“It is over,” the academic said.", "the academic", "the academic"),
        ("Ana Silva came in. She said “it is over”.", "She", "She"),
        ("Rights groups say the rules are “far too old for us”.", "Rights groups", "Rights groups"),
    ],
)
def test_the_speaker_is_named_with_the_words_that_stand_for_it(text: str, speaker: str, beside: str) -> None:
    found = only(text)
    assert found.speaker == speaker
    assert text[found.speaker_start : found.speaker_end] == beside


def test_a_second_quotation_behind_the_attribution_has_the_same_speaker() -> None:
    found = find_quotations("“It is over,” said Ana Silva. “We are going home.”")
    assert [q.speaker for q in found] == ["Ana Silva", "Ana Silva"]


def test_a_pronoun_is_resolved_to_the_speaker_named_last() -> None:
    text = "“It is over,” said Ana Silva.\n\n“We are going home,” she said."
    second = find_quotations(text)[1]
    assert second.speaker == "Ana Silva"
    assert text[second.speaker_start : second.speaker_end] == "she"


def test_a_last_name_becomes_the_full_name_unless_two_people_share_it() -> None:
    assert only("Ana Silva arrived. “It is over,” Silva said.").speaker == "Ana Silva"
    assert only("Ana Silva met Rui Silva. “It is over,” Silva said.").speaker == "Silva"


@pytest.mark.parametrize(
    "text", ["They walked past the “old mill” at noon.", "Stop calling it a “wreck”.", "“Old mill” stood on the sign."]
)
def test_without_words_of_speaking_nobody_is_guessed(text: str) -> None:
    assert only(text).speaker is None


def speaker_of(text: str, start: str) -> str | None:
    return next(q.speaker for q in find_quotations(text) if q.quote.strip('“"‘«„「').startswith(start))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It leaks,” said Rui Costa. Nevertheless the boat sailed.", "Rui Costa"),
        ("“It leaks,” said Rui Costa. Porto was calm.", "Rui Costa"),
        ("“It leaks,” said Rui Costa alone on deck.", "Rui Costa"),
        ("“It leaks,” said Rui Costa on Friday.", "Rui Costa"),
        ("“It leaks,” said Rui Costa and rowed away.", "Rui Costa"),
        ("“It leaks,” said J. R. Costa of the U.N. Boats are old.", "J. R. Costa"),
        ("“It leaks,” said Costa’s captain, Mia Falk.", "Mia Falk"),
        ("Her captain, Mia Falk, said: “It leaks.”", "Mia Falk"),
        ("“It leaks,” admits the captain, Mia Falk.", "Mia Falk"),
        ("“It leaks”, says another.", "another"),
        ("“It leaks,” said captain Mia Falk.", "captain Mia Falk"),
        ("Rui Costa and Mia Falk said in a letter: “It leaks.”", "Rui Costa and Mia Falk"),
        ("Capt Rui Costa of the northern harbour force said “it leaks”.", "Capt Rui Costa"),
        ("Boatmen for Costa called it “a disgrace to us all”.", "Boatmen for Costa"),
        ("The Mail said Costa had called it “a disgrace to us all”.", "Costa"),
    ],
)
def test_the_words_for_a_speaker_end_where_the_name_ends(text: str, speaker: str) -> None:
    assert only(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“You may go,” Mia Falk was told.", None),
        ("“You may go,” Mia Falk was told by Rui Costa.", "Rui Costa"),
        ("Mia Falk was accused of “piracy” by Rui Costa.", "Rui Costa"),
        ("The plan was described as “piracy”.", None),
        ("The Mail quoted Mia Falk as saying: “It leaks.”", "Mia Falk"),
        ("“It leaks,” the Mail reported, citing Mia Falk.", "Mia Falk"),
        ("“It leaks,” Mia Falk was quoted as saying.", "Mia Falk"),
        ("Mia Falk never said “sorry”.", None),
        ("Neither Mia Falk nor Rui Costa said “sorry”.", None),
        ("“Help!” Sailors said a man was lost.", None),
    ],
)
def test_words_done_to_somebody_or_told_by_a_reporter_are_not_that_ones(text: str, speaker: str | None) -> None:
    assert only(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "start", "speaker"),
    [
        ("“It leaks,” said Mia Falk. Rui Costa sighed. “It does,” he said.", "It does", "he"),
        ("The judge asked Mia Falk: “Why?” “Because,” she said.", "Because", "she"),
        ("“It leaks,” said Ms Falk. “Soon it sinks,” he said.", "Soon", "he"),
        ("Sailors called it “a wreck” before the sailors left. “Soon it sinks,” she said.", "Soon", "she"),
        ("“It leaks,” said Mia Falk in Porto.\n\n“Soon it sinks,” she said.", "Soon", "Mia Falk"),
    ],
)
def test_a_pronoun_is_left_as_it_stands_where_two_people_may_be_meant(text: str, start: str, speaker: str) -> None:
    assert speaker_of(text, start) == speaker


def test_the_first_paragraph_of_a_speech_has_the_speaker_whom_the_last_one_names() -> None:
    first, second = find_quotations("“It leaks at the bow.\n\n“It leaks at the stern,” Mia Falk said.")
    assert (first.speaker, first.rule, second.speaker) == ("Mia Falk", "quotation.carried.ahead", "Mia Falk")


@pytest.mark.parametrize(
    ("text", "kind", "speaker"),
    [
        ("陈明说：“船已经沉没了。”", "direct", "陈明"),
        ("船长陈明5日在港口表示，“船已经沉没了”。", "partial", "船长陈明"),
        ("“船已经沉没了，”陈明对记者说。", "partial", "陈明"),
        ("在回答提问时，陈明强调：“船已经沉没了。”", "direct", "陈明"),
        ("据报道，陈明指出，此举“极其危险”。", "partial", "陈明"),
        ("陈明没有说“船已经沉没了”。", "scare", None),
        ("他被称为“老船长”。", "scare", None),
        ("所谓“新航线”并不存在。", "scare", None),
        ('陈明说："船已经沉没了。"', "direct", "陈明"),
        ("陈明說：「船已經沉沒了。」", "direct", "陈明"),
        ("قال القبطان سامي نور: «غرقت السفينة قبل الفجر.»", "direct", "القبطان سامي نور"),
        ("وأكدت ليلى نور أن السفينة «غرقت قبل الفجر».", "partial", "ليلى نور"),
        ("«غرقت السفينة قبل الفجر»، بحسب سامي نور.", "partial", "سامي نور"),
        ("لم يكن سامي نور قال «غرقت السفينة قبل الفجر».", "partial", None),
        ("„Das Boot ist leck“, sagte Kapitänin Mia Falk.", "partial", "Kapitänin Mia Falk"),
        ("« Le bateau fuit », a expliqué la capitaine Mia Falk.", "partial", "la capitaine Mia Falk"),
        ("«El barco hace agua», afirmó Mia Falk.", "partial", "Mia Falk"),
        ("«Лодка течёт», — сказала Мия Фальк.", "partial", "Мия Фальк"),
        ("船長は「船が沈んだのは夜明け前だ」と述べた。", "direct", "船長"),
        ('선장은 "배가 새벽에 가라앉았다"라고 말했다.', "partial", "선장"),
        ('Kaptan Ali Demir, "Gemi şafaktan önce battı" dedi.', "partial", "Kaptan Ali Demir"),
        ("Her pilot, Rui Costa, declined to comment beyond saying that the boat was “old”.", "scare", None),
        ("据新华社援引陈明的话说，这样的船“全国都在使用”。", "partial", "陈明"),
        ("“船已经沉没了。”船员陈明回忆道。", "direct", "船员陈明"),
        ("港口事故报告公布 陈明承认“监管确实存在漏洞”", "partial", "陈明"),
        ("署長林振邦昨日稱水庫「絕對安全」。", "partial", "署長林振邦"),
        ("Según la fiscalía, el barco salió «de forma irregular del puerto».", "partial", "la fiscalía"),
        ("鈴木さんは「ある朝、船が沈んだ」と振り返る。", "direct", "鈴木さん"),
        ("يرى القبطان سامي نور أن السفينة «غرقت قبل الفجر».", "partial", "القبطان سامي نور"),
        ("O capitão Rui Costa afirmou que o barco é “velho demais para o mar”.", "partial", "capitão Rui Costa"),
        ("«La barca perde da ieri», racconta Mia Falk.", "direct", "Mia Falk"),
        ("”Båten läcker i aktern”, säger forskaren Mia Falk.", "partial", "forskaren Mia Falk"),
        ("„Łódź przecieka od rana” – powiedziała kapitan Mia Falk.", "partial", "kapitan Mia Falk"),
        ("«El barco hace agua», dijo la capitana de Porto, Mia Falk.", "partial", "Mia Falk"),
        ("«Лодка течёт с утра», — сказала она.", "partial", "она"),
        ("Ana Silva called the report “premature and quite insulting”.", "partial", "Ana Silva"),
        ("The Mail, citing a port official, reported that the ladder was “rotten to the core”.", "partial", "a port official"),
        ("The Mail said “it leaks badly at the bow”, the Post reported.", "partial", "The Mail"),
        ("وكالة نوردا نقلت عن سامي نور قوله «غرقت السفينة قبل الفجر».", "partial", "سامي نور"),
    ],
)
def test_cues_of_other_languages_name_the_speaker(text: str, kind: str, speaker: str | None) -> None:
    found = only(text)
    assert (found.speaker, found.type) == (speaker, kind)


def test_a_headline_names_only_whoever_speaks_in_the_text() -> None:
    body = "\n\n“It leaks at the bow,” said Mia Falk."
    assert speaker_of("Falk: “We sank at dawn”" + body, "We sank") == "Falk"
    assert speaker_of("Porto: “We sank at dawn”" + body, "We sank") is None
    assert speaker_of("Rowers captain Rui Costa: “We had no wind at all.”", "We had") == "Rowers captain Rui Costa"


def test_an_answer_in_chinese_belongs_to_whom_the_colon_follows() -> None:
    found = find_quotations("记者问陈明：“为什么？”陈明回答：“没有风。”")
    assert [q.speaker for q in found] == ["记者", "陈明"]


@pytest.mark.parametrize("unit", ["“a” ", "“a”", "said “a” ", "Ann “a” said ", "“A.” ", "说：“a”", "“a,” Ann, "])
def test_a_paragraph_of_nothing_but_marks_is_no_prose_and_names_nobody(unit: str) -> None:
    assert {q.speaker for q in find_quotations(unit * 2000)} == {None}


WRAPPED = """PORTO, March 3 - The captain of a boat that sank off
the reef had been in a hurry. "I was given nine hours for
a crossing that takes twelve," said Captain Mia
Falk, who told the court on Monday, where she had
come to speak about the loss of the old boat. "You do
the sum."

Nobody else spoke.
"""


def test_lines_cut_at_a_width_do_not_cut_quotations_or_names() -> None:
    found = find_quotations(WRAPPED)
    assert [q.quote for q in found] == ['"I was given nine hours for\na crossing that takes twelve,"', '"You do\nthe sum."']
    assert [WRAPPED[q.start : q.end] for q in found] == [q.quote for q in found]
    assert found[0].speaker == "Captain Mia Falk"


def test_verse_and_lists_stay_as_they_are() -> None:
    assert quotes('He sang "Row the boat\nTo the shore\nRow it\nNo more" and left.')[0] == '"Row the boat'
