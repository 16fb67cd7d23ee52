"""Compare a corpus without a workspace: documents from JSON lines, shared passages as JSON lines.

A line that cannot be used is named by its number and left out; whatever else is wrong with the input is an error before any work.
Output goes out as it is made; a file gets its name only once it is whole, so that a reader never sees half of it and a run that
was stopped leaves what stood there before.

Left to others: what is shared (`lineage/reuse`, whose compiled parts take half a second to load: only its users import this).
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from lineage.errors import UsageError
from lineage.pairing import compiled_code
from lineage.reuse import CorpusText, SharedPair, shared_passages

STREAM = "-"
_BOM = b"\xef\xbb\xbf"
_OTHER_KINDS = ((b"\x1f\x8b", "compressed (gzip)"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_LINES_AT_ONCE = 512
_NAMED_TWINS = 5


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a corpus that was left out: its file (`-` is standard input), its number from 1, and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison did."""

    documents: int
    refused: tuple[RefusedLine, ...]
    pairs: int
    passages: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: its name, how much of it is done, how much there is, and the seconds since it began."""

    stage: str
    done: int
    all: int
    seconds: float


def compare(
    corpus: str,
    against: str | None,
    output: str | None,
    *,
    template: bool = False,
    told: Callable[[Progress | RefusedLine], None],
) -> Comparison:
    """Write all shared passages of a corpus, or of two.

    Args:
        corpus: a file of JSON lines, or `-` for standard input.
        against: another one; nothing is then compared within either.
        output: the file to write; None or `-` is standard output.
        template: also write passages of template text.
        told: hears about progress, and about each refused line once.

    Raises:
        UsageError: a file that cannot be read or written, an id that stands twice in one file, an output that is an input.
    """
    target = None if output in (None, STREAM) else Path(str(output))
    _demand_apart(corpus, against, target)
    clock = _Clock(told, _compiling())
    with _opened_output(target) as out:
        refused: list[RefusedLine] = []
        left = _read(corpus, refused, clock, told)
        right = None if against is None else _read(against, refused, clock, told)
        pairs, passages = _write(shared_passages(left, right, told=clock.told, template=template), out)
    return Comparison(len(left) + len(right or ()), tuple(refused), pairs, passages)


class _Clock:
    """Adds to each stage the seconds since it began; before passages are looked for, waits for the process that compiles."""

    def __init__(self, told: Callable[[Progress | RefusedLine], None], compiling: subprocess.Popen[bytes] | None) -> None:
        self._told, self._compiling = told, compiling
        self._stage, self._began = "", 0.0

    def told(self, stage: str, done: int, count: int) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        self._told(Progress(stage, done, count, now - self._began))
        if stage == "passages" and self._compiling is not None:
            self._compiling.wait()
            self._compiling = None


def _compiling() -> subprocess.Popen[bytes] | None:
    """A process that compiles the engine for this machine while the corpus is read and sorted; None if that is done already.

    What it compiles comes to us through the cache of compiled code. If it fails, we compile it ourselves.
    """
    folder, prefix, source = compiled_code()
    written = Path(source).stat().st_mtime
    if any(each.stat().st_mtime >= written for each in Path(folder).glob(f"{prefix}*.nbi")):
        return None
    # Nothing of what the compiler makes is garbage before it ends: looking for some takes a twelfth of its time.
    command = [sys.executable, "-c", "import gc; gc.disable(); from lineage.pairing import compile_now; compile_now()"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


# --- reading ------------------------------------------------------------------------------------------------------------


def _demand_apart(corpus: str, against: str | None, target: Path | None) -> None:
    if corpus == STREAM and against == STREAM:
        raise UsageError("Standard input can be one of the two only", advice="Save one of them as a file")
    for name in filter(None, (corpus, against)):
        if target is not None and name != STREAM and _same_file(Path(name), target):
            raise UsageError("The output would overwrite an input", where=str(target), advice="Choose another name after -o")


def _same_file(one: Path, other: Path) -> bool:
    try:
        return stat.S_ISREG(one.stat().st_mode) and one.samefile(other)
    except OSError:
        return False


def _read(name: str, refused: list[RefusedLine], clock: _Clock, told: Callable[[RefusedLine], None]) -> list[CorpusText]:
    """The documents of a file, in its order."""
    texts: list[CorpusText] = []
    lines: dict[str, int] = {}
    twins: list[tuple[str, int, int]] = []
    clock.told("read", 0, 0)
    with _opened_input(name) as file:
        for number, line in enumerate(file, 1):
            bare = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
            try:
                document = _document(bare) if bare else None
            except _UnusableError as error:
                refused.append(RefusedLine(name, number, str(error)))
                told(refused[-1])
                continue
            if document is not None:
                first = lines.setdefault(document.id, number)
                if first != number:
                    twins.append((document.id, first, number))
                texts.append(document)
            if number % 5000 == 0:
                clock.told("read", len(texts), 0)
    clock.told("read", len(texts), len(texts))
    if twins:
        raise _twins_error(name, twins)
    return texts


@contextmanager
def _opened_input(name: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file or of standard input, as bytes."""
    if name == STREAM:
        yield iter(sys.stdin.buffer)
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open("rb"))
        except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
            raise _unreadable(name, error) from None
        yield _lines_of(name, file)


