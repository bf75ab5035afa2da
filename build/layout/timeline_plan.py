"""Where the events of a time line stand, and in which size and on which side of their poles their words do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from build.drawing.page import Box, Paragraph, TextStyle
from build.drawing.text_measure import RESERVE, height
from build.layout.blocks.setting import with_units
from build.layout.draft import Draft
from build.layout.ladder import Rung, balanced, fit_at
from build.layout.runs import runs_of
from build.layout.ties import without_orphan
from build.layout.time_scale import TimeScale, true_scale
from build.spec.content import Event

EDGE = 0.30  # inches that words keep from the card's sides
ENDS = ((1.10, 11.50), (0.60, 11.50), (0.60, 9.70), (2.70, 11.75))  # inches of the usual body: the first and last date
EVEN_LEFT, EVEN_LAST = 0.60, 1.7  # of even steps: the first date, and the steps that the last one's words may take
TOP, FOOT = 0.45, 0.30  # from the card's edges to the words
OFF_AXIS = (0.32, 0.62)  # that words keep from the axis, above and below it
POLE_GAP = 0.18  # from a pole to its words
LABEL_GAP = 0.28  # between words of two events, or words and another's pole
LABEL_WIDE = (3.2, 5.0)  # of one label, and where that takes too many lines
RUNGS = ((36, 20), (30, 20), (26, 20), (36, 18), (26, 18), (22, 18), (26, 16), (20, 16), (18, 16))  # dates, words
LARGE = ((44, 26), (40, 24), (36, 22))  # the same of few events, where no words take more lines
FEW = 4
DATE_SPACING, SPACING, DATE_GAP = 1.1, 1.16, 3.0
UNFIT = 1000.0  # what a label without room costs; a line of words costs 1, and so does the left side of a pole


@dataclass(frozen=True, slots=True)
class Label:
    """An event's words at a pole's right or left, with their size and room."""

    event: Event
    pole: float
    left: bool
    wide: float
    paragraphs: tuple[Paragraph, ...]

    @property
    def high(self) -> float:
        return height(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where every event stands and how it is set; those whose words have too little room are `unfit`."""

    labels: tuple[Label, ...]
    scale: TimeScale | None
    unfit: tuple[Event, ...]

    @property
    def backwards(self) -> bool:
        """Whether time runs from right to left, as the words do."""
        return all(label.paragraphs[0].rtl for label in self.labels)

    @property
    def lines(self) -> list[int]:
        return [len(words.lines) for label in self.labels for words in label.paragraphs]


def plan_of(draft: Draft, events: Sequence[Event], body: Box, axis: float) -> Plan:
    """To scale in the largest size that fits, if one does; else in even steps; else as near as it comes."""
    years = [event.when for event in events]
    scales = [true_scale(years, body.x + left, body.x + right + draft.frame.over) for left, right in ENDS]
    true = [scale for scale in scales if scale] if scales[0] else []
    room, steps = body.w - EDGE - EVEN_LEFT, max(1, len(years) - 1)
    step = max(room / (steps + EVEN_LAST), (room - LABEL_WIDE[0] - POLE_GAP) / steps)
    even = [body.x + EVEN_LEFT + step * i for i in range(len(years))]
    places: list[tuple[TimeScale | None, list[float]]] = [(scale, [scale.at(year) for year in years]) for scale in true]

    def planned(sizes: tuple[int, int], choice: tuple[TimeScale | None, Sequence[float]]) -> Plan:
        labels, unfit = _labels(draft, events, choice[1], sizes, body, axis)
        return Plan(tuple(labels), choice[0], tuple(unfit))

    for choices in (places, [(None, even)]):
        for sizes in RUNGS:
            plans = ((choice, planned(sizes, choice)) for choice in choices)
            choice, plan = next(((choice, plan) for choice, plan in plans if not plan.unfit), (None, None))
            if choice is None or plan is None:
                continue
            if sizes != RUNGS[0] or len(years) > FEW:
                return plan
            larger = (planned(large, choice) for large in LARGE)
            return next((one for one in larger if not one.unfit and one.lines == plan.lines), plan)
    return planned(RUNGS[-1], (None, even))


