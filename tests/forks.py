"""Work in a process of its own that may be killed: forked, since a fresh Python takes a second to import the nouns."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable


def start(work: Callable[[], object]) -> int:
    """Begin `work` in a child; gives its process id. The child opens for itself whatever it uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the threads of a test runner do not go along
        child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # told to whoever reads the test's output
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def end_of(child: int) -> int:
    """Wait for a child. Gives its exit status, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(work: Callable[[], object]) -> int:
    """Do `work` in a child, to its end; gives that as `end_of` does."""
    return end_of(start(work))


def die() -> None:
    """End this process as `kill -9` and a power cut do: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill(child: int) -> None:
    """End a child as `kill -9` does, and wait for it."""
    os.kill(child, signal.SIGKILL)
    end_of(child)
