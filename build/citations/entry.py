"""An entry of a file of works, before and after it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]
"""A work as CSL JSON has it (https://docs.citationstyles.org)."""
DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
OTHERS = "others"  # the last of an entry's names, where it does not give all


@dataclass(frozen=True, slots=True)
class Entry:
    """A work by its key, the line where it stands and all that is written there; `read` gives it as CSL has it."""

    key: str
    line: int
    written: str
    read: Callable[[], Item]


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with an entry, in its line; `lost` where it is no entry at all."""

    line: int
    message: str
    key: str = ""
    lost: bool = False


def date_of(found: re.Match[str]) -> Item:
    """What `DATE` found, as CSL has it."""
    return {"date-parts": [[int(part) for part in found.groups() if part]]}
