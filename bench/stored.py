"""One document at a time against a ledger that grows: `python bench/reuse.py incremental [DOCUMENTS]`.

Stored are texts of 400 words, drawn at random from the frequency list of English in the manner of Zipf's law, through the ledger
as everybody uses it, on SQLite, durably. At 1/16, 1/8, 1/4, 1/2 and all of the documents the growth is interrupted, and 500 new
documents come one by one: recorded, then matched with everything before. One in twenty is an edited copy of a stored one (one word
in twenty replaced, one in fifty dropped); it must be found, and found to hold most of the other. `--phrases` puts so many set
phrases of six words into each document, out of a thousand, the most frequent in one of 150. With one, .20 % of all pairs of
documents share two runs of five words, as .18 % of the pairs of BBC and Reuters stories do; without any, next to none.

Measured: the time to look a new document up and to align it with its candidates (what `match` takes without recording what it
found), median and 99th percentile; documents a second, committed one by one and back-filled in batches (keys, blobs and postings;
nothing is matched there); bytes a document for blob and postings; bytes a document through the write-ahead log. For scale, in
the same run: the texts read from the database and split on white space, and a write of four kilobytes with its sync.

Nothing is fetched, read or analysed here: that is bench/capture.py.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from drawing import Curve, drawing

WORDS, SENTENCE_WORDS = 400, 18
PHRASES = 1_000
BATCH = 1_000
QUERIES, WARM_UP, PLANTED = 500, 20, 0.05
STAGES = (16, 8, 4, 2, 1)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)

P50_MS, P99_MS, ONE_BY_ONE, BACK_FILLED, MOST_BYTES = 5.0, 30.0, 60.0, 300.0, 13_000.0
"""The limits, at all of the documents."""


# --- texts ----------------------------------------------------------------------------------------------------------------------


@cache
def vocabulary() -> tuple[Any, Any, Any, Any]:
    """Words by frequency, the same with a capital and with a full stop, and the cumulated chances of Zipf's law."""
    from wordfreq import top_n_list

    words = [word for word in top_n_list("en", 40_000, wordlist="small") if word.isascii() and word.isalpha()]
    chances = 1.0 / (np.arange(len(words)) + 2.7)  # Mandelbrot's form, as English has it
    forms = (words, [word.capitalize() for word in words], [f"{word}." for word in words])
    return *(np.array(form, dtype=object) for form in forms), np.cumsum(chances / chances.sum())


def drawn(seed: tuple[int, ...], count: int, phrases: int) -> Any:
    """Word numbers of so many documents, one row each; the same seed gives the same."""
    chance = np.random.default_rng(seed)
    cumulated = vocabulary()[3]
    rows = np.minimum(np.searchsorted(cumulated, chance.random((count, WORDS))), len(cumulated) - 1)
    if phrases:
        pool = np.random.default_rng(7).integers(0, 200, (PHRASES, 6))  # of the two hundred most frequent words
        weights = 1.0 / (np.arange(PHRASES) + 50.0)
        chosen = chance.choice(PHRASES, (count, phrases), p=weights / weights.sum())
        for place in range(phrases):
            start = 20 + place * (WORDS - 40) // phrases
            rows[:, start : start + 6] = pool[chosen[:, place]]
    return rows


def texts_of(rows: Any) -> list[str]:
    """Sentences of eighteen words out of word numbers, five to a paragraph."""
    plain, capital, stopped, _ = vocabulary()
    words = plain[rows]
    words[:, ::SENTENCE_WORDS] = capital[rows[:, ::SENTENCE_WORDS]]
    words[:, SENTENCE_WORDS - 1 :: SENTENCE_WORDS] = stopped[rows[:, SENTENCE_WORDS - 1 :: SENTENCE_WORDS]]
    words[:, 5 * SENTENCE_WORDS - 1 :: 5 * SENTENCE_WORDS] += "\n"
    return [" ".join(row).replace("\n ", "\n") for row in words.tolist()]


