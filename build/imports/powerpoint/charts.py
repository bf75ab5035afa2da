"""A chart as its numbers: a file beside the spec and a figure of ours where one shows the same, else a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from build.imports.powerpoint.chart_points import (
    digits_of,
    first_of,
    labels_of,
    number_in,
    points_by_x,
    points_of,
    series_name,
)
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.told import Here, in_quotes, plain_name
from build.resolve.given_sheet import field_name
from build.spec.content import Block, Prose
from build.spec.deck import Grid, Text, Words

_MOST_BARS, _MOST_PAIRS, _MOST_LINES, _MOST_POINTS = 8, 12, 4, 60
_MOST_STACKED = (4, 7)  # series and columns


@dataclass(frozen=True)
class ChartRead:
    """A chart's `label` and value of `Visual:`, where one of ours shows it, and its blocks otherwise."""

    visual: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    """Numbers by series and category; `percent` where they are shown so."""

    kind: str
    title: str
    categories: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    percent: bool = False
    corner: str = ""

    def written(self, value: float | None) -> str:
        if value is None or not math.isfinite(value):
            return ""
        return digits_of(value * 100 if self.percent else value)


def chart_of(shape: Any, here: Here, *, alone: bool) -> ChartRead:
    """What a chart shows. With `alone` it may be the slide's one figure."""
    sheet = _read(shape.chart)
    if not sheet.categories or not sheet.names:
        here.tell(shape.name, "a chart without data")
        return ChartRead(blocks=_titled(sheet))
    name, figure = _name(sheet, here), _figure(sheet)
    content = _csv(sheet)
    if not alone or not figure or not _readable(sheet):
        here.tell(shape.name, f"a chart ({sheet.kind})", "it is a table")
        return ChartRead(blocks=(*_titled(sheet), _grid(sheet, here.told.said.decimal)))
    path = here.told.add_file("data", name.replace("_", "-"), "csv", content.encode("utf-8"))
    here.told.data[name] = {
        "file": path,
        **({"unit": "%"} if sheet.percent else {}),
        "source": f"{here.told.stem}, {here.told.said.slide.format(here.number)}",
    }
    named = f", title={in_quotes(sheet.title)}" if sheet.title else ""
    if not sheet.kind.startswith(figure.rstrip("s")) and figure != "paired_bars":
        here.tell(shape.name, f"a chart ({sheet.kind})", f"its numbers are shown by {figure}(…)")
    inside = f"{name}.{field_name(sheet.names[0])}" if len(sheet.names) == 1 else name
    return ChartRead(visual=f"{figure}({inside}{named})")


def _read(chart: Any) -> _Sheet:
    """A chart's numbers, as the file keeps them beside the drawing; python-pptx knows some kinds of charts only."""
    space = chart._chartSpace
    kind, title, series = _kind(chart), _title(chart), list(space.iter(qn("c:ser")))
    names = tuple(series_name(each) or f"Series {i}" for i, each in enumerate(series, 1))
    codes = [code.text or "" for code in space.iter(qn("c:formatCode"))]
    percent = bool(codes) and all("%" in code for code in codes if code != "General") and any("%" in c for c in codes)
    if any(each.find(qn("c:xVal")) is not None for each in series) and not _has_words(series):
        tables = [(name, points_by_x(each, "yVal")) for name, each in zip(names, series, strict=True)]
        sizes = [(f"{name}, size", points_by_x(each, "bubbleSize")) for name, each in zip(names, series, strict=True)]
        tables += [size for size in sizes if size[1]]
        across = sorted({point for _, table in tables for point in table})
        values = tuple(tuple(table.get(point) for point in across) for _, table in tables)
        names = tuple(name for name, _ in tables)
        return _Sheet(kind, title, tuple(digits_of(x) for x, _ in across), names, values, percent, corner="x")
    rows = [points_of(first_of(each, "val", "yVal")) for each in series]
    labels = next(filter(None, (labels_of(first_of(each, "cat", "xVal")) for each in series)), {})
    width = max([*labels, *(place for row in rows for place in row)], default=-1) + 1
    categories = tuple(labels.get(i, str(i + 1)) for i in range(width))
    values = tuple(tuple(number_in(row.get(i, "")) for i in range(width)) for row in rows)
    return _Sheet(kind, title, categories, names, values, percent)


