"""Plays the demo's story through the real transport, WARC files and ledger, and holds its end against what was told.

Day one: every address of the story is captured and given a daily schedule, and a reader's quotes are pinned. Day two: what is due
is captured again and audited, by the flows, under Prefect. Then the chains, the figures that differ, the verdicts, and the reports.
Nothing here is special to the demo but the story itself: the steps and the flows are those of the verbs, and only the resolver,
which leads the invented hosts to loopback, is another.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citetrail.demo import story
from lineage.errors import UsageError

if TYPE_CHECKING:
    from flows.workspace import Workspace

MARKER = ".citetrail-demo"
"""A file that only a folder made by the demo holds: nothing else is ever replaced."""

View = dict[str, Any]


def play(folder: Path, *, say: Callable[[str], None]) -> View:
    """Play the story in a fresh workspace.

    Args:
        folder: where to make the workspace; one that an earlier demo made is replaced.
        say: is told what happens, line by line.

    Returns:
        What came out, with `as_told` and the list of `surprises`.

    Raises:
        UsageError: the folder is in use for something else.
    """
    from citetrail.cli import VERSION
    from citetrail.demo.world import World
    from flows.settings import load_settings
    from flows.workspace import open_workspace, resolving_by
    from reports.writer import write_reports

    workspace_folder = _fresh(folder)
    settings = load_settings(workspace_folder)
    with World() as world, resolving_by(world.resolver):
        say(f"Day one: {len(story.ARTICLES)} addresses of {len(world.hosts)} outlets on loopback")
        with open_workspace(settings) as workspace:
            documents = _first_day(workspace, say)
        say("Day two: one quote was edited, one paragraph moved, one page is gone behind a 200")
        world.day = 2
        tables = _second_day(workspace_folder, documents, say)
    with open_workspace(settings) as workspace:
        view = _what_came_out(workspace, documents)
        written = write_reports(workspace.ledger, sorted(documents.values()), settings.reports_folder, version=VERSION)
    view["artifacts"] = tables
    view["workspace"] = str(workspace_folder)
    view["reports"] = len([path for path in written if path.suffix == ".html"])
    view["open"] = str(settings.reports_folder / "index.html")
    view["surprises"] = _surprises(view)
    view["as_told"] = not view["surprises"]
    return view


def _fresh(folder: Path) -> Path:
    """An empty workspace with the story's outlets."""
    from flows.settings import load_settings, make_workspace
    from models.ledger import Ledger
    from models.outlet_table import load_outlets

    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise UsageError("This folder is in use for something else", where=str(folder), advice="citetrail demo ANOTHER-FOLDER")
        shutil.rmtree(folder)
    made = make_workspace(folder)
    (made / MARKER).write_text("made by `citetrail demo`, which replaces this folder when it is played again\n", encoding="utf-8")
    # The story's hosts are invented and lead to loopback; nothing else is captured in this workspace.
    settings = (made / "citetrail.toml").read_text(encoding="utf-8")
    (made / "citetrail.toml").write_text("allow_private_addresses = true\n" + settings, encoding="utf-8")
    outlets = made / "outlets.toml"
    outlets.write_text(files("citetrail.demo").joinpath("outlets.toml").read_text("utf-8"), encoding="utf-8")
    ledger = Ledger.create(load_settings(made).database_url)
    ledger.put_outlets(load_outlets(outlets))
    ledger.close()
    return made


# --- the two days -------------------------------------------------------------------------------------------------------------


def _first_day(workspace: Workspace, say: Callable[[str], None]) -> dict[str, str]:
    """Capture the feed and every article, pin the quotes; gives the document's id for each address."""
    from flows.auditing import make_pin, one_document
    from flows.due import plan
    from flows.steps import Outcome, Request, capture_all
    from flows.timing import schedule_of

    def told(outcome: Outcome) -> None:
        say(f"  {outcome.exchange.outcome:<10} {outcome.quality.verdict:<4} {outcome.exchange.address}")

    listed = [Request(story.FEED), *(Request(article.address) for article in story.ARTICLES)]
    outcomes = capture_all(workspace, listed, told=told)
    documents = {each.exchange.address: each.recorded.document for each in outcomes if not each.from_feed}
    for address in documents:
        plan(workspace, address, schedule_of("1d", None, None))
    for pin in story.PINS:
        make_pin(workspace, one_document(workspace, pin.address), pin.quote, occurrence=pin.occurrence)
    say(f"Pinned: {len(story.PINS)} quotes in {len({pin.address for pin in story.PINS})} documents")
    return documents


def _second_day(folder: Path, documents: Mapping[str, str], say: Callable[[str], None]) -> dict[str, list[Any]]:
    """A day later everything is due: the capture and the audit run as flows. Gives the tables that they left with Prefect."""
    _a_day_passes(folder, documents)
    _prefect_of_its_own(folder)
    say("  starting Prefect (its first start makes a database) ...")
    from flows.scheduled import newest_table, run_once

    run_once("capture", folder, told=lambda line: say(f"  flow {line}"))
    run_once("audit", folder, told=lambda line: say(f"  flow {line}"), documents=sorted(documents.values()), offline=True)
    return {key: newest_table(key) for key in ("capture-outcomes", "audit-verdicts")}


def _a_day_passes(folder: Path, documents: Mapping[str, str]) -> None:
    from flows.settings import load_settings
    from flows.steps import now
    from flows.workspace import open_workspace

    with open_workspace(load_settings(folder)) as workspace:
        for address in documents:
            workspace.ledger.set_next_due(address, now())


