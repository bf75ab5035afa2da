"""A decision of a readiness packet: what is chosen, on which evidence, at which risk, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["calculated", "given", "fact", "missing"]
"""How evidence is known: a command calculates it, the use case states it, facts of the ledger say it, or not yet."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One sentence. Facts stand in it as `{{ fact | unit }}`; `command` prints the other numbers again."""

    how: How
    says: str
    command: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`open` is what would decide it where the evidence does not bear it; then the choice stands for now only."""

    name: str
    choice: str
    evidence: tuple[Evidence, ...]
    risk: str
    way_back: str
    open: str = ""

    @property
    def decided(self) -> bool:
        return not self.open


@dataclass(frozen=True, kw_only=True)
class OpenPoint:
    """What is not known, what would settle it, and what that decides."""

    name: str
    says: str
