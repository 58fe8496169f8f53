"""The pages that are written by hand speak of what there is: links, sources, dependencies, tests."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = ("app", "screens", "widgets", "data", "tests", "benchmarks")


def slugs(page: Path) -> set[str]:
    """The places of a page that a link can point to."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.casefold()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_are_there(page: Path) -> None:
    if page.name in ("cli.md", "settings.md", "errors.md"):
        return  # they speak of files of users
    named = re.findall(
        r"`((?:app|screens|widgets|data|tests|docs|benchmarks)/[\w./-]+)`", page.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_pages_that_the_code_cites_are_there_with_their_places() -> None:
    missing = []
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for name, place in re.findall(r"(docs/[\w/.-]+?\.md)(?:#([\w-]+))?", path.read_text(encoding="utf-8")):
            page = ROOT / name
            if not page.exists() or (place and place not in slugs(page)):
                missing.append(f"{path.relative_to(ROOT)}: {name}#{place}")
    assert missing == []


def test_every_dependency_has_its_line() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [each for group in declared["dependency-groups"].values() for each in group if isinstance(each, str)]
    wanted = {re.split(r"[<>=]", each)[0] for each in [*declared["project"]["dependencies"], *groups]}
    lines = re.findall(
        r"^\| `([\w-]+)` \|", (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(lines) == sorted(wanted)


def test_every_test_that_the_coverage_names_is_there() -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    there = {f"{path}::{name}" for path, name in known()}
    named = re.findall(r"`(tests/[\w/.]+\.py::\w+)`", page)
    assert named and [name for name in named if name not in there] == []


def test_every_promise_has_what_shows_it() -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    bare = [row[0] for row in rows if len(row) != 2 or ("`" not in row[1] and row != ["promise", "shown by"])]
    assert len(rows) > 100 and bare == []


def known() -> Iterator[tuple[str, str]]:
    """Each test by its file and its name."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield str(path.relative_to(ROOT)), node.name
