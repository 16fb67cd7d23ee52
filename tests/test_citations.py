from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.citations import find_citations
from lineage.figures import find_figures
from lineage.text import normalise
from lineage.works import fold_title, work_id

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "the report ",
                "a white paper ",
                "titled ",
                "“Rivers of the North” ",
                "Water Act ",
                "of ",
                "Convention on ",
                "the Rights ",
            ),
            *(
                "\n",
                "[x](http://a.example/b) ",
                "https://a.example/c ",
                "《河流》",
                ", ",
                ". ",
                "and ",
                "(Rivers) ",
                "by Ana Silva ",
            ),
        ]
    ),
    max_size=20,
)


def found(text: str, mention: str) -> list[str]:
    return [c.quote for c in find_citations(text) if c.mention == mention]


@given(st.one_of(PIECES.map("".join), st.text(max_size=100)))
def test_any_text_gives_spans_that_are_their_quotes_and_do_not_overlap(text: str) -> None:
    end = 0
    for citation in find_citations(text):
        assert text[citation.start : citation.end] == citation.quote
        assert citation.start >= end
        end = citation.end


@pytest.mark.parametrize(
    "text",
    [
        "A report titled “Water and Labour in the North” came out.",
        "The white paper Water and Labor in the North says so.",
        "“Water and Labor in the North”, a study by Leeds, says so.",
    ],
)
def test_a_title_is_one_work_in_every_spelling_and_form(text: str) -> None:
    titled = [c for c in find_citations(text) if c.mention == "titled"]
    assert [c.work.id for c in titled] == [work_id("Water and Labor in the North")]


def test_folding_stops_at_case_punctuation_and_articles() -> None:
    assert fold_title("“The Labour Programme: A Study,”") == fold_title("labor program a study")
    assert work_id("Rivers of the North") != work_id("Rivers of the South")
    assert work_id("“ ”") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It follows the Clean Water Protection Act of 1974 closely.", ["Clean Water Protection Act of 1974"]),
        ("States joined the Convention on the Rights of Rivers, and left.", ["Convention on the Rights of Rivers"]),
        (
            "They broke the Labour Law, Water Law, and the Regulations on River Supervision.",
            ["Labour Law", "Water Law", "Regulations on River Supervision"],
        ),
        (
            "the International Covenant on Economic, Social and Cultural Rights, the Convention against Torture",
            ["International Covenant on Economic, Social and Cultural Rights", "Convention against Torture"],
        ),
        ("Discrimination (Work and Pay) Convention", ["Discrimination (Work and Pay) Convention"]),
        ("Jude Law met Bill Clinton at the Republican National Convention on Monday.", []),
        ("This breaks international law and the Constitution.", []),
        ("It broke resolution 2098 and Directive 2010/75/EU.", ["resolution 2098", "Directive 2010/75/EU"]),
        ("Executive Order 13769 and the Geneva Conventions of 1949", ["Executive Order 13769", "Geneva Conventions of 1949"]),
        ("They won the Best Dance Act prize.", []),
        ("Mr Law read The Otter Code, the Penal Code and its ZIP Code.", ["Penal Code"]),
        ("Act 1 of the play passed a resolution 3 times.", []),
        ("وفق قانون حماية الأنهار رقم 14 لسنة 2019", ["قانون حماية الأنهار رقم 14 لسنة 2019"]),
    ],
)
def test_legal_instruments_come_apart_in_lists_and_stay_whole_inside(text: str, expected: list[str]) -> None:
    assert found(text, "legal") == expected


def test_a_definite_mention_joins_the_one_open_work() -> None:
    text = "A report titled “Water and Labor in the North” came out. The report says little. The report is short."
    ids = {c.work.id for c in find_citations(text)}
    assert ids == {work_id("Water and Labor in the North")}


