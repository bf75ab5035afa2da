"""How numbers were obtained, as the chip on a slide says it: measured where and when, calculated, published, graded,
given by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten

from build.findings.diagnostic import counted
from build.provenance.given_place import source_of
from engine.ledger import GIVEN, Record

SHORT_SOURCE = 32  # letters of a source where all of it has no room
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    if any(record.kind == "graded" for record in records):
        chips.append(("graded", ["Graded by us", "Graded"]))
    if given := [record for record in records if record.kind == GIVEN]:
        source = ", ".join(dict.fromkeys(filter(None, map(source_of, given))))
        forms = (source, shorten(source, SHORT_SOURCE, placeholder=" …"), "")
        chips.append((GIVEN, [f"Given · {form}" if form else "Given" for form in dict.fromkeys(forms)]))
    return chips


CHIP_LOOKS = {  # fill, ink, icon
    "measured": ("teal100", "teal", "check"),
    "computed": ("navy100", "navy", "bars"),
    "published": ("gold100", "goldink", "book"),
    "graded": ("plum100", "plum", "scale"),
    GIVEN: ("gold100", "goldink", "book"),
}
COUNTED = {"threads": "thread", "new_tokens": "new token"}  # settings that a line has room for


def setting_line(records: Sequence[Record], *, where: bool = False) -> str:
    """How the first measured fact was measured, in one line; `where` adds machine and day. Nothing without one."""
    record = next((record for record in records if record.kind == "measured"), None)
    if record is None:
        return ""
    repeats = max((len(samples) for samples in record.samples.values()), default=0)
    parts = [
        record.machine_name if where else "",
        day(record.day) if where else "",
        *(counted(record.settings[name], what) for name, what in COUNTED.items() if record.settings.get(name)),
        f"median of {repeats} runs" if repeats > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def day(iso: str) -> str:
    """`2026-11-22` → `22 Nov 2026`; anything else as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
