"""How fast shared passages are found: a whole corpus at once beside rivals, and one document at a time in a ledger that grows.

    python bench/reuse.py compare [--seed 1] [--half reporting] [--rounds 3] [--keep FOLDER] [--shared FOLDER]
    python bench/reuse.py incremental [DOCUMENTS] [--phrases 3] [--plot FILE.svg] [--folder FOLDER]

- compare: `citetrail compare` on one reprint corpus (16,400 documents, 22 MB): at most 15 s of wall clock once its kernels are
  compiled, and 1.5 GB. In the same run, each in a process of its own: the rivals of bench/rivals.py, with the F1 of their pairs by
  the same answers, and the time it takes to read the corpus and split it on white space.
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

MOST_SECONDS, MOST_MB = 15.0, 1500.0
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
    bulk.add_argument("--keep", type=Path, help="folder in which the corpus stays")
    grown = kinds.add_parser("incremental", help="a ledger that grows")
    grown.add_argument("documents", type=int, nargs="?", default=100_000)
    grown.add_argument(
        "--phrases", type=int, default=0, help="set phrases in each document, which make keys that stand in thousands"
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
        holds = compare(given.shared.resolve(), folder, given.half, given.seed, given.rounds)
    sys.exit(0 if holds else 1)


def compare(shared: Path, folder: Path, half: str, seed: int, rounds: int) -> bool:
    """Take turns, print the medians and what they are to ours, and return whether ours keeps its limits."""
    files = corpora.reprints(shared, half, seed, folder)
    print(f"compilation, once a machine: {corpora.compile_kernels(folder).wall:.1f} s")
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
    holds = ours.wall <= MOST_SECONDS and ours.peak_mb <= MOST_MB
    limits = f"limits {MOST_SECONDS:.0f} s and {MOST_MB:.0f} MB"
    print(f"{OURS}: {ours.wall:.1f} s, {ours.peak_mb:.0f} MB ({limits}): {'holds' if holds else 'BROKEN'}")
    return holds


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
