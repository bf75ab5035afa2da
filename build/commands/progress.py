"""How far a long work has come, where somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import TextIO, TypeVar

T = TypeVar("T")


def shown(
    things: Iterable[T], number: int, stream: TextIO, what: str = "slides", clock: Callable[[], float] = perf_counter
) -> Iterator[T]:
    """Things as they come; a terminal shows how many, and how long the others are likely to take."""
    started = clock()
    for done, thing in enumerate(things, 1):
        if stream.isatty():
            left = (clock() - started) / done * (number - done)
            end = "\r" if done < number else "\r\033[K"
            print(f"{done} of {number} {what}, about {left:.0f} s left  ", end=end, file=stream, flush=True)
        yield thing


def begun(what: str, stream: TextIO) -> None:
    """Say what takes a while, until the next line is written over it."""
    if stream.isatty():
        print(f"\033[K{what} …", end="\r", file=stream, flush=True)
