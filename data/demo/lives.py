"""What becomes of a ticket: who takes it, what is asked and answered, how it ends, each at its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from typing import Any

from rounds.data.clock import MINUTE_MS
from rounds.data.demo.cases import BY_HAND, Case
from rounds.data.demo.cast import Cast, Member
from rounds.data.demo.chance import Chance
from rounds.data.demo.school_days import WorkDays
from rounds.data.demo.stories import talk

INTAKE = "intake"
"""The actor of what comes in by itself."""

_PACE_MIN = {1: log(110), 2: log(400), 3: log(1100), 4: log(2300)}
"""Severity to the logarithm of the working minutes in which half of the tickets are closed."""
_SPREAD = 0.9
_DAY_MIN = 510
"""Open minutes of a usual day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a ticket."""

    at: int
    actor: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One note."""

    at: int
    author: Member
    kind: str
    text: str


@dataclass(slots=True)
class Life:
    """A ticket from its arrival to now."""

    case: Case
    assignee: Member
    first: dict[str, Any] = field(default_factory=dict)
    """What is known when it comes in, beside the case itself."""
    steps: list[Step] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)

    @property
    def at(self) -> int:
        """When something happened last."""
        return max([self.case.at, *(step.at for step in self.steps[-1:]), *(said.at for said in self.notes[-1:])])

    @property
    def ended(self) -> bool:
        """Whether nobody has to do anything more."""
        return ({**self.first, **self.steps[-1].values} if self.steps else self.first).get("closed") is not None

    def does(self, at: int, **values: Any) -> None:
        """The assignee changes the ticket."""
        self.steps.append(Step(at, self.assignee.login or INTAKE, values))

    def says(self, at: int, author: Member, kind: str, text: str) -> None:
        """Somebody writes a note."""
        self.notes.append(Said(at, author, kind, self.case.words.fill(text)))


