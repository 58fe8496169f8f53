"""How a verb answers: one JSON document for a script, plain lines for people. Nothing else reaches stdout.

All text goes through `data/text.py` on its way out, so nothing that somebody wrote can steer a terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rounds.app.columns import CUT, Column, table
from rounds.data.errors import Refused, Unreached
from rounds.data.text import clean, clean_line

Line = str | tuple[str, ...]
"""A line as it is; in a tuple it stands out on a terminal."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where one call's answer goes, and in which form."""

    json: bool
    out: TextIO
    err: TextIO
    on_terminal: bool = False
    """Whether a person sees the answer at once."""
    asks: bool = False
    """Whether a person can be asked."""
    width: int | None = None
    """Cells of a line; none where nothing is cut."""

    @classmethod
    def of_process(cls, json: bool) -> Output:
        """The output of this process."""
        out, err = sys.stdout or _nowhere(), sys.stderr or _nowhere()
        on_terminal = out.isatty()
        asks = on_terminal and not json and sys.stdin is not None and sys.stdin.isatty()
        return cls(json, out, err, on_terminal, asks, _width(out) if on_terminal else None)

    def answer(self, document: Mapping[str, Any], lines: Iterable[Line] = ()) -> None:
        """Give the answer: the document with `--json`, else the lines, which are only then made."""
        if self.json:
            self.write(plain_json(document, self.out, 2 if self.on_terminal else None) + "\n")
            return
        for line in lines:
            self.line(line)

    def line(self, line: Line) -> None:
        """One line for people."""
        if isinstance(line, tuple):
            told = clean_line(" ".join(line))
            self._put(f"\x1b[1m{told}\x1b[m" if self.on_terminal and os.environ.get("TERM") != "dumb" else told)
        else:
            self._put(clean_line(line))

    def block(self, text: str, indent: str = "") -> list[Line]:
        """The lines of a text that has several."""
        return [indent + line for line in clean(text).split("\n")]

    def columns(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> list[Line]:
        """Rows as aligned columns below their titles."""
        lines = table(columns, ([clean_line(text) for text in row] for row in rows), self.width, self._cut_mark)
        return [(line,) if place == 0 else line for place, line in enumerate(lines)]

    def note(self, text: str) -> None:
        """Tell a person something that is no part of the answer; for a script, a line of JSON."""
        self.flush()
        told = plain_json({"note": clean_line(text)}, self.err) if self.json else _fit(clean_line(text), self.err)
        self.err.write(told + "\n")

    def refuse(self, refused: Refused) -> None:
        """Say why something was not done: what, where and the mend."""
        if self.json:
            self.err.write(plain_json({"error": error_of(refused)}, self.err) + "\n")
        else:
            self.note(f"rounds: {said(refused)}")

    @property
    def _cut_mark(self) -> str:
        return CUT if _takes_all(self.out) else "~"

    def write(self, text: str) -> None:
        """Text as it is, which must be the program's own.

        Raises:
            Unreached: It cannot be written where it goes to.
        """
        try:
            self.out.write(_fit(text, self.out))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise cannot_write(error) from error

    def flush(self) -> None:
        """Bring out what was written so far."""
        self.write("")
        self.out.flush()

    def _put(self, text: str) -> None:
        self.write(text + "\n")


def cannot_write(error: OSError) -> Unreached:
    """What the system says of the place where an answer goes to."""
    return Unreached(f"the answer cannot be written ({error.strerror})", "see where it goes to", "output")


def said(refused: Refused) -> str:
    """A refusal in one line: what, where and the mend."""
    return f"{refused.message} ({refused.hint})" if refused.hint and refused.message.endswith("?") else str(refused)


def error_of(refused: Refused) -> dict[str, Any]:
    """A refusal as JSON; a filter's has its place, too."""
    told: dict[str, Any] = {"code": refused.code, "message": refused.message, "hint": refused.hint}
    start, end = getattr(refused, "start", None), getattr(refused, "end", None)
    return told if start is None else {**told, "start": start, "end": end}


def plain_json(document: Mapping[str, Any], file: TextIO, indent: int | None = None) -> str:
    """`document` as JSON for `file`: one line, or indented for people's eyes."""
    import json

    text = json.dumps(document, ensure_ascii=not _takes_all(file), allow_nan=False, indent=indent)
    return clean(text)  # JSON escapes the old control characters alone; a clean text stays as it is


def _takes_all(file: TextIO) -> bool:
    return (getattr(file, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def _fit(text: str, file: TextIO) -> str:
    """`text` in the letters that the file's encoding has."""
    encoding = getattr(file, "encoding", None) or "utf-8"
    return text if _takes_all(file) else text.encode(encoding, "replace").decode(encoding)


def _width(out: TextIO) -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told) > 0:
        return max(int(told), 20)
    try:
        return max(os.get_terminal_size(out.fileno()).columns, 20)
    except (OSError, ValueError):
        return 80


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
