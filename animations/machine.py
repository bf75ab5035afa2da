"""A machine's name, short enough for one line of a frame."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOISE = re.compile(r"\((?:R|TM|tm|r)\)|®|™|@.*|\b(?:CPU|Processor|\d+-Core)\b")


def short_machine(machine: Mapping[str, str | int]) -> str:
    """`Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz` → `Intel Xeon Platinum 8481C`."""
    name = str(machine.get("cpu", ""))
    return " ".join(_NOISE.sub(" ", name).split()) or "an unnamed machine"
