"""Which slide is which, and which shape, in two versions of a deck."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import product

from build.deck_file.snapshot import Placement, ShapeState, SlideState

ROUNDED = 12_700  # a point: less than that is what programs round
_LIKE_ENOUGH = 0.5
WORTH_COMPARING = 40_000  # pairs of slides that neither a name nor a title joins


def match_slides(before: Sequence[SlideState], after: Sequence[SlideState]) -> dict[int, int]:
    """The slides of two versions that are the same, by position.

    Words count, then the title, then the name: a name counts the slides, so it changes when one is added, and a
    copy of a slide has the same. Other programs drop it.
    """
    texts = [slide.words for slide in before], [slide.words for slide in after]
    matched: dict[int, int] = {}
    for exactly in (True, False):
        _pair(
            matched,
            [(slide.id if exactly else "", slide.title, text) for slide, text in zip(before, texts[0], strict=True)],
            [(slide.id if exactly else "", slide.title, text) for slide, text in zip(after, texts[1], strict=True)],
        )
    taken = set(matched.values())
    left = [i for i in range(len(before)) if i not in matched]
    free = [j for j in range(len(after)) if j not in taken]
    if len(left) * len(free) > WORTH_COMPARING:  # of very many slides those that a name or a title joins
        pairs = {
            (i, j) for i, j in product(left, free) if before[i].id == after[j].id or before[i].title == after[j].title
        }
    else:
        pairs = set(product(left, free))
    words = {i: Counter(texts[0][i].split()) for i in left}, {j: Counter(texts[1][j].split()) for j in free}

    def likeness(i: int, j: int) -> float:
        a, b = before[i], after[j]
        named = (a.title == b.title) * 0.5 + (a.id == b.id) * 0.25
        return overlap(words[0][i], words[1][j]) + named

    return matched | _best(pairs, likeness)


def _pair(matched: dict[int, int], before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
    """Match what is equal and not matched yet, in order."""
    taken = set(matched.values())
    there: dict[Hashable, list[int]] = defaultdict(list)
    for j, what in enumerate(after):
        if j not in taken:
            there[what].append(j)
    for i, what in enumerate(before):
        if i not in matched and there[what]:
            matched[i] = there[what].pop(0)


def match_shapes(before: SlideState, after: SlideState) -> dict[str, str]:
    """The shapes of two versions of a slide that are the same, by key.

    Some programs rename placeholders and films, and people rename shapes: then kind, words and place decide.
    """
    matched = {key: key for key, shape in before.by_key.items() if _kind(shape) == _kind(after.by_key.get(key))}
    left = [shape for shape in before.shapes if shape.key not in matched]
    free = [shape for shape in after.shapes if shape.key not in before.by_key]
    words = [Counter(shape.words.split()) for shape in left], [Counter(shape.words.split()) for shape in free]

    def likeness(i: int, j: int) -> float:
        a, b = left[i], free[j]
        same_words = overlap(words[0][i], words[1][j]) if a.words else 0.0
        same_role = _role(a.kind) == _role(b.kind) != ""
        return 0.6 * same_words + 0.6 * (a.place is not None and near(a.place, b.place)) + 0.5 * same_role

    pairs = {(i, j) for i, a in enumerate(left) for j, b in enumerate(free) if _kind(a) == _kind(b)}
    return matched | {left[i].key: free[j].key for i, j in _best(pairs, likeness).items()}


def near(before: Placement | None, after: Placement | None, tolerance: int = ROUNDED) -> bool:
    """Whether two places are the same but for `tolerance` in EMU."""
    if before is None or after is None:
        return before is after
    return before.turn == after.turn and all(
        abs(a - b) <= tolerance for a, b in zip(before[:4], after[:4], strict=True)
    )


def _best(pairs: set[tuple[int, int]], likeness: Callable[[int, int], float]) -> dict[int, int]:
    """The likeliest pairs, each side once; of equal ones the first."""
    scored = sorted((-likeness(i, j), i, j) for i, j in pairs)
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if -score >= _LIKE_ENOUGH and i not in matched and j not in taken:
            matched[i] = j
            taken.add(j)
    return matched


def overlap(some: Counter[str], other: Counter[str]) -> float:
    """The share of all words that both have, 0 to 1."""
    both = (some & other).total()
    either = some.total() + other.total() - both
    return both / either if either else 1.0


def _role(kind: str) -> str:
    """What a placeholder is for, if a slide has one such alone: the title's type depends on the layout."""
    role = kind.partition(" ")[2].removeprefix("ctr").lower()
    return role if role in ("title", "subtitle", "ftr", "sldnum") else ""


def _kind(shape: ShapeState | None) -> str:
    return shape.kind.partition(" ")[0] if shape is not None else ""
