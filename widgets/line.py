"""A line of a screen as runs of ink, and the few operations that columns need: fit, pad, cut with a mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rounds.widgets.glyphs import drawn
from rounds.widgets.ink import On, Role


class Run(NamedTuple):
    """Text of one meaning."""

    text: str
    role: Role = Role.TEXT


Line = tuple[Run, ...]
"""One line; it is padded and cut to the width it is drawn in."""

BLANK: Line = ()
_SHAPED = frozenset({Role.BADGE, Role.BADGE_BAD, Role.MATCH})
"""Roles in which a blank shows."""
Inks = Mapping[tuple[Role, On], Style]


def width_of(text: str) -> int:
    """Cells that `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded, or cut with the mark that says so."""
    if width <= 0:
        return ""
    cells = width_of(text)
    if cells > width:
        return cut(text, width)
    return " " * (width - cells) + text if right else text + " " * (width - cells)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, ending in `…` where some of it is missing."""
    if width_of(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)) + "…" if width > 0 else ""


def tail(text: str, width: int) -> str:
    """The end of `text` in at most `width` cells, beginning with `…` where some of it is missing."""
    if width_of(text) <= width:
        return text
    kept = text
    while width_of(kept) > width - 1:
        kept = kept[1:]
    return "…" + kept


def line(*parts: Run | str) -> Line:
    """A line of runs; bare text is TEXT."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts)


def length(of: Iterable[Run]) -> int:
    """Cells that the runs take."""
    return sum(width_of(run.text) for run in of)


def ends(left: Line, right: Line, width: int) -> Line:
    """`left` at one end and `right` at the other; the left one is cut where both do not fit."""
    room = width - length(right)
    kept = cut_line(left, room - 1 if right else room)
    return (*kept, Run(" " * max(room - length(kept), 0)), *right)


def cut_line(of: Line, width: int) -> Line:
    """The runs that fit into `width` cells, the last one cut with a mark."""
    kept: list[Run] = []
    room = width
    for run in of:
        cells = width_of(run.text)
        if cells <= room:
            kept.append(run)
            room -= cells
            continue
        if room > 0:
            kept.append(Run(cut(run.text, room), run.role))
            break
        while kept and not width_of(kept[-1].text):
            kept.pop()  # the mark takes a cell
        if kept:
            last = kept.pop()
            kept.append(Run(cut(last.text + "…", width_of(last.text)), last.role))
        break
    return tuple(kept)


def strip_of(of: Line, width: int, inks: Inks, on: On = On.GROUND) -> Strip:
    """The line as it is drawn: neighbours of one role become one run, so that few escapes are sent."""
    segments: list[Segment] = []
    text, role = "", Role.TEXT
    room = width
    for run in of:
        if room <= 0:
            break
        piece = drawn(run.text)
        cells = width_of(piece)
        if cells > room:
            piece = drawn(cut(piece, room))  # what is drawn is cut: a control takes no cell, its picture does
            cells = width_of(piece)
        room -= cells
        if run.role is role or not (piece.strip() or run.role in _SHAPED or role in _SHAPED):
            text += piece  # a blank takes the ink before it
            continue
        if text and (text.strip() or role in _SHAPED or run.role in _SHAPED):
            segments.append(Segment(text, inks[role, on]))
            text = ""
        text, role = text + piece, run.role  # leading blanks take the ink of what follows
    if room > 0 and role in _SHAPED:
        segments.append(Segment(text, inks[role, on]))
        text, role = "", Role.TEXT
    text += " " * max(room, 0)
    segments.append(Segment(text, inks[role, on]))
    return Strip(segments, width)
