"""One settings object: file, then environment, then flags."""

from pathlib import Path

import pytest

from flows.settings import find_workspace, load_settings, make_workspace
from lineage.errors import SettingsError, UsageError


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    for name in ("WORKSPACE", "DATABASE", "ALLOW_PRIVATE_ADDRESSES", "USER_AGENT"):
        monkeypatch.delenv(f"CITETRAIL_{name}", raising=False)


def test_the_first_settings_file_is_valid_as_it_stands(tmp_path):
    settings = load_settings(make_workspace(tmp_path / "new"))
    assert settings.database_url == f"sqlite:///{(tmp_path / 'new' / 'ledger.sqlite').resolve()}"
    assert settings.capture_limits.redirects == 10


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "citetrail.toml").write_text('user_agent = "file"\n[limits]\nredirects = 1\ntotal_seconds = 5\n')
    assert load_settings(tmp_path).user_agent == "file"
    monkeypatch.setenv("CITETRAIL_USER_AGENT", "environment")
    monkeypatch.setenv("CITETRAIL_LIMITS__REDIRECTS", "3")
    assert load_settings(tmp_path).user_agent == "environment"
    assert load_settings(tmp_path, {"user_agent": "flag"}).user_agent == "flag"
    limits = load_settings(tmp_path).capture_limits
    assert (limits.redirects, limits.total_seconds) == (3, 5.0)


def test_a_workspace_is_found_from_a_folder_below_it(tmp_path, monkeypatch):
    make_workspace(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_workspace(start=below) == tmp_path.resolve()


def test_no_workspace_says_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError, match="citetrail init"):
        find_workspace(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1\n", "colour"),
        ("[limits]\nredirects = -1\n", "limits.redirects"),
        ("[limits\n", "line 1"),
        ("[limits]\nspeed = 3\n", "limits.speed"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, text, named):
    (tmp_path / "citetrail.toml").write_text(text)
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings(tmp_path)
    assert "citetrail.toml" in str(caught.value)


def test_a_bad_variable_is_named_as_the_variable(tmp_path, monkeypatch):
    make_workspace(tmp_path)
    monkeypatch.setenv("CITETRAIL_ALLOW_PRIVATE_ADDRESSES", "perhaps")
    with pytest.raises(SettingsError, match="CITETRAIL_ALLOW_PRIVATE_ADDRESSES"):
        load_settings(tmp_path)


def test_a_file_in_the_way_of_the_workspace_is_named(tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(UsageError, match="taken"):
        make_workspace(Path(tmp_path / "taken"))
