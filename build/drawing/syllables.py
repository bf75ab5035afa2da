"""Where words may be broken with a hyphen: at a syllable, by TeX's patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from build.drawing.page import Run
from build.drawing.run_parts import between, starts

if TYPE_CHECKING:
    from build.drawing.text_measure import Measure

# Languages whose words are long: running text breaks them at the end of any line. English does so on paper only.
HYPHENATING = (
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nb", "nl", "nn", "no",
    "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk",
)  # fmt: skip
FEWEST = 3  # letters before a hyphen and behind it
_LETTERS = re.compile(r"[^\W\d_]+")
_TURKISH = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_aâeıiîoöuüû][aâeıiîoöuüû])", re.IGNORECASE)

Places = Callable[[str], Sequence[int]]


@lru_cache(maxsize=16)
def places_in(language: str) -> Places | None:
    """What says behind how many letters a word of a language may break; None where nothing knows.

    Breaks that change the spelling (Hungarian `asszony` → `asz-szony`) are left out: a soft hyphen cannot.
    """
    if (
        language.casefold().split("-")[0] == "tr"
    ):  # has no patterns, but a rule: a consonant before a vowel begins a syllable
        return lambda word: _far_enough(word, (found.start() for found in _TURKISH.finditer(word)))
    import pyphen  # here, for few decks need it

    name = pyphen.language_fallback(language.replace("-", "_"))
    if name is None:
        return None
    known = pyphen.Pyphen(lang=name)
    return lambda word: _far_enough(word, (place for place in known.positions(word) if not place.data))


def _far_enough(word: str, places: Iterable[int]) -> list[int]:
    return [int(place) for place in places if FEWEST <= place <= len(word) - FEWEST]


def word_ends(runs: Sequence[Run], start: int, end: int, limit: float, measure: Measure, places: Places) -> list[int]:
    """Where lines of that width end in a word that none holds, in the runs' common text; none where it has no way.

    Code, formulas and facts are not broken.
    """
    whole = "".join(run.text for run in runs)
    kept = list(_kept(runs))
    ends = [
        found.start() + start + place
        for found in _LETTERS.finditer(whole[start:end])
        for place in places(found[0])
        if not any(first < found.start() + start + place < last for first, last in kept)
    ]
    reach = [*ends, start + len(whole[start:end].rstrip())]
    widths = [measure.run_width(between(runs, start, place)) for place in reach]
    hyphen = max(measure.width("-", run.style) for run in between(runs, start, end))
    return even_parts(widths, reach, limit, hyphen)


def _kept(runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    for run, start in zip(runs, starts(runs), strict=True):
        if run.math or run.style.face == "mono":
            yield start, start + len(run.text)
        yield from ((start + span.start, start + span.end) for span in run.facts)


def even_parts(ends: Sequence[float], places: Sequence[int], limit: float, hyphen: float) -> list[int]:
    """At which of some places a word is broken so that it has as few parts as can be, of like width; none if no way.

    `ends[i]`: how wide the word is up to `places[i]`, the last one its end. `limit`: of a part, its `hyphen` with it.
    """
    best: list[tuple[int, float, tuple[int, ...]]] = [(0, 0.0, ())]  # parts, the widest, where they end
    for i, (end, place) in enumerate(zip(ends, places, strict=True)):
        more = 0.0 if i == len(ends) - 1 else hyphen
        starts = [0.0, *ends[:i]]
        ways = [
            (count + 1, max(widest, wide), (*before, place))
            for start, (count, widest, before) in zip(starts, best, strict=True)
            if count < len(places) + 1 and (wide := end - start + more) <= limit
        ]
        best.append(min(ways, default=(len(places) + 1, 0.0, ())))
    return list(best[-1][2][:-1])
