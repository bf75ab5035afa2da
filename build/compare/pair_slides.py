"""Which slide of one deck is which of another, whatever their numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from build.compare.slide_content import SlideContent
from build.deck_file.match_shapes import WORTH_COMPARING, overlap

Pair = tuple[SlideContent, SlideContent]
Key = Callable[[SlideContent], Hashable]
_ALIKE = 1 / 3  # of the words of both: what a slide must keep to be the same one under another title


def pair_slides(old: Sequence[SlideContent], new: Sequence[SlideContent]) -> list[Pair]:
    """The slides that both decks have, in the order of the new one: the same, by title, by lab, by most words."""
    pairs: list[Pair] = []
    for key in (_all, _title, _lab, _head):
        pairs += _joined(key, *_left(old, new, pairs))
    pairs += _likely(*_left(old, new, pairs))
    order = {id(slide): place for place, slide in enumerate(new)}
    return sorted(pairs, key=lambda pair: order[id(pair[1])])


def moved_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that changed places: all but the longest row of slides that still follow each other."""
    before = sorted(range(len(pairs)), key=lambda i: pairs[i][0].number)
    place = {i: rank for rank, i in enumerate(before)}
    row = longest_row([place[i] for i in range(len(pairs))])
    return [pair for i, pair in enumerate(pairs) if place[i] not in row]


def _all(slide: SlideContent) -> Hashable:
    return tuple(part.masked for part in slide.parts)


def _title(slide: SlideContent) -> Hashable:
    return slide.eyebrow, slide.title


def _lab(slide: SlideContent) -> Hashable:
    return slide.lab


def _head(slide: SlideContent) -> Hashable:
    return slide.title


def _joined(key: Key, old: Sequence[SlideContent], new: Sequence[SlideContent]) -> Iterator[Pair]:
    """The slides of one key, in their order, where both decks have as many of them."""
    before, after = _by(key, old), _by(key, new)
    for name, slides in before.items():
        if name and len(slides) == len(after.get(name, ())):
            yield from zip(slides, after[name], strict=True)


def _by(key: Key, slides: Sequence[SlideContent]) -> dict[Hashable, list[SlideContent]]:
    found: dict[Hashable, list[SlideContent]] = {}
    for slide in slides:
        found.setdefault(key(slide), []).append(slide)
    return found


def _likely(old: Sequence[SlideContent], new: Sequence[SlideContent]) -> Iterator[Pair]:
    """The slides that have the most words in common, the most alike first; of very many none is compared."""
    if len(old) * len(new) > WORTH_COMPARING:
        return
    before, after = ([(slide, _words(slide)) for slide in slides] for slides in (old, new))
    likely = [(overlap(mine, its), a.number == b.number, a, b) for a, mine in before for b, its in after]
    taken: set[int] = set()
    for alike, _, a, b in sorted(likely, key=lambda pair: pair[:2], reverse=True):
        if alike >= _ALIKE and not taken & {id(a), id(b)}:
            taken |= {id(a), id(b)}
            yield a, b


def _left(
    old: Sequence[SlideContent], new: Sequence[SlideContent], pairs: Sequence[Pair]
) -> tuple[list[SlideContent], list[SlideContent]]:
    taken = {id(slide) for pair in pairs for slide in pair}
    return [slide for slide in old if id(slide) not in taken], [slide for slide in new if id(slide) not in taken]


def _words(slide: SlideContent) -> Counter[str]:
    return Counter(word for part in slide.parts for word in part.masked.split())


def longest_row(ranks: Sequence[int]) -> set[int]:
    """The longest increasing run of ranks, not needing to be neighbours."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for rank in ranks:
        at = bisect_left(tails, rank)
        before[rank] = tails[at - 1] if at else None
        tails[at : at + 1] = [rank]
    row: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        row.add(last)
        last = before[last]
    return row
