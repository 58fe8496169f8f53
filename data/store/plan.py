"""How a question is asked of SQLite: what the filter language becomes and what lists are read by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is asked of SQLite, over the noun's table as `t`."""

    noun: str
    where: tuple[str, ...]
    """Conditions that must all hold."""
    params: tuple[object, ...]
    """Values of their question marks, in order."""
    match: str
    """An FTS5 expression over the noun's search table; empty where no word has to be found in it."""
    keys: tuple[str, ...]
    """What to sort by, each ascending and never null; none is the list's own order."""
    descending: bool
    instant: bool
    """Whether an index gives this order, so that it holds at any size."""


def everything(noun: str) -> Plan:
    """The question that asks nothing: every record, in the list's own order."""
    return Plan(noun, (), (), "", (), False, True)
