"""Text folded to a width by words, each kept whole where it fits."""

from __future__ import annotations

from rich.cells import chop_cells

from rounds.widgets.line import width_of


def wrapped(text: str, width: int) -> list[str]:
    """The lines of `text`, none wider than `width` cells; an empty text is one empty line."""
    width = max(width, 1)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _folded(paragraph.expandtabs(4).rstrip(), width)
    return lines


def _folded(paragraph: str, width: int) -> list[str]:
    if width_of(paragraph) <= width:
        return [paragraph]
    lines, now, room = [], "", width
    for word in paragraph.split(" "):
        cells = width_of(word)
        if now and cells + 1 <= room:
            now, room = f"{now} {word}", room - cells - 1
            continue
        if now:
            lines.append(now)
        pieces = [word] if cells <= width else chop_cells(word, width)
        lines += pieces[:-1]
        now = pieces[-1] if pieces else ""
        room = width - width_of(now)
    lines.append(now)
    return lines
