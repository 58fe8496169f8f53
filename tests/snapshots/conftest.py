"""The app as in the tests of the screens: the same district, the same moment, the same short waits."""

from __future__ import annotations

from tests.screens.conftest import (
    clock,
    lakefork_file,
    plain_surroundings,
    replica,
    sample,
    sample_file,
    short_waits,
    work,
)

__all__ = ["clock", "lakefork_file", "plain_surroundings", "replica", "sample", "sample_file", "short_waits", "work"]
