"""How a slide's numbers were obtained, as the chip on it says: measured where and when, calculated, or published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from build.layout.card import ICON, pill, pill_width
from build.layout.sheet import Sheet
from build.page import Box
from engine.ledger import Record

CHIP_HEIGHT = 0.34
CHIP_GAP = 0.1
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def records_of(sheet: Sheet) -> list[Record]:
    """The records of the facts that learners see on a slide, each once, in its order; those of the notes alone not."""
    names = dict.fromkeys(shown.fact for shown in sheet.shown if set(shown.places) != {"notes"})
    return [sheet.ledger[name] for name in names if name in sheet.ledger]


def chip_words(records: Sequence[Record]) -> list[tuple[str, list[str]]]:
    """A kind, and its chip's text from the longest form to the shortest, for each kind there is."""
    chips: list[tuple[str, list[str]]] = []
    measured = [record for record in records if record.kind == "measured"]
    if measured:
        machines = dict.fromkeys(record.machine_name for record in measured)
        days = dict.fromkeys(day(record.day) for record in measured)
        where = ", ".join(machine for machine in machines if machine)
        when = ", ".join(days)
        long = " · ".join(part for part in ("Measured", where, when) if part)
        chips.append(("measured", [long, f"Measured · {when}", "Measured"]))
    if any(record.kind == "computed" for record in records):
        chips.append(("computed", ["Calculated"]))
    if any(record.kind == "published" for record in records):
        chips.append(("published", ["Published"]))
    return chips


CHIP_LOOKS = {  # fill, ink, icon
    "measured": ("teal100", "teal", "check"),
    "computed": ("navy100", "navy", "bars"),
    "published": ("gold100", "goldink", "book"),
}


def chips(
    sheet: Sheet, records: Sequence[Record], right: float, y: float, room: float, *, high: float = CHIP_HEIGHT
) -> tuple[float, bool]:
    """Draw the chips, the last one ending at `right`, within `room` inches.

    Returns where the first begins, and whether they say machine and day.
    """
    size = sheet.theme.size("chip")
    words = chip_words(records)
    step = next((s for s in range(3) if _row_width([_form(forms, s) for _, forms in words], size) <= room), 2)
    left = right + CHIP_GAP
    for kind, forms in reversed(words):
        fill, ink, icon = CHIP_LOOKS[kind]
        text = _form(forms, step)
        wide = pill_width(text, size=size, icon_size=ICON)
        box = Box(left - CHIP_GAP - wide, y, wide, high)
        sheet.add(pill(sheet, f"{kind} chip", text, box, fill=fill, color=ink, size=size, icon_name=icon))
        left = box.x
    return min(left, right), step == 0


def least_width(sheet: Sheet, records: Sequence[Record]) -> float:
    """Inches of the chips in their shortest form."""
    return _row_width([forms[-1] for _, forms in chip_words(records)], sheet.theme.size("chip"))


def _form(forms: Sequence[str], step: int) -> str:
    return forms[min(step, len(forms) - 1)]


def _row_width(texts: Sequence[str], size: float) -> float:
    return sum(pill_width(text, size=size, icon_size=ICON) for text in texts) + CHIP_GAP * (len(texts) - 1)


def setting_line(records: Sequence[Record], *, where: bool = False) -> str:
    """How the first measured fact was measured, in one line; `where` adds machine and day. Nothing without one."""
    record = next((record for record in records if record.kind == "measured"), None)
    if record is None:
        return ""
    repeats = max((len(samples) for samples in record.samples.values()), default=0)
    parts = [
        record.machine_name if where else "",
        day(record.day) if where else "",
        _counted(record.settings.get("threads"), "thread"),
        _counted(record.settings.get("new_tokens"), "new token"),
        f"median of {repeats} runs" if repeats > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _counted(number: str | int | None, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""


def day(iso: str) -> str:
    """`2026-11-22` → `22 Nov 2026`; anything else as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
