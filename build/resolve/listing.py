"""Code on slides, read from source files by symbol, so that a slide shows what runs."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from build.files.course import Course
from build.findings.suggestion import suggestion
from build.resolve.query import ShowError
from build.spec.deck import Listing
from engine.did_you_mean import nearest

MOST_COLUMNS = 59
MOST_LINES = 15

_RANGE = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Listings:
    """Reads listings of a course's labs and facts, of its engine or the product's, and of the product's labs.

    Each file is read once.
    """

    def __init__(self, course: Course) -> None:
        self.courses = (course, course.behind) if course.behind else (course,)
        self._files: dict[str, tuple[list[str], dict[str, Definition]]] = {}

    def fill(self, listing: Listing) -> Listing:
        """The listing with its text. `text` is what is shown; `marked` are places in it, counted from 1.

            target = path "::" name ("." name)*
            lines  = range ("," range)*
            mark   = range ("," range)*

        Lines are numbered in the symbol without its decorators and docstring, its `def` line being 1. Lines from
        the body alone get a head that says whose they are. Raises ShowError.
        """
        path, _, symbol = listing.target.partition("::")
        lines, symbols = self._read(path, listing.target)
        if not symbol:
            hint = f"write '{path}::{next(iter(symbols), 'name')}'"
            raise ShowError("F302", "code() names no symbol", hint, path)
        if symbol not in symbols:
            likely = nearest(symbol, symbols)
            where = f" ({path}:{symbols[likely].lineno})" if likely else ""
            hint = (
                f"did you mean '{likely}'?{where}" if likely else f"it has: {', '.join(list(symbols)[:12]) or 'none'}"
            )
            raise ShowError("F302", f"'{path}' has no symbol '{symbol}'", hint, symbol or path)
        node = symbols[symbol]
        body = _code_lines(lines, node)
        shown = list(places_in(listing.lines or f"1-{len(body)}", len(body), "lines"))
        marked = tuple(marks_in(listing.mark, shown, len(body)))
        text = textwrap.dedent("\n".join(body[place - 1].expandtabs(4) for place in shown)).split("\n")
        headed = shown[0] > max(1, node.body[0].lineno - node.lineno) and max(map(len, text)) + 4 <= MOST_COLUMNS
        if headed:
            text = [_head(node), *textwrap.indent("\n".join(text), " " * 4).split("\n")]
            marked = tuple(place + 1 for place in marked)
        where = f"{path}:{node.lineno}"
        if len(text) > MOST_LINES:
            hint = f"show a part of it: lines='{shown[0]}-{shown[0] + MOST_LINES - 1}' ({where})"
            raise ShowError("F304", f"'{symbol}' shows {len(text)} lines; a slide holds {MOST_LINES}", hint, symbol)
        wide = next((line for line in text if len(line) > MOST_COLUMNS), None)
        if wide is not None:
            hint = f"break it at an argument: {wide.strip()[:48]}… ({where})"
            raise ShowError(
                "F303", f"'{symbol}' has a line of {len(wide)} columns; a slide holds {MOST_COLUMNS}", hint, symbol
            )
        return replace(listing, lines=_told(shown), text=tuple(text), marked=marked, headed=headed)

    def symbols(self, path: str) -> Mapping[str, int]:
        """What `code(…)` can show of a file, with its line. Raises ShowError."""
        return {name: node.lineno for name, node in self._read(path, path)[1].items()}

    def files(self) -> list[str]:
        """The files that `code(…)` can name by a symbol."""
        return [
            file.relative_to(course.root).as_posix()
            for course in self.courses
            for room in _rooms(course)
            for file in sorted(room.rglob("*.py"))
        ]

    def _read(self, path: str, target: str) -> tuple[list[str], dict[str, Definition]]:
        if path in self._files:
            return self._files[path]
        try:
            full = self.courses[0].file(path).resolve()
            rooms = [room for course in self.courses for room in _rooms(course)]
            if not any(full.is_relative_to(room.resolve()) for room in rooms):
                raise ShowError(
                    "F306",
                    f"'{target}' is not code of {' or '.join(dict.fromkeys(room.name for room in rooms))}",
                    "write code('engine/decode.py::generate')",
                    path,
                )
            source = full.read_text(encoding="utf-8")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source)
        except OSError:
            raise ShowError("F301", f"no file '{path}'", self._near(path), path) from None
        except (SyntaxError, ValueError, RecursionError) as error:
            where = f"line {error.lineno}" if isinstance(error, SyntaxError) else "it"
            raise ShowError("F308", f"'{path}' is not Python", f"{where} cannot be read", path) from None
        self._files[path] = source.splitlines(), dict(_symbols(tree))
        return self._files[path]

    def _near(self, path: str) -> str:
        """The file that a misspelt path most likely means."""
        return suggestion(path, self.files())


def _rooms(course: Course) -> tuple[Path, ...]:
    """The folders of a course whose code may be shown."""
    rooms = (course.root / "engine", course.labs)
    return rooms if course.brings_engine else (*rooms, course.facts)


def _symbols(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Functions and classes by dotted name, the first of each name."""
    seen = set()
    for node in tree.body:
        if isinstance(node, Definition) and node.name not in seen:
            seen.add(node.name)
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _symbols(node, f"{prefix}{node.name}.")


