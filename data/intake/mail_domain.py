"""A requester's mail domain that is nearly the district's: an answer to it would reach nobody.

Source: docs/sources.md#004, help desk ("we are .org, not .com or .edu").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")

OTHER_PROVIDERS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com aol.com "
    "proton.me protonmail.com comcast.net att.net verizon.net gmx.com mail.com zoho.com".split()
)
"""Domains that people really have at home: never taken for a slip."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An address as it shall be kept, and what was typed where that differs."""

    address: str
    typed: str

    @property
    def corrected(self) -> bool:
        """Whether the domain was put right."""
        return self.address != self.typed


def is_address(text: str) -> bool:
    """Whether `text` looks like one mail address."""
    return _ADDRESS.fullmatch(text) is not None


def judge(typed: str, domain: str) -> Judged:
    """`typed` with the district's domain where its own is a near miss of it.

    A near miss is the right name with another ending, the name without an ending, or one or two slips of the fingers.
    A subdomain of the district, and a domain that is really another one, stay as they are.
    """
    name, _, host = typed.strip().rpartition("@")
    host, right = host.casefold().rstrip("."), domain.casefold()
    if not name or host == right or host.endswith("." + right) or host in OTHER_PROVIDERS:
        address = f"{name}@{right}" if name and host == right else typed.strip()
        return Judged(address, address)
    if _is_near(host, right):
        return Judged(f"{name}@{domain}", typed.strip())
    return Judged(typed.strip(), typed.strip())


def _is_near(host: str, right: str) -> bool:
    name, _, _ = right.rpartition(".")
    if host == name or (host.rpartition(".")[0] == name and "." in host):
        return True
    allowed = 1 if len(name) < 6 else 2
    return slips(host, right, allowed) <= allowed or _ends_apart(host, right, name, allowed)


def _ends_apart(host: str, right: str, name: str, allowed: int) -> bool:
    """The name is nearly right and the ending is another one: both slips at once."""
    other, dot, _ = host.rpartition(".")
    return bool(dot) and len(name) >= 6 and slips(other, name, 1) <= min(allowed, 1)


def slips(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped (optimal string alignment); `most` + 1 where more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)
