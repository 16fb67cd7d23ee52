"""The arithmetic of bench/accuracy.py: the halves have nothing in common, and quotations are not bought with false pairs."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

BENCH = Path(__file__).resolve().parents[1] / "bench"
CLASSES = (
    "full_boiler",
    "abridged40",
    "para_in_host",
    "sentence_quote",
    "short_quote7",
    "short_run7",
    "noisy_excerpt",
    "spelling8",
)
CLASSES += ("ocr6", "reorder", "subst25", "mosaic2")


def loaded(name: str) -> ModuleType:
    """A module of bench/, without that folder on the path: its flows.py would hide the package."""
    spec = importlib.util.spec_from_file_location(name, BENCH / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def corpora() -> Any:
    before = list(sys.path)
    yield loaded("corpora")
    sys.modules.pop("corpora", None)
    sys.path[:] = before


@pytest.fixture(scope="module")
def accuracy(corpora: Any) -> Any:  # it imports corpora
    yield loaded("accuracy")
    sys.modules.pop("accuracy", None)


def scores(precision: float, **covered: float) -> dict[str, Any]:
    """What the scorer says of one corpus: every class found and covered whole, unless told."""
    row = {"f1": 0.9, "precision": precision, "recall": 1.0, "character_precision": 0.99}
    return row | {
        "recall_by_class": dict.fromkeys(CLASSES, 1.0),
        "character_recall_by_class": dict.fromkeys(CLASSES, 1.0) | covered,
    }


def measured(accuracy: Any, *rows: dict[str, Any]) -> dict[str, float]:
    return dict(accuracy.reprint_measures(list(rows)))


PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=60, unique=True)


@given(PAIRS)
def test_the_halves_share_no_document_and_lose_no_pair(corpora: Any, numbers: list[tuple[int, int]]) -> None:
    rows = [[f"suspicious{a}", f"source{b}", []] for a, b in numbers]
    gold = {"even": rows[::2], "odd": rows[1::2]}
    tuning, reporting = corpora.halves(gold)
    one, other = ({part for rows in half.values() for row in rows for part in row[:2]} for half in (tuning, reporting))
    assert not one & other
    assert sorted(row for half in (tuning, reporting) for rows in half.values() for row in rows) == sorted(rows)


def test_the_halves_are_about_even_and_do_not_depend_on_the_order_of_the_labels(corpora: Any) -> None:
    rows = [[f"suspicious{n}", f"source{n // 3}", []] for n in range(600)]
    tuning, reporting = corpora.halves({"all": rows})
    assert abs(len(tuning["all"]) - len(reporting["all"])) < 120
    again, _ = corpora.halves({"all": rows[::-1]})
    assert sorted(again["all"]) == sorted(tuning["all"])


def test_quotations_found_at_the_price_of_false_pairs_count_for_nothing(accuracy: Any) -> None:
    name = "seven-word quotations, recall"
    assert measured(accuracy, scores(0.99), scores(0.98))[name] == 1.0
    assert measured(accuracy, scores(0.99), scores(0.90))[name] == 0.0


def test_the_least_class_is_named_by_its_mean_and_quotations_stay_out_of_it(accuracy: Any) -> None:
    one = scores(1.0, ocr6=0.8, short_quote7=0.1, noisy_excerpt=0.2, sentence_quote=0.3, mosaic2=0.4, abridged40=0.5)
    other = scores(1.0, ocr6=1.0, reorder=0.95)
    found = measured(accuracy, one, other)
    assert found["character recall, least of the other classes"] == pytest.approx(0.9)
    assert found["character recall, mosaic"] == pytest.approx(0.7)


def test_every_floor_of_shared_passages_has_its_measure(accuracy: Any) -> None:
    floors = json.loads((BENCH / "floors.json").read_text(encoding="utf-8"))
    names = {f"reprints, {half} half: {name}" for half in ("tuning", "reporting") for name in measured(accuracy, scores(1.0))}
    assert {name for name in floors if name.startswith("reprints")} <= names
