"""How numbers were obtained, as the chip on a slide says it: measured where and when, calculated, published, graded,
given by whom."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from build.provenance.given_place import source_of
from build.spec.deck import Cited
from build.spec.said import Said
from engine.ledger import GIVEN, Record

SHORT_SOURCE = 32  # letters of a source where all of it has no room


def chip_words(records: Sequence[Record], said: Said, cited: Sequence[Cited] = ()) -> list[tuple[str, list[str]]]:
    """A kind, and its chip's text from the longest form to the shortest, for each kind there is.

    Published numbers name the works that they are from, of those that are `cited`.
    """
    chips: list[tuple[str, list[str]]] = []
    measured = [record for record in records if record.kind == "measured"]
    if measured:
        machines = dict.fromkeys(record.machine_name for record in measured)
        days = dict.fromkeys(said.day(record.day) for record in measured)
        where = ", ".join(machine for machine in machines if machine)
        when = ", ".join(days)
        long = " · ".join(part for part in (said.measured, where, when) if part)
        chips.append(("measured", [long, f"{said.measured} · {when}", said.measured]))
    if any(record.kind == "computed" for record in records):
        chips.append(("computed", [said.calculated]))
    if any(record.kind == "published" for record in records):
        names = {record.name for record in records if record.kind == "published"}
        marks = " ".join(one.mark for one in cited if names.intersection(one.facts))
        chips.append(("published", [*([f"{said.published} {marks}"] if marks else []), said.published]))
    if any(record.kind == "graded" for record in records):
        chips.append(("graded", [said.graded_by_us, said.graded]))
    if given := [record for record in records if record.kind == GIVEN]:
        source = ", ".join(dict.fromkeys(filter(None, map(source_of, given))))
        forms = (source, shorten(source, SHORT_SOURCE, placeholder=" …"), "")
        chips.append((GIVEN, [f"{said.given} · {form}" if form else said.given for form in dict.fromkeys(forms)]))
    return chips


CHIP_LOOKS = {  # fill, ink, icon
    "measured": ("teal100", "teal", "check"),
    "computed": ("navy100", "navy", "bars"),
    "published": ("gold100", "goldink", "book"),
    "graded": ("plum100", "plum", "scale"),
    GIVEN: ("gold100", "goldink", "book"),
}
COUNTED = ("threads", "new_tokens")  # settings that a line has room for, and fields of `Said`


def setting_line(records: Sequence[Record], said: Said, *, where: bool = False) -> str:
    """How the first measured fact was measured, in one line; `where` adds machine and day. Nothing without one."""
    record = next((record for record in records if record.kind == "measured"), None)
    if record is None:
        return ""
    repeats = max((len(samples) for samples in record.samples.values()), default=0)
    parts = [
        record.machine_name if where else "",
        said.day(record.day) if where else "",
        *(_counted(record.settings[name], getattr(said, name), said) for name in COUNTED if record.settings.get(name)),
        said.median_of_runs.format(repeats) if repeats > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _counted(setting: str | float, forms: str, said: Said) -> str:
    """`2 threads`; a setting may be words."""
    return said.counted(forms, setting) if isinstance(setting, int) else forms.split("|")[-1].format(setting)
