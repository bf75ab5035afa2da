"""A chart's numbers as python-pptx holds them, with a workbook that has the whiskers' lengths too."""

# mypy: allow-untyped-calls
# python-pptx gives types to most of its classes, not to these.

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.util import lazyproperty
from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

from build.drawing.page import Chart
from build.drawing.text_measure import Measure
from build.drawing.xml_text import clean
from build.render.chart_layout import name_lines, plot_box

_DAY = datetime.datetime(2000, 1, 1)  # said to be the workbook's, so that its bytes are the same every day


@dataclass(frozen=True, slots=True)
class WorkbookColumn:
    """Numbers below a heading in the workbook, which python-pptx has no place for."""

    heading: str
    values: Sequence[float]
    row: int
    column: int

    @property
    def reference(self) -> str:
        first = self.row + 1
        return f"Sheet1!{xl_range_abs(first, self.column, self.row + len(self.values), self.column)}"


Columns = dict[tuple[int, str], WorkbookColumn]


class _Workbook:
    """What both kinds of workbook have beyond python-pptx's."""

    _chart_data: Any

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        workbook.set_properties({"created": _DAY})
        worksheet.strings_to_formulas = worksheet.strings_to_urls = False  # a name that starts with = is a name
        super()._populate_worksheet(workbook, worksheet)  # type: ignore[misc]
        for lengths in self._chart_data.whiskers.values():
            worksheet.write(lengths.row, lengths.column, lengths.heading)
            worksheet.write_column(lengths.row + 1, lengths.column, lengths.values)


class _CategoryWorkbook(_Workbook, CategoryWorkbookWriter):
    pass


class _XyWorkbook(_Workbook, XyWorkbookWriter):
    pass


class CategoryData(CategoryChartData):
    """Values by name, a column a series, then the columns of whiskers.

    A name is broken where every renderer breaks it: LibreOffice alone would let it run beyond the chart.
    """

    def __init__(self, item: Chart, measure: Measure) -> None:
        super().__init__(item.value_format)
        plot = plot_box(item, measure)
        self.categories = [clean("\n".join(name_lines(name, item, plot, measure))) for name in item.categories]
        self.whiskers: Columns = {}
        for i, series in enumerate(item.series):
            self.add_series(clean(series.name), series.values)
            for side, word in enumerate(("minus", "plus") if series.errors else ()):
                column = 1 + len(item.series) + len(self.whiskers)
                lengths = [pair[side] for pair in series.errors]
                self.whiskers[i, word] = WorkbookColumn(f"{clean(series.name)} {word}", lengths, 0, column)

    @lazyproperty
    def _workbook_writer(self) -> _CategoryWorkbook:
        return _CategoryWorkbook(self)


class XyData(XyChartData):
    """Points at numbers, one table below the other, the whiskers beside each."""

    def __init__(self, item: Chart) -> None:
        super().__init__(item.value_format)
        self.whiskers: Columns = {}
        for i, series in enumerate(item.series):
            points = self.add_series(clean(series.name))
            for x, y in zip(item.x, series.values, strict=True):
                points.add_data_point(x, y)
            row = self._workbook_writer.series_table_row_offset(points)
            for side, word in enumerate(("minus", "plus") if series.errors else ()):
                lengths = [pair[side] for pair in series.errors]
                self.whiskers[i, word] = WorkbookColumn(f"{clean(series.name)} {word}", lengths, row, 2 + side)

    @lazyproperty
    def _workbook_writer(self) -> _XyWorkbook:
        return _XyWorkbook(self)
