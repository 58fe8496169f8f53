"""The form of a new ticket, and the form of one that there is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual import events, on
from textual.binding import Binding
from textual.timer import Timer

from rounds.data.clock import moment
from rounds.data.desk import filing
from rounds.data.desk.filing import Filed, Judged, NewTicket
from rounds.data.desk.shown import record
from rounds.data.desk.tickets import Outcome, Target
from rounds.data.desk.words import value_of
from rounds.data.errors import NotFound, Refused
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.act import ChangedMeanwhile
from rounds.data.text import clean, clean_line
from rounds.screens.form_screen import FormScreen, form_field
from rounds.screens.messages import Read
from rounds.screens.ticket_lines import size
from rounds.widgets.field_form import FormField
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.wrap import wrapped

JUDGE_S = 0.2
"""The rules look at what is typed once it has rested so long."""

NEW_FIELDS = ("requester", "subject", "description", "building", "room", "type", "priority", "severity", "testing")
NEEDED = ("requester", "subject", "description", "building", "room")
FILES = "files"


class NewTicketForm(FormScreen):
    """Appendix A of the procedures, on a screen: what is missing is named, a near-miss address is put right openly."""

    title_words = "New ticket"
    save_words = "file it"
    draft_key = "new ticket"
    BINDINGS = [
        Binding("f2", "put_back", "puts yours back", show=False),
        Binding("ctrl+o", "add_file", "add file", show=False),
    ]

    def __init__(self, building: str | None) -> None:
        super().__init__()
        self._building = building
        self._typed = ""
        self._keep_domain = False
        self._files: list[Path] = []
        self._judging: Timer | None = None
        self._judged: Judged | None = None

    def form_fields(self) -> Sequence[FormField]:
        """The form's fields, and the files."""
        ticket = self.desk.catalogue["ticket"]
        fields = [form_field(ticket[name], name in NEEDED) for name in NEW_FIELDS]
        return [*fields, FormField(FILES, "files", help="a path, then enter")]

    def first_values(self) -> Mapping[str, str]:
        """The defaults, and the building in hand."""
        ticket = self.desk.catalogue["ticket"]
        told = {name: str(ticket[name].default) for name in ("type", "priority", "severity")}
        told["testing"] = "no"
        if building := self.desk.facts.buildings.get(self._building or ""):
            told["building"] = building.code
        return told

    def on_mount(self) -> None:
        """Let the rules look at a draft."""
        self._judge_soon()

    def more_hints(self) -> list[Hint]:
        """Putting one's own domain back, and files."""
        back = [Hint("f2", "yours back", "put_back")] if self._typed else []
        return [*back, Hint("^o", "add file", "add_file")]

    # -- the rules -------------------------------------------------------------------------------------------------

    def edited(self, name: str) -> None:
        """The rules look again."""
        if name == "requester":
            self._keep_domain = False
        self._judge_soon()

    def left(self, name: str) -> None:
        """A near miss is put right when the field is left; what a word means is shown on its right."""
        if name == "requester":
            self._correct()
        else:
            self._explain(name)

    def _correct(self) -> None:
        from rounds.data.intake import mail_domain

        typed = self.form.value("requester").strip()
        if not typed or self._keep_domain or not mail_domain.is_address(typed):
            return
        judged = mail_domain.judge(typed, self.desk.facts.mail_domain)
        if judged.corrected:
            self._typed = typed
            self.form.put("requester", judged.address)
            self.form.say("requester", f"you typed {typed.rpartition('@')[2]}; corrected. f2 puts yours back")
            self.tell_keys()
            self.keep_form()
        self.read("requester", partial(_requester, self.form.value("requester").strip()))

    def action_put_back(self) -> None:
        """The address as it was typed."""
        if self._typed:
            self.form.put("requester", self._typed)
            self.form.say("requester", "kept as you typed it; an answer may reach nobody")
            self._typed, self._keep_domain = "", True
            self.tell_keys()
            self._judge_soon()

    def _explain(self, name: str) -> bool:
        """Say what a field's words mean, or that they mean nothing; gives whether they mean something."""
        spec = self.spec(name)
        text = self.form.value(name).strip() if name in self.form.fields else ""
        if spec is None or not text or spec.kind not in (Kind.REF, Kind.CHOICE, Kind.NUMBER, Kind.FLAG):
            return True
        try:
            value = value_of(self.desk, spec, text)
            if spec.kind is Kind.NUMBER and spec.min is not None and not spec.min <= value <= spec.max:
                raise NotFound(f"{spec.label} is {spec.min} to {spec.max}")
        except Refused as refusal:
            self.form.say(name, str(refusal), Role.BAD)
            return False
        self.form.say(name, "")
        self.form.hint(name, self.words_for(spec, value))
        return True

    def _judge_soon(self) -> None:
        if self._judging is not None:
            self._judging.stop()
        self._judging = self.set_timer(JUDGE_S, self._judge)

    def _judge(self) -> None:
        self._judging = None
        try:
            new = self._new()
        except Refused as refusal:
            self._show_rules([(Run("✗ ", Role.BAD), Run(str(refusal)))])
            return
        self.read("judged", lambda connection: _judged(self.desk, new))

    def answered(self, message: Read) -> None:
        """The rules have looked."""
        if message.what == "judged":
            self._judged = message.answer[0]
            self._show_judged(*message.answer)
        elif message.what == "requester":
            self.form.hint("requester", message.answer)
        else:
            super().answered(message)

    def _show_judged(self, judged: Judged | None, due: int | None, refusal: Refused | None) -> None:
        if judged is None:
            self._show_rules(
                [
                    (
                        Run("· ", Role.FAINT),
                        Run(
                            str(refusal) if self.form.value("requester") else "write who asks, and what for", Role.SOFT
                        ),
                    )
                ]
            )
            return
        lines: list[Line] = []
        missing = ["subject"] if not self.form.value("subject").strip() else []
        missing += list(judged.missing)
        if missing:
            lines.append((Run("○ ", Role.SOFT), Run(f"still needed: {', '.join(missing)}")))
        else:
            lines.append((Run("✓ ", Role.OK), Run("accepted")))
        if judged.corrected or self._typed:
            lines.append((Run("▲ ", Role.WARN), Run("mail domain corrected")))
        if judged.building and not self.form.value("building").strip():
            lines.append(
                (
                    Run("· ", Role.FAINT),
                    Run(f"school read from the words: {self.desk.facts.buildings[judged.building].name}", Role.SOFT),
                )
            )
        self._show_rules(lines, due)

    def _show_rules(self, lines: list[Line], due: int | None = None) -> None:
        aside = self.aside
        wide = self.has_class("-wide")
        zone = self.desk.facts.zone
        told = (
            f"{moment(due, zone):%a} {moment(due, zone).day} {moment(due, zone):%b %H:%M}"
            if due
            else "nothing is promised"
        )
        if not wide:
            aside.show([*lines[:2], (Run("due ", Role.FAINT), Run(told, Role.SOFT))])
            return
        folded: list[Line] = []
        for line in lines:
            text = "".join(run.text for run in line[1:])
            pieces = wrapped(clean(text), max(aside.room - 2, 10))
            folded += [(line[0], Run(pieces[0])), *((Run("  "), Run(piece)) for piece in pieces[1:])]
        aside.show(
            [
                (Run("What the rules say", Role.STRONG),),
                BLANK,
                *folded,
                BLANK,
                (Run("Due", Role.STRONG),),
                BLANK,
                (Run(told),),
                *self._file_lines(),
            ]
        )

    def _file_lines(self) -> list[Line]:
        if not self._files:
            return []
        return [
            BLANK,
            (Run("Files", Role.STRONG),),
            BLANK,
            *((Run(f"{path.name} "), Run(_size_of(path), Role.SOFT)) for path in self._files),
        ]

    # -- files -----------------------------------------------------------------------------------------------------

    def entered(self, name: str) -> None:
        """Enter on a path adds the file; elsewhere it goes on."""
        if name == FILES and self.form.value(FILES).strip():
            self._add(self.form.value(FILES))
        else:
            super().entered(name)

    def action_add_file(self) -> None:
        """Add the path that is typed, or go to where it is typed."""
        if self.form.value(FILES).strip():
            self._add(self.form.value(FILES))
        else:
            self.form.field(FILES).focus()

    def _add(self, typed: str) -> bool:
        path = Path(typed.strip().strip("'\"").replace("\\ ", " ")).expanduser()
        if not path.is_file():
            self.form.say(FILES, f"there is no file {clean_line(str(path))}", Role.BAD)
            return False
        self._files.append(path)
        self.form.put(FILES, "")
        self.form.say(FILES, "")
        self.form.hint(FILES, f"{len(self._files)} added, {size(sum(each.stat().st_size for each in self._files))}")
        self._judge_soon()
        return True

    # -- filing ----------------------------------------------------------------------------------------------------

    def _new(self) -> NewTicket:
        values = self.form.values()
        ticket = self.desk.catalogue["ticket"]
        building = value_of(self.desk, ticket["building"], values["building"])
        severity = value_of(self.desk, ticket["severity"], values["severity"]) if values["severity"].strip() else None
        return NewTicket(
            requester=values["requester"],
            subject=values["subject"],
            description=values["description"],
            type=values["type"],
            priority=values["priority"],
            building=building,
            room=values["room"],
            severity=severity,
            testing=bool(value_of(self.desk, ticket["testing"], values["testing"])),
            keep_domain=self._keep_domain,
            files=tuple(self._files),
            given={name: text for name, text in values.items() if text},
        )

    def action_save_form(self) -> None:
        """File it, once nothing is missing."""
        self._correct()
        if self.form.value(FILES).strip() and not self._add(self.form.value(FILES)):
            return
        if wrong := [name for name in self.form.fields if name != "requester" and not self._explain(name)]:
            self.form.begin(wrong[0])
            return
        try:
            new = self._new()
            judged = filing.judge(self.desk, new)
        except Refused as refusal:
            self._show_refusal(refusal)
            return
        missing = {"school": "building", "room": "room", "description": "description"}
        lacking = [missing[name] for name in judged.missing]
        lacking = ["subject", *lacking] if not new.subject.strip() else lacking
        if lacking:
            self.form.quiet()
            for name in lacking:
                self.form.say(name, "is needed", Role.BAD)
            self.form.begin(lacking[0])
            self.say(f"still needed: {', '.join(self.form.fields[name].label for name in lacking)}", Role.WARN)
            return
        self.send(partial(filing.file, self.desk, new), self._filed)

    def _show_refusal(self, refusal: Refused) -> None:
        name = "requester" if refusal.code == "bad-address" else self.field_at_fault(refusal)
        if name:
            self.form.say(name, str(refusal), Role.BAD)
            self.form.begin(name)
        self.say_refused(refusal)

    def not_saved(self, refusal: Refused) -> None:
        """It was refused: say why; nothing that was typed is lost."""
        self._show_refusal(refusal)

    def _filed(self, filed: Filed) -> None:
        self.app.pop_screen()
        self.app.say_on_screen(f"{filed.number} is filed · u takes it back")  # type: ignore[attr-defined]


