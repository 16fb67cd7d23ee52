from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.citations import find_citations
from lineage.dates import dates_agree, read_date
from lineage.figures import find_figures
from lineage.issuers import issuers_agree
from lineage.linking import LinkedWork, LinkJudgement, link_works
from lineage.quotations import find_quotations
from lineage.variants import work_discrepancies
from lineage.work_mentions import WorkMention, mentions_of

NORTH = (
    "On September 17, the River Council of Norway issued the white paper Water and Labor Rights in the North. "
    "It said that 1.288 million urban workers were trained every year from 2014 to 2019."
)
SOUTH = (
    "Norway released a white paper on Thursday. Titled “Water and Labour Rights in the North”, the white paper from the River "
    "Council said 1.29 million urban workers were trained every year from 2014 to 2019."
)
EAST = (
    "Norwegian authorities have defended the scheme, in a white paper. The report said that an average of 1.29 million urban "
    "workers were trained every year between 2014 and 2019."
)
BARE = "A report on rivers came out. The report is short."


def mentions(texts: dict[str, str], published: date | None = None) -> list[WorkMention]:
    found: list[WorkMention] = []
    for name, text in texts.items():
        quotations = find_quotations(text)
        found += mentions_of(name, text, find_citations(text, quotations), quotations, find_figures(text), published)
    return found


def work_of(works: tuple[LinkedWork, ...], document: str) -> LinkedWork:
    return next(work for work in works if document in work.documents)


def keys(work: LinkedWork, document: str) -> set[str]:
    return {key.name for joined in work.mentions if joined.mention.document == document for key in joined.keys}


STORY = {"north": NORTH, "south": SOUTH, "east": EAST, "bare": BARE}


def test_one_paper_is_one_work_under_all_its_names_with_the_keys_that_join_each() -> None:
    works = link_works(mentions(STORY))
    work = work_of(works, "north")
    assert work.documents == ("east", "north", "south")
    assert {variant.value for variant in work.titles} == {
        "Water and Labor Rights in the North",
        "Water and Labour Rights in the North",
    }
    assert {"title", "issuer"} <= keys(work, "south")
    assert keys(work, "east") == {"issuer", "figure"}
    assert all(joined.reason for joined in work.mentions)


def test_what_reaches_one_key_stays_out_and_the_reason_is_kept() -> None:
    texts = {
        "a": "A report by the Royal Institute of River Policy Studies named “Selling the Rivers” came out.",
        "b": "Fish die early, the report from the Royal River Policy Institute said.",
    }
    works = link_works(mentions(texts))
    assert len(works) == 2
    (near,) = work_of(works, "a").near
    assert (near.document, [key.name for key in near.keys]) == ("b", ["issuer"])
    assert "only one key agrees" in near.reason


def test_a_garbled_title_joins_by_two_other_keys_and_says_so() -> None:
    texts = {
        "a": "A report by the Royal Institute of River Policy Studies named “Selling the Rivers of Lapland” published on March 1.",
        "b": "A report by the Royal River Policy Institute named “Rivers of Lapland for Sale” published on March 1 came out.",
    }
    (work,) = link_works(mentions(texts, date(2020, 5, 1)))
    assert keys(work, "a") == {"issuer", "date"}
    assert all("title differs" in joined.reason for joined in work.mentions)


def test_titles_of_several_years_stay_works_of_their_own() -> None:
    text = "In {} the River Council issued the report Water and Fish in Europe."
    works = link_works(mentions({"a": text.format(2019), "b": text.format(2020)}))
    assert len(works) == 2
    assert "2019 and 2020" in work_of(works, "a").near[0].reason


def test_a_bill_at_two_stages_is_one_work() -> None:
    texts = {
        "a": "The River Forced Labour Prevention Act that is going through the US Congress is long. The bill is new.",
        "b": "The US House of Representatives has adopted the River Forced Labor Prevention Act today.",
    }
    (work,) = link_works(mentions(texts))
    assert {(stage.value, stage.documents) for stage in work.stages} == {("pending", ("a",)), ("adopted", ("b",))}


