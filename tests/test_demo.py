"""The demo, played as a person plays it: through the real transport, WARC files, ledger and flows."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_API", "CITETRAIL_"))}
    done = subprocess.run(
        [sys.executable, "-m", "citetrail", "demo", str(folder), "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done, folder


def test_the_story_comes_out_as_told(played):
    done, folder = played
    view = json.loads(done.stdout)
    assert (done.returncode, view["surprises"]) == (0, [])
    assert view["verdicts"] == {"altered": 1, "moved": 1, "not auditable": 1, "verbatim": 10}
    (altered,) = [pin for pin in view["audit"]["pins"] if pin["verdict"] == "altered"]
    assert altered["edits"] == [{"op": "replace", "was": "must", "now": "should"}]
    assert (folder / "reports" / "index.html").is_file()
    assert view["open"] == str((folder / "reports" / "index.html").resolve())


def test_the_second_day_leaves_its_artifacts_with_prefect(played):
    tables = json.loads(played[0].stdout)["artifacts"]
    assert len(tables["capture-outcomes"]) == 11
    assert {row["quality"] for row in tables["capture-outcomes"]} == {"ok", "soft-404"}
    assert len([row for row in tables["audit-verdicts"] if row["verdict"]]) == 13


def test_a_folder_that_is_in_use_is_left_alone(run, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    result = run("demo", str(tmp_path))
    assert result.code == 2
    assert (tmp_path / "mine.txt").read_text() == "keep me"
