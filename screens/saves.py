"""Writes of the screens: one after the other, in the order of the keys that asked for them, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context


class Saves:
    """What is being saved, and what waits for it. Nothing that was asked for is cancelled or overtaken."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="save")
        self._pending: set[Future[None]] = set()

    def put(self, write: Callable[[], None]) -> None:
        """Have `write` run once all that was put before it has. It tells itself what became of it, and raises nothing.

        Called in the event loop alone: its order is the order of the keys.
        """
        future = self._thread.submit(copy_context().run, write)  # a screen that was left knows its app by the context
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    @property
    def pending(self) -> int:
        """How many writes are not on the disk yet."""
        return len(self._pending)

    async def finished(self, within_s: float) -> None:
        """Wait until all that was put is done, at most `within_s` seconds."""
        pending = [asyncio.wrap_future(future) for future in list(self._pending)]
        if pending:
            await asyncio.wait(pending, timeout=within_s)
