"""What came in, word for word, for the newest tickets of the sample, and the rule that let it in."""

from __future__ import annotations

from typing import Any

from rounds.data.clock import iso
from rounds.data.demo.cases import Case
from rounds.data.demo.chance import Chance
from rounds.data.demo.names import DOMAIN
from rounds.data.demo.profile import Profile

_NEAR_MISSES = ("example.com", "exmaple.org", "example.ogr", "example.edu")
_MISTYPED = 0.07
_ACCEPTED, _CORRECTED = "form.accept", "form.mail-domain"


def values(chance: Chance, case: Case, ticket: str, profile: Profile) -> dict[str, Any]:
    """The request behind a ticket, with its verdict."""
    sender, rule, outcome, details = case.requester.mail, _ACCEPTED, "accept", {}
    if chance.often(_MISTYPED):
        sender = sender.replace(DOMAIN, chance.one(_NEAR_MISSES))
        rule, outcome, details = _CORRECTED, "accept+fix-email-domain", {"corrected_email": case.requester.mail}
    return {
        "received": case.at,
        "channel": case.channel,
        "sender": sender,
        "subject": case.subject,
        "given": _given(case, sender, profile.calendar.zone),
        "outcome": outcome,
        "reasons": [{"rule": rule, "says": profile.says.get(rule, outcome)}],
        "details": details,
        "ticket": ticket,
    }


def _given(case: Case, sender: str, zone: str) -> dict[str, Any]:
    given = {
        "to": f"helpdesk@{DOMAIN}",
        "requester_email": sender,
        "requester_role": case.requester.role,
        "channel": case.channel,
        "received_at": iso(case.at, zone),
        "subject": case.subject,
        "body": case.description,
        "school": case.school.site.name,
        "room": case.room.code if case.room else None,
        "type": case.story.type,
        "priority": case.priority,
    }
    return {key: value for key, value in given.items() if value is not None}
