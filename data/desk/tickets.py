"""What a technician does to tickets: each command asks for the right and the rule, then has it recorded as one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rounds.data.errors import BadInput, NotFound, Refused
from rounds.data.ids import id_bytes, id_text
from rounds.data.nouns.lists import OPEN_SQL
from rounds.data.rules.rights import Right
from rounds.data.rules.service_time import due_at
from rounds.data.rules.ticket_states import consequences, is_open
from rounds.data.store.act import Act, Put, Row, Written
from rounds.data.store.values import to_stored

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

ACT_MAX = 50_000
"""Most tickets that one act changes; more are narrowed by a filter first."""


@dataclass(frozen=True, slots=True)
class Target:
    """A ticket to be changed, and the version of it that the person saw; none does not ask."""

    id: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one ticket: fields from old to new value, or why not."""

    id: str
    number: str
    subject: str
    fields: dict[str, tuple[Any, Any]]
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did, ticket by ticket."""

    done: tuple[Change, ...]
    refused: tuple[Change, ...]


class Tickets:
    """The tickets of one replica, in the hands of one person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next: dict[str, str] = {}
        """A version to the one that a change made here put in its place: two keys pressed in a row are no conflict."""

    def named(self, typed: str) -> str:
        """The id of the ticket that `typed` names: its number, or the first eight or more characters of its id."""
        with self._desk.reading:
            return id_text(self._desk.names.record("ticket", typed))

    def plan(self, targets: Sequence[Target], values: Mapping[str, Any], note: str = "") -> Outcome:
        """What `change` would do, without doing it."""
        return self._act(targets, values, note, "", keep=False)

    def change(self, targets: Sequence[Target], values: Mapping[str, Any], note: str = "", says: str = "") -> Outcome:
        """Change tickets together: one act, one undo. What is refused is left as it is and said.

        A single ticket's refusal is raised.

        Raises:
            Refused: The one ticket cannot be changed so.
        """
        outcome = self._act(targets, values, note, says, keep=True)
        if len(targets) == 1 and outcome.refused:
            refusal = outcome.refused[0].refused
            assert refusal is not None
            raise refusal
        return outcome

    def note(self, id: str, text: str, kind: str = "note", privacy: str = "work") -> Written:
        """Write a note on a ticket."""
        desk = self._desk
        with desk.recorder.act(f"note on {self._number(id)}") as act:
            row = self._present(act, id)
            desk.demand(Right.NOTE, row["building"])
            return act.put(self._note(id, text, kind, privacy))

    def close(self, targets: Sequence[Target], resolution: str) -> Outcome:
        """Close tickets with what was done."""
        if not resolution.strip():
            raise BadInput("the resolution is missing", "say what was done", code="missing-field")
        return self.change(targets, {"status": "closed", "resolution": resolution}, says=_says("close", targets))

    def reopen(self, targets: Sequence[Target], note: str = "") -> Outcome:
        """Take closed tickets up again."""
        return self.change(targets, {"status": "open"}, note, says=_says("reopen", targets))

    def assign(self, targets: Sequence[Target], person: str | None) -> Outcome:
        """Give tickets to somebody (the id of a person), or to nobody."""
        return self.change(targets, {"assignee": person}, says=_says("assign", targets))

    def hand_over(self, person: str, to: str, note: str = "") -> Outcome:
        """Give every open ticket of one person to another: those of oneself, or with the right to lead anybody's."""
        desk = self._desk
        if person != desk.facts.me.id:
            desk.demand(Right.LEAD)
        with desk.reading:
            found = desk.connection.execute(
                f"SELECT id FROM ticket WHERE assignee = ? AND {OPEN_SQL} AND deleted_at IS NULL"
                " ORDER BY opened LIMIT ?",
                (id_bytes(person), ACT_MAX),
            ).fetchall()
        targets = [Target(id_text(key)) for (key,) in found]
        if not targets:
            raise NotFound("there is no open ticket to hand over", "nothing was changed")
        return self.change(targets, {"assignee": to}, note, says=f"hand over {len(targets)} tickets")

    def due_for(self, opened: int, severity: int, building: str | None) -> int | None:
        """When a ticket of that severity is due by the district's promises, in the building's open hours.

        None where nothing is promised.
        """
        facts = self._desk.facts
        promise = facts.promises.get(str(severity))
        return None if promise is None else due_at(opened, promise, facts.calendar_for(building))

    def _act(self, targets: Sequence[Target], values: Mapping[str, Any], note: str, says: str, keep: bool) -> Outcome:
        if len(targets) > ACT_MAX:
            raise Refused(
                f"{len(targets):,} tickets are too many for one act", f"narrow it to {ACT_MAX:,}", code="too-many"
            )
        if note.strip():
            to_stored(self._desk.catalogue["note"]["text"], note)  # refused before anything is changed
        done: list[Change] = []
        refused: list[Change] = []
        steps: dict[str, str] = {}

        def run(act: Act) -> None:
            for target in targets:
                change = self._change_one(act, target, values, note, steps)
                (refused if change.refused else done).append(change)

        self._in_act(says or _says("change", targets), run, keep)
        if keep:
            self._remember(steps)
        return Outcome(tuple(done), tuple(refused))

    def _remember(self, steps: dict[str, str]) -> None:
        if len(self._next) > ACT_MAX:
            self._next.clear()
        self._next.update(steps)

    def _base(self, base: str | None) -> str | None:
        """The version that was seen, moved on over the changes that were made here since."""
        while base in self._next:
            base = self._next[base]
        return base

    def _in_act(self, says: str, run: Callable[[Act], None], keep: bool) -> None:
        """Run in a transaction; a mere plan is rolled back, so that it tells just what the act would do."""
        try:
            with self._desk.recorder.act(says) as act:
                run(act)
                if not keep:
                    raise _OnlyPlanned
        except _OnlyPlanned:
            pass

    def _change_one(
        self, act: Act, target: Target, values: Mapping[str, Any], note: str, steps: dict[str, str]
    ) -> Change:
        try:
            row = self._present(act, target.id)
        except NotFound as missing:
            return Change(target.id, target.id[:8], "", {}, missing)
        number, subject = row["number"], row["subject"]
        try:
            self._desk.demand(Right.WORK, row["building"])
            if values.get("building"):
                self._desk.demand(Right.WORK, values["building"])
            wanted = self._with_consequences(row, values)
            written = act.put(Put("ticket", wanted, target.id, self._base(target.base)))
            if written.changed:
                steps[row["version"]] = written.version
            if note.strip():
                act.put(self._note(target.id, note, "note", "work"))
        except Refused as refusal:
            return Change(target.id, number, subject, {}, refusal)
        return Change(target.id, number, subject, written.changed)

    def _with_consequences(self, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        """The wanted values with what follows from them: states, and the promise where it was not set by hand."""
        self._check_lists(values)
        wanted = consequences(row, dict(values), self._desk.clock())
        severity = wanted["severity"] if "severity" in wanted else row["severity"]
        if severity != row["severity"] and "due" not in wanted and is_open(row["status"]):
            if row["due"] == self.due_for(row["opened"], row["severity"], row["building"]):
                wanted["due"] = self.due_for(row["opened"], severity, wanted.get("building", row["building"]))
        return wanted

    def _check_lists(self, values: Mapping[str, Any]) -> None:
        """A list of the district is as closed as one of the program."""
        for name, value in values.items():
            field = self._desk.catalogue["ticket"].fields.get(name)
            if field is not None and field.fixed:
                raise BadInput(
                    f"{field.label} is set when a ticket is made and stays", "file a new ticket", code="fixed"
                )
            if field is None or not field.listed or value is None:
                continue
            known = self._desk.facts.codes(field.listed)
            if known and value not in known:
                raise BadInput(f"no {field.label} '{str(value)[:40]}'", ", ".join(known), code="bad-value")

    def _note(self, ticket: str, text: str, kind: str, privacy: str) -> Put:
        desk = self._desk
        values = {
            "ticket": ticket,
            "at": desk.clock(),
            "author": desk.facts.me.id,
            "kind": kind,
            "text": text,
            "privacy": privacy,
        }
        return Put("note", values)

    def _present(self, act: Act, id: str) -> Row:
        row = act.present("ticket", id)
        if row is None or row["deleted_at"] is not None:
            raise NotFound(f"no ticket {id[:8]}", "it was taken back or is on another replica")
        return row

    def _number(self, id: str) -> str:
        with self._desk.reading:
            found = self._desk.connection.execute("SELECT number FROM ticket WHERE id = ?", (id_bytes(id),)).fetchone()
        return str(found[0]) if found else id[:8]


class _OnlyPlanned(Exception):
    """Ends a transaction that was only to be looked at."""


def _says(verb: str, targets: Sequence[Target]) -> str:
    return f"{verb} 1 ticket" if len(targets) == 1 else f"{verb} {len(targets)} tickets"
