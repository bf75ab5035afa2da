"""The chips that say how the numbers of a slide were obtained, drawn in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, TextStyle
from build.layout.card import pill, pill_width
from build.layout.draft import Draft
from build.provenance.chip import CHIP_LOOKS, chip_words
from engine.ledger import GIVEN, Record

CHIP_HEIGHT = 0.34
CHIP_GAP = 0.1


def records_of(draft: Draft) -> list[Record]:
    """The records of the facts that learners see on a slide, each once, in its order; those of the notes alone not."""
    names = dict.fromkeys(shown.fact for shown in draft.numbers if set(shown.places) != {"notes"})
    return [draft.ledger[name] for name in names if name in draft.ledger]


def chips(
    draft: Draft, records: Sequence[Record], right: float, y: float, room: float, *, high: float = CHIP_HEIGHT
) -> tuple[float, bool]:
    """Draw the chips, the last one ending at `right`, within `room` inches.

    Returns where the first begins, and whether they say machine and day.
    """
    style = _style(draft)
    words = chip_words(records, draft.said, draft.slide.cited)
    rows = [_row_width(draft, [_form(forms, step) for _, forms in words]) for step in range(3)]
    step = next((step for step, wide in enumerate(rows) if wide <= room), 2)
    left = right + CHIP_GAP
    for kind, forms in reversed(words):
        fill, ink, icon = CHIP_LOOKS[kind]
        text = _form(forms, step)
        wide = pill_width(text, style, draft.measure, icon)
        box = Box(left - CHIP_GAP - wide, y, wide, high)
        draft.add(pill(draft, f"{kind} chip", text, box, replace(style, color=ink), fill, icon))
        left = box.x
    return min(left, right), step == 0


def chips_from(draft: Draft, records: Sequence[Record], left: float, y: float, room: float) -> float:
    """Draw the chips from `left` on, within `room` inches; where the last one ends."""
    words = chip_words(records, draft.said, draft.slide.cited)
    rows = (_row_width(draft, [_form(forms, step) for _, forms in words]) for step in range(3))
    *longer, shortest = rows
    right = left + next((wide for wide in longer if wide <= room), shortest)
    chips(draft, records, right, y, room)
    return right


def least_width(draft: Draft, records: Sequence[Record], widest: float) -> float:
    """Inches of the chips in their shortest form; those of given facts name their source where `widest` has room."""
    words = chip_words(records, draft.said, draft.slide.cited)
    rows = ([_form(forms, step) if kind == GIVEN else forms[-1] for kind, forms in words] for step in range(3))
    wide = [_row_width(draft, row) for row in rows]
    return next((inches for inches in wide if inches <= widest), wide[-1])


def _style(draft: Draft) -> TextStyle:
    return TextStyle(draft.theme.size("chip"), bold=True)


def _form(forms: Sequence[str], step: int) -> str:
    return forms[min(step, len(forms) - 1)]


def _row_width(draft: Draft, texts: Sequence[str]) -> float:
    """Inches of chips with their icons, which are all as wide."""
    wide = (pill_width(text, _style(draft), draft.measure, "check") for text in texts)
    return sum(wide) + CHIP_GAP * (len(texts) - 1)
