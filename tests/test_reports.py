"""The views of a ledger and the files written from them: the evidence stands beside every answer, and nothing is invented."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.errors import UnknownDocumentError, UsageError
from lineage.linking import RULE_VERSION, link_works
from lineage.passages import containments, find_passages
from lineage.relations import RELATIONS
from lineage.text import digest_of
from lineage.values import (
    Analysis,
    Anchor,
    Change,
    ChangeWord,
    Citation,
    Clue,
    DiffPart,
    Edge,
    Exchange,
    Extractor,
    Figure,
    HashLadder,
    Outlet,
    PassageKind,
    PinCheck,
    PinVerdict,
    Quality,
    Reading,
    Rival,
    Stored,
    TextEdit,
    Word,
    WorkRef,
)
from lineage.variants import work_discrepancies
from lineage.word_arrays import keys_blob
from lineage.work_mentions import mentions_of
from models.ledger import Ledger
from models.records import AuditRecord, PinRecord, SharedRecord, Step
from reports import words
from reports.chain import chain_of, chain_view
from reports.document import CONTEXT, document_report
from reports.naming import report_name
from reports.status import audit_view, diff_view, inspect_view, status_view
from reports.terminal import render_chain
from reports.views import Lookup, instant, number, to_json
from reports.works import works_view
from reports.writer import write_reports

DAY = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
DATELINE = "PORT ASTER, Nov. 17 (Northern Wire) --"
STORY = (
    f"{DATELINE} The harbour authority counted 451,400 containers in the first ten months of the year, its director said.\n\n"
    "The report, titled A Harbour in Numbers, puts the loss down to eleven days in August on which the cranes stood still, "
    "and nobody could tell the dock workers when they would move again.\n"
)
COPY = STORY.replace("451,400", "415,400")
QUOTE = "the cranes stood still"
PLACES = (
    ("451,400 containers last year, says A Harbour in Numbers (PORT ASTER, Nov. 17 (Northern Wire) --); 451,400", "old town"),
    ("415,400 containers", "fish market, wrote PORT ASTER, Nov. 17 (Northern Wire) -- in A Harbour in Numbers"),
)


def spans(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"quote": quote, "start": start, "end": start + len(quote), "rule_version": "1"}


def analysis(text: str, title: str = "A Harbour in Numbers") -> Analysis:
    said = next(each for each in ("451,400 containers", "415,400 containers") if each in text)
    value = float(said.split()[0].replace(",", ""))
    clue = Clue("dateline", "text_origin", "Northern Wire", "text", rule="dateline", strength="states", **spans(text, DATELINE))
    work = WorkRef("w1", title, "the harbour authority", None)
    period = "the first ten months of the year"
    return Analysis(
        clues=(clue,),
        citations=(Citation(mention="titled", work=work, rule="titled", **spans(text, "A Harbour in Numbers")),),
        figures=(Figure(value=value, unit="containers", qualifier=None, period=period, rule="count", **spans(text, said)),),
    )


def exchange(address: str, content: bytes, at: datetime, **more: Any) -> Exchange:
    digest = digest_of(content)
    stored = Stored(digest_of(content + b"warc"), 900, f"ab/{digest[7:27]}.warc.gz")
    facts = {"payload_digest": digest, "content_digest": digest, "warc": stored, "record_id": f"<urn:uuid:{digest[7:39]}>"}
    taken: dict[str, Any] = {"outcome": "captured", "reason": "200 OK", "status": 200, "media_type": "text/html", **facts, **more}
    return Exchange(address=address, final_address=address, started=at, seconds=0.25, body=content, content=content, **taken)


def take_in(
    ledger: Ledger, address: str, text: str, *, title: str, outlet: str | None, day: int = 0, cites: str | None = None
) -> str:
    """One good capture of a text, with everything found in it; gives the document's id."""
    found = Analysis() if cites == "" else analysis(text, cites or "A Harbour in Numbers")
    reading = Reading(Extractor("extractor", "1.0", "{}"), "utf-8", text, text, title=title, published="2026-11-17", language="en")
    taken = exchange(address, f"{address}{text}".encode(), DAY + timedelta(days=day))
    assert taken.payload_digest
    text_digest = digest_of(text)
    ladder = HashLadder(taken.payload_digest, taken.payload_digest, text_digest, text_digest, text_digest, (text_digest,))
    step = Step(taken, Quality("ok"), "url", outlet, reading, ladder, found, keys_blob(text))
    return ledger.record(step).document