@pytest.mark.parametrize(
    "text",
    [
        "“Walls of Sand”, a report by the River Council, says so. The report is long.",
        "A study came out on Monday. The paper, “Walls of Sand”, is long. The study is dear.",
        "The bank's “Walls of Sand Review” is out. The bank's “Walls of Sand Review” is long.",
        "They broke the Railway Act of 2005. The Railway Act is old.",
        "She has an internal memo seen by the Tern. The memo is short.",
        "发表了《河流》白皮书。白皮书说，河流很长。",
        "在题为《河流》的报告中说，河流很长。该报告不长。",
        "صدر تقرير بعنوان «مياه الشمال» أمس. وأضاف التقرير أن المياه قليلة.",
    ],
)
def test_all_mentions_of_the_one_work_are_one(text: str) -> None:
    ids = {c.work.id for c in find_citations(text)}
    assert len(ids - {None}) == len(ids) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Economic Survey 2022-23 forecast growth.", ["Economic Survey 2022-23"]),
        ("A survey of 5,300 homes by the River Council found it.", ["A survey"]),
        ("A poll by the union found it.", ["A poll"]),
        ("It was at the London Book Fair on 14 March in Leeds, over the Voice Internet Protocol.", []),
        ("Police ordered an audit of the books and a survey.", []),
        ("An independent review by Tom Hale concluded that it failed.", ["An independent review by Tom Hale"]),
        ("Police opened an investigation and a review of the case. The poll takes place on Sunday.", []),
        ("《人民河报》记者看到《河流法》。", ["《河流法》"]),
        ("Selon le rapport « Rivières du Nord », c’est long.", ["« Rivières du Nord »"]),
        ("Der Bericht „Flüsse im Norden“ ist lang.", ["„Flüsse im Norden“"]),
        ("Read the bank's latest Financial Stability Report. A man did.", ["Financial Stability Report"]),
        ("كتاب «مياه الشمال» وقال «نحن هنا»", ["«مياه الشمال»"]),
    ],
)
def test_a_pointer_needs_a_maker_a_title_or_a_noun(text: str, expected: list[str]) -> None:
    assert [c.quote for c in find_citations(text)] == expected


def test_a_report_of_another_year_is_another_one() -> None:
    assert linked("A study on rivers came out. The office's 2018 report is old. The study is long.") == [True, False, True]


def test_a_law_s_year_parts_it_from_its_namesake() -> None:
    text = "The Railway Act of 2005 fell. The Railway Act of 2010 stands. The Railway Act is long."
    assert len({c.work.id for c in find_citations(text)}) == 3


def test_a_definite_mention_stays_open_between_two_works() -> None:
    text = "One report titled “Rivers of the North” came out, then a report called “Lakes of the South”. The report is short."
    assert [c.work.id for c in find_citations(text) if c.mention == "definite"] == [None]


def test_an_untitled_work_has_no_id_but_keeps_its_issuer() -> None:
    (citation,) = find_citations("They read the report from the River Policy Institute today.")
    assert (citation.work.id, citation.work.issuer) == (None, "River Policy Institute")


def test_the_first_indefinite_mention_is_the_work_titled_later() -> None:
    text = "The office published a white paper.\n\nTitled “Water and Labour in the North”, the white paper was long."
    assert {c.work.id for c in find_citations(text)} == {work_id("Water and Labor in the North")}


def test_names_of_outlets_schools_and_meetings_are_no_works() -> None:
    text = "The Hill Political Report and Leeds School of Law backed the Clean Rivers Agreement at the party convention."
    assert {c.quote for c in find_citations(text) if c.work.id} == {"Clean Rivers Agreement"}


def test_links_are_citations_and_pictures_are_not() -> None:
    text = "See [the data](https://data.example/rivers) or https://other.example/x, not https://cdn.example/a.jpg here."
    assert found(text, "link") == ["[the data](https://data.example/rivers)", "https://other.example/x"]


def works(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(c.quote, c.work.title, c.work.issuer) for c in find_citations(text)]


def test_an_issuer_ends_with_its_sentence() -> None:
    found = works("The study “Rivers of the North” was released by the River Council on Friday. The study is long.")
    assert {issuer for _, _, issuer in found} == {"River Council"}


