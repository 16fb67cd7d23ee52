"""Works across documents and judgements, by the verbs: what joins, what stays apart, and whose word counts."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from support import article

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
TITLE = "Harbour Work and Fair Wages in Veyland"
WORDS = "the harbour authority paid every docker in full and on the same day in each of the ten years under review"
PAPER = f"The State Council of Veyland published this white paper on March 4, 2026. In it {WORDS}. Nothing else was found."
BODY = (
    "Officials in Port Aster spoke for two hours about the harbour, the dockers and the weather, as they do every spring.",
    "Traders on the quay said that they had read none of it and would go on as before, whatever was printed in the capital.",
)


def telling(spelling: str, quote: str) -> tuple[str, ...]:
    cited = f"The State Council of Veyland published a white paper titled “{spelling}” on March 4, 2026."
    return (*BODY, cited, f"The white paper said: “{quote}”.")


@pytest.fixture(scope="module")
def captured(tmp_path_factory) -> Path:
    """A workspace that holds the paper and two texts that quote it; tests work on copies of it."""
    from citetrail.cli import main

    folder, pages = tmp_path_factory.mktemp("works") / "workspace", tmp_path_factory.mktemp("pages")
    altered = WORDS.replace("in full", "in part")
    for name, page in (
        ("paper", article(TITLE, PAPER, *BODY)),
        ("one", article("Dockers paid", *telling(TITLE, WORDS))),
        ("two", article("A paper on wages", *telling(TITLE.replace("Harbour", "Harbor"), altered))),
    ):
        (pages / f"{name}.html").write_text(page, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for arguments in (("init", str(folder)), ("capture", *(str(pages / f"{name}.html") for name in ("paper", "one", "two")))):
            patch.setattr(sys, "argv", ["citetrail", *arguments])
            with pytest.raises(SystemExit) as stopped:
                main()
            assert not stopped.value.code
            patch.chdir(folder)
    return folder


@pytest.fixture
def story(captured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(shutil.copytree(captured, tmp_path / "workspace"))
    return tmp_path / "workspace"


def the_work(run) -> dict:
    works = run("works", "--json").json["works"]
    return next(work for work in works if len(work["documents"]) > 1)


def test_a_work_is_joined_by_its_keys_and_what_is_quoted_from_it_is_held_against_it(run, story):
    work = the_work(run)
    assert len(work["variants"]) == 2
    assert {key["name"] for each in work["documents"] for key in each["keys"]} >= {"title", "issuer"}
    assert {check["verdict"] for check in work["quotations"]} == {"exact", "altered"}
    (altered,) = [check for check in work["quotations"] if check["verdict"] == "altered"]
    assert [(each["quote"], each["source"]) for each in altered["differences"]] == [("part", "full")]
    shown = " ".join(run("works").out.split())
    assert "“part” stands for “full”" in shown
    assert "title agrees with" in shown


def test_a_person_parts_a_link_and_joins_it_again_and_both_words_are_kept(run, story):
    link = next(each["link"] for each in the_work(run)["documents"] if each["link"])
    told = ("--by", "A. Reader", "--because", "two papers, I have both")
    assert run("judge", link["finding"], "--reject", *told).code == 0
    for work in run("works", "--json").json["works"]:
        mentions = {mention["id"] for each in work["documents"] for mention in each["mentions"]}
        assert not {link["one"], link["other"]} <= mentions
    assert "rejected by A. Reader" in run("works").out
    again = run(
        "judge", f"{link['one']}:{link['other']}", "--confirm", "--by", "B. Editor", "--because", "one paper", "--json"
    ).json
    assert [each["by"] for each in again["supersedes"]] == ["A. Reader"]
    mentions = {mention["id"] for each in the_work(run)["documents"] for mention in each["mentions"]}
    assert {link["one"], link["other"]} <= mentions
    assert "confirmed by B. Editor" in run("works").out


def test_a_judged_clue_and_a_judged_edge_outrank_inference_and_say_whose_word_it_is(run, workspace, site):
    line = "PORT ASTER, Nov. 17 (Xinhua) -- " + BODY[0]
    address = site.put("/wire", article("Port news", line, *BODY, "The authority counted 451,400 containers in ten months."))
    run("capture", address)
    before = run("chain", address, "--json").json
    (clue,) = before["verdict"]["text_origin"]["clues"]
    (edge,) = before["edges"]
    told = ("--by", "A. Reader", "--because", "the agency denies it")
    assert run("judge", edge["finding"], "--reject", *told).code == 0
    after = run("chain", address, "--json").json
    assert (after["edges"], [each["inferred"] for each in after["rejected"]]) == ([], ["stated"])
    assert run("judge", edge["finding"], "--confirm", *told).code == 0
    (edge,) = run("chain", address, "--json").json["edges"]
    assert (edge["word"], edge["judgement"]["by"]) == ("confirmed", "A. Reader")
    assert run("judge", clue["finding"], "--reject", *told).code == 0
    role = run("chain", address, "--json").json["verdict"]["text_origin"]
    assert (role["name"], role["rejected"][0]["judgement"]["because"]) == (None, "the agency denies it")
    assert "rejected by A. Reader" in run("chain", address).out


def test_a_finding_that_is_not_there_and_an_empty_name_are_told(run, workspace):
    assert run("judge", "e000000000000", "--confirm", "--by", "A", "--because", "b").code == 2
    assert run("judge", "e000000000000", "--confirm", "--by", " ", "--because", "b").code == 2


def test_what_a_feed_says_of_the_source_of_an_entry_is_a_clue(run, workspace, site):
    page = site.put("/story", article("Port news", *BODY))
    source = '<source url="https://wire.example/feed">Northern Wire</source>'
    items = f"<item><title>Port news</title><link>{page}</link>{source}</item>"
    feed = f'<rss version="2.0"><channel><title>F</title><link>{site.base}/</link>{items}</channel></rss>'
    run("capture", site.put("/feed", feed, content_type="application/rss+xml"))
    said = run("chain", page, "--json").json["verdict"]["credited_source"]
    assert (said["name"], said["word"], said["clues"][0]["kind"]) == ("Northern Wire", "stated", "feed source")


def test_inspect_shows_the_text_with_each_finding_in_brackets_and_a_note(run, tmp_path):
    text = tmp_path / "story.txt"
    text.write_text(f"PORT ASTER, Nov. 17 (Xinhua) -- {BODY[0]}\n\n“{WORDS.capitalize()},” Anna Berg said.\n")
    shown = run("inspect", str(text)).out
    marks = re.findall(r"\]([cwqsfd][0-9]+)", shown)
    assert "q1" in marks
    assert all(re.search(rf"^ *{mark} ", shown, re.MULTILINE) for mark in marks)
    assert "\x1b" not in shown


@pytest.mark.shared
def test_the_seed_texts_share_one_white_paper_and_their_differences_are_told(run, workspace):
    run("capture", *(str(path) for path in sorted((SHARED / "seeds").glob("*.txt"))))
    view = run("works", "--json").json
    number = {each["document"]: each["mentions"] for work in view["works"] for each in work["documents"]}
    paper = view["works"][0]
    assert len(number) >= 4
    assert len(paper["documents"]) == 4
    assert all(len({key["name"] for key in each["keys"]}) >= 2 for each in paper["documents"])
    (bill,) = [work for work in view["works"] if len(work["stages"]) > 1]
    assert {each["text"] for each in bill["stages"]} == {"adopted", "pending"}
    (near,) = [near for work in view["unlinked"] for near in work["near"]]
    assert "only one key agrees" in near["reason"]
    told = {(each["kind"], each["left"]["value"], each["right"]["value"]) for each in paper["discrepancies"]}
    pairs = {(kind, frozenset((str(left), str(right)))) for kind, left, right in told}
    assert ("transposition", frozenset(("451400", "415400"))) in pairs
    for one, other in ((1288000, 1290000), (1290000, 1300000), (2760000, 2763000)):
        assert ("rounding", frozenset((str(one), str(other)))) in pairs
    assert ("date", frozenset(("Thursday", "Tuesday"))) in pairs
    assert [(each["left"]["value"], each["right"]["value"]) for each in view["inside"]] == [(1000000, 2000000)]
    assert not any(value in (17.2, 31.4) for _, *values in told for value in values)
