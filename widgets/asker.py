"""Dialogs that ask for words: one line (a name, a time), or several (a note, what was done). It is kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input, TextArea

from rounds.widgets.fields import LineField, PageField
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role
from rounds.widgets.line import Line, Run
from rounds.widgets.overlay import Overlay
from rounds.widgets.wrap import wrapped

REFUSAL_LINES = 2
"""Lines for what is wrong and its mend."""


class Asker(Overlay, can_focus=False):
    """Asks for words."""

    DEFAULT_CSS = """
    Asker > Input, Asker > TextArea {
        border: none; padding: 0 1; background: $panel; color: $foreground; width: 1fr;
        &:focus { border: none; background: $panel; }
    }
    Asker > Input { height: 1; margin: 3 3 0 2; }
    Asker > TextArea { height: 1fr; margin: 3 3 4 2; scrollbar-size-vertical: 1; }
    """

    BINDINGS = [
        Binding("escape", "close", "leave", show=False),
        Binding("ctrl+s", "answer", "done", show=False, priority=True),
    ]

    class Answered(Message):
        """The words are given."""

        def __init__(self, asker: Asker, text: str) -> None:
            super().__init__()
            self.asker, self.text = asker, text

    class Typing(Message):
        """The words changed: to be kept as a draft."""

        def __init__(self, asker: Asker, text: str) -> None:
            super().__init__()
            self.asker, self.text = asker, text

        def can_replace(self, message: Message) -> bool:
            """Only the last words matter."""
            return isinstance(message, Asker.Typing)

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.purpose: Any = None
        self.draft = ""
        self._says: tuple[Line, ...] = ()
        self._badge = ""
        self._several = False
        self._refusal = ""
        self._kept = ""

    def compose(self) -> ComposeResult:
        """A line or a page to write on; one of them is shown."""
        yield LineField("one")
        yield PageField("many")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one("#many", TextArea).text if self._several else self.query_one("#one", Input).value

    def ask(
        self,
        title: str,
        purpose: Any,
        badge: str,
        *,
        several: bool = False,
        text: str = "",
        says: Sequence[Line] = (),
        draft: str = "",
        kept: str = "",
    ) -> None:
        """Ask.

        Args:
            badge: What happens, on the button (`close it`).
            several: A page of lines; otherwise one line.
            text: What stands there already.
            says: What is to be known, at most one line.
            draft: The key under which what is typed is kept.
            kept: When a draft that is offered again was kept (`10:15`).
        """
        self.title, self.purpose, self._badge, self._several = title, purpose, badge, several
        self._says, self.draft, self._refusal, self._kept = tuple(says), draft, "", kept
        self.width_wanted, self.height_wanted = (80, 16) if several else (72, 8)
        one, many = self.query_one("#one", Input), self.query_one("#many", TextArea)
        one.display, many.display = not several, several
        with self.prevent(Input.Changed, TextArea.Changed):
            if several:
                many.text = text
                many.move_cursor(many.document.end)
            else:
                one.value = text
                one.cursor_position = len(text)
        self.standing = (Run(f"draft kept {kept}", Role.FAINT),) if kept else ()
        self.open()

    def hints(self) -> list[Hint]:
        """Write, give, leave."""
        return [
            Hint("^s" if self._several else "enter", self._badge, "answer"),
            Hint("esc", "leave, draft kept" if self.draft else "leave", "close", keeps=True),
        ]

    def refuse(self, says: str) -> None:
        """Stay open and say what is wrong."""
        self._refusal = says
        self.refresh()

    def take_focus(self) -> None:
        """The keys go to the field."""
        self.query_one("#many" if self._several else "#one").focus()

    def say_kept(self, at: str) -> None:
        """A draft is on the disk."""
        self.standing = (Run(f"draft kept {at}", Role.FAINT),) if self.text.strip() else ()
        self.refresh()

    def action_answer(self) -> None:
        """Give the words; on a page, enter begins a line and ^s gives them."""
        self.post_message(self.Answered(self, self.text))

    def on_input_changed(self, message: Input.Changed) -> None:
        """A letter was typed."""
        message.stop()
        self._changed()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Enter on the one line gives the words."""
        message.stop()
        self.action_answer()

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """A letter was typed."""
        message.stop()
        self._changed()

    def _changed(self) -> None:
        if self._refusal:
            self._refusal = ""
            self.refresh()
        self.post_message(self.Typing(self, self.text))

    def own_keys(self) -> tuple[Hint | None, Sequence[Hint]]:
        """Give the words, or leave."""
        leave = "keeps the draft" if self.draft else "nothing happens"
        return Hint("^s" if self._several else "enter", self._badge, "answer"), [Hint("esc", leave, "close")]

    def content(self, y: int) -> Line:
        """What is to be known above, keys below."""
        if y == 1 and self._says:
            return self._says[0]
        if y == self.inner_height - 1:
            return self.key_line()
        if self._refusal and y >= (first := self.inner_height - 1 - REFUSAL_LINES):
            return self._refusal_line(y - first)
        return ()

    def _refusal_line(self, index: int) -> Line:
        """What is wrong, folded so that its mend is not cut away."""
        said = wrapped(self._refusal, self.inner_width - 3)
        if index >= len(said):
            return ()
        text = said[index] + ("…" if index == REFUSAL_LINES - 1 < len(said) - 1 else "")
        return (Run("  " if index else "▲ ", Role.WARN), Run(text))
