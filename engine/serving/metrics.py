"""What users and owners of a server feel: waits, gaps and throughput, as `vllm bench serve` defines them.

```
 sent ─────── TTFT ───────▶ ▮ ─ITL─▶ ▮ ─ITL─▶ ▮ ─ITL─▶ ▮          TPOT = (E2E − TTFT) / (n − 1)
      ───────────────────── E2E ──────────────────────▶
```
Other tools mean other things by the same names: some put the first token into TPOT, some call it ITL.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.measure import TokenTimes
from engine.units import Count, Seconds, TokensPerSecond


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The mean of many times, and the time that half of them, and all but a twentieth, do not pass."""

    mean: Seconds
    p50: Seconds
    p95: Seconds

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        mean = sum(seconds) / len(seconds) if seconds else math.nan
        p50, p95 = (percentile(seconds, share) for share in (50, 95))
        return cls(mean=Seconds(mean), p50=Seconds(p50), p95=Seconds(p95))


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """One run of many answers.

    TTFT and E2E are of all answers, TPOT of those of two tokens or more; ITL pools all gaps of all answers.
    `throughput` is all tokens made over the run's duration.
    """

    answers: Count
    tokens: Count
    duration: Seconds
    throughput: TokensPerSecond
    ttft: Spread
    tpot: Spread
    itl: Spread
    e2e: Spread


def metrics(answers: Sequence[TokenTimes], *, start: float = 0.0) -> Metrics:
    """The metrics of a run that began at `start` and ended with its last token. Raises ValueError for no answer."""
    if not answers:
        raise ValueError("no answer was made, so there is nothing to measure")
    tokens, end = sum(len(one.stamps) for one in answers), max(one.stamps[-1] for one in answers)
    return Metrics(
        answers=Count(len(answers)),
        tokens=Count(tokens),
        duration=Seconds(end - start),
        throughput=TokensPerSecond(tokens / (end - start)),
        ttft=Spread.of([one.ttft for one in answers]),
        tpot=Spread.of([one.tpot for one in answers if len(one.stamps) > 1]),
        itl=Spread.of([gap for one in answers for gap in gaps(one)]),
        e2e=Spread.of([one.stamps[-1] - one.start for one in answers]),
    )


def gaps(answer: TokenTimes) -> list[float]:
    """Seconds from each token to the next."""
    return [later - earlier for earlier, later in zip(answer.stamps, answer.stamps[1:], strict=False)]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which so many in a hundred lie, between two neighbours by a straight line; NaN of nothing."""
    if not values:
        return math.nan
    ordered, at = sorted(values), share / 100 * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
