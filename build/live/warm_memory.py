"""What was made of a deck's slides, kept by the process itself while a spec is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from build.files.build_cache import digest
from build.files.slide_memory import SlideMemory

_SPAN = "Span(line="
_LINE = re.compile(rf"{re.escape(_SPAN)}\d+|'exact:[0-9a-f]+")


def without_lines(value: object, source: str) -> str:
    """What a deck's value says of itself, without the lines on which it stands; with them, where the source writes the
    like."""
    return repr(value) if _SPAN in source else _LINE.sub("", repr(value))


class SupersededError(Exception):
    """Something newer has been saved: what is being built would be shown by nobody."""


class WarmMemory(SlideMemory):
    """Values by their keys, as long as one of the last two builds has asked for them, so that one step back is fast.

    What has nothing found on it is known on whatever line it stands, so that a new line does not make all slides anew
    that stand behind it. Between two slides it asks `superseded`, and then raises SupersededError.
    """

    def __init__(self, superseded: Callable[[], bool] = lambda: False) -> None:
        super().__init__()
        self._superseded = superseded
        self.source = ""  # of the deck that is made
        self._values: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def key(self, *parts: object) -> str:
        anywhere = (without_lines(part, self.source) for part in parts)
        return f"exact:{digest(*map(repr, parts))}:{digest(*anywhere)}"

    def get(self, key: str) -> Any:
        if self._superseded():
            raise SupersededError
        for part in _parts(key):
            found = self._values.get(part, self._before.get(part))
            if found is not None:
                self._values[part] = found
                return found
        return None

    def put(self, key: str, value: object) -> None:
        exact, anywhere = _parts(key)
        self._values[anywhere if _says_no_line(value) else exact] = value

    def save(self) -> None:
        """A build is done: what neither it nor the one before has asked for is gone."""
        self._before, self._values = self._values, {}

    def clear(self) -> None:
        """Forget all: something has changed that the keys do not say."""
        self._before, self._values = {}, {}


def _parts(key: str) -> tuple[str, str]:
    exact, _, anywhere = key.removeprefix("exact:").partition(":")
    return exact, anywhere


def _says_no_line(value: object) -> bool:
    """Whether a value is the same wherever its slide stands: a page, or findings, without a finding."""
    return value == [] or (isinstance(value, tuple) and len(value) == 2 and value[1] == [])