class Lives:
    """Tells what becomes of tickets."""

    def __init__(self, chance: Chance, cast: Cast, days: WorkDays, now_ms: int) -> None:
        self.chance, self.cast, self.days, self.now_ms = chance, cast, days, now_ms
        self._now_open = days.counted(now_ms)

    def in_short(self, case: Case) -> Life:
        """A ticket of long ago: it came, it was closed, and rarely was more said about it."""
        life = self._life(case)
        if case.channel in BY_HAND and not case.twin_of:
            return self._solved_at_once(life)
        if self.chance.often(0.7):
            life.first = {"status": "open", "assignee": life.assignee.id}
        if self.chance.often(0.03):
            life.says(self._after(case.at, 60), life.assignee, "note", self._one("works", life))
        taken = {} if life.first else {"assignee": life.assignee.id}
        self._end(life, self._minutes(case) + 10, taken)
        return life

    def closed(self, case: Case) -> Life:
        """A ticket that was closed lately, with everything that was said about it."""
        life = self._life(case)
        minutes = self._minutes(case)
        self._take(life, minutes * 0.1)
        if self.chance.often(0.35):
            self._ask(life, minutes * 0.1)
            self._answer(life, minutes * 0.3)
        if self.chance.often(0.4):
            life.says(self._after(life.at, minutes * 0.1), life.assignee, "note", self._one("works", life))
        self._end(life, minutes * 0.4)
        if not case.twin_of and self.chance.often(0.06):
            self._reopen(life)
            self._end(life, minutes * 0.5)
        return life

    def open(self, case: Case) -> Life:
        """A ticket that somebody still has to do something about."""
        life = self._life(case)
        age_min = (self._now_open - self.days.counted(case.at)) / MINUTE_MS
        if self.chance.often(_untouched(age_min)):
            return life
        self._take(life, min(self._minutes(case) * 0.15, age_min * 0.5))
        gap = age_min * 0.1
        if self.chance.often(0.3):
            life.says(self._after(life.at, gap), life.assignee, "note", self._one("works", life))
        match self.chance.between(0, 14):
            case 0 | 1 | 2 | 3:
                self._ask(life, gap)
            case 4:
                self._ask(life, gap)
                self._answer(life, gap)
            case 5 | 6:
                self._hold(life, gap)
            case 7 if age_min > _DAY_MIN and not case.twin_of:
                self._end(life, gap)
                self._reopen(life)
            case _:
                if case.story.streaming and self.cast.testing_at(self.now_ms):
                    self._hold(life, gap)
        return life

    def _solved_at_once(self, life: Life) -> Life:
        """Somebody called, it was solved, and then it was written down."""
        says = life.case.words.fill(self._one("ends", life))
        life.first = {"status": "closed", "assignee": life.assignee.id, "closed": life.case.at, "resolution": says}
        return life

    def _life(self, case: Case) -> Life:
        return Life(case, self.cast.technician(self.chance, case.school, case.group))

    def _minutes(self, case: Case) -> float:
        """Working minutes until it is closed."""
        return self.chance.lognormvariate(_PACE_MIN[case.severity], _SPREAD)

    def _after(self, at: int, minutes: float) -> int:
        """So many working minutes after `at`; where that is still to come, some time between then and now."""
        begun = self.days.counted(at)
        ended = begun + int(minutes * MINUTE_MS)
        share = 0.2 + 0.6 * self.chance.random()
        if begun < self._now_open <= ended:
            ended = begun + int((self._now_open - begun) * share)
        if ended < self._now_open:
            return max(self.days.moment(ended), at)
        return at + int((self.now_ms - at) * share)

    def _one(self, what: str, life: Life) -> str:
        """A sentence of the story's own, or one that fits everywhere."""
        own: tuple[str, ...] = getattr(life.case.story, what, ())
        common: tuple[str, ...] = getattr(talk(), what)
        return self.chance.one(own if own and self.chance.often(0.8) else common)

    def _take(self, life: Life, minutes: float) -> None:
        """Somebody takes it, and at times judges it otherwise."""
        judged = {}
        if self.chance.often(0.12):
            life.first["severity"] = min(life.case.severity + 1, 4)
            judged = {"severity": life.case.severity} if life.first["severity"] != life.case.severity else {}
        life.does(self._after(life.at, minutes), status="open", assignee=life.assignee.id, **judged)

    def _ask(self, life: Life, minutes: float) -> None:
        at = self._after(life.at, minutes)
        life.says(at, life.assignee, "answer", self._one("asks", life))
        life.does(at, status="waiting")

    def _answer(self, life: Life, minutes: float) -> None:
        at = self._after(life.at, minutes)
        life.says(at, life.case.requester, "answer", self._one("replies", life))
        life.steps.append(Step(at, INTAKE, {"status": "open"}))

    def _hold(self, life: Life, minutes: float) -> None:
        at = self._after(life.at, minutes)
        life.says(at, life.assignee, "note", self._one("holds", life))
        life.does(at, status="held")

    def _end(self, life: Life, minutes: float, also: dict[str, Any] | None = None) -> None:
        at = self._after(life.at, minutes)
        if life.case.twin_of:
            status, what = "merged", "merges"
        else:
            status, what = "done" if self.chance.often(0.02) else "closed", "ends"
        says = life.case.words.fill(self._one(what, life))
        life.does(at, status=status, closed=at, resolution=says, **(also or {}))

    def _reopen(self, life: Life) -> None:
        """An answer to the closing message opens it again."""
        at = self._after(life.at, 30 + self.chance.random() * _DAY_MIN)
        life.says(at, life.case.requester, "answer", self._one("reopens", life))
        life.steps.append(Step(at, INTAKE, {"status": "open", "closed": None}))


def _untouched(age_min: float) -> float:
    """The share of open tickets of that age, in open minutes, that nobody has begun."""
    if age_min < 60:
        return 0.85
    return 0.6 if age_min < _DAY_MIN else 0.4 if age_min < 3 * _DAY_MIN else 0.2 if age_min < 8 * _DAY_MIN else 0.08
