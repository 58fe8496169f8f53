"""Writes the tickets of the sample, oldest first, each with its history and with what belongs to it."""

from __future__ import annotations

from typing import Any

from rounds.data.clock import HOUR_MS
from rounds.data.demo import cases, requests
from rounds.data.demo.arrivals import Arrival
from rounds.data.demo.cases import BY_HAND, Case, Cases
from rounds.data.demo.cast import Cast, Member
from rounds.data.demo.chance import Chance
from rounds.data.demo.lives import INTAKE, Life, Lives
from rounds.data.demo.profile import Profile
from rounds.data.demo.school_days import WorkDays
from rounds.data.rules.service_time import due_at
from rounds.data.store.act import Act, Put

OPEN_MIN, OPEN_MAX, OPEN_SHARE, OPEN_OF_FEW = 40, 20_000, 0.02, 0.6
"""How many are open: 2 in a hundred, as many as one day's work brings at least, and never nearly all."""

RECENT_MIN, RECENT_MAX, RECENT_SHARE = 400, 10_000, 0.02
"""The newest tickets, whose whole history is told; older ones were opened and closed."""

ASKED_MAX, ASKED_SHARE = 1_000, 0.25
"""The newest tickets whose request is kept beside them."""

_TWINS = 0.035
"""Share of the tickets that somebody else reports again."""
_TWIN_WITHIN_MS = 4 * HOUR_MS
_TWIN_SURE = range(7, 31)
"""Places from the newest among which one pair is certain."""


class Tickets:
    """Writes `number` tickets."""

    def __init__(self, seed: int, cast: Cast, profile: Profile, days: WorkDays, number: int, now_ms: int) -> None:
        self.chance = Chance(seed, "tickets")
        self.cases = Cases(Chance(seed, "cases"), cast)
        self.lives = Lives(Chance(seed, "lives"), cast, days, now_ms)
        self.cast, self.profile, self.days, self.number = cast, profile, days, number
        self.open = open_places(Chance(seed, "open"), number)
        self.recent = min(max(RECENT_MIN, int(number * RECENT_SHARE)), RECENT_MAX)
        self.asked = min(max(RECENT_MIN // 10, int(number * ASKED_SHARE)), ASKED_MAX)
        self._first: tuple[Case, str, str] | None = None
        """A ticket that the next one repeats, with its id and number."""
        self._repeated: Case | None = None
        """The ticket that the last repeated one repeats."""
        self._sure = number < OPEN_MIN

    def write(self, act: Act, arrival: Arrival, place: int) -> None:
        """Write the ticket that came at `arrival`, the `place`th from the newest."""
        case = self._case(arrival)
        life = self._life(case, place)
        id, number = self._ticket(act, life)
        for said in life.notes:
            values = {
                "ticket": id,
                "at": said.at,
                "author": said.author.id,
                "kind": said.kind,
                "text": said.text,
                "privacy": case.story.privacy,
            }
            act.put(Put("note", values, at=said.at, actor=_actor(said.author)))
        if case.twin_of and life.ended:
            self._link(act, life, {"ticket": id, "kind": "duplicate-of", "other": case.twin_of})
        if place <= self.recent:
            self._things(act, life, id, place)
        self._expect_twin(case, place, id, number)

    def _case(self, arrival: Arrival) -> Case:
        first, self._first = self._first, None
        if first and arrival.at - first[0].at < _TWIN_WITHIN_MS:
            self._repeated = first[0]
            return self.cases.twin(first[0], arrival, first[1], first[2])
        return self.cases.new(arrival)

    def _life(self, case: Case, place: int) -> Life:
        if place in self.open:
            return self.lives.open(case)
        return self.lives.closed(case) if place <= self.recent else self.lives.in_short(case)

    def _ticket(self, act: Act, life: Life) -> tuple[str, str]:
        """The ticket and its changes; gives its id and number."""
        case, number = life.case, act.number()
        values: dict[str, Any] = {"number": number, **cases.values(case, self.cast), **life.first}
        if (due := self._due(case.at, values["severity"])) is not None:
            values["due"] = due
        by_hand = case.channel in BY_HAND
        id = act.put(Put("ticket", values, at=case.at, actor=_actor(life.assignee) if by_hand else INTAKE)).id
        for step in life.steps:
            changed = dict(step.values)
            if "severity" in changed and (due := self._due(case.at, changed["severity"])) is not None:
                changed["due"] = due
            act.put(Put("ticket", changed, id, at=step.at, actor=step.actor))
        return id, number

    def _due(self, opened: int, severity: int) -> int | None:
        promise = self.profile.promises.get(severity)
        if promise is None:
            return None
        found = self.days.later(opened, promise)
        return found if found is not None else due_at(opened, promise, self.profile.calendar)

    def _things(self, act: Act, life: Life, id: str, place: int) -> None:
        """What belongs to a ticket of these days: what came in, what it is about, what is to be done."""
        case = life.case
        if place <= self.asked and case.channel in ("form", "email"):
            act.put(Put("request", requests.values(self.chance, case, id, self.profile), at=case.at, actor=INTAKE))
        if (thing := case.words.scene.thing) and self.chance.often(0.3):
            self._link(act, life, {"ticket": id, "kind": "asset", "asset": thing.id})
        done = len(case.story.steps) if life.ended else self.chance.between(0, len(case.story.steps))
        for rank, step in enumerate(case.story.steps if life.steps else ()):
            values: dict[str, Any] = {"ticket": id, "rank": rank, "step": step, "done": rank < done}
            if rank < done:
                values["person"] = life.assignee.id
            act.put(Put("checklist_item", values, at=life.steps[0].at, actor=_actor(life.assignee)))

    def _link(self, act: Act, life: Life, values: dict[str, Any]) -> None:
        act.put(Put("link", values, at=life.at, actor=_actor(life.assignee)))

    def _expect_twin(self, case: Case, place: int, id: str, number: str) -> None:
        """Remember a ticket that the next one repeats: now and then, often for what many notice, and once for sure."""
        if case.twin_of:
            by_another = self._repeated is not None and case.requester is not self._repeated.requester
            self._sure = self._sure or (by_another and {place, place + 1} <= self.open)
            return
        sure = not self._sure and place in _TWIN_SURE and {place, place - 1} <= self.open
        if sure or self.chance.often(0.3 if case.story.spreads else _TWINS):
            self._first = (case, id, number)


def open_places(chance: Chance, number: int) -> set[int]:
    """Which tickets are open, counted from the newest: most of the last ones, some of before, a few old ones."""
    wanted = round(min(max(OPEN_MIN, number * OPEN_SHARE), OPEN_MAX, number * OPEN_OF_FEW + 0.4))
    found = {place for place in range(1, int(wanted * 0.9) + 1) if chance.often(0.85)}
    while len(found) < wanted:
        far = wanted * (3 if chance.often(0.8) else 10)
        found.add(chance.between(1, min(number, far)))
    return found


def _actor(member: Member) -> str:
    return member.login or INTAKE
