"""How each screen looks: drawn as a text and held against the drawing that a person has read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import constants

from rounds.app.shell import RoundsApp
from rounds.app.terminal import ANSI_THEMES, COLOURLESS, THEMES
from tests.builders import TickingClock
from tests.screens.conftest import Work
from tests.snapshots import ways
from tests.snapshots.drawing import DRAW, FOLDER, compare, drawing
from tests.snapshots.ways import Way, World

Size = tuple[int, int]
SMALL, MIDDLE, USUAL, LARGE = (80, 24), (100, 30), (120, 40), (170, 45)
DARK, LIGHT = "rounds-dark", "rounds-light"


@dataclass(frozen=True, slots=True)
class Case:
    """A screen in one size and theme."""

    name: str
    way: Way
    size: Size
    theme: str = DARK


def in_every_theme_and_size(name: str, way: Way) -> list[Case]:
    """A screen in every theme at 120x40, and in every size in the dark."""
    return [
        *(Case(f"{name}/120x40-{theme.removeprefix('rounds-')}", way, USUAL, theme) for theme in THEMES),
        *(Case(f"{name}/{_told(size)}-dark", way, size) for size in (SMALL, MIDDLE, LARGE)),
    ]


def in_every_state(name: str, states: dict[str, Way]) -> list[Case]:
    """A screen in each of its states, small and dark."""
    return [Case(f"{name}/80x24-{state.replace(' ', '-')}", way, SMALL) for state, way in states.items()]


def in_two(name: str, way: Way) -> list[Case]:
    """Any other screen: small and dark, usual and light."""
    file = name.replace(" ", "-")
    return [Case(f"other/{file}-80x24-dark", way, SMALL), Case(f"other/{file}-120x40-light", way, USUAL, LIGHT)]


def _told(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


CASES = [
    *in_every_theme_and_size("list", ways.MARKS),
    *in_every_state(
        "list",
        {
            "full": ways.LIST,
            "empty": ways.empty,
            "no hit": ways.NO_HIT,
            "failing": ways.failing,
            "busy": ways.busy,
            "marks": ways.MARKS,
            "marks and filter": ways.MARKS_AND_FILTER,
            "mistake": ways.MISTAKE,
            "read only": ways.read_only,
            "ascii": ways.in_ascii,
            "wide letters": ways.wide_letters,
        },
    ),
    *in_every_theme_and_size("page", ways.PAGE),
    *in_every_state("page", {"long history": ways.long_history, "closed": ways.CLOSED}),
    *in_every_theme_and_size("dialog", ways.TOGETHER),
    *in_every_state(
        "dialog",
        {
            "picker": ways.PICKER,
            "picker typed": ways.PICKER_TYPED,
            "asker refuses": ways.ASKER_REFUSES,
            "asker several": ways.ASKER_SEVERAL,
            "together refused": ways.together_refused,
        },
    ),
    *in_two("keys", ways.KEYS),
    *in_two("palette", ways.PALETTE),
    *in_two("palette found", ways.PALETTE_FOUND),
    *in_two("new ticket", ways.NEW),
    *in_two("new ticket not filed", ways.NEW_FILLED),
    *in_two("edit ticket", ways.EDIT),
    *in_two("edit ticket refused", ways.EDIT_REFUSED),
    *in_two("welcome", ways.welcome),
    *in_two("start a district", ways.start),
    *(case for number in range(2, 7) for case in in_two(f"tab {number}", ways.coming(number))),
    *in_two("the round", ways.ROUND),
    *in_two("building", ways.BUILDING),
    *in_two("saved views", ways.VIEWS),
    *in_two("sort", ways.SORT),
    *in_two("theme", ways.THEME),
    Case("other/too-small-59x24-dark", ways.LIST, (59, 24)),
    Case("other/too-small-120x15-light", ways.LIST, (120, 15), LIGHT),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_a_screen_looks_as_it_was_read(
    case: Case, work: Work, replica: Path, clock: TickingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")  # as before_textual() has it
    if case.theme in ANSI_THEMES:
        monkeypatch.setattr(RoundsApp.theme, "_default", "ansi-dark")
    if case.theme in COLOURLESS:
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)  # a message names the file: by this name everywhere
    here = Path("replica.db")
    world = World(work, here, clock, tmp_path / "user", {"size": case.size, "theme": case.theme})
    async with case.way(world) as hands:
        assert all(strip.cell_length == case.size[0] for strip in hands.strips), "each line fills its row and no more"
        drawn = drawing(hands.strips, case.theme)
    compare(case.name, drawn)


def test_every_drawing_is_of_a_screen() -> None:
    kept = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.txt")}
    wanted = {case.name for case in CASES}
    if DRAW:
        for name in kept - wanted:
            (FOLDER / f"{name}.txt").unlink()
    else:
        assert kept == wanted
