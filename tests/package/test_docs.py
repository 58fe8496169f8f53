"""The pages that are made from the code are those that the code makes, and every code of a refusal is told."""

from __future__ import annotations

import ast
import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rounds import screens
from rounds.data import errors
from rounds.data.error_codes import CODES

ROOT = Path(__file__).parents[2]


def _make() -> Any:
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = _make()


@pytest.mark.parametrize("name", MAKE.PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == MAKE.PAGES[name](), "run docs/make.py"


def test_every_refusal_in_the_code_is_in_the_table() -> None:
    found = {code for path in _sources() for code, _ in _codes(path)}
    assert found - CODES.keys() == set()
    assert CODES.keys() - found == set()


def test_the_table_has_the_exit_status_of_the_class() -> None:
    refusals: list[type[errors.Refused]] = [errors.Refused, *errors.Refused.__subclasses__()]
    kinds = {kind.__name__: kind for kind in refusals}
    otherwise = [
        f"{path.relative_to(ROOT)}: {code} with {kind}"
        for path in _sources()
        for code, kind in _codes(path)
        if kind in kinds and code not in BY_HAND and CODES[code][0] is not kinds[kind].status
    ]
    assert otherwise == []


BY_HAND = ("interrupted",)
"""Codes whose exit status is not that of their class."""


def _sources() -> Iterator[Path]:
    for folder in ("app", "screens", "widgets", "data"):
        yield from (ROOT / folder).rglob("*.py")


def _codes(path: Path) -> Iterator[tuple[str, str]]:
    """Each code that a refusal bears in a file, with the class that bears it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield from ((code, node.name) for code in _class_code(node) if _is_refusal(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and hasattr(errors, node.func.id):
            given = [word.value for word in node.keywords if word.arg == "code"] + node.args[2:3]
            yield from ((code, node.func.id) for each in given for code in _texts(each))


def _is_refusal(node: ast.ClassDef) -> bool:
    return node.name == "Refused" or any(isinstance(base, ast.Name) and hasattr(errors, base.id) for base in node.bases)


def _class_code(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.Assign) and any(
            isinstance(name, ast.Name) and name.id == "code" for name in each.targets
        ):
            yield from _texts(each.value)


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be; `code or "x"` can be one of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _texts(each)


def test_every_command_is_on_the_page_of_keys() -> None:
    page = MAKE.keys_page()
    declared = {
        command.id
        for module in _screens()
        for kind in vars(module).values()
        for command in getattr(kind, "COMMANDS_HERE", ())
    }
    assert declared and [name for name in sorted(declared) if f"| `{name}` |" not in page] == []


def _screens() -> Iterator[Any]:
    for module in pkgutil.iter_modules(screens.__path__):
        yield importlib.import_module(f"rounds.screens.{module.name}")
