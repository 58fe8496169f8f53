"""The program: `rounds` and `python -m rounds.app`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rounds.app.asked import Asked, asked
from rounds.app.ending import bring_out, ended


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; gives the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    seen = asked(arguments)
    return ended(lambda: _run(arguments, seen), seen)


def _run(arguments: Sequence[str], seen: Asked) -> int:
    if seen.is_version:
        return _version()
    return _screen(seen) if seen.is_screen else _verb(arguments, seen)


def _version() -> int:
    from rounds.app import __version__

    bring_out(f"rounds {__version__}\n")
    return 0


def _screen(seen: Asked) -> int:
    from rounds.app.begin import run_screen
    from rounds.app.paths import home

    return run_screen(home(seen.home), demo="--demo" in seen.flags, plain="--plain" in seen.flags, theme=seen.theme)


def _verb(arguments: Sequence[str], seen: Asked) -> int:
    from rounds.app.cli import run
    from rounds.app.output import Output

    return run(arguments, seen, Output.of_process(seen.is_json))


if __name__ == "__main__":
    sys.exit(main())
