"""Where state and configuration live: platformdirs' user folders, or one folder of the user's choice."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rounds.data.errors import BadInput

VARIABLE = "ROUNDS_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one user."""

    data: Path
    config: Path
    state: Path

    @property
    def config_file(self) -> Path:
        """The one file that a person edits."""
        return self.config / "config.toml"

    @property
    def sample(self) -> Home:
        """The home of the sample district, beside the real one."""
        return Home(self.data / "sample", self.config, self.state / "sample")

    @property
    def log_file(self) -> Path:
        """Where faults are written down."""
        return self.state / "rounds.log"


def home(chosen: str | None = None) -> Home:
    """The home that was chosen on the command line, else by ROUNDS_HOME, else the user's own folders.

    Raises:
        BadInput: There is no home folder and none was chosen.
    """
    told = chosen or os.environ.get(VARIABLE)
    if told:
        folder = Path(os.path.expanduser(told)).absolute()
        return Home(folder, folder, folder)
    if not os.path.isabs(os.path.expanduser("~")):
        raise BadInput(
            "there is no home folder", f"set {VARIABLE} or give --home with a folder of yours", code="no-home"
        )
    import platformdirs

    return Home(
        Path(platformdirs.user_data_dir("rounds")),
        Path(platformdirs.user_config_dir("rounds")),
        Path(platformdirs.user_state_dir("rounds")),
    )


def login() -> str:
    """The Unix login of this account, from the account and not from what the environment claims."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid-{os.geteuid()}"
