"""Where the thing at a point is defined: a fact's function, a lab's file, a figure's, a picture."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.editor.names import Names
from build.editor.point import Point
from build.editor.thing import Kind, Thing, thing_at
from build.figures import figure_table
from build.figures.own_figures import own_figures
from build.provenance.given_place import place_of
from build.resolve.query import ShowError, fact_named
from engine.ledger import GIVEN

_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?")


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a file, counted from 1."""

    path: Path
    line: int = 1
    column: int = 1


def define(point: Point, spec: Path, names: Names) -> Target | None:
    """Where to go from a point; None where nothing is defined, or its file is not there."""
    thing = thing_at(point)
    find = _FINDERS.get(thing.kind) if thing else None
    target = find(thing, spec, names.of(point.written, spec)) if thing and find else None
    return target if target and os.path.isfile(target.path) else None


def _fact(thing: Thing, spec: Path, names: Names) -> Target | None:
    record = names.ledger.get(fact_named(thing.name))
    if record is None:
        return None
    if record.kind == GIVEN:
        place = _PLACE.fullmatch(place_of(record))
        root = spec.parent
    else:
        place, root = _PLACE.fullmatch(record.defined), names.course.owner_of(record).root
    if place is None:
        return None
    return Target(root / place["file"], int(place["line"] or 1), int(place["column"] or 1))


def _anchor(thing: Thing, spec: Path, names: Names) -> Target | None:
    """A lab's own file, else its first asset, else its slide; from the slide itself never back to it."""
    if own := names.course.lab_file(thing.name):
        return Target(own)
    found = names.anchors(spec).get(thing.name)
    if found is None:
        return None
    at, anchor = found
    asset = names.asset(anchor.assets[0]) if anchor.assets else None
    return _there(asset) or Target(at, anchor.span.line, anchor.span.column) if asset else None


def _there(file: Path) -> Target | None:
    """A file; a notebook may be there as the script that it is paired with."""
    return next((Target(one) for one in (file, file.with_suffix(".py")) if os.path.isfile(one)), None)


def _figure(thing: Thing, spec: Path, names: Names) -> Target | None:
    if own := own_figures(names.course).get(thing.name):
        return Target(own.path, own.line)
    if thing.name not in figure_table.FIGURES:
        return None
    file = Path(figure_table.__file__).with_name(f"{figure_table.FIGURES[thing.name]}.py")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    line = next((number for number, line in enumerate(lines, 1) if line.startswith(f"def {thing.name}(")), 1)
    return Target(file, line)


def _code(thing: Thing, spec: Path, names: Names) -> Target | None:
    path, colons, symbol = thing.name.partition("::")
    if not colons:
        return _there(spec.parent / path) or _there(names.course.file(path))
    try:
        return Target(names.course.file(path), names.listings.symbols(path).get(symbol, 1))
    except ShowError:
        return None


def _scene(thing: Thing, spec: Path, names: Names) -> Target | None:
    film = names.films.get(thing.name)
    return Target(film.path) if film else None


_FINDERS: Mapping[Kind, Callable[[Thing, Path, Names], Target | None]] = {
    "fact": _fact,
    "anchor": _anchor,
    "asset": lambda thing, spec, names: _there(names.asset(thing.name)),
    "figure": _figure,
    "parameter": lambda thing, spec, names: _figure(
        Thing("figure", thing.name.partition(" ")[0], thing.span), spec, names
    ),
    "code": _code,
    "scene": _scene,
    "picture": lambda thing, spec, names: _there(spec.parent / thing.name) if "://" not in thing.name else None,
}
