"""Charts of PowerPoint, as figures with their data or as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from build.imports.imported import Imported
from build.imports.write_spec import write_spec
from tests.helpers.powerpoint_decks import (
    TITLE_ONLY,
    add_slide,
    told,
)

Make = Callable[[Any], None]


def test_charts_are_figures_with_their_data_or_tables(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        data = CategoryChartData()
        data.categories = ["oak", "elm"]
        data.add_series("Height", (1.5, 20))
        area = (Inches(1), Inches(2), Inches(6), Inches(4))
        add_slide(deck, TITLE_ONLY, "Trees").shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *area, data)
        data.add_series("Width", (1, None))
        add_slide(deck, TITLE_ONLY, "More").shapes.add_chart(XL_CHART_TYPE.RADAR, *area, data)

    made = imported(make)
    assert made.files == {"data/chart-1.csv": b",Height\noak,1.5\nelm,20\n"}
    assert made.front["data"] == {"chart_1": {"file": "data/chart-1.csv", "source": "talk, Slide 1"}}
    assert "## Trees\n\nVisual: bars(chart_1.height)\n" in write_spec(made)
    assert "|  | Height | Width |\n| --- | --: | --: |\n| oak | 1.5 | 1 |\n| elm | 20 |  |\n" in write_spec(made)
    assert told(made) == ["slide 2, 'Chart 2': a chart (radar): it is a table"]


def test_a_chart_in_another_language_has_its_decimal_sign_in_a_table(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        data = CategoryChartData()
        data.categories = ["Eiche 1.5"]
        data.add_series("Höhe", (1.25,))
        for kind in (XL_CHART_TYPE.RADAR, XL_CHART_TYPE.BAR_CLUSTERED):
            slide = add_slide(deck, TITLE_ONLY, "Bäume")
            slide.shapes.title.text_frame.paragraphs[0].runs[0]._r.get_or_add_rPr().set("lang", "de-DE")
            slide.shapes.add_chart(kind, Inches(1), Inches(2), Inches(6), Inches(4), data)

    made = imported(make)
    assert "| Eiche 1.5 | 1,25 |" in write_spec(made)
    assert made.front["data"]["chart_2"]["source"] == "talk, Folie 2"


def test_points_of_a_chart_keep_days_sizes_digits_and_those_at_one_place(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        area = (Inches(1), Inches(2), Inches(6), Inches(4))
        bubbles = BubbleChartData()
        series = bubbles.add_series("Trees")
        for point in ((1234567, 2, 10), (1234567, 3, 20), (1234568.5, 1e-13, 30)):
            series.add_data_point(*point)
        add_slide(deck, TITLE_ONLY, "Where").shapes.add_chart(XL_CHART_TYPE.BUBBLE, *area, bubbles)
        days = CategoryChartData()
        days.categories = [date(2020, 1, 1), date(2020, 2, 29)]
        days.add_series("Loss", (-1, 0.1 + 0.2))
        add_slide(deck, TITLE_ONLY, "When").shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *area, days)

    written = write_spec(imported(make))
    rows = "| 1234567 | 2 | 10 |\n| 1234567 | 3 | 20 |\n| 1234568.5 | 1e-13 | 30 |\n"
    assert "| x | Trees | Trees, size |\n| --- | --: | --: |\n" + rows in written
    assert "| 2020-01-01 | \\-1 |\n| 2020-02-29 | 0.3 |\n" in written