def _has_words(series: Sequence[Any]) -> bool:
    """Whether the points of a chart stand at words, which the program counts."""
    return any(next(each.find(qn("c:xVal")).iter(qn("c:strCache")), None) is not None for each in series
               if each.find(qn("c:xVal")) is not None)  # fmt: skip


def _kind(chart: Any) -> str:
    try:
        found: str = chart.chart_type.name
    except Exception:  # python-pptx knows most
        plots = chart._chartSpace.find(f".//{qn('c:plotArea')}")
        tags = [str(plot.tag).rpartition("}")[2] for plot in (() if plots is None else plots)]
        found = next((tag.removesuffix("Chart") for tag in tags if tag.endswith("Chart")), "of an unknown kind")
    return found.replace("_", " ").casefold()


def _title(chart: Any) -> str:
    space = chart._chartSpace
    title = space.find(f"{qn('c:chart')}/{qn('c:title')}")
    if title is None:
        return ""
    return " ".join("".join(text.text or "" for text in title.iter(qn("a:t"), qn("c:v"))).split())


def _figure(sheet: _Sheet) -> str:
    """The figure of ours that shows the same."""
    kind, many, points = sheet.kind.upper().replace(" ", "_"), len(sheet.names), len(sheet.categories)
    values = [value for row in sheet.values for value in row if value is not None and math.isfinite(value)]
    if len(values) < many * points:
        return ""
    positive = min(values, default=-1) >= 0 and max(values, default=0) > 0
    if kind.startswith(("LINE", "XY_SCATTER_LINES", "XY_SCATTER_SMOOTH")):
        return "lines" if many <= _MOST_LINES and 2 <= points <= _MOST_POINTS else ""
    if kind.endswith("STACKED_100") and kind.startswith(("BAR", "COLUMN")):
        return "stacked_bars" if positive and many <= _MOST_STACKED[0] and points <= _MOST_STACKED[1] else ""
    if not positive or not kind.startswith(("BAR", "COLUMN", "PIE", "DOUGHNUT", "THREE_D")):
        return ""
    if many == 1:
        return ("bars" if kind.startswith("BAR") or points > 6 else "columns") if points <= _MOST_BARS else ""
    clustered = kind in ("BAR_CLUSTERED", "COLUMN_CLUSTERED")
    return "paired_bars" if many == 2 and clustered and points <= _MOST_PAIRS else ""


def _readable(sheet: _Sheet) -> bool:
    """Whether every row and column has a name of its own, by which a spec names it."""
    columns = [field_name(name) for name in sheet.names]
    rows = [name.casefold() for name in sheet.categories]
    plain = not any(sign in name for name in (*sheet.names, *sheet.categories) for sign in '()[]{}|\n"')
    return plain and all(columns) and all(rows) and len({*columns}) == len(columns) and len({*rows}) == len(rows)


def _name(sheet: _Sheet, here: Here) -> str:
    base = plain_name(sheet.title)[:30].strip("-").replace("-", "_") or f"chart_{here.number}"
    base = base if base[0].isalpha() else f"chart_{base}"
    name, number = base, 1
    while name in here.told.data:
        number += 1
        name = f"{base}_{number}"
    return name


def _csv(sheet: _Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([sheet.corner, *sheet.names])
    for i, category in enumerate(sheet.categories):
        writer.writerow([category, *(sheet.written(row[i]) for row in sheet.values)])
    return out.getvalue()


def _grid(sheet: _Sheet, decimal: str) -> Grid:
    """A chart as a table, whose words nobody writes anew: its numbers have the deck's decimal sign."""
    head = (_text(sheet.corner), *map(_text, sheet.names))
    sign = "\N{NO-BREAK SPACE}%" if sheet.percent else ""
    rows = tuple(
        (
            _text(category.replace(".", decimal) if sheet.corner else category),
            *(
                _text(said.replace(".", decimal) + sign if (said := sheet.written(row[i])) else "")
                for row in sheet.values
            ),
        )
        for i, category in enumerate(sheet.categories)
    )
    return Grid(header=head, rows=rows, align=("left", *["right"] * len(sheet.names)), span=NOWHERE)  # type: ignore[arg-type]


def _titled(sheet: _Sheet) -> tuple[Block, ...]:
    return (Prose(text=Text((Words(text=sheet.title, bold=True),))),) if sheet.title else ()


def _text(words: str) -> Text:
    return Text((Words(text=words),)) if words else Text()
