"""Invented names of people, each with an address that nobody else has."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count

from rounds.data.demo.chance import Chance
from rounds.data.text import folded

DOMAIN = "example.org"
"""Kept free for examples by RFC 2606: no mail to it ever reaches anybody."""

_TITLES = ("Ms.", "Mr.", "Mrs.", "Ms.", "Mr.")


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody is called."""

    given: str
    family: str
    title: str
    slug: str
    """The part of the address before the @."""

    @property
    def full(self) -> str:
        """As it stands in the directory."""
        return f"{self.given} {self.family}"

    @property
    def spoken(self) -> str:
        """As colleagues say it in a ticket."""
        return f"{self.title} {self.family}"

    @property
    def mail(self) -> str:
        """The address, for examples alone."""
        return f"{self.slug}@{DOMAIN}"


@cache
def _words(kind: str) -> list[str]:
    """The given or the family names of `names.toml`."""
    words: str = tomllib.loads((files("rounds.data.demo") / "names.toml").read_text(encoding="utf-8"))[kind]
    return words.split()


class Names:
    """Gives a new name each time."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def take(self, slug: str) -> bool:
        """Keep `slug` for somebody; False where it has gone."""
        if slug in self._taken:
            return False
        self._taken.add(slug)
        return True

    def new(self) -> Name:
        """Somebody whose address is free: `dwhitlow`, else `dana.whitlow`, else with a figure."""
        given, family = self._chance.one(_words("given")), self._chance.one(_words("family"))
        first, last = folded(given), folded(family)
        for slug in (first[0] + last, f"{first}.{last}"):
            if self.take(slug):
                return Name(given, family, self._chance.one(_TITLES), slug)
        slug = next(slug for n in count(2) if self.take(slug := f"{first}.{last}{n}"))
        return Name(given, family, self._chance.one(_TITLES), slug)

    def login(self, name: Name) -> str:
        """A technician's account: the family name, or the address's first part where that has gone."""
        short = folded(name.family)
        return short if self.take(f"login {short}") else name.slug
