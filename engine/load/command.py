"""A load from the command line: who comes when and asks what, and a page of what four tools would say of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.load.arrivals import Closed, Open
from engine.load.call import Call, make_calls, read_calls, taken
from engine.load.definitions import DEFINITIONS, MEANINGS, Limit, result, summary
from engine.load.drive import Target, drive
from engine.load.record import Record, write_records


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """`n` calls come `rate` a second, or from so many `clients` who ask again; from a `file`, or made by lengths."""

    target: Target
    n: int
    rate: float = math.inf
    burstiness: float = 1.0
    ramp: Literal["linear", "exponential"] | None = None
    ramp_from: float = 1.0
    clients: int | None = None
    file: Path | None = None
    prompt_words: int = 32
    answer_tokens: int = 32
    spread: float = 0.0
    shared_words: int = 0
    warm_up: int = 0
    seed: int = 0
    limits: Sequence[str] = ()
    records: Path | None = None

    @property
    def arrivals(self) -> Open | Closed:
        if self.clients is not None:
            if self.rate != math.inf or self.ramp is not None:
                raise ValueError("clients who ask again when they are answered come at no rate; leave one of them out")
            return Closed(self.clients)
        return Open(rate=self.rate, burstiness=self.burstiness, ramp=self.ramp, ramp_from=self.ramp_from)

    @property
    def calls(self) -> list[Call]:
        if self.file is not None:
            return taken(read_calls(self.file), self.n)
        return make_calls(
            self.n, prompt_words=self.prompt_words, answer_tokens=self.answer_tokens, spread=self.spread,
            shared_words=self.shared_words, seed=self.seed,
        )  # fmt: skip


def load(wanted: Wanted, say: Callable[[str], None]) -> tuple[dict[str, Any], str]:
    """One run: the fields that `vllm bench serve` writes with every tool's figures beside them, and the page.

    Says how far it is. Raises ValueError for what contradicts itself, OSError where nobody answers.
    """
    limits, calls, arrivals = [*map(Limit.read, wanted.limits)], wanted.calls, wanted.arrivals
    if wanted.records is not None and not wanted.records.parent.is_dir():  # before a run is made in vain
        raise ValueError(f"{wanted.records.parent} is no folder to keep time stamps in")
    done: list[Record] = []

    def note(record: Record) -> None:
        done.append(record)
        if len(done) % max(1, -(-wanted.n // 10)) == 0:
            say(f"{len(done)} of {wanted.n} answered")

    run = drive(wanted.target, calls, arrivals, warm_up=wanted.warm_up, seed=wanted.seed, on_done=note)
    records = asyncio.run(run)
    if wanted.records is not None:
        write_records(wanted.records, records)
    found: dict[str, Any] = {**result(records, limits=limits), "definitions": figures(records)}
    return found, page(found, records, limits)


def figures(records: Sequence[Record]) -> dict[str, dict[str, dict[str, float | None]]]:
    """By tool and name, in milliseconds."""
    whole = [record for record in records if record.is_complete]
    return {
        tool: {name: summary(values) for name, values in figures_of(whole).items()}
        for tool, figures_of in DEFINITIONS.items()
    }


def page(found: Mapping[str, Any], records: Sequence[Record], limits: Sequence[Limit]) -> str:
    """What somebody reads: how many and how fast, then one run by four tools' words."""
    head = f"{found['completed']} calls answered, {found['failed']} failed"
    if not found["completed"]:
        return "\n".join([head, *failures(records)])
    rates = (
        f"{found['request_throughput']:.3g} calls/s, {found['output_throughput']:.4g} tokens/s made, "
        f"{found['total_token_throughput']:.4g} read and made"
    )
    lines = [f"{head}, in {found['duration']:.3g} s: {rates}; up to {found['max_concurrent_requests']} at once"]
    if limits:
        said = " and ".join(f"{one.name} ≤ {one.seconds:g} s" for one in limits)
        lines.append(f"goodput: {found['request_goodput']:.3g} calls/s meet {said}")
    lines += ["", f"{'ms':28}" + "".join(f"{name:>10}" for name in summary(()))]
    for tool, names in found["definitions"].items():
        for name, values in names.items():
            told = "".join(f"{'–' if value is None else f'{value:.1f}':>10}" for value in values.values())
            lines.append(f"{tool:9} {name:18}{told}   {MEANINGS[tool, name]}")
    return "\n".join([*lines, *failures(records)])


def failures(records: Sequence[Record]) -> list[str]:
    """What went wrong, each kind once, the commonest first."""
    kinds: dict[str, int] = {}
    for record in records:
        if not record.is_complete:
            kinds[record.error or "no text came"] = kinds.get(record.error or "no text came", 0) + 1
    return [f"{count} × {kind}" for kind, count in sorted(kinds.items(), key=lambda one: -one[1])]
