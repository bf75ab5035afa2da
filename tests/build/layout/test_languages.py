"""A deck in German says nothing in English by itself, and its numbers are written as Germans write them."""

from __future__ import annotations

from dataclasses import replace

from page_items import LayOut, named, words

from build.drawing.page import Chart, NativeTable, TextBox
from build.drawing.scale import linear
from build.figures.curves import Curves
from build.render.chart_format import SHORTEST
from build.render.chart_layout import value_axis
from build.spec.said import table
from engine.units import Count, Series

SPEC = """\
---
language: de
hours: {1: 2-4}
---
# Kurs

## Slide 1: Title - Der Kurs
Wisdom: „Kurz.“

## Slide 2: Agenda - Was kommt
Hour 1:
1. Messen

Wisdom: "Kurz."

## Slide 3: Practical - Messen
Before you start:
- {{ cache_size | MiB }} frei

Results:
| Was | Wert |
| --- | ---: |
| Faktor | {{ speed.gain | x }} |

Minutes: 4

Wisdom: "Kurz."

## Slide 4: Concept - Größe
Visual: fact_table(speed, cache_size)

Extended Annotations (1):
1. **Er wächst** auf {{ cache_size | GB }}.

Beginner's Corner:
- What this means: kürzer.
- Why it matters: billiger.
- Common mistake: vergessen.

Wisdom: "Kurz."
"""


def test_built_in_words_are_the_languages(laid_out: LayOut) -> None:
    book, findings = laid_out(SPEC)
    assert [finding.message for finding in findings] == []
    title, agenda, practical, concept = book.pages
    assert [page.section for page in book.pages] == ["Einstieg", "Stunde 1", "Stunde 1", "Stunde 1"]
    assert words(named(title, "course")) == "eine Stunde · 4 Folien"
    assert words(named(title, "wisdom label")) == "WEISE EULE"
    assert words(named(title, "wisdom")) == "Kurz."
    assert (words(named(agenda, "hour 1")), words(named(agenda, "timeline end"))) == ("Stunde 1", "60 min")
    assert words(named(practical, "settings")).startswith("Abacus 3000 · 2. Jan. 2026 · 1 Thread · 200 neue Token")
    assert words(named(practical, "check 1")) == "512 MiB frei"
    assert words(named(concept, "beginner label")) == "Für den\nEinstieg"
    assert practical.notes.startswith("Zeit: 4 Minuten.\n\nZahlen auf dieser Folie:\n- cache_size: 512 MiB (berechnet")


def test_numbers_of_slides_and_figures_have_a_decimal_comma(laid_out: LayOut) -> None:
    book, _ = laid_out(SPEC)
    practical, concept = book.pages[2:]
    table = named(practical, "table")
    assert isinstance(table, NativeTable)
    assert [run.text for run in table.rows[1][1].paragraphs[0].runs] == ["4,5×"]
    figure = named(concept, "visual table")
    assert isinstance(figure, NativeTable)
    shown = ["".join(run.text for run in row[-1].paragraphs[0].runs) for row in figure.rows]
    assert shown == ["Wert", "20 Token/s", "90 Token/s", "4,5×", "537 MB"]
    said = [words(item) for item in concept.items if isinstance(item, TextBox)]
    assert "Er wächst auf 0,537 GB." in said


def test_a_figure_says_its_words_in_the_language(laid_out: LayOut) -> None:
    spec = SPEC.replace("fact_table(speed, cache_size)", "columns(speed.plain, speed.cached, better=higher)")
    assert words(named(laid_out(spec)[0].pages[3], "visual direction")) == "mehr ist besser"


def test_what_a_chart_of_lines_is_told_as_is_in_the_language() -> None:
    series = Series("Jahr", (1000.0, 2000.0), Count, {"Oslo": (1.5, 2.0)})
    curves = Curves(series, ("Oslo",), ((1.5, 2.0),), "", linear(0.0, 2.0, most_ticks=4), [], table("de"))
    assert curves.told("") == "Über Jahr: Oslo: 1,5 bei 1.000, 2 bei 2.000"


def test_a_chart_knows_its_marks(laid_out: LayOut) -> None:
    spec = SPEC.replace("fact_table(speed, cache_size)", "columns(speed.plain, speed.cached)")
    (chart,) = (item for item in laid_out(spec)[0].pages[3].items if isinstance(item, Chart))
    large = replace(chart, series=(replace(chart.series[0], values=(0.0, 8000.0), errors=()),), value_max=None)
    assert "8.000" in value_axis(replace(large, value_format=SHORTEST)).texts()
    assert value_axis(replace(large, value_format="0.0", marks=".,")).texts()[-1].endswith(".0")


def test_how_many_slides_there_are_stands_behind_a_latin_name_in_arabic(laid_out: LayOut) -> None:
    book, _ = laid_out("---\nlanguage: ar\nauthor: Ann Lee\n---\n# A\n\n## B\n- c\n- d\n")
    line = named(book.pages[0], "course")
    assert isinstance(line, TextBox)
    words = "".join(run.text for run in line.paragraphs[0].runs)
    assert words.startswith("Ann Lee ·\u200f ")


HEADED = """\
---
language: de
---
# Kurs

## Slide 1: Practical - Messen
Results (Llama 3 8B mit Cache und ohne ihn, bestenfalls):
| Was | Wert |
| --- | ---: |
| Faktor | {{ speed.gain | x }} |
| Größe | {{ cache_size | GB }} |

Minutes: 4

Wisdom: "Kurz."
"""


def test_a_tables_heading_takes_two_lines_beside_chips_in_long_words(laid_out: LayOut) -> None:
    book, findings = laid_out(HEADED)
    assert [finding.message for finding in findings if finding.severity != "note"] == []
    heading = named(book.pages[0], "table heading")
    assert isinstance(heading, TextBox)
    assert len(heading.paragraphs[0].lines) == 2
    assert heading.box.bottom < named(book.pages[0], "table").box.y
