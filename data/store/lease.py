"""The lease on a replica: several processes of one account share it; one that replaces the file holds it alone.

A lock on a file beside the replica, so it goes with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rounds.data.errors import Unreached


class Lease:
    """A share of the replica, kept until `close`."""

    def __init__(self, replica: Path) -> None:
        self.path = replica.with_name(replica.name + ".lease")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not self._lock(fcntl.LOCK_SH):
            self.close()
            raise Unreached(
                f"{replica}: another Rounds is moving or restoring this replica",
                "try again when it is done",
                code="in-use",
            )

    def _lock(self, kind: int) -> bool:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the replica alone, to replace its file.

        Raises:
            Unreached: Another process has it open.
        """
        if not self._lock(fcntl.LOCK_EX):
            self._lock(fcntl.LOCK_SH)
            raise Unreached(
                f"{self.path.with_suffix('')}: another Rounds has this replica open",
                "close it, then try again",
                code="in-use",
            )
        try:
            yield
        finally:
            self._lock(fcntl.LOCK_SH)

    def close(self) -> None:
        """Give the share back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
