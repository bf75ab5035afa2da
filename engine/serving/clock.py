"""The loop's clock: the wall's, or one that stands still until it is moved."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since some beginning, and a way to let them pass."""

    def __call__(self) -> float: ...

    def wait(self, until: float) -> None: ...


class WallClock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def __call__(self) -> float:
        return time.perf_counter() - self._began

    def wait(self, until: float) -> None:
        time.sleep(max(0.0, until - self()))


class VirtualClock:
    """It stands still until somebody waits."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        return self._now

    def wait(self, until: float) -> None:
        self._now = max(self._now, until)
