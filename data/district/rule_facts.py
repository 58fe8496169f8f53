"""What `intake.toml` and `mail.toml` hold: what may come in, and where it is to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated

from rounds.data.district.entry import Entry, Tables
from rounds.data.district.formats import Address
from rounds.data.district.kinds import Code, Day, Flag, Keyed, Kind, Line, ListOf, OneOf, Own, Ref, Text, Whole
from rounds.data.district.outcomes import ALSO, DETAILS, FIELDS, OUTCOMES, THREADS
from rounds.data.district.problem import instead_of, shown
from rounds.data.district.toml_lines import At
from rounds.data.nouns.lists import CHANNEL, REQUESTER_ROLE

_BRACES = re.compile(r"\{([^{}]*)\}")

MATCH: dict[str, Kind[object]] = {
    "topics": ListOf(Ref("topic")),
    "thread": OneOf(THREADS),
    "channels": ListOf(OneOf(CHANNEL)),
    "roles": ListOf(OneOf(REQUESTER_ROLE)),
    "roles_not": ListOf(OneOf(REQUESTER_ROLE)),
    "on_behalf": Flag(),
    "device": OneOf(("personal", "district")),
    "missing": ListOf(OneOf(FIELDS)),
    "event": OneOf(("too-late", "in-window", "early")),
    "quote": OneOf(("valid", "expired")),
    "testing": Flag(),
    "domain": OneOf(("near-miss", "other")),
}
"""What a request can be asked to show; all that a rule names must hold."""

PARAMS: dict[str, Kind[object]] = {
    "mailbox": Ref("mailbox"),
    "send_to": Line(),
    "fields": ListOf(OneOf(FIELDS)),
    "fields_if_charged": ListOf(OneOf(FIELDS)),
    "papers": Flag(),
    "days_valid": Whole(1, 3650),
    "thanks": ListOf(Line(60)),
    "endings": ListOf(Line(60)),
    "typos": Whole(0, 5),
    "words": ListOf(Line(60)),
    "except_topics": ListOf(Ref("topic")),
}
"""Figures and words of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFacts(Entry):
    """A matter that requests are about, and the words by which it is known."""

    code: Annotated[str, Own()]
    label: Annotated[str, Line(60)]
    words: Annotated[tuple[str, ...], ListOf(Line(60))] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts(Entry):
    """One rule, with its clause and its days of effect."""

    code: Annotated[str, Own(Code('"desk.maintenance"'))]
    outcome: Annotated[str, OneOf(tuple(dict.fromkeys(OUTCOMES + ALSO)))]
    rank: Annotated[int, Whole(0, 1_000_000)]
    says: Annotated[str, Text()]
    clause: Annotated[str, Line()]
    source: Annotated[str, Line()]
    starts: Annotated[date, Day()]
    ends: Annotated[date | None, Day()] = None
    also: Annotated[bool, Flag()] = False
    match: Annotated[dict[str, object] | None, Keyed(MATCH)] = None
    params: Annotated[dict[str, object] | None, Keyed(PARAMS)] = None
    reply: Annotated[str | None, Text()] = None

    def problems(self) -> Iterator[tuple[At, str]]:
        if self.ends and self.ends < self.starts:
            yield ("ends",), f"lies before the first day, {self.starts}; write that day or a later one, or leave it out"
        known = ALSO if self.also else OUTCOMES
        if self.outcome not in known:
            mend = "leave 'also' out" if self.also else "add also = true"
            yield ("outcome",), f"'{self.outcome}' cannot stand here; {mend}, or use one of {', '.join(known[:3])}, …"
        for name in _BRACES.findall(self.reply or ""):
            if name not in DETAILS:
                yield ("reply",), f"'{{{shown(name)}}}' is no fact of a verdict; {instead_of(name, DETAILS)}"

    def overlaps(self, other: RuleFacts) -> bool:
        """Whether both are in force on some day."""
        return self.starts <= (other.ends or date.max) and other.starts <= (self.ends or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFile(Entry):
    """`intake.toml`."""

    topic: Annotated[tuple[TopicFacts, ...], Tables(TopicFacts)] = ()
    rule: Annotated[tuple[RuleFacts, ...], Tables(RuleFacts)] = ()

    def problems(self) -> Iterator[tuple[At, str]]:
        ranked = sorted(self.rule, key=lambda rule: (rule.rank, rule.starts))
        for first, second in pairwise(ranked):
            if first.rank == second.rank and first.overlaps(second):
                yield (
                    (*second.at, "rank"),
                    f"'{first.code}' has rank {first.rank} too, so either could win; give one of the two another rank",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxFacts(Entry):
    """Where a kind of request goes, and how many business days before its event."""

    code: Annotated[str, Own()]
    address: Annotated[str, Address()]
    purpose: Annotated[str | None, Text()] = None
    latest: Annotated[int | None, Whole(0, 250)] = None
    earliest: Annotated[int | None, Whole(0, 250)] = None
    source: Annotated[str | None, Line()] = None

    def problems(self) -> Iterator[tuple[At, str]]:
        if self.latest is not None and self.earliest is not None and self.earliest < self.latest:
            yield ("earliest",), f"is nearer to the event than the latest, {self.latest}; write {self.latest} or more"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile(Entry):
    """`mail.toml`."""

    mailbox: Annotated[tuple[MailboxFacts, ...], Tables(MailboxFacts)] = ()
