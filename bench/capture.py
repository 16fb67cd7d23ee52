"""Pages per second through the full path, beside a plain loop that proves nothing.

    python bench/capture.py [ROUNDS]

Ours: fetch, quality, hash ladder, reading with metadata, one durable commit (WARC file and ledger) per page. The plain loop:
httpx, warcio's writer, trafilatura with metadata, one fsync at the end. Both have one main process and one worker process for the
extraction, one thread each, the same 200 pages of about 6 kB from the same loopback server, and folders on the same file system.
Rounds alternate; the ratio is taken round by round. Analyse, match and derive are a row of their own: the loop has nothing like
them.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

if Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    del sys.path[0]  # this folder, whose flows.py would hide the package

PAGES = 200
FLOOR = 0.5
"""The least share of the plain loop's pages per second."""

_VOCABULARY = """harbour vessel cargo ministry report figure worker union region council budget market season crew quay storm bridge
school doctor letter border valley engine signal paper record inspector village river winter autumn minister deputy spokeswoman said
announced refused opened closed counted measured agreed denied promised the a of in on with for and to from after before"""
_WORDS = _VOCABULARY.split()


def page(number: int) -> bytes:
    """A news page of about 6 kB with navigation, metadata and nine paragraphs of its own."""
    chance = random.Random(number)
    title = " ".join(chance.choices(_WORDS, k=7)).capitalize()
    links = "".join(f'<li><a href="/{chance.choice(_WORDS)}/{i}">{chance.choice(_WORDS)}</a></li>' for i in range(12))
    body = "".join(f"<p>{' '.join(chance.choices(_WORDS, k=75)).capitalize()}.</p>\n" for _ in range(9))
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Bench Gazette</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Bench Gazette">
<meta name="author" content="Iris Holm"><meta property="article:published_time" content="2025-03-{number % 28 + 1:02d}T08:00:00Z">
<link rel="canonical" href="http://127.0.0.1/{number}"></head><body><nav><ul>{links}</ul></nav>
<article><h1>{title}</h1>{body}</article><footer><p>The Bench Gazette. All rights reserved.</p></footer></body></html>""".encode()


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a page."""
        body = page(int(self.path.strip("/")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Be quiet."""


def _serve(ready: Any) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    ready.put(server.server_address[1])
    server.serve_forever()


@contextmanager
def serving() -> Iterator[str]:
    """A page server in a process of its own; gives its address."""
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    process = context.Process(target=_serve, args=(ready,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ready.get(timeout=60)}"
    finally:
        process.terminate()
        process.join()


# --- the plain loop -------------------------------------------------------------------------------------------------------------


def extract(html: bytes) -> str | None:
    """What the loop's worker does."""
    import trafilatura

    return trafilatura.extract(html, fast=True, with_metadata=True, output_format="json")


def plain_loop(addresses: list[str], folder: Path) -> None:
    """httpx, warcio and trafilatura, one fsync at the end."""
    import httpx
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool, (folder / "loop.warc.gz").open("wb") as file, httpx.Client() as client:
        pool.submit(extract, page(0)).result()
        started = _start()
        writer = WARCWriter(file, gzip=True)
        for address in addresses:
            response = client.get(address)
            headers = StatusAndHeaders(
                f"{response.status_code} {response.reason_phrase}", list(response.headers.items()), protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(address, "response", payload=io.BytesIO(response.content), http_headers=headers)
            )
            pool.submit(extract, response.content).result()
        file.flush()
        os.fsync(file.fileno())
        _stop("loop", started)


# --- ours -------------------------------------------------------------------------------------------------------------------------


def full_path(addresses: list[str], folder: Path, *, whole: bool = False) -> None:
    """The steps up to the commit, page by page; with `whole` also analyse, match and derive."""
    from flows.settings import load_settings, make_workspace
    from flows.steps import Request, capture, capture_document, record, understand
    from flows.workspace import open_workspace
    from models.ledger import Ledger

    settings = load_settings(make_workspace(folder), {"allow_private_addresses": True})
    Ledger.create(settings.database_url).close()
    with open_workspace(settings) as workspace:
        workspace.reader.read(page(0), media_type="text/html", charset=None, address=addresses[0])
        assert workspace.outlets
        started = _start()
        for address in addresses:
            request = Request(address)
            if whole:
                capture_document(workspace, request)
                continue
            with workspace.store.writing():
                exchange = capture(workspace, request)
                record(workspace, request, exchange, understand(workspace, exchange))
        counts = workspace.ledger.counts()
        assert counts.snapshots == len(addresses), counts
    _stop("whole" if whole else "ours", started)


# --- measuring --------------------------------------------------------------------------------------------------------------------

_RESULTS: dict[str, list[tuple[float, float]]] = {}


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _start() -> tuple[float, float]:
    return time.perf_counter(), _cpu()


def _stop(name: str, started: tuple[float, float]) -> None:
    """Wall seconds of the pages alone. CPU is read by the caller, once the worker is reaped."""
    _RESULTS.setdefault(name, []).append((time.perf_counter() - started[0], started[1]))


def _measured(name: str, run: Callable[[], None]) -> tuple[float, float]:
    before = _cpu()
    run()
    return _RESULTS[name][-1][0], _cpu() - before


def main(rounds: int = 3) -> None:
    """Alternate the two, print medians and the ratio, and fail below the floor."""
    rows: dict[str, list[tuple[float, float]]] = {"loop": [], "ours": [], "whole": []}
    with serving() as base:
        addresses = [f"{base}/{number}" for number in range(1, PAGES + 1)]
        for _ in range(rounds):
            for name, run in (("loop", plain_loop), ("ours", full_path), ("whole", lambda a, f: full_path(a, f, whole=True))):
                with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
                    rows[name].append(_measured(name, lambda run=run, folder=folder: run(addresses, Path(folder))))
    labels = {"loop": "plain loop, one fsync", "ours": "full path, durable per page", "whole": "  with analyse, match, derive"}
    for name, results in rows.items():
        wall, cpu = statistics.median(r[0] for r in results), statistics.median(r[1] for r in results)
        print(f"{labels[name]:<32} {PAGES / wall:7.1f} pages/s   wall {wall:6.2f} s   cpu {cpu:6.2f} s (start-up included)")
    ratio = statistics.median(a[0] / b[0] for a, b in zip(rows["loop"], rows["ours"], strict=True))
    print(f"full path / plain loop: {ratio:.2f} of its pages per second (floor {FLOOR}): {'holds' if ratio >= FLOOR else 'BROKEN'}")
    sys.exit(0 if ratio >= FLOOR else 1)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
