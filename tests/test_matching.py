"""Matching and deriving over the reprint index: the same end from any order, masks that change, ledgers of an older citetrail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from databases import database
from test_ledger import NOON, exchange, reading, step

from flows import masking, matching, steps
from flows.settings import load_settings
from flows.workspace import Workspace, open_workspace
from lineage.word_arrays import keys_blob
from models import blobs
from models.database import Database
from models.ledger import Ledger

BOTH_DATABASES = True


def words(name: str, count: int) -> str:
    """So many rare words that depend on the name alone."""
    return " ".join(hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:7] for number in range(count))


STORY, FOOTER = words("story", 60), words("footer", 40)
TEXTS = {
    "https://wire.example/story": STORY,
    "https://paper.example/copy": f"{words('lead', 30)} {STORY}",
    "https://paper.example/other": f"{words('other', 50)} {FOOTER}",
    "https://gazette.example/part": f"{words('gazette', 50)} {FOOTER} {words('more', 20)}",
}


@pytest.fixture
def desk(workspace: Path) -> Iterator[Workspace]:
    with open_workspace(load_settings(workspace)) as found:
        yield found


@pytest.fixture
def masks_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masks come from the test, not from the texts."""
    monkeypatch.setattr(masking, "refresh_masks", lambda workspace, bodies: None)


def record(desk: Workspace, address: str, text: str, hours: int = 0) -> str:
    """Record a text as `steps.record` does, without the network; the document's id."""
    came = exchange(address, text.encode(), at=NOON + timedelta(hours=hours))
    return desk.ledger.record(step(came, text, reading=reading(text), keys=keys_blob(text))).document


def shared(desk: Workspace) -> set[tuple[str, str, str, str]]:
    """All shared stretches, by the addresses of both sides, whatever the numbers of the bodies are."""
    ledger, found = desk.ledger, set()
    addresses = {ledger.current_reading(one.id).body: one.address for one in ledger.documents()}  # type: ignore[union-attr]
    for body, address in addresses.items():
        for pair in ledger.shared_with(body or 0):
            a, b = ledger.body_text(pair.body), ledger.body_text(pair.other)
            found |= {(address, addresses[pair.other], a[p.a_start : p.a_end], b[p.b_start : p.b_end]) for p in pair.passages}
    return found


def edges(desk: Workspace) -> set[tuple[str, str]]:
    return {(one.edge.origin, one.edge.target) for one in desk.ledger.edges()}


def test_the_end_is_the_same_in_any_order_and_batch_and_wherever_the_bodies_lie(
    desk: Workspace, database_kind: str, tmp_path: Path
) -> None:
    ends = []
    for run, order in enumerate(list(permutations(TEXTS))[::7]):
        with database(database_kind, tmp_path) as url, Ledger.open(url) as ledger:
            here = Workspace(desk.settings, ledger)
            for number, address in enumerate(order):
                record(here, address, TEXTS[address])
                if (number + run) % 2:
                    steps.settle(here)
                if (number + run) % 3 == 0:
                    ledger.merge_postings()
            steps.settle(here)
            ends.append((edges(here), shared(here)))
    assert len(ends[0][1]) == 4
    assert [end for end in ends if end != ends[0]] == []


def test_what_falls_by_a_mask_is_withdrawn_with_its_reason_and_stands_again_when_the_mask_goes(
    desk: Workspace, masks_by_hand: None
) -> None:
    ids = {address: record(desk, address, text) for address, text in TEXTS.items()}
    steps.settle(desk)
    other, part = ids["https://paper.example/other"], ids["https://gazette.example/part"]
    before, passages = edges(desk), shared(desk)
    assert before >= {(other, part), (part, other)}
    footer = np.frombuffer(keys_blob(FOOTER), "<i8")
    desk.ledger.put_mask("paper.example", footer[:-1])
    desk.ledger.put_mask("paper.example", footer)
    assert len(desk.ledger.unmatched_bodies()) == 1
    steps.settle(desk)
    assert before - edges(desk) == {(other, part), (part, other)}
    (fallen,) = desk.ledger.withdrawn_edges(part)
    assert (fallen.edge.origin, fallen.withdrawn_because) == (other, "template text of paper.example, mask version 2")
    assert fallen.superseded is not None
    desk.ledger.put_mask("paper.example", footer[:0])
    steps.settle(desk)
    assert (edges(desk), shared(desk)) == (before, passages)
    assert desk.ledger.withdrawn_edges(part) == []
    desk.ledger.put_mask("", footer)
    steps.settle(desk)
    assert [one.withdrawn_because for one in desk.ledger.withdrawn_edges(other)] == [
        "template text of many unrelated sites, mask version 1"
    ]


