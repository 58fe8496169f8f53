"""Memory of the threads that read: one pool for all, so that what one has let go of serves the next."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8
"""glibc's name for how many pools there may be (malloc.h, M_ARENA_MAX)."""


def share_between_threads() -> None:
    """Have threads that come later take memory from the main pool.

    glibc gives each thread a pool of its own, up to eight a core, and what a search has taken there stays with it.
    Where there is no glibc there is nothing to do.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
