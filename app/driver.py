"""Textual's driver on a wire that may break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from typing import TextIO

    from textual.app import App


class WireDriver(LinuxDriver):
    """Writes to the app's own wire, not to stderr: an output thread that stumbled would leave the app waiting."""

    wire: TextIO

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = self.wire  # type: ignore[assignment] # any text file will do


def driver_on(wire: TextIO) -> type[WireDriver]:
    """The driver of an app that writes to `wire`."""
    return type("WireDriver", (WireDriver,), {"wire": wire})
