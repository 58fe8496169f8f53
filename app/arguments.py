"""Arguments of a verb: argparse, minus its traps.

A word that begins with one minus is a word (`-status:new` is half of every filter), an option takes the word after it
even where that begins with a minus, no option may be shortened, and a mistake is one line that says what was meant.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rounds.data.errors import BadInput
from rounds.data.text import clean, clean_line

if TYPE_CHECKING:
    from rounds.app.call import Call

MARK = "\0"
"""Stands before a word that argparse would take for an option. No argument of a process can hold it."""

Run = Callable[["Call"], int]


def line(word: str) -> str:
    """An argument as one line of text that cannot steer a terminal."""
    return clean_line(unmarked(word))


def text(word: str) -> str:
    """An argument as text that may have several lines."""
    return clean(unmarked(word))


def number(word: str) -> str:
    """The number of a ticket, or the beginning of its id."""
    return line(word).strip()


def building(word: str) -> str:
    """A building: its code, or the beginning of its name."""
    return line(word).strip()


def path(word: str) -> Path:
    """An argument as the name of a file, byte for byte as it was given."""
    name = unmarked(word)
    if not name:
        raise argparse.ArgumentTypeError("an empty name is no file")
    return Path(name)


def count(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number from `low` to `high`."""

    def read(word: str) -> int:
        figures = unmarked(word).replace(",", "").replace("_", "")
        if figures.isascii() and figures.isdigit() and len(figures) < 12 and low <= int(figures) <= high:
            return int(figures)
        raise argparse.ArgumentTypeError(f"'{line(word)[:40]}' is no number from {low:,} to {high:,}")

    return read


def unmarked(word: str) -> str:
    """The word as it was typed."""
    return word.removeprefix(MARK)


