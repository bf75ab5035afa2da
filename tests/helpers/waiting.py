"""Waiting for what another thread or process does in its own time."""

import time
from collections.abc import Callable

LOOKS = 9_000


def until(holds: Callable[[], object]) -> None:
    """Looks again and again until it holds; so many times that only what never comes fails."""
    for _ in range(LOOKS):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError(f"it did not hold in {LOOKS:,} looks")
