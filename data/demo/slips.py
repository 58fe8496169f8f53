"""How people write when they are in a hurry: slips of the fingers, no capitals, too many of them."""

from __future__ import annotations

from rounds.data.demo.chance import Chance


def slip(chance: Chance, text: str) -> str:
    """`text` with two letters swapped, one left out, or one too many; never in a figure or a tag."""
    at = chance.between(1, max(len(text) - 3, 1))
    pair = text[at : at + 2]
    if not (pair.isalpha() and pair.islower() and pair.isascii()):
        return text
    wrong = chance.one((pair[::-1], pair[0], pair[0] + pair))
    return text[:at] + wrong + text[at + 2 :]


def as_typed(chance: Chance, text: str) -> str:
    """A subject as somebody types it: mostly as it should be."""
    mood = chance.random()
    if mood < 0.82:
        return text
    if mood < 0.90:
        return text.lower()
    if mood < 0.95:
        return slip(chance, text)
    if mood < 0.98:
        return f"{text}!!" if mood < 0.965 else f"{text}, please help"
    return text.upper() if mood < 0.985 else slip(chance, text.lower())
