"""What holds for every test: one Hypothesis profile, and a closing line that says what did not run."""

from __future__ import annotations

import gc
import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

# Here and in what the tests start: the tests share the cores already, and threads that wait for one another burn them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A busy machine is no fault of the code: nothing in the suite fails for being slow.
settings.register_profile(
    "coursewright",
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
    ],  # what is set holds for all examples
)
settings.load_profile("coursewright")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all skips, by what they need; the reason of a skip is written to end that sentence."""
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", []))
    missing = [
        f"{count} test{'s' * (count > 1)} that need{'s' * (count == 1)} {reason}"
        for reason, count in sorted(Counter(reasons).items())
    ]
    if missing:
        terminalreporter.write_line(f"not run here: {', '.join(missing)}")


def pytest_collection_finish() -> None:
    """What is loaded by now stays loaded, so no later collection of garbage need walk over it."""
    gc.collect()
    gc.freeze()
