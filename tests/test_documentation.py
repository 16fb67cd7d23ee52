"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from citetrail.cli import VERBS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
JSON = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_in_the_readme_and_its_json_is_described(verb):
    assert f"citetrail {verb}" in README
    assert f"\n## {verb}\n" in JSON


def test_no_verb_is_promised_that_is_not_built():
    promised = set(re.findall(r"^\$ citetrail (\w+)", README, re.M)) | set(re.findall(r"^## (\w+)$", JSON, re.M))
    assert promised <= set(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_fields_named_for_a_verb_are_written_as_code(verb):
    section = JSON.split(f"\n## {verb}\n")[1].split("\n## ")[0]
    assert re.search(r'"\w+"', section), f"docs/json.md names no field for {verb}"


def session():
    """The terminal session of the README: commands and the output that stands below each."""
    block = re.search(r"```console\n(.*?)```", README, re.S)
    assert block is not None
    steps: list[tuple[str, str]] = []
    for line in block[1].splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        elif steps:
            command, output = steps[-1]
            steps[-1] = (command, output + line + "\n")
    return steps


def comparable(text: str) -> str:
    """Output without what differs from run to run: times, blanks, line ends, the folder's place and the ids that follow from it."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC)?", "TIME", text)
    text = re.sub(r"\b[cdelmpw][0-9a-f]{12}\b", "ID", text)
    text = re.sub(r"file://\S*/|(?<= )/\S*/(?=\S)", "", text)
    return " ".join(text.split())


def test_the_session_in_the_readme_is_what_happens(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("wire.txt", "gull.txt"):
        (tmp_path / name).write_bytes((ROOT / "tests" / "data" / "session" / name).read_bytes())
    steps = session()
    assert len(steps) >= 6
    for command, output in steps:
        program, *arguments = shlex.split(command)
        if program == "sed":
            assert arguments[0] == "-i"
            was, now = re.fullmatch(r"s/(.+)/(.+)/", arguments[1]).groups()
            file = Path(arguments[2])
            file.write_text(file.read_text().replace(was, now))
            continue
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        assert program == "citetrail", command
        result = run(*arguments)
        said = comparable(result.out)
        for line in filter(None, map(comparable, output.splitlines())):
            assert line == "..." or line in said, f"{command}\nprinted\n{result.out}{result.err}\nbut the README says\n{line}"
