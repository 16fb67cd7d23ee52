"""The verb compare, as a person meets it: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import os
import random
import threading

import pytest

LEAD = "The town council voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door."
QUOTE = "“Nobody asked the people who cross there every morning,” said Ane Holt, who has run the kiosk for 23 years."
OTHER = "Snow fell on the pass before dawn, and forty lorries waited below the tunnel until the ploughs had gone by."
STORY = f"{LEAD} {QUOTE}"
FIELDS = ["a", "b", "a_start", "a_end", "b_start", "b_end", "kind", "bits", "relation", "containment_a", "containment_b"]


def lines_of(documents):
    return "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in documents.items())


@pytest.fixture
def put(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(name, content):
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return write


def passages(result):
    return [json.loads(line) for line in result.out.splitlines()]


TEXTS = {"wire": STORY, "gull": f"By our reporter. {STORY} {OTHER}", "tern": f"{OTHER} {LEAD}", "empty": "", "one": "Ferry"}


def test_each_shared_passage_is_a_line_with_exact_offsets_sorted_by_ids(run, put):
    result = run("compare", put("corpus.jsonl", lines_of(TEXTS)))
    found = passages(result)
    assert result.code == 0
    assert [list(each) for each in found] == [FIELDS] * len(found)
    order = [(each["a"], each["b"], each["a_start"]) for each in found]
    assert order == sorted(order)
    assert {(a, b) for a, b, _ in order} == {("gull", "tern"), ("gull", "wire"), ("tern", "wire")}
    for each in found:
        assert TEXTS[each["a"]][each["a_start"] : each["a_end"]] == TEXTS[each["b"]][each["b_start"] : each["b_end"]]
    (whole,) = [each for each in found if (each["a"], each["b"]) == ("gull", "wire")]
    assert TEXTS["wire"][whole["b_start"] :].startswith("The town")
    assert (whole["kind"], whole["relation"], whole["containment_b"]) == ("verbatim", "full reprint", 1.0)


def test_the_order_of_the_lines_makes_no_difference_to_the_bytes(run, put):
    lines = lines_of(TEXTS).splitlines(keepends=True)
    first = run("compare", put("corpus.jsonl", "".join(lines))).out
    random.Random(3).shuffle(lines)
    assert run("compare", put("corpus.jsonl", "".join(lines))).out == first != ""


def test_against_another_file_nothing_is_compared_within_either(run, put):
    here, there = (
        put("here.jsonl", lines_of({"z": STORY, "y": STORY})),
        put("there.jsonl", lines_of({"a": STORY, "z": STORY, "b": "No."})),
    )
    found = passages(run("compare", here, "--against", there))
    assert [(each["a"], each["b"], each["relation"]) for each in found] == [(a, b, "identical") for a in "yz" for b in "az"]


def test_a_stream_is_read_and_only_one_of_the_two_can_be_one(run, put):
    assert len(passages(run("compare", "-", stdin=lines_of(TEXTS)))) >= 3
    result = run("compare", "-", "--against", "-", stdin=lines_of(TEXTS))
    assert (result.code, "next:" in result.err) == (2, True)


def test_progress_is_one_line_a_stage_on_stderr(run, put):
    result = run("compare", put("corpus.jsonl", lines_of(TEXTS)))
    stages = ["documents read", "texts taken apart", "runs of five words", "texts compared", "documents written", "passages of"]
    assert len(result.err.splitlines()) == len(stages)
    assert all(stage in line for stage, line in zip(stages, result.err.splitlines(), strict=True))


def test_with_a_file_to_write_the_answer_says_what_was_done(run, put, tmp_path):
    corpus = put("corpus.jsonl", lines_of(TEXTS))
    plain = run("compare", corpus).out
    result = run("compare", corpus, "-o", "out.jsonl", "--json")
    assert (tmp_path / "out.jsonl").read_text() == plain
    assert result.json == {"documents": 5, "pairs": 3, "passages": len(plain.splitlines()), "refused": [], "output": "out.jsonl"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "out.jsonl"]


# --- bad input ----------------------------------------------------------------------------------------------------------

BAD_LINES = {
    b"not json at all": "not JSON",
    b'{"id": "x", "text": "cut off': "not JSON",
    b'["a", "list"]': "a list",
    b"null": "null",
    b'{"text": "nameless"}': 'no "id"',
    b'{"id": "x"}': 'no "text"',
    b'{"id": 7, "text": "x"}': '"id" is a number',
    b'{"id": "x", "text": null}': '"text" is null',
    b'{"id": "x", "text": "x", "site": ["y"]}': '"site" is a list',
    b'{"id": "x", "text": "\xff"}': "UTF-8",
    b"[" * 200_000: "nested too deeply",
    b'{"id": "x", "text": "x", "n": ' + b"9" * 5000 + b"}": "number",
}


def test_a_line_that_cannot_be_used_is_named_with_the_reason_and_the_rest_goes_on(run, put):
    good = lines_of({"wire": STORY, "gull": f"{STORY} {OTHER}"}).encode().splitlines()
    content = b"\n".join([good[0], *BAD_LINES, b"", good[1]])
    result = run("compare", put("corpus.jsonl", content))
    assert result.code == 6
    assert [(each["a"], each["b"]) for each in passages(result)] == [("gull", "wire")]
    said = [line for line in result.err.splitlines() if line.startswith("left out")]
    for number, (line, reason) in enumerate(zip(said, BAD_LINES.values(), strict=True), 2):
        assert f"line {number} of corpus.jsonl" in line
        assert reason in line


def test_ids_that_stand_twice_are_an_error_that_names_both_lines(run, put, tmp_path):
    result = run("compare", put("corpus.jsonl", lines_of({"a": STORY, "b": OTHER}) + lines_of({"a": LEAD})), "-o", "out.jsonl")
    assert result.code == 2
    assert 'lines 1 and 3 are both "a"' in result.err
    assert "next:" in result.err
    assert not (tmp_path / "out.jsonl").exists()


def test_byte_order_mark_carriage_returns_and_blank_lines_are_fine(run, put):
    content = "\ufeff" + lines_of({"wire": STORY, "gull": LEAD}).replace("\n", "\r\n\r\n \r\n")
    result = run("compare", put("corpus.jsonl", content))
    assert (result.code, len(passages(result))) == (0, 1)


def test_odd_texts_neither_crash_nor_take_for_ever(run, put):
    texts = {
        "empty": "",
        "blank": " \n\t",
        "word": "Ferry",
        "wide": "the " * 1_250_000,
        "again": f"{LEAD} " * 10_000,
        "less": f"{LEAD} " * 9_000,
        "once": LEAD,
        "\ud800 name": f"\udc00{LEAD}\ud83d",
        "nul\x00": f"\x00{LEAD}\x00",
        "chinese": "市议会星期二投票决定关闭旧渡口并把土地出售给隔壁的造船厂" * 3,
        "thai": "สภาเมืองลงมติเมื่อวันอังคารให้ปิดท่าเรือเก่า" * 50,
    }
    result = run("compare", put("corpus.jsonl", lines_of(texts)))
    assert result.code == 0
    found = passages(result)
    assert {frozenset((each["a"], each["b"])) for each in found} >= {
        frozenset(pair) for pair in (("again", "less"), ("nul\x00", "\ud800 name"))
    }
    for each in found:
        assert 0 <= each["a_start"] < each["a_end"] <= len(texts[each["a"]])
        assert 0 <= each["b_start"] < each["b_end"] <= len(texts[each["b"]])


@pytest.mark.parametrize("content", ["", "\n\n", json.dumps({"id": "a", "text": STORY})], ids=["empty", "blank", "one document"])
def test_a_corpus_without_pairs_gives_nothing(run, put, content):
    result = run("compare", put("corpus.jsonl", content))
    assert (result.code, result.out) == (0, "")


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08rest", lines_of(TEXTS).encode("utf-16")], ids=["gzip", "utf-16"])
def test_another_kind_of_file_is_named_for_what_it_is(run, put, content):
    result = run("compare", put("corpus.jsonl", content))
    assert result.code == 2
    assert "corpus.jsonl" in result.err
    assert "left out" not in result.err


@pytest.mark.parametrize(
    "arguments", [("nowhere.jsonl",), (".",), ("a\x00b",), ("corpus.jsonl", "-o", "no/such/folder"), ("corpus.jsonl", "-o", ".")]
)
def test_a_file_that_cannot_be_read_or_written_is_a_usage_error(run, put, arguments):
    put("corpus.jsonl", lines_of(TEXTS))
    result = run("compare", *arguments)
    assert result.code == 2
    assert "next:" in result.err
    assert result.out == ""


@pytest.mark.parametrize("output", ["corpus.jsonl", "./corpus.jsonl", "link.jsonl", "hard.jsonl"])
def test_an_input_is_never_overwritten(run, put, tmp_path, output):
    corpus = tmp_path / put("corpus.jsonl", lines_of(TEXTS))
    (tmp_path / "link.jsonl").symlink_to(corpus)
    os.link(corpus, tmp_path / "hard.jsonl")
    before = corpus.read_bytes()
    other = put("other.jsonl", lines_of(TEXTS))
    for arguments in ([str(corpus)], [other, "--against", str(corpus)]):
        result = run("compare", *arguments, "-o", output)
        assert (result.code, corpus.read_bytes()) == (2, before)
        assert "overwrite" in result.err


def test_a_run_that_is_stopped_leaves_the_file_that_was_there(run, put, tmp_path, monkeypatch):
    from flows import comparing

    def stopped(*given, **more):
        yield from comparing_passages(*given, **more)
        raise KeyboardInterrupt

    comparing_passages = comparing.shared_passages
    monkeypatch.setattr(comparing, "shared_passages", stopped)
    put("out.jsonl", "what stood there\n")
    assert run("compare", put("corpus.jsonl", lines_of(TEXTS)), "-o", "out.jsonl").code == 130
    assert (tmp_path / "out.jsonl").read_text() == "what stood there\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "out.jsonl"]


def test_a_pipe_is_written_to_and_stays_a_pipe(run, put, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_text()), daemon=True)
    reader.start()
    assert run("compare", put("corpus.jsonl", lines_of(TEXTS)), "-o", "pipe").code == 0
    reader.join(10)
    assert len(got[0].splitlines()) >= 3
    assert (tmp_path / "pipe").is_fifo()
