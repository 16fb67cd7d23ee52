"""The reading worker: a process of its own that can be killed, and the handle that starts, asks and replaces it.

A parser in C ignores Python's time-outs and can take all memory, so pages are parsed where nothing is lost by a kill:

    parent: Worker.ask(task, content) --socket--> child: main() -> extract / feeds -> JSON back

- A frame is two lengths (head, content), a JSON head, the bytes of the content. Nothing is unpickled: what parsed hostile
  input is not trusted by its parent, which also caps the size of an answer.
- Limits: address space (RLIMIT_AS, set by the child), wall time per task (the parent kills; SIGALRM with its default action in
  the child is the second line, for the case that the parent is gone), tasks per process (then it is replaced).
- The child ends when its socket does, so it never outlives its parent by more than one task.
- It starts lazily, or early with `start()` while something else waits; its imports are not counted as reading time.

The parent's side imports neither trafilatura nor lxml. POSIX only, like the locks of the store.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess  # the child is this module, run by this interpreter
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
"""How long the child may take to import its libraries, on a busy machine."""

TASKS_PER_PROCESS = 500
"""After that many tasks the process is replaced, so that no leak adds up; a fresh one costs some 0.3 s."""

_FRAME = struct.Struct(">II")
_GRACE = 2.0


class WorkerError(Exception):
    """A task has no answer. The message says why in words for a person; `by_limit` when a limit of ours ended it."""

    def __init__(self, why: str, *, by_limit: bool = False) -> None:
        super().__init__(why)
        self.by_limit = by_limit


class ChildEndedError(WorkerError):
    """The child ended in the middle of a task."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A task that was sent and whose answer nobody has fetched yet."""

    task: Mapping[str, Any]
    content: bytes
    deadline: float


class Worker:
    """At most one child process, asked one task at a time (a lock makes it safe to share between threads).

    Args:
        seconds: wall time of one task; the child is killed after it.
        memory_bytes: address space of the child.
        answer_bytes: the largest answer that is accepted.
        tasks: tasks after which the child is replaced.
    """

    def __init__(self, *, seconds: float, memory_bytes: int, answer_bytes: int, tasks: int = TASKS_PER_PROCESS) -> None:
        self._seconds = seconds
        self._memory = memory_bytes
        self._answer_bytes = answer_bytes
        self._tasks = tasks
        self._lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._owner = 0
        self._left = 0
        self._ready = False
        self._ahead: _Ahead | None = None
        self.identity: dict[str, str] | None = None
        """Name, version and options of the extractor, once a child has told."""

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the child without waiting for it; does nothing if it runs.

        Raises:
            WorkerError: no process could be started.
        """
        with self._lock:
            if self._owner != os.getpid():
                self._forget()  # a fork copied the handle: the child belongs to the other process
            if self._child is None:
                self._spawn()

    def ask(self, task: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """Have one task done.

        Args:
            task: JSON-serialisable; `task["do"]` is `page` or `feed`.
            content: the bytes it is about.

        Raises:
            WorkerError: the child ended, hung, ran out of memory or failed; the next call starts a new one.
        """
        with self._lock:
            try:
                answer = self._answer_ahead(task, content) or self._attempt(task, content)
            except ChildEndedError:
                answer = self._attempt(task, content)  # killed from outside, perhaps; twice is the page's own doing
            self._left -= 1
            if self._left <= 0 or answer.get("worn"):
                self._stop()
            if failed := answer.get("failed"):
                raise WorkerError(str(failed), by_limit=bool(answer.get("exhausted")))
            return answer

    def ask_ahead(self, task: Mapping[str, Any], content: bytes) -> None:
        """Send a task whose answer a later `ask` with the same task and the same bytes fetches: the child works meanwhile.

        Does nothing but start the child if that is not ready yet; whatever goes wrong is left to `ask` to find. Never raises.
        """
        with self._lock, contextlib.suppress(WorkerError, OSError):
            self._drop_ahead()
            self.start()
            if self._ready:
                self._send_task(task, content)
                self._ahead = _Ahead(task, content, time.monotonic() + self._seconds)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            if self._owner == os.getpid():
                self._stop()
            self._forget()

    def _answer_ahead(self, task: Mapping[str, Any], content: bytes) -> dict[str, Any] | None:
        """The answer to what was sent ahead, if it is this; anything else that was sent is answered first and dropped."""
        ahead = self._ahead
        if ahead is None or ahead.content is not content or ahead.task != task or self._owner != os.getpid():
            self._drop_ahead()
            return None
        self._ahead = None
        return self._answered(lambda: self._await_answer(ahead.deadline))

    def _drop_ahead(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and self._owner == os.getpid() and self._socket is not None:
            with contextlib.suppress(WorkerError):
                self._answered(lambda: self._await_answer(ahead.deadline))

    def _attempt(self, task: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        self.start()
        self._await_ready()
        return self._answered(lambda: self._exchange(task, content))

    def _answered(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return ask()
        except BaseException:
            self._kill()  # also for an interrupt: a late answer must not be taken for that of the next task
            raise

    # --- the child's life ---

    def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "snapshots.worker", str(theirs.fileno()), str(self._memory), repr(self._seconds)]
        try:
            self._child = subprocess.Popen(  # noqa: S603 - a fixed command
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=_environment(),
                start_new_session=True,  # an interrupt at the terminal is the parent's to handle
            )
        except OSError as error:
            ours.close()
            raise WorkerError(f"the reading process could not be started: {error}") from error
        finally:
            theirs.close()
        self._socket, self._owner, self._left, self._ready = ours, os.getpid(), self._tasks, False

    def _await_ready(self) -> None:
        if self._ready:
            return
        try:
            answer = self._receive(time.monotonic() + START_SECONDS)
        except (OSError, WorkerError) as error:
            code = self._kill()
            raise WorkerError(f"the reading process did not start ({_ending(code)})") from error
        if failed := answer.get("failed"):
            self._kill()
            raise WorkerError(f"the reading process did not start: {failed}")
        self.identity, self._ready = answer["identity"], True

    def _exchange(self, task: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        deadline = time.monotonic() + self._seconds
        try:
            self._send_task(task, content)
        except TimeoutError as error:
            raise WorkerError(f"reading took longer than {self._seconds:g} s and was stopped", by_limit=True) from error
        except OSError as error:
            raise ChildEndedError(f"the reading process ended before its work ({_ending(self._kill())})") from error
        return self._await_answer(deadline)

    def _send_task(self, task: Mapping[str, Any], content: bytes) -> None:
        assert self._socket is not None  # noqa: S101 - for the type checker: `start` has set it
        head = json.dumps(task).encode()
        self._socket.settimeout(self._seconds)
        self._socket.sendall(_FRAME.pack(len(head), len(content)) + head + content)

    def _await_answer(self, deadline: float) -> dict[str, Any]:
        try:
            return self._receive(deadline)
        except TimeoutError as error:
            raise WorkerError(f"reading took longer than {self._seconds:g} s and was stopped", by_limit=True) from error
        except (OSError, EOFError) as error:
            code = self._kill()
            if code == -signal.SIGALRM:
                raise WorkerError(f"reading took longer than {self._seconds:g} s and was stopped", by_limit=True) from error
            raise ChildEndedError(f"the reading process ended in the middle of its work ({_ending(code)})") from error

    def _receive(self, deadline: float) -> dict[str, Any]:
        assert self._socket is not None  # noqa: S101 - see above
        size, _ = _FRAME.unpack(_receive_exactly(self._socket, _FRAME.size, deadline))
        if size > self._answer_bytes:
            raise WorkerError(f"reading gave more than {self._answer_bytes} bytes of text", by_limit=True)
        data = _receive_exactly(self._socket, size, deadline)
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise WorkerError("the reading process gave no usable answer")
        return answer

    def _stop(self) -> None:
        """Let the child end by itself, as it does when the socket closes; kill it if it does not."""
        child, self._child = self._child, None
        self._close_socket()
        if child is not None:
            try:
                child.wait(_GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _kill(self) -> int | None:
        """End the child at once; gives what it ended with (it may have ended by itself before)."""
        child, self._child = self._child, None
        self._close_socket()
        if child is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.2)  # whose socket just closed, and died of it, still tells its own reason
        if child.returncode is None:
            child.kill()
        return child.wait()

    def _forget(self) -> None:
        self._ahead = None
        self._close_socket()
        self._child = None
        self._ready = False

    def _close_socket(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _environment() -> dict[str, str]:
    """The parent's environment, with the folder of our packages first: the child must find the same code."""
    ours = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


