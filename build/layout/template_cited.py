"""What a slide cites, at the foot of its body under a company's template: above what the template has there."""

from __future__ import annotations

from math import inf

from build.drawing.page import Box, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.cited_foot import SIZE, said_short, seen
from build.layout.draft import Draft
from build.layout.ladder import too_wide
from build.layout.runs import runs_of
from build.theme.template import Area, Template, TemplateLayout
from engine.quoted import quoted

GAP, AIR = 0.10, 0.06  # inches between the body and the words, and between these and what the template has below
LINES = 2  # at most
LEAST = 0.85  # of the body's height, that must be left to the slide


def cited_at_foot(
    draft: Draft, layout: TemplateLayout, body: Area, *, moves: bool = True
) -> tuple[TextBox | None, Area]:
    """The words, and the body that they leave; no words where nothing is cited, or where there is no room for them.

    What the layout leaves free between its body and its footer is taken first, then of the body, if that `moves`.
    """
    cited, template = seen(draft), draft.theme.template
    if not cited or template is None:
        return None, body
    style, spacing = TextStyle(SIZE * template.unit, "slate"), draft.theme.spacing("single")
    x, y, w, h = body
    for most in range(1, LINES + 1):
        for shortest in (False, True):
            runs = runs_of(said_short(cited, shortest=shortest), style, strong="slate")
            words = draft.measure.paragraph(runs, width=w, spacing=spacing)
            if len(words.lines) > most or too_wide([words], w):
                continue
            high = len(words.lines) * words.line / POINTS
            bottom = y + h + min(max(0.0, _free(layout, template) - AIR), GAP + high)
            left = min(h, bottom - high - GAP - y)
            if left < (LEAST if moves else 1.0) * h - 1e-6:
                continue
            box = Box(x, bottom - high, w, high)
            return TextBox(name=draft.name("cited"), box=box, paragraphs=(words,)), (x, y, w, left)
    return None, body


def put_cited(draft: Draft) -> None:
    """Draw it, where it has room."""
    if draft.cited_foot is not None:
        draft.placed.add(draft.cited_foot.name)
        draft.add(draft.cited_foot)


def tell_uncited(draft: Draft, layout: TemplateLayout) -> None:
    """Say that what learners see cited is in the notes alone."""
    if not seen(draft) or draft.cited_foot is not None:
        return
    message = f"the body of {quoted(layout.name)} has no room for what the slide cites: it is in the notes"
    hint = "say less on the slide, or name a layout with a larger body under [template.layouts]"
    draft.report("L114", draft.slide.span, message, hint)


def _free(layout: TemplateLayout, template: Template) -> float:
    """Inches below the body that nothing stands in: down to a place, to what the template draws, or to the edge."""
    x, y, w, h = layout.body
    bottom = y + h
    things = [place.area for place in layout.places.values()] + [mark.area for mark in layout.marks]
    tops = (top for left, top, wide, _ in things if top >= bottom - 0.02 and left < x + w and left + wide > x)
    return min(min(tops, default=inf), template.size[1] - 2 * AIR) - bottom
