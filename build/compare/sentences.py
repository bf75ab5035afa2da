"""A comparison as people read it: one line a change, the reason in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from build.compare.changes import Change, DeckChanges, MovedNumber, MovedNumbers, ThemeChange, unit_of
from build.findings.diagnostic import counted

_SHOWN = 2  # so many numbers, reasons, quotations and entries of the theme stand in a line
_WORDS = 70  # characters of a quotation


def report_lines(decks: Sequence[DeckChanges], theme: Sequence[ThemeChange], *, verbose: bool) -> Iterator[str]:
    """The whole report. Decks are named where there are several."""
    most = None if verbose else _SHOWN
    if theme:
        entries = [f"{change.entry} {change.old or '–'} → {change.new or '–'}" for change in theme]
        yield f"theme: {_listed(entries, most)}; all slides follow"
    named = len(decks) > 1
    for deck in filter(None, decks):
        if deck.is_new or deck.is_gone:
            yield f"deck {deck.name} {'added' if deck.is_new else 'removed'}: {counted(deck.slides, 'slide')}"
            continue
        if named:
            yield f"{deck.name}:"
        sentences = [(min(numbers.slides, default=deck.slides), _numbers(numbers, most)) for numbers in deck.numbers]
        for how, changes in (
            ("", deck.others),
            (" by hand", deck.by_hand),
            (" by hand (in the older only)", deck.undone),
        ):
            sentences += [(group[0].slide, _change(group, most, how)) for group in _grouped(changes)]
        yield from ("  " * named + text for _, text in sorted(sentences, key=lambda sentence: sentence[0]))


# ---- numbers ----------------------------------------------------------------------------------------
def _numbers(change: MovedNumbers, most: int | None) -> str:
    """`slide 8: 2.15 → 0.54 GB because n_kv_heads 32 → 8; slides 9 and 24 and the film kv_cache_loop follow`"""
    slides, films, labs = list(change.slides), list(change.films), list(change.labs)
    if slides:
        first, moved = f"slide {slides.pop(0)}", next(iter(change.slides.values()))
    elif films:
        first, moved = f"film {films.pop(0)}", next(iter(change.films.values()))
    else:
        first, moved = f"lab {labs.pop(0)}", next(iter(change.labs.values()))
    sentence = f"{first}: {_listed(list(dict.fromkeys(map(_moved, moved))), most)}"
    reasons = [cause.text for cause in change.causes][:most]
    sentence += f"; {reasons[0]}" if change.causes[0].kind == "unknown" else f" because {' and '.join(reasons)}"
    follow = [*_named("slide", slides), *(f"the film {film}" for film in films), *_labs(labs, most)]
    verb = "follow" if len(slides) + len(films) + len(labs) > 1 else "follows"
    return f"{sentence}; {_row(follow)} {verb}" if follow else sentence


def _moved(number: MovedNumber) -> str:
    """`2.15 → 0.54 GB`: the unit once where both have it."""
    if not number.old or not number.new:
        return f"{number.where} {'new' if number.new else 'gone'}: {number.new or number.old}"
    unit = unit_of(number.new)
    before = number.old.removesuffix(unit) if unit_of(number.old) == unit else number.old
    return f"{number.where} {before} → {number.new}".lstrip()


def _named(what: str, which: Sequence[object]) -> list[str]:
    """`slide 9`, `slides 9, 12 and 24`."""
    words = list(map(str, which))
    return [f"{what}{'s' * (len(words) > 1)} {_row(words)}"] if words else []


def _labs(labs: Sequence[str], most: int | None) -> list[str]:
    """Labs by name, or where there are many, how many."""
    if most is not None and len(labs) > most:
        return [f"{len(labs)} labs"]
    return _named("the lab", labs)


# ---- all else ---------------------------------------------------------------------------------------
def _grouped(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes of one kind on one slide together."""
    groups: dict[tuple[int, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.slide, change.kind), []).append(change)
    yield from groups.values()


def _change(group: Sequence[Change], most: int | None, how: str) -> str:
    """The changes of one kind on one slide; `how` they came about, where that was not by building."""
    first = group[0]
    slide = f"slide {first.slide}" if first.slide else "deck"
    match first.kind:
        case "added":
            return f'{slide} added{how}: "{_cut(first.new)}"'
        case "removed":
            return f'{slide} removed{how}: "{_cut(first.old)}"'
        case "moved":
            return f'{slide} was slide {first.old}: "{_cut(first.new)}"'
        case "order":
            return f"{slide} put in place {first.new}{how}"
        case "unit":
            texts = [f"{change.old} as {change.new}" for change in group]
            return f"{slide}: the same written otherwise: {_listed(texts, most)}"
        case "code":
            return f"{slide}: code changed: {_listed([*dict.fromkeys(change.place for change in group)], most)}"
        case "placed":
            return f"{slide}: moved{how}: {_listed([change.place for change in group], most)}"
        case "words" | "figure":
            return f"{slide}: {first.kind} changed{how}: {_listed([_quoted(change) for change in group], most, '; ')}"


def _quoted(change: Change) -> str:
    """`title "…" → "…"`, shortened to where they differ."""
    place = change.place.removeprefix("figure").lstrip() or "drawn"
    if not change.old and not change.new:
        return place
    if not change.old or not change.new:
        return f'{place} {"added" if change.new else "removed"} "{_cut(change.new or change.old)}"'
    old, new = change.old.split(), change.new.split()
    before = _alike(old, new)
    after = _alike(old[before:][::-1], new[before:][::-1])
    return f'{place} "{_around(old, before, after)}" → "{_around(new, before, after)}"'


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _around(words: Sequence[str], before: int, after: int) -> str:
    """Words without so many at both ends, with a neighbour on each side, and `…` for the rest."""
    first, last = max(0, before - 1), min(len(words), len(words) - after + 1)
    text = "… " * (first > 0) + _cut(" ".join(words[first:last]))
    return text if text.endswith("…") or last == len(words) else f"{text} …"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WORDS else f"{flat[: _WORDS - 1].rstrip()}…"


def _listed(entries: Sequence[str], most: int | None, between: str = ", ") -> str:
    """The first entries, and how many more there are."""
    more = len(entries) - len(entries[:most])
    return between.join(entries[:most]) + (f"{between if between != ', ' else ' '}and {more} more" if more else "")


def _row(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
