"""Who works where in the sample district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rounds.data.demo.chance import Chance
from rounds.data.demo.names import DOMAIN, Name, Names
from rounds.data.demo.places import CLASSROOM, Room, Site

SECONDARY = ("middle", "high", "k8")
ELEMENTARY = ("elementary", "k8")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, before they are written."""

    name: str
    spoken: str
    mail: str
    role: str
    room: Room | None = None
    login: str | None = None
    privacy: str = "work"


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who works on tickets: for a group, in some buildings or in all of them."""

    someone: Someone
    group: str
    role: str
    """The role that they hold: technician, lead or administrator."""
    sites: tuple[int, ...]
    """Places in the list of buildings; none is everywhere."""


def staff(chance: Chance, names: Names, site: Site) -> Iterator[Someone]:
    """Everybody who asks for help in one building."""
    if site.level == "office":
        yield from _office(names, site)
        return
    front, counseling = site.of_kind("office")[0], site.of_kind("office")[-1]
    heads = ["principal", *["building administrator"] * (site.level in SECONDARY)]
    desks = ["secretary", *["secretary"] * (site.level in SECONDARY)]
    for role in (*heads, *desks):
        yield _someone(names.new(), role, front)
    for _ in range(1 + (site.level == "high")):
        yield _someone(names.new(), "counselor", counseling)
    for room in site.of_kind(CLASSROOM, "library", "art", "music", "gym", "shop"):
        yield _someone(names.new(), "teacher", room)
    if site.level in SECONDARY:
        yield from _students(chance, names, site)


def _office(names: Names, site: Site) -> Iterator[Someone]:
    roles = {"superintendent": "superintendent", "reception": "secretary"}
    for room in site.rooms:
        yield _someone(names.new(), roles.get(room.code, "district office"), room)


def _students(chance: Chance, names: Names, site: Site) -> Iterator[Someone]:
    for _ in range(3):
        student = _someone(names.new(), "student", chance.one(site.of_kind(CLASSROOM)))
        yield replace(student, privacy="student")
    parent = _someone(names.new(), "parent", None)
    yield replace(parent, privacy="student")


def _someone(name: Name, role: str, room: Room | None) -> Someone:
    return Someone(name.full, name.spoken, name.mail, role, room)


def technicians(names: Names, places: list[Site], me_login: str) -> Iterator[Technician]:
    """The people of the four groups, the one who looks at the sample first among them.

    Middle and high schools have a technician each, two elementary schools share a contact.
    """
    levels = [site.level for site in places]
    secondary = [at for at, level in enumerate(levels) if level in SECONDARY]
    elementary = [at for at, level in enumerate(levels) if level in ELEMENTARY]
    yield Technician(_myself(names, me_login), "IT", "administrator", tuple(secondary[:1]))
    yield _technician(names, "IT", "lead", ())
    for _ in range(2 + len(places) // 12):
        yield _technician(names, "IT", "technician", ())
    for _ in range(2 + len(places) // 25):
        yield _technician(names, "EDTECH", "technician", ())
    for at in secondary:
        yield _technician(names, "SECTEC", "technician", (at,))
    for pair in range(0, len(elementary), 2):
        yield _technician(names, "BTC", "technician", tuple(elementary[pair : pair + 2]))


def _technician(names: Names, group: str, role: str, sites: tuple[int, ...]) -> Technician:
    name = names.new()
    someone = replace(_someone(name, "district office", None), login=names.login(name))
    return Technician(someone, group, role, sites)


def _myself(names: Names, login: str) -> Someone:
    """Whoever looks at the sample, by their own account: the one person here who is not invented."""
    slug = (
        "".join(letter for letter in login.lower() if letter.isascii() and (letter.isalnum() or letter in ".-_"))
        or "me"
    )
    names.take(slug)
    names.take(f"login {slug}")
    spoken = login.replace(".", " ").replace("_", " ").title() or "Me"
    return Someone(spoken, spoken, f"{slug}@{DOMAIN}", "district office", None, login)
