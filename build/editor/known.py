"""How a fact is known, in words that stand beside its value: where and when measured, by whom published."""

from __future__ import annotations

from build.provenance.chip import chip_words, setting_line
from build.provenance.slide_numbers import SlideNumber, spread
from build.spec.said import ENGLISH
from engine.ledger import GIVEN, Record
from engine.units import Quantity


def how_known(record: Record) -> str:
    """`AMD EPYC · 22 Nov 2026`, `Calculated`, `Published · its source`."""
    words = chip_words([record], ENGLISH)[0][1][0]
    if record.kind == "measured":
        return words.removeprefix(f"{ENGLISH.measured} · ")
    return words if record.kind == GIVEN or record.kind == "computed" else f"{words} · {record.source}".rstrip(" ·")


def setting(record: Record) -> str:
    """With what it was obtained, in one line: its settings, else what its function says of it."""
    if record.settings:
        told = (f"{name.replace('_', ' ')} {value}" for name, value in record.settings.items())
        runs = setting_line([record], ENGLISH).rpartition(" · ")[2] if record.samples else ""
        return ", ".join(filter(None, (*told, runs)))
    return record.says.partition("\n")[0]


def range_of(record: Record, name: str, shown: str) -> str:
    """`30.2 to 31.5 tokens/s in 5 samples`; nothing of what was not measured several times."""
    found = spread(SlideNumber(text=shown, reference=name, places=()), record)
    return f"{found['low']} to {found['high']} in {found['samples']} samples" if found else ""


def natural_unit(number: Quantity) -> str:
    """The name of the scale that a number is written in by itself."""
    scale = number.scale_in("")
    return next(name for name, known in number.scales.items() if known is scale)
