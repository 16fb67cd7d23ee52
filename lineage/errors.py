"""Every error that citetrail raises on purpose.

    CitetrailError
    ├── UsageError              2   what was asked cannot be done as asked
    │   └── UnknownDocumentError    nothing, or more than one thing, goes by that name
    ├── SettingsError           3   citetrail.toml, an environment variable or a flag is not usable
    ├── EvidenceError           4   stored bytes are missing or are not what was stored
    ├── LedgerError             5   the database cannot be read or written
    │   └── SchemaError             the workspace was made by a newer citetrail
    └── CaptureError            6   a source could not be captured
        ├── RefusedError            our own guard said no: the address was never contacted
        ├── FetchError              the other side, or the way to it, failed
        └── LimitError              a limit of ours ended it: size, time, redirects

Each carries three texts for a person: what happened, where (an address, a path), what to do next. The exit codes stand in
`exit_code`, but only `citetrail/cli.py` acts on them.
"""

from __future__ import annotations


class CitetrailError(Exception):
    """The base: never raised itself.

    Args:
        what: what happened, as one sentence without a full stop.
        where: the address, path or record it happened at, if there is one.
        advice: what the person can do next.
    """

    exit_code = 70

    def __init__(self, what: str, *, where: str | None = None, advice: str | None = None) -> None:
        if type(self) is CitetrailError:
            raise TypeError("raise one of the specific errors, not CitetrailError")
        self.what = what
        self.where = where
        self.advice = advice
        super().__init__(what, where, advice)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f". {self.advice}" if self.advice else ""
        return f"{self.what}{place}{advice}"


class UsageError(CitetrailError):
    """What was asked cannot be done as asked."""

    exit_code = 2


class UnknownDocumentError(UsageError):
    """Nothing in the ledger, or more than one document, goes by the given name."""


class SettingsError(CitetrailError):
    """A setting in the file, the environment or a flag is not usable."""

    exit_code = 3


class EvidenceError(CitetrailError):
    """Stored bytes are missing, or are not the bytes that were stored."""

    exit_code = 4


class LedgerError(CitetrailError):
    """The ledger's database cannot be opened, read or written."""

    exit_code = 5


class SchemaError(LedgerError):
    """The ledger has a schema that this version does not know."""


class CaptureError(CitetrailError):
    """One source could not be captured; becomes a recorded outcome, never the end of a run."""

    exit_code = 6


class RefusedError(CaptureError):
    """Our guard refused the address before anything was sent to it."""


class FetchError(CaptureError):
    """The other side, or the way to it, failed."""


class LimitError(CaptureError):
    """A limit of ours (size, time, redirects) ended the capture."""
