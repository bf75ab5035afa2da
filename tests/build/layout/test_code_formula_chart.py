"""Slides of code, of a formula and of a chart, laid out as their golden pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from content_slides import HERE, deck_of, text
from pages_as_text import to_text
from stand_alone_slides import CAIRO, DEBOUNCE, MONTHS, OSLO, note

from build.files.course import product
from build.files.places import THEME
from build.layout.book import lay_out
from build.spec.content import ChartSlide, CodeBlock, Footnote, Formula, FormulaSlide, ListingSlide, Symbol
from build.spec.deck import Call, Text, Words
from build.theme.choose import load_theme
from engine.ledger import Ledger, Record

GOLDEN = Path(__file__).parents[2] / "golden" / "code_formula_chart" / "pages.txt"
LINES = {"Cairo": CAIRO, "Oslo": OSLO}
DAYLIGHT = Record(
    name="daylight", kind="published", says="The longest day.", unit="Series", digest="", source="an almanac",
    value={"x_label": "month", "x": MONTHS, "unit": "Seconds", "lines": LINES}, defined="engine/facts/sun.py:1", day="",
)  # fmt: skip


def head(title: str) -> dict[str, Any]:
    return {"number": 1, "eyebrow": text("A part"), "title": text(title), "span": HERE}


def symbol(latex: str, meaning: Text, unit: str) -> Symbol:
    return Symbol(symbol=latex, meaning=meaning, unit=text(unit), span=HERE)


CHANGE = (Words(text="individuals now; "), Words(text=r"\frac{dN}{dt}", math=True), Words(text=" is their growth"))
SLIDES = (
    ListingSlide(
        **head("Wait until the typing stops"),
        code=CodeBlock(text=tuple(DEBOUNCE.split("\n")), span=HERE, language="js", name="debounce.js", marked=(5, 6)),
        notes_on_lines=(
            note("One timer, shared.", "It lives outside the inner function, so all calls see the same one.", 3),
            note("Cancel the old plan", "Each new key press stops the call that was waiting.", 5),
            note("Make a new plan", "`fn` runs only after 300 ms without a key press.", 6),
        ),
    ),
    FormulaSlide(
        **head("Growth slows as room runs out"),
        formula=Formula(source=r"\frac{dN}{dt} = rN\left(1-\frac{N}{K}\right)", span=HERE),
        symbols=(
            symbol("N", Text(CHANGE, HERE), "a count"), symbol("r", text("growth rate of one individual"), "per year"),
            symbol("K_1", text("as many as the place can feed"), "a count"),
        ),
        footnotes=(Footnote(mark="¹", text=text("A source.")),),
    ),
    ChartSlide(
        **head("The further north, the wider the swing"),
        visual=Call(figure="lines", facts=("daylight",), parameters=(), span=HERE),
        heading=text("Daylight on the 21st of each month"),
    ),
)  # fmt: skip


def test_slides_are_laid_out_as_their_golden_pages() -> None:
    book, found = lay_out(deck_of(*SLIDES), load_theme(THEME), Ledger({"daylight": DAYLIGHT}), {}, product())
    assert [str(finding) for finding in found] == []
    pages = to_text(book)
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        GOLDEN.write_text(pages, encoding="utf-8")
    assert pages == GOLDEN.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"
