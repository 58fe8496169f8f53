"""The scanner finds every key of a TOML file, on its line, and nothing can make it stumble."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.data.district.profile import DEFAULT_FOLDER
from rounds.data.district.toml_lines import DEPTH_MAX, At, scan


def keys_in(value: object, at: At = ()) -> Iterator[At]:
    """Where every key of a parsed file stands."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*at, name)
            yield from keys_in(each, (*at, name))
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from keys_in(each, (*at, index))


def keys_found(text: str) -> set[At]:
    return {at for at in scan(text).lines if isinstance(at[-1], str)}


SAMPLE = """\
# a comment with [a.table] and key = "value"
top = 1
"quoted \\u0041.b" = 'literal # no comment'

[a.b]   # header
c = [
  1, # one
  { d = "x", e = [2] },
  \"""
  f = 3 ""\""",
]
g.h = { i = 2026-08-01, j.k = '''
l = 1
''' }

[[a.m]]
n = "[x]"
[[a.m]]
n = "\\\\"
[a.m.o]
p = true
"""


def test_keys_are_found_on_their_lines() -> None:
    lines = scan(SAMPLE).lines

    assert keys_found(SAMPLE) == set(keys_in(tomllib.loads(SAMPLE)))
    assert lines["top",] == 2
    assert lines["quoted A.b",] == 3
    assert lines["a",] == lines["a", "b"] == 5
    assert lines["a", "b", "c"] == 6
    assert lines["a", "b", "c", 1, "e"] == lines["a", "b", "c", 1] == 8
    assert lines["a", "b", "c", 2] == 9
    assert lines["a", "b", "g", "h", "j", "k"] == 12
    assert lines["a", "m", 0] == 16
    assert lines["a", "m", 1, "n"] == 19
    assert lines["a", "m", 1, "o", "p"] == 21


@pytest.mark.parametrize("path", sorted(DEFAULT_FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_the_default_profile_is_found_wholly(path: object) -> None:
    text = (DEFAULT_FOLDER / str(path)).read_text("utf-8")

    assert keys_found(text) == set(keys_in(tomllib.loads(text)))


STRINGS = st.text("ab[]{}=,#.'é \t", max_size=8)
COMMENT = st.sampled_from(["", " # x = [", "  #\"'''"])
GAP = st.sampled_from(["", "\n", "  # y\n\n", "\t\n"])


@st.composite
def scalar(draw: st.DrawFn) -> str:
    text = draw(STRINGS)
    plain = text.replace("'", "")
    return draw(
        st.sampled_from(
            [
                '"' + text.replace("\t", "\\t") + '\\\\\\""',
                f"'{plain}'",
                f'"""\n{text}\n""{plain}"""',
                f"'''{plain}\n'{plain}'''",
                f'"""{plain}\\"""""',
                '""',
                "''",
                "-12",
                "1e6",
                "2026-11-22",
                "2026-11-22 07:30:00Z",
                "false",
            ]
        )
    )


@st.composite
def value(draw: st.DrawFn, names: Iterator[int], depth: int = 0) -> str:
    sort = draw(st.integers(0, 5 if depth < 3 else 2))
    if sort < 3:
        return draw(scalar())
    parts = draw(st.integers(0, 3))
    if sort == 3:
        inner = [f"k{next(names)} = {draw(value(names, depth + 1))}" for _ in range(parts)]
        return "{ " + ", ".join(inner) + " }"
    inner = [draw(GAP) + draw(value(names, depth + 1)) + draw(GAP) for _ in range(parts)]
    trailing = draw(st.sampled_from(["", ","])) if inner else ""
    return "[" + ",".join(inner) + trailing + draw(GAP) + "]"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A right TOML file in which every key is written once: `k0`, `k1`, …"""
    names = count()
    lines: list[str] = []
    headers: list[str] = [""]
    for _ in range(draw(st.integers(0, 4))):
        for _ in range(draw(st.integers(0, 3))):
            key = draw(st.sampled_from(["k{0}", '"k{0}"', "'k{0}'", "k{0} . k{1}", 'k{0}."k{1}"']))
            lines.append(f"{key.format(next(names), next(names))} = {draw(value(names))}{draw(COMMENT)}")
        header = draw(st.sampled_from(headers)) + f"k{next(names)}"
        sort = draw(st.sampled_from(["[{0}]", "[[{0}]]", "[ {0} ]"]))
        lines.append(draw(GAP) + sort.format(header) + draw(COMMENT))
        headers.append(header + ".")
    return "\n".join(lines)


@given(documents())
@settings(max_examples=200, deadline=None)
def test_any_right_file_is_found_wholly_and_on_the_right_lines(text: str) -> None:
    found = scan(text)

    assert not found.trouble
    assert keys_found(text) == set(keys_in(tomllib.loads(text)))
    for at, line in found.lines.items():
        if isinstance(at[-1], str):
            first = re.search(rf"\b{at[-1]}\b", text)
            assert first is not None
            assert line == text.count("\n", 0, first.start()) + 1


TOKENS = st.lists(
    st.sampled_from(
        ["a", "b1", ".", "=", "[", "]", "[[", "]]", "{", "}", ",", '"', "'", '"""', "'''", "\\", "\n", " ", "#", "1"]
    )
    | st.text(max_size=2),
    max_size=40,
).map("".join)


@given(TOKENS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_survived_and_never_contradicts_the_parser(text: str) -> None:
    found = scan(text)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if "\r" not in text:
        assert keys_found(text) == set(keys_in(parsed))
        assert not found.trouble


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * (DEPTH_MAX + 2),
        "a = " + "{ b = " * (DEPTH_MAX + 2),
        ".".join("a" * (DEPTH_MAX + 1)) + " = 1",
        f"[{'.'.join('a' * (DEPTH_MAX + 1))}]",
        "a = " + "9" * 101,
    ],
    ids=["lists", "tables", "key", "header", "number"],
)
def test_what_would_be_slow_to_parse_is_named_before(text: str) -> None:
    found = scan("\n" + text)

    assert found.trouble
    assert found.trouble_line == 2


@pytest.mark.parametrize(
    "text",
    ["[" * 2_000_000, "a." * 1_000_000, '"' * 2_000_001, 'a = """' + "\\" * 1_999_999, "a = '" + "x" * 2_000_000]
    + ["a = [" + "1," * 500_000, "[[a]]\n" * 150_000, "#" * 2_000_000, "\n" * 2_000_000, "a = " + '"\\' * 900_000],
    ids=lambda text: text[:8].encode().hex(),
)
def test_a_large_file_of_any_shape_is_scanned_in_a_moment(text: str) -> None:
    began = time.perf_counter()
    scan(text)

    assert time.perf_counter() - began < 5
