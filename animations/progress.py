"""A bar that moves as stages of films get done; where nobody watches, a line a stage."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Lock
from time import perf_counter
from typing import TextIO

WIDE = 24


class Progress:
    """Counts stages over several films that are made at once."""

    def __init__(self, stages: int, stream: TextIO | None = None, clock: Callable[[], float] = perf_counter) -> None:
        self.stages = stages
        self._done: set[tuple[str, str]] = set()
        self._clock = clock
        self._started = clock()
        self._stream = stream or sys.stderr
        self._lock = Lock()
        self._watched = self._stream.isatty()

    @property
    def done(self) -> int:
        return len(self._done)

    def step(self, film: str, stage: str) -> None:
        """One more stage of a film is done."""
        with self._lock:
            self._done.add((film, stage))  # again, where the worker that made it was lost
            self._draw(f"{film}: {stage}")
            if not self._watched:
                print(f"{film}: {stage} ({self._counted()})", file=self._stream, flush=True)

    def line(self, text: str) -> None:
        """Print a line that stays, above the bar."""
        with self._lock:
            self._clear()
            print(text, flush=True)
            if 0 < self.done < self.stages:
                self._draw("")

    def _draw(self, words: str) -> None:
        if self._watched:
            full = WIDE * self.done // self.stages
            bar = "█" * full + "░" * (WIDE - full)
            self._stream.write(f"\r\x1b[K{bar} {self._counted()}  {words}")
            self._stream.flush()

    def _counted(self) -> str:
        """How many stages are done, and the seconds left if the others take as long."""
        left = (self._clock() - self._started) / self.done * (self.stages - self.done)
        return f"{self.done}/{self.stages} stages, {left:.0f} s left"

    def _clear(self) -> None:
        if self._watched:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
