"""Matching text by text comes to the same end as matching a whole corpus at once, in any order and in batches of any size."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_matching import record, words
from test_templates import names, story

from flows import masking, steps
from flows.settings import load_settings, make_workspace
from flows.workspace import BodyWords, Workspace, open_workspace
from lineage.outlets import host_of
from lineage.relations import ALMOST_WHOLE
from lineage.reuse import CorpusText, shared_passages
from lineage.word_arrays import word_arrays
from models.ledger import Ledger
from models.records import SharedRecord
from models.rows import turned_shared
from reports.shared import shared_texts
from reports.views import Lookup

BOTH_DATABASES = True

Documents = dict[str, str]
FOOTERS = {
    f"paper{number}.example": f"Join the {name} readers who pay {number + 3} crowns each month, write to {name} at any hour"
    for number, name in enumerate(names("footers")[:8])
}
EVERYWHERE = "Accept all cookies or change your settings below, our two hundred partners read what you read here"
SAID = "“We were promised a wharf with nine cranes, and all we were given is a puddle with a fence around it,” said Odda Brekke."


def page(site: str, text: str, *, general: bool = True) -> str:
    return "\n".join([text, FOOTERS[site], *([EVERYWHERE] if general else [])])


def paragraphs(text: str, *chosen: int) -> str:
    return "\n".join(text.split("\n")[number] for number in chosen)


def mixed_corpus() -> Documents:
    """Stories with the lines of their sites, and by address: reprints, abridgements, a mosaic, quotations, equal texts."""
    sites = list(FOOTERS)
    wire, other = story("wire"), story("other")
    made = {f"https://{site}/own{n}": page(site, story(f"{site} {n}", paragraphs=3)) for site in sites[:6] for n in (1, 2)}
    reworded = " ".join(word if at % 17 else "heron" for at, word in enumerate(wire.split(" ")))
    return made | {
        "https://wire.example/story": wire,
        "https://wire.example/other": other,
        f"https://{sites[0]}/reprint": page(sites[0], wire),
        f"https://{sites[1]}/reworded": page(sites[1], reworded),
        f"https://{sites[2]}/abridged": page(sites[2], paragraphs(wire, 0, 2, 3)),
        f"https://{sites[3]}/mosaic": page(sites[3], f"{paragraphs(wire, 1, 4)}\n{paragraphs(other, 5, 2)}"),
        f"https://{sites[4]}/quoted": page(sites[4], f"{story('a', paragraphs=2)}\n{SAID}"),
        f"https://{sites[5]}/quotes": page(sites[5], f"{SAID}\n{story('b', paragraphs=2)}"),
        f"https://{sites[6]}/same": wire,
        f"https://{sites[7]}/alone": page(sites[7], story("c", paragraphs=2), general=False),
        f"https://{sites[0]}/short": "Too short.",
    }


CORPUS = mixed_corpus()


def at_once(documents: Documents) -> set[object]:
    """What the bulk side finds in all pairs of different texts, seen from the text that sorts first."""
    found: set[object] = set()
    for pair in shared_passages([CorpusText(address, text, host_of(address)) for address, text in documents.items()]):
        a, b = documents[pair.a], documents[pair.b]
        seen = SharedRecord(1, 2, pair.passages, pair.containment_a, pair.containment_b)
        if a != b:
            seen = seen if a < b else turned_shared(seen)
            passages = tuple(sorted(seen.passages, key=lambda one: (one.a_start, one.b_start)))
            found.add((min(a, b), max(a, b), passages, seen.containment, seen.containment_other))
    return found


def in_ledger(desk: Workspace, documents: Documents) -> set[object]:
    ledger, found = desk.ledger, set()
    for body in {ledger.current_reading(ledger.document_id(address)).body or 0 for address in documents}:  # type: ignore[union-attr]
        for pair in ledger.shared_with(body):
            a, b = ledger.body_text(pair.body), ledger.body_text(pair.other)
            if pair.passages and a < b:
                passages = tuple(sorted(pair.passages, key=lambda one: (one.a_start, one.b_start)))
                found.add((a, b, passages, pair.containment, pair.containment_other))
    return found


@pytest.fixture
def desk(workspace: Path) -> Iterator[Workspace]:
    with open_workspace(load_settings(workspace)) as found:
        yield found


@contextmanager
def fresh_desk(folder: Path) -> Iterator[Workspace]:
    """A workspace with an empty ledger, whose file is a copy, which is quicker than making one."""
    template, file, home = folder / "template.sqlite", folder / "ledger.sqlite", folder / "home"
    if not template.exists():
        Ledger.create(f"sqlite:///{template}").close()
        make_workspace(home)
    for old in folder.glob("ledger.sqlite*"):
        old.unlink()
    shutil.copyfile(template, file)
    with Ledger.open(f"sqlite:///{file}") as ledger:
        yield Workspace(load_settings(home, environment=False), ledger)


def test_both_databases_come_to_what_the_whole_corpus_gives_and_edges_say_what_reports_say(
    desk: Workspace, database_kind: str
) -> None:
    for address, text in CORPUS.items():
        record(desk, address, text)
    steps.settle(desk)
    expected = at_once(CORPUS)
    assert in_ledger(desk, CORPUS) == expected
    assert len(expected) > 8
    assert desk.ledger.masks_of(["", *FOOTERS]).keys() >= {"", "paper1.example"}
    lookup = Lookup(desk.ledger)
    said = {}
    for edge in (one.edge for one in desk.ledger.edges()):
        reported = {one.other: one for one in shared_texts(lookup, edge.target)}[edge.origin]
        # An edge knows which of the two is the copy.
        part = reported.relation == "full reprint" and reported.containment_other < ALMOST_WHOLE
        assert edge.relation == ("abridged" if part else reported.relation)
        said[edge.origin, edge.target] = edge.relation
    wire, mosaic = (desk.ledger.document_id(one) for one in ("https://wire.example/story", "https://paper3.example/mosaic"))
    assert (said[wire, mosaic], said[mosaic, wire]) == ("mosaic", "mosaic")


SOME = st.lists(st.sampled_from(sorted(CORPUS)), min_size=2, max_size=len(CORPUS), unique=True)


@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(SOME, st.randoms(use_true_random=False))
def test_any_part_of_a_corpus_in_any_order_and_batches_of_any_size_ends_as_the_bulk_side_does(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[str], chance: random.Random
) -> None:
    folder = tmp_path_factory.getbasetemp()
    documents = {address: CORPUS[address] for address in chosen}
    with fresh_desk(folder) as desk:
        for address in chosen:
            record(desk, address, documents[address])
            if chance.random() < 0.3:
                steps.settle(desk)
            if chance.random() < 0.2:
                desk.ledger.merge_postings()
        steps.settle(desk)
        assert in_ledger(desk, documents) == at_once(documents)
        assert (desk.ledger.unmatched_bodies(), desk.ledger.underived_documents()) == ([], [])


def test_a_line_that_turns_out_to_be_template_text_of_many_sites_withdraws_its_edges_and_says_why(desk: Workspace) -> None:
    line = f"{EVERYWHERE} as long as you like and as often as you come back to the front page of this paper"
    pages = {f"https://{site}/1": f"{story(site, paragraphs=2)}\n{line}" for site in list(FOOTERS)[:5]}
    (one, text), (two, other), *later = pages.items()
    ids = record(desk, one, text), record(desk, two, other)
    steps.settle(desk)
    assert {(each.edge.origin, each.edge.target) for each in desk.ledger.edges()} == {ids, ids[::-1]}
    for address, its_text in later:
        record(desk, address, its_text)
    steps.settle(desk)
    assert (desk.ledger.edges(), in_ledger(desk, pages)) == ([], set())
    (fallen,) = desk.ledger.withdrawn_edges(ids[0])
    assert (fallen.edge.origin, fallen.withdrawn_because) == (ids[1], "template text of many unrelated sites, mask version 1")


def test_in_a_large_ledger_the_mask_of_many_sites_is_judged_by_the_keys_of_new_bodies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masking, "WHOLE", 0)
    with fresh_desk(tmp_path) as desk:
        for number, (address, text) in enumerate(CORPUS.items()):
            record(desk, address, text)
            if number % 5 == 0:
                steps.settle(desk)
        steps.settle(desk)
        assert in_ledger(desk, CORPUS) == at_once(CORPUS)
        assert "" in desk.ledger.masks_of([""])


def test_to_match_again_from_the_other_side_changes_nothing(desk: Workspace) -> None:
    first, second = (desk.ledger.document_id(f"https://n{number}.example/") for number in (1, 2))
    one, other = words("one", 40), words("other", 40)
    record(desk, "https://n1.example/", "\n".join([one, words("between", 99), other]))
    record(desk, "https://n2.example/", "\n".join([other, words("elsewhere", 99), one]))
    steps.settle(desk)
    bodies = [desk.ledger.current_reading(each).body or 0 for each in (first, second)]  # type: ignore[union-attr]
    assert len(desk.ledger.shared_with(bodies[0])[0].passages) == 2
    for body in bodies:
        steps.match(desk, body)
        assert desk.ledger.underived_documents() == []


def test_a_text_that_is_known_and_comes_to_another_site_counts_for_the_mask_of_that_site(desk: Workspace) -> None:
    site, foot = "paper0.example", FOOTERS["paper0.example"]
    copied = f"{story('moved', paragraphs=2)}\n{foot}"
    record(desk, f"https://{site}/1", f"{story('first', paragraphs=2)}\n{foot}")
    record(desk, "https://archive.example/1", copied)
    steps.settle(desk)
    assert desk.ledger.masks_of([site]) == {}
    record(desk, f"https://{site}/2", copied)
    steps.settle(desk)
    assert desk.ledger.masks_of([site]).keys() == {site}


def test_words_kept_in_memory_are_those_used_last() -> None:
    kept = BodyWords(most=5)
    three = [(np.zeros(0, np.uint64), word_arrays("one two")) for _ in range(3)]
    kept.keep({1: three[0], 2: three[1]})
    assert kept.take([1, 9]).keys() == {1}
    kept.keep({3: three[2], 4: (np.zeros(0, np.uint64), word_arrays("six words are more than fit"))})
    assert kept.take([1, 2, 3, 4]).keys() == {1, 3}
