"""From clues to the four verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from lineage.attribution import attribute
from lineage.values import Clue


def clue(kind: str, role: Any, value: str, strength: Any = "states", **more: Any) -> Clue:
    fields = {"carrier": "text", "quote": value, "rule": "r", "rule_version": "1", "outlet": value, "strength": strength} | more
    return Clue(kind=kind, role=role, value=value, **fields)


def test_no_clues_no_names() -> None:
    verdict = attribute(())
    for role in (verdict.host, verdict.credited_source, verdict.text_origin, verdict.asset_origin):
        assert (role.name, role.word, role.candidates) == (None, "undetermined", ())


@pytest.mark.parametrize("kind", ["print edition", "first publication", "licence", "dateline"])
def test_these_state_the_origin_and_thereby_the_credited_source(kind: str) -> None:
    verdict = attribute((clue(kind, "text_origin", "The Lamp"),))
    assert (verdict.text_origin.name, verdict.text_origin.word) == ("The Lamp", "stated")
    assert (verdict.credited_source.name, verdict.credited_source.word) == ("The Lamp", "stated")
    assert verdict.text_origin.clues == verdict.credited_source.clues == (0,)


def test_an_issuer_is_the_origin_and_nobodys_credit() -> None:
    verdict = attribute((clue("press conference", "text_origin", "Ministry", outlet=None),))
    assert (verdict.text_origin.name, verdict.text_origin.known) == ("Ministry", False)
    assert verdict.credited_source.name is None


def test_a_source_line_states_the_credit_and_is_a_candidate_for_the_text() -> None:
    verdict = attribute((clue("source line", "credited_source", "The Lamp"),))
    assert verdict.credited_source.word == "stated"
    assert (verdict.text_origin.name, verdict.text_origin.word) == (None, "undetermined")
    assert [candidate.name for candidate in verdict.text_origin.candidates] == ["The Lamp"]


def test_what_is_shown_is_indicated_and_what_is_hinted_is_not_named() -> None:
    verdict = attribute(
        (
            clue("asset host", "asset_origin", "x", "shows", outlet="The Lamp"),
            clue("self reference", "text_origin", "The Lamp", "hints"),
        )
    )
    assert (verdict.asset_origin.name, verdict.asset_origin.word) == ("The Lamp", "indicated")
    assert (verdict.text_origin.name, verdict.text_origin.word) == (None, "undetermined")
    assert verdict.text_origin.candidates[0].clues == (1,)


def test_a_picture_says_nothing_about_the_text() -> None:
    verdict = attribute((clue("photo credit", "asset_origin", "Northern Wire"),))
    assert verdict.asset_origin.word == "stated"
    assert verdict.text_origin.candidates == verdict.credited_source.candidates == ()


def test_two_statements_of_one_rank_decide_nothing() -> None:
    verdict = attribute((clue("dateline", "text_origin", "Northern Wire"), clue("first publication", "text_origin", "The Lamp")))
    assert (verdict.text_origin.name, verdict.text_origin.word) == (None, "undetermined")
    assert {candidate.name for candidate in verdict.text_origin.candidates} == {"Northern Wire", "The Lamp"}


def test_the_source_line_goes_before_the_dateline_it_came_with() -> None:
    verdict = attribute((clue("dateline", "text_origin", "Northern Wire"), clue("source line", "credited_source", "The Lamp")))
    assert verdict.credited_source.name == "The Lamp"
    assert [candidate.name for candidate in verdict.credited_source.candidates] == ["Northern Wire"]
    assert verdict.text_origin.name == "Northern Wire"


def test_statements_go_before_what_is_shown() -> None:
    verdict = attribute(
        (clue("host", "host", "blog.example", "shows", outlet=None), clue("site name", "host", "Harbour Blog", outlet=None))
    )
    assert (verdict.host.name, verdict.host.word) == ("Harbour Blog", "stated")


def test_spellings_of_one_unknown_name_are_one_name() -> None:
    clues = (
        clue("source line", "credited_source", "The  Pelican Post", outlet=None),
        clue("source line", "credited_source", "pelican post", outlet=None),
    )
    verdict = attribute(clues).credited_source
    assert (verdict.word, verdict.clues, verdict.known) == ("stated", (0, 1), False)


def test_template_text_gives_a_candidate_of_its_network() -> None:
    verdict = attribute((clue("network template", "host", "Lantern Circle", "hints", scope="network"),)).host
    assert (verdict.name, verdict.word) == (None, "undetermined")
    assert (verdict.candidates[0].name, verdict.candidates[0].scope) == ("Lantern Circle", "network")


def test_times_and_tips_play_no_role() -> None:
    verdict = attribute((clue("tip", "other", "The Lamp", "hints"), clue("asset date", "time", "not before 2020-01-01", "shows")))
    assert verdict == attribute(())
