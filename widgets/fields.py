"""Fields that one types in: what is typed, pasted or put into them passes the one door for text."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.widgets import Input, TextArea

from rounds.data.text import clean, clean_line


class LineField(Input):
    """One line."""

    def __init__(self, id: str, max_length: int = 0) -> None:
        super().__init__(id=id, max_length=max_length, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Nothing in it steers a terminal."""
        return clean_line(value)

    def on_paste(self, event: events.Paste) -> None:
        """Several lines become one: what is pasted is never lost in silence."""
        event.prevent_default()
        event.stop()
        text = clean_line(event.text.strip())
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *self.selection)


class PageField(TextArea):
    """Several lines."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, tab_behavior="focus", show_line_numbers=False)
        self.cursor_blink = False

    def load_text(self, text: str) -> None:
        """Put a text in the place of what stands there."""
        super().load_text(clean(text))

    def edit(self, edit: Edit) -> EditResult:
        """Change a part of it."""
        return super().edit(replace(edit, text=clean(edit.text)))
