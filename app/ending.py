"""How the program ends, whatever happens: an exit status, one line for a person, never a traceback on the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TextIO

from rounds.app.asked import Asked
from rounds.data.errors import Exit, Refused, Unreached


def ended(run: Callable[[], int], seen: Asked) -> int:
    """Run, and turn whatever comes of it into an exit status and at most one line."""
    _open_standard_files()
    try:
        status = run()
        bring_out()
    except Refused as refused:
        return _refused(refused, seen)
    except BrokenPipeError:  # whoever read has enough
        _drop(sys.stdout)
        _drop(sys.stderr)
        return Exit.DONE
    except KeyboardInterrupt:
        return _interrupted(seen)
    except SystemExit as end:  # argparse, after --help and --version
        return end.code if isinstance(end.code, int) else Exit.DONE
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            return _refused(Unreached(f"{error.filename}: {error.strerror}", "see its name and rights"), seen)
        return _fault(error, seen)
    return status


def _refused(refused: Refused, seen: Asked) -> int:
    from rounds.app.output import Output

    if refused.code == "output":
        _drop(sys.stdout)
    try:
        Output.of_process(seen.is_json).refuse(refused)
    except (OSError, Refused):
        _drop(sys.stderr)
    return int(refused.status)


def _interrupted(seen: Asked) -> int:
    if seen.is_json:
        _refused(Refused("interrupted", "do it again", "interrupted"), seen)
        return Exit.INTERRUPTED
    return _say("interrupted", Exit.INTERRUPTED)


def _say(line: str, status: int) -> int:
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _drop(sys.stderr)
    return int(status)


def _fault(error: Exception, seen: Asked) -> int:
    """Something that nobody foresaw: written down for who mends the program, named in one line for who uses it."""
    from rounds.app.fault_log import kept
    from rounds.data.text import clean_line

    said = clean_line(f"{type(error).__name__}: {error}")[:300]
    written = kept(error, seen)
    hint = f"written to {written}" if written else "no log could be written"
    if seen.is_json:
        return _refused(Refused(f"fault: {said}", hint, "fault"), seen)
    return _say(f"fault: {said}; {hint}", Exit.REFUSED)


def bring_out(text: str = "") -> None:
    """Write to stdout, to its end, while there is still somebody to tell that it cannot be.

    Raises:
        Unreached: It cannot be written where it goes to.
    """
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        from rounds.app.output import cannot_write

        raise cannot_write(error) from error


def _drop(file: TextIO | None) -> None:
    """Let nothing more reach `file`, so that neither we nor the interpreter at its end stumble over it."""
    try:
        place = -1 if file is None else file.fileno()
    except (OSError, ValueError):
        return
    if place >= 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, place)
        os.close(nowhere)


def _open_standard_files() -> None:
    """Fill the places of files that were closed by the caller: the replica must not be opened as one of them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
