"""A chart's numbers: once in its workbook, and once, by reference to that, in the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from build.page import Chart
from build.render.powerpoint.markup import escape
from build.render.powerpoint.workbook import Column, letters, number, workbook


class Sheet1:
    """The columns of one chart: names or numbers along x, a column a series, then its error columns."""

    def __init__(self, item: Chart, numeric: bool) -> None:
        self._item = item
        self._columns = [Column(item.x_title, item.x if numeric else item.categories)]
        self._columns += [Column(series.name, series.values) for series in item.series]
        self._errors: dict[tuple[int, str], int] = {}
        for i, series in enumerate(item.series):
            for side, word in enumerate(("minus", "plus")):
                if series.errors:
                    self._errors[i, word] = len(self._columns)
                    self._columns.append(Column(f"{series.name} {word}", [pair[side] for pair in series.errors]))

    def workbook(self) -> bytes:
        return workbook(self._columns)

    def name(self, index: int) -> str:
        """The reference to a series' name."""
        return _strings(f"Sheet1!${letters(index + 1)}$1", [self._item.series[index].name])

    def categories(self) -> str:
        return f"<c:cat>{_strings(self._range(0), self._item.categories)}</c:cat>"

    def x_values(self) -> str:
        return f"<c:xVal>{_numbers(self._range(0), self._item.x)}</c:xVal>"

    def values(self, index: int, tag: Literal["val", "yVal"] = "val") -> str:
        """The reference to a series' values."""
        values = self._item.series[index].values
        return f"<c:{tag}>{_numbers(self._range(index + 1), values, self._item.value_format)}</c:{tag}>"

    def errors(self, index: int, word: Literal["minus", "plus"]) -> str:
        """The reference to the distances of a series' whiskers."""
        column = self._errors[index, word]
        return _numbers(
            self._range(column), [value for value in self._columns[column].values if isinstance(value, float | int)]
        )

    def _range(self, column: int) -> str:
        name = letters(column)
        return f"Sheet1!${name}$2:${name}${1 + len(self._columns[column].values)}"


def _strings(place: str, values: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{escape(value)}</c:v></c:pt>' for i, value in enumerate(values))
    return f'<c:strRef><c:f>{place}</c:f><c:strCache><c:ptCount val="{len(values)}"/>{points}</c:strCache></c:strRef>'


def _numbers(place: str, values: Sequence[float], code: str = "General") -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{number(value)}</c:v></c:pt>' for i, value in enumerate(values))
    return (
        f"<c:numRef><c:f>{place}</c:f><c:numCache><c:formatCode>{escape(code)}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )
