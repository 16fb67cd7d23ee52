"""How long everything that `inspect` finds in a text takes: `python bench/analysing.py [SHARED]`, limit 0.1 CPU s for 50 kB.

The text is that of the five real documents of the shared data, repeated; 50 kB, 500 kB and 5 MB of it, so that growth shows.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
if Path(sys.path[0]).resolve() == HERE:
    del sys.path[0]  # this folder, whose flows.py would hide the package

from lineage.analysis import analyse  # noqa: E402
from lineage.outlets import OutletTable  # noqa: E402
from models.outlet_table import load_outlets  # noqa: E402

SIZES, ROUNDS, LIMIT = (50_000, 500_000, 5_000_000), (40, 3, 1), 0.1


def main() -> None:
    """Print the least and the median CPU seconds a 50 kB at each size."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "shared"
    once = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt")))
    outlets = OutletTable(load_outlets())
    for size, rounds in zip(SIZES, ROUNDS, strict=True):
        text = (once * (size // len(once) + 1))[:size]
        taken = []
        for _ in range(rounds):
            started = time.process_time()
            analyse(text, markup=None, address=None, outlets=outlets)
            taken.append((time.process_time() - started) * SIZES[0] / size)
        taken.sort()
        print(f"{size:>9} characters: least {taken[0]:.3f} s, median {taken[rounds // 2]:.3f} s a 50 kB (limit {LIMIT} at 50 kB)")


if __name__ == "__main__":
    main()
