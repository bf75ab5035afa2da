"""A slide that says nothing yet but its title: large, in the middle of the body."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Paragraph, Shape, TextBox, TextStyle
from build.layout.draft import Draft
from build.layout.frame import above_own_title, chrome
from build.layout.ladder import Rung, balanced, fit
from build.layout.runs import runs_of
from build.layout.support_strip import support, to_the_foot
from build.layout.ties import without_short_ends
from build.spec.deck import AgendaSlide, CodeSlide, ConceptSlide, Slide, TakeawaySlide

LEFT, WIDE, HIGH = 0.75, 11.8, 3.4
SIZES = (60.0, 54.0, 48.0, 44.0, 40.0, 36.0)
RULE = Box(LEFT, 0.0, 1.1, 0.055)
RULE_GAP = 0.30  # below the words


def is_bare(slide: Slide) -> bool:
    """Whether there is nothing to draw between the title and the foot."""
    held: list[object]
    match slide:
        case ConceptSlide():
            held = [*slide.clusters]
        case AgendaSlide():
            held = [*slide.columns, *slide.timeline]
        case CodeSlide():
            held = [*slide.listings, *slide.code_notes, *slide.flow]
        case TakeawaySlide():
            held = [*slide.stations, *slide.outcomes, *([slide.next_title] if slide.next_title else [])]
        case _:
            return False
    return not held and slide.visual is None


def lay_out(draft: Draft) -> None:
    """The title; what stands in the strip stays there."""
    body = to_the_foot(draft, BODY)
    great_title(draft, body.y + (body.h - RULE_GAP) / 2)
    support(draft)
    chrome(draft)


def great_title(draft: Draft, middle: float) -> None:
    """The title in few even lines around a height, a rule below it."""
    title, spacing = draft.slide.title, draft.theme.spacing("title")

    def make(rung: Rung, wide: float = WIDE) -> list[Paragraph]:
        runs = runs_of(title, TextStyle(rung.size, "navy", face="display"))
        tied = without_short_ends(runs, wide, draft.measure)
        return [draft.measure.paragraph(tied, width=wide, spacing=rung.spacing)]

    fitted = fit(make, [Rung(size, spacing) for size in SIZES], high=HIGH, wide=WIDE)
    draft.report_unfit("the title", fitted, title.span, HIGH)
    wide = balanced(fitted, lambda wide: make(fitted.rung, wide), WIDE)
    box = Box(LEFT, middle - fitted.high / 2, wide, fitted.high)
    draft.add(
        TextBox(name=draft.name("title"), box=box, paragraphs=tuple(make(fitted.rung, wide)), placeholder="title")
    )
    above_own_title(draft)
    rule = replace(RULE, y=box.bottom + RULE_GAP)
    draft.add(Shape(name=draft.name("rule"), decorative=True, box=rule, kind="round", radius=RULE.h / 2, fill="gold"))
