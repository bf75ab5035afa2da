"""Service levels: the limits, what a simulation of the load expects, and what a load test has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from engine.readiness.needs import Needs
from engine.units import Number, Seconds

SPREAD = 0.5
"""By which share lengths are longer or shorter, in a simulation and in a load test."""
MINUTES = 20
"""Of a load test: long enough for a queue to show."""
LEAST, MOST = 50, 2000
"""Calls of a load test: P95 needs some, and nobody waits for more."""
TOKENS_A_WORD = 4 / 3
"""Of English text, roughly; the result says how many tokens came."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a simulated server gives at the load: P95s, and `goodput`, calls a second within both limits."""

    calls: int
    first: Seconds
    token: Seconds
    goodput: float


@dataclass(frozen=True, kw_only=True)
class Level:
    """A row: words for limit, expected and seen. `kept`: whether what was seen keeps it, None if nothing was seen."""

    name: str
    limit: str
    expected: str
    seen: str = ""
    kept: bool | None = None


def levels(needs: Needs, expected: Expected | None, seen: Mapping[str, Any] | None) -> tuple[Level, ...]:
    """The rows of a service; a job has none. `seen` has the fields that `coursewright load --json` prints."""
    if needs.job:
        return ()
    rows = (
        ("First token, P95", "ttft", needs.first, expected.first if expected else None),
        ("Each token, P95", "tpot", needs.token, expected.token if expected else None),
    )
    found = []
    for name, key, limit, wait in rows:
        had = None if seen is None else seen.get(f"p95_{key}_ms")
        found.append(
            Level(
                name=name,
                limit=f"{Seconds(limit)}",
                expected="–" if wait is None else f"{Seconds(wait, digits=2)}",
                seen="" if had is None else f"{Seconds(had / 1000, digits=3)}",
                kept=None if had is None else had / 1000 <= limit,
            )
        )
    good = None if seen is None else seen.get("request_goodput")
    found.append(
        Level(
            name="Goodput, requests/s",
            limit=_rate(needs.rate),
            expected="–" if expected is None else _rate(expected.goodput),
            seen="" if good is None else _rate(good),
            kept=None if good is None else good >= needs.rate,
        )
    )
    return tuple(found)


def calls_of(needs: Needs) -> int:
    """How many calls a load test makes: those of `MINUTES` at the rate, within `LEAST` and `MOST`."""
    return min(MOST, max(LEAST, ceil(needs.rate * 60 * MINUTES)))


def load_command(needs: Needs, model: str, base_url: str = "http://SERVER/v1") -> str:
    """The load test, to be typed; it prints the result that a packet reads."""
    words, shared = in_words(needs.prompt), in_words(needs.shared or 0)
    return (
        f"coursewright load --base-url {base_url} --model {model} --clients {needs.users} --n {calls_of(needs)} "
        f"--prompt-words {words} --answer-tokens {needs.answer} --spread {SPREAD:g}"
        + (f" --shared-words {shared}" if shared else "")
        + f" --limit ttft={needs.first:g} --limit tpot={needs.token:g} --json > result.json"
    )


def in_words(tokens: int) -> int:
    """About so many words."""
    return round(tokens / TOKENS_A_WORD)


def _rate(calls: float) -> str:
    """Calls a second, to two digits."""
    return str(Number(calls, digits=2))