class EditTicketForm(FormScreen):
    """Every field of a ticket that a person may set, from the declaration."""

    title_words = "Edit"
    save_words = "save"

    def __init__(self, id: str) -> None:
        super().__init__()
        self._ticket = id
        self._base = ""
        self.draft_key = f"edit:{id}"

    def form_fields(self) -> Sequence[FormField]:
        """The fields that are a person's to set."""
        return [form_field(spec) for spec in self._specs()]

    def _specs(self) -> list[FieldSpec]:
        return [spec for spec in self.desk.catalogue["ticket"].fields.values() if not (spec.hidden or spec.fixed)]

    def first_values(self) -> Mapping[str, str]:
        """What stands there now."""
        shown = record(self.desk, "ticket", self._ticket) or {}
        self._base = shown.get("version", "")
        self.title_words = f"Edit {shown.get('number', '')}"
        return {spec.name: _typed(spec, shown.get(spec.name)) for spec in self._specs()}

    @on(events.Mount)
    def _explain(self) -> None:
        for name in ("building", "severity"):
            self.left(name)

    def left(self, name: str) -> None:
        """A word that means nothing is said at once."""
        self._value(name)

    def _value(self, name: str) -> tuple[bool, Any]:
        spec = self.spec(name)
        assert spec is not None, "the form has the ticket's own fields"
        try:
            value = value_of(self.desk, spec, self.form.value(name))
        except Refused as refusal:
            self.form.say(name, str(refusal), Role.BAD)
            return False, None
        self.form.say(name, "")
        self.form.hint(name, self.words_for(spec, value))
        return True, value

    def action_save_form(self) -> None:
        """Save the fields that are changed."""
        changed = [name for name, text in self.form.values().items() if text != self._first_values.get(name, "")]
        if not changed:
            self.say("nothing is changed", Role.WARN)
            return
        read = {name: self._value(name) for name in changed}
        if not all(good for good, _ in read.values()):
            self.form.begin(next(name for name, (good, _) in read.items() if not good))
            return
        values = {name: value for name, (_, value) in read.items()}
        command = partial(self.desk.tickets.change, [Target(self._ticket, self._base)], values, says="edit 1 ticket")
        self.send(command, self._edited)

    def not_saved(self, refusal: Refused) -> None:
        """Say it under the field; what changed meanwhile is told, and saving again is then on purpose."""
        if isinstance(refusal, ChangedMeanwhile):
            for each in refusal.fields:
                if each.field in self.form.fields:
                    self.form.say(
                        each.field,
                        f"{each.actor} made it '{self.shown(each.field, each.value)}' meanwhile; ^s puts yours there",
                    )
            self._base = refusal.version
        elif name := self.field_at_fault(refusal):
            self.form.say(name, str(refusal), Role.BAD)
            self.form.begin(name)
        self.say_refused(refusal)

    def _edited(self, outcome: Outcome) -> None:
        self.app.pop_screen()
        self.app.say_on_screen(f"{outcome.done[0].number} is changed · u takes it back")  # type: ignore[attr-defined]


def _typed(spec: FieldSpec, value: Any) -> str:
    """A value in the words in which it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec.kind is Kind.TIME:
        return str(value)[:16]
    return str(value)


def _size_of(path: Path) -> str:
    try:
        return size(path.stat().st_size)
    except OSError:
        return "is gone"


def _judged(desk: Any, new: NewTicket) -> tuple[Judged | None, int | None, Refused | None]:
    try:
        judged = filing.judge(desk, new)
    except Refused as refusal:
        return None, None, refusal
    severity = new.severity if new.severity in range(1, 5) else 3
    return judged, desk.tickets.due_for(desk.clock(), severity, judged.building), None


def _requester(mail: str, connection: sqlite3.Connection) -> str:
    found = connection.execute(
        "SELECT ifnull(name, ''), role FROM person WHERE mail IN (?, ?) AND deleted_at IS NULL LIMIT 1",
        (mail, mail.casefold()),
    ).fetchone()
    return clean_line(f"{found[0]}, {found[1]}".strip(", ")) if found else "new here"
