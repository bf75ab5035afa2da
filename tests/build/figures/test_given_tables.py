"""Figures of tables that a course brings: each takes the part of one that it can draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from build.drawing.page import Box, Chart, NativeTable
from build.drawing.text_measure import Measure
from build.figures.canvas import Canvas, Drawing
from build.figures.draw import draw
from build.files.course import product
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.given import with_given
from build.theme.tokens import Theme
from engine.ledger import Ledger

FILES = {
    "growth.csv": "Year,Rate (mg/l),Warmth (°C),Note\n2020,12.50,21,dry\n2021,14,-3.0,wet\n2022,15.25,4,wet\n",
    "day.csv": "Month,Cairo (h),Oslo (h)\nJan,10.5,7.1\nJun,14.1,18.8\n",
    "co2.tsv": "Year\tCO2 (ppm)\n1960\t316.9\n1990\t354.4\n2020\t414.2\n",
    "ice.tsv": "Year\tIce (km)\n1960\t9\n1990\t7\n2005\t5\n2020\t4\n",
    "depth.tsv": "Depth\tLight (%)\n0\t100\n5\t40\n50000\t1\n",
    "price.csv": "Place,Price (€)\nA,1.50\nB,20\n",
}


@pytest.fixture(scope="module")
def visual(tmp_path_factory: pytest.TempPathFactory, theme: Theme) -> Callable[[str], tuple[Drawing, list[Diagnostic]]]:
    """Draw what a spec's `Visual:` says over these files."""
    folder = tmp_path_factory.mktemp("course")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = ", ".join(f"{Path(name).stem}: {{file: {name}}}" for name in FILES)

    def make(call: str) -> tuple[Drawing, list[Diagnostic]]:
        text = (
            f"---\ndata: {{{data}, cells: {{value: 86, unit: billion}}}}\n---\n# D\n## Slide 1: A - B\nVisual: {call}\n"
        )
        deck, found = parse(source_from(str(folder / "deck.md"), text.encode())[0])
        ledger, unread = with_given(deck, Ledger())
        assert unread == []
        if deck.slides[0].visual is None:
            return Drawing((), ""), found
        canvas = Canvas(Box(4.65, 1.62, 4.04, 3.9), theme, "s01 visual", ledger, Measure(theme.fonts))
        drawing, problems = draw(deck.slides[0].visual, canvas, product(), path=deck.path, source=deck.source)
        return drawing, [*found, *problems]

    return make


def chart(drawing: Drawing) -> Chart:
    (found,) = (item for item in drawing.items if isinstance(item, Chart))
    return found


@pytest.mark.parametrize(
    ("call", "alt"),
    [
        ("bars(growth.rate)", "2020: 12.50 mg/l, 2021: 14 mg/l, 2022: 15.25 mg/l."),
        ("columns(growth.rate, unit=mg/l.1)", "2020: 12.5 mg/l, 2021: 14.0 mg/l, 2022: 15.2 mg/l."),
        ('bars(growth["2020"].rate, growth.rate[2021])', "Rate, 2020: 12.50 mg/l, Rate, 2021: 14 mg/l."),
        ("bars(growth.rate, highlight=2021)", "2020: 12.50 mg/l, 2021: 14 mg/l, 2022: 15.25 mg/l."),
        ("bars(price)", "A: €1.50, B: €20."),
        ("lines(growth.warmth)", "Over Year: Warmth: 21 °C at 2020, 4 °C at 2022."),
        ("lines(day)", "Over Month: Cairo: 10.5 h at Jan, 14.1 h at Jun; Oslo: 7.1 h at Jan, 18.8 h at Jun."),
        ("lines(co2)", "Over Year: CO2: 316.9 ppm at 1960, 414.2 ppm at 2020."),
        ("paired_bars(day)", None),
        ("heat_map(day, unit=of_one)", None),
        ("fact_tiles(cells, growth[2020].warmth)", "Cells: 86 billion (Given); Warmth, 2020: 21 °C "
         "(Given · growth.csv)."),
        ("fact_table(cells, price[A])", "Cells: 86 billion; Price: €1.50."),
    ],
)  # fmt: skip
def test_a_figure_takes_a_column_a_row_a_cell_or_all(call: str, alt: str | None, visual: Callable[..., object]) -> None:
    drawing, found = visual(call)
    assert [str(finding) for finding in found] == []
    assert drawing.items
    assert alt is None or drawing.alt == alt


def test_rows_of_a_table_stand_side_by_side(visual: Callable[..., object]) -> None:
    drawing, found = visual('fact_table(day["Jan"], day["Jun"], columns="Place; January; June")')
    assert found == []
    (table,) = (item for item in drawing.items if isinstance(item, NativeTable))
    cells = [[cell.paragraphs[0].runs[0].text for cell in row] for row in table.rows]
    assert cells == [["Place", "January", "June"], ["Cairo", "10.5 h", "14.1 h"], ["Oslo", "7.1 h", "18.8 h"]]


def test_years_in_unequal_steps_stand_where_they_belong_and_are_written_as_years(visual: Callable[..., object]) -> None:
    even, uneven, from_zero = (chart(visual(f"lines({name})")[0]) for name in ("co2", "ice", "depth"))
    assert (even.x, even.categories) == ((), ("1960", "1990", "2020"))
    assert (uneven.x, uneven.x_min, uneven.years) == ((1960.0, 1990.0, 2005.0, 2020.0), None, True)
    assert (from_zero.x, from_zero.x_min, from_zero.years) == ((0.0, 5.0, 50000.0), 0.0, False)


@pytest.mark.parametrize(
    ("call", "code", "message", "hint"),
    [
        ("lines(growth)", "L203", "lines takes a Series as its 1st fact, and growth is a table",
         "name one of its columns: growth.rate, growth.warmth"),
        ("bars(growth.warmth)", "L206", "bars: bars begin at 0, and 2021 is below it; lines(…) shows such numbers", ""),
        ("bars(growth.rate[2020], growth.warmth[2020])", "L206",
         "bars: bars of one chart share one unit; here are growth.rate[2020] in mg/l and growth.warmth[2020] in "
         "°C", ""),
        ("lines(growth.rate, unit=kg)", "L206", "lines: mg/l cannot be shown as 'kg'; it can as: mg/l", ""),
        ('bars(growth["2020"].rate.x)', "P107", "'growth[\"2020\"].rate.x' is not a fact's name", None),
        ("bars(growth[])", "P107", "'growth[]' is not a fact's name", None),
    ],
)  # fmt: skip
def test_what_a_figure_cannot_draw_is_told_in_the_specs_words(
    call: str, code: str, message: str, hint: str | None, visual: Callable[..., object]
) -> None:
    drawing, found = visual(call)
    assert not drawing.items
    first = next(finding for finding in found if finding.code[0] in "LP")
    assert (first.code, first.message) == (code, message)
    assert hint is None or first.hint == hint
