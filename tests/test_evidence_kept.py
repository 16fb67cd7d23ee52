"""Evidence is neither lost nor spoken of when it is gone; an audit looks at what is there now and at nothing else."""

from __future__ import annotations

import os

import pytest
from support import article

STORY = article(
    "Lighthouse debate",
    "The county council will meet on Thursday to discuss the future of the old lighthouse on the northern headland.",
    "Its keeper, Ansel Brodd, said the lamp had not been lit for eleven winters and that nobody had asked him why.",
    "A decision is expected before the end of the month, after which the building may be sold to the highest bidder.",
)
QUOTE = "discuss the future of the old lighthouse"


def warcs(workspace):
    return sorted((workspace / "snapshots").rglob("*.warc.gz"))


def drop_ledger(workspace):
    for file in workspace.glob("ledger.sqlite*"):
        file.unlink()


def test_a_new_ledger_is_not_made_beside_snapshots_of_a_lost_one(run, workspace, site):
    run("capture", site.put("/a", STORY))
    before = warcs(workspace)
    drop_ledger(workspace)
    result = run("init", ".")
    assert result.code == 3
    assert "ledger.sqlite" in result.err
    assert warcs(workspace) == before


def test_another_ledger_neither_sweeps_nor_writes_to_the_store(run, workspace, site, tmp_path, monkeypatch):
    address = site.put("/a", STORY)
    run("capture", address)
    before = warcs(workspace)
    other = tmp_path / "other"
    assert run("init", str(other)).code == 0
    monkeypatch.setenv("CITETRAIL_DATABASE", f"sqlite:///{other / 'ledger.sqlite'}")
    result = run("capture", address)
    assert result.code == 3
    assert "another ledger" in result.err
    assert warcs(workspace) == before


def test_a_file_replaced_by_a_link_is_audited_as_what_it_leads_to(run, workspace, tmp_path):
    story = tmp_path / "story.txt"
    story.write_text("Lighthouse debate\n\nThe council will meet on Thursday to discuss the future of the old lighthouse.\n")
    run("capture", str(story))
    assert run("pin", str(story), "--quote", QUOTE).code == 0
    real = tmp_path / "real.txt"
    real.write_text(story.read_text().replace("discuss", "ignore"))
    story.unlink()
    story.symlink_to(real)
    result = run("audit", "--json")
    assert result.code == 1
    assert result.json["pins"][0]["verdict"] == "altered"


def test_a_file_whose_name_is_no_utf8_is_captured_and_audited_under_one_address(run, workspace, tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/n\xff.txt")
    with open(name, "w") as file:  # noqa: PTH123 - the name is the point
        file.write("Lighthouse debate\n\nThe council will meet to discuss the future of the old lighthouse.\n")
    (capture,) = run("capture", name, "--json").json["captures"]
    assert run("pin", capture["document"], "--quote", QUOTE).code == 0
    assert [each["outcome"] for each in run("capture", "--json").json["captures"]] == ["unchanged"]
    os.unlink(name)  # noqa: PTH108
    assert run("audit", "--json").json["pins"][0]["verdict"] == "not auditable"
    assert run("status", "--json").json["counts"]["documents"] == 1


def test_a_feed_that_cannot_be_read_is_an_outcome_and_the_rest_goes_on(run, workspace, site):
    hostile = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "a">]><rss version="2.0"><channel><title>&a;</title></channel></rss>'
    feed = site.put("/feed", hostile, content_type="application/rss+xml")
    good = site.put("/a", STORY)
    captures = run("capture", feed, good, "--json").json["captures"]
    assert [(each["outcome"], each["quality"]) for each in captures] == [("captured", "undetermined"), ("captured", "ok")]
    assert [path for path in (workspace / "snapshots").rglob("*.warc.gz") if path.name in captures[0]["warc"]]


def test_bytes_whose_file_is_lost_are_stored_in_full_when_they_come_again(run, workspace, site):
    address = site.put("/a", STORY)
    run("capture", address)
    for file in warcs(workspace):
        file.unlink()
    (capture,) = run("capture", address, "--json").json["captures"]
    assert capture["outcome"] == "captured"
    run("pin", address, "--quote", QUOTE)
    assert run("audit", "--offline").code == 0


@pytest.mark.parametrize("verb", [["audit", "--offline"], ["diff", "{address}"]])
def test_no_verdict_stands_on_evidence_that_is_gone(run, workspace, site, verb):
    address = site.put("/a", STORY)
    run("capture", address)
    run("pin", address, "--quote", QUOTE)
    site.put("/a", STORY.replace("eleven winters", "twelve winters"))
    run("capture", address)
    for file in warcs(workspace):
        file.unlink()
    result = run(*[word.format(address=address) for word in verb], "--json")
    assert result.code == 4
    assert "missing" in result.err
    if verb[0] == "audit":
        assert result.json["pins"][0]["verdict"] == "not auditable"


def test_a_quote_whose_twin_survives_did_not_move(run, workspace, site):
    twice = "The lamp had not been lit for eleven winters, and nobody had asked the keeper why that was so."
    opening = "The county council will meet on Thursday about the northern headland and everything that stands on it today."
    close = "A decision is expected before the end of the month, after which the building may be sold to the highest bidder."
    address = site.put("/a", article("Lighthouse", opening, twice, close, after=f"<aside><p>{twice}</p></aside>"))
    run("capture", address)
    assert run("pin", address, "--quote", twice, "--occurrence", "1").code == 0
    site.put("/a", article("Lighthouse", opening, close, after=f"<aside><p>{twice}</p></aside>"))
    assert run("audit", "--json").json["pins"][0]["verdict"] in ("absent", "ambiguous")


@pytest.mark.parametrize("word", ["http://[::1", "http://[x", "~nobody-here/x", "a" * 5000, "ftp://x.example/a", "\x00"])
@pytest.mark.parametrize("verb", ["capture", "add", "inspect"])
def test_what_is_neither_an_address_nor_a_file_is_a_usage_error(run, workspace, verb, word):
    result = run(verb, word)
    assert result.code == 2, result.err
    assert "next:" in result.err


def test_a_list_with_a_bad_line_registers_nothing(run, workspace):
    assert run("add", "-", stdin="https://gull.example/a\nno such file\nhttps://gull.example/b\n").code == 2
    assert run("status", "--json").json["sources"] == []
