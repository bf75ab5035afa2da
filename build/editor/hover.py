"""What is known of the thing at a point, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.editor.known import how_known, range_of, setting
from build.editor.line_choices import said_of
from build.editor.names import Names
from build.editor.point import Point
from build.editor.thing import Kind, Thing, thing_at
from build.figures.figure_table import FIGURES, load_figure
from build.figures.inputs import inputs
from build.findings.diagnostic import Span
from build.parse.front_values import SAYS
from build.provenance.given_place import place_of
from build.provenance.slide_numbers import OBTAINED
from build.resolve.expression import read_query
from build.resolve.fact_text import fill_in
from build.resolve.query import ShowError, fact_named
from engine.ledger import GIVEN, Record
from engine.sheet import Sheet
from engine.units import Quantity, Series, Table

_SHOWN = 12  # numbers of a fact that holds many


@dataclass(frozen=True, slots=True)
class Hover:
    words: str
    span: Span


def hover(point: Point, spec: Path, names: Names) -> Hover | None:
    """A fact's value in its unit, how it is known and where it comes from; what a label, a figure or a key is."""
    thing = thing_at(point)
    if thing is None:
        return None
    words = _TELLERS[thing.kind](thing, spec, names.of(point.written, spec)) if thing.kind in _TELLERS else ""
    return Hover(words, point.written.clamped(thing.span)) if words else None


def _fact(thing: Thing, spec: Path, names: Names) -> str:
    record = names.ledger.get(fact_named(thing.name))
    if record is None:
        return ""
    asked = f"{thing.name} | {thing.unit}" if thing.unit else thing.name
    try:
        shown = fill_in(read_query(asked), names.ledger, ShowError("F101", ""))
        head = [f"**{shown.text}**  `{shown.fact}`", range_of(record, shown.fact, shown.text)]
    except ShowError:
        head = [f"`{record.name}` holds", *_held(record)]
    return "\n\n".join(filter(None, [*head, *_told(record)]))


def _told(record: Record) -> Iterator[str]:
    """How a record came about."""
    kind = OBTAINED[record.kind].capitalize()
    if record.kind == GIVEN:
        yield f"*{kind}*"  # by its source, which follows
    else:
        yield f"*{kind}*: {how_known(record)}" if record.kind == "measured" else f"*{kind}*, {record.day}"
    yield record.says
    yield setting(record) if record.settings else ""
    yield f"Source: {record.source}" if record.source else ""
    yield f"`{place_of(record)}`" if record.kind == GIVEN else f"`{record.defined}`"


def _held(record: Record) -> Iterator[str]:
    """What stands in a fact that is not one number."""
    held = record.held
    if isinstance(held, Table):
        rows = [f"- `{name}`: {number}" for name, number in list(held.items())[:_SHOWN]]
        yield "\n".join([*rows, f"- and {len(held) - _SHOWN} more"] if len(held) > _SHOWN else rows)
    elif isinstance(held, Series):
        yield f"{', '.join(f'`{line}`' for line in held.lines)} over {held.x_label}, {len(held.x)} points each"
    elif isinstance(held, Sheet):
        yield f"{', '.join(f'`{name}`' for name in held.columns)} in {len(held.rows)} rows"
    elif not isinstance(held, Quantity):
        yield f"{len(held.rows)} rows of {len(held.columns)} columns"


def _figure(thing: Thing, spec: Path, names: Names) -> str:
    figure = names.figures.get(thing.name)
    return f"`{figure.written}`\n\n{figure.shows}" if figure else ""


def _parameter(thing: Thing, spec: Path, names: Names) -> str:
    figure, _, key = thing.name.partition(" ")
    takes = inputs(load_figure(figure)).parameters if figure in FIGURES else {}
    return f"`{key}` of `{figure}`: {getattr(takes[key], '__name__', takes[key])}" if key in takes else ""


def _anchor(thing: Thing, spec: Path, names: Names) -> str:
    found = names.anchors(spec).get(thing.name)
    if found is None:
        objective = names.places.labs.get(thing.name, "")
        return f"**{thing.name}**: {objective}" if objective else ""
    at, anchor = found
    assets = ", ".join(f"`{asset}`" for asset in anchor.assets)
    return f"**{thing.name}**: {anchor.objective.plain}\n\n{assets}\n\non a slide of `{at.name}`"


def _scene(thing: Thing, spec: Path, names: Names) -> str:
    film = names.films.get(thing.name)
    return f"The film `{film.class_name}` shows {', '.join(f'`{fact}`' for fact in film.facts)}" if film else ""


_TELLERS: Mapping[Kind, Callable[[Thing, Path, Names], str]] = {
    "fact": _fact,
    "figure": _figure,
    "parameter": _parameter,
    "anchor": _anchor,
    "scene": _scene,
    "label": lambda thing, spec, names: f"**{thing.name}**: {said_of(thing.name)}",
    "key": lambda thing, spec, names: f"**{thing.name}**: {SAYS[thing.name]}",
}
