"""Analyse one text without storing anything: `inspect`.

Needs no workspace; if there is one, its settings and its own outlets are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.intake import file_of
from flows.settings import Settings, find_workspace, load_settings
from lineage.errors import FetchError, SettingsError, UsageError
from lineage.text import digest_of
from lineage.values import Analysis, Digest, Reading


@dataclass(frozen=True, slots=True)
class Inspection:
    """One text with all that was found in it."""

    address: str | None
    title: str | None
    text: str
    digest: Digest
    language: str | None
    analysis: Analysis
    checks: tuple[dict[str, Any], ...] = ()
    """The quotations held against captured texts that this one cites, as `reports` shows them."""


@dataclass(frozen=True, slots=True)
class _Content:
    content: bytes
    media_type: str | None
    charset: str | None
    address: str


def inspect_text(what: str, *, pasted: bytes | None = None, workspace: Path | None = None) -> Inspection:
    """Read and analyse an address, a file or pasted bytes.

    Raises:
        UsageError: there is no such file, or it holds no text.
        CaptureError: the address could not be fetched.
    """
    from lineage.analysis import analyse
    from lineage.markup import read_markup
    from lineage.outlets import OutletTable
    from models.outlet_table import load_outlets
    from snapshots.reading import Reader

    settings = _settings(workspace)
    got = _content(what, pasted, settings)
    reader = Reader(settings.capture_limits)
    try:
        reading = reader.read(got.content, media_type=got.media_type, charset=got.charset, address=got.address)
    finally:
        reader.close()
    _demand_text(reading, got.address)
    markup = None
    if reading.extractor.name != "plain text":
        markup = read_markup(got.content, reading.encoding.split()[0], got.address)
    served_at = got.address if got.address.startswith("http") else None
    outlets = OutletTable(load_outlets(*settings.outlet_files))
    analysis = analyse(reading.main_text, markup=markup, address=served_at, outlets=outlets)
    text = reading.main_text
    checks = _checks(settings, analysis, got.address)
    return Inspection(got.address or None, reading.title, text, digest_of(text), reading.language, analysis, checks)


def _checks(settings: Settings, analysis: Analysis, address: str) -> tuple[dict[str, Any], ...]:
    """The quotations against what is captured, if this is a workspace and the text cites anything."""
    if not analysis.citations or not (settings.workspace / "citetrail.toml").exists():
        return ()
    from models.ledger import Ledger
    from reports.quoted import check_all, sources_of
    from reports.views import Lookup

    with Ledger.open(settings.database_url) as ledger:
        own = ledger.document_id(address) if address else None
        return tuple(check_all(analysis.quotations, sources_of(Lookup(ledger), analysis, own)))


def _settings(workspace: Path | None) -> Settings:
    """The workspace's settings; without a workspace (and none named), the defaults."""
    try:
        found = find_workspace(workspace)
    except SettingsError:
        if workspace is not None:
            raise
        return Settings(workspace=Path.cwd())
    return load_settings(found)


def _content(what: str, pasted: bytes | None, settings: Settings) -> _Content:
    if pasted is not None:
        return _Content(pasted, None, None, "")
    path = file_of(what)
    if path is None:
        return _fetched(what, settings)
    from snapshots.capture import read_file

    content, media_type = read_file(path, settings.capture_limits)
    return _Content(content, media_type, None, path.resolve().as_uri())


def _fetched(what: str, settings: Settings) -> _Content:
    from snapshots.addresses import normalise_address
    from snapshots.capture import media_type_of
    from snapshots.decoding import decode_content, encodings_of
    from snapshots.transport import Transport

    limits = settings.capture_limits
    transport = Transport(allow_private=settings.allow_private_addresses, user_agent=settings.user_agent)
    try:
        fetched = transport.fetch(normalise_address(what), limits)
    finally:
        transport.close()
    if fetched.problem is not None:
        raise fetched.problem
    reply = fetched.final()
    if not 200 <= reply.hop.status < 300:
        raise FetchError(
            f"The address answered {reply.hop.status} {reply.hop.reason}".rstrip(),
            where=reply.hop.address,
            advice="Open it in a browser to see what is there; to record this answer as a fact: citetrail capture",
        )
    media_type, charset = media_type_of(reply.header("content-type"))
    content = decode_content(reply.body, encodings_of(reply.hop.response_headers), limits).content
    return _Content(content, media_type, charset, reply.hop.address)


def _demand_text(reading: Reading, address: str) -> None:
    if not reading.main_text:
        raise UsageError(
            f"There is no text to analyse: {reading.problem or 'no article was found in it'}",
            where=address or "standard input",
            advice="Save the article's text to a .txt file and inspect that",
        )
