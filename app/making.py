"""A new replica, whole or not at all: made in a file beside its place and renamed when it is finished."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rounds.data.errors import Refused, Unreached
from rounds.data.store.copies import put_in_place

_SUFFIXES = ("", "-wal", "-shm", "-journal", ".lease")


@contextmanager
def made_at(path: Path) -> Iterator[Path]:
    """Give the name of a file to make; when the block ends well, it is at `path`, else nothing is.

    One process at a time makes a replica in a folder; what a killed one left there is cleared away.

    Raises:
        Refused: There is a replica already, or the folder cannot be written.
    """
    part = path.with_name(f"{path.name}.making")
    folder = _folder(path)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if path.exists():
            raise Refused(
                f"{path}: there is a replica already", "use it, or name another folder with --home", code="exists"
            )
        _clear(part)
        try:
            yield part
            put_in_place(part, path)
        finally:
            _clear(part)
    finally:
        os.close(folder)


def _folder(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise Unreached(
            f"{path}: cannot be made ({error.strerror})",
            "choose another folder with --home or ROUNDS_HOME",
            code="cannot-make",
        ) from error


def _clear(part: Path) -> None:
    for suffix in _SUFFIXES:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
