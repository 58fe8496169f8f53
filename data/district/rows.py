"""The rows that a profile asks for, in an order in which each finds what it refers to.

Applying them is not done here. A row names others by what people call them (`{"same_as": "IT"}`), and holds every field
that a profile decides, None where it says nothing: so what is taken out of a profile is emptied in the records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rounds.data.district.district_facts import ItemFacts, LevelFacts
from rounds.data.district.duty_facts import GroupFacts
from rounds.data.district.holiday_days import holiday_days
from rounds.data.district.hours import Span, clock_of
from rounds.data.district.profile import Profile
from rounds.data.district.rule_facts import MailboxFacts, RuleFacts


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row as it should be."""

    noun: str
    key: dict[str, object]
    """The fields by which the row is found, if it is there."""
    values: dict[str, object]
    """The other fields."""


def rows(profile: Profile) -> list[Wanted]:
    """Every row of `profile`."""
    return [
        _district(profile),
        *_choices(profile),
        *_groups(profile),
        *_buildings(profile),
        *_days(profile),
        *_windows(profile),
        *_mailboxes(profile),
        *_duties(profile),
        *_rules(profile),
        *_views(profile),
    ]


def _district(profile: Profile) -> Wanted:
    facts = profile.district
    values: dict[str, object] = {
        "name": facts.name,
        "zone": facts.zone,
        "mail_domain": facts.mail_domain,
        "hours": {weekday: _clock_span(span) for weekday, span in facts.hours.items()},
        "promises": facts.promises,
        "weights": facts.weights,
        "attachment_max": facts.attachment_max,
        "about": facts.about,
    }
    return Wanted("district", {"code": facts.code}, values)


def _clock_span(span: Span) -> list[str]:
    return [clock_of(minute) for minute in span]


def _choices(profile: Profile) -> Iterator[Wanted]:
    lists = profile.lists
    named: tuple[tuple[str, tuple[ItemFacts, ...]], ...] = (
        ("type", lists.type),
        ("priority", lists.priority),
        ("severity", lists.severity),
        ("column", lists.column),
        ("level", lists.level),
        ("category", lists.category),
    )
    for name, items in named:
        for rank, item in enumerate(items, 1):
            yield _choice(name, item.code, item.label, rank, _facts_of(item, name, profile))
    for rank, topic in enumerate(profile.topics, 1):
        yield _choice("topic", topic.code, topic.label, rank, {"words": list(topic.words)})


def _choice(name: str, code: str, label: str, rank: int, facts: Mapping[str, object] | None) -> Wanted:
    return Wanted("choice", {"list": name, "code": code}, {"label": label, "rank": rank, "facts": facts})


def _facts_of(item: ItemFacts, name: str, profile: Profile) -> dict[str, object] | None:
    if isinstance(item, LevelFacts):
        return {"columns": list(item.columns)}
    if name != "column":
        return None
    return {
        "levels": [level.code for level in profile.lists.level if item.code in level.columns],
        "groups": [group.code for group in profile.groups if item.code in group.columns],
    }


def _groups(profile: Profile) -> Iterator[Wanted]:
    """Groups that stand in for others come after these."""
    for group in sorted(profile.groups, key=lambda group: group.same_as is not None):
        values: dict[str, object] = {
            "name": group.name,
            "source": group.source,
            "queue": group.queue,
            "same_as": group.same_as,
            "levels": _levels_of(group, profile),
            "contact": group.contact,
            "hours": group.hours,
        }
        yield Wanted("group", {"code": group.code}, values)


def _levels_of(group: GroupFacts, profile: Profile) -> list[str] | None:
    """The levels of buildings that answer to the group's columns; None is all of them."""
    if not group.columns:
        return None
    return [level.code for level in profile.lists.level if set(level.columns) & set(group.columns)]


def _buildings(profile: Profile) -> Iterator[Wanted]:
    for building in profile.buildings:
        values: dict[str, object] = {
            "name": building.name,
            "short": building.short,
            "level": building.level,
            "zone": building.zone,
            "address": building.address,
            "phone": building.phone,
        }
        yield Wanted("building", {"code": building.code}, values)
    for building in profile.buildings:
        for room in building.room:
            key: dict[str, object] = {"building": building.code, "code": room.code}
            yield Wanted("room", key, {"name": room.name, "floor": room.floor})


