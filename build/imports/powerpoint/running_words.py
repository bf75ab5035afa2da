"""Words of a box that stands at one place of the edge on most slides: a footer that is no placeholder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_LEAST, _OFTEN = 3, 0.4  # slides, and their share
_MOST_WORDS = 12
_EDGE = 0.12  # of the slide's height, at its top and its foot


def running_words(slides: Sequence[Any], height: float) -> str:
    """The words that most slides have in a box at one edge; nothing where there are none."""
    counted: Counter[tuple[str, int]] = Counter()
    for slide in slides:
        found = set()
        for shape in slide.shapes:
            with suppress(Exception):  # what other programs write can be wrong in any way
                if is_at_edge(shape, height) and (words := words_in(shape)):
                    found.add((words, round(20 * float(shape.top) / height)))
        counted.update(found)
    (words, _), times = counted.most_common(1)[0] if counted else (("", 0), 0)
    return words if times >= max(_LEAST, _OFTEN * len(slides)) else ""


def is_at_edge(shape: Any, height: float) -> bool:
    """Whether a box of words that is no placeholder stands at the slide's top or foot."""
    if shape.is_placeholder or not shape.has_text_frame:
        return False
    middle = float(shape.top or 0) + float(shape.height or 0) / 2
    return middle < _EDGE * height or middle > (1 - _EDGE) * height


def words_in(shape: Any) -> str:
    """A box's words where they are few."""
    words = str(shape.text_frame.text).split()
    return " ".join(words) if len(words) <= _MOST_WORDS and any(map(str.isalpha, "".join(words))) else ""
