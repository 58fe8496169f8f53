"""What each role may do. Where a person holds it is for the district's grants to say.

Source: docs/sources.md#contract, who is acting (the roles are a closed list).
"""

from __future__ import annotations

from enum import StrEnum

from rounds.data.nouns.lists import ROLE


class Right(StrEnum):
    """Something that a person may be allowed to do in a building."""

    READ = "read"
    ADD = "add tickets"
    NOTE = "write notes"
    WORK = "change tickets"
    LEAD = "hand over the work of others"
    GOVERN = "change the district"


_OF_ROLE: dict[str, frozenset[Right]] = {
    "viewer": frozenset({Right.READ}),
    "office": frozenset({Right.READ, Right.ADD, Right.NOTE}),
    "technician": frozenset({Right.READ, Right.ADD, Right.NOTE, Right.WORK}),
    "lead": frozenset({Right.READ, Right.ADD, Right.NOTE, Right.WORK, Right.LEAD}),
    "administrator": frozenset(Right),
}
assert set(_OF_ROLE) == set(ROLE), "every role of the contract has its rights"


def has(role: str, right: Right) -> bool:
    """Whether `role` brings `right`; an unknown role brings none."""
    return right in _OF_ROLE.get(role, frozenset())


def least_role_with(right: Right) -> str:
    """The role that brings `right` and little else."""
    return min((role for role in ROLE if has(role, right)), key=lambda role: len(_OF_ROLE[role]))
