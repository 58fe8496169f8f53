"""`--plain`: for a screen reader and for a slow line. No boxes, no colour, few bytes."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.terminal import sequences
from tests.terminal.conftest import QUEUE, Start

FIRST_SCREEN_BYTES, MOVE_BYTES = 8_000, 200
SLOW_LINE, USABLE_S = 2_000, 4.0
BOXES = re.compile("[\u2500-\u259f]")


def test_the_first_screen_is_small_and_without_boxes(start: Start, home: Path) -> None:
    terminal = start("--plain", columns=80, rows=24)
    terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    assert len(terminal.sent) <= FIRST_SCREEN_BYTES
    assert not BOXES.search(terminal.sent.decode())
    assert sequences.colours(bytes(terminal.sent)) <= {"default"}
    assert sequences.unknown(bytes(terminal.sent)) == []


def test_the_row_in_hand_begins_with_a_pointer(start: Start, home: Path) -> None:
    terminal = start("--plain", columns=80, rows=24)
    terminal.wait_for(QUEUE)
    first = terminal.wait_for(r"^>.*(Y4R-\d{4})")[1]
    terminal.press("j")
    terminal.wait_gone(rf"^>.*{first}")
    assert len(re.findall("^>", terminal.text, re.MULTILINE)) == 1


def test_a_move_costs_few_bytes(start: Start, home: Path) -> None:
    terminal = start("--plain", columns=80, rows=24)
    terminal.wait_for(QUEUE)
    for _ in range(3):
        terminal.wait_quiet(0.4)  # the preview has followed
        before = len(terminal.sent)
        terminal.press("j")
        terminal.wait_quiet(0.06)
        assert 0 < len(terminal.sent) - before <= MOVE_BYTES


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_dialogs_have_no_boxes(start: Start, home: Path, columns: int, rows: int) -> None:
    terminal = start("--plain", columns=columns, rows=rows)
    terminal.wait_for(QUEUE)
    for key, shows in (("s", "Status of"), ("?", "Keys in"), ("i", "Note on"), ("n", "New ticket"), ("enter", "of 40")):
        terminal.press(key)
        terminal.wait_for(shows)
        terminal.press("esc")
        terminal.wait_for(QUEUE)
    assert not BOXES.search(terminal.sent.decode())


def test_it_can_be_used_over_a_slow_line(start: Start, home: Path) -> None:
    terminal = start("--plain", columns=80, rows=24, pace=SLOW_LINE)
    number = terminal.wait_for(r"^>.*(Y4R-\d{4})")[1]
    terminal.wait_for(r"\? help")
    assert time.monotonic() - terminal.began <= USABLE_S
    terminal.press("j")
    terminal.wait_gone(rf"^>.*{number}")
    terminal.press("q")
    assert terminal.ended() == 0
