"""The measure of a list: Textual's own DataTable, with the columns of the queue and ten thousand rows."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header

ROWS = 10_000
COLUMNS = ("severity", "number", "subject", "where", "owner", "age", "due")


class TableApp(App[None]):
    """A table of tickets."""

    TITLE = "Table"

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        table.add_rows(
            (
                "!!",
                f"K7Q-{number:06}",
                "Chromebook cart will not charge in the library",
                "BRG 201",
                "fontenot",
                "3d",
                "1d",
            )
            for number in range(1, ROWS + 1)
        )


if __name__ == "__main__":
    TableApp().run()