def _ending(code: int | None) -> str:
    if code is None:
        return "no process"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}" if -code in set(signal.Signals) else f"killed by signal {-code}"
    return f"exit code {code}"


def _receive_exactly(connection: socket.socket, size: int, deadline: float | None) -> bytes:
    """Read `size` bytes. Raises EOFError at the end of the stream, TimeoutError at the deadline."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    got = 0
    while got < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        count = connection.recv_into(view[got:])
        if count == 0:
            raise EOFError
        got += count
    return bytes(buffer)


# --- the child's side -------------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> None:
    """Serve tasks from the inherited socket until it closes. Arguments: its number, memory in bytes, seconds a task."""
    connection = socket.socket(fileno=int(arguments[0]))
    _limit_memory(int(arguments[1]))
    try:
        from snapshots import extract
    except Exception as error:
        _send(connection, {"failed": f"{type(error).__name__}: {error}"})
        return
    _send(connection, {"identity": extract.identity()})
    with contextlib.suppress(EOFError, OSError):
        while True:
            head_size, size = _FRAME.unpack(_receive_exactly(connection, _FRAME.size, None))
            task = json.loads(_receive_exactly(connection, head_size, None))
            content = _receive_exactly(connection, size, None)
            # Default action: it ends the process even inside C. Later than the parent's own limit, which can say more.
            signal.setitimer(signal.ITIMER_REAL, float(arguments[2]) + 1.0)
            answer = _answer(task, content)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(connection, answer)


def _answer(task: dict[str, Any], content: bytes) -> dict[str, Any]:
    try:
        return _work(task, content)
    except MemoryError:
        return {"failed": "reading needed more memory than it may use", "exhausted": True, "worn": True}
    except RecursionError:
        return {"failed": "it is nested too deeply to be read"}
    except Exception as error:  # whatever a parser thinks of: the page is to blame, and the next page is another
        return {"failed": f"it could not be read ({type(error).__name__}: {str(error)[:200]})", "worn": True}


def _work(task: dict[str, Any], content: bytes) -> dict[str, Any]:
    if task["do"] == "feed":
        from snapshots.feeds import FeedError, parse_feed

        try:
            return {"entries": parse_feed(content, task["charset"], task["address"])}
        except FeedError as error:
            return {"failed": str(error)}
    from snapshots.charset import decode_markup
    from snapshots.extract import extract_page

    decoded = decode_markup(content, task["charset"])
    return {"encoding": decoded.encoding, **extract_page(decoded.text, task["address"])}


def _send(connection: socket.socket, answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    connection.settimeout(None)
    connection.sendall(_FRAME.pack(len(data), 0) + data)


def _limit_memory(size: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # a lower limit set outside stands
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
