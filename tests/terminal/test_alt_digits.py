"""Alt and a digit, as terminals tell it: with an escape before the digit, or by the protocol of newer ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.conftest import QUEUE, Start


@pytest.mark.parametrize("alt_4", ["\x1b4", "\x1b[52;3u"])
def test_alt_and_a_digit_opens_a_tab(start: Start, home: Path, alt_4: str) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.write(alt_4)
    terminal.wait_for("Remote is not built yet")


def test_a_sign_that_is_typed_into_a_field_stays_there(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press("i")
    terminal.wait_for("Note on")
    terminal.write("a new one is £4, see § 6")
    terminal.wait_for("a new one is £4, see § 6")
