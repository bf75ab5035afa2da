"""What became of many tries of one kind of fault."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """Counts. A try is refused in a sentence, or passed; none may lose anything, end in a traceback, or hang."""

    kind: str
    tried: int
    refused: int = 0
    passed: int = 0
    lost: int = 0
    tracebacks: int = 0
    hangs: int = 0

    @property
    def is_faultless(self) -> bool:
        return not (self.lost or self.tracebacks or self.hangs) and self.tried == self.refused + self.passed > 0
