"""One thing that completion offers: what it is called, what it puts into the text, and what there is to know of it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

What = Literal["label", "fact", "unit", "figure", "parameter", "value", "key", "anchor", "file", "icon", "code"]

MOST = 100  # choices at once: who writes on gets others


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`insert` takes the place of the columns `start` to `end` of its line, which count from 1, and the cursor comes to
    stand `caret` columns ahead of its end.

    `look` is a record's kind, `known` how its value is known, `setting` with what it was obtained.
    """

    name: str
    insert: str
    start: int
    end: int
    what: What
    value: str = ""
    known: str = ""
    look: str = ""
    setting: str = ""
    says: str = ""
    caret: int = 0


def fitting(names: Iterable[str], typed: str, likely: Container[str] = ()) -> list[str]:
    """Those that what is typed may become: what begins with it first, then what has a word that does, then what has it
    inside; among these first the `likely` ones."""
    wanted, found = typed.casefold(), list[tuple[int, bool, int, str]]()
    for at, name in enumerate(names):
        folded = name.casefold()
        if wanted in folded:
            rank = 0 if folded.startswith(wanted) else 1 if re.search(rf"[\W_]{re.escape(wanted)}", folded) else 2
            found.append((rank, name not in likely, at, name))
    return [name for *_, name in sorted(found)]
