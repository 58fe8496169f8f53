"""The places and people of the sample once they are written: what tickets and assets are made of."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Testing:
    """When a test is on, in UTC milliseconds, and where."""

    first: int
    last: int
    schools: tuple[School, ...]


@dataclass(slots=True)
class Cast:
    """Everybody and every place."""

    schools: list[School]
    groups: dict[str, str]
    """Code to id, of the groups that the district has."""
    pools: dict[str, list[Member]]
    """The technicians of a group that serves every building; whoever looks at the sample is the first of IT."""
    people: int
    testing: list[Testing] = field(default_factory=list)

    def testing_at(self, at: int) -> Sequence[School]:
        """The schools in which a test is on."""
        return next((span.schools for span in self.testing if span.first <= at < span.last), ())

    @property
    def me(self) -> Member:
        """Whoever looks at the sample."""
        return self.pools["IT"][0]

    def technician(self, chance: Chance, school: School, group: str) -> Member:
        """Somebody of `group` who works in `school`."""
        pool = school.technicians.get(group) or self.pools.get(group) or self.pools["IT"]
        return chance.one(pool)
