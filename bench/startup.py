"""CPU seconds that the verbs need to start, as whole processes: a bare `import sqlmodel` beside them is the physical limit.

    python bench/startup.py [RUNS]

Limits (from the project's first milestone): `--help` at most 0.25 s; `status` and `chain` on a small workspace at most 1.0 s.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = str(Path(sys.executable).with_name("citetrail"))
TEXT = "Harbour office opens\n\nSALT QUAY, May 3 (Tern Wire) -- The new harbour office opened on Monday, the port said.\n"


def cpu_seconds(command: list[str], folder: str) -> float:
    """User and system seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} gave {done.returncode}: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main(runs: int = 7) -> None:
    """Print one row a command: minimum, median and maximum."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "story.txt").write_text(TEXT, encoding="utf-8")
        for verb in (["init"], ["capture", "story.txt"]):
            cpu_seconds([SCRIPT, *verb], folder)
        rows: list[tuple[str, list[str], float | None]] = [
            ("citetrail --help", [SCRIPT, "--help"], 0.25),
            ("citetrail status", [SCRIPT, "status"], 1.0),
            ("citetrail chain", [SCRIPT, "chain", "story.txt"], 1.0),
            ("import sqlmodel", [sys.executable, "-c", "import sqlmodel"], None),
        ]
        failed = False
        for name, command, limit in rows:
            cpu_seconds(command, folder)
            seconds = [cpu_seconds(command, folder) for _ in range(runs)]
            median = statistics.median(seconds)
            verdict = "" if limit is None else f"limit {limit:.2f}: {'holds' if median <= limit else 'BROKEN'}"
            failed = failed or (limit is not None and median > limit)
            print(f"{name:<18} cpu s  min {min(seconds):.3f}  median {median:.3f}  max {max(seconds):.3f}  {verdict}")
        sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
