"""How fast shared passages are found: a whole corpus at once beside rivals, and one document at a time in a ledger that grows.

    python bench/reuse.py compare [--seed 1] [--half reporting] [--rounds 3] [--plot FILE.svg] [--keep FOLDER] [--shared FOLDER]
    python bench/reuse.py incremental [DOCUMENTS] [--phrases 1] [--plot FILE.svg] [--folder FOLDER]

- compare: `citetrail compare` on one reprint corpus (16,400 documents, 22 MB): at most 15 s of wall clock once its kernels are
  compiled (at most 20 s, once a machine), and 1.5 GB. In the same run, each in a process of its own: the rivals of bench/rivals.py,
  with the F1 of their pairs by the same answers, and the time it takes to read the corpus and split it on white space. Then the
  growth: the same on an eighth, a quarter and a half of the documents.
- incremental: bench/stored.py, which says what it measures.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
if Path(sys.path[0]).resolve() == HERE:
    del sys.path[0]  # this folder, whose flows.py would hide the package
sys.path.append(str(HERE))

import corpora  # noqa: E402
from corpora import HALVES, Cost, Reprints  # noqa: E402
from drawing import Curve, drawing  # noqa: E402

MOST_SECONDS, MOST_MB, MOST_COMPILING = 15.0, 1500.0, 20.0
OURS = "citetrail compare"
RIVALS = {"shingles": "shingle index, >= 3 shared", "datasketch": "datasketch LSH, verified", "rensa": "rensa LSH, verified"}
LEAST_WORK = "read and split (physical limit)"


def main() -> None:
    """One of the two."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    kinds = parser.add_subparsers(dest="kind", required=True)
    bulk = kinds.add_parser("compare", help="a whole corpus, beside rivals")
    bulk.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    bulk.add_argument("--seed", type=int, default=1)
    bulk.add_argument("--half", choices=HALVES, default="reporting")
    bulk.add_argument("--rounds", type=int, default=3)
    bulk.add_argument("--plot", type=Path, help="where the curve is drawn (SVG)")
    bulk.add_argument("--keep", type=Path, help="folder in which the corpus stays")
    grown = kinds.add_parser("incremental", help="a ledger that grows")
    grown.add_argument("documents", type=int, nargs="?", default=100_000)
    grown.add_argument(
        "--phrases", type=int, default=0, help="set phrases in each document: 1 makes pairs share as often as in news"
    )
    grown.add_argument("--plot", type=Path, help="where the curve is drawn (SVG)")
    grown.add_argument("--folder", type=Path, help="where the ledger is made: a disk, not memory (13 kB and more a document)")
    given = parser.parse_args()
    if given.kind == "incremental":
        import stored

        sys.exit(0 if stored.measure(given.documents, phrases=given.phrases, plot=given.plot, folder=given.folder) else 1)
    with ExitStack() as stack:
        folder = (given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        files = corpora.reprints(given.shared.resolve(), given.half, given.seed, folder)
        ours, holds = compare(given.shared.resolve(), folder, files, given.rounds)
        growth(files, folder, ours, given.plot)
    sys.exit(0 if holds else 1)


def compare(shared: Path, folder: Path, files: Reprints, rounds: int) -> tuple[Cost, bool]:
    """Take turns, print the medians and what they are to ours; return what ours costs, and whether it keeps its limits."""
    with tempfile.TemporaryDirectory() as empty:
        cold = corpora.compare(files.corpus, folder / "cold.jsonl", compiled_in=Path(empty))
    corpora.compare(files.corpus, folder / "cold.jsonl")  # so that what is compiled is compiled in the usual place too
    names = [OURS, *(name for name in RIVALS if present(name)), "read"]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            costs[name].append(once(name, files, folder))
    ours = middle(costs[OURS])
    for name in names:
        cost = middle(costs[name])
        label = RIVALS.get(name, LEAST_WORK if name == "read" else name)
        times = f"   {cost.wall / ours.wall:6.2f} of ours" if name != OURS else ""
        print(f"{label:<32} {cost}   {found(shared, files, folder, name)}{times}", flush=True)
    compiling = cold.wall - ours.wall
    print(f"compilation, once a machine: {compiling:.1f} s (limit {MOST_COMPILING:.0f} s): {verdict(compiling <= MOST_COMPILING)}")
    holds = ours.wall <= MOST_SECONDS and ours.peak_mb <= MOST_MB
    limits = f"limits {MOST_SECONDS:.0f} s and {MOST_MB:.0f} MB"
    print(f"{OURS}: {ours.wall:.1f} s, {ours.peak_mb:.0f} MB ({limits}): {verdict(holds)}")
    return ours, holds and compiling <= MOST_COMPILING


def growth(files: Reprints, folder: Path, whole: Cost, plot: Path | None) -> None:
    """Ours on parts of the corpus, drawn by every eighth, fourth and second line, beside all of it."""
    lines = files.corpus.read_bytes().splitlines(keepends=True)
    sizes, costs = [], []
    for part in (8, 4, 2):
        some = folder / "part.jsonl"
        some.write_bytes(b"".join(lines[::part]))
        sizes.append(len(lines[::part]))
        costs.append(corpora.compare(some, folder / "part-passages.jsonl"))
    sizes, costs = [*sizes, len(lines)], [*costs, whole]
    for size, cost in zip(sizes, costs, strict=True):
        print(f"{size:>9} documents  {cost}   {1000 * cost.wall / size:.2f} ms a document")
    if plot:
        curves = [
            Curve("wall", "#4477aa", [1000 * cost.wall / size for size, cost in zip(sizes, costs, strict=True)]),
            Curve("CPU", "#ee6677", [1000 * cost.cpu / size for size, cost in zip(sizes, costs, strict=True)]),
        ]
        plot.write_text(
            drawing("Milliseconds a document of compare, start-up included", "documents", sizes, curves), encoding="utf-8"
        )


def verdict(holds: bool) -> str:
    """One word."""
    return "holds" if holds else "BROKEN"


def present(name: str) -> bool:
    """Whether a rival can run here; says so if not."""
    there = name == "shingles" or importlib.util.find_spec(name) is not None
    if not there:
        print(f"{name} is not installed (pip install {name}): left out")
    return there


def once(name: str, files: Reprints, folder: Path) -> Cost:
    """One run of one of them."""
    out = folder / f"{name.split(maxsplit=1)[0]}-pairs.jsonl"
    if name == OURS:
        return corpora.compare(files.corpus, out)
    return corpora.run([sys.executable, HERE / "rivals.py", name, files.corpus, out])[1]


def middle(costs: list[Cost]) -> Cost:
    """Medians."""
    return Cost(*(statistics.median(getattr(cost, field) for cost in costs) for field in ("wall", "cpu", "peak_mb")))


def found(shared: Path, files: Reprints, folder: Path, name: str) -> str:
    """How right the pairs of the last run are."""
    if name == "read":
        return " " * 32
    (row,) = corpora.scored(shared, "score_reprints.py", files.gold, folder / f"{name.split(maxsplit=1)[0]}-pairs.jsonl")
    return f"pairs P {row['precision']:.3f} R {row['recall']:.3f} F1 {row['f1']:.3f}"


if __name__ == "__main__":
    main()
