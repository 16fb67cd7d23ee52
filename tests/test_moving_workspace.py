"""A workspace moves from SQLite to PostgreSQL and back: nothing is lost, and the verbs answer the same."""

from __future__ import annotations

from databases import database
from support import article

LEAD = "The council of the town voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door."
MORE = "Nobody asked the people who cross there every morning, said the woman who has run the kiosk at the slip for 23 years."


def answers(run, folder, addresses):
    at = ("--workspace", str(folder), "--json")
    status = run("status", *at).json
    chains = [run("chain", address, *at).json for address in addresses]
    return status, chains, run("pin", *at).json, run("search", "ferry", *at).json


def test_a_workspace_moves_there_and_back(run, workspace, site, tmp_path, monkeypatch):
    addresses = [site.put(f"/{n}", article(f"Slip {n}", LEAD, MORE, f"Source: Paper {n}")) for n in range(2)]
    assert run("capture", *addresses).code == 0
    assert run("add", addresses[0], "--every", "6h").code == 0
    assert run("pin", addresses[0], "--quote", "Nobody asked the people").code == 0
    before = answers(run, workspace, addresses)

    with database("postgresql", tmp_path, made=False) as url:
        team, back = tmp_path / "team", tmp_path / "back"
        monkeypatch.setenv("CITETRAIL_DATABASE", url)
        moved = run("init", str(team), "--from", str(workspace))
        assert moved.code == 0, moved.err
        assert answers(run, team, addresses) == before
        assert run("audit", "--offline", "--workspace", str(team)).code == 0
        assert run("init", str(tmp_path / "twice"), "--from", str(workspace)).code == 2

        (team / "citetrail.toml").write_text(f'database = "{url}"\n')
        monkeypatch.delenv("CITETRAIL_DATABASE")
        moved = run("init", str(back), "--from", str(team))
        assert moved.code == 0, moved.err
        status, *others = answers(run, back, addresses)
        assert others == list(before[1:])
        assert status["sources"] == before[0]["sources"]
        assert status["counts"] == before[0]["counts"] | {"audits": 1}
        assert run("capture", addresses[0], "--workspace", str(back)).code == 0
