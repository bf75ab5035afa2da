"""One great number with its unit, or one great sentence, and where it comes from. What is great is the title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Connector, Drawable, Group, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS, height
from build.layout.blocks.setting import with_units
from build.layout.card import PILL
from build.layout.chips import records_of
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import above_own_title
from build.layout.ladder import EPSILON, Fitted, Rung, balanced, fit
from build.layout.runs import runs_of
from build.layout.source_chips import draw_source
from build.layout.ties import without_orphan
from build.spec.content import StatementSlide
from build.spec.deck import Text, Words

LEFT = 0.75
_FIGURE_AND_WORDS = re.compile(r"(?P<figure>.*\d)[ \u00a0\u202f](?P<words>(?:[^\W\d_]|[°%‰€£$]).*)")
TOP, BOTTOM = 1.0, 6.9  # inches between which everything stands, in the middle
MIDDLE = 3.98
NUMBER_WIDE = 11.8
NUMBERS = (300.0, 240.0, 200.0, 160.0, 120.0, 100.0, 84.0)
UNIT = 0.24  # of the number's size
UNIT_SPACING = 1.135
UNIT_GAP = 0.085  # em of the number before its unit
FIGURE = 0.66  # em from a figure's top to its baseline
BELOW = 0.2  # em from a baseline to the lower edge of its line
NUMBER_SPACING = 0.9
RULE = (1.2, 0.055)
RULE_GAP, SENTENCE_GAP = 0.45, 0.24
SENTENCE_WIDE = 11.2
SENTENCES = (32.0, 28.0, 24.0)
SENTENCE_SPACING, SENTENCE_LINES = 1.16, 3
CHIP_GAPS = (0.52, 0.2)  # inches above the chip, and where there is less room
ALONE = (60.0, 54.0, 48.0, 44.0, 40.0, 36.0)  # a sentence without a number
ALONE_SPACING, ALONE_LINES = 1.14, 5
_FACT = re.compile(r"(?P<number>\D{0,2}\d(?:[\d.,’'\u00a0\u202f]*\d)?)[\s\u00a0\u202f]+(?P<unit>\S.*)")


def lay_out(draft: Draft, slide: StatementSlide) -> None:
    slide = _parted(slide)
    frame = content_frame(draft, slide)
    room = min(frame.body.bottom, BOTTOM) - TOP
    start = len(draft.items)
    if slide.figure:
        _number(draft, _with_own_unit(slide), room)
    else:
        _sentence_alone(draft, slide, room)
    said = draft.measure.paragraph(runs_of(slide.sentence or slide.title, TextStyle(1.0)), width=99.0)
    if said.rtl:
        draft.items[start:] = map(_mirrored, draft.items[start:])
    above_own_title(draft)
    frame.close(draft)


def _parted(slide: StatementSlide) -> StatementSlide:
    """A fact brings its unit with it: only its number is great, the unit stands beside that."""
    match slide.figure.pieces:
        case (Words(fact=fact, text=text) as words,) if fact and (found := _FACT.fullmatch(text)):
            number, own = (replace(words, text=found[part]) for part in ("number", "unit"))
            unit = (own, *([Words(text=" "), *slide.unit.pieces] if slide.unit else []))
            span = slide.figure.span
            return replace(slide, figure=Text((number,), span), unit=Text(unit, span))
    return slide


def _mirrored(item: Drawable) -> Drawable:
    """The same as it stands where words run from right to left."""
    if isinstance(item, Group):
        return replace(item, children=tuple(map(_mirrored, item.children)))
    return item if isinstance(item, Connector) else replace(item, box=item.box.mirrored(BODY))


# ---- a number -----------------------------------------------------------------------------------------
def _with_own_unit(slide: StatementSlide) -> StatementSlide:
    """A fact brings its unit along: the words of `86 billion` stand beside the number, before those of the heading."""
    figure = slide.figure.pieces[0]
    if not isinstance(figure, Words) or not (parts := _FIGURE_AND_WORDS.fullmatch(figure.text)):
        return slide
    words = replace(figure, text=parts["words"] + " " * bool(slide.unit))
    return replace(
        slide,
        figure=replace(slide.figure, pieces=(replace(figure, text=parts["figure"]),)),
        unit=Text((words, *slide.unit.pieces), slide.unit.span),
    )


@dataclass(frozen=True)
class Great:
    """A number in one size: its own words, and what stands beside them, in one line or two."""

    size: float
    number: Paragraph
    unit: tuple[Paragraph, ...]  # empty where the unit stands in the number's own line
    wide: float  # of all
    number_wide: float

    @property
    def high(self) -> float:
        """Inches from the top of the figures to their baseline."""
        return FIGURE * self.size / POINTS


def _number(draft: Draft, slide: StatementSlide, room: float) -> None:
    sentence = _fit_sentence(draft, slide.sentence) if slide.sentence else None
    has_source = bool(slide.source or records_of(draft))
    below = RULE_GAP + RULE[1]
    below += SENTENCE_GAP + sentence.high if sentence else 0.0
    least = below + (CHIP_GAPS[1] + PILL if has_source else 0.0)
    tried = (_great(draft, slide, size) for size in NUMBERS)
    great = next(
        (
            one
            for one in tried
            if one.wide <= NUMBER_WIDE + draft.frame.over + EPSILON and one.high + least <= room + EPSILON
        ),
        None,
    )
    if great is None:
        great = _great(draft, slide, NUMBERS[-1])
        over = great.wide > NUMBER_WIDE + draft.frame.over + EPSILON
        what = f"is {great.wide:.1f} in wide at {NUMBERS[-1]:g} pt" if over else "leaves its sentence too little room"
        draft.report("L101", slide.figure.span, f"the number with its unit {what}", "move words to the sentence below")
    chip_gap = min(CHIP_GAPS[0], max(CHIP_GAPS[1], room - great.high - below - PILL))
    tall = great.high + below + (chip_gap + PILL if has_source else 0.0)
    y = max(TOP, min(MIDDLE, TOP + room / 2) - tall / 2) + great.high
    _draw_number(draft, great, y, slide)
    y += RULE_GAP + RULE[1]
    if sentence:
        y = _draw_sentence(draft, slide.sentence, sentence, y + SENTENCE_GAP)
    draw_source(draft, slide.source, LEFT, y + chip_gap)


def _great(draft: Draft, slide: StatementSlide, size: float) -> Great:
    """The unit in the number's line where it is one word, else in two lines beside it, the lower on its baseline."""
    number = runs_of(slide.figure, TextStyle(size, "navy", face="display"), chip=False)
    look = TextStyle(round(size * UNIT, 1), "goldink", face="display")
    words = runs_of(slide.unit, look, strong="goldink", chip=False)
    gap = UNIT_GAP * size / POINTS
    lines = _two_lines(draft, slide.unit, look)
    if not lines:
        between = [Run("\u00a0", look)] if words else []
        whole = _line(draft, [*number, *between, *words], NUMBER_SPACING)
        wide = draft.measure.run_width(whole.runs)
        return Great(size, whole, (), wide, wide)
    own = _line(draft, number, NUMBER_SPACING)
    number_wide = draft.measure.run_width(own.runs)
    beside = max(draft.measure.run_width(line.runs) for line in lines)
    return Great(size, own, lines, number_wide + gap + beside, number_wide)


