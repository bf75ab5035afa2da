"""How a function in `engine/facts/` becomes a fact: four decorators, one for each way to know a number.

The decorators only mark. `engine.record` runs the marked functions, `engine.provenance` reads them
without importing them, and nothing here needs torch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeVar

from engine.units import Table, Value

Kind = Literal["computed", "measured", "published", "graded"]
F = TypeVar("F", bound=Callable[[], Value])


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a measurement was made with. Two measured facts may stand side by side only if these agree."""

    model: str
    dtype: str
    batch: int
    prompt: str
    new_tokens: int
    threads: int
    seed: int

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What a decorator says of its function."""

    kind: Kind
    source: str = ""
    atol: float = 0.0
    claim: Callable[[Any], bool] | None = None
    repeats: int = 1
    warm_up: int = 1
    settings: Settings | None = None
    cluster: bool = False


def computed(*, source: str = "", atol: float = 0.0, cluster: bool = False) -> Callable[[F], F]:
    """The same on every machine, to within `atol`. `source` names the formula's paper where it has one.

    With `cluster` a worker of one may run it, if there is one: for what takes minutes.
    """
    return _mark(Marks(kind="computed", source=source, atol=atol, cluster=cluster))


def published(*, source: str) -> Callable[[F], F]:
    """A number that somebody else states: a preset's field, with its source."""
    return _mark(Marks(kind="published", source=source))


def graded(*, source: str) -> Callable[[F], F]:
    """A mark that the course's author gives, by a scale that the function tells; `source` is what it was judged by."""
    return _mark(Marks(kind="graded", source=source))


def measured(
    *, claim: Callable[[Table], bool], settings: Settings, repeats: int = 7, warm_up: int = 1, cluster: bool = False
) -> Callable[[F], F]:
    """True of one machine on one day. `claim` is the part that must hold on any machine.

    The function returns one interleaved sample as a `Table`; the recorder warms up, repeats, and takes
    the median of every field, so a ratio is the median of the ratios of single repeats. With `cluster` a worker
    of one may run it, if there is one, and the record names that machine.
    """
    marks = Marks(kind="measured", claim=claim, settings=settings, repeats=repeats, warm_up=warm_up, cluster=cluster)
    return _mark(marks)


def _mark(marks: Marks) -> Callable[[F], F]:
    def mark(function: F) -> F:
        function.__fact__ = marks  # type: ignore[attr-defined]
        return function

    return mark


def marks_of(function: object) -> Marks | None:
    """The marks of a function, or None if it is not a fact."""
    return getattr(function, "__fact__", None)
