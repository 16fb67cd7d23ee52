"""What can go wrong: a message with the address, the cause and the next step; the documented exit code; an intact workspace."""

from __future__ import annotations

import ctypes
import os
import random
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from support import Answer, article

STORY = article(
    "Harbour office opens after two years of delay",
    "The new harbour office opened on Monday, two years later than planned, the port authority said in a statement.",
    "Its director, Mara Quill, said the delay had cost the town three million crowns and a good deal of patience.",
    "Fishermen who gathered at the quay said they had been told of the opening only the evening before.",
)


def captured(run, address, *more):
    result = run("capture", address, "--json", *more)
    return result.code, result.json["captures"][0]


@pytest.fixture
def intact(run, workspace):
    """Whatever the test did: the ledger opens, and its counts can be read."""
    yield
    assert run("status", "--json").code == 0


def test_an_unreachable_host_is_a_recorded_failure(run, workspace, intact):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        code, capture = captured(run, address)
    assert (code, capture["outcome"], capture["quality"]) == (6, "failed", "undetermined")
    assert "refused" in capture["reason"].lower()
    assert run("status", "--json").json["sources"][0]["last_outcome"] == "failed"


def test_an_unknown_host_says_so(run, workspace, intact, monkeypatch):
    def nobody(*_args, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    code, capture = captured(run, "https://no-such-host.example/")
    assert (code, capture["outcome"]) == (6, "failed")
    assert "no-such-host.example" in capture["reason"]


def test_a_private_address_is_refused_and_recorded(run, workspace, intact, monkeypatch):
    monkeypatch.delenv("CITETRAIL_ALLOW_PRIVATE_ADDRESSES")
    code, capture = captured(run, "http://127.0.0.1:9/")
    assert (code, capture["outcome"]) == (6, "refused")
    assert "CITETRAIL_ALLOW_PRIVATE_ADDRESSES" in capture["reason"]


@pytest.mark.parametrize(("status", "outcome"), [(404, "not found"), (410, "not found"), (500, "failed"), (403, "failed")])
def test_an_error_answer_is_stored_and_named(run, workspace, intact, site, status, outcome):
    code, capture = captured(run, site.put("/gone", STORY, status=status))
    assert (code, capture["outcome"], capture["status"]) == (6, outcome, status)
    assert str(status) in capture["reason"]
    assert (workspace / "snapshots" / capture["warc"]).is_file()
    assert capture["quality"] != "ok"


def test_an_empty_body_is_kept_and_judged_empty(run, workspace, intact, site):
    code, capture = captured(run, site.put("/", b""))
    assert (code, capture["outcome"], capture["quality"]) == (0, "captured", "empty")


def test_binary_is_not_text_whatever_its_label(run, workspace, intact, site):
    noise = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000)
    code, capture = captured(run, site.put("/image", noise))
    assert (code, capture["quality"]) == (0, "not text")


def test_fifty_megabytes_of_html_are_cut_at_the_limit_and_say_so(run, workspace, intact, site):
    code, capture = captured(run, site.put("/huge", b"<html><body>" + b"<p>All work and no play.</p>" * 1_900_000))
    assert (code, capture["quality"], capture["truncated"]) == (0, "undetermined", "length")
    assert "limit" in capture["reason"]


def test_a_page_above_the_reading_limit_is_kept_but_not_read(run, workspace, intact, site, monkeypatch):
    monkeypatch.setenv("CITETRAIL_LIMITS__READ_HTML_BYTES", "20000")
    page = article("Long", *[f"Paragraph {number} of a very long page about nothing in particular." for number in range(900)])
    code, capture = captured(run, site.put("/long", page))
    assert (code, capture["quality"]) == (0, "undetermined")
    assert "20,000" in " ".join(capture["quality_reasons"])


def test_a_wrong_charset_is_decided_and_said(run, workspace, intact, site):
    page = STORY.replace("Mara Quill", "Márá Quïll").encode("latin-1")
    address = site.put("/latin", page)
    code, capture = captured(run, address)
    assert (code, capture["quality"]) == (0, "ok")
    report = run("chain", address, "--json").json
    assert report["document"]["title"].startswith("Harbour office")


def test_a_page_without_an_article_is_not_ok(run, workspace, intact, site):
    code, capture = captured(run, site.put("/shell", "<html><body><div id='root'></div><script>start()</script></body></html>"))
    assert (code, capture["quality"]) == (0, "empty")


def test_a_missing_file_is_a_usage_error(run, workspace, intact):
    result = run("capture", "nowhere.txt")
    assert result.code == 2
    assert "nowhere.txt" in result.err
    assert "next:" in result.err


def test_a_folder_is_not_a_file(run, workspace, intact):
    result = run("capture", str(workspace / "reports"))
    assert result.code == 2
    assert "folder" in result.err


