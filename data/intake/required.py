"""The fields that a request must have, and where people write them instead.

Source: docs/sources.md#004, appendix A: the description begins with the school and the classroom.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rounds.data.text import folded

REQUIRED = ("school", "room", "description")

_ROOM = re.compile(r"\b(?:room|rm\.?|classroom|lab|office|#)\s*[:#-]?\s*([\w-]{1,12})", re.IGNORECASE)
_BARE_ROOM = re.compile(r"^[A-Za-z]{0,2}-?\d{1,4}[A-Za-z]?$")
_NAMED_ROOM = frozenset("library lib office gym cafeteria auditorium lab kitchen lounge clinic".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A school by the names that people have for it."""

    id: str
    code: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Named:
    """The school and room that a first line names; either may be missing."""

    school: str | None
    room: str | None


def named_in(description: str, places: Sequence[Place]) -> Named:
    """The school (its id) and room that the first line of a description begins with.

    `Hellgate HS 214`, `101 / room 12`, `HGT, library` count; a school that is only mentioned later does not.
    """
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    school, rest = _school(line, places)
    return Named(school, _room(rest if school else line, bool(school)))


def missing(school: object, room: object, description: object) -> list[str]:
    """Which of the required fields are not there, in the form's order."""
    given = dict(zip(REQUIRED, (school, room, description), strict=True))
    return [name for name in REQUIRED if not given[name]]


def _school(line: str, places: Sequence[Place]) -> tuple[str | None, str]:
    """The school that the line begins with, by its longest name, and what follows."""
    best, rest = None, line
    longest = 0
    start = re.match(r"\W*(?:school|building)?\s*[:#-]?\s*", line, re.IGNORECASE)
    offset = start.end() if start else 0
    for place in places:
        for name in (place.name, place.code, place.short):
            if name and len(name) > longest and _begins(line[offset:], name):
                best, longest, rest = place.id, len(name), line[offset + len(name) :]
    return best, rest


def _begins(line: str, name: str) -> bool:
    head, after = line[: len(name)], line[len(name) : len(name) + 1]
    return folded(head) == folded(name) and not (after.isalnum() or after == "_")


def _room(rest: str, after_school: bool) -> str | None:
    if found := _ROOM.search(rest[:60]):
        return found.group(1)
    if not after_school:
        return None
    first = re.split(r"[\s,;:/|.]+", rest.strip(" ,;:/|.-"), maxsplit=1)[0]
    if _BARE_ROOM.match(first) or first.casefold() in _NAMED_ROOM:
        return first
    return None
