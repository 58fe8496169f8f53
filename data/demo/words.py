"""The slots of a ticket's texts: where, when, which, who. Each is thought of when it is needed, and then stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rounds.data.demo.arrivals import Arrival
from rounds.data.demo.cast import Member, School, Thing
from rounds.data.demo.chance import Chance
from rounds.data.demo.places import Room

_BLOCKS = (
    "morning meeting",
    "the reading block",
    "the math block",
    "specials",
    "the writing block",
    "science time",
    "dismissal",
)
_MEETINGS = ("the staff meeting", "the budget meeting", "enrollment", "payroll day")
_PERIODS = ("zero hour", "period 1", "period 2", "period 3", "period 4", "period 5", "period 6", "period 7")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_APPS = (
    "the reading program",
    "the typing tutor",
    "the math practice site",
    "the science simulations",
    "the quiz site",
    "the library catalog",
)
_COURSES = {
    True: ("reading", "science", "robotics", "art", "Spanish"),
    False: ("biology", "algebra", "history", "robotics", "journalism", "Spanish", "civics", "chemistry"),
}
_GRADES = {
    "elementary": ("kindergarten", "1st grade", "2nd grade", "3rd grade", "4th grade", "5th grade"),
    "middle": ("grade 6", "grade 7", "grade 8"),
    "high": ("grade 9", "grade 10", "grade 11", "grade 12"),
    "k8": ("1st grade", "4th grade", "grade 6", "grade 8"),
    "office": ("grade 5",),
}
_CODES = (
    "0x0000011b",
    "E-04",
    "49.4C02",
    "error 1603",
    "0x80070005",
    "C2557",
    "error 503",
    "13.20.00",
    "NW-2-5",
    "code 43",
)
_SINCE = (
    "since this morning",
    "since yesterday",
    "since the weekend",
    "since the update",
    "for about a week",
    "since the power went out",
    "since last Tuesday",
)
_AGO = ("yesterday", "last week", "on Friday", "this morning", "before the weekend", "last month")
_WINGS = {
    True: ("the kindergarten wing", "the upper hall", "the annex"),
    False: ("the 100 wing", "the 200 wing", "the science wing", "the portables"),
}


@dataclass(slots=True)
class Scene:
    """What a ticket's texts speak of."""

    chance: Chance
    school: School
    room: Room | None
    requester: Member
    arrival: Arrival
    thing: Thing | None

    @property
    def small(self) -> bool:
        """Whether the children are small."""
        return self.school.site.level in ("elementary", "k8")


class Words(dict[str, str]):
    """The words in one ticket's slots."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene

    def __missing__(self, slot: str) -> str:
        if slot.endswith("_cap"):
            plain = self[slot.removesuffix("_cap")]
            word = plain[:1].upper() + plain[1:]
        else:
            word = SLOTS[slot](self.scene)
        self[slot] = word
        return word

    def fill(self, template: str) -> str:
        """`template` with its slots filled."""
        return template.format_map(self) if "{" in template else template


def _place(scene: Scene) -> str:
    return scene.room.spoken if scene.room else scene.school.site.name


def _class(scene: Scene) -> str:
    if scene.school.site.level == "office":
        return scene.chance.one(_MEETINGS)
    hour = min(max(scene.arrival.minute // 60 - 7, 0), 6) + scene.chance.between(0, 1)
    return _BLOCKS[min(hour, 6)] if scene.small else _PERIODS[hour]


def _next(scene: Scene) -> str:
    """A quarter of an hour that is still to come today."""
    quarter = min(max(scene.arrival.minute // 15 + scene.chance.between(1, 6), 33), 62)
    return f"{(quarter // 4 - 1) % 12 + 1}:{quarter % 4 * 15:02d}"


def _tag(scene: Scene) -> str:
    known = [thing for things in scene.school.stock.values() for thing in things]
    return (scene.thing or scene.chance.one(known)).tag if scene.thing or known else "not readable"


def _colleague(scene: Scene) -> str:
    staff = scene.school.staff
    others = staff.get("teacher") or staff.get("district office") or [scene.requester]
    found = scene.chance.one(others)
    return found.spoken if found is not scene.requester else "the librarian"


def _floor(scene: Scene) -> str:
    return scene.room.floor if scene.room else "1"


SLOTS: dict[str, Callable[[Scene], str]] = {
    "room": lambda scene: scene.room.code if scene.room else scene.school.site.short,
    "place": _place,
    "n": lambda scene: str(scene.chance.between(2, 6)),
    "many": lambda scene: str(scene.chance.between(8, 30)),
    "cart": lambda scene: scene.chance.one("ABCDEF"),
    "class": _class,
    "next": _next,
    "since": lambda scene: scene.chance.one(_SINCE),
    "ago": lambda scene: scene.chance.one(_AGO),
    "app": lambda scene: scene.chance.one(_APPS),
    "course": lambda scene: scene.chance.one(_COURSES[scene.small]),
    "grade": lambda scene: scene.chance.one(_GRADES[scene.school.site.level]),
    "tag": _tag,
    "code": lambda scene: scene.chance.one(_CODES),
    "peer": _colleague,
    "day": lambda scene: scene.chance.one(_DAYS),
    "ap": lambda scene: f"AP-{_floor(scene)}F-{scene.chance.between(1, 12):02d}",
    "switch": lambda scene: f"SW-{_floor(scene)}F",
    "port": lambda scene: str(scene.chance.between(1, 48)),
    "first": lambda _: "the other ticket",
    "wing": lambda scene: scene.chance.one(_WINGS[scene.small]),
}
"""Name of a slot to what thinks of its word."""
