"""What tickets of the sample are about, read from `stories/*.toml`: a story is one fault in several people's words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rounds.data.demo.chance import Weighted

FILES = ("hardware", "software", "network", "account", "other", "testing")
SITE = "site"
"""Stands for the group that serves the building."""


@dataclass(frozen=True, slots=True)
class Story:
    """One fault. Texts hold the slots of `words.py` in braces."""

    type: str
    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    """Sentences of the description."""
    ends: tuple[str, ...]
    """What was done about it."""
    severity: Weighted[int]
    asks: tuple[str, ...] = ()
    """What the technician asks the requester."""
    works: tuple[str, ...] = ()
    """What the technician notes on the way."""
    holds: tuple[str, ...] = ()
    """Why it is put off."""
    steps: tuple[str, ...] = ()
    """The checklist of the work."""
    weight: float = 1
    who: str = "teacher"
    """Who writes: teacher, office (secretaries), principal, counselor, student, or any of them."""
    rooms: tuple[str, ...] = ()
    """Kinds of rooms where it happens; none is where the writer sits."""
    levels: tuple[str, ...] = ()
    """Levels of schools where it happens; none is all."""
    desks: bool = False
    """Happens in the district's office too."""
    group: str = SITE
    device: str = ""
    """Kind of the asset that it is about."""
    channel: str = ""
    """How it comes in; none is mostly by the form."""
    privacy: str = "work"
    spreads: bool = False
    """Is noticed by several people at once."""
    streaming: bool = False
    """Needs what is off while a testing window is open."""
    testing: bool = False
    """A test depends on it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What is said on tickets of any story."""

    closers: tuple[str, ...]
    asks: tuple[str, ...]
    replies: tuple[str, ...]
    works: tuple[str, ...]
    holds: tuple[str, ...]
    ends: tuple[str, ...]
    reopens: tuple[str, ...]
    merges: tuple[str, ...]


_SEVERITY = (0, 2, 7, 1)
"""How often a story is of severity 1 to 4 where it does not say."""


@cache
def stories() -> tuple[Story, ...]:
    """Every story."""
    return tuple(story for name in FILES for story in _of_file(_read(name)))


@cache
def talk() -> Talk:
    """What is said everywhere."""
    return Talk(**{name: tuple(lines) for name, lines in _read("talk").items()})


def of_level(level: str, testing: bool) -> Weighted[Story]:
    """The stories of a building of `level`: those of a test, or those of a plain day."""
    fit = [story for story in stories() if story.testing == testing and _happens(story, level)]
    return Weighted(fit, [story.weight for story in fit])


def _happens(story: Story, level: str) -> bool:
    return story.desks or story.testing if level == "office" else not story.levels or level in story.levels


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("rounds.data.demo") / "stories" / f"{name}.toml").read_text(encoding="utf-8"))


def _of_file(content: dict[str, Any]) -> list[Story]:
    common = {key: value for key, value in content.items() if key != "story"}
    return [_story({**common, **each}) for each in content["story"]]


def _story(told: dict[str, Any]) -> Story:
    facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    facts["severity"] = Weighted((1, 2, 3, 4), facts.get("severity", _SEVERITY))
    return Story(**facts)