def _code_lines(lines: list[str], node: Definition) -> list[str]:
    """A definition's lines without its docstring."""
    shown = lines[node.lineno - 1 : node.end_lineno]
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        start, end = first.lineno - node.lineno, (first.end_lineno or first.lineno) - node.lineno + 1
        while end < len(shown) and not shown[end].strip():
            end += 1
        if start > 0:
            shown = shown[:start] + shown[end:]
    return [line.rstrip() for line in shown]


def _head(node: Definition) -> str:
    """`def generate(model, ids, n_new, …):`, the parameters that must be given by name, the others as dots."""
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}:"
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    needed = positional[: len(positional) - len(arguments.defaults)]
    needed += [
        argument
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is None
    ]
    names = [argument.arg for argument in needed]
    more = len(names) < len(positional) + len(arguments.kwonlyargs) or arguments.vararg or arguments.kwarg
    start = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    head = f"{start} {node.name}({', '.join([*names, '…'] if more else names)}):"
    return head if len(head) <= MOST_COLUMNS else f"{start} {node.name}(…):"


def _numbers(text: str, last: int, name: str) -> tuple[int, int]:
    """First and last line.

    range = number ("-" number)?                 within the symbol's lines, from 1
    """
    match = _RANGE.fullmatch(text.strip())
    if not match:
        raise ShowError("F307", f"{name}='{text}' is not a range of lines", f"write {name}='3-12' or {name}='5'", text)
    start, end = int(match[1]), int(match[2] or match[1])
    if not 1 <= start <= end <= last:
        raise ShowError(
            "F305",
            f"{name}='{text}' is not within lines 1-{last}",
            "line 1 is the 'def' line; the docstring does not count",
            text,
        )
    return start, end


def places_in(text: str, last: int, name: str) -> Iterator[int]:
    """`5`, `5-7` or `3, 5` as lines."""
    for part in filter(None, (part.strip() for part in text.split(","))):
        start, end = _numbers(part, last, name)
        yield from range(start, end + 1)


def _told(places: list[int]) -> str:
    """Lines as ranges: `4, 6-7`; a single one as `5-5`."""
    starts = [place for place in places if place - 1 not in places]
    ends = [place for place in places if place + 1 not in places]
    return ", ".join(f"{start}-{end}" for start, end in zip(starts, ends, strict=True))


def marks_in(text: str, shown: list[int], last: int) -> Iterator[int]:
    """Marked lines as places in what is shown."""
    for place in places_in(text, last, "mark"):
        if place not in shown:
            told = f"mark='{place}' is not within the shown lines {_told(shown)}"
            raise ShowError("F305", told, "marks count like lines", str(place))
        yield shown.index(place) + 1
