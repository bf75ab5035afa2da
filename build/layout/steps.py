"""What of a slide appears at which click: the names of its shapes, of some their paragraphs (`s07 list#2`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from build.drawing.page import Box, Drawable, Movie, TextBox
from build.drawing.text_measure import POINTS, height
from build.findings.diagnostic import Span
from build.layout.draft import Draft
from build.layout.slide_parts import SlidePart, is_title, parts_of
from build.spec.deck import ALL_AT_ONCE, Step, every_part, every_point
from engine.did_you_mean import nearest

Names = tuple[str, ...]
POINT = "point"
_STAGE = re.compile(r" stage (\d+)$")


def steps_of(draft: Draft) -> tuple[Names, ...]:
    """The names that appear at each click on a slide that has been laid out."""
    slide, front = draft.slide, draft.deck.front
    by_deck = {"each": every_part(), "points": every_point()}.get(front.reveal, ())
    wanted = slide.reveal or by_deck
    if not wanted or wanted == ALL_AT_ONCE:
        return ()
    steps = _Steps(draft, parts_of(draft.items, draft.id))
    for step in wanted:
        steps.add(step)
    return tuple(_with_films(names, draft.items) for names in steps.found)


@dataclass
class _Steps:
    """A step whose place in the spec is known is told what the slide has not; other programs' are not."""

    draft: Draft
    parts: list[SlidePart]
    found: list[Names] = field(default_factory=list)

    def add(self, step: Step) -> None:
        if not step.part:
            shown = [part for part in self.parts if not part.kind.aside and not any(map(is_title, part.items))]
            clicks = [
                names
                for part in shown
                for names in (_points(part, every=True) if part.kind.by_points else [_all(part)])
            ]
            self._appear(clicks[step.after :], step)
        elif step.part in (POINT, "points"):
            points = [names for part in self.parts for names in _points(part, every=False)]
            self._appear(points, step, "the slide has no list")
        else:
            self._appear([_all(part) for part in self._named(step)], step, self._lacking(step))

    def _named(self, step: Step) -> list[SlidePart]:
        one = [part for part in self.parts if step.part in (part.kind.name, part.kind.several)]
        return one[step.number - 1 : step.number] if step.number else one

    def _lacking(self, step: Step) -> str:
        which = f" {step.number}" if step.number else ""
        return f"the slide has no part '{step.part}{which}'"

    def _appear(self, clicks: Sequence[Names], step: Step, lacking: str = "") -> None:
        before = {name.partition("#")[0] for names in self.found for name in names}
        if clicks and before.intersection(name.partition("#")[0] for names in clicks for name in names):
            if step.span != Span():
                self.draft.report("L109", step.span, f"'{step.part or 'each'}' has appeared already", "name it once")
        elif clicks:
            self.found += clicks if step.each else [tuple(name for names in clicks for name in names)]
        elif lacking and step.span != Span():
            self.draft.report("L109", step.span, lacking, self._hint(step.part))

    def _hint(self, part: str) -> str:
        kinds = list(dict.fromkeys(found.kind for found in self.parts))
        names = [kind.several if sum(p.kind == kind for p in self.parts) > 1 else kind.name for kind in kinds]
        names += ["points"] if any(_points(found, every=False) for found in self.parts) else []
        known = [*names, POINT, *(kind.name for kind in kinds)]
        likely = "" if part in known else nearest(part, known, sure=True)
        return f"did you mean '{likely}'?" if likely else f"it has {', '.join(names) or 'nothing but its title'}"


def _all(part: SlidePart) -> Names:
    return tuple(item.name for item in part.items)


def _with_films(names: Names, items: Sequence[Drawable]) -> Names:
    """With a stage that appears, the film of its slide plays from the bookmark of that stage."""
    stages = {int(found[1]) for name in names if (found := _STAGE.search(name))}
    films = (item for item in items if isinstance(item, Movie))
    return (*names, *(f"{film.name}@{stage}" for film in films for stage in stages if stage <= len(film.bookmarks)))


# ---- points -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Point:
    """A paragraph with those of deeper levels below it. `stands` where it is there from the start."""

    names: Names
    top: float  # inches
    box: Box  # of its text
    stands: bool


def _points(part: SlidePart, *, every: bool) -> list[Names]:
    """A part point by point; with `every`, paragraphs that are no points too. What is around goes with the next one."""
    points = [point for item in part.items if isinstance(item, TextBox) for point in _of_box(item, every)]
    if all(point.stands for point in points):
        return [_all(part)] if every else []
    clicks: list[list[str]] = [list(point.names) for point in points]
    texts = {name.partition("#")[0] for point in points for name in point.names}
    for item in part.items:
        if item.name in texts:
            continue
        at = _beside(item, points) if isinstance(item, TextBox) else _below(item, points)
        if not points[at].stands:
            clicks[at].insert(0, item.name) if not isinstance(item, TextBox) else clicks[at].append(item.name)
    return [tuple(names) for names, point in zip(clicks, points, strict=True) if not point.stands]


def _of_box(box: TextBox, every: bool) -> Iterator[_Point]:
    """The points of a text; none where it only says more of one that stands elsewhere."""
    if not any(words.bullet for words in box.paragraphs) and not every:
        return
    if all(words.level for words in box.paragraphs):
        return
    top = box.box.y + max(0.0, box.box.h - height(box.paragraphs)) / 2 * (box.anchor == "middle")
    names: list[str] = []
    start, stands = top, False
    for number, words in enumerate(box.paragraphs, start=1):
        top += words.before / POINTS
        if names and not words.level:
            yield _Point(tuple(names), start, box.box, stands)
            names = []
        if not names:
            start, stands = top, not every and not words.bullet
        names.append(f"{box.name}#{number}")
        top += words.line / POINTS * max(1, len(words.lines))
    yield _Point(tuple(names), start, box.box, stands)


def _below(item: Drawable, points: Sequence[_Point]) -> int:
    """The point that a rule, a band or a card stands above or behind: the first that begins below its upper edge."""
    aside = [max(0.0, point.box.x - item.box.right, item.box.x - point.box.right) for point in points]
    at = [i for i, far in enumerate(aside) if far == min(aside)]
    return next((i for i in at if points[i].top >= item.box.y - 0.02), at[-1])


def _beside(item: Drawable, points: Sequence[_Point]) -> int:
    """The point that other words stand beside: the last that begins above their lower edge."""
    return max((at for at, point in enumerate(points) if point.top <= item.box.bottom), default=0)