class Parser(argparse.ArgumentParser):
    """The arguments of the program, of a noun, or of a verb."""

    def __init__(self, *, example: str = "", answers: str = "", **settings: Any) -> None:
        if example:
            settings["epilog"] = f"with --json:\n  {answers}\n\nexample:\n  {example}"
        settings["formatter_class"] = argparse.RawDescriptionHelpFormatter
        super().__init__(**settings, allow_abbrev=False, add_help=False)
        self.example = example
        self.answers = answers
        self.verbs: Verbs | None = None
        self.actions: list[argparse.Action] = []
        self.takes_value: set[str] = set()
        self.known: set[str] = set()
        everywhere = self.add_argument_group("everywhere")
        self.note(everywhere.add_argument("-h", "--help", action="help", help="show this and do nothing"))
        self.note(
            everywhere.add_argument("--home", metavar="DIR", type=unmarked, default=argparse.SUPPRESS, help=_HOME)
        )
        self.note(everywhere.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_JSON))

    def add_argument(self, *args: Any, **settings: Any) -> argparse.Action:
        """As argparse has it, remembering which options take a value."""
        return self.note(super().add_argument(*args, **settings))

    def note(self, action: argparse.Action) -> argparse.Action:
        """Remember an argument, and whether it is an option with a value."""
        self.actions.append(action)
        self.known.update(action.option_strings)
        if action.nargs is None:
            self.takes_value.update(action.option_strings)
        return action

    def add_verbs(self, title: str = "verbs") -> Verbs:
        """Begin the list of the verbs below this one."""
        below = self.add_subparsers(title=title, metavar="VERB", prog=self.prog, parser_class=Parser)
        self.verbs = Verbs(self, below)
        return self.verbs

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As argparse has it, with words and values that begin with a minus marked as what they are."""
        words = self._marked(list(args or ()))
        if self.verbs is not None:
            self.verbs.check(words)
        return super().parse_known_args(words, namespace)

    def error(self, message: str) -> Any:
        """Refuse the arguments.

        Raises:
            BadInput: Always.
        """
        told = clean_line(message.replace(MARK, "")).removeprefix("argument ")
        told = told.replace("the following arguments are required:", "missing:")
        raise BadInput(told[:300], f"{self.prog} --help shows how", code="usage")

    def _marked(self, words: list[str]) -> list[str]:
        """`words` so that argparse cannot mistake one; for a verb without verbs below, its options come first."""
        is_last = self.verbs is None
        found: list[tuple[bool, str]] = []
        rest = iter(words)
        for word in rest:
            if word == "--":
                found += (
                    [(False, _as_word(each)) for each in rest] if is_last else [(True, each) for each in ("--", *rest)]
                )
            elif word in self.takes_value:
                found.append((True, f"{word}={self._value_of(word, next(rest, None))}"))
            elif word.startswith("--") or word in self.known:
                found.append((True, word))
            else:
                found.append((False, _as_word(word)))
        if is_last:
            found.sort(key=lambda each: not each[0])
        return [word for _, word in found]

    def _value_of(self, option: str, value: str | None) -> str:
        if value is None or value in self.known:
            self.error(f"{option}: a value is missing")
        return str(value)


class Verbs:
    """The verbs below a parser."""

    def __init__(self, above: Parser, below: Any) -> None:
        self._above = above
        self._below = below
        self.parsers: dict[str, Parser] = {}

    def add(self, name: str, help: str, run: Run | None = None, *, example: str = "", answers: str = "") -> Parser:
        """A verb.

        Args:
            run: Does it; none where it has verbs of its own.
            example: One line that somebody could type.
            answers: The keys of its JSON document.
        """
        description = help[:1].upper() + help[1:] + "."
        made = self._below.add_parser(name, help=help, description=description, example=example, answers=answers)
        parser: Parser = made
        parser.set_defaults(run=run, parser=parser)
        self.parsers[name] = parser
        return parser

    def check(self, words: Sequence[str]) -> None:
        """Refuse a verb that there is not.

        Raises:
            BadInput: Says which one was probably meant.
        """
        first = next(_words_of(words, self._above), None)
        prog = self._above.prog
        if first is None:
            unknown = [
                word for word in words if word.startswith("--") and word.partition("=")[0] not in self._above.known
            ]
            if unknown:
                raise unknown_option(unknown, self._above)
            if not any(word in ("-h", "--help", "--version") for word in words):
                raise BadInput("a verb is missing", f"{prog} has {', '.join(self.parsers)}", code="usage")
        elif first not in self.parsers:
            raise unknown_verb(first, list(self.parsers), prog)


def unknown_verb(typed: str, names: Sequence[str], prog: str) -> BadInput:
    """The refusal of a verb, with the one that was probably meant."""
    near = get_close_matches(typed, names, 1, 0.6)
    hint = f"did you mean {prog} {near[0]}?" if near else f"{prog} has {', '.join(names)}"
    return BadInput(f"no verb '{line(typed)[:40]}'", hint, code="usage")


def unknown_option(extras: Sequence[str], parser: Parser) -> BadInput:
    """The refusal of what no argument of `parser` takes."""
    typed = unmarked(extras[0])
    near = get_close_matches(typed.partition("=")[0], [name for name in parser.known if name.startswith("--")], 1, 0.6)
    what = "no option" if typed.startswith("-") else "one word too many:"
    hint = f"did you mean {near[0]}?" if near and typed.startswith("-") else f"{parser.prog} --help shows how"
    return BadInput(f"{what} '{line(typed)[:40]}'", hint, code="usage")


def _words_of(words: Sequence[str], parser: Parser) -> Any:
    """The words that are neither options of `parser` nor their values."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in parser.takes_value:
            skip = True
        elif not word.startswith("-"):
            yield unmarked(word)


def _as_word(word: str) -> str:
    return word if not word.startswith("-") or word == "-" else MARK + word


_HOME = "keep configuration, replica, keys and log under DIR (else ROUNDS_HOME, else your own folders)"
_JSON = "answer with one JSON document"
