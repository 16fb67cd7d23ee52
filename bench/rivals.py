"""What else finds reprints: other ways to the pairs of a corpus, run by bench/reuse.py as processes of their own.

    python bench/rivals.py NAME CORPUS.jsonl OUT.jsonl

- `shingles`: a dictionary of all runs of five words in plain Python; a pair shares three or more of them.
- `datasketch`: MinHash of the runs, 128 permutations, locality-sensitive hashing at Jaccard .05, candidates verified exactly.
- `rensa`: the same with the Rust library, 64 bands.
- `read`: only reads the corpus and splits its texts on white space: the least that anybody can do.

The settings are the best of those that were tried on a corpus like these (the higher thresholds, for which the last two are made,
find a fifth of the reprints). None gives passages, so the pairs are written with empty spans, which the scorer of pairs takes.
datasketch and rensa are no dependencies of the project: a name whose library is absent ends with exit code 3.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

WORD = re.compile(r"\w+")
FEWEST_SHARED = 3
PERMUTATIONS, BANDS, JACCARD = 128, 64, 0.05
ABSENT = 3

Pairs = Iterator[tuple[int, int]]
Corpus = tuple[list[str], list[str]]
"""Ids and texts."""


def read(path: Path) -> Corpus:
    """The whole corpus."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["id"] for row in rows], [row["text"] for row in rows]


def runs(text: str) -> set[tuple[str, ...]]:
    """The runs of five words of a text."""
    words = WORD.findall(text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def shingles(texts: list[str]) -> Pairs:
    """Each text asks what came before it, and is added."""
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        shared: Counter[int] = Counter()
        for run in runs(text):
            holders = index[run]
            shared.update(holders)
            holders.append(number)
        yield from ((other, number) for other, count in shared.items() if count >= FEWEST_SHARED)


def datasketch(texts: list[str]) -> Pairs:
    """MinHash and LSH in Python and numpy."""
    from datasketch import MinHash, MinHashLSH

    own = [runs(text) for text in texts]
    hashes = MinHash.bulk([[" ".join(run).encode() for run in each] for each in own], num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    for number, each in enumerate(hashes):
        yield from ((other, number) for other in index.query(each) if jaccard(own[other], own[number]) >= JACCARD)
        index.insert(number, each)


def rensa(texts: list[str]) -> Pairs:
    """MinHash and LSH in Rust."""
    from rensa import RMinHash, RMinHashLSH

    own = [runs(text) for text in texts]
    index = RMinHashLSH(JACCARD, PERMUTATIONS, BANDS)
    for number, each in enumerate(own):
        sketch = RMinHash(PERMUTATIONS, 42)
        sketch.update([" ".join(run) for run in each])
        yield from ((other, number) for other in index.query(sketch) if jaccard(own[other], each) >= JACCARD)
        index.insert(number, sketch)


def jaccard(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> float:
    """What two sets share of what they hold together."""
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def split(texts: list[str]) -> Pairs:
    """No pairs: the words alone."""
    print(sum(len(text.split()) for text in texts))
    return iter(())


RIVALS = {"shingles": shingles, "datasketch": datasketch, "rensa": rensa, "read": split}


def main(name: str, corpus: str, out: str) -> None:
    """Write the pairs that one of them finds."""
    if name in ("datasketch", "rensa"):
        try:
            __import__(name)
        except ImportError:
            sys.exit(ABSENT)
    ids, texts = read(Path(corpus))
    with Path(out).open("w", encoding="utf-8") as file:
        for pair in RIVALS[name](texts):
            a, b = sorted(ids[one] for one in pair)
            file.write(json.dumps({"a": a, "b": b, "a_start": 0, "a_end": 0, "b_start": 0, "b_end": 0}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
