"""Corpora with known answers, out of the shared data: made, run through `citetrail compare`, and scored by the shared scorers.

Two kinds. *PAN13*: the labelled pairs of the PAN 2013 text-alignment training part, split in two. *Reprints*: synthetic reprints
of real news with their sites' template text, one corpus a seed and half of the stories. Each has a half to tune on and a half to
report on. The halves of PAN13 have no document in common (one text of 5,057 stands in both, under two ids); the reprint corpora of
both halves hold all originals, but take sources and hosts from their own half.

Everything is deterministic. Nothing of the shared folder is copied into the repository: corpora lie in a folder that the caller
names, and one that is there already is used again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HALVES = ("tuning", "reporting")
SCRIPT = Path(sys.executable).with_name("citetrail")

Gold = dict[str, list[list[Any]]]
"""A class to its rows: suspicious id, source id, labelled passages."""


# --- what a process costs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of wall clock, seconds of CPU with its children's, and the most memory it held.

    `peak_mb` is the larger of the peak of its largest process, as the kernel counted it, and of the sum over all its processes at
    one moment (shared pages counted once), looked at twice a second. MB are 10**6 bytes.
    """

    wall: float
    cpu: float
    peak_mb: float

    def __str__(self) -> str:
        return f"wall {self.wall:7.2f} s   cpu {self.cpu:7.2f} s   peak {self.peak_mb:7.0f} MB"


def run(command: Sequence[str | Path], **environment: str) -> tuple[str, Cost]:
    """Run a command to its end, and return what it printed with what it cost; one that fails ends the benchmark with its words."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=inherited | environment
    )
    said: dict[str, bytes] = {}
    sums: list[int] = [0]
    done = threading.Event()
    threads = [
        threading.Thread(target=lambda: said.update(out=process.stdout.read() if process.stdout else b"")),
        threading.Thread(target=lambda: said.update(err=process.stderr.read() if process.stderr else b"")),
        threading.Thread(target=_watch, args=(process.pid, sums, done)),
    ]
    for thread in threads:
        thread.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    for thread in threads:
        thread.join()
    if process.returncode:
        said_last = said["err"].decode(errors="replace")[-2000:]
        sys.exit(f"{' '.join(str(part) for part in command)} gave {process.returncode}:\n{said_last}")
    peak = max(usage.ru_maxrss * 1024, *sums) / 1e6
    return said["out"].decode(), Cost(wall, usage.ru_utime + usage.ru_stime, peak)


def _watch(process: int, sums: list[int], done: threading.Event) -> None:
    """Note the memory of a process and all below it, now and then. Where there is no /proc, the kernel's own peak has to do."""
    while not done.wait(0.5):
        sums.append(sum(_memory(each) for each in _family(process)))


def _family(process: int) -> list[int]:
    found = [process]
    for each in found:
        try:
            children = Path(f"/proc/{each}/task/{each}/children").read_text(encoding="ascii").split()
        except OSError:
            continue
        found.extend(int(child) for child in children)
    return found


def _memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def compare(corpus: Path, passages: Path, *, against: Path | None = None, compiled_in: Path | None = None) -> Cost:
    """Run `citetrail compare` into a file, and return what it cost. `compiled_in` is a folder for compiled code other than the
    usual one: an empty one makes it compile everything that it needs."""
    extra = ["--against", against] if against else []
    where = {"NUMBA_CACHE_DIR": str(compiled_in)} if compiled_in else {}
    return run([SCRIPT, "compare", corpus, *extra, "-o", passages], **where)[1]


# --- reading, writing, scoring --------------------------------------------------------------------------------------------------


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as JSON lines; the file is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    part.replace(path)


def scored(shared: Path, script: str, *arguments: str | Path) -> list[Any]:
    """The JSON lines that a scorer of the shared folder prints."""
    printed, _ = run([sys.executable, shared / "bench" / script, *arguments])
    return [json.loads(line) for line in printed.splitlines() if line.startswith(("{", "["))]


# --- PAN13 ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alignment:
    """One half of PAN13: a file of suspicious texts, one of sources, and the labels of the pairs between them."""

    suspicious: Path
    sources: Path
    gold: Path
    pairs: int
    positive: int


def halves(gold: Gold) -> tuple[Gold, Gold]:
    """Split the labelled pairs into a tuning and a reporting half that have no document in common.

    Whole components of the graph of pairs go to one side, by the lowest bit of the first byte of the SHA-256 of their smallest id:
    the split that the limits in `lineage/pairing.py` were chosen on.
    """
    component = _components((row[0], row[1]) for rows in gold.values() for row in rows)
    side = {name: hashlib.sha256(name.encode()).digest()[0] & 1 for name in set(component.values())}
    one, other = (
        {kind: [row for row in rows if side[component[row[0]]] == half] for kind, rows in gold.items()} for half in (0, 1)
    )
    return one, other


def _components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each id with the smallest id that a path of pairs leads to."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in pairs:
        first, second = sorted((root(left), root(right)))
        parent[second] = first
    return {one: root(one) for one in list(parent)}


def alignment(shared: Path, half: str, folder: Path) -> Alignment:
    """Write one half of PAN13 into a folder, unless it is there."""
    labelled = json.loads((shared / "data" / "pan13-train" / "gold.json").read_text(encoding="utf-8"))
    gold = halves(labelled)[HALVES.index(half)]
    place = folder / f"pan13-{half}"
    place.mkdir(parents=True, exist_ok=True)
    rows = [row for kind in gold.values() for row in kind]
    files = Alignment(
        place / "suspicious.jsonl", place / "sources.jsonl", place / "gold.json", len(rows), sum(bool(r[2]) for r in rows)
    )
    if not (files.suspicious.is_file() and files.sources.is_file()):
        with gzip.open(shared / "data" / "pan13-train" / "corpus.jsonl.gz", "rt", encoding="utf-8", newline="\n") as lines:
            texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
        for file, column in ((files.suspicious, 0), (files.sources, 1)):
            write_lines(file, ({"id": one, "text": texts[one]} for one in sorted({row[column] for row in rows})))
    files.gold.write_text(json.dumps(gold), encoding="utf-8")
    return files


# --- reprints -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reprints:
    """One reprint corpus and the answers to it."""

    corpus: Path
    gold: Path


def reprints(shared: Path, half: str, seed: int, folder: Path) -> Reprints:
    """Make the reprint corpus of a half and a seed in a folder, unless it is there."""
    place = folder / f"reprints-{half}-{seed}"
    made = Reprints(place / "corpus.jsonl", place / "gold.json")
    if not made.gold.is_file():  # the maker writes it last
        letter = "ab"[HALVES.index(half)]
        maker = shared / "bench" / "make_reprints.py"
        run([sys.executable, maker, shared / "data" / "news", place, "--seed", str(seed), "--half", letter])
    return made
