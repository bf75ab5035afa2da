"""Like stands beside like: measured facts in one table or figure share their settings and their machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.ledger import Record


class Unlike(NamedTuple):
    """A record that may not stand beside another, and what there is to say of it."""

    record: Record
    code: str
    message: str
    hint: str


def unlike(records: Iterable[Record], what: str) -> Iterator[Unlike]:
    """Those of some records that were not measured as the first measured one. `what` are they in: a table, a figure."""
    measured = [record for record in records if record.kind == "measured"]
    for other in measured[1:]:
        first = measured[0]
        before, after = first.settings, other.settings
        if key := next((key for key in {**before, **after} if before.get(key) != after.get(key)), ""):
            values = f"{key} {before.get(key, 'none')} and {after.get(key, 'none')}"
            hint = f"'{first.name}' has {values} of '{other.name}': measure them alike, or part the {what}"
            yield Unlike(other, "C402", f"measured facts of unlike settings in one {what}", hint)
        elif dict(first.machine) != dict(other.machine):
            hint = f"measure '{first.name}' and '{other.name}' on one machine, or part the {what}"
            yield Unlike(other, "C403", f"facts measured on unlike machines in one {what}", hint)