def stored_texts(first: int, phrases: int) -> list[str]:
    """The stored documents from this number to the end of its batch."""
    return texts_of(drawn((1, first // BATCH), BATCH, phrases))[first % BATCH :]


@dataclass(frozen=True, slots=True)
class Query:
    """A new document; `copied` is the number of the stored document that it is an edited copy of."""

    text: str
    copied: int | None


def queries(stored: int, count: int, phrases: int) -> list[Query]:
    """New documents for a ledger of so many."""
    chance = random.Random(stored)
    rows = drawn((2, stored), count, phrases)
    made = [Query(text, None) for text in texts_of(rows)]
    for place in range(0, count, round(1 / PLANTED)):
        source = chance.randrange(stored)
        words = stored_texts(source, phrases)[0].split(" ")
        fresh = made[place].text.split(" ")
        edited = [chance.choice(fresh) if chance.random() < 0.05 else word for word in words if chance.random() >= 0.02]
        made[place] = Query(" ".join(edited), source)
    return made


# --- the ledger -----------------------------------------------------------------------------------------------------------------


def step_of(text: str, number: int) -> Any:
    """What a capture of a sound page with this text brings to the ledger; nothing was looked for in it."""
    from lineage.text import digest_of
    from lineage.values import Analysis, Exchange, Extractor, HashLadder, Quality, Reading, Stored
    from lineage.word_arrays import keys_blob
    from models.records import Step

    payload = text.encode()
    digest = digest_of(payload)
    address = f"https://paper{number % 200}.example/{number}"
    exchange = Exchange(
        address=address, final_address=address, started=FIRST + timedelta(seconds=number), seconds=0.1, outcome="captured",
        reason="200 OK", status=200, media_type="text/html", body=payload, content=payload, payload_digest=digest,
        content_digest=digest, warc=Stored(digest, len(payload), f"{digest[7:9]}/{digest[7:]}.warc.gz"),
        record_id=f"urn:uuid:{digest[7:39]}",
    )  # fmt: skip
    reading = Reading(extractor=Extractor("bench", "1", "{}"), encoding="utf-8", main_text=text, page_text=text)
    ladder = HashLadder(digest, digest, digest, digest, digest, (digest,))
    return Step(exchange, Quality("ok"), "url", None, reading, ladder, Analysis(), keys_blob(text))


@contextmanager
def workspace_in(folder: Path) -> Iterator[Any]:
    """A fresh workspace on SQLite."""
    from flows.settings import load_settings, make_workspace
    from flows.workspace import open_workspace
    from models.ledger import Ledger

    os.environ.pop("CITETRAIL_DATABASE", None)
    settings = load_settings(make_workspace(folder / "workspace"))
    Ledger.create(settings.database_url).close()
    with open_workspace(settings) as workspace:
        yield workspace


class Clock:
    """Counts the seconds that methods of an object take, while everybody uses the object as ever."""

    def __init__(self, target: Any, *names: str) -> None:
        self.seconds = dict.fromkeys(names, 0.0)
        for name in names:
            setattr(target, name, self._timed(name, getattr(target, name)))

    def _timed(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return method(*given, **named)
            finally:
                self.seconds[name] += time.perf_counter() - started

        return timed

    def taken(self, name: str) -> float:
        """The seconds since the last time of asking."""
        seconds, self.seconds[name] = self.seconds[name], 0.0
        return seconds


@dataclass(slots=True)
class Stored:
    """A workspace whose ledger is filled with so many texts; `bodies` are their numbers there, in order."""

    workspace: Any
    file: Path
    phrases: int
    bodies: list[int] = field(default_factory=list)
    later: int = 0
    """Documents that came one by one since."""
    merging: float = 0.0
    """Seconds a document that the merges of the last back-fill took."""
    copies: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The bodies among them that copy a stored document, by its number."""

    @property
    def size(self) -> int:
        """All that is stored."""
        return len(self.bodies) + self.later

    def back_fill(self, until: int) -> float:
        """Store texts in batches, keys, blobs, postings and all, until there are so many; return documents per second."""
        from lineage.word_arrays import keys_blob
        from models.records import NewBody

        keys_blob(stored_texts(0, 0)[0])  # compiled code is loaded before the clock runs
        before, spent, merging = len(self.bodies), 0.0, 0.0
        while len(self.bodies) < until:
            texts = stored_texts(len(self.bodies), self.phrases)[: until - len(self.bodies)]
            started = time.perf_counter()
            self.bodies += self.workspace.ledger.record_bodies([NewBody(text, keys_blob(text)) for text in texts])
            recorded = time.perf_counter()
            self.workspace.ledger.merge_postings(if_due=True)
            spent += time.perf_counter() - started
            merging += time.perf_counter() - recorded
        self.merging = merging / (len(self.bodies) - before)
        return (len(self.bodies) - before) / spent

    def take_in(self, query: Query) -> tuple[int, float]:
        """One new document, recorded and matched with all others; return the number of its body and the seconds of matching."""
        from flows.steps import match

        self.later += 1
        body = self.workspace.ledger.record(step_of(query.text, 10_000_000 + self.size)).body
        started = time.perf_counter()
        match(self.workspace, body)
        matched = time.perf_counter() - started
        if query.copied is not None:
            self.copies[query.copied].add(int(body))
        return int(body), matched

    def wal_bytes(self, work: Callable[[], int]) -> float:
        """Bytes a document that some work writes to the write-ahead log; it returns the number of documents.

        A reader that stays on its snapshot keeps the log from being used again from its start: its length is what was written.
        """
        log = self.file.with_name(self.file.name + "-wal")
        with closing(sqlite3.connect(self.file, isolation_level=None)) as reader:
            reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM outlets").fetchall()
            documents = work()
            written = log.stat().st_size
            reader.execute("ROLLBACK")
            reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return written / documents

    def bytes_a_document(self) -> dict[str, float]:
        """Bytes a document on the pages of the database, once everything is merged: its postings, and its blob with the overhead of
        the table of bodies (all of the table but the texts)."""
        self.workspace.ledger.merge_postings()
        with closing(sqlite3.connect(self.file)) as database:
            try:
                pages = dict(database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
            except sqlite3.OperationalError:  # an SQLite that was built without it
                return {}
            texts, bodies = database.execute("SELECT sum(length(CAST(text AS BLOB))), count(*) FROM bodies").fetchone()
        return {"postings": pages["postings"] / bodies, "blob": (pages["bodies"] - texts) / bodies}


# --- measuring ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at one size; times in milliseconds, rates in documents a second. `other_pairs` are those of a new document
    with anything but the stored one that it copies and the other copies of that one: chance, or set phrases."""

    documents: int
    look_up: float
    p50: float
    p99: float
    one_by_one: float
    back_filled: float
    planted: int
    found: int
    other_pairs: int

    def __str__(self) -> str:
        return (
            f"{self.documents:>9}  look-up {self.look_up:6.2f} ms  with alignment p50 {self.p50:6.2f} ms  p99 {self.p99:6.2f} ms  "
            f"one by one {self.one_by_one:6.1f}/s  back-filled {self.back_filled:7.1f}/s  "
            f"copies found {self.found} of {self.planted}, other pairs {self.other_pairs}"
        )


_CURVES: tuple[tuple[str, str, Callable[[Row], float]], ...] = (
    ("look-up alone, median", "#4477aa", lambda row: row.look_up),
    ("with alignment, median", "#228833", lambda row: row.p50),
    ("with alignment, 99th percentile", "#ccbb44", lambda row: row.p99),
    ("recorded and matched, mean", "#ee6677", lambda row: 1000 / row.one_by_one),
    ("back-filled, mean", "#aa3377", lambda row: 1000 / row.back_filled),
)


def measure(documents: int, *, phrases: int = 0, plot: Path | None = None, folder: Path | None = None) -> bool:
    """Grow, stop and look at each stage, print all, and return whether the limits hold at the end."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder or Path(__file__).parent) as scratch, workspace_in(Path(scratch)) as workspace:
        stored = Stored(workspace, workspace.settings.workspace / "ledger.sqlite", phrases)
        rows = []
        clock = Clock(workspace.ledger, "bodies_sharing", "record_passages")
        for part in STAGES:
            wrote, before = written_bytes(), len(stored.bodies)
            rate = stored.back_fill(max(WARM_UP, documents // part))
            wrote = (written_bytes() - wrote) / (len(stored.bodies) - before)
            rows.append(_look(stored, clock, rate))
            print(rows[-1], flush=True)
        print(f"back-filled, the last half: {wrote / 1000:.1f} kB a document written, log and database file together")
        holds = _costs(stored)
    if plot:
        curves = [Curve(name, colour, [value(row) for row in rows]) for name, colour, value in _CURVES]
        title = f"Milliseconds a document, against documents stored (SQLite, {WORDS} words each)"
        plot.write_text(drawing(title, "documents stored", [row.documents for row in rows], curves), encoding="utf-8")
    last = rows[-1]
    holds &= _limit("look-up and alignment, p50, ms", last.p50, at_most=P50_MS)
    holds &= _limit("look-up and alignment, p99, ms", last.p99, at_most=P99_MS)
    holds &= _limit("one by one, documents/s", last.one_by_one, at_least=ONE_BY_ONE)
    holds &= _limit("back-filled, documents/s", last.back_filled, at_least=BACK_FILLED)
    holds &= _limit("edited copies found", last.found / max(1, last.planted), at_least=1.0)
    return holds


def _look(stored: Stored, clock: Clock, back_filled: float) -> Row:
    """New documents one by one; the first of them, which bring compiled code and pages into memory, are not counted."""
    asked = queries(len(stored.bodies), QUERIES + WARM_UP, stored.phrases)
    for query in asked[:WARM_UP]:
        stored.take_in(query)
    matching, looking, spent = [], [], 0.0
    found = other = 0
    for query in asked[WARM_UP:]:
        for name in clock.seconds:
            clock.taken(name)
        started = time.perf_counter()
        body, matched = stored.take_in(query)
        took = time.perf_counter() - started
        spent += took
        looking.append(clock.taken("bodies_sharing"))
        matching.append(matched - clock.taken("record_passages"))
        source = None if query.copied is None else stored.bodies[query.copied]
        kin = set() if query.copied is None else {source, *stored.copies[query.copied]}
        shared = {each.other: each.containment_other for each in stored.workspace.ledger.shared_with(body)}
        found += source in shared and shared[source] > 0.6
        other += len(shared.keys() - kin)
    planted = sum(query.copied is not None for query in asked[WARM_UP:])
    cuts = [1000 * cut for cut in statistics.quantiles(matching, n=100, method="inclusive")]
    # A merge comes once in thousands of documents: each pays its share of what they took while this stage was filled.
    rate = 1 / (spent / len(matching) + stored.merging)
    look_up = 1000 * statistics.median(looking)
    return Row(stored.size, look_up, cuts[49], cuts[98], rate, back_filled, planted, found, other)


def written_bytes() -> int:
    """Bytes that this process handed to the system to write so far; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def _costs(stored: Stored) -> bool:
    """Print what a document costs on the disk, and what the machine can do at best; return whether the limit of bytes holds."""
    few = queries(len(stored.bodies) + 1, 100, stored.phrases)
    log = stored.wal_bytes(lambda: len([stored.take_in(query) for query in few]))
    print(f"one by one: {log / 1000:.1f} kB a document through the write-ahead log")
    sizes = stored.bytes_a_document()
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items()) or "not known: this SQLite has no dbstat"
    print(f"on the pages of the database, bytes a document: {parts}")
    _physical_limits(stored)
    return not sizes or _limit("blob and postings, bytes a document", sum(sizes.values()), at_most=MOST_BYTES)


def _physical_limits(stored: Stored) -> None:
    """The texts read and split on white space; a small write with its sync."""
    with closing(sqlite3.connect(stored.file)) as database:
        started = time.perf_counter()
        split = [len(text.split()) for (text,) in database.execute("SELECT text FROM bodies LIMIT 20000")]
        rate = len(split) / (time.perf_counter() - started)
    with tempfile.TemporaryFile(dir=stored.file.parent, buffering=0) as file:
        syncs = []
        for _ in range(50):
            started = time.perf_counter()
            file.write(b"\x00" * 4096)
            os.fsync(file.fileno())
            syncs.append(time.perf_counter() - started)
    synced = 1000 * statistics.median(syncs)
    print(f"physical limits: {rate:.0f} documents/s read and split, {synced:.2f} ms for 4 kB written and synced")


def _limit(name: str, value: float, *, at_most: float | None = None, at_least: float | None = None) -> bool:
    holds = value <= at_most if at_most is not None else value >= (at_least or 0.0)
    limit = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
    print(f"{name:<40} {value:10.2f}   {limit:<16} {'holds' if holds else 'BROKEN'}")
    return holds