def _line(draft: Draft, runs: Sequence[Run], spacing: float) -> Paragraph:
    return draft.measure.of_labels.paragraph(runs, width=99.0, spacing=spacing)


def _two_lines(draft: Draft, unit: Text, look: TextStyle) -> tuple[Paragraph, ...]:
    """A unit of several words in two lines of like length, the first in navy; nothing for one word."""
    words = unit.plain.split()
    if len(words) < 2:
        return ()
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    wide = min(max(draft.measure.width(part, look) for part in cut) for cut in cuts)
    runs = runs_of(unit, look, strong="goldink", chip=False)
    rows = draft.measure.wrap_runs(runs, wide + 0.001, reserve=0.0)
    above = [replace(run, style=replace(run.style, color="navy")) for run in rows[0]]
    return tuple(_line(draft, row, UNIT_SPACING) for row in (above, *rows[1:]))


def _draw_number(draft: Draft, great: Great, baseline: float, slide: StatementSlide) -> None:
    em = great.size / POINTS
    first = great.number.runs[0]
    left = LEFT - draft.measure.bearing(first.text, first.style)
    high = great.number.line / POINTS
    box = Box(left, baseline + BELOW * em - high, great.number_wide * 1.01, high)
    alt = f"{slide.figure.plain} {slide.unit.plain}" if great.unit else ""
    number = TextBox(
        name=draft.name("statement"), alt=alt, box=box, paragraphs=(great.number,), placeholder="title", wrap=False
    )
    _rule(draft, baseline + RULE_GAP)  # below the number, whose line reaches over it
    draft.add(number)
    if great.unit:
        size = great.unit[0].runs[0].style.size
        high = height(great.unit)
        x = left + great.number_wide + UNIT_GAP * em
        place = Box(x, baseline + BELOW * size / POINTS - high, (great.wide - x + left) * 1.04, high)
        draft.add(TextBox(name=draft.name("statement unit"), box=place, paragraphs=great.unit, wrap=False))


