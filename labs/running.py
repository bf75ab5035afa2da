"""A run of a lab that goes on in a fork, and how it ended, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

NO_ROOM = ("MemoryError", "bad_alloc", "allocate memory")


@dataclass(kw_only=True)
class Running:
    """A run that goes on: its process, what it has said without an end of line yet, and when it has to be over."""

    id: str
    lab: str  # or nothing, for a script alone
    child: int
    until: float = inf
    seconds: float | None = None
    bytes: int | None = None
    rest: dict[str, bytes] = field(default_factory=lambda: {"out": b"", "err": b""})
    ends: dict[str, int] = field(default_factory=dict)  # where what it says is read, by stream, until that ends
    code: int | None = None
    why: str = ""
    no_room: bool = False

    def look_for_no_room(self, stream: str, line: str) -> None:
        """Remember whether the run's own words say that its memory was not enough."""
        self.no_room |= stream == "err" and any(word in line for word in NO_ROOM)

    def ending(self) -> dict[str, Any]:
        """How a run ended: a word for the state, and a sentence that says what to do where it is not done."""
        how, says = self._how(self.lab or "the script")
        return {"how": how, "code": self.code, "says": says}

    def _how(self, name: str) -> tuple[str, str]:
        if self.why == "cancelled":
            return "cancelled", f"{name} was cancelled; nothing of it goes on."
        if self.why == "time":
            says = f"{name} was stopped after {self.seconds:g} s, its limit. Choose less to do, or run it in a terminal"
            return "time", f"{says}, where it has none: coursewright lab {self.lab}"
        if self.code == 0:
            return "done", "all agrees"
        if self.no_room:
            most = f"{self.bytes / 1e9:g} GB, its limit" if self.bytes else "this machine has"
            return "memory", f"{name} needed more memory than {most}. Choose a smaller model or a shorter text."
        if self.code == 1:
            return "differs", "not all agrees"
        return "failed", f"{name} stopped before its end; its last lines say why. Mend that and run again."
