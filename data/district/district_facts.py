"""What `district.toml`, `lists.toml` and `views.toml` hold: one declaration a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from rounds.data.district.entry import Entry, Tables
from rounds.data.district.formats import Domain, OpenSpan, Zone
from rounds.data.district.hours import WEEKDAYS, Span
from rounds.data.district.kinds import Code, Keyed, Line, ListOf, Number, OneOf, Own, Ref, Text, Whole
from rounds.data.district.problem import instead_of
from rounds.data.district.toml_lines import At
from rounds.data.nouns.lists import LEVEL, PRIORITY, TYPE
from rounds.data.rules.service_time import LOOK_AHEAD_DAYS
from rounds.data.rules.the_round import Weights

SEVERITIES = ("1", "2", "3", "4")

WEIGHTS = tuple(each.name for each in fields(Weights))

VIEW_NOUNS = ("ticket", "asset", "building", "room", "person", "group", "duty", "rule", "testing_window", "request")
"""The lists that a saved view can be of."""

_ATTACHMENT_MAX = 25 * 1024 * 1024
_PROMISE_MAX = LOOK_AHEAD_DAYS * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictFacts(Entry):
    """`district.toml`: what the whole district decided."""

    code: Annotated[str, Code('"district"')]
    name: Annotated[str, Line()]
    zone: Annotated[str, Zone()]
    mail_domain: Annotated[str, Domain()]
    hours: Annotated[dict[str, Span], Keyed(dict.fromkeys(WEEKDAYS, OpenSpan()))]
    promises: Annotated[dict[str, int] | None, Keyed(dict.fromkeys(SEVERITIES, Whole(1, _PROMISE_MAX)))] = None
    weights: Annotated[dict[str, float], Keyed(dict.fromkeys(WEIGHTS, Number(1_000_000)), required=True)]
    attachment_max: Annotated[int, Whole(1, 2**40)] = _ATTACHMENT_MAX
    about: Annotated[str | None, Text()] = None

    def problems(self) -> Iterator[tuple[At, str]]:
        told = [self.weights.get(f"severity_{severity}", 0) for severity in SEVERITIES]
        if told != sorted(told, reverse=True):
            yield ("weights",), "a lesser severity weighs more than a worse one; let severity_1 to severity_4 fall"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts(Entry):
    """An item of a list, with its words."""

    code: Annotated[str, Own()]
    label: Annotated[str, Line(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFacts(ItemFacts):
    """A level of buildings, and the columns of the matrix that it answers to."""

    columns: Annotated[tuple[str, ...], ListOf(Ref("column"))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsFile(Entry):
    """`lists.toml`."""

    type: Annotated[tuple[ItemFacts, ...], Tables(ItemFacts)] = ()
    priority: Annotated[tuple[ItemFacts, ...], Tables(ItemFacts)] = ()
    severity: Annotated[tuple[ItemFacts, ...], Tables(ItemFacts)] = ()
    column: Annotated[tuple[ItemFacts, ...], Tables(ItemFacts)] = ()
    level: Annotated[tuple[LevelFacts, ...], Tables(LevelFacts)] = ()
    category: Annotated[tuple[ItemFacts, ...], Tables(ItemFacts)] = ()

    def problems(self) -> Iterator[tuple[At, str]]:
        yield from _closed("type", self.type, TYPE, may_add=True)
        yield from _closed("priority", self.priority, PRIORITY)
        yield from _closed("severity", self.severity, SEVERITIES)
        yield from _closed("level", self.level, LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewFacts(Entry):
    """A filter that everybody finds by its name."""

    name: Annotated[str, Own(Line(60))]
    noun: Annotated[str, OneOf(VIEW_NOUNS)] = "ticket"
    filter: Annotated[str, Line()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsFile(Entry):
    """`views.toml`."""

    view: Annotated[tuple[ViewFacts, ...], Tables(ViewFacts)] = ()


def _closed(
    name: str, items: Sequence[ItemFacts], codes: tuple[str, ...], may_add: bool = False
) -> Iterator[tuple[At, str]]:
    """A list that is given at all holds every code of the contract; nearly always no other."""
    told = [item.code for item in items]
    for code in codes:
        if told and code not in told:
            yield (name,), f"'{code}' is missing; add it under [[{name}]]"
    for item in items:
        if not may_add and item.code not in codes:
            yield (*item.at, "code"), f"'{item.code}' cannot be added; {instead_of(item.code, codes)}"
