"""Textual themes from the palettes."""

from __future__ import annotations

from textual.theme import Theme

from rounds.widgets.ink import PALETTES, Palette


def themes() -> list[Theme]:
    """Every theme of ours."""
    return [_ansi_theme(palette) if palette.ansi else _colour_theme(palette) for palette in PALETTES.values()]


def _colour_theme(palette: Palette) -> Theme:
    colours = palette.colours
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        warning=colours["warn"],
        error=colours["bad"],
        success=colours["ok"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["panel"],
        boost=colours["panel"],
        variables={
            **{name: value for name, value in colours.items() if name != "panel"},
            "border": colours["accent"],
            "border-blurred": colours["line"],
            **_bar(colours["ground"], colours["line"], colours["accent"]),
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            "input-selection-background": colours["cursor"],
        },
    )


def _ansi_theme(palette: Palette) -> Theme:
    named = {
        name: f"ansi_{palette.colours[name]}" if name in palette.colours else "ansi_default"
        for name in ("ground", "cursor", "line", "text", "soft", "faint", "accent", "ok", "warn", "bad", "onaccent")
    }
    return Theme(
        name=palette.name,
        dark=palette.dark,
        ansi=True,
        primary=named["accent"],
        secondary=named["accent"],
        accent=named["accent"],
        warning=named["warn"],
        error=named["bad"],
        success=named["ok"],
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            **named,
            "border": named["accent"],
            "border-blurred": named["line"],
            **_bar("ansi_default", named["line"], named["accent"]),
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default",
        },
    )


def _bar(ground: str, line: str, accent: str) -> dict[str, str]:
    """Colours of a scroll bar: a rule on the ground, that lights up in the hand."""
    names = (
        "scrollbar-background",
        "scrollbar-background-hover",
        "scrollbar-background-active",
        "scrollbar-corner-color",
    )
    return {**dict.fromkeys(names, ground), "scrollbar": line, "scrollbar-hover": accent, "scrollbar-active": accent}
