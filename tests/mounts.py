"""Small disks and disks that cannot be written, for tests: mounted where tests run as root, else skipped by name."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str = "2m") -> Iterator[Path]:
    """A disk of `size` at `folder`, which is made for it."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def only_to_read(path: Path) -> Iterator[None]:
    """Within it, a file or folder cannot be written, not by root either."""
    _mount("--bind", str(path), str(path))
    try:
        _mount("-o", "remount,bind,ro", str(path))
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def fill_up(folder: Path) -> Path:
    """Fill the disk of `folder` to its last byte; gives the file that does it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for length in (65536, 1):
            try:
                while True:
                    file.write(bytes(length))
            except OSError:
                continue
    return filler


def _mount(*arguments: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk for this test")
    told = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if told.returncode != 0 and os.environ.get("CI") == "true":
        pytest.fail(f"mount {' '.join(arguments)}: {told.stderr}")
    if told.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {told.stderr.strip()}")
