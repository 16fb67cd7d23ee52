"""One settings object: `citetrail.toml`, then `CITETRAIL_*` variables, then flags; read once, at the start of a verb.

Nothing below this module reads the environment or a settings file: each package is handed its own options (`Settings.limits`,
`Settings.database_url`, ...). The workspace is the folder that holds `citetrail.toml`; it is looked for in the current folder and
its parents, as git does, unless `--workspace` or `CITETRAIL_WORKSPACE` names one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from lineage.errors import SettingsError, UsageError
from lineage.values import Limits

SETTINGS_FILE = "citetrail.toml"
FIRST_SETTINGS = """\
# citetrail workspace. Every setting can also be given as CITETRAIL_<NAME>; flags win over variables, variables over this file.

# database = "postgresql+psycopg://..."   # where the ledger lies; by default ledger.sqlite in this folder
# user_agent = "my newsroom's archive (mailto:desk@example.org)"
# store = "/srv/citetrail/snapshots"      # where captured bytes lie; a folder that all machines of a team share
# outlets = "outlets.toml"                # outlets of your own, beside those that come with citetrail

[limits]
# total_seconds = 60          # the longest one capture may take, redirects and all
# body_bytes = 30000000       # the most that is taken from the wire
# read_html_bytes = 5000000   # larger pages are kept, but not read

[flows]
# tick_seconds = 120          # how often the scheduler looks for sources that are due
# audit = "30 4 * * *"        # when everything pinned is audited; "" for never
# report = "0 5 * * *"        # when the reports are written; "" for never
# time_zone = "UTC"
"""


_DEFAULTS = Limits()


class LimitSettings(BaseModel):
    """The `[limits]` table; the fields and their defaults are those of `lineage.values.Limits`."""

    model_config = ConfigDict(extra="forbid")

    total_seconds: float = Field(default=_DEFAULTS.total_seconds, gt=0, le=3600)
    connect_seconds: float = Field(default=_DEFAULTS.connect_seconds, gt=0, le=600)
    read_seconds: float = Field(default=_DEFAULTS.read_seconds, gt=0, le=600)
    body_bytes: int = Field(default=_DEFAULTS.body_bytes, gt=0)
    content_bytes: int = Field(default=_DEFAULTS.content_bytes, gt=0)
    redirects: int = Field(default=_DEFAULTS.redirects, ge=0, le=50)
    read_html_bytes: int = Field(default=_DEFAULTS.read_html_bytes, gt=0)
    read_seconds_wall: float = Field(default=_DEFAULTS.read_seconds_wall, gt=0, le=600)


class FlowSettings(BaseModel):
    """The `[flows]` table: when the flows run by themselves; a source's own times stand in its row of the ledger."""

    model_config = ConfigDict(extra="forbid")

    tick_seconds: int = Field(default=120, ge=5, le=86400)
    """How often the capture flow looks for sources that are due."""
    audit: str | None = "30 4 * * *"
    report: str | None = "0 5 * * *"
    time_zone: str = "UTC"

    @model_validator(mode="after")
    def _readable(self) -> Self:
        from flows.timing import schedule_of

        for line in filter(None, (self.audit, self.report)):
            try:
                schedule_of(None, line, self.time_zone)
            except UsageError as error:
                raise ValueError(f"{error.what} ({error.where})") from None
        return self


class Settings(BaseSettings):
    """What a person can set. Paths are absolute once loaded."""

    model_config = SettingsConfigDict(env_prefix="CITETRAIL_", env_nested_delimiter="__", extra="forbid", frozen=True)

    workspace: Path
    database: str | None = None
    allow_private_addresses: bool = False
    user_agent: str | None = None
    outlets: str | None = None
    store: str | None = None
    limits: LimitSettings = LimitSettings()
    flows: FlowSettings = FlowSettings()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.database or f"sqlite:///{self.workspace / 'ledger.sqlite'}"

    @property
    def shown_database(self) -> str:
        """The ledger's URL for messages, without a password."""
        return re.sub(r"(?<=://)([^:/@]*):[^@]*@", r"\1:***@", self.database_url)

    @property
    def store_folder(self) -> Path:
        """The folder of the snapshot store: `snapshots/` of the workspace, or a shared one that `store` names."""
        return self.workspace / (self.store or "snapshots")

    @property
    def reports_folder(self) -> Path:
        """The folder that reports are written to."""
        return self.workspace / "reports"

    @property
    def outlet_files(self) -> tuple[Path, ...]:
        """The workspace's own outlet files: the one named by `outlets`, else `outlets.toml` beside the settings if it is there."""
        if self.outlets:
            return (self.workspace / self.outlets,)
        beside = self.workspace / "outlets.toml"
        return (beside,) if beside.is_file() else ()

    @property
    def capture_limits(self) -> Limits:
        """The limits in the form that capturing and reading take."""
        return Limits(**self.limits.model_dump())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the workspace's file (`toml_file`, set by `load_settings`)."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def find_workspace(named: Path | None = None, *, start: Path | None = None) -> Path:
    """The workspace's folder.

    Raises:
        SettingsError: there is none: with the folder that was searched and how to make one.
    """
    chosen = named or (Path(os.environ["CITETRAIL_WORKSPACE"]) if os.environ.get("CITETRAIL_WORKSPACE") else None)
    if chosen is not None:
        if not (chosen / SETTINGS_FILE).is_file():
            raise SettingsError(
                f"There is no workspace here: {SETTINGS_FILE} is missing",
                where=str(chosen),
                advice=f"Make one with: citetrail init {chosen}",
            )
        return chosen.resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise SettingsError(
        f"There is no workspace here: no {SETTINGS_FILE} in this folder or above it",
        where=str(here),
        advice="Make one with: citetrail init, or name one with --workspace FOLDER",
    )


def load_settings(workspace: Path, flags: Mapping[str, Any] | None = None, *, environment: bool = True) -> Settings:
    """The settings of a workspace.

    Args:
        workspace: its folder.
        flags: what was given on the command line; None values do not count.
        environment: False to read the file alone (another workspace than the one the environment speaks of).

    Raises:
        SettingsError: the file cannot be read or a value is not usable: names the file or variable, the value and the rule.
    """
    file = workspace / SETTINGS_FILE
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    prefix = "CITETRAIL_" if environment else "\0"  # no variable can have that one
    config = SettingsConfigDict(toml_file=file, env_prefix=prefix)
    of_this_workspace: type[Settings] = type("WorkspaceSettings", (Settings,), {"model_config": config})
    try:
        return of_this_workspace(**{**given, "workspace": workspace})
    except ValidationError as error:
        raise _unusable(error, file) from None
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{SETTINGS_FILE} cannot be read: {error}", where=str(file), advice="Correct the line it names"
        ) from None


def _unusable(error: ValidationError, file: Path) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    variable = "CITETRAIL_" + "__".join(str(part) for part in first["loc"]).upper()
    place = variable if variable in os.environ else str(file)
    return SettingsError(f"The setting {name} cannot be {first['input']!r}: {first['msg']}", where=place, advice="Correct it")


def make_workspace(folder: Path) -> Path:
    """Make the folders and the settings file of a workspace; what is there already stays as it is.

    Raises:
        UsageError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "snapshots").mkdir(exist_ok=True)
        (folder / "reports").mkdir(exist_ok=True)
        settings = folder / SETTINGS_FILE
        if not settings.exists():
            settings.write_text(FIRST_SETTINGS, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The workspace cannot be made: {error.strerror}", where=str(folder), advice="Choose a folder that you may write to"
        ) from None
    return folder.resolve()
