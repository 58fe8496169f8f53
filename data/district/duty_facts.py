"""What `groups.toml` and `matrix.toml` hold: who there is, and who does what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from rounds.data.district.entry import Entry, TableOf, Tables
from rounds.data.district.kinds import Code, Flag, Line, ListOf, OneOf, Own, Ref, Text
from rounds.data.district.toml_lines import At

PARTS = ("leads", "helps", "undecided")
"""What a group's part in a duty can be; undecided where the document leaves it to a discussion."""

_DOTTED = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts(Entry):
    """A party of the matrix."""

    code: Annotated[str, Own(Code('"IT"'))]
    name: Annotated[str, Line()]
    source: Annotated[str | None, Line()] = None
    queue: Annotated[bool, Flag()] = False
    same_as: Annotated[str | None, Ref("group")] = None
    columns: Annotated[tuple[str, ...], ListOf(Ref("column"))] = ()
    contact: Annotated[str | None, Line()] = None
    hours: Annotated[str | None, Text()] = None

    def problems(self) -> Iterator[tuple[At, str]]:
        if self.same_as == self.code:
            yield ("same_as",), "names the group itself; name the group that answers for it, or leave the key out"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsFile(Entry):
    """`groups.toml`."""

    group: Annotated[tuple[GroupFacts, ...], Tables(GroupFacts)] = ()

    def problems(self) -> Iterator[tuple[At, str]]:
        if not self.group:
            yield ("group",), "there is no group; add one under [[group]]"
        stands_in = {group.code for group in self.group if group.same_as}
        for group in self.group:
            if group.same_as in stands_in:
                yield (*group.at, "same_as"), f"'{group.same_as}' is itself the same as another; name that one here"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts(Entry):
    """A group's part in one duty."""

    part: Annotated[str, OneOf(PARTS)]
    says: Annotated[str | None, Text()] = None
    place: Annotated[str | None, Line(200)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts(Entry):
    """One duty of the matrix."""

    code: Annotated[str, Own(Code('"directory.reset-password"', _DOTTED))]
    category: Annotated[str, Ref("category")]
    says: Annotated[str, Text()]
    source: Annotated[str | None, Line()] = None
    parties: Annotated[dict[str, PartyFacts], TableOf("group", PartyFacts)]

    def problems(self) -> Iterator[tuple[At, str]]:
        if self.parties and all(party.part == "helps" for party in self.parties.values()):
            yield ("parties",), "nobody leads this duty; let one of the groups lead it, or mark it undecided"

    @property
    def undecided(self) -> bool:
        """Whether the district has yet to say who does it."""
        return any(party.part == "undecided" for party in self.parties.values())

    @property
    def place(self) -> str | None:
        """Every place of the document that the duty stands on."""
        places = dict.fromkeys(party.place for party in self.parties.values() if party.place)
        return "; ".join(places) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFile(Entry):
    """`matrix.toml`."""

    duty: Annotated[tuple[DutyFacts, ...], Tables(DutyFacts)] = ()
