"""The reprint index: look-ups find every key wherever it lies, and merging, killing, rebuilding and moving change no answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from databases import KINDS, database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ledger import NOON, blob, exchange, step

from lineage.errors import LedgerError
from lineage.values import Passage
from models import blobs, postings
from models.ledger import Ledger
from models.records import IndexSizes, NewBody, SharedRecord

Places = list[tuple[int, int, int]]
Acts = list[tuple[str, list[int]]]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    with database(kind, tmp_path) as made:
        yield made


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as found:
        yield found


def places(ledger: Ledger, *keys: int) -> Places:
    """Body, key and position of everything that is found, in the order of the answer."""
    found = ledger.bodies_sharing(blob(*keys))
    return list(zip(found.bodies.tolist(), found.keys[found.which].tolist(), found.positions.tolist(), strict=True))


def expected(bodies: dict[int, tuple[int, ...]], *keys: int) -> Places:
    return sorted((body, key, at) for body, held in bodies.items() for at, key in enumerate(held) if key in keys)


def put(ledger: Ledger, *bodies: tuple[int, ...], name: str = "body") -> dict[int, tuple[int, ...]]:
    numbers = ledger.record_bodies([NewBody(f"{name} {at}", blob(*keys)) for at, keys in enumerate(bodies)])
    return dict(zip(numbers, bodies, strict=True))


# --- look-ups -----------------------------------------------------------------------------------------------------------


def test_every_place_of_a_key_is_found_in_order_wherever_the_bodies_lie(ledger: Ledger) -> None:
    bodies = put(ledger, (2, 3, 3, 2), (9, 2), (8,))
    assert places(ledger, 3, 2, 2) == expected(bodies, 2, 3)
    assert ledger.merge_postings() == 7
    bodies |= put(ledger, (3, 8), name="tail")
    assert places(ledger, 3, 2, 2) == expected(bodies, 2, 3)
    assert places(ledger, 7) == places(ledger) == []
    both, which = ledger.bodies_sharing(blob(2, 3)).distinct()
    assert list(zip(both.tolist(), which.tolist(), strict=True)) == [(1, 0), (1, 1), (2, 0), (4, 1)]


def test_keys_use_all_64_bits(ledger: Ledger) -> None:
    keys = (-(2**63), -1, 0, 2**63 - 1)
    bodies = put(ledger, keys)
    for _ in range(2):
        assert places(ledger, *keys) == expected(bodies, *keys)
        ledger.merge_postings()


def test_more_keys_than_one_statement_takes_are_looked_up(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "KEYS_AT_ONCE", 3)
    bodies = put(ledger, tuple(range(10)), tuple(range(5, 15)))
    ledger.merge_postings()
    assert sorted(places(ledger, *range(20))) == expected(bodies, *range(20))


ACTS = st.lists(
    st.tuples(st.sampled_from(["here", "there", "merge here", "merge there", "killed"]), st.lists(st.integers(0, 6), max_size=5)),
    max_size=10,
)


def die(_line: str) -> None:
    raise LedgerError("killed")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ACTS)
def test_two_processes_find_the_same_whoever_writes_merges_or_is_killed(kind: str, tmp_path: Path, acts: Acts) -> None:
    with database(kind, tmp_path) as url, Ledger.open(url) as here, Ledger.open(url) as there:
        bodies: dict[int, tuple[int, ...]] = {}
        for number, (act, keys) in enumerate(acts):
            actor = there if "there" in act else here
            if act == "killed":
                with pytest.MonkeyPatch.context() as patched, suppress(LedgerError):
                    patched.setattr(postings, "ROWS_AT_ONCE", 2)
                    actor.merge_postings(told=die)
            elif act.startswith("merge"):
                actor.merge_postings()
            elif keys:
                bodies |= put(actor, tuple(keys), name=f"act {number}")
            for one in (here, there):
                assert places(one, *range(7)) == expected(bodies, *range(7))
        assert here.check_postings() == []


def test_a_text_that_gets_its_keys_after_later_ones_is_found_by_those_who_read_the_tail_before(ledger: Ledger, url: str) -> None:
    bad = ledger.record(step(keys=b"", analysis=None)).body
    put(ledger, (5,))
    with Ledger.open(url) as other:
        assert places(other, 1, 5) == [(2, 5, 0)]
        ledger.record(step(exchange("https://other.example/", b"sound"), keys=blob(1)))
        assert places(other, 1, 5) == [(bad, 1, 0), (2, 5, 0)]


# --- bodies in bulk -----------------------------------------------------------------------------------------------------


def test_bodies_come_in_bulk_with_their_numbers_each_text_once_and_wait_to_be_matched(ledger: Ledger) -> None:
    first = ledger.record(step(text="One.", keys=blob(1))).body
    bad = ledger.record(step(exchange(payload=b"bad"), text="Bad.", keys=b"", analysis=None)).body
    new = [NewBody("Two.", blob(2)), NewBody("One.", blob(1)), NewBody("Two.", blob(2)), NewBody("Bad.", blob(3)), NewBody("", b"")]
    numbers = ledger.record_bodies(new)
    assert numbers == [3, first, 3, bad, 4]
    assert ledger.unmatched_bodies() == [1, 2, 3]
    assert ledger.blobs(numbers) == {1: blob(1), 2: blob(3), 3: blob(2)}
    assert ledger.index_sizes() == IndexSizes(0, 3)
    assert ledger.record_bodies([]) == []


# --- merging ------------------------------------------------------------------------------------------------------------


def test_the_tail_is_merged_when_it_is_large_for_its_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "LEAST_TAIL", 10)
    monkeypatch.setattr(blobs, "MOST_TAIL", 100)
    monkeypatch.setattr(blobs, "TAIL_SHARE", 4)
    cases = [(0, 9, False), (0, 10, True), (200, 49, False), (200, 50, True), (10_000, 99, False), (10_000, 100, True)]
    assert [blobs.due(IndexSizes(merged, tail)) for merged, tail, _ in cases] == [yes for _, _, yes in cases]


def test_a_merge_that_is_not_due_does_nothing_and_sizes_count_keys(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    put(ledger, (1, 2, 3), (3, 4))
    assert ledger.merge_postings(if_due=True) == 0
    assert ledger.index_sizes() == IndexSizes(0, 5)
    monkeypatch.setattr(blobs, "LEAST_TAIL", 5)
    assert ledger.merge_postings(if_due=True) == 5
    assert ledger.index_sizes() == IndexSizes(5, 0)
    assert ledger.merge_postings() == 0
    put(ledger, (1,), name="later")
    assert ledger.index_sizes() == IndexSizes(5, 1)


# --- checking and rebuilding ----------------------------------------------------------------------------------------------

DAMAGES = {
    "lost": "DELETE FROM postings WHERE key = 3 AND body = 1",
    "moved": "UPDATE postings SET position = 7 WHERE key = 3 AND body = 1",
    "swapped": "UPDATE postings SET key = 77 WHERE key = 3 AND body = 1",
    "invented": "INSERT INTO postings (key, body, position) VALUES (5, 1, 0)",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_told_by_its_bodies_and_made_anew(ledger: Ledger, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "SLICE", 3)
    bodies = put(ledger, (2, 3, -(2**63)), (3, 9, 2**63 - 1))
    ledger.merge_postings()
    bodies |= put(ledger, (3,), name="tail")
    assert ledger.check_postings() == []
    with ledger._database.write() as db:
        db.exec_driver_sql(DAMAGES[damage])
        db.exec_driver_sql("INSERT INTO postings (key, body, position) VALUES (5, 99, 0), (6, 3, 0)")
    assert ledger.check_postings() == [1, 3, 99]
    assert ledger.rebuild_postings() == 6
    assert ledger.check_postings() == []
    assert sorted(places(ledger, 2, 3, 5, 6, 9, -(2**63), 2**63 - 1)) == sorted(
        expected(bodies, 2, 3, 5, 6, 9, -(2**63), 2**63 - 1)
    )


# --- masks --------------------------------------------------------------------------------------------------------------


def site_texts(ledger: Ledger) -> dict[str, int]:
    """Three bodies: two of one site, one of another."""
    found = {}
    for number, (name, keys) in enumerate({"www.a.example/1": (1, 2), "a.example/2": (2, 3), "b.example/1": (2, 4)}.items()):
        came = exchange(f"https://{name}", name.encode(), at=NOON + timedelta(hours=number))
        found[name] = ledger.record(step(came, f"Text {name}", keys=blob(*keys))).body or 0
    ledger.record_passages([], matched=list(found.values()))
    assert ledger.unmatched_bodies() == []
    return found


@pytest.mark.parametrize("merged", [True, False])
def test_a_new_mask_makes_the_bodies_of_its_site_wait_that_hold_a_key_which_came_or_went(ledger: Ledger, merged: bool) -> None:
    one, two, other = site_texts(ledger).values()
    if merged:
        ledger.merge_postings()
    assert ledger.put_mask("a.example", np.array([2, 1, 2]), now=NOON) == 1
    assert ledger.unmatched_bodies() == [one, two]
    ledger.record_passages([], matched=[one, two])
    assert ledger.put_mask("a.example", np.array([1, 2]), now=NOON) == 1
    assert ledger.unmatched_bodies() == []
    assert ledger.put_mask("a.example", np.array([2, 3]), now=NOON) == 2
    assert ledger.unmatched_bodies() == [one, two]
    ledger.record_passages([], matched=[one, two])
    assert ledger.put_mask("", np.array([4]), now=NOON) == 1
    assert ledger.unmatched_bodies() == [other]
    masks = ledger.masks_of(["a.example", "", "b.example"])
    assert {scope: (mask.version, mask.keys.tolist()) for scope, mask in masks.items()} == {
        "a.example": (2, [2, 3]),
        "": (1, [4]),
    }
    with ledger._database.read() as db:
        assert db.execute(sa.text("SELECT count(*) FROM masks")).scalar() == 3
    assert ledger.put_mask("b.example", np.empty(0, np.int64)) == 0


def test_a_body_that_comes_to_a_site_with_a_mask_waits_and_one_matched_with_older_masks_goes_on_waiting(ledger: Ledger) -> None:
    one, two, _ = site_texts(ledger).values()
    ledger.put_mask("b.example", np.array([77]), now=NOON)
    assert ledger.unmatched_bodies() == []
    ledger.record(step(exchange("https://b.example/copy", b"copy"), "Text a.example/2", keys=blob(2, 3)))
    assert ledger.unmatched_bodies() == [two]
    assert ledger.sites_of_bodies([one, two]) == {one: ("a.example",), two: ("a.example", "b.example")}
    ledger.record_passages([], matched=two, seen={"": 0, "a.example": 0})
    assert ledger.unmatched_bodies() == [two]
    ledger.record_passages([], matched=two, seen={"": 0, "a.example": 0, "b.example": 0})
    assert ledger.unmatched_bodies() == [two]
    ledger.record_passages([], matched=two, seen={"": 0, "a.example": 0, "b.example": 1})
    assert ledger.unmatched_bodies() == []


def test_a_pair_keeps_its_masks_and_says_why_and_when_its_passages_changed(ledger: Ledger) -> None:
    one, two, _ = site_texts(ledger).values()
    pair = SharedRecord(one, two, (Passage(0, 3, 0, 3, 1, "edited", 12.5),), 1.0, 0.5, (("a.example", 1),), "never mind")
    ledger.record_passages([pair], now=NOON)
    (kept,) = ledger.shared_with(one)
    assert (kept.passages, kept.masks, kept.because, kept.changed) == (pair.passages, pair.masks, None, None)
    fallen = SharedRecord(two, one, (), 0.0, 0.0, (("a.example", 2),), "template text of a.example, mask version 2")
    later = NOON + timedelta(days=1)
    for moment in (later, later + timedelta(days=1)):
        ledger.record_passages([fallen], now=moment)
    (kept,) = ledger.shared_with(two)
    assert (kept.passages, kept.masks, kept.because, kept.changed) == ((), fallen.masks, fallen.because, later)


def test_a_site_has_every_body_that_sound_captures_of_it_brought_and_a_sample_is_the_same_ones_of_them(ledger: Ledger) -> None:
    bodies = site_texts(ledger)
    ledger.record(step(exchange("https://a.example/3", b"blocked"), "Blocked.", analysis=None, keys=b""))
    newer = step(exchange("https://www.a.example/1", b"new", at=NOON + timedelta(days=1)), "New text", keys=blob(9))
    replaced = ledger.record(newer).body
    every = ledger.bodies_of_site("a.example", 9)
    assert sorted(every) == sorted([*(body for name, body in bodies.items() if "a.example" in name), replaced])
    assert ledger.bodies_of_site("a.example", 2) == every[:2]
    assert ledger.newest_body() == replaced
    assert ledger.carried_bodies(2) is None
    assert ledger.carried_bodies(9) == sorted(
        (body, "a.example" if body in every else "b.example") for body in range(1, 6) if body in {*bodies.values(), replaced}
    )
    assert ledger.sites() == {"a.example": 3, "b.example": 1}


def test_why_an_edge_fell_is_kept_with_it_until_it_stands_again(ledger: Ledger) -> None:
    from test_ledger import edge

    ledger.record_edges("d2", [edge("d1"), edge("d3"), edge("d4")], "descent 1", now=NOON)
    reasons = defaultdict(lambda: "", {"d1": "template text of a.example, mask version 2", "d3": "no longer shares text"})
    ledger.record_edges("d2", [], "descent 1", now=NOON + timedelta(days=1), because={**reasons})
    assert {one.edge.origin: one.withdrawn_because for one in ledger.withdrawn_edges("d2")} == dict(reasons)
    ledger.record_edges("d2", [edge("d1")], "descent 1", now=NOON + timedelta(days=2))
    assert [one.edge.origin for one in ledger.withdrawn_edges("d2")] == ["d3"]