def _lines_of(name: str, file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; what cannot be read, or is plainly something else, is an error about the whole file."""
    number = 0
    try:
        for number, line in enumerate(file, 1):
            if number == 1:
                for sign, kind in _OTHER_KINDS:
                    if line.startswith(sign):
                        raise UsageError(
                            f"The file is {kind}, not JSON lines in UTF-8", where=name, advice="Convert it; - reads a pipe"
                        )
            yield line
    except OSError as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: Exception) -> UsageError:
    return UsageError(
        f"The file cannot be read: {getattr(error, 'strerror', None) or error}",
        where=name,
        advice='It holds one JSON object a line: {"id": "...", "text": "..."}; - reads standard input',
    )


class _UnusableError(Exception):
    """Why a line is no document, in words."""


def _document(line: bytes) -> CorpusText:
    record = _parsed(line)
    if not isinstance(record, dict):
        raise _UnusableError(f"a JSON object is needed, and this is {_kind(record)}")
    for name in ("id", "text"):
        if name not in record:
            raise _UnusableError(f'it has no "{name}"')
        if not isinstance(record[name], str):
            raise _UnusableError(f'its "{name}" is {_kind(record[name])}, not a string')
    site = record.get("site")
    if not isinstance(site, str | None):
        raise _UnusableError(f'its "site" is {_kind(site)}, not a string')
    return CorpusText(record["id"], record["text"], site)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _UnusableError(f"byte {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _UnusableError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise _UnusableError("nested too deeply") from None
    except ValueError:  # a number of more digits than Python reads
        raise _UnusableError("it holds a number that is too long") from None


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    named = [name for kind, name in ((list, "a list"), (dict, "an object"), (str, "a string")) if isinstance(value, kind)]
    return named[0] if named else "a number"


def _twins_error(name: str, twins: list[tuple[str, int, int]]) -> UsageError:
    said = "; ".join(f"lines {first} and {second} are both {json.dumps(each)}" for each, first, second in twins[:_NAMED_TWINS])
    more = f"; and {len(twins) - _NAMED_TWINS:,} more" if len(twins) > _NAMED_TWINS else ""
    return UsageError(
        f"Ids stand twice, so that an answer could not say which text it means: {said}{more}",
        where="standard input" if name == STREAM else name,
        advice="Give each text an id of its own, or leave one of the two out",
    )


# --- writing ------------------------------------------------------------------------------------------------------------


@contextmanager
def _opened_output(target: Path | None) -> Iterator[TextIO]:
    """Where the lines go. A file is written beside its place, flushed to disk and renamed into it; a pipe or device as it is."""
    if target is None:
        yield sys.stdout
        return
    target = target.resolve() if target.is_symlink() else target
    beside = target.parent / f".{target.name[:120]}.{os.getpid()}.part"
    whole = not target.exists() or target.is_file()
    try:
        with (beside if whole else target).open("w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            if whole:
                os.fsync(file.fileno())
        if whole:
            beside.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(
            f"The output cannot be written: {error.strerror or error}", where=str(target), advice="Choose another place after -o"
        ) from None
    finally:
        if whole:
            beside.unlink(missing_ok=True)


def _write(pairs: Iterable[SharedPair], out: TextIO) -> tuple[int, int]:
    """Write the passages, some hundred lines at a time; how many pairs and passages there were."""
    waiting: list[str] = []
    count = passages = 0
    for pair in pairs:
        count += 1
        passages += len(pair.passages)
        waiting.extend(_lines(pair))
        if len(waiting) >= _LINES_AT_ONCE:
            out.write("".join(waiting))
            waiting.clear()
    out.write("".join(waiting))
    out.flush()
    return count, passages


_quoted = json.encoder.encode_basestring_ascii


def _lines(pair: SharedPair) -> Iterator[str]:
    """One line a passage. Ids are escaped to ASCII, so that lone surrogates pass as they came."""
    ids = f'{{"a": {_quoted(pair.a)}, "b": {_quoted(pair.b)}'
    shares = f'"containment_a": {round(pair.containment_a, 4)}, "containment_b": {round(pair.containment_b, 4)}'
    for each in pair.passages:
        yield (
            f'{ids}, "a_start": {each.a_start}, "a_end": {each.a_end}, "b_start": {each.b_start}, "b_end": {each.b_end}, '
            f'"kind": "{each.kind}", "bits": {round(each.bits, 1)}, "relation": "{pair.relation}", {shares}}}\n'
        )


def summary(done: Comparison) -> dict[str, Any]:
    """What a comparison did, for `--json`."""
    refused = [{"file": each.file, "line": each.line, "reason": each.reason} for each in done.refused]
    return {"documents": done.documents, "pairs": done.pairs, "passages": done.passages, "refused": refused}