def test_an_edge_falls_without_a_mask_when_the_copy_is_rewritten(desk: Workspace) -> None:
    ids = {address: record(desk, address, text) for address, text in TEXTS.items()}
    steps.settle(desk)
    wire, copy = ids["https://wire.example/story"], ids["https://paper.example/copy"]
    assert (wire, copy) in edges(desk)
    record(desk, "https://paper.example/copy", words("rewritten", 60), hours=1)
    steps.settle(desk)
    assert (wire, copy) not in edges(desk)
    assert [one.withdrawn_because for one in desk.ledger.withdrawn_edges(copy)] == ["no longer shares text"]


def test_a_mask_that_changes_while_somebody_matches_makes_the_body_wait_on(
    desk: Workspace, masks_by_hand: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address, text in TEXTS.items():
        record(desk, address, text)
    steps.settle(desk)
    body = desk.ledger.current_reading(desk.ledger.document_id("https://paper.example/other"))
    assert body is not None
    footer = np.frombuffer(keys_blob(FOOTER), "<i8")
    desk.ledger.put_mask("paper.example", footer[:3])
    compared = matching._shared

    def interrupted(*given: Any) -> Any:
        desk.ledger.put_mask("paper.example", footer[:4])
        return compared(*given)

    monkeypatch.setattr(matching, "_shared", interrupted)
    steps.settle(desk)
    assert desk.ledger.unmatched_bodies() == [body.body]
    steps.settle(desk)
    assert desk.ledger.unmatched_bodies() == []


def test_texts_of_an_older_citetrail_are_keyed_and_matched_again_with_progress_and_nothing_is_lost(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    from models import schema

    for address, text in TEXTS.items():
        record(desk, address, text)
    steps.settle(desk)
    known = (edges(desk), shared(desk), desk.ledger.documents())
    url = desk.settings.database_url
    old = Database(url, upgrading=True)
    with old.write() as connection:
        command.downgrade(schema.configuration(connection), "0002")
        connection.exec_driver_sql("INSERT INTO postings (key, body) VALUES (5, 1), (6, 2)")
    old.close()
    monkeypatch.setattr(blobs, "LEAST_TAIL", 1)
    told: list[str] = []
    with Ledger.open(url) as ledger:
        again = Workspace(desk.settings, ledger, told=told.append)
        assert (edges(again), shared(again), ledger.documents()) == known
        assert ledger.sites() == {"gazette.example": 1, "paper.example": 2, "wire.example": 1}
        assert ledger.unkeyed_bodies(9) == ledger.unmatched_bodies() == [1, 2, 3, 4]
        steps.settle(again)
        assert (edges(again), shared(again), ledger.documents()) == known
        assert ledger.unmatched_bodies() == []
        assert (ledger.index_sizes().tail, ledger.check_postings()) == (0, [])
    assert told[0] == "keyed 4 texts of an older citetrail"


def test_settling_merges_a_tail_that_is_due(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    record(desk, "https://wire.example/story", STORY)
    steps.settle(desk)
    assert desk.ledger.index_sizes().tail > 0
    monkeypatch.setattr(blobs, "LEAST_TAIL", 10)
    steps.settle(desk)
    assert desk.ledger.index_sizes().tail == 0
