"""The chips that say how the numbers of a slide were obtained, drawn in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, TextStyle
from build.layout.card import pill, pill_width
from build.layout.draft import Sheet
from build.provenance.chip import CHIP_LOOKS, chip_words
from engine.ledger import Record

CHIP_HEIGHT = 0.34
CHIP_GAP = 0.1


def records_of(sheet: Sheet) -> list[Record]:
    """The records of the facts that learners see on a slide, each once, in its order; those of the notes alone not."""
    names = dict.fromkeys(shown.fact for shown in sheet.shown if set(shown.places) != {"notes"})
    return [sheet.ledger[name] for name in names if name in sheet.ledger]


def chips(
    sheet: Sheet, records: Sequence[Record], right: float, y: float, room: float, *, high: float = CHIP_HEIGHT
) -> tuple[float, bool]:
    """Draw the chips, the last one ending at `right`, within `room` inches.

    Returns where the first begins, and whether they say machine and day.
    """
    style = _style(sheet)
    words = chip_words(records)
    step = next((s for s in range(3) if _row_width([_form(forms, s) for _, forms in words], style) <= room), 2)
    left = right + CHIP_GAP
    for kind, forms in reversed(words):
        fill, ink, icon = CHIP_LOOKS[kind]
        text = _form(forms, step)
        wide = pill_width(text, style, icon)
        box = Box(left - CHIP_GAP - wide, y, wide, high)
        sheet.add(pill(sheet, f"{kind} chip", text, box, replace(style, color=ink), fill, icon))
        left = box.x
    return min(left, right), step == 0


def least_width(sheet: Sheet, records: Sequence[Record]) -> float:
    """Inches of the chips in their shortest form."""
    return _row_width([forms[-1] for _, forms in chip_words(records)], _style(sheet))


def _style(sheet: Sheet) -> TextStyle:
    return TextStyle(sheet.theme.size("chip"), bold=True)


def _form(forms: Sequence[str], step: int) -> str:
    return forms[min(step, len(forms) - 1)]


def _row_width(texts: Sequence[str], style: TextStyle) -> float:
    """Inches of chips with their icons, which are all as wide."""
    return sum(pill_width(text, style, "check") for text in texts) + CHIP_GAP * (len(texts) - 1)