def _labels(
    draft: Draft, events: Sequence[Event], poles: Sequence[float], sizes: tuple[int, int], body: Box, axis: float
) -> tuple[list[Label], list[Event]]:
    """The events' words in one size, above and below the axis in turn; and those that do not fit."""
    above, below = axis - OFF_AXIS[0] - body.y - TOP, body.bottom - FOOT - axis - OFF_AXIS[1]
    labels: dict[int, Label] = {}
    unfit: list[Event] = []
    for row, high in enumerate((above, below)):
        chosen = range(row, len(events), 2)
        own = [(events[i], poles[i]) for i in chosen]
        rows = (_row(draft, own, sides, sizes, body, high) for sides in product((False, True), repeat=len(own)))
        _, best, bad = min(rows, key=lambda found: found[0])
        labels.update(zip(chosen, best, strict=True))
        unfit += bad
    return [labels[i] if unfit else _even(draft, labels[i], sizes) for i in range(len(events))], unfit


def _row(
    draft: Draft,
    own: Sequence[tuple[Event, float]],
    sides: Sequence[bool],
    sizes: tuple[int, int],
    body: Box,
    high: float,
) -> tuple[float, list[Label], list[Event]]:
    """The labels of one row at those sides of their poles, what they cost, and the events without room."""
    poles = [pole for _, pole in own]
    cost, labels, unfit = 0.0, [], []
    for (event, pole), left, room in zip(own, sides, _rooms(poles, sides, body), strict=True):
        for most in LABEL_WIDE:
            wide = max(0.1, min(room, most))
            words = _words(draft, event, sizes, wide)
            fitted = fit_at(Rung(sizes[1], SPACING), words, high=high, wide=wide)
            fits = fitted.fits and len(words[0].lines) == 1
            if fits:
                break
        labels.append(Label(event, pole, left, wide, tuple(words)))
        cost += sum(len(paragraph.lines) for paragraph in words) + left + (0 if fits else UNFIT)
        unfit += [] if fits else [event]
    return cost, labels, unfit


def _rooms(poles: Sequence[float], sides: Sequence[bool], body: Box) -> Iterator[float]:
    """Inches that each label has from its pole to whatever stands next; two in one gap have half of it each."""
    edges = [body.x + EDGE - LABEL_GAP, *poles, body.right - EDGE + LABEL_GAP]
    for i, left in enumerate(sides):
        beside = i - 1 if left else i + 1
        gap = abs(edges[beside + 1] - edges[i + 1])
        shared = 0 <= beside < len(sides) and sides[beside] is not left
        yield gap / 2 - POLE_GAP - LABEL_GAP / 2 if shared else gap - POLE_GAP - LABEL_GAP


def _words(draft: Draft, event: Event, sizes: tuple[int, int], wide: float) -> list[Paragraph]:
    """The date, and what happened below it."""
    date = runs_of(event.date, TextStyle(float(sizes[0]), "navy", face="display"), chip=False)
    happened = runs_of(event.text, TextStyle(float(sizes[1])))
    words = [draft.measure.paragraph(date, width=wide, spacing=DATE_SPACING)]
    if happened:
        happened = with_units(without_orphan(happened, wide, draft.measure))
        words.append(draft.measure.paragraph(happened, width=wide, spacing=SPACING, before=DATE_GAP))
    return words


def _even(draft: Draft, label: Label, sizes: tuple[int, int]) -> Label:
    """The label no wider than its words, which stand in lines of like length, as far as their font is known."""
    if not all(draft.measure.is_own(part.runs) for part in label.paragraphs):
        return label
    happened = label.paragraphs[1:]
    needed = [draft.measure.run_width(part.runs) / (1 - RESERVE) + 0.01 for part in label.paragraphs]
    least = min(label.wide, needed[0])
    if happened:
        text = fit_at(Rung(float(sizes[1]), SPACING), happened, high=99.0, wide=label.wide)
        wide = balanced(text, lambda wide: _words(draft, label.event, sizes, wide)[1:], label.wide)
        least = max(least, min(needed[1], wide))
    return replace(label, wide=least, paragraphs=tuple(_words(draft, label.event, sizes, least)))
