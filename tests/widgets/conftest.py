"""Nothing of the machine that runs the tests shows in a widget."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rounds.widgets.glyphs import use_ascii


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No colours are wished away, and the alphabet of one test is not that of the next."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield
    use_ascii(False)
