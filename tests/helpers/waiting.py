"""Waiting for what another thread or process does in its own time."""

import time
from collections.abc import Callable

LOOKS, LONGEST = 2_000, 0.05
"""How many looks, and the seconds between two of them, which are fewer at first: a look may be a request."""


def until(holds: Callable[[], object]) -> None:
    """Looks again and again until it holds; so many times that only what never comes fails."""
    for look in range(LOOKS):
        if holds():
            return
        time.sleep(min(LONGEST, 0.005 * 1.2 ** min(look, 20)))
    raise AssertionError(f"it did not hold in {LOOKS:,} looks")
