"""What forms share: fields from the declaration, choices from the district, drafts, and errors under their field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.containers import Horizontal

from rounds.data.clock import moment
from rounds.data.desk.drafts import Draft
from rounds.data.desk.words import choices_of
from rounds.data.errors import Refused
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.text import clean_line
from rounds.screens.messages import Read, Stumbled
from rounds.screens.ticket_acts import TicketActs
from rounds.widgets.command import Command
from rounds.widgets.field_form import FieldForm, FormField
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role
from rounds.widgets.line import Run, ends
from rounds.widgets.paper import Paper
from rounds.widgets.picker import Option, Picker

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

PEOPLE_MAX = 12
_SAVE, _LEAVE = "save_form", "leave_form"


class FormScreen(TicketActs):
    """A form on a page of its own."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("form.save", "ctrl+s", _SAVE, "save", "save what is written", "This form", footer=1),
        Command(
            "form.leave", "escape", _LEAVE, "leave", "leave; what is typed is kept as a draft", "This form", footer=9
        ),
    )
    TAB = 1
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]
    DEFAULT_CSS = """
    FormScreen #form-head { height: 2; }
    FormScreen #form-body { height: 1fr; }
    FormScreen.-wide #aside { width: 40; height: 1fr; border-left: solid $line; }
    FormScreen.-narrow #form-body { layout: vertical; }
    FormScreen.-narrow #aside { height: 4; border-top: solid $line; }
    FormScreen.-plain #form-body { layout: vertical; }
    FormScreen.-plain #aside { width: 1fr; height: 8; border: none; }
    FormScreen.-high FieldForm .row { margin: 1 0 0 0; }
    FormScreen.-high #form-head { height: 1; }
    FormScreen.-high #aside { margin: 1 0 0 0; }
    FormScreen.-low FieldForm TextArea { height: 3; }
    """
    title_words = "Form"
    save_words = "save"
    draft_key = ""

    def __init__(self) -> None:
        super().__init__()
        self._first_values: dict[str, str] = {}
        self._kept = ""
        self._is_sent = False

    # -- for each form ---------------------------------------------------------------------------------------------

    def form_fields(self) -> Sequence[FormField]:
        """The fields, in order."""
        return ()

    def first_values(self) -> Mapping[str, str]:
        """What stands in them at first."""
        return {}

    def spec(self, name: str) -> FieldSpec | None:
        """The declaration behind a field."""
        return self.desk.catalogue["ticket"].fields.get(name)

    def edited(self, name: str) -> None:
        """A field has other words."""

    def left(self, name: str) -> None:
        """A field was left."""

    def action_save_form(self) -> None:
        """Save."""

    # -- parts -----------------------------------------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        """Head, fields, and what is said about them."""
        yield Paper(id="form-head", pad=1)
        with Horizontal(id="form-body"):
            self._first_values = dict(self.first_values())
            yield FieldForm(self.form_fields(), {**self._first_values, **self._draft_values()})
            yield Paper(id="aside", pad=1)

    @property
    def form(self) -> FieldForm:
        """The fields."""
        return self.query_one(FieldForm)

    @property
    def aside(self) -> Paper:
        """What the rules say."""
        return self.query_one("#aside", Paper)

    def on_mount(self) -> None:
        """Begin in the first empty field."""
        self.form.begin()
        self.show_head()

    async def on_resize(self, event: events.Resize) -> None:
        """Fold to the new width."""
        self.call_after_refresh(self.show_head)

    def show_head(self) -> None:
        """The form's name, and whether a draft is kept."""
        head = self.query_one("#form-head", Paper)
        kept = f"draft kept {self._kept}" if self._kept else "* needed"
        head.show([ends((Run(self.title_words, Role.STRONG),), (Run(kept, Role.FAINT),), head.room)])

    def hints(self) -> list[Hint]:
        """The keys that work while one types."""
        if self.overlay_open is not None:
            return super().hints()
        return [
            Hint("^s", self.save_words, _SAVE),
            Hint("tab", "next field", "app.focus_next"),
            Hint("↓", "choose", "choose"),
            *self.more_hints(),
            Hint("esc", "leave", _LEAVE, keeps=True),
            Hint("f1", "help", "help"),
        ]

    def more_hints(self) -> list[Hint]:
        """Keys of this form alone."""
        return []

    def action_choose(self) -> None:
        """Open the list of the field in hand."""
        choose = getattr(self.focused, "action_choose", None)
        if choose is not None:
            choose()

    def field_at_fault(self, refusal: Refused) -> str:
        """The field that a refusal begins with, by its name or its label; empty where it names none."""
        word = refusal.message.split(" ")[0].rstrip(":")
        return next((field.name for field in self.form.fields.values() if word in (field.name, field.label)), "")

    # -- drafts ----------------------------------------------------------------------------------------------------

    def _draft_values(self) -> dict[str, str]:
        draft = self.desk.drafts.offered(self.draft_key) if self.draft_key else Draft()
        if not draft.text:
            return {}
        try:
            kept = json.loads(draft.text)
        except ValueError:
            return {}
        self._kept = f"{moment(draft.kept, self.desk.facts.zone):%H:%M}" if draft.kept else ""
        return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}

    def on_field_form_edited(self, message: FieldForm.Edited) -> None:
        """Keep a draft, and look at the field anew."""
        self.form.say(message.name, "")
        self.keep_form()
        self.edited(message.name)

    def keep_form(self) -> None:
        """Have what is typed kept as a draft, where it is more than what stood there."""
        if not self.draft_key:
            return
        changed = self._altered()
        self.keep_draft(self.draft_key, json.dumps(changed) if changed else "", self._say_kept)

    def _altered(self) -> dict[str, str]:
        """What is typed, where it is more than what stood there."""
        return {name: text for name, text in self.form.values().items() if text != self._first_values.get(name, "")}

    def _say_kept(self, at: str) -> None:
        self._kept = at if self._altered() else ""
        self.show_head()

    def send(self, command: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Have the form saved. Until that is refused it is not saved again: two keys would file two tickets."""
        if not self._is_sent:
            self._is_sent = True
            self.save(command, "", then, self._not_sent, self.draft_key)

    def _not_sent(self, refusal: Refused) -> None:
        self._is_sent = False
        self.not_saved(refusal)

    def on_stumbled(self, message: Stumbled) -> None:
        """It may be tried again."""
        self._is_sent = False

    def action_leave_form(self) -> None:
        """Back to the list; what is typed is kept."""
        self.keep_now()
        self.app.pop_screen()

    # -- fields ----------------------------------------------------------------------------------------------------

    def on_field_form_left(self, message: FieldForm.Left) -> None:
        """A field was left."""
        if self.is_attached:
            self.left(message.name)

    def on_field_form_entered(self, message: FieldForm.Entered) -> None:
        """Enter was pressed in a field."""
        self.entered(message.name)

    def entered(self, name: str) -> None:
        """Enter goes on to the next field."""
        self.focus_next()

    def words_for(self, spec: FieldSpec, value: Any) -> str:
        """What a value means, to be read beside its field."""
        if spec.ref == "building" and value in self.desk.facts.buildings:
            return clean_line(self.desk.facts.buildings[value].name)
        if spec.name == "severity":
            return str(dict(self.desk.facts.choices.get("severity", ())).get(str(value), ""))
        return ""

    async def on_field_form_choice_wanted(self, message: FieldForm.ChoiceWanted) -> None:
        """Open the list of a field."""
        spec = self.spec(message.name)
        if spec is None:
            return
        if spec.kind is Kind.REF and spec.ref == "person":
            await self.pick(spec.label, [], ("choose", message.name), looked_up=True, width=70)
            self._look_people(message.name, "")
        else:
            await self.pick(
                spec.label, options_of(self.desk, spec), ("choose", message.name), current=self.form.value(message.name)
            )

    def look_up(self, picker: Picker, text: str) -> None:
        """People are looked up as one types."""
        if picker.purpose[0] == "choose":
            self._look_people(picker.purpose[1], text)
        else:
            super().look_up(picker, text)

    def _look_people(self, name: str, text: str) -> None:
        spec = self.spec(name)
        if spec is not None:
            self.read("person", lambda connection: (text, people(connection, spec.shows, text)))

    def answered(self, message: Read) -> None:
        """An answer is there."""
        if message.what == "person":
            text, options = message.answer
            for picker in self.query(Picker):
                if picker.is_open and picker.text == text:
                    picker.offer(options)
        else:
            super().answered(message)

    def picked(self, purpose: Any, value: Any) -> None:
        """A choice was made: it stands in its field."""
        if purpose[0] != "choose":
            super().picked(purpose, value)
            return
        name = purpose[1]
        self.form.put(name, value or "")
        self.form.field(name).focus()
        self.keep_form()
        self.edited(name)
        self.left(name)


def form_field(spec: FieldSpec, needed: bool = False) -> FormField:
    """The form's field of a declaration."""
    chosen = spec.kind in (Kind.CHOICE, Kind.REF, Kind.FLAG)
    return FormField(spec.name, spec.label, needed or spec.required, spec.kind is Kind.TEXT, chosen)


def options_of(desk: Desk, spec: FieldSpec) -> list[Option]:
    """What a field may have, by the words that are typed for it."""
    none = [] if spec.required else [Option("", "none", "leave it empty")]
    match spec.kind, spec.ref:
        case Kind.FLAG, _:
            return [Option("yes", "yes"), Option("no", "no")]
        case Kind.REF, "building":
            return [
                Option(b.code, clean_line(b.name), f"{b.code} · {b.level}") for b in desk.facts.buildings.values()
            ] + none
        case Kind.REF, "group":
            return [Option(g.code, g.code, clean_line(g.name)) for g in desk.facts.groups.values() if g.queue] + none
        case Kind.CHOICE, _:
            labels = dict(desk.facts.choices.get(spec.listed, ()))
            return [Option(code, code, labels.get(code, "")) for code in choices_of(desk, spec)]
        case _:
            return none


def people(connection: Any, shows: str, text: str) -> list[Option]:
    """People whose name, mail or login begins so."""
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = connection.execute(
        f"SELECT id, {shows}, ifnull(name, ''), role FROM person"
        f" WHERE {shows} IS NOT NULL AND deleted_at IS NULL AND active = 1"
        " AND (name LIKE :like ESCAPE '\\' OR mail LIKE :like ESCAPE '\\' OR login LIKE :like ESCAPE '\\'"
        " OR name LIKE '% ' || :like ESCAPE '\\') ORDER BY name LIMIT :most",
        {"like": like, "most": PEOPLE_MAX},
    ).fetchall()
    return [Option(shown, clean_line(name or shown), clean_line(f"{shown} · {role}")) for _, shown, name, role in found]