def share(ledger: Ledger, one: str, other: str) -> None:
    left, right = ledger.current_reading(one), ledger.current_reading(other)
    assert left
    assert right
    assert left.body is not None
    assert right.body is not None
    a, b = ledger.body_text(left.body), ledger.body_text(right.body)
    found = find_passages(a, b)
    ledger.record_passages([SharedRecord(left.body, right.body, found, *containments(a, b, found))])


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds two outlets and nothing else; tests work on copies of it."""
    path = tmp_path_factory.mktemp("blank") / "ledger.sqlite"
    with Ledger.create(f"sqlite:///{path}") as made:
        made.put_outlets([Outlet("Northern Wire", "wire agency"), Outlet("The Aster Courier", "newspaper")])
    return path


@pytest.fixture
def ledger(blank: Path, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{shutil.copy(blank, tmp_path)}") as opened:
        yield opened


@pytest.fixture
def pair(ledger: Ledger) -> tuple[str, str]:
    """A newspaper's story, and a portal's copy of it with two digits transposed."""
    paper = take_in(ledger, "https://courier.example/harbour", STORY, title="Harbour loses ground", outlet="The Aster Courier")
    portal = take_in(
        ledger, "https://portal.example/7", COPY, title="Port figures", outlet="Portal", day=1, cites="Harbour in Numbers"
    )
    share(ledger, paper, portal)
    ledger.record_edges(paper, [Edge("outlet:Northern Wire", paper, "text origin", "stated", ("dateline",))], "descent 1", now=DAY)
    copied = Edge(paper, portal, "full reprint", "undetermined", ("98 % of its words",), (Rival("outlet:Nobody", ("a hint",)),))
    ledger.record_edges(portal, [copied], "descent 1", now=DAY)
    return paper, portal


def link_ledger(ledger: Ledger) -> None:
    """Link the works, as the verbs do before they show them."""
    mentions = {}
    for document, place in ledger.unmentioned_readings(RULE_VERSION):
        found = ledger.current_reading(document)
        assert found is not None
        mentions[place] = mentions_of(document, found.reading.main_text, found.analysis.citations, figures=found.analysis.figures)
    ledger.record_mentions(RULE_VERSION, mentions)
    state = ledger.works_waiting(RULE_VERSION)
    assert state is not None
    ledger.record_works([(work, work_discrepancies([work])) for work in link_works(ledger.work_mentions())], state)


def audit_of(document: str, verdict: PinVerdict = "altered") -> AuditRecord:
    change = Change(
        "text", ("one paragraph differs",), ("main_text",), (DiffPart("replace", "a b", "a c", (TextEdit("replace", "b", "c"),)),)
    )
    check = PinCheck(verdict, "the cranes fell still", 7, (TextEdit("replace", "stood", "fell"),), ("one word differs",))
    return AuditRecord(1, document, DAY + timedelta(days=2), False, None, None, None, "ok", change, (("p1", check),))


def pin_on(ledger: Ledger, document: str) -> PinRecord:
    reading = ledger.current_reading(document)
    assert reading
    start = STORY.index(QUOTE)
    anchor = Anchor(QUOTE, STORY[start - 32 : start], STORY[start + len(QUOTE) :][:32], start)
    return PinRecord("p1", document, anchor, reading.snapshot, DAY, "for chapter 4")


# --- the chain --------------------------------------------------------------------------------------------------------


def test_a_chain_leads_upstream_to_an_outlet_that_was_never_captured(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    view = chain_view(ledger, portal)
    assert {(edge["from"], edge["to"], edge["word"], edge["confidence"]) for edge in view["edges"]} == {
        (paper, portal, "undetermined", None),
        ("outlet:Northern Wire", paper, "stated", None),
    }
    nodes = {node["id"]: node for node in view["nodes"]}
    assert {key: (node["kind"], node["captured"], node["name"]) for key, node in nodes.items()} == {
        portal: ("document", True, "Portal"),
        paper: ("document", True, "The Aster Courier"),
        "outlet:Northern Wire": ("wire agency", False, "Northern Wire"),
    }
    assert nodes[paper]["address"] == "https://courier.example/harbour"
    assert nodes[paper]["date"] == "2026-11-17"


def test_an_outlet_that_is_not_in_the_table_is_an_unknown_outlet(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, _ = pair
    ledger.record_edges(paper, [Edge("outlet:The Gazette", paper, "credited source", "stated", ())], "descent 1", now=DAY)
    assert [node["kind"] for node in chain_view(ledger, paper)["nodes"]] == ["document", "unknown outlet"]


def test_what_comes_from_a_document_stands_under_copies_not_in_its_chain(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    view = chain_view(ledger, paper)
    assert [(copy["to"], copy["relation"], copy["node"]["address"]) for copy in view["copies"]] == [
        (portal, "full reprint", "https://portal.example/7")
    ]
    assert all(edge["to"] == paper for edge in view["edges"])


def test_a_circle_of_edges_ends(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    ledger.record_edges(paper, [Edge(portal, paper, "full reprint", "undetermined", ())], "descent 1", now=DAY)
    view = chain_view(ledger, paper)
    assert [(edge["from"], edge["to"]) for edge in view["edges"]] == [(portal, paper)]
    assert [copy["to"] for copy in view["copies"]] == [portal]


def test_a_verdict_shows_its_clues_in_full(ledger: Ledger, pair: tuple[str, str]) -> None:
    roles = chain_view(ledger, pair[0])["verdict"]
    assert list(roles) == ["host", "credited_source", "text_origin", "asset_origin"]
    for role in roles.values():
        assert set(role) == {"name", "word", "known", "clues", "candidates", "rejected"}
        assert role["word"] in get_args(Word)
    evidence = [*roles["text_origin"]["clues"], *(clue for each in roles["text_origin"]["candidates"] for clue in each["clues"])]
    assert [(clue["quote"], clue["start"], clue["rule"], clue["rule_version"]) for clue in evidence] == [
        (DATELINE, 0, "dateline", "1")
    ]


def test_figures_that_differ_are_given_with_the_place_on_both_sides(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    found = chain_view(ledger, portal)["discrepancies"]
    assert [each["kind"] for each in found] == ["transposition"]
    assert (found[0]["left"]["document"], found[0]["right"]["document"]) == (portal, paper)
    for side, text in (("left", COPY), ("right", STORY)):
        assert text[found[0][side]["start"] : found[0][side]["end"]] == found[0][side]["quote"]


def test_an_unknown_document_is_an_error_that_says_what_to_do(ledger: Ledger) -> None:
    with pytest.raises(UnknownDocumentError, match=r"d000000000000.*status"):
        chain_view(ledger, "d000000000000")


def test_a_document_of_which_every_capture_failed_has_a_chain_and_a_report(ledger: Ledger) -> None:
    nothing = {"payload_digest": None, "content_digest": None, "warc": None, "record_id": None, "status": None}
    failed = exchange("https://gone.example/", b"", DAY, outcome="failed", reason="no such host", **nothing)
    document = ledger.record(Step(failed, Quality("undetermined", ("nothing came",)), "url")).document
    report = document_report(ledger, document, version="0.1.0")
    assert [node["captured"] for node in report["chain"]["nodes"]] == [False]
    assert [(each["outcome"], each["reason"]) for each in report["captures"]] == [("failed", "no such host")]
    assert report["snapshots"] == []
    assert "not known (undetermined)" in render_chain(chain_view(ledger, document))


def test_an_edge_says_how_much_of_either_text_stands_in_the_other(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    edges = {(edge["from"], edge["to"]): edge for edge in chain_view(ledger, portal)["edges"]}
    (other,) = chain_view(ledger, portal)["shared"]
    assert (edges[paper, portal]["containment_to"], edges[paper, portal]["containment_from"]) == (
        other["containment"],
        other["containment_other"],
    )
    assert edges["outlet:Northern Wire", paper]["containment_to"] is None
    (copy,) = chain_view(ledger, paper)["copies"]
    assert copy["containment_to"] == other["containment"] > 0.9


def test_the_ends_of_an_edge_further_up_are_laid_side_by_side_too(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    third = take_in(ledger, "https://third.example/", STORY.replace("eleven", "nine"), title="Third", outlet=None, day=2)
    share(ledger, third, portal)
    ledger.record_edges(third, [Edge(portal, third, "full reprint", "stated", ())], "descent 2", now=DAY)
    view = chain_view(ledger, third)
    assert [(each["of"], each["document"]) for each in view["shared"]] == [(third, portal), (portal, paper)]
    assert all(edge["containment_to"] for edge in view["edges"] if not edge["from"].startswith("outlet:"))


def test_a_withdrawn_edge_is_told_with_when_and_why(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    later = DAY + timedelta(days=9)
    ledger.record_edges(portal, [], "descent 2", now=later, because={paper: "what they share became template text"})
    view = chain_view(ledger, portal)
    assert paper not in {edge["from"] for edge in view["edges"]}
    (gone,) = view["withdrawn"]
    assert (gone["from"], gone["to"], gone["relation"]) == (paper, portal, "full reprint")
    assert (gone["made"], gone["withdrawn"]) == ("2026-11-17T09:30:00Z", "2026-11-26T09:30:00Z")
    assert gone["reason"] == "what they share became template text"
    assert view["names"][paper] == "The Aster Courier"
    assert document_report(ledger, portal, version="0.1.0")["chain"]["withdrawn"] == view["withdrawn"]


def test_a_chain_lays_a_crowd_beside_the_text_only_in_part(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    twin = take_in(ledger, "https://twin.example/", STORY, title="Twin", outlet=None, day=3)
    view = chain_of(Lookup(ledger), portal, most=1)
    assert ([each["document"] for each in view["shared"]], view["shared_more"]) == ([paper], 1)
    listed = {each["document"] for each in document_report(ledger, portal, version="0.1.0")["shared"]}
    assert listed == {paper, twin}


# --- the report -------------------------------------------------------------------------------------------------------


def test_a_clue_stands_in_its_context(ledger: Ledger, pair: tuple[str, str]) -> None:
    (clue,) = document_report(ledger, pair[0], version="0.1.0")["clues"]
    assert clue["before"] == ""
    assert clue["after"] == STORY[clue["end"] : clue["end"] + CONTEXT]


def test_shared_passages_are_quoted_from_both_texts(ledger: Ledger, pair: tuple[str, str]) -> None:
    paper, portal = pair
    (other,) = document_report(ledger, portal, version="0.1.0")["shared"]
    assert (other["document"], other["current"]) == (paper, True)
    for passage in other["passages"]:
        assert passage["a_quote"] == COPY[passage["a_start"] : passage["a_end"]]
        assert passage["b_quote"] == STORY[passage["b_start"] : passage["b_end"]]


def test_a_shared_passage_is_laid_word_on_word(ledger: Ledger, pair: tuple[str, str]) -> None:
    (other,) = document_report(ledger, pair[1], version="0.1.0")["shared"]
    parts = [part for passage in other["passages"] for part in passage["alignment"]]
    for part in parts:
        if part["op"] != "equal":
            assert part["a"] == COPY[part["a_start"] : part["a_end"]]
            assert part["b"] == STORY[part["b_start"] : part["b_end"]]
    assert other["relation"] == "full reprint"
    assert {passage["kind"] for passage in other["passages"]} <= {"verbatim", "edited"}


def test_a_sentence_that_both_quote_is_a_common_source(ledger: Ledger) -> None:
    words = "“We will open the new quay when the last crane has been paid for, and not one day before that,” she said."
    fair = "Ferries stayed away from the fair; a goat ate the prize marrow, and the mayor blamed the weather."
    mill = "Nobody at the mill wanted to talk about the flood. Flour stood in sacks upstairs, a radio murmured football results."
    one, other = (
        take_in(
            ledger, f"https://n{at}.example/", f"{text} {words} {text[::-1]}", title=f"Story {at}", outlet=None, day=at, cites=""
        )
        for at, text in enumerate((fair, mill))
    )
    share(ledger, one, other)
    (shared,) = chain_view(ledger, one)["shared"]
    assert (shared["document"], shared["relation"]) == (other, "common source")


def test_a_text_put_together_from_two_others_is_a_mosaic_from_any_side(ledger: Ledger) -> None:
    halves = [" ".join(f"{name}{n}" for n in range(60)) for name in ("north", "south")]
    first, second = (f"451,400 containers. {DATELINE} A Harbour in Numbers. {half} {half[::-1]}" for half in halves)
    whole = f"{halves[0]} and that is all that {DATELINE} says; A Harbour in Numbers, 415,400 containers: {halves[1]}"
    ids = [
        take_in(ledger, f"https://m{at}.example/", text, title=f"M{at}", outlet=None)
        for at, text in enumerate((first, second, whole))
    ]
    share(ledger, ids[2], ids[0])
    share(ledger, ids[2], ids[1])
    assert [each["relation"] for each in chain_view(ledger, ids[2])["shared"]] == ["mosaic", "mosaic"]
    assert [each["relation"] for each in chain_view(ledger, ids[0])["shared"]] == ["mosaic"]


def test_the_very_same_text_elsewhere_is_shared_whole(ledger: Ledger, pair: tuple[str, str]) -> None:
    twin = take_in(ledger, "https://twin.example/", STORY, title="Twin", outlet=None, day=3)
    shared = {each["document"]: each for each in document_report(ledger, twin, version="0.1.0")["shared"]}
    assert shared[pair[0]]["containment"] == 1.0
    assert shared[pair[0]]["relation"] == "identical"
    assert [passage["a_quote"] for passage in shared[pair[0]]["passages"]] == [STORY]


def test_a_snapshot_is_listed_once_with_all_its_digests_and_its_record(ledger: Ledger, pair: tuple[str, str]) -> None:
    (shot,) = document_report(ledger, pair[0], version="0.1.0")["snapshots"]
    assert shot["digest"] == shot["ladder"]["payload"]
    assert shot["record_id"].startswith("<urn:uuid:")
    assert shot["captured"] == ["2026-11-17T09:30:00Z"]
    assert (shot["warc_size"], shot["extractor"]["version"]) == (900, "1.0")


def test_a_pin_carries_every_verdict_on_it(ledger: Ledger, pair: tuple[str, str]) -> None:
    ledger.add_pin(pin_on(ledger, pair[0]))
    ledger.record_audit(audit_of(pair[0]))
    report = document_report(ledger, pair[0], version="0.1.0")
    (pin,) = report["pins"]
    assert [(check["verdict"], check["edits"]) for check in pin["history"]] == [
        ("altered", [{"op": "replace", "was": "stood", "now": "fell"}])
    ]
    assert [audit["change"]["word"] for audit in report["audits"]] == ["text"]


def test_a_report_names_program_extractor_rules_and_engine(ledger: Ledger, pair: tuple[str, str]) -> None:
    method = document_report(ledger, pair[1], version="0.1.0")["method"]
    assert method["tool"] == {"name": "citetrail", "version": "0.1.0"}
    assert method["extractor"]["name"] == "extractor"
    assert {"rule": "dateline", "version": "1"} in method["rules"]
    assert method["engines"] == ["descent 1"]


def test_the_same_ledger_gives_the_same_bytes(ledger: Ledger, pair: tuple[str, str], tmp_path: Path) -> None:
    first = write_reports(ledger, list(pair), tmp_path / "one", version="0.1.0")
    second = write_reports(ledger, list(pair), tmp_path / "two", version="0.1.0")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


# --- the verbs --------------------------------------------------------------------------------------------------------


def test_works_list_the_variants_and_who_cites_them(ledger: Ledger, pair: tuple[str, str]) -> None:
    link_ledger(ledger)
    (work,) = works_view(ledger)["works"]
    assert {each["text"] for each in work["variants"]} == {"A Harbour in Numbers", "Harbour in Numbers"}
    assert work["disagreements"] == ["variants"]
    assert {each["document"] for each in work["documents"]} == set(pair)


def test_status_points_at_what_failed_or_never_ran(ledger: Ledger, pair: tuple[str, str]) -> None:
    ledger.add_source("https://later.example/", "url", now=DAY)
    ledger.add_source("https://blocked.example/", "url", now=DAY)
    nothing = {"payload_digest": None, "content_digest": None, "warc": None, "record_id": None, "status": None}
    refused = exchange("https://blocked.example/", b"", DAY, outcome="refused", reason="a private address", **nothing)
    ledger.record(Step(refused, Quality("undetermined"), "url"))
    view = status_view(ledger)
    assert view["counts"]["documents"] == 3
    problems = {each["address"]: each["problem"] for each in view["attention"]}
    assert problems["https://later.example/"] == "never captured"
    assert problems["https://blocked.example/"] == "refused: a private address"


def test_an_audit_answers_in_the_words_of_the_contract(ledger: Ledger, pair: tuple[str, str]) -> None:
    pin = pin_on(ledger, pair[0])
    view = audit_view([audit_of(pair[0])], [pin], ledger.documents())
    (found,) = view["pins"]
    assert {"pin", "document", "verdict", "was", "now", "edits", "evidence"} <= set(found)
    assert (found["was"], found["verdict"]) == (QUOTE, "altered")
    assert found["evidence"]["was_snapshot"] == pin.snapshot
    assert [(each["document"], each["change"], each["quality"]) for each in view["documents"]] == [(pair[0], "text", "ok")]
    assert found["address"] == "https://courier.example/harbour"


def test_every_word_of_the_vocabulary_has_a_meaning() -> None:
    assert set(words.PIN_MEANINGS) == set(get_args(PinVerdict))
    assert set(words.CHANGE_MEANINGS) == set(get_args(ChangeWord))
    assert set(words.WORD_MEANINGS) == {*get_args(Word), "confirmed"}
    assert tuple(words.RELATION_MEANINGS) == RELATIONS
    assert set(words.KIND_MEANINGS) == set(get_args(PassageKind))


def test_a_difference_shows_both_captures_and_its_parts(ledger: Ledger, pair: tuple[str, str]) -> None:
    document = ledger.document(pair[0])
    (capture,) = ledger.captures(pair[0])
    assert document
    view = diff_view(document, capture, capture, audit_of(pair[0]).change)
    assert (view["change"], view["parts"][0]["edits"]) == ("text", [{"op": "replace", "was": "b", "now": "c"}])
    assert view["was"]["snapshot"] == view["now"]["snapshot"]


def test_inspect_gives_every_item_its_place_and_its_rule() -> None:
    view = inspect_view(None, "Title", STORY, digest_of(STORY), "en", analysis(STORY))
    assert view["document"]["text_digest"] == digest_of(STORY)
    for kind in ("clues", "citations", "quotations", "figures", "turns", "discrepancies"):
        for item in view[kind]:
            assert view["document"]["text"][item["start"] : item["end"]] == item["quote"]
            assert {"rule", "rule_version"} <= set(item)
    assert view["figures"][0]["value"] == 451400
    assert isinstance(view["figures"][0]["value"], int)
    assert view["citations"][0]["work"] == {
        "id": "w1",
        "title": "A Harbour in Numbers",
        "issuer": "the harbour authority",
        "date": None,
    }


def test_numbers_are_whole_where_they_are_and_ranges_have_two_ends() -> None:
    assert [repr(number(each)) for each in (1290000.0, 17.2, None)] == ["1290000", "17.2", "None"]
    assert number((10.0, 12.5)) == {"low": 10, "high": 12.5}
    assert instant(datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)) == "2026-01-02T03:04:05.600000Z"


@given(st.text(st.characters(), max_size=20))
def test_json_of_any_text_is_valid_utf8_and_comes_back_the_same(text: str) -> None:
    assert json.loads(to_json({"text": text}).encode("utf-8").decode()) == {"text": text}


# --- files ------------------------------------------------------------------------------------------------------------


def test_each_document_gets_three_files_and_the_index_lists_all(ledger: Ledger, pair: tuple[str, str], tmp_path: Path) -> None:
    paper, portal = pair
    folder = tmp_path / "new" / "reports"
    written = write_reports(ledger, [paper], folder, version="0.1.0")
    base = f"harbour-loses-ground-{paper}"
    assert [path.name for path in written] == [f"{base}.json", f"{base}.html", f"{base}.md", "index.html", "index.json"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in written)
    listed = {each["id"]: each["html"] for each in json.loads((folder / "index.json").read_text("utf-8"))["documents"]}
    assert listed == {paper: f"{base}.html", portal: None}


def test_an_unknown_document_writes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UnknownDocumentError):
        write_reports(ledger, ["d000000000000"], tmp_path / "reports", version="0.1.0")
    assert not (tmp_path / "reports").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be(ledger: Ledger, pair: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot be written") as raised:
        write_reports(ledger, list(pair), tmp_path / "file" / "reports", version="0.1.0")
    assert raised.value.where == str(tmp_path / "file" / "reports")


def test_a_write_that_fails_leaves_the_old_report_and_no_rest(
    ledger: Ledger, pair: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_reports(ledger, [pair[0]], tmp_path / "r", version="0.1.0")[0].read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_reports(ledger, [pair[0]], tmp_path / "r", version="0.2.0")
    assert next((tmp_path / "r").glob("*.json")).read_bytes() == old
    assert not list((tmp_path / "r").glob(".*"))


@pytest.mark.parametrize(
    ("title", "address", "name"),
    [
        ("Harbour loses ground", None, "harbour-loses-ground-d1"),
        ("../../etc/passwd", None, "etc-passwd-d1"),
        ("..", "https://courier.example/x", "courier-example-d1"),
        ("🚢", None, "d1"),
        (None, None, "d1"),
        ("港口", None, "gang-kou-d1"),
        ("CON", "https://[broken", "con-d1"),
    ],
)
def test_a_report_is_named_by_slug_and_id(title: str | None, address: str | None, name: str) -> None:
    assert report_name("d1", title, address) == name


@given(st.none() | st.text(st.characters(), max_size=600), st.none() | st.text(max_size=80))
def test_a_name_is_always_a_short_plain_file_name(title: str | None, address: str | None) -> None:
    name = report_name("d0123456789ab", title, address)
    assert name.isascii()
    assert len(name) <= 80
    assert name.replace("-", "").isalnum()
    assert name.endswith("d0123456789ab")


def test_an_id_that_is_a_path_is_refused() -> None:
    with pytest.raises(ValueError, match="not a document id"):
        report_name("../x", "title", None)
