"""What else changes when a ticket changes: its moment of closing, its first hand, its promise.

Source: docs/sources.md#contract, closed lists; #look, the history of the ticket page.
"""

from __future__ import annotations

from typing import Any

from rounds.data.errors import Refused
from rounds.data.nouns.lists import OPEN_STATUS


def is_open(status: str) -> bool:
    """Whether somebody still has to do something."""
    return status in OPEN_STATUS


def consequences(before: dict[str, Any], wanted: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """`wanted` with what follows from it.

    A ticket that ends bears the moment; one that is taken up again loses it and its resolution stays in the history.
    A new ticket that gets an assignee is in hand.

    Raises:
        Refused: The ticket cannot go there from where it is.
    """
    after = dict(wanted)
    was, becomes = before["status"], wanted.get("status", before["status"])
    if was == "merged" and becomes != "merged":
        raise Refused(
            f"{before['number']} was merged into another ticket", "work on that one; its links name it", code="merged"
        )
    if becomes == "merged" and was != "merged":
        raise Refused(
            "a ticket is merged into another one, not by its status", "say which is which in a note", code="merged"
        )
    if "status" not in wanted and was == "new" and wanted.get("assignee"):
        after["status"] = becomes = "open"
    if becomes == "closed" and was != "closed" and not (wanted.get("resolution") or before.get("resolution")):
        raise Refused(f"{before['number']} needs a resolution to be closed", "say what was done", code="no-resolution")
    if is_open(was) and not is_open(becomes):
        after["closed"] = now_ms
    elif not is_open(was) and is_open(becomes):
        after["closed"] = None
    return after
