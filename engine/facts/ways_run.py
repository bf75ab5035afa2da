"""The nine ways measured on one machine: one pass forward, with the pass back, compiled, and the memory of each.

All ways have the same weights and read the same text. Before any is timed it is asked whether it computes the same as
the plain one and looks at no future. A sample runs them one after the other, so that all meet the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TypeVar

import torch
from torch import Tensor

from engine.allocated import allocated
from engine.attention.future import past_moves
from engine.attention.ways.way import Way, Weights
from engine.attention.ways.way_table import TRAINABLE, WAYS, transfer
from engine.fact import measured
from engine.facts.ways_setting import BATCH, D_MODEL, FEW, N_HEADS, SCORES, SEED, WAYS_768
from engine.measure import quickest
from engine.units import Bytes, Ratio, Table

Run = Callable[[Tensor], Tensor]
R = TypeVar("R", bound=Run)
SAME = 1e-5  # in fp32; most numbers are near 1


@measured(claim=lambda t: t["sdpa"] < t["plain"], settings=WAYS_768, repeats=5)
def ways_forward() -> Table:
    """One pass forward of each of the nine ways, not compiled; `gain_…` is how many times faster than the plain way."""
    return _race({name: partial(forward, way) for name, way in ways().items()})


@measured(claim=lambda t: t["sdpa"] < t["plain"], settings=WAYS_768, repeats=3)
def ways_training() -> Table:
    """A pass forward and back of eight ways, not compiled: FlexAttention has no backward pass on a CPU."""
    return _race({name: partial(forward_and_back, ways()[name]) for name in TRAINABLE})


@measured(claim=lambda t: t["sdpa"] < t["plain"] and t["flex"] < t["flex_eager"], settings=WAYS_768, repeats=5)
def ways_compiled() -> Table:
    """One pass forward of each of the nine ways, compiled; `flex_eager` is FlexAttention without, in the same run."""
    runs = {name: partial(forward, way) for name, way in compiled().items()}
    return _race({**runs, "flex_eager": partial(forward, ways()["flex"])})


@measured(
    claim=lambda t: t["plain"] - t["sdpa"] > SCORES and t["kept_plain"] - t["kept_sdpa"] > SCORES,
    settings=WAYS_768, repeats=2, warm_up=0,
)  # fmt: skip
def ways_memory() -> Table:
    """The most that each way holds at once beyond its weights and the text, in a pass forward, not compiled.

    `kept_…` is what it holds after a pass forward that a pass back is to follow, for the eight ways that have one;
    `scores` is one score matrix of all heads and texts.
    """
    for way in ways().values():
        forward(way)  # what is set up once is not a pass's
    peaks = {name: allocated(partial(forward, way)).peak for name, way in ways().items()}
    kept = {f"kept_{name}": allocated(partial(ways()[name], text())).kept for name in TRAINABLE}
    return Table(scores=Bytes(SCORES), **peaks, **kept)


# ---- what runs --------------------------------------------------------------------------------------
@cache
def text() -> Tensor:
    """Unit normal numbers in place of a text: [B, T, C]"""
    return torch.randn(BATCH, FEW, D_MODEL, generator=torch.Generator().manual_seed(SEED))


@cache
def ways() -> Mapping[str, Way]:
    """The nine ways, asked before they run against each other."""
    built = transfer(Weights.drawn(D_MODEL, N_HEADS, seed=SEED), FEW)
    return {name: asked(name, way.eval()) for name, way in built.items()}


@cache
def compiled() -> Mapping[str, Run]:
    """The same, each compiled, and asked again."""
    return {name: asked(name, torch.compile(way, dynamic=False)) for name, way in ways().items()}


def asked(name: str, way: R) -> R:
    """The way, if it gives what the plain one gives, and its past does not move with the future; else ValueError."""
    difference = float((forward(way) - plain_output()).abs().max())
    moved = past_moves(way, text())
    if difference > SAME or moved > SAME:
        raise ValueError(f"{name} is {difference:.1e} off the plain way, its past moves by {moved:.1e}; it can't race")
    return way


@cache
def plain_output() -> Tensor:
    return forward(WAYS["plain"].built(Weights.drawn(D_MODEL, N_HEADS, seed=SEED), FEW))


def forward(way: Run) -> Tensor:
    with torch.no_grad():
        return way(text())


def forward_and_back(way: Way) -> None:
    way.zero_grad()
    way(text()).mean().backward()


def _race(runs: Mapping[str, Callable[[], object]]) -> Table:
    """Seconds a call, and how many times faster than the plain way. Of two calls in a row the quicker counts: the
    first finds in the caches what another way left there."""
    times = {name: quickest(run, calls=2) for name, run in runs.items()}
    gains = {f"gain_{name}": Ratio(times["plain"] / taken) for name, taken in times.items() if name != "plain"}
    return Table(**times, **gains)