def test_a_title_behind_the_issuer_is_the_report_s() -> None:
    assert works("A study by River Watch, “Dry Beds of Leeds”, came out.") == [
        ("“Dry Beds of Leeds”", "Dry Beds of Leeds", "River Watch")
    ]


def test_a_new_bill_is_not_the_act_in_force() -> None:
    text = "The River Safety Act of 2009 applies. A new bill was tabled. The bill is short."
    assert [title for _, title, _ in works(text)] == ["River Safety Act of 2009", None]


def test_a_short_title_right_behind_its_noun_is_a_work_of_its_own() -> None:
    text = "The white paper “Rivers of the North” was long. Then came the report Lakes of Borduria. The report is short."
    assert [title for _, title, _ in works(text)] == ["Rivers of the North", "Lakes of Borduria", None]


def test_its_report_is_that_of_the_one_named_beside_it() -> None:
    text = "The River Council’s report “Rivers of the North” was long. In its report, the Lake Board was brief."
    assert works(text)[1:] == [("its report", None, "Lake Board")]


def linked(text: str) -> list[bool]:
    ids = [c.work.id for c in find_citations(text)]
    return [each is not None and each == ids[0] for each in ids]


FAR = " The river was calm and wide, and nobody said a word about it." * 20


def test_rules_known_by_their_subject_alone_are_one_only_where_they_stand_together() -> None:
    rules = "They broke the Regulations on River Supervision."
    assert linked(rules + " She read the Regulations on River Supervision.") == [True, True]
    assert linked(rules + FAR + " She read the Regulations on River Supervision.") == [False, False]
    named = "They broke the Regulations on River Supervision of 2014."
    assert linked(named + FAR + " " + named) == [True, True]
    act = "They broke the River Protection Act."
    assert linked(act + FAR + " " + act) == [True, True]


def test_a_work_without_a_title_is_one_while_no_other_is_open() -> None:
    text = "Norway published a white paper on Thursday. The report is long. The white paper is dear, Tuesday's report said."
    assert linked(text) == [True, True, True, True]
    assert [c.work.date for c in find_citations(text)] == ["Thursday", "Thursday", "Thursday", "Tuesday"]
    assert {c.work.issuer for c in find_citations(text)} == {"Norway"}
    assert linked(text.replace("The report is", "The report from the River Policy Institute is"))[1] is False


def test_a_report_by_name_is_not_another_one_s() -> None:
    text = "A report on rivers came out. The Kok report is old. The report is short."
    assert linked(text) == [False, False, False]


def test_an_act_is_no_bill_far_away() -> None:
    assert linked("The Affordable River Act is law." + FAR + " The bill is new.") == [True, False]
    assert linked("The Affordable River Act is new. The bill is short.") == [True, True]


PARAGRAPHS = [
    "Norway released a white paper on Thursday.",
    "Titled “Water and Labour Rights in the North”, the white paper from the River Council counts 1.29 million workers.",
    "They broke the Regulations on River Supervision and the Convention on the Rights of Rivers.",
    "The report Rivers and Lakes of the North says that more than 451,400 people left, or 17.2 percent.",
    "A study by River Watch named “Dry Beds of Leeds” was published on March 1.",
]
NOISE = ["Share this:", "Subscribe to our newsletter", "Leave a Reply", "Advertisement"]


@pytest.mark.parametrize("change", ["template", "blanks", "carriage returns", "collapsed"])
@settings(max_examples=20)
@given(st.permutations(PARAGRAPHS), st.data())
def test_how_a_page_is_laid_out_changes_no_finding(change: str, paragraphs: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(paragraphs)
    if change == "template":
        at = data.draw(st.integers(0, len(paragraphs)))
        other = "\n\n".join([*paragraphs[:at], data.draw(st.sampled_from(NOISE)), *paragraphs[at:]])
    elif change == "blanks":
        other = "".join("\u00a0" if char == " " and data.draw(st.booleans()) else char for char in text)
    else:
        other = text.replace("\n", "\r\n") if change == "carriage returns" else " ".join(paragraphs)
    told, changed = ([normalise(f.quote) for f in (*find_citations(each), *find_figures(each))] for each in (text, other))
    assert told == changed
