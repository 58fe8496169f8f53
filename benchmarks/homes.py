"""The replicas that are measured on: sample districts of a size, made once and kept."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import platformdirs

from benchmarks.terminal import environment
from rounds.app.paths import Home
from rounds.app.session import open_home
from rounds.screens.opening import BUILDING, FILTER

MILLION, THOUSAND = 1_000_000, 1_000


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add `--homes` to a benchmark's options."""
    default = platformdirs.user_cache_path("rounds") / "benchmarks"
    parser.add_argument(
        "--homes", type=Path, default=default, help="folder of the sample districts, made where they are missing"
    )
    parser.add_argument(
        "--records", type=int, default=MILLION, help="tickets in the large one, and as many assets (3 GB a million)"
    )


def home(folder: Path, records: int) -> Path:
    """The home with `records` tickets and as many assets, with no filter and no building in hand."""
    path = folder / str(records)
    if not (path / "replica.db").exists():
        path.mkdir(parents=True, exist_ok=True)
        print(f"making a sample district with {records:,} tickets and {records:,} assets")
        words = ("demo", "--tickets", str(records), "--assets", str(records))
        subprocess.run([sys.executable, "-m", "rounds.app", *words], check=True, env=environment(ROUNDS_HOME=str(path)))
    replica = open_home(Home(path, path, path), print)
    for key in (FILTER, BUILDING):
        replica.recorder.local.drop(key)
    replica.close()
    return path
