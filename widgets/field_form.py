"""A form from declared fields: label, field, what is known about it on the right, and what is wrong with it below.

It knows words, never records: whoever shows it says what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, TextArea

from rounds.widgets.fields import LineField, PageField
from rounds.widgets.ink import On, Role
from rounds.widgets.line import BLANK, Run, cut, ends
from rounds.widgets.paper import Paper
from rounds.widgets.wrap import wrapped

LABEL_CELLS = 13
HINT_CELLS = 30
"""Cells for what is known about a field, at its right end."""

SAID_LINES = 3
"""Lines for what is wrong with a field and its mend."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    label: str
    needed: bool = False
    several: bool = False
    """Text of several lines."""
    chosen: bool = False
    """Has a list to choose from: ↓ opens it."""
    help: str = ""


class Panel(Paper):
    """Paper in the colour of a field."""

    surface = On.PANEL


class FieldInput(LineField):
    """A field of one line: enter goes on, ↓ opens its list."""

    BINDINGS = [
        Binding("enter", "next", "next", show=False),
        Binding("down", "choose", "choose", show=False),
        Binding("up", "previous", "previous", show=False),
    ]

    def __init__(self, of: FormField) -> None:
        super().__init__(id=f"field-{of.name}")
        self.of = of

    def action_next(self) -> None:
        """To the next field."""
        self.post_message(FieldForm.Entered(self.of.name))

    def action_previous(self) -> None:
        """To the field before."""
        self.screen.focus_previous()

    def action_choose(self) -> None:
        """Open the list, or go on where there is none."""
        if self.of.chosen:
            self.post_message(FieldForm.ChoiceWanted(self.of.name))
        else:
            self.screen.focus_next()

    def on_blur(self, event: events.Blur) -> None:
        """It is left."""
        self.post_message(FieldForm.Left(self.of.name))


class FieldPage(PageField):
    """A field of several lines."""

    def __init__(self, of: FormField) -> None:
        super().__init__(id=f"field-{of.name}")
        self.of = of

    def on_blur(self, event: events.Blur) -> None:
        """It is left."""
        self.post_message(FieldForm.Left(self.of.name))


class FieldForm(VerticalScroll, can_focus=False):
    """The fields, one below the other."""

    DEFAULT_CSS = """
    FieldForm { height: 1fr; scrollbar-size-vertical: 1; }
    FieldForm .row { height: auto; }
    FieldForm .label { width: 15; height: 1; }
    FieldForm .hint { width: 30; height: 1; }
    FieldForm .said { height: 1; display: none; }
    FieldForm Input {
        height: 1; border: none; padding: 0 1; width: 1fr; background: $panel; color: $foreground;
        &:focus { border: none; background: $panel; }
    }
    FieldForm TextArea {
        height: 4; border: none; padding: 0 1; width: 1fr; background: $panel; color: $foreground;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background: $panel; }
    }
    """

    class Edited(Message):
        """A letter was typed in a field."""

        def __init__(self, name: str, text: str) -> None:
            super().__init__()
            self.name, self.text = name, text

    class Left(Message):
        """A field was left."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Entered(Message):
        """Enter was pressed in a field."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class ChoiceWanted(Message):
        """The list of a field is wanted."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, fields: Sequence[FormField], values: Mapping[str, str], id: str = "form") -> None:
        super().__init__(id=id)
        self.fields = {field.name: field for field in fields}
        self._values = dict(values)

    def compose(self) -> ComposeResult:
        """A row a field."""
        for field in self.fields.values():
            with Horizontal(classes="row", id=f"row-{field.name}"):
                yield Paper(id=f"label-{field.name}", classes="label")
                page = FieldPage(field) if field.several else FieldInput(field)
                if isinstance(page, TextArea):
                    page.text = self._values.get(field.name, "")
                else:
                    page.value = self._values.get(field.name, "")
                yield page
                if not field.several:
                    yield Panel(id=f"hint-{field.name}", classes="hint")
            yield Paper(id=f"said-{field.name}", classes="said")

    def on_mount(self) -> None:
        """Write the labels."""
        for field in self.fields.values():
            star = (Run("*", Role.ACCENT),) if field.needed else ()
            self.query_one(f"#label-{field.name}", Paper).show([(Run(f" {field.label}", Role.FAINT), *star)])
            self.hint(field.name, field.help)

    def field(self, name: str) -> Any:
        """The widget that is typed in."""
        return self.query_one(f"#field-{name}")

    def value(self, name: str) -> str:
        """What stands in a field."""
        widget = self.field(name)
        return str(widget.text if isinstance(widget, TextArea) else widget.value)

    def values(self) -> dict[str, str]:
        """What stands in every field."""
        return {name: self.value(name) for name in self.fields}

    def put(self, name: str, text: str) -> None:
        """Put words into a field."""
        widget = self.field(name)
        with self.prevent(Input.Changed, TextArea.Changed):
            if isinstance(widget, TextArea):
                widget.text = text
            else:
                widget.value = text
                widget.cursor_position = len(text)

    def hint(self, name: str, text: str) -> None:
        """What is known about a field, on its right."""
        field = self.fields[name]
        if field.several:
            return
        mark = " ▾" if field.chosen else ""
        panel = self.query_one(f"#hint-{name}", Panel)
        told = cut(text, HINT_CELLS - len(mark) - 1)
        panel.show([ends((), (Run(told, Role.FAINT), Run(mark + " ", Role.FAINT)), HINT_CELLS)])

    def say(self, name: str, text: str, role: Role = Role.WARN) -> None:
        """What is wrong with a field, or was put right, below it; nothing takes it away."""
        paper = self.query_one(f"#said-{name}", Paper)
        paper.display = bool(text)
        indent = Run(" " * (LABEL_CELLS + 2))
        room = max(self.size.width - len(indent.text) - 4, LABEL_CELLS)  # glyph, and the bar of what scrolls
        first, *more = wrapped(text, room)[:SAID_LINES]
        glyph = "✗ " if role is Role.BAD else "▲ "
        lines = [(indent, Run(glyph, role), Run(first)), *((indent, Run(f"  {each}")) for each in more)]
        paper.styles.height = len(lines)
        paper.show(lines if text else [BLANK])

    def quiet(self) -> None:
        """Nothing is wrong with any field."""
        for name in self.fields:
            self.say(name, "")

    def begin(self, name: str | None = None) -> None:
        """Give the keys to a field, the first empty one where none is named."""
        target = name or next((each for each in self.fields if not self.value(each)), next(iter(self.fields)))
        self.field(target).focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        """A letter was typed."""
        message.stop()
        if isinstance(message.input, FieldInput):
            self.post_message(self.Edited(message.input.of.name, message.value))

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """A letter was typed."""
        message.stop()
        if isinstance(message.text_area, FieldPage):
            self.post_message(self.Edited(message.text_area.of.name, message.text_area.text))
