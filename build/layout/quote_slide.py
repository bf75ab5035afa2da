"""A quotation: set as large as its length allows, with who said it and where. Its words are the slide's title."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Gradient, Line, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import height
from build.layout.card import RADIUS
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import above_own_title
from build.layout.ladder import Fitted, Rung, balanced, fit_at
from build.layout.quote_marks import opening_mark
from build.layout.runs import runs_of
from build.layout.ties import without_short_ends
from build.spec.content import Quotation, QuoteSlide

CARD = Box(BODY.x, 1.0, BODY.w, 6.04)
PADDING = (0.50, 0.40)  # inches above the mark and below the name, at least
LEFT, WIDE = 1.34, 10.6
MARK = (1.06, 0.90)  # inches of the opening mark
MARK_GAP = 0.20
RULE = (0.9, 0.035)
RULE_GAP = (0.62, 0.30)  # inches above the rule, and where there is less room
NAME_GAP = 0.17  # below the rule
BY = ((24.0, 20.0), (22.0, 18.0), (20.0, 16.0), (18.0, 16.0))  # points of a name and its source
SIZES = (60.0, 44.0, 38.0, 32.0, 28.0)
SPACING = 1.2
FEW_LINES = 3
PARAGRAPH_GAP = 0.4  # sizes above a second paragraph
BETWEEN = "\u2003"  # a name and its source


def lay_out(draft: Draft, slide: QuoteSlide) -> None:
    frame = content_frame(draft, slide)
    box = replace(CARD, w=CARD.w + draft.frame.over, h=frame.body.bottom - CARD.y)
    most = _wide(draft)
    quotation = slide.quotation
    by = _by(draft, quotation)
    below = RULE[1] + NAME_GAP + height(by) if by else 0.0
    room = box.h - sum(PADDING) - MARK[1] - MARK_GAP - below - (RULE_GAP[1] if by else 0.0)
    fitted = _fitted(draft, quotation, room)
    draft.report_unfit("the quotation", fitted, quotation.span, room, "shorten it: 55 words are the most")
    own = all(draft.measure.is_own(paragraph.runs) for paragraph in fitted.paragraphs)
    wide = balanced(fitted, lambda wide: _paragraphs(draft, quotation, fitted.rung, wide), most) if own else most
    words = _paragraphs(draft, quotation, fitted.rung, wide)
    gap = min(RULE_GAP[0], RULE_GAP[1] + max(0.0, room - fitted.high)) if by else 0.0
    tall = MARK[1] + MARK_GAP + fitted.high + gap + below
    mark = Box(LEFT, box.y + max(PADDING[0], (box.h - tall) / 2 - 0.1), *MARK)
    text = Box(LEFT, mark.bottom + MARK_GAP, wide, fitted.high)
    backwards = any(paragraph.rtl for paragraph in words)

    def side(place: Box) -> Box:
        return place.mirrored(box) if backwards else place

    draft.add(*_ground(draft, box, backwards=backwards))
    draft.add(TextBox(name=draft.name("quote"), box=side(text), paragraphs=tuple(words), placeholder="title"))
    if by:
        line = Box(LEFT, text.bottom + gap, *RULE)
        name = Box(LEFT, line.bottom + NAME_GAP, most, height(by))
        draft.add(
            Shape(name=draft.name("quote rule"), decorative=True, box=side(line), fill="goldd"),
            TextBox(name=draft.name("quote by"), box=side(name), paragraphs=tuple(by)),
        )
    draft.add(opening_mark(draft.name("quote mark"), side(mark), draft.said, backwards=backwards))
    above_own_title(draft)
    frame.close(draft)


# ---- words ------------------------------------------------------------------------------------------
def _fitted(draft: Draft, quotation: Quotation, room: float) -> Fitted:
    """The largest size that fits; one above the usual where it takes no more lines, or one more and still few."""
    wide = _wide(draft)
    tried = [fit_at(rung, _paragraphs(draft, quotation, rung, wide), high=room, wide=wide)
             for rung in (Rung(size, SPACING) for size in SIZES)]  # fmt: skip
    largest, usual = tried[:2]
    if largest.fits and _lines(largest) <= max(_lines(usual), min(_lines(usual) + 1, FEW_LINES)):
        return largest
    return next((fitted for fitted in tried[1:] if fitted.fits), tried[-1])


def _wide(draft: Draft) -> float:
    return WIDE + draft.frame.over


def _lines(fitted: Fitted) -> int:
    return sum(len(paragraph.lines) for paragraph in fitted.paragraphs)


def _paragraphs(draft: Draft, quotation: Quotation, rung: Rung, wide: float) -> list[Paragraph]:
    style = TextStyle(rung.size, "navy", face="display", italic=True)
    made = []
    for i, text in enumerate(quotation.texts):
        runs = without_short_ends(runs_of(text, style, chip=False), wide, draft.measure)
        before = PARAGRAPH_GAP * rung.size if i else 0.0
        made.append(draft.measure.paragraph(runs, width=wide, spacing=rung.spacing, before=before))
    return made


def _by(draft: Draft, quotation: Quotation) -> list[Paragraph]:
    """The name and, behind it or else below it, the source; smaller where one of them takes two lines."""
    for size, smaller in BY:
        name = runs_of(quotation.by, TextStyle(size, "navy", bold=True))
        source = runs_of(quotation.source, TextStyle(smaller, "slate"), strong="slate")
        between = [Run(BETWEEN, TextStyle(smaller, "slate"))] if name and source else []
        whole = [*name, *between, *source]
        if not whole:
            return []
        line = draft.measure.paragraph(whole, width=_wide(draft), spacing=1.16)
        lines = [draft.measure.paragraph(runs, width=_wide(draft), spacing=1.16) for runs in (name, source) if runs]
        if len(line.lines) == 1:
            return [line]
        if all(len(own.lines) == 1 for own in lines):
            return lines
    return lines


# ---- what lies behind -------------------------------------------------------------------------------
def _ground(draft: Draft, box: Box, *, backwards: bool) -> list[Shape]:
    bar = Box(box.x, box.y + 0.5, 0.07, box.h - 1.0)
    return [
        Shape(
            name=draft.name("quote card"), decorative=True, box=box, kind="round", radius=RADIUS * 5 / 3,
            fill=Gradient("ivory", "gold100", 45), line=Line("gold200"), shadow="card",
        ),
        Shape(
            name=draft.name("quote bar"), decorative=True, box=bar.mirrored(box) if backwards else bar, kind="round",
            radius=0.035, fill="gold",
        ),
    ]  # fmt: skip
