"""How large files and functions are: `make sizes`. It tells and never fails; what is large has a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("app", "screens", "widgets", "data")
LARGEST = 5


def sizes(folders: Sequence[str] = FOLDERS) -> tuple[dict[str, int], dict[str, int]]:
    """The lines of each file, and of each function."""
    files, functions = {}, {}
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        files[name] = text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                functions[f"{name}:{node.lineno} {node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    return files, functions


def report() -> Iterator[str]:
    """What is said of them."""
    source, tests = sizes(), sizes(("tests",))
    for kind, lines in zip(("files", "functions"), source, strict=True):
        ranked = sorted(lines.values())
        median, p90 = ranked[len(ranked) // 2], ranked[len(ranked) * 9 // 10]
        yield f"{len(ranked)} {kind}, {sum(ranked):,} lines: median {median}, nine in ten under {p90 + 1}"
        yield from (f"  {lines[name]:>5}  {name}" for name in sorted(lines, key=lambda name: -lines[name])[:LARGEST])
    long = sum(lines > 70 for lines in source[1].values())
    yield f"functions over 70 lines: {long} of {len(source[1])}"
    lines_of_tests = sum(tests[0].values())
    a_line = lines_of_tests / sum(source[0].values())
    yield f"tests: {len(tests[0])} files, {lines_of_tests:,} lines, {a_line:.2f} a line of source"


if __name__ == "__main__":
    print(*report(), sep="\n")
