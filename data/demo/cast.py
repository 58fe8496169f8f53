"""The places and people of the sample once they are written: what tickets and assets are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from rounds.data.demo.chance import Chance
from rounds.data.demo.places import Room, Site

STOCK_MAX = 12
"""Assets that are remembered of each kind in each school, to be spoken of in tickets."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person with an id."""

    id: str
    spoken: str
    mail: str
    role: str
    login: str | None
    room: Room | None
    privacy: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An asset that a ticket may be about."""

    id: str
    tag: str
    room: str


@dataclass(slots=True)
class School:
    """A building with its people and some of its assets."""

    id: str
    site: Site
    groups: tuple[str, ...]
    """Codes of the groups that serve it: two where it is elementary and secondary."""
    staff: dict[str, list[Member]] = field(default_factory=dict)
    technicians: dict[str, list[Member]] = field(default_factory=dict)
    """By code of group."""
    stock: dict[str, list[Thing]] = field(default_factory=dict)
    """By kind."""
    testing: list[tuple[int, int]] = field(default_factory=list)
    """Spans of milliseconds in which a test is on."""

    def is_testing(self, at: int) -> bool:
        """Whether a testing window is open here."""
        return any(first <= at < last for first, last in self.testing)

    def remember(self, kind: str, thing: Thing) -> None:
        """Keep an asset in mind, as long as there are few."""
        known = self.stock.setdefault(kind, [])
        if len(known) < STOCK_MAX:
            known.append(thing)

    def thing(self, chance: Chance, kind: str, room: str) -> Thing | None:
        """An asset of that kind, in that room where one is known."""
        known = self.stock.get(kind, [])
        near = [thing for thing in known if thing.room == room]
        return chance.one(near or known) if known else None


@dataclass(slots=True)
class Cast:
    """Everybody and every place."""

    schools: list[School]
    groups: dict[str, str]
    """Code to id, of the groups that the district has."""
    pools: dict[str, list[Member]]
    """The technicians of a group that serves every building."""
    me: Member
    people: int

    def technician(self, chance: Chance, school: School, group: str) -> Member:
        """Somebody of `group` who works in `school`."""
        pool = school.technicians.get(group) or self.pools.get(group) or self.pools["IT"]
        return chance.one(pool)