def test_a_law_of_a_common_name_needs_its_enactor() -> None:
    assert len(link_works(mentions({"a": "They broke the Labour Law.", "b": "She quoted the Labor Law."}))) == 2
    both = {"a": "They broke the Labour Law of Norway.", "b": "She quoted the Labor Law of Norway."}
    assert len(link_works(mentions(both))) == 1


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_nothing(rng: random.Random) -> None:
    told = mentions(STORY)
    shuffled = list(told)
    rng.shuffle(shuffled)
    assert link_works(shuffled) == link_works(told)


def test_a_person_outranks_the_keys_both_ways() -> None:
    told = mentions(STORY)
    first = {mention.document: mention.id for mention in reversed(told)}
    no = LinkJudgement(first["east"], first["south"], False, "Ana", "another paper")
    also = LinkJudgement(first["east"], first["north"], False, "Ana", "another paper")
    works = link_works(told, [no, also])
    assert work_of(works, "east").documents == ("east",)
    assert any("rejected" in near.reason for near in work_of(works, "east").near)
    yes = LinkJudgement(first["bare"], first["north"], True, "Ana", "she wrote it")
    joined = work_of(link_works(told, [yes]), "bare")
    assert "north" in joined.documents
    assert {m.basis for m in joined.mentions if m.mention.document == "bare"} == {"judged"}
    assert "Ana: she wrote it" in next(m.reason for m in joined.mentions if m.mention.document == "bare")


def test_a_rejection_holds_against_a_chain_of_keys() -> None:
    told = mentions(STORY)
    first = {mention.document: mention.id for mention in reversed(told)}
    works = link_works(told, [LinkJudgement(first["east"], first["north"], False, "Ana", "no")])
    assert not any({"east", "north"} <= set(work.documents) for work in works)


def test_a_mention_can_be_taken_out_of_its_own_document_s_work() -> None:
    told = mentions({"south": SOUTH})
    last = max(told, key=lambda mention: mention.start)
    works = link_works(told, [LinkJudgement(told[0].id, last.id, False, "Ana", "another paper")])
    assert len(works) == 2


def test_a_second_day_for_one_work_is_told_inside_the_document() -> None:
    text = "On Thursday the council published a white paper. It is long. In Tuesday's report the council was brief."
    (found,) = work_discrepancies(link_works(mentions({"a": text})))
    assert (found.kind, found.left["quote"], found.right["quote"]) == ("date", "Thursday", "Tuesday")
    assert text[found.right["start"] : found.right["end"]] == "Tuesday"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Norway", "the Norwegian authorities", True),
        ("Oslo", "Norwegian Ministry of Fish", True),
        ("Norwegian Fish Company", "Norway", False),
        ("River Council", "River Council Information Office", True),
        ("RPI", "River Policy Institute", True),
        ("River Policy Institute", "Lake Policy Institute", False),
        ("French authorities", "German authorities", False),
    ],
)
def test_names_of_issuers_agree_by_words_state_or_initials(one: str, other: str, agree: bool) -> None:
    assert bool(issuers_agree(one, other)) is agree
    assert bool(issuers_agree(other, one)) is agree


def test_dates_are_compared_by_what_is_written() -> None:
    thursday, september = read_date("Thursday", date(2020, 9, 18)), read_date("September 17", date(2020, 10, 16))
    assert thursday is not None
    assert september is not None
    assert dates_agree(thursday, september) == "same"
    tuesday, whole = read_date("Tuesday"), read_date("September 17, 2020")
    assert tuesday is not None
    assert whole is not None
    assert dates_agree(tuesday, whole) == "contrary"
    assert read_date("soon") is None
    assert read_date("31 June 2020") is not None
