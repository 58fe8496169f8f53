"""The one way in which a benchmark keeps what it measured: raw samples with commit and machine, as JSON in `results/`.

A machine that does something else meanwhile spoils a figure without a word. So a fixed loop is timed before and after
each round: a round in whose time it moved is measured again, and what could not be measured in calm says so.
"""

from __future__ import annotations

import json
import math
import os
import platform
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path(__file__).resolve().parent / "results"
MEASURED = ("app", "screens", "widgets", "data")
"""The folders of the program: where these are as committed, the tree is clean."""

MOVED = 1.2
"""The fixed loop takes so many times longer on a machine that is not calm."""

WAIT_S = 5.0
"""How long a round waits for a calm machine."""

AGAIN_MAX = 2
"""How often a round is measured again."""

T = TypeVar("T")


def middle(samples: Sequence[float]) -> float:
    """The median."""
    return statistics.median(samples)


def share(samples: Sequence[float], percent: float) -> float:
    """The sample below which `percent` of them are, by the nearest rank."""
    return sorted(samples)[max(math.ceil(len(samples) * percent / 100), 1) - 1]


def loop_ms() -> float:
    """What a fixed piece of work takes now: the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        total = 0
        for number in range(60_000):
            total += number & 7
        times.append(time.perf_counter() - began)
    return min(times) * 1000


@dataclass
class Kept:
    """What one benchmark measures."""

    benchmark: str
    options: Mapping[str, Any]
    figures: dict[str, Any] = field(default_factory=dict)
    samples: dict[str, list[Any]] = field(default_factory=dict)
    """Every measured value, by what it is of."""
    _floor_ms: float = field(default_factory=loop_ms)
    _loops: list[tuple[float, float]] = field(default_factory=list)
    _again: int = 0
    _restless: int = 0

    def add(self, what: str, *values: Any) -> None:
        """Keep samples."""
        self.samples.setdefault(what, []).extend(values)

    def figure(self, what: str, value: float, unit: str = "", goal: str = "") -> None:
        """Keep a figure and print it."""
        self.figures[what] = {"value": round(value, 3), "unit": unit, "goal": goal}
        print(f"  {what:<58} {value:10,.2f} {unit:<6} {f'goal {goal}' if goal else ''}", flush=True)

    def calm(self, measure: Callable[[], T]) -> T:
        """What `measure` gives on a machine that was calm before and after it, if there is such a moment."""
        for again in range(AGAIN_MAX + 1):
            before = self._wait()
            answer = measure()
            after = loop_ms()
            self._floor_ms = min(self._floor_ms, after)
            if after <= MOVED * self._floor_ms:
                break
            if again < AGAIN_MAX:
                self._again += 1
        else:
            self._restless += 1
        self._loops.append((before, after))
        return answer

    def _wait(self) -> float:
        deadline = time.monotonic() + WAIT_S
        while True:
            told = loop_ms()
            self._floor_ms = min(self._floor_ms, told)
            if told <= MOVED * self._floor_ms or time.monotonic() > deadline:
                return told
            time.sleep(0.5)

    def keep(self) -> Path:
        """Write it all down; gives the file."""
        commit, dirty = _commit()
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{self.benchmark}-{commit}.json"
        told = {
            "benchmark": self.benchmark,
            "commit": commit,
            "dirty": dirty,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "options": dict(self.options),
            "machine": machine(),
            "calm": {
                "loop_floor_ms": round(self._floor_ms, 3),
                "loop_before_and_after_ms": [[round(each, 3) for each in pair] for pair in self._loops],
                "measured_again": self._again,
                "not_calm": self._restless,
            },
            "figures": self.figures,
            "samples": {what: [_rounded(each) for each in values] for what, values in self.samples.items()},
        }
        path.write_text(_told(told), encoding="utf-8")
        state = "calm" if not self._restless else f"{self._restless} of {len(self._loops)} rounds were not calm"
        print(f"kept in {path.relative_to(FOLDER.parent.parent)} · machine: {state}, {self._again} measured again")
        return path


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _told(told: dict[str, Any]) -> str:
    """JSON with a line for each list of samples, so that a comparison of two files can be read."""
    samples = told.pop("samples")
    head = json.dumps(told, indent=1, ensure_ascii=False)[:-2]
    lines = ",\n".join(f"  {json.dumps(what)}: {json.dumps(values)}" for what, values in samples.items())
    return f'{head},\n "samples": {{\n{lines}\n }}\n}}\n'


def _commit() -> tuple[str, bool]:
    root = FOLDER.parent.parent

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short=10", "HEAD"), bool(git("status", "--porcelain", "--", *MEASURED))


def machine() -> dict[str, Any]:
    """The machine and what runs on it, without its name."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": version("textual"),
    }
