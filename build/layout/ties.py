"""Words that keep together on a line, where that costs no line: a tie is a space that does not break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Paragraph, Run
from build.drawing.text_measure import RESERVE, Measure

TIE = "\u00a0"
EXACT = 0.003  # of a line's width: what a viewer may keep free that breaks later than the reserve foresees
ORPHAN = 0.5  # of the longest line above it, in characters
_NUMBER = re.compile(r"(?<![^\s(≈~÷+−-])(\d[\d,.]*) (?=[^\W\d])")  # and a word behind it: its unit, or what it counts
_LAST_NUMBER = re.compile(r"(?<![^\s(≈~÷+−-])(?:\d[\d,.]*(?<![.,])|[÷×≈])$")
_SIGN = re.compile(r"([÷×≈]) (?=\d)")
_SHORT_WORD = re.compile(r"(?<![^\s(])([a-z]{1,3}) (?=\S)")


def without_orphan(runs: Sequence[Run], wide: float, measure: Measure) -> list[Run]:
    """The runs with the last two words tied where the last line would hold one short word, here or in a viewer.

    Code at the end keeps the place that it was given.
    """
    if not runs:
        return []
    planned, exact = measure.wrap(runs, wide), measure.wrap(runs, wide, reserve=EXACT)
    if runs[-1].style.face == "mono" or not (_ends_in_orphan(planned) or _ends_in_orphan(exact)):
        return list(runs)
    for place in reversed(range(len(runs))):
        head, space, tail = runs[place].text.rpartition(" ")
        if space and (tail or place < len(runs) - 1):
            tied = [*runs[:place], replace(runs[place], text=head + TIE + tail), *runs[place + 1 :]]
            return tied if _as_good(tied, wide, len(planned), measure) else list(runs)
    return list(runs)


def _ends_in_orphan(lines: Sequence[str]) -> bool:
    """Whether the last of several lines is one word, and short beside the others."""
    *above, last = lines
    return bool(above) and " " not in last.strip() and len(last) < ORPHAN * max(map(len, above))


def without_parted_numbers(runs: Sequence[Run], wide: float, measure: Measure) -> list[Run]:
    """The runs with each number tied to its unit or to what it counts, where a line would end between the two."""
    lines, exact = measure.wrap(runs, wide), measure.wrap(runs, wide, reserve=EXACT)
    if not any(_LAST_NUMBER.search(line) for line in (*lines[:-1], *exact[:-1])):
        return list(runs)
    tied: list[Run] = []
    for run in runs:
        text = _SIGN.sub(rf"\1{TIE}", _NUMBER.sub(rf"\1{TIE}", run.text))
        if tied and run.text.startswith(" ") and _LAST_NUMBER.search(tied[-1].text) and run.text[1:2].isalpha():
            text = TIE + text[1:]
        tied.append(replace(run, text=text))
    return tied if _as_good(tied, wide, len(lines), measure) else list(runs)


def parts_number(words: Paragraph) -> bool:
    """Whether a line of a paragraph ends in a number whose unit begins the next."""
    return any(_LAST_NUMBER.search(line.rstrip()) for line in words.lines[:-1])


def without_short_ends(runs: Sequence[Run], wide: float, measure: Measure, *, reserve: float = RESERVE) -> list[Run]:
    """The runs with each short word (and, of, the …) tied to the next one, so that no line ends in it."""
    tied = [replace(run, text=_SHORT_WORD.sub(rf"\1{TIE}", run.text)) for run in runs]
    return (
        tied
        if _as_good(tied, wide, len(measure.wrap(runs, wide, reserve=reserve)), measure, reserve=reserve)
        else list(runs)
    )


def _as_good(runs: Sequence[Run], wide: float, lines: int, measure: Measure, *, reserve: float = RESERVE) -> bool:
    """Whether the runs take no more lines than that and each part that does not break fits one."""
    return measure.widest_word(runs) <= wide * (1 - reserve) and len(measure.wrap(runs, wide, reserve=reserve)) <= lines
