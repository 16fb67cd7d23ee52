"""The command line: parse, call, print. The only place that catches errors and knows exit codes.

Data goes to stdout, messages and progress to stderr. Each verb lives in `citetrail/verbs/` and does three things: it reads its
arguments, calls the step or the view of the same name, and prints what came back as text or, with `--json`, as JSON.

Exit codes (if several hold, the first of 2, 3, 5, 4, 6, 1 counts): 0 fine; 1 an audit that is not a clean yes; 2 usage or an
unknown document; 3 settings; 4 damaged evidence; 5 the ledger; 6 a source failed and the rest was done; 70 a defect of ours.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from lineage.errors import CitetrailError

VERSION = "0.1.0"

VERBS = {
    "init": "citetrail.verbs.intake:init",
    "add": "citetrail.verbs.intake:add",
    "capture": "citetrail.verbs.intake:capture",
    "inspect": "citetrail.verbs.intake:inspect",
    "chain": "citetrail.verbs.views:chain",
    "works": "citetrail.verbs.views:works",
    "judge": "citetrail.verbs.judging:judge",
    "pin": "citetrail.verbs.evidence:pin",
    "audit": "citetrail.verbs.evidence:audit",
    "diff": "citetrail.verbs.evidence:diff",
    "report": "citetrail.verbs.views:report",
    "status": "citetrail.verbs.views:status",
    "search": "citetrail.verbs.views:search",
    "compare": "citetrail.verbs.comparing:compare",
    "run": "citetrail.verbs.scheduling:run",
    "schedule": "citetrail.verbs.scheduling:schedule",
    "deploy": "citetrail.verbs.scheduling:deploy",
    "demo": "citetrail.verbs.demo:demo",
}
"""The verbs, in the order in which a newcomer meets them; one that is not built is not here."""


class _Verbs(click.Group):
    """A group that imports a verb's module when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - a slip in the table above
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="citetrail")
def command() -> None:
    """Shows where a text on the web comes from, what it rests on, and whether it is still what it was.

    Start with: citetrail init, then: citetrail capture ADDRESS. Every verb takes --json, and --help says what it does.

    A DOCUMENT is an address, a file's path, an id, a digest prefix or a unique part of a title.
    """


def main() -> NoReturn:
    """Run a verb; turn what goes wrong into a message that says what, where and what next, and an exit code."""
    try:
        code = command.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped. What was already recorded stays recorded.")
        code = 130
    except CitetrailError as error:
        _say(f"{error.what}")
        if error.where:
            _say(f"  where: {error.where}")
        if error.advice:
            _say(f"  next:  {error.advice}")
        code = error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error. Without this the interpreter complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = _defect(error)
    raise SystemExit(code if isinstance(code, int) else 0)


def _defect(error: Exception) -> int:
    """Something we did not foresee: say so, and put the details where the person can send them from."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="citetrail-defect-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"citetrail {VERSION}, Python {sys.version}\n{sys.argv!r}\n\n{''.join(traceback.format_exception(error))}")
    _say(f"citetrail has a defect: {type(error).__name__}: {error}")
    _say(f"  where: {Path(file.name)} holds the details")
    _say("  next:  what was already recorded stays recorded; please report the file's content")
    return 70


def _say(message: str) -> None:
    click.echo(message, err=True)


if __name__ == "__main__":
    main()
