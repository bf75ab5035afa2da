"""Runs as one text: where each begins in it, a stretch of it, and marks put into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build.drawing.page import Run


def starts(runs: Iterable[Run]) -> Iterator[int]:
    """Where each run begins in their common text."""
    at = 0
    for run in runs:
        yield at
        at += len(run.text)


def between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """The runs of a stretch of their common text."""
    at = 0
    for run in runs:
        first, last = max(0, start - at), min(len(run.text), end - at)
        if first < last:
            yield run.part(first, last) if last - first < len(run.text) else run
        at += len(run.text)


def marked(runs: Sequence[Run], places: Iterable[int], mark: str) -> list[Run]:
    """The runs with a mark, such as a newline, at some places of their common text, none of which begins it."""
    places = sorted(places)
    return [
        _marked(run, [place - start for place in places if start < place <= start + len(run.text)], mark)
        for run, start in zip(runs, starts(runs), strict=True)
    ]


def _marked(run: Run, places: Sequence[int], mark: str) -> Run:
    for place in reversed(places):
        before, behind = run.part(0, place), run.part(place, len(run.text))
        beyond = place + len(mark)
        moved = tuple(replace(span, start=span.start + beyond, end=span.end + beyond) for span in behind.facts)
        run = replace(run, text=f"{before.text}{mark}{behind.text}", facts=before.facts + moved)
    return run


def without_marks(runs: Iterable[Run], mark: str) -> tuple[Run, ...]:
    """The runs without a mark of one letter."""
    return tuple(_without(run, mark) if mark in run.text else run for run in runs)


def _without(run: Run, mark: str) -> Run:
    def moved(place: int) -> int:
        return place - run.text.count(mark, 0, place)

    facts = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in run.facts)
    return replace(run, text=run.text.replace(mark, ""), facts=facts)
