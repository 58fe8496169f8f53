"""What the command line asks for at first sight, without argparse: whether the screen, whose home, and in which form.

The first frame of the screen is printed from here, so this module imports nothing that costs time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WITH_VALUE = ("--home", "--theme")
FLAGS = ("--demo", "--plain", "--json", "--version", "--help", "-h")
_NOT_A_SCREEN = ("--json", "--version", "--help", "-h")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the program itself, and the words that are not options."""

    words: tuple[str, ...] = ()
    """In order; the first one is the verb."""
    home: str | None = None
    theme: str | None = None
    flags: frozenset[str] = frozenset()
    other: bool = False
    """Whether there is an option that only a verb can know, or one without its value."""

    @property
    def is_screen(self) -> bool:
        """Whether the full-screen app is meant."""
        return not self.words and not self.other and self.flags.isdisjoint(_NOT_A_SCREEN)

    @property
    def is_version(self) -> bool:
        """Whether the version is all that is asked."""
        return "--version" in self.flags

    @property
    def is_json(self) -> bool:
        """Whether a script reads the answer."""
        return "--json" in self.flags


def asked(arguments: Sequence[str]) -> Asked:
    """What `arguments` ask for. Never refuses: what it cannot read is left to the parser."""
    words: list[str] = []
    values: dict[str, str] = {}
    flags: set[str] = set()
    other = False
    rest = iter(arguments)
    for word in rest:
        name, sign, value = word.partition("=")
        if word == "--":
            words.extend(rest)
        elif word in FLAGS:
            flags.add(word)
        elif name in WITH_VALUE:
            given = value if sign else next(rest, None)
            other = other or given is None
            values[name] = given or ""
        elif word.startswith("-") and word != "-":
            other = True
        else:
            words.append(word)
    return Asked(tuple(words), values.get("--home"), values.get("--theme"), frozenset(flags), other)