@pytest.mark.parametrize("verb", ["chain", "audit", "diff", "report"])
def test_an_unknown_document_is_named(run, workspace, intact, verb):
    result = run(verb, "no-such-thing")
    assert result.code == 2
    assert "no-such-thing" in result.err
    assert "citetrail status" in result.err


def test_a_name_that_fits_several_documents_lists_them(run, workspace, intact, site):
    for path in ("/a", "/b"):
        assert captured(run, site.put(path, STORY))[0] == 0
    result = run("chain", "harbour office")
    assert result.code == 2
    assert result.err.count(" Harbour office opens") == 2


def test_a_workspace_of_a_newer_schema_is_left_alone(run, workspace):
    with sqlite3.connect(workspace / "ledger.sqlite") as connection:
        connection.execute("update alembic_version set version_num = '9999_from_the_future'")
    before = (workspace / "ledger.sqlite").read_bytes()
    result = run("status")
    assert result.code == 5
    assert "9999_from_the_future" in result.err
    assert "newer" in result.err
    assert (workspace / "ledger.sqlite").read_bytes() == before


def test_no_workspace_says_how_to_make_one(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("status")
    assert result.code == 3
    assert "citetrail init" in result.err


def test_a_workspace_without_its_ledger_says_so(run, workspace):
    for file in workspace.glob("ledger.sqlite*"):
        file.unlink()
    result = run("status")
    assert result.code == 5
    assert "ledger.sqlite" in result.err


def test_a_damaged_ledger_says_so(run, workspace):
    for file in workspace.glob("ledger.sqlite-*"):
        file.unlink()
    (workspace / "ledger.sqlite").write_bytes(b"this is no database at all, only some words of a careless person" * 40)
    result = run("status")
    assert result.code == 5
    assert "ledger.sqlite" in result.err


def without_special_rights() -> None:
    """Root may write anywhere; a child without this capability is like everybody else."""
    if os.geteuid() == 0:
        cap_dac_override, pr_capbset_drop = 1, 24
        ctypes.CDLL(None).prctl(pr_capbset_drop, cap_dac_override, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="takes a capability away, as only Linux can")
@pytest.mark.parametrize("verb", ["init", "capture"])
def test_a_read_only_folder_is_named(run, workspace, site, tmp_path, verb):
    target = tmp_path / "locked"
    if verb == "init":
        target.mkdir()
        arguments = ["init", str(target / "inside")]
        locked = [target]
    else:
        assert run("init", str(target)).code == 0
        arguments = ["capture", site.put("/", STORY), "--workspace", str(target)]
        locked = [target, target / "snapshots", target / "ledger.sqlite"]
    for path in locked:
        path.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "citetrail", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            preexec_fn=without_special_rights,
            check=False,
        )
    finally:
        for path in locked:
            path.chmod(0o755)
    assert done.returncode in (2, 3, 5), done.stderr
    assert str(target) in done.stderr
    assert "next:" in done.stderr


def test_two_captures_at_once_are_both_recorded(run, workspace, site):
    address = site.put("/story", STORY)
    both = [
        subprocess.Popen([sys.executable, "-m", "citetrail", "capture", address], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for each in both:
        _, err = each.communicate(timeout=120)
        assert each.returncode == 0, err.decode()
    counts = run("status", "--json").json["counts"]
    assert (counts["documents"], counts["captures"], counts["snapshots"]) == (1, 2, 1)


def test_a_wrong_option_is_a_usage_error(run, workspace):
    result = run("capture", "--colour", "blue")
    assert result.code == 2
    assert "--colour" in result.err


def test_pinning_words_that_are_not_there_says_so(run, workspace, intact, site):
    address = site.put("/story", STORY)
    captured(run, address)
    result = run("pin", address, "--quote", "These words were never printed anywhere.")
    assert result.code == 2
    assert "next:" in result.err


def test_a_page_that_turns_binary_does_not_count_as_changed_text(run, workspace, intact, site):
    address = site.put("/story", STORY)
    captured(run, address)
    assert run("pin", address, "--quote", "two years later than planned").code == 0
    site.answers["/story"] = Answer(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    result = run("audit", "--json")
    assert result.code == 1
    assert result.json["documents"][0]["change"] == "not comparable"
    assert result.json["pins"][0]["verdict"] == "not auditable"


def test_a_defect_of_ours_leaves_its_details_in_a_file(run, workspace, monkeypatch):
    from reports import status

    def broken(_ledger):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(status, "status_view", broken)
    result = run("status")
    assert result.code == 70
    details = Path(next(word for word in result.err.split() if "citetrail-defect-" in word))
    assert "planted" in details.read_text()
    details.unlink()


def test_a_database_server_that_is_down_is_named_without_its_password(run, workspace, monkeypatch):
    monkeypatch.setenv("CITETRAIL_DATABASE", "postgresql://desk:secret-word@127.0.0.1:9/citetrail")
    result = run("status")
    assert result.code == 5
    assert "127.0.0.1" in result.err
    assert "secret-word" not in result.err
    assert "next:" in result.err
