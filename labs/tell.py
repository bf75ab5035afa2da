"""What a running lab tells whoever follows it, beside its lines: a stage, how far it is, a row, a claim, its report.

Each is a JSON object on a line of its own behind a record separator (RFC 7464), and only where somebody follows.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

FOLLOWED_VARIABLE = "COURSEWRIGHT_FOLLOWED"
MARK = "\x1e"
SHAPES = {  # what an event says at least
    "stage": {"number", "of", "says"},
    "progress": {"done", "of", "says"},
    "row": {"name", "says", "deck", "here", "value", "word", "fact"},
    "claim": {"says", "word", "but"},
    "done": {"guesses"},
}
OFTEN = 0.1  # seconds between two words on how far a run is, so that telling costs a measured loop nothing


def tell(event: Mapping[str, Any], to: TextIO | None = None) -> None:
    """Tell whoever follows this process; nothing where nobody does."""
    if os.environ.get(FOLLOWED_VARIABLE):
        print(MARK + json.dumps(event, ensure_ascii=False), file=to or sys.stdout, flush=True)


def told(line: str) -> dict[str, Any] | None:
    """What a line tells, or None for a line of the lab's own."""
    if not line.startswith(MARK):
        return None
    try:
        ((name, value),) = json.loads(line[1:]).items()
        whole = value.keys() >= SHAPES[name]
    except (ValueError, RecursionError, AttributeError, KeyError):
        return None
    return {name: value} if whole else None


class Progress:
    """How far a loop is, said now and then."""

    def __init__(self, of: int, says: str) -> None:
        self.of, self.says, self._last = of, says, 0.0

    def at(self, done: int) -> None:
        now = time.monotonic()
        if done == self.of or now - self._last >= OFTEN:
            self._last = now
            tell({"progress": {"done": done, "of": self.of, "says": self.says}})

    def line(self, text: str) -> None:
        """What came of it, where somebody follows; in a terminal the table says so."""
        if os.environ.get(FOLLOWED_VARIABLE):
            print(f"      {text}", flush=True)
