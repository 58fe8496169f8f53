"""The measure of a start: an app of Textual's own parts that shows nothing."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header


class EmptyApp(App[None]):
    """A header and a footer."""

    TITLE = "Empty"

    def compose(self) -> ComposeResult:
        """Nothing in between."""
        yield Header()
        yield Footer()


if __name__ == "__main__":
    EmptyApp().run()