def _prefect_of_its_own(folder: Path) -> None:
    """The demo's runs belong to the demo: no server of the person's is used, whatever the environment says."""
    from flows.prefect_home import prepare

    os.environ.pop("PREFECT_API_URL", None)
    os.environ["PREFECT_HOME"] = str(folder / ".prefect")
    prepare(folder)


# --- what came out ------------------------------------------------------------------------------------------------------------


def _what_came_out(workspace: Workspace, documents: Mapping[str, str]) -> View:
    from reports.chain import chain_view
    from reports.status import audit_view

    ledger = workspace.ledger
    audits = [ledger.audits(documents[article.address])[-1] for article in story.ARTICLES]
    audited = audit_view(audits, ledger.pins(), ledger.documents())
    return {
        "documents": dict(documents),
        "chains": {address: chain_view(ledger, document) for address, document in documents.items()},
        "audit": audited,
        "verdicts": dict(sorted(Counter(pin["verdict"] for pin in audited["pins"]).items())),
    }


def _surprises(view: View) -> list[str]:
    """Where the end differs from what was told; an empty list is the demo's success."""
    return [*_pin_surprises(view), *_change_surprises(view), *_chain_surprises(view), *_figure_surprises(view)]


def _pin_surprises(view: View) -> list[str]:
    found = {(pin["document"], pin["was"]): pin for pin in view["audit"]["pins"]}
    surprises = []
    for told in story.PINS:
        pin = found.get((view["documents"][told.address], told.quote))
        if pin is None:
            surprises.append(f"no verdict for the pin “{told.quote[:40]}…”")
        elif pin["verdict"] != told.verdict:
            surprises.append(f"“{told.quote[:40]}…” came out {pin['verdict']}, not {told.verdict}")
        elif told.edits and pin["edits"] != [{"op": e.op, "was": e.was, "now": e.now} for e in told.edits]:
            surprises.append(f"the edits of “{told.quote[:40]}…” came out {pin['edits']}")
    return surprises


def _change_surprises(view: View) -> list[str]:
    found = {each["document"]: each["change"] for each in view["audit"]["documents"]}
    return [
        f"{address} came out {found.get(view['documents'][address])}, not {change}"
        for address, change in story.CHANGES.items()
        if found.get(view["documents"][address]) != change
    ]


def _chain_surprises(view: View) -> list[str]:
    told_of = {told.address: told for told in story.ORIGINS}
    surprises = []
    for article in story.ARTICLES:
        told = told_of.get(article.address, story.ToldOrigin(article.address, None, None, None, None))
        chain = view["chains"][article.address]
        own = view["documents"][article.address]
        edges = {(edge["from"], edge["word"]) for edge in chain["edges"] if edge["to"] == own}
        if told.text_origin is not None and chain["verdict"]["text_origin"]["name"] != told.text_origin:
            surprises.append(f"{article.address}: text origin came out {chain['verdict']['text_origin']['name']}")
        if told.origin is not None and (view["documents"][told.origin], told.word) not in edges:
            surprises.append(f"{article.address}: no {told.word} edge from {told.origin}")
        missing = [each for each in told.candidates if (view["documents"][each], "undetermined") not in edges]
        surprises += [f"{article.address}: {each} is no candidate" for each in missing]
        if told.word is None and edges:
            surprises.append(f"{article.address}: came out with an origin, though it wrote its own")
        if told.word == "undetermined" and any(word == "stated" for _, word in edges):
            surprises.append(f"{article.address}: an origin came out as stated, though the copy credits nobody")
    return surprises


def _figure_surprises(view: View) -> list[str]:
    if any(each["kind"] == "transposition" and _sides(each) == {story.FIGURE, story.MISPRINT} for each in _differing(view)):
        return []
    return [f"the transposed figures {story.FIGURE} and {story.MISPRINT} were not found"]


def _differing(view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(view["chains"][story.PORTAL]["discrepancies"])


def _sides(discrepancy: Mapping[str, Any]) -> set[str]:
    return {f"{int(discrepancy[side]['value']):,}" for side in ("left", "right")}


def render_story(view: Mapping[str, Any]) -> str:
    """The end of the story, for a person."""
    from reports.terminal import render_audit, render_chain

    shown = [(story.CARRIER, "A chain that the copies state themselves"), (story.BLOG, "A copy that credits nobody")]
    parts = []
    for address, heading in shown:
        parts.append(f"\n== {heading}\n{render_chain(view['chains'][address])}")
    parts.append("\n== What the capture flow left with Prefect (artifact capture-outcomes)")
    parts += [f"  {row['outcome']:<10} {row['quality']:<9} {row['address']}" for row in view["artifacts"]["capture-outcomes"]]
    parts.append("\n== Figures that differ between copies")
    parts += sorted({f"  {each['kind']}: “{each['left']['quote']}” and “{each['right']['quote']}”" for each in _differing(view)})
    parts.append(f"\n== The audit on day two\n{render_audit(view['audit'])}")
    parts.append("\nThe story came out as told." if view["as_told"] else "\nNOT as told:\n  " + "\n  ".join(view["surprises"]))
    parts.append(f"{view['reports']} pages were written. Open: {view['open']}")
    parts.append(f"The flows' runs and artifacts, on Prefect's page: citetrail schedule --workspace {view['workspace']}")
    return "\n".join(parts)
