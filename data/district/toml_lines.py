"""On which line each key of a TOML file stands, which `tomllib` does not tell.

The scanner reads the shape alone: headers, keys and where values end. It accepts more than TOML does, because `tomllib`
judges the file; and it stops where a file is built to be slow to read (very deep keys or values, endless numbers),
so it runs first.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

At = tuple[str | int, ...]
"""Where something stands: `("duty", 3, "parties", "IT")`; entries of a list are counted from 0."""

DEPTH_MAX = 16
"""Most parts of a dotted key, and most lists and tables within each other."""

BARE_MAX = 100
"""Longest number, date or flag, in characters."""

# Possessive only over one class: over a group it matches too little in Python before 3.11.5, and Debian 12 has 3.11.2.
# The alternatives within a group begin with different characters, so that nothing is tried twice.
_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*")
_INDENT = re.compile(r"[ \t]*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_BARE_VALUE = re.compile(r"[^,\]}#\n]++")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*"{3,5}'),
    re.compile(r"'''(?:[^']++|'(?!''))*'{3,5}"),
    re.compile(r'"(?!"")(?:[^"\\\n]++|\\.)*"|""'),
    re.compile(r"'(?!'')[^'\n]*+'|''"),
)


@dataclass(slots=True)
class Scan:
    """What the scanner found."""

    lines: dict[At, int] = field(default_factory=dict)
    """Line of each key and table, from 1, and of each entry of a list that is not on the list's first line."""
    trouble: str = ""
    """Why the file is not to be parsed at all; a mere fault of syntax is left to the parser."""
    trouble_line: int = 0


def scan(text: str) -> Scan:
    r"""The lines of `text`, as far as its shape can be followed; line ends are `\n`."""
    scanner = _Scanner(text)
    try:
        scanner.document()
    except _Stop as stop:
        if stop.args:
            scanner.found.trouble = stop.args[0]
            scanner.found.trouble_line = scanner.line()
    return scanner.found


class _Stop(Exception):
    """The shape cannot be followed further; its argument is the trouble, if the file is not to be parsed."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.here = 0
        self.found = Scan()
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.sizes: dict[At, int] = {}

    def line(self) -> int:
        return bisect_right(self.breaks, self.here - 1) + 1

    def document(self) -> None:
        base: At = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text[self.here] == "[":
                base = self.header()
            else:
                self.pair(base, 0)

    def header(self) -> At:
        is_list = self.take("[[")
        if not is_list:
            self.must("[")
        parts = self.key()
        base = self.below(parts[:-1])
        self.note(base)
        at: At = (*base, parts[-1])
        self.note(at)
        if is_list:
            size = self.sizes[at] = self.sizes.get(at, 0) + 1
            at = (*at, size - 1)
        elif at in self.sizes:  # no TOML; the parser says so
            raise _Stop
        self.note(at)
        self.must("]]" if is_list else "]")
        return at

    def below(self, parts: list[str]) -> At:
        """Where `parts` of a header lead: through a list of tables, to its last entry so far."""
        at: At = ()
        for part in parts:
            at = (*at, part)
            self.note(at)
            if size := self.sizes.get(at):
                at = (*at, size - 1)
        return at

    def pair(self, base: At, depth: int) -> None:
        at = base
        line = self.line()
        for part in self.key():
            at = (*at, part)
            self.found.lines.setdefault(at, line)
        self.must("=")
        self.skip(_INDENT)
        self.value(at, depth)

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip(_INDENT)
            parts.append(self.key_part())
            if len(parts) > DEPTH_MAX:
                raise _Stop(f"a key of more than {DEPTH_MAX} parts; use fewer dots")
            self.skip(_INDENT)
            if not self.take("."):
                return parts

    def key_part(self) -> str:
        start = self.here
        if self.text[start : start + 1] not in ('"', "'"):
            self.match(_BARE_KEY)
            return self.text[start : self.here]
        self.string()
        try:
            return str(tomllib.loads("key = " + self.text[start : self.here])["key"])
        except ValueError:
            raise _Stop from None

    def value(self, at: At, depth: int) -> None:
        if depth > DEPTH_MAX:
            raise _Stop(f"more than {DEPTH_MAX} lists and tables within each other; make it flatter")
        match self.text[self.here : self.here + 1]:
            case '"' | "'":
                self.string()
            case "[":
                self.list_of_values(at, depth)
            case "{":
                self.inline_table(at, depth)
            case _:
                self.bare()

    def bare(self) -> None:
        start = self.here
        self.match(_BARE_VALUE)
        if self.here - start > BARE_MAX:
            raise _Stop(f"a number, date or flag of more than {BARE_MAX} characters; if it is text, put it in quotes")

    def string(self) -> None:
        for pattern in _STRINGS:
            if found := pattern.match(self.text, self.here):
                self.here = found.end()
                return
        raise _Stop

    def list_of_values(self, at: At, depth: int) -> None:
        begin = self.line()
        self.must("[")
        count = 0
        while self.skip(_BLANK) < len(self.text) and not self.take("]"):
            # What stands on the line where the list begins is found by the list; a long list would take much memory.
            if self.line() != begin:
                self.note((*at, count))
            self.value((*at, count), depth + 1)
            self.skip(_BLANK)
            count += 1
            if not self.take(","):
                self.must("]")
                return

    def inline_table(self, at: At, depth: int) -> None:
        self.must("{")
        # TOML 1.1 allows line breaks here; a parser that knows it is not to be contradicted.
        while self.skip(_BLANK) < len(self.text) and not self.take("}"):
            self.pair(at, depth + 1)
            self.skip(_BLANK)
            if not self.take(","):
                self.must("}")
                return

    def note(self, at: At) -> None:
        if at:
            self.found.lines.setdefault(at, self.line())

    def skip(self, pattern: re.Pattern[str]) -> int:
        """Pass over what `pattern` matches, perhaps nothing; gives the place after it."""
        if found := pattern.match(self.text, self.here):
            self.here = found.end()
        return self.here

    def match(self, pattern: re.Pattern[str]) -> None:
        start = self.here
        if self.skip(pattern) == start:
            raise _Stop

    def take(self, mark: str) -> bool:
        """Pass over `mark` if it is there."""
        found = self.text.startswith(mark, self.here)
        if found:
            self.here += len(mark)
        return found

    def must(self, mark: str) -> None:
        if not self.take(mark):
            raise _Stop
