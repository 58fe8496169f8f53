"""Columns, lines and documents: aligned, cut to the width, and nothing that a terminal obeys."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.app import progress
from rounds.app.columns import Column, cells, cut, table
from rounds.app.output import Output

COLUMNS = (Column("id"), Column("n", right=True), Column("words", takes_rest=True), Column("who", most=6))


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)] * 4), max_size=5),
    st.integers(20, 90),
)
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, ...]], width: int) -> None:
    lines = list(table(COLUMNS, rows, width))
    assert len(lines) == len(rows) + 1
    assert all(cells(line) <= width for line in lines)


def test_columns_are_aligned_in_cells() -> None:
    rows = [("a", "1", "日本語", "x"), ("long", "12", "abc", "y")]
    assert list(table(COLUMNS, rows, None)) == [
        "ID     N  WORDS   WHO",
        "a      1  日本語  x",
        "long  12  abc     y",
    ]


def test_the_column_that_takes_the_rest_gives_way_first() -> None:
    rows = [("abcdef", "1", "one two three four five", "somebody")]
    assert list(table(COLUMNS, rows, 34))[1] == "abcdef  1  one two three…   someb…"
    assert list(table(COLUMNS, rows, None))[1].endswith("five  somebody")


def test_a_cut_is_marked_and_counts_cells() -> None:
    assert cut("日本語", 5) == "日本…"
    assert cut("abc", 3) == "abc"
    assert cells("e\u0301") == 1


class Terminal(io.StringIO):
    """A file that says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It is."""
        return True


def an_output(json: bool = False, on_terminal: bool = False, encoding: str = "utf-8") -> tuple[Output, Any, Any]:
    """An output and its two files."""
    out = Terminal() if on_terminal else io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Output(json, out, err, on_terminal), out, err


def test_lines_are_clean_and_bold_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    output, out, _ = an_output(on_terminal=True)
    output.answer({}, [("head\x1b[2J",), "two\nlines", *output.block("a\r\nb\x07")])
    assert out.getvalue() == "\x1b[1mhead␛[2J\x1b[m\ntwo lines\na\nb␇\n"
    output, out, _ = an_output()
    output.answer({}, [("head",)])
    assert out.buffer.getvalue() == b"head\n"


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=8))
def test_a_document_is_json_in_any_encoding(value: object) -> None:
    for encoding in ("utf-8", "ascii", "iso-8859-1"):
        output, out, _ = an_output(json=True, encoding=encoding)
        output.answer({"value": value})
        text = out.buffer.getvalue().decode(encoding)
        assert text.count("\n") == 1
        assert "value" in json.loads(text)


def test_lines_are_not_made_for_a_script() -> None:
    output, out, _ = an_output(json=True)
    output.answer({"a": 1}, (pytest.fail("made") for _ in range(1)))
    assert out.buffer.getvalue() == b'{"a": 1}\n'


def test_a_bar_is_shown_after_a_second_and_taken_away() -> None:
    now = [0.0]
    err = Terminal()
    with progress.shown("sample", err, lambda: now[0]) as tell:
        assert tell is not None
        tell(1, 10)
        assert err.getvalue() == ""
        now[0] = 1.5
        tell(5, 10)
        tell(6, 10)
    assert err.getvalue() == "\rsample [############------------]  50%  5 of 10\x1b[K\r\x1b[K"


def test_nobody_is_told_of_progress_where_nobody_looks(tmp_path: Path) -> None:
    with progress.shown("x", io.StringIO()) as tell:
        assert tell is None
