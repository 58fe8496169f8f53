"""The house is in order: what no file may hold, what each module must say, and what is pinned."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "screens", "widgets", "data")
MADE_HERE = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".import_linter_cache",
    "__pycache__",
    "build",
    "dist",
}
"""Folders that tools make, and that are no part of the project."""

REGISTRIES = (
    "py" + "pi.",
    "python" + "hosted",
    "npm" + "js.",
    "crates" + ".io",
    "debian" + ".org",
    "rubygems" + ".org",
)
"""Hosts that packages come from: who installs decides which."""

MACHINES = re.compile(r"(?<![\w.~$}|-])/(?:(?:work|root|opt)/|tmp/\w)")
"""Folders of somebody's machine; what is under /home is an example."""

NAMES = {
    "7283b296a9e2217d",
    "b142924e823f2d6c",
    "4155ec807363b188",
    "e18c09a67a158add",
    "2ebba2b55c6adb0a",
    "306651d7b1e2c76e",
    "6505265a748b0723",
    "d92221d36fc6cf37",
    "6fae4efb2671cf5e",
    "7acf3cd9af70a993",
    "51432d53015cb379",
}
"""People, districts and domains of the documents that rules come from; as digests, so that they are not here either."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in MADE_HERE and not name.endswith(".egg-info")]
        for name in names:
            path = Path(folder, name)
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def modules() -> list[str]:
    """Every module, by the name under which it is imported."""
    found = [
        path.relative_to(ROOT).with_suffix("") for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    return [".".join(("rounds", *path.parts)).removesuffix(".__init__") for path in found if path.stem[0].isalpha()] + [
        ".".join(("rounds", *path.parent.parts)) for path in found if path.stem == "__init__"
    ]


# -- what no file may hold ---------------------------------------------------------------------------------------------


def test_no_file_names_a_registry_or_a_folder_of_a_machine() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if any(host in line for host in REGISTRIES) or MACHINES.search(line)
    ]
    assert found == []


def test_no_file_names_the_people_of_the_sources() -> None:
    words = {word: path for path, text in texts() for word in set(re.findall(r"[a-z]+", text.casefold()))}
    assert [str(path) for word, path in words.items() if sha256(word.encode()).hexdigest()[:16] in NAMES] == []


# -- what each module must say -----------------------------------------------------------------------------------------


def test_every_folder_is_a_package_with_a_docstring_and_no_imports() -> None:
    wrong = []
    for folder in FOLDERS:
        for path in {path.parent for path in (ROOT / folder).rglob("*.py")}:
            first = path / "__init__.py"
            tree = ast.parse(first.read_text(encoding="utf-8")) if first.exists() else ast.Module([], [])
            imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
            if not ast.get_docstring(tree) or imports:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_public_thing_says_what_it_is_for(folder: str) -> None:
    names = [name for name in modules() if name.split(".")[1] == folder and ".versions" not in name]
    assert [thing for name in names for thing in undocumented(importlib.import_module(name))] == []


def undocumented(module: ModuleType) -> Iterator[str]:
    """The public things of a module that say nothing; a method speaks through the one that it overrides."""
    if not inspect.getdoc(module):
        yield module.__name__
    for name, thing in list(vars(module).items()):
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if (inspect.isclass(thing) or inspect.isfunction(thing)) and not inspect.getdoc(thing):
            yield f"{module.__name__}.{name}"
        if inspect.isclass(thing):
            yield from (f"{module.__name__}.{name}.{method}" for method in _silent(thing))


def _silent(kind: type) -> Iterator[str]:
    for name, member in list(vars(kind).items()):
        is_function = inspect.isfunction(getattr(member, "fget", None) or getattr(member, "__func__", member))
        if is_function and not name.startswith("_") and not inspect.getdoc(member):
            if not any(hasattr(above, name) for above in (*kind.__mro__[1:], *_kept(kind))):
                yield name


def _kept(kind: type) -> Iterator[type]:
    """The protocols of ours that a class keeps: they say what its methods do."""
    ours = [module for name, module in sys.modules.items() if name.startswith("rounds.")]
    for thing in {thing for module in ours for thing in vars(module).values() if inspect.isclass(thing)}:
        if getattr(thing, "_is_protocol", False):
            members = {name for name in vars(thing) if not name.startswith("_")}
            if members and members <= set(dir(kind)) | set(getattr(kind, "__annotations__", {})):
                yield thing


def test_sizes_are_told() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / ".ci" / "sizes.py"], capture_output=True, text=True, check=True
    ).stdout
    assert "functions over 70 lines: " in told


# -- what is pinned, linked and licensed -------------------------------------------------------------------------------


def test_type_checkers_find_the_four_folders_by_their_installed_names() -> None:
    links = {path.name: os.readlink(path) for path in (ROOT / ".typing" / "rounds").iterdir() if path.is_symlink()}
    assert links == {folder: f"../../{folder}" for folder in FOLDERS}
    assert all((ROOT / folder / "py.typed").exists() for folder in FOLDERS)


def test_the_licence_is_there_and_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")


def pins(name: str) -> dict[str, int]:
    """Each requirement with its version, and how many hashes it has."""
    found: dict[str, int] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8")):
        if not block.startswith("#"):
            (first, *_) = block.splitlines()
            assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\", first), first
            found[first.split(" ")[0]] = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block))
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_by_version_and_hash(name: str) -> None:
    found = pins(name)
    assert len(found) > 15 and all(found.values())
    assert not [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith("-")]


def test_everything_that_is_declared_is_pinned_and_once() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = declared["dependency-groups"]
    runs = {_named(each) for each in [*declared["project"]["dependencies"], *groups["build"]]}
    works = runs | {_named(each) for group in groups.values() for each in group if isinstance(each, str)}
    pinned, pinned_dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert runs <= {_named(pin) for pin in pinned}
    assert works <= {_named(pin) for pin in pinned_dev}
    assert set(pinned) <= set(pinned_dev), "what runs is what is tested"


def _named(requirement: str) -> str:
    found = re.match(r"[\w-]+", requirement)
    assert found is not None
    return found[0].lower()
