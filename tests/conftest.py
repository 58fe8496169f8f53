"""What holds for every test: no network but this machine, nothing skipped in CI, and proofs with more examples."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI") == "true"
EFFORT = int(os.environ.get("ROUNDS_EFFORT", "1"))
"""How many times more examples are looked at; `make prove` sets it."""

# A slow machine is no fault of the code. CI looks at the same examples each time; chance is for developers and proofs.
settings.register_profile("rounds", deadline=None, print_blob=True, derandomize=IN_CI and EFFORT == 1)
settings.load_profile("rounds")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Multiply the examples of each property."""
    if EFFORT == 1:
        return
    for item in items:
        test: Any = getattr(item, "obj", None)
        machine = getattr(getattr(test, "__self__", None), "settings", None)  # a state machine's test case
        if machine is not None:
            test.__self__.__class__.settings = _more(machine)
        elif (own := getattr(test, "_hypothesis_internal_use_settings", None)) is not None:
            test._hypothesis_internal_use_settings = _more(own)  # settings are given by decorator, and only once


def _more(given: settings) -> settings:
    return settings(given, max_examples=given.max_examples * EFFORT)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything that a test needs is there, so a test that is skipped has failed."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"skipped, and CI=true: {reason}"
    return report


def _stays_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that would leave this machine."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    if not host.startswith("127.") and host not in ("::1", "localhost", ""):
        raise RuntimeError(f"a test wants to reach {host}; tests reach this machine alone")


sys.addaudithook(_stays_here)
