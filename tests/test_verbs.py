"""The verbs, as a person meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html as lxml_html
from support import article

from citetrail.cli import VERBS

BOTH_DATABASES = True

LEAD = "The town council voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door."
QUOTE = "Nobody asked the people who cross there every morning"
BODY = (
    LEAD,
    f"“{QUOTE},” said Ane Holt, who has run the kiosk at the slip for 23 years.",
    "The shipyard has offered 1.4 million crowns for the ground, according to the council's own minutes of the meeting.",
    "A decision by the county is expected before the summer, and until then the ferries will keep their timetable.",
)


def test_help_names_exactly_the_verbs_that_are_built(run):
    result = run("--help")
    assert result.code == 0
    listed = [line.split()[0] for line in result.out.split("Commands:")[1].splitlines() if line.strip()]
    assert sorted(listed) == sorted(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_says_what_it_does_and_takes_json(run, verb):
    result = run(verb, "--help")
    assert result.code == 0
    assert "--json" in result.out
    assert len(result.out.splitlines()) > 5


def test_init_makes_a_workspace_and_says_what_next(run, tmp_path):
    result = run("init", str(tmp_path / "new"))
    assert result.code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} >= {"citetrail.toml", "ledger.sqlite", "snapshots", "reports"}
    assert "citetrail capture" in result.out


def test_init_twice_keeps_what_is_there(run, workspace, site):
    run("capture", site.put("/a", article("A title", *BODY)))
    assert run("init").code == 0
    assert run("status", "--json").json["counts"]["documents"] == 1


def test_add_registers_and_capture_without_arguments_takes_all(run, workspace, site):
    first, second = site.put("/1", article("One", *BODY)), site.put("/2", article("Two", *BODY[::-1]))
    added = run("add", "-", "--json", stdin=f"{first}\n# a comment\n\n{second}\n").json["sources"]
    assert [(each["address"], each["new"]) for each in added] == [(first, True), (second, True)]
    assert site.asked == []
    result = run("capture", "--json")
    assert [each["outcome"] for each in result.json["captures"]] == ["captured", "captured"]
    assert [each["outcome"] for each in run("capture", "--json").json["captures"]] == ["unchanged", "unchanged"]


def test_a_saved_page_is_taken_in_under_its_claimed_address(run, workspace, tmp_path):
    saved = tmp_path / "saved page.html"
    saved.write_text(article("Saved", *BODY))
    result = run("capture", str(saved), "--claimed-address", "https://gull.example/slip", "--claimed-date", "2025-02-03", "--json")
    (capture,) = result.json["captures"]
    assert (result.code, capture["address"], capture["claimed"]) == (0, "https://gull.example/slip", True)
    document = run("chain", "https://gull.example/slip", "--json").json["document"]
    assert document["claimed"] is True


def test_pasted_text_needs_a_claimed_address(run, workspace):
    assert run("capture", "-", stdin=LEAD).code == 2
    result = run("capture", "-", "--claimed-address", "https://gull.example/x", "--json", stdin="\n\n".join(BODY))
    assert result.json["captures"][0]["quality"] == "ok"


def test_a_feed_brings_its_new_entries_once(run, workspace, site):
    pages = [site.put(f"/story/{number}", article(f"Story {number}", *BODY)) for number in (1, 2)]
    items = "".join(f"<item><title>Story</title><link>{page}</link></item>" for page in pages)
    feed = site.put(
        "/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>{site.base}</link>{items}</channel></rss>',
        content_type="application/rss+xml",
    )
    outcomes = run("capture", feed, "--json").json["captures"]
    assert [each["address"] for each in outcomes] == [feed, *pages]
    assert outcomes[0]["entries"] == pages
    assert [each["address"] for each in run("capture", feed, "--json").json["captures"]] == [feed]


def test_inspect_stores_nothing_and_needs_no_workspace(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text("\n\n".join(BODY))
    seen = run("inspect", "story.txt", "--json").json
    text = seen["document"]["text"]
    found = [item for kind in ("clues", "citations", "quotations", "figures", "turns") for item in seen[kind]]
    assert found
    assert all(text[item["start"] : item["end"]] == item["quote"] for item in found if item["start"] is not None)
    assert all(item["rule"] and item["rule_version"] for item in found)
    assert [path.name for path in tmp_path.iterdir()] == ["story.txt"]
    assert QUOTE in run("inspect", "-", stdin="\n\n".join(BODY)).out


def test_a_pinned_quote_is_followed_through_an_edit(run, workspace, site):
    address = site.put("/slip", article("Council closes slip", *BODY))
    run("capture", address)
    assert run("pin", address, "--quote", QUOTE, "--note", "lead of our story").code == 0
    assert run("audit").code == 0
    edited = [each.replace("every morning", "every single morning") for each in BODY]
    site.put("/slip", article("Council closes slip", *edited))
    result = run("audit", "--json")
    (pin,) = result.json["pins"]
    assert (result.code, pin["verdict"]) == (1, "altered")
    assert pin["edits"] == [{"op": "insert", "was": "", "now": "single"}]
    assert result.json["documents"][0]["change"] == "text"
    changed = run("diff", address, "--json").json
    assert [part["op"] for part in changed["parts"]].count("replace") == 1
    assert run("audit", "--offline", "--json").json["pins"][0]["verdict"] == "altered"


def test_a_page_rebuilt_around_the_same_text_is_not_a_text_change(run, workspace, site):
    address = site.put("/slip", article("Council closes slip", *BODY))
    run("capture", address)
    run("pin", address, "--quote", QUOTE)
    site.put("/slip", article("Council closes slip", *BODY, head="<!-- build 2 -->"))
    assert run("audit", "--json").json["documents"][0]["change"] == "markup only"
    site.put("/slip", article("Council closes slip", *BODY, after="<aside><ul><li><a href='/x'>Boat show</a></li></ul></aside>"))
    audited = run("audit", "--json")
    assert audited.code == 0
    assert audited.json["documents"][0]["change"] == "template only"


def test_pins_are_listed_and_dropped(run, workspace, site):
    address = site.put("/slip", article("Council closes slip", *BODY))
    run("capture", address)
    made = run("pin", address, "--quote", QUOTE, "--json").json["pins"][0]
    assert QUOTE in run("pin").out
    assert run("pin", "--drop", made["id"], "--json").json["dropped"] == [made["id"]]
    assert run("pin", "--json").json["pins"] == []
    assert run("pin", "--drop", made["id"]).code == 2


def test_a_copy_with_credit_leads_to_its_source_and_one_without_does_not(run, workspace, site):
    paragraphs = (
        "SALT QUAY, May 3 (Tern Wire) -- The council of Salt Quay voted on Tuesday to close the old ferry slip for good.",
        *BODY[1:],
    )
    (workspace / "outlets.toml").write_text(
        '[[outlet]]\nname = "Tern Wire"\nkind = "wire agency"\naliases = []\nhosts = []\nasset_hosts = []\n'
    )
    run("capture", site.put("/credited", article("Slip to close", *paragraphs)))
    run("capture", site.put("/bare", article("Our slip", *BODY[1:])))
    credited = run("chain", f"{site.base}/credited", "--json").json
    assert credited["verdict"]["text_origin"]["name"] == "Tern Wire"
    assert [(edge["from"], edge["word"]) for edge in credited["edges"]] == [("outlet:Tern Wire", "stated")]
    bare = run("chain", f"{site.base}/bare", "--json").json
    assert bare["verdict"]["text_origin"]["name"] is None
    assert {edge["word"] for edge in bare["edges"] if edge["to"] == bare["document"]["id"]} == {"undetermined"}
    assert all(edge["confidence"] is None for edge in [*credited["edges"], *bare["edges"]])


@pytest.mark.parametrize("form", ["text", "json", "svg", "dot", "html"])
def test_a_chain_can_be_had_in_every_format(run, workspace, site, form):
    address = site.put("/slip", article("Council closes slip", *BODY))
    run("capture", address)
    out = run("chain", address, "--format", form).out
    checks = {
        "text": lambda: "Council closes slip" in out,
        "json": lambda: json.loads(out)["document"]["address"] == address,
        "svg": lambda: out.lstrip().startswith("<svg"),
        "dot": lambda: out.startswith("digraph"),
        "html": lambda: lxml_html.fromstring(out).find(".//h1") is not None,
    }
    assert checks[form]()


def test_reports_are_written_and_come_out_the_same_twice(run, workspace, site):
    address = site.put("/slip", article("Council closes slip", *BODY))
    run("capture", address)
    written = run("report", "--json").json["written"]
    assert {path.rsplit(".", 1)[1] for path in written} == {"html", "md", "json"}
    before = {path: Path(path).read_bytes() for path in written}
    assert run("report", "--json").json["written"] == written
    assert {path: Path(path).read_bytes() for path in written} == before


def test_one_work_under_two_spellings_is_one_work(run, workspace, site):
    for name, title in (("a", "Employment and Labour Rights in Veyland"), ("b", "Employment and Labor Rights in Veyland")):
        run(
            "capture",
            site.put(
                f"/{name}",
                article(
                    name, *BODY, f"The State Council Information Office published a white paper titled “{title}” on March 4, 2026."
                ),
            ),
        )
    works = run("works", "--json").json["works"]
    (work,) = [each for each in works if "Veyland" in (each["title"] or "")]
    assert len(work["variants"]) == 2
    assert len(work["documents"]) == 2


def test_a_registered_file_that_is_gone_is_a_recorded_fact(run, workspace, tmp_path):
    story = tmp_path / "story.txt"
    story.write_text("\n\n".join(BODY))
    run("capture", str(story))
    story.unlink()
    result = run("capture", "--json")
    assert (result.code, result.json["captures"][0]["outcome"]) == (6, "not found")
