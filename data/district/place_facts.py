"""What `buildings.toml` holds: buildings with their rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rounds.data.district.entry import Entry, Tables
from rounds.data.district.formats import Zone
from rounds.data.district.kinds import Code, Line, OneOf, Own
from rounds.data.nouns.lists import LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts(Entry):
    """A room of a building."""

    code: Annotated[str, Own(Line(60))]
    name: Annotated[str | None, Line()] = None
    floor: Annotated[str | None, Line(60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFacts(Entry):
    """A school or an office."""

    code: Annotated[str, Own(Code('"012"'))]
    name: Annotated[str, Line()]
    short: Annotated[str | None, Line(4)] = None
    level: Annotated[str, OneOf(LEVEL)]
    zone: Annotated[str | None, Zone()] = None
    address: Annotated[str | None, Line()] = None
    phone: Annotated[str | None, Line(60)] = None
    room: Annotated[tuple[RoomFacts, ...], Tables(RoomFacts)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingsFile(Entry):
    """`buildings.toml`."""

    building: Annotated[tuple[BuildingFacts, ...], Tables(BuildingFacts)] = ()
