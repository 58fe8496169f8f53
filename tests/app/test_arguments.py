"""What a command line means before a verb is asked, and argparse without its traps."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.app.arguments import Parser, count, line, path, text
from rounds.app.asked import asked
from rounds.app.cli import VERBS, parsed, tree
from rounds.data.errors import BadInput


@pytest.mark.parametrize("words", [[], ["--demo"], ["--plain", "--theme", "dark"], ["--home", "x", "--theme=light"]])
def test_a_screen_is_asked_by_its_options_alone(words: list[str]) -> None:
    assert asked(words).is_screen


@pytest.mark.parametrize(
    "words", [["ticket"], ["--json"], ["--nope"], ["--home"], ["--help"], ["-h"], ["--version"], ["--", "x"], ["-x"]]
)
def test_anything_else_is_for_the_parser(words: list[str]) -> None:
    assert not asked(words).is_screen


@given(st.lists(st.text(max_size=8) | st.sampled_from(["--home", "--json", "--", "-", "--theme", "ticket", "list"])))
def test_any_command_line_is_looked_at_and_parsed_or_refused(words: list[str]) -> None:
    seen = asked(words)
    if seen.is_screen or {"--help", "-h", "--version"} & set(words):
        return
    try:
        given = parsed(words, seen)
    except BadInput as refused:
        assert refused.code == "usage"
    else:
        assert callable(given.run)


def a_parser() -> Parser:
    """One with everything that can be taken for something else."""
    parser = Parser(prog="x")
    parser.add_argument("words", nargs="*", type=line)
    parser.add_argument("--text", type=text, default="")
    parser.add_argument("--many", type=line, action="append", default=[])
    parser.add_argument("--flag", action="store_true")
    return parser


def read(*words: str) -> Namespace:
    """What the parser makes of the words."""
    given, extras = a_parser().parse_known_args(words)
    assert not extras
    return given


def test_words_with_a_minus_are_words() -> None:
    given = read("-status:new", "--flag", "-x", "-", "--", "--flag", "-y")
    assert given.words == ["-status:new", "-x", "-", "--flag", "-y"] and given.flag is True


def test_an_option_takes_the_word_after_it() -> None:
    given = read("a", "--text", "-5 V", "b", "--text=--flag", "--many", "-1", "--many=2", "c")
    assert (given.words, given.text, given.many, given.flag) == (["a", "b", "c"], "--flag", ["-1", "2"], False)


def test_but_not_an_option() -> None:
    with pytest.raises(BadInput, match="--text: a value is missing"):
        read("--text", "--flag")
    with pytest.raises(BadInput, match="--text: a value is missing"):
        read("--text")


def test_options_are_not_shortened() -> None:
    _, extras = a_parser().parse_known_args(["--fla"])
    assert extras == ["--fla"]


@given(st.text(max_size=30))
def test_any_text_can_be_given_as_a_value_or_a_word(told: str) -> None:
    told = told.replace("\0", "")
    given = read(f"--text={told}", "--", told)
    assert given.text == text(told) and given.words == [line(told)]


def test_numbers_are_bounded() -> None:
    of = count(1, 5000)
    assert of("1,000") == 1000 == of("1_000")
    for bad in ("0", "5001", "-1", "x", "", "1.5", "٣", "9" * 40):
        with pytest.raises(Exception, match="is no number from 1 to 5,000"):
            of(bad)


def test_a_file_name_is_kept_byte_for_byte() -> None:
    assert path("/x/\udcff\n") == Path("/x/\udcff\n")


def test_every_verb_has_help_an_example_and_its_keys() -> None:
    def leaves(parser: Parser) -> list[Parser]:
        if parser.verbs is None:
            return [parser]
        return [leaf for below in parser.verbs.parsers.values() for leaf in leaves(below)]

    found = leaves(tree(list(VERBS)))
    assert len(found) > 18
    for leaf in found:
        assert leaf.example.startswith(("rounds ", 'eval "$(rounds')) and leaf.answers
        assert leaf.description and callable(leaf.get_default("run"))
        assert all(action.help for action in leaf.actions), leaf.prog
