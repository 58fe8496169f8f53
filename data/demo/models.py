"""The models of hardware that the sample's schools own, read from `models.toml`, and the serials on them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rounds.data.demo.chance import Chance, Weighted
from rounds.data.ids import ALPHABET

_CODE = "*****"
"""Five signs of a serial that no other asset has."""
_CODES = len(ALPHABET) ** len(_CODE)
_STEP = 7_368_787
"""Shares no factor with the number of codes, so that steps of it meet each code once."""


@dataclass(frozen=True, slots=True)
class Model:
    """A maker's models of one kind."""

    kind: str
    maker: str
    models: tuple[str, ...]
    serial: str
    """How serials look: five `*` a code, `#` a figure, `A` and the rest as they stand."""
    rooms: tuple[str, ...]
    batch: int
    """How many are bought at once for one room."""
    weight: float

    def serial_of(self, chance: Chance, number: int) -> str:
        """The serial of the asset with this number; no other number has it."""
        before, _, after = self.serial.partition(_CODE)
        return _figures(chance, before) + _code(number) + _figures(chance, after)


@cache
def models() -> Weighted[Model]:
    """Every model."""
    told = tomllib.loads((files("rounds.data.demo") / "models.toml").read_text(encoding="utf-8"))
    found = [
        Model(**{**each, "models": tuple(each["models"]), "rooms": tuple(each["rooms"])}) for each in told["model"]
    ]
    return Weighted(found, [model.weight for model in found])


def _figures(chance: Chance, pattern: str) -> str:
    if "#" not in pattern:
        return pattern
    return "".join(str(int(chance.random() * 10)) if sign == "#" else sign for sign in pattern)


def _code(number: int) -> str:
    left, signs = (number * _STEP + 1_234_567) % _CODES, ""
    for _ in _CODE:
        left, sign = divmod(left, len(ALPHABET))
        signs += ALPHABET[sign]
    return signs
