"""The buildings of the sample district, with their rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, product

from rounds.data.demo.chance import Chance

_FIRST = (
    "Otter",
    "Harrow",
    "Juniper",
    "Tamarack",
    "Heron",
    "Bramble",
    "Copper",
    "Quail",
    "Sable",
    "Lantern",
    "Willow",
    "Osprey",
    "Marsh",
    "Amber",
    "Fox",
    "Cedar",
    "Wren",
    "Stony",
    "Dogwood",
    "Elk",
    "Clear",
    "Granite",
    "Fennel",
    "Birch",
    "Ember",
)
_SECOND = ("Creek", "Bend", "Hollow", "Ridge", "Landing", "Grove", "Meadow", "Ford", "Prairie", "Point")
_SIDES = ("North", "South", "East", "West", "Upper", "Lower")
_STREETS = (
    "Mill Road",
    "Depot Street",
    "Orchard Lane",
    "County Road 9",
    "Second Avenue",
    "Ferry Street",
    "Schoolhouse Road",
    "Ridge Road",
)

_ENDINGS = {"elementary": "Elementary", "middle": "Middle School", "high": "High School", "k8": "School", "office": ""}
_PATTERN = (
    "high",
    "elementary",
    "middle",
    "office",
    "elementary",
    "high",
    "elementary",
    "elementary",
    "middle",
    "elementary",
    "k8",
    "elementary",
    "elementary",
    "elementary",
)
_COMMON = ("office", "library", "gym", "cafeteria", "art", "music", "staff", "lab", "clinic", "closet")
_SECONDARY = ("lab 2", "shop", "band", "counseling", "stage")
_DESKS = (
    "reception",
    "superintendent",
    "payroll",
    "personnel",
    "board room",
    "curriculum",
    "transportation",
    "food service",
    "print shop",
    "warehouse",
)
_KINDS = {"lab 2": "lab", "band": "music", "counseling": "office", "board room": "meeting", "warehouse": "closet"}

CLASSROOM = "classroom"


@dataclass(frozen=True, slots=True)
class Room:
    """A room as people in the building know it."""

    code: str
    name: str
    floor: str
    kind: str

    @property
    def spoken(self) -> str:
        """As it is said in a sentence."""
        if self.kind == CLASSROOM:
            return f"room {self.code}"
        return self.code if self.code.startswith("lab ") else f"the {self.name}"


@dataclass(frozen=True, slots=True)
class Site:
    """A school or office, before it is written."""

    code: str
    name: str
    short: str
    level: str
    address: str
    phone: str
    rooms: tuple[Room, ...]

    def of_kind(self, *kinds: str) -> list[Room]:
        """The rooms of these kinds."""
        return [room for room in self.rooms if room.kind in kinds]


def sites(chance: Chance, number: int) -> list[Site]:
    """So many buildings: schools of every level, and one office from four on."""
    stems = _stems(chance)
    shorts: set[str] = set()
    return [_site(chance, place, next(stems), shorts) for place in range(number)]


def _stems(chance: Chance) -> Iterator[str]:
    """Names without end, none twice, no first word twice as long as there are others."""
    seconds = list(_SECOND)
    chance.shuffle(seconds)
    plain = [
        f"{first} {seconds[(at + turn) % len(seconds)]}"
        for turn in range(len(seconds))
        for at, first in enumerate(_FIRST)
    ]
    sided = (f"{side} {stem}" for side, stem in product(_SIDES, plain))
    return chain(plain, sided, (f"{stem} {n}" for n in count(2) for stem in plain))


def _site(chance: Chance, place: int, stem: str, shorts: set[str]) -> Site:
    level = _PATTERN[place % len(_PATTERN)]
    if level == "office" and place >= len(_PATTERN):
        level = "elementary"
    name = "District Office" if level == "office" else f"{stem} {_ENDINGS[level]}"
    return Site(
        code="100" if level == "office" else str(101 + place - (place > _PATTERN.index("office"))),
        name=name,
        short=_short(name, shorts),
        level=level,
        address=f"{chance.between(10, 990)} {chance.one(_STREETS)}",
        phone=f"555-{100 + place // 100:04d}-{place % 100:02d}" if place >= 100 else f"555-01{place:02d}",
        rooms=_rooms(chance, level),
    )


def _short(name: str, taken: set[str]) -> str:
    """Three capitals for narrow columns, four where three have gone."""
    first, second = [*name.upper().split(), "X"][:2]
    wishes = (first[:2] + second[0], first[0] + second[:2], first[:3], first[0] + first[2:3] + second[0])
    numbered = (f"{first[0]}{n:03d}" for n in count(1))
    short = next(wish for wish in chain(wishes, numbered) if wish not in taken)
    taken.add(short)
    return short


def _rooms(chance: Chance, level: str) -> tuple[Room, ...]:
    if level == "office":
        return tuple(Room(desk, desk, "1", _KINDS.get(desk, "office")) for desk in _DESKS)
    special = _COMMON + (_SECONDARY if level in ("middle", "high", "k8") else ())
    named = [Room(code, _named(code), "1", _KINDS.get(code, code.split()[0])) for code in special]
    return (*_classrooms(chance, level), *named)


def _named(code: str) -> str:
    return {
        "office": "front office",
        "staff": "staff room",
        "art": "art room",
        "music": "music room",
        "closet": "wiring closet",
    }.get(code, code)


def _classrooms(chance: Chance, level: str) -> Iterator[Room]:
    if level == "elementary":
        for number in range(1, chance.between(16, 22) + 1):
            yield Room(str(number), "", "1", CLASSROOM)
        return
    floors = 3 if level == "high" else 2
    for floor in range(1, floors + 1):
        for number in range(1, chance.between(10, 14) + 1):
            yield Room(f"{floor}{number:02d}", "", str(floor), CLASSROOM)