def _days(profile: Profile) -> Iterator[Wanted]:
    """Holidays and the district's own days; a day of its own wins over a holiday."""
    told: dict[tuple[date, str | None], dict[str, object]] = {
        (day, None): {"kind": "holiday", "name": name, "source": f"holidays {profile.calendar.holidays_country}"}
        for day, name in _holidays(profile).items()
    }
    for span in profile.calendar.day:
        values: dict[str, object] = {"kind": span.kind, "name": span.name, "source": span.source}
        told |= {(day, span.building): values for day in span.days()}
    for (day, building), values in sorted(told.items(), key=lambda each: (each[0][0], each[0][1] or "")):
        yield Wanted("calendar_day", {"day": day.isoformat(), "building": building}, values)


def _holidays(profile: Profile) -> dict[date, str]:
    facts = profile.calendar
    if not facts.holidays_country:
        return {}
    years = range(facts.holidays_years[0], facts.holidays_years[-1] + 1)
    return holiday_days(facts.holidays_country, facts.holidays_region, facts.holidays_language, years)


def _windows(profile: Profile) -> Iterator[Wanted]:
    for window in profile.windows:
        values: dict[str, object] = {
            "starts": window.starts.isoformat(),
            "ends": window.ends.isoformat(),
            "buildings": list(window.buildings) or None,
            "streaming_off": window.streaming_off,
        }
        yield Wanted("testing_window", {"name": window.name}, values)


def _mailboxes(profile: Profile) -> Iterator[Wanted]:
    for mailbox in profile.mailboxes:
        values: dict[str, object] = {
            "address": mailbox.address,
            "purpose": mailbox.purpose,
            "latest": mailbox.latest,
            "earliest": mailbox.earliest,
            "source": mailbox.source,
        }
        yield Wanted("mailbox", {"code": mailbox.code}, values)


def _duties(profile: Profile) -> Iterator[Wanted]:
    for duty in profile.duties:
        parties = {
            group: {"part": party.part, "says": party.says, "place": party.place}
            for group, party in duty.parties.items()
        }
        values: dict[str, object] = {
            "category": duty.category,
            "says": duty.says,
            "parties": parties,
            "source": duty.source,
            "place": duty.place,
            "undecided": duty.undecided,
        }
        yield Wanted("duty", {"code": duty.code}, values)


def _rules(profile: Profile) -> Iterator[Wanted]:
    mailboxes = {mailbox.code: mailbox for mailbox in profile.mailboxes}
    for rule in profile.rules:
        values: dict[str, object] = {
            "outcome": rule.outcome,
            "rank": rule.rank,
            "says": rule.says,
            "clause": rule.clause,
            "source": rule.source,
            "starts": rule.starts.isoformat(),
            "ends": rule.ends.isoformat() if rule.ends else None,
            "match": _plain(rule.match),
            "params": _params(rule, mailboxes),
            "reply": rule.reply,
        }
        yield Wanted("rule", {"code": rule.code}, values)


def _params(rule: RuleFacts, mailboxes: Mapping[str, MailboxFacts]) -> dict[str, object]:
    """The rule's own figures and words, with the lead days of its mailbox: a ticket keeps what it was judged by."""
    params = _plain(rule.params)
    if mailbox := mailboxes.get(str(params.get("mailbox"))):
        lead = {"latest": mailbox.latest, "earliest": mailbox.earliest}
        params |= {name: days for name, days in lead.items() if days is not None}
    return params | ({"also": True} if rule.also else {})


def _plain(table: Mapping[str, object] | None) -> dict[str, object]:
    """The table as JSON has it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in (table or {}).items()}


def _views(profile: Profile) -> Iterator[Wanted]:
    for rank, view in enumerate(profile.views, 1):
        key: dict[str, object] = {"noun": view.noun, "name": view.name, "person": None}
        yield Wanted("saved_view", key, {"filter": view.filter, "rank": rank})
