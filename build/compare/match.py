"""Which slide of one deck is which of another, whatever their numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from build.compare.seen import SeenSlide

Pair = tuple[SeenSlide, SeenSlide]
_ALIKE = 0.5  # the share of words that a slide must keep to be the same one under another title


def match(old: Sequence[SeenSlide], new: Sequence[SeenSlide]) -> list[Pair]:
    """The slides that both decks have, in the order of the new one: by title, by lab, by most of their words."""
    pairs: list[Pair] = []
    for key in (_title, _lab, _head):
        _join(key, old, new, pairs)
    left_old, left_new = _left(old, new, pairs)
    before, after = ([(slide, _words(slide)) for slide in slides] for slides in (left_old, left_new))
    likely = [(_alike(mine, its), a.number == b.number, a, b) for a, mine in before for b, its in after]
    for alike, _, a, b in sorted(likely, key=lambda one: one[:2], reverse=True):
        if alike >= _ALIKE and not any(a is one or b is other for one, other in pairs):
            pairs.append((a, b))
    order = {id(slide): place for place, slide in enumerate(new)}
    return sorted(pairs, key=lambda pair: order[id(pair[1])])


def moved(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that changed places: all but the longest row of slides that still follow each other."""
    before = sorted(range(len(pairs)), key=lambda i: pairs[i][0].number)
    place = {i: rank for rank, i in enumerate(before)}
    row = _longest_row([place[i] for i in range(len(pairs))])
    return [pair for i, pair in enumerate(pairs) if place[i] not in row]


def _title(slide: SeenSlide) -> Hashable:
    return slide.eyebrow, slide.title


def _lab(slide: SeenSlide) -> Hashable:
    return slide.lab


def _head(slide: SeenSlide) -> Hashable:
    return slide.title


def _join(
    key: Callable[[SeenSlide], Hashable], old: Sequence[SeenSlide], new: Sequence[SeenSlide], pairs: list[Pair]
) -> None:
    """Join slides that alone have a key in their deck."""
    before, after = (_alone(key, slides) for slides in _left(old, new, pairs))
    pairs += [(before[name], after[name]) for name in before if name in after]


def _alone(key: Callable[[SeenSlide], Hashable], slides: Sequence[SeenSlide]) -> dict[Hashable, SeenSlide]:
    """The slides that share their key with no other."""
    counted = Counter(map(key, slides))
    return {key(slide): slide for slide in slides if key(slide) and counted[key(slide)] == 1}


def _left(
    old: Sequence[SeenSlide], new: Sequence[SeenSlide], pairs: Sequence[Pair]
) -> tuple[list[SeenSlide], list[SeenSlide]]:
    taken = {id(slide) for pair in pairs for slide in pair}
    return [one for one in old if id(one) not in taken], [one for one in new if id(one) not in taken]


def _alike(a: Counter[str], b: Counter[str]) -> float:
    """The share of words that two slides have in common, 0 to 1."""
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _words(slide: SeenSlide) -> Counter[str]:
    return Counter(word for part in slide.parts for word in part.masked.split())


def _longest_row(ranks: Sequence[int]) -> set[int]:
    """The longest increasing run of ranks, not needing to be neighbours."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for rank in ranks:
        at = bisect_left(tails, rank)
        before[rank] = tails[at - 1] if at else None
        tails[at:] = [rank, *tails[at + 1 :]]
    row: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        row.add(last)
        last = before[last]
    return row
