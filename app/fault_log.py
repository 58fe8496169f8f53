"""Where faults are written down: small, for this account alone, and without what somebody typed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from rounds.app import __version__
from rounds.app.asked import Asked
from rounds.app.paths import home
from rounds.data.errors import Refused

BYTES_MAX = 256 * 1024
"""The log is put aside when it is larger; one old one is kept."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def kept(error: BaseException, seen: Asked, log_file: Path | None = None) -> Path | None:
    """Write `error` down, into the home's log where no other is named; gives the file, or none where it cannot be."""
    try:
        path = log_file or home(seen.home).log_file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > BYTES_MAX:
            os.replace(path, path.with_suffix(".log.1"))
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with open(log, "a", encoding="utf-8", errors="replace") as file:
            file.write(told(error, seen))
    except (OSError, Refused):
        return None
    return path


def told(error: BaseException, seen: Asked) -> str:
    """What is written: when, which version and verb, and where in the program; values in quotes are left out."""
    import traceback
    from datetime import UTC, datetime

    now = datetime.now(UTC).isoformat(timespec="seconds")
    # The second word may already be somebody's text; the first is a verb, or what was taken for one.
    verb = seen.words[0][:20] if seen.words else "screen"
    head = f"{now} rounds {__version__} python {sys.version.split()[0]} {verb}\n"
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{head}{frames}{type(error).__name__}: {_QUOTED.sub(_masked, str(error))[:500]}\n\n"


def _masked(_: re.Match[str]) -> str:
    return "'...'"