# ---- sentences ----------------------------------------------------------------------------------------
def _sentence_alone(draft: Draft, slide: StatementSlide, room: float) -> None:
    text = slide.sentence or slide.title
    has_source = bool(slide.source or records_of(draft))
    below = RULE_GAP * 0.7 + RULE[1] + (CHIP_GAPS[0] + PILL if has_source else 0.0)
    ladder = [Rung(size, ALONE_SPACING) for size in ALONE]
    make = _maker(draft, text, TextStyle(1.0, "navy", face="display"))
    fitted = fit(
        make, ladder, high=min(room - below, ALONE_LINES * ALONE[2] * ALONE_SPACING / POINTS), wide=_wide(draft)
    )
    draft.report_unfit("the sentence", fitted, text.span, room - below)
    y = max(TOP, min(MIDDLE, TOP + room / 2) - (fitted.high + below) / 2)
    y = _put(draft, "statement", fitted, make, y, title=True)
    y = _rule(draft, y + RULE_GAP * 0.7)
    draw_source(draft, slide.source, LEFT, y + CHIP_GAPS[0])


def _fit_sentence(draft: Draft, text: Text) -> Fitted:
    ladder = [Rung(size, SENTENCE_SPACING) for size in SENTENCES]
    high = SENTENCE_LINES * SENTENCES[0] * SENTENCE_SPACING / POINTS
    return fit(_maker(draft, text, TextStyle(1.0)), ladder, high=high, wide=_wide(draft))


def _draw_sentence(draft: Draft, text: Text, fitted: Fitted, y: float) -> float:
    draft.report_unfit("the sentence", fitted, text.span, SENTENCE_LINES * SENTENCES[0] * SENTENCE_SPACING / POINTS)
    return _put(draft, "sentence", fitted, _maker(draft, text, TextStyle(1.0)), y)


def _maker(draft: Draft, text: Text, look: TextStyle) -> Callable[..., list[Paragraph]]:
    most = _wide(draft)

    def make(rung: Rung, wide: float = most) -> list[Paragraph]:
        runs = with_units(without_orphan(runs_of(text, look.at(rung.size)), wide, draft.measure))
        return [draft.measure.paragraph(runs, width=wide, spacing=rung.spacing)]

    return make


def _wide(draft: Draft) -> float:
    return SENTENCE_WIDE + draft.frame.over


def _put(
    draft: Draft, role: str, fitted: Fitted, make: Callable[..., list[Paragraph]], y: float, *, title: bool = False
) -> float:
    """Draw a sentence in lines of like length; where it ends."""
    own = draft.measure.is_own(fitted.paragraphs[0].runs)
    wide = balanced(fitted, lambda wide: make(fitted.rung, wide), _wide(draft)) if own else _wide(draft)
    words = tuple(make(fitted.rung, wide))
    box = Box(LEFT, y, wide, fitted.high)
    draft.add(TextBox(name=draft.name(role), box=box, paragraphs=words, placeholder="title" if title else ""))
    return box.bottom


def _rule(draft: Draft, y: float) -> float:
    box = Box(LEFT, y, *RULE)
    name = draft.name("statement rule")
    draft.add(Shape(name=name, decorative=True, box=box, kind="round", radius=RULE[1] / 2, fill="gold"))
    return box.bottom
