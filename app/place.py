"""Where a home's replica lies: in the home, or on this machine's own disk where the home is on another one's.

Source: docs/sources.md#contract, who is acting (network file systems).
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rounds.app.paths import Home, login
from rounds.data.errors import Unreached

NAME = "replica.db"
SYSTEM, TEMPORARY = Path("/var/lib/rounds"), Path("/var/tmp")


@dataclass(frozen=True, slots=True)
class Place:
    """A replica's file, and why it is not in the home."""

    path: Path
    says: str = ""
    """What a person is told once; empty where the replica is in its home."""


def place_of(home: Home, replica_dir: Path | None) -> Place:
    """Where the replica of `home` is, or will be.

    Args:
        replica_dir: The folder that config.toml names.

    Raises:
        Unreached: The folder in the home's stead belongs to somebody else.
    """
    from rounds.data.store.file_system import is_network, kind_of

    if replica_dir is not None:
        return Place(replica_dir / _within(home) / NAME)
    if not is_network(home.data):
        return Place(home.data / NAME)
    folder = _local_folder()
    path = folder / _of_home(home) / _within(home) / NAME
    says = f"your home is on a network file system ({kind_of(home.data)}); the replica is kept in {path.parent}"
    return Place(path, says)


def _within(home: Home) -> str:
    """The sample keeps its own folder wherever the replicas are."""
    return "sample" if home.data.name == home.state.name == "sample" and home.data != home.config else ""


def _of_home(home: Home) -> str:
    """Tells homes that were chosen by name from each other; the account's own needs no name."""
    if home.config not in (home.data, home.data.parent):
        return ""
    from hashlib import sha256

    return f"{home.config.name}-{sha256(os.fsencode(home.config)).hexdigest()[:8]}"


def _local_folder() -> Path:
    """A folder of this account on this machine: /var/lib/rounds/USER where that may be, else /var/tmp/rounds-UID."""
    mine = SYSTEM / login()
    if os.access(mine, os.W_OK) or (not mine.exists() and os.access(SYSTEM, os.W_OK)):
        return _private(mine)
    return _private(TEMPORARY / f"rounds-{os.geteuid()}")


def _private(folder: Path) -> Path:
    """`folder`, made for this account alone; one that somebody else put there is not trusted."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise Unreached(
            f"{folder}: cannot be made ({error.strerror})", "set replica_dir in config.toml", code="cannot-make"
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise Unreached(
            f"{folder}: is not yours alone", "set replica_dir in config.toml to a folder that is", code="not-private"
        )
    return folder
