"""One-off verbs answer at once: none of them loads Prefect, and help loads next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support import article

PAGE = article(
    "Ferry returns",
    "The ferry between the two islands returned to service on Friday after a winter in the yard, its owner said.",
    "Captain Odd Rekdal said the engine had been rebuilt from the keel up, and that the crew had missed the crossing.",
)

PROBE = """
import json, sys
sys.argv = ["citetrail", *json.loads(sys.argv[1])]
from citetrail.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code
heavy = ("prefect", "trafilatura", "httpx", "sqlmodel", "alembic", "jinja2", "numba")
loaded = sorted(name for name in heavy if name in sys.modules)
print("\\n" + json.dumps({"code": code, "loaded": loaded}))
"""


def probe(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(arguments)], capture_output=True, text=True, timeout=120, check=False
    )
    return json.loads(done.stdout.splitlines()[-1]), done


@pytest.fixture
def address(run, workspace, site):
    found = site.put("/ferry", PAGE)
    assert run("capture", found).code == 0
    assert run("pin", found, "--quote", "rebuilt from the keel up").code == 0
    site.put("/ferry", PAGE.replace("a winter in the yard", "a long winter in the yard"))
    assert run("capture", found).code == 0
    return found


@pytest.mark.parametrize(
    "verb",
    [
        ["status"],
        ["chain", "{address}"],
        ["works"],
        ["pin"],
        ["add", "{address}"],
        ["capture", "{address}"],
        ["audit"],
        ["diff", "{address}"],
        ["report"],
        ["inspect", "{address}"],
    ],
    ids=lambda verb: verb[0],
)
def test_no_one_off_verb_loads_prefect(address, verb):
    seen, done = probe(*[word.format(address=address) for word in verb])
    assert seen["code"] == 0, done.stderr
    assert "prefect" not in seen["loaded"]


def test_help_loads_nothing_heavy(tmp_path):
    seen, _ = probe("--help")
    assert seen == {"code": 0, "loaded": []}


def test_status_and_chain_need_no_client_and_no_extractor(address):
    for verb in (["status"], ["chain", address]):
        seen, _ = probe(*verb)
        assert seen["loaded"] == ["sqlmodel"]
