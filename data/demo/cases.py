"""What a ticket is about before anybody has worked on it: who writes, from where, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rounds.data.demo.arrivals import Arrival
from rounds.data.demo.cast import Cast, Member, School
from rounds.data.demo.chance import Chance, Weighted
from rounds.data.demo.places import Room
from rounds.data.demo.slips import as_typed, slip
from rounds.data.demo.stories import SITE, Story, of_level, talk
from rounds.data.demo.words import Scene, Words

_WRITERS = {
    "teacher": ("teacher", "district office"),
    "office": ("secretary", "district office"),
    "principal": ("principal", "building administrator", "superintendent"),
    "counselor": ("counselor", "secretary"),
    "student": ("student", "parent", "teacher"),
    "any": ("principal", "secretary", "teacher", "district office"),
}
BY_HAND = ("phone", "walk-in")
"""Channels on which a technician writes the ticket for somebody."""

_CHANNELS = Weighted(("form", "email", "phone", "walk-in"), (82, 9, 6, 3))
_WISHES = {
    1: Weighted(("urgent", "high", "normal"), (70, 24, 6)),
    2: Weighted(("urgent", "high", "normal", "low"), (28, 42, 28, 2)),
    3: Weighted(("urgent", "high", "normal", "low"), (6, 20, 64, 10)),
    4: Weighted(("urgent", "high", "normal", "low"), (2, 8, 55, 35)),
}
"""Severity to the wish of the requester, who sees one ticket and not all of them."""

_BUSY = {"high": 2.0, "middle": 1.4, "k8": 1.2, "elementary": 0.8, "office": 0.5}
_TESTING_SHARE = 0.35
"""Of all tickets while a testing window is open somewhere."""


@dataclass(slots=True)
class Case:
    """A ticket that comes in."""

    arrival: Arrival
    school: School
    story: Story
    room: Room | None
    requester: Member
    words: Words
    subject: str
    description: str | None
    severity: int
    priority: str
    channel: str
    group: str
    """Code of the group whose work it is."""
    twin_of: str | None = None
    """Id of the ticket that reports the same thing."""

    @property
    def at(self) -> int:
        """When it comes in, in UTC milliseconds."""
        return self.arrival.at


class Cases:
    """Thinks of tickets."""

    def __init__(self, chance: Chance, cast: Cast) -> None:
        self.chance, self.cast = chance, cast
        self._schools = Weighted(
            cast.schools, [_BUSY[school.site.level] * (0.6 + chance.random()) for school in cast.schools]
        )
        levels = {school.site.level for school in cast.schools}
        self._stories = {(level, testing): of_level(level, testing) for level in levels for testing in (False, True)}

    def new(self, arrival: Arrival) -> Case:
        """A ticket of its own."""
        chance = self.chance
        testing = self.cast.testing_at(arrival.at)
        tested = bool(testing) and chance.often(_TESTING_SHARE)
        school = chance.one(testing) if tested else self._schools.one(chance)
        story = self._stories[school.site.level, tested].one(chance)
        requester = self._writer(school, story)
        room = self._room(school, story, requester)
        thing = school.thing(chance, story.device, room.code if room else "") if story.device else None
        words = Words(Scene(chance, school, room, requester, arrival, thing))
        severity = story.severity.one(chance)
        channel = story.channel or _CHANNELS.one(chance)
        group = chance.one(school.groups) if story.group == SITE else story.group
        return Case(
            arrival,
            school,
            story,
            room,
            requester,
            words,
            subject=as_typed(chance, words.fill(chance.one(story.subjects))),
            description=self._description(school, story, words, channel),
            severity=severity,
            priority=_WISHES[severity].one(chance),
            channel=channel,
            group=group,
        )

    def twin(self, case: Case, arrival: Arrival, id: str, number: str) -> Case:
        """The same thing, reported again by somebody else, in nearly the same words."""
        chance = self.chance
        requester = self._writer(case.school, case.story)
        if requester is case.requester:
            requester = self._writer(case.school, case.story)
        words = Words(Scene(chance, case.school, case.room, requester, arrival, case.words.scene.thing))
        words.update(case.words, first=number)
        channel = _CHANNELS.one(chance)
        same = slip(chance, case.subject) if chance.often(0.4) else case.subject.lower()
        return Case(
            arrival,
            case.school,
            case.story,
            case.room,
            requester,
            words,
            subject=same if chance.often(0.6) else words.fill(chance.one(case.story.subjects)),
            description=self._description(case.school, case.story, words, channel),
            severity=case.severity,
            priority=_WISHES[case.severity].one(chance),
            channel=channel,
            group=case.group,
            twin_of=id,
        )

    def _writer(self, school: School, story: Story) -> Member:
        found = [school.staff[role] for role in _WRITERS[story.who] if role in school.staff]
        # Who comes first in the row is the one to write; where it may be anybody, all of them are.
        staff = self.chance.one(found) if story.who == "any" else found[0]
        return self.chance.one(staff)

    def _room(self, school: School, story: Story, requester: Member) -> Room | None:
        if story.rooms and not (requester.room and requester.room.kind in story.rooms and self.chance.often(0.8)):
            return self.chance.one(school.site.of_kind(*story.rooms) or school.site.rooms)
        return requester.room

    def _description(self, school: School, story: Story, words: Words, channel: str) -> str | None:
        """One sentence mostly, two or three at times; none at times where a technician wrote the ticket.

        Some begin with the place, as they are asked to.
        """
        chance, said = self.chance, talk()
        how = chance.random()
        if how < 0.5 and channel in BY_HAND:
            return None
        parts = [words.fill(chance.one(story.texts))]
        if how > 0.70:
            parts.append(words.fill(chance.one(said.closers)))
        if how > 0.92:
            parts = [*parts[:1], words.fill(chance.one(story.texts)), *parts[1:]]
        if how < 0.32:
            parts.insert(0, f"{school.site.short} {words['room']}.")
        text = " ".join(dict.fromkeys(parts))
        return slip(chance, text) if chance.often(0.08) else text


def values(case: Case, cast: Cast) -> dict[str, Any]:
    """The fields of the ticket as it comes in."""
    told = {
        "subject": case.subject,
        "description": case.description,
        "priority": case.priority,
        "severity": case.severity,
        "type": case.story.type,
        "testing": case.story.testing,
        "building": case.school.id,
        "room": case.room.code if case.room else None,
        "requester": case.requester.id,
        "group": cast.groups.get(case.group),
        "channel": case.channel,
        "opened": case.at,
    }
    return {name: value for name, value in told.items() if value is not None}
