"""A new ticket, through the rules: what is missing is named, a near-miss mail domain is corrected in the open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rounds.data.desk.attachments import keep_file
from rounds.data.desk.words import choices_of
from rounds.data.errors import BadInput
from rounds.data.ids import id_text
from rounds.data.intake import mail_domain, required
from rounds.data.rules.rights import Right
from rounds.data.store.act import Act, Put, Written
from rounds.data.text import clean_line

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

ACCEPT, FIX_DOMAIN, NEEDS_FIELDS = "accept", "accept+fix-email-domain", "needs-fields"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What was given. `building` and `assignee` are ids; all else is as it was typed."""

    requester: str
    subject: str
    description: str = ""
    type: str = ""
    priority: str = ""
    building: str | None = None
    room: str = ""
    severity: int | None = None
    testing: bool = False
    group: str | None = None
    assignee: str | None = None
    channel: str = "form"
    keep_domain: bool = False
    """The person saw the correction and put their own domain back."""
    files: tuple[Path, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    """Every key as it came, kept with the request."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, and what it said."""

    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a request before it is filed."""

    outcome: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    address: str
    typed_address: str
    building: str | None
    room: str

    @property
    def corrected(self) -> bool:
        """Whether the mail domain was put right."""
        return self.address != self.typed_address


@dataclass(frozen=True, slots=True)
class Filed:
    """A ticket that was filed."""

    id: str
    number: str
    judged: Judged


def judge(desk: Desk, new: NewTicket) -> Judged:
    """What the two rules of the form say: the mail domain, and the fields that must be there."""
    judged = _address(desk, new)
    named = required.named_in(new.description, desk.facts.places)
    building, room = new.building or named.school, new.room.strip() or named.room or ""
    missing = tuple(required.missing(building, room, new.description.strip()))
    reasons = []
    if missing:
        reasons.append(Reason(NEEDS_FIELDS, f"{_and(missing)} missing; the request waits for {_it(missing)}"))
    if judged.corrected:
        reasons.append(Reason("fix-email-domain", f"you typed {judged.typed}; corrected to {judged.address}"))
    if not reasons:
        reasons.append(Reason(ACCEPT, "a help-desk matter, complete"))
    outcome = NEEDS_FIELDS if missing else FIX_DOMAIN if judged.corrected else ACCEPT
    return Judged(outcome, tuple(reasons), missing, judged.address, judged.typed, building, room)


def file(desk: Desk, new: NewTicket) -> Filed:
    """File a request: requester, request, ticket and files in one act.

    What lacks a field is filed too and waits for its requester, so that nothing that came in is lost.

    Raises:
        Refused: No right at that building, or no address, no subject, no such type or priority, a file too large.
    """
    if not clean_line(new.subject).strip():
        raise BadInput("the subject is missing", "say in one line what is wrong", code="missing-field")
    verdict = judge(desk, new)
    desk.demand(Right.ADD, verdict.building)
    with desk.recorder.act("file a ticket") as act:
        requester = _requester(desk, act, verdict)
        number = act.number()
        ticket = act.put(Put("ticket", _values(desk, new, verdict, requester, number)))
        act.put(Put("request", _request(desk, new, verdict, ticket.id)))
        for path in new.files:
            keep_file(desk, act, ticket.id, path)
    return Filed(ticket.id, number, verdict)


def _address(desk: Desk, new: NewTicket) -> mail_domain.Judged:
    typed = clean_line(new.requester).strip()
    if "@" not in typed and typed:
        with desk.reading:
            found = desk.connection.execute(
                "SELECT mail FROM person WHERE login = ? AND mail IS NOT NULL AND deleted_at IS NULL LIMIT 1", (typed,)
            ).fetchone()
        if found is not None:
            return mail_domain.Judged(found[0], found[0])
    if not mail_domain.is_address(typed):
        raise BadInput(
            f"requester '{typed[:60]}' is no mail address",
            f"write it as name@{desk.facts.mail_domain}",
            code="bad-address",
        )
    return mail_domain.Judged(typed, typed) if new.keep_domain else mail_domain.judge(typed, desk.facts.mail_domain)


def _requester(desk: Desk, act: Act, verdict: Judged) -> str:
    """The person with that address; a new one where nobody has it yet."""
    with desk.reading:
        found = desk.connection.execute(
            "SELECT id FROM person WHERE mail IN (?, ?) AND deleted_at IS NULL ORDER BY row LIMIT 1",
            (verdict.address, verdict.address.casefold()),
        ).fetchone()
    if found is not None:
        return id_text(found[0])
    made: Written = act.put(Put("person", {"mail": verdict.address, "building": verdict.building}))
    return made.id


def _values(desk: Desk, new: NewTicket, verdict: Judged, requester: str, number: str) -> dict[str, Any]:
    fields = desk.catalogue["ticket"].fields
    now = desk.clock()
    severity = fields["severity"].default if new.severity is None else new.severity
    return {
        "number": number,
        "subject": new.subject,
        "description": new.description,
        "status": "waiting" if verdict.missing else "open" if new.assignee else "new",
        "priority": _listed(desk, "priority", new.priority),
        "severity": severity,
        "type": _listed(desk, "type", new.type),
        "testing": new.testing,
        "building": verdict.building,
        "room": verdict.room,
        "requester": requester,
        "assignee": new.assignee,
        "group": new.group,
        "channel": new.channel,
        "opened": now,
        "due": desk.tickets.due_for(now, severity, verdict.building),
    }


def _listed(desk: Desk, name: str, typed: str) -> str | None:
    field_spec = desk.catalogue["ticket"][name]
    if not typed.strip():
        return str(field_spec.default)
    known = choices_of(desk, field_spec)
    word = typed.strip().casefold()
    if known and word not in known:
        raise BadInput(f"no {field_spec.label} '{clean_line(typed)[:40]}'", ", ".join(known), code="bad-value")
    return word


def _request(desk: Desk, new: NewTicket, verdict: Judged, ticket: str) -> dict[str, Any]:
    return {
        "received": desk.clock(),
        "channel": new.channel,
        "sender": verdict.typed_address[:500],
        "subject": clean_line(new.subject)[:1000],
        "given": dict(new.given),
        "outcome": verdict.outcome,
        "reasons": [{"rule": reason.rule, "says": reason.says} for reason in verdict.reasons],
        "details": {"missing": list(verdict.missing)} if verdict.missing else None,
        "ticket": ticket,
    }


def _and(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"the {names[0]} is"
    return f"the {', '.join(names[:-1])} and {names[-1]} are"


def _it(names: tuple[str, ...]) -> str:
    return "it" if len(names) == 1 else "them"
