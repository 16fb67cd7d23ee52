"""The verb compare: all shared passages of a corpus, without a workspace."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from citetrail.verbs.common import progress, show

if TYPE_CHECKING:
    from flows.comparing import Progress, RefusedLine

_STAGES = {
    "read": "documents read",
    "words": "texts taken apart",
    "runs": "runs of five words sorted",
    "passages": "texts compared",
    "pairs": "documents written",
}


@click.command()
@click.argument("corpus", metavar="CORPUS.jsonl")
@click.option("--against", metavar="OTHER.jsonl", help="Compare with these texts instead, and nothing within either file.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; by default standard output.")
@click.option("--template", is_flag=True, help="Also write template text that recurs across a site or stands on many.")
@click.option("--json", "as_json", is_flag=True, help="With -o: print what was done as JSON. (The passages are JSON lines anyhow.)")
def compare(corpus: str, against: str | None, output: str | None, template: bool, as_json: bool) -> None:
    """Find all passages that texts of a corpus share: reprints, abridgements, excerpts, quotations; no workspace needed.

    CORPUS.jsonl holds one object a line: {"id": ..., "text": ...}, and "site" if known; `-` reads standard input. Written is one
    object a shared passage, sorted, with exact offsets in both texts. A line that cannot be used is named and left out (exit code
    6); an id that stands twice is an error.
    """
    from flows.comparing import STREAM, summary
    from flows.comparing import compare as compare_corpus

    done = compare_corpus(corpus, against, output, template=template, told=_Reporter())
    view = {**summary(done), "output": output or STREAM}
    if view["output"] == STREAM:
        progress(_summary_line(view))
    else:
        show(view, as_json, _summary_line)
    if done.refused:
        sys.stdout.flush()
        raise click.exceptions.Exit(6)


def _summary_line(view: Mapping[str, Any]) -> str:
    refused = f"; {len(view['refused']):,} lines left out" if view["refused"] else ""
    place = "" if view["output"] == "-" else f" in {view['output']}"
    return f"{view['passages']:,} passages of {view['pairs']:,} pairs of {view['documents']:,} documents{place}{refused}"


class _Reporter:
    """Progress on stderr: a line that is written over on a terminal, else one line a stage."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = 0.0

    def __call__(self, news: Progress | RefusedLine) -> None:
        from flows.comparing import RefusedLine

        if isinstance(news, RefusedLine):
            where = "standard input" if news.file == "-" else news.file
            progress(f"{self._clear()}left out: line {news.line:,} of {where}: {news.reason}")
            return
        line = f"{news.done:,} {_STAGES[news.stage]} ({news.seconds:.1f} s)"
        if news.done == news.all and news.all:
            progress(self._clear() + line)
            self._shown = 0.0
        elif self._live and abs(news.seconds - self._shown) >= 0.1:
            self._shown = news.seconds
            share = f" of {news.all:,}" if news.all else ""
            click.echo(f"{self._clear()}{news.done:,}{share} {_STAGES[news.stage]} ({news.seconds:.1f} s)", err=True, nl=False)

    def _clear(self) -> str:
        return "\r\x1b[K" if self._live else ""
