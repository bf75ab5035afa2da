"""A picture without a frame: behind the title, or beside title and words from the slide's top to its edge.

Words never stand on the picture itself but on a panel or on the page, so that any picture leaves them readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import PAGE, Box, Gradient, Paragraph, Shape, TextBox, TextStyle
from build.layout.blocks.setting import Setting
from build.layout.blocks.stack import best_stack
from build.layout.blocks.words import text_height
from build.layout.card import rule
from build.layout.content_frame import ContentFrame, content_frame
from build.layout.draft import Draft
from build.layout.frame import CAPS_SPACING
from build.layout.ladder import Fitted, Rung, balanced, fit
from build.layout.runs import capitals, runs_of
from build.layout.shown_image import draw_image, found_image, is_at_left
from build.spec.content import PictureSlide

FOOT = 7.06  # inches: the course line stands on the page below
PANEL = Gradient("navy", "navy700", 0)
PANEL_ABOVE_FOOT = 0.74
BAR = 0.10
LEFT, INSET = 0.75, (0.60, 0.34)
TITLE_ROOM = (10.6, 2.5)  # inches
TITLE_SIZES = tuple(float(size) for size in range(54, 23, -2))
EYEBROW, EYEBROW_HIGH = 18.0, 0.42
CREDIT, CREDIT_GAP = 14.0, 0.08
PICTURE = 6.6  # inches of a picture beside words; of the words at least so many:
LEAST_WORDS = 4.4
SIDE = 0.55  # inches between words and picture
TOP = 0.62
TITLE_BESIDE = 2.1  # inches of height
BESIDE_SIZES = tuple(float(size) for size in range(44, 23, -2))
TEXT_SIZES, USUAL = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 17.0, 16.0), 24.0
RULE_WIDE, RULE_GAP = 1.2, 0.24


def behind(draft: Draft, slide: PictureSlide) -> None:
    """The picture over the whole slide, and the title on a panel in its lower left."""
    frame = content_frame(draft, slide)
    foot = _foot(frame)
    draw_image(
        draft, "title picture", slide.image, found_image(draft, slide.image), Box(0, 0, PAGE.w, foot), cover=True
    )
    credit = _credit(draft, slide, TITLE_ROOM[0], "navy200")
    above = EYEBROW_HIGH if slide.eyebrow else 0.0
    below = text_height(credit) + CREDIT_GAP if credit else 0.0
    around = above + below + 2 * INSET[1]
    room = Box(LEFT, 0, TITLE_ROOM[0], min(TITLE_ROOM[1], foot - PANEL_ABOVE_FOOT - around - INSET[1]))
    title, wide = _title(draft, room, TITLE_SIZES, "white")
    high = text_height(title.paragraphs)
    taken = max(wide, _widest(draft, slide, credit))
    panel = Box(0, foot - PANEL_ABOVE_FOOT - high - around, LEFT + taken + INSET[0], high + around)
    y = panel.y + INSET[1] + above
    draft.add(
        Shape(name=draft.name("title panel"), decorative=True, box=panel, fill=PANEL),
        Shape(name=draft.name("title bar"), decorative=True, box=replace(panel, w=BAR), fill="gold"),
        _title_box(draft, title, Box(LEFT, y, taken, high)),
    )
    if slide.eyebrow:
        draft.add(_eyebrow(draft, slide, Box(LEFT, panel.y + INSET[1] - 0.06, taken, EYEBROW_HIGH), "goldlt"))
    if credit:
        line = Box(LEFT, y + high + CREDIT_GAP, taken, text_height(credit))
        draft.add(TextBox(name=draft.name("title credit"), box=line, paragraphs=credit))
    frame.close(draft)


def beside(draft: Draft, slide: PictureSlide) -> None:
    """The picture from the top of the slide to its edge, title and words on the page beside it."""
    frame = content_frame(draft, slide)
    foot = _foot(frame)
    wide = min(max((slide.image.width or 0.0) * PAGE.w or PICTURE, LEAST_WORDS), PAGE.w - LEFT - SIDE - LEAST_WORDS)
    left = is_at_left(draft, slide.image)
    place = Box(0 if left else PAGE.w - wide, 0, wide, foot)
    x = wide + SIDE if left else LEFT
    column = Box(x, TOP, PAGE.w - wide - SIDE - LEFT, foot - 0.2 - TOP)
    credit = _credit(draft, slide, column.w, "slate")
    column = replace(column, h=column.h - (text_height(credit) + 2 * CREDIT_GAP if credit else 0.0))
    title, _ = _title(draft, Box(x, 0, column.w, TITLE_BESIDE), BESIDE_SIZES, "navy")
    high = text_height(title.paragraphs)
    head = (EYEBROW_HIGH if slide.eyebrow else 0.0) + high + 2 * RULE_GAP
    room = Box(x, 0, column.w, column.h - head)
    words = best_stack(draft, slide.blocks, TEXT_SIZES, USUAL, room, Setting(draft.measure, USUAL, room.w))
    top = column.y + max(0.0, column.h - head - words.most) / 2
    y = top + (EYEBROW_HIGH if slide.eyebrow else 0.0)
    draft.add(_title_box(draft, title, Box(x, y, column.w, high)))
    if slide.eyebrow:
        draft.add(_eyebrow(draft, slide, Box(x, top - 0.06, column.w, EYEBROW_HIGH), "goldink"))
    line = y + high + RULE_GAP
    draft.add(rule(draft, "title rule", x, x + min(RULE_WIDE, column.w), line, color="gold", size=2.25))
    words.report(draft, "the text", slide.span)
    words.draw(draft, "text", Box(x, line + RULE_GAP, column.w, column.bottom - line - RULE_GAP), "top")
    draw_image(draft, "picture", slide.image, found_image(draft, slide.image), place, cover=True)
    if credit:
        box = Box(x, column.bottom + 2 * CREDIT_GAP, column.w, text_height(credit))
        draft.add(TextBox(name=draft.name("credit"), box=box, paragraphs=credit))
    frame.close(draft)


def _foot(frame: ContentFrame) -> float:
    """How far down the picture goes: to the course line, or to what stands in the strip."""
    return FOOT if frame.body.bottom > FOOT - 0.1 else frame.body.bottom


def _title(draft: Draft, room: Box, sizes: Sequence[float], color: str) -> tuple[Fitted, float]:
    """The title in lines of like length, and how wide they are (inches)."""
    span = draft.slide.title.span

    def lines(rung: Rung, wide: float = room.w) -> list[Paragraph]:
        style = TextStyle(rung.size, color, face="display")
        runs = runs_of(draft.slide.title, style, strong=color, chip=color == "navy")
        return [draft.measure.paragraph(runs, width=wide, spacing=rung.spacing)]

    ladder = [Rung(size, draft.theme.spacing("title")) for size in sizes]
    fitted = fit(lines, ladder, high=room.h, wide=room.w)
    draft.report_unfit("the title", fitted, span, room.h, "shorten it")
    wide = balanced(fitted, lambda wide: lines(fitted.rung, wide), room.w)
    fitted = replace(fitted, paragraphs=tuple(lines(fitted.rung, wide)))
    return fitted, min(wide, draft.measure.run_width(fitted.paragraphs[0].runs) / 0.96 + 0.05)


def _title_box(draft: Draft, title: Fitted, box: Box) -> TextBox:
    return TextBox(name=draft.name("title"), box=box, paragraphs=title.paragraphs, anchor="middle", placeholder="title")


def _eyebrow(draft: Draft, slide: PictureSlide, box: Box, color: str) -> TextBox:
    style = TextStyle(EYEBROW, color, bold=True, spacing=CAPS_SPACING)
    words = draft.measure.of_labels.paragraph(capitals(slide.eyebrow, style, draft.said), width=box.w)
    return TextBox(name=draft.name("title eyebrow"), box=replace(box, h=0.3), anchor="middle", paragraphs=(words,))


def _widest(draft: Draft, slide: PictureSlide, credit: Sequence[Paragraph]) -> float:
    """Inches of what stands above and below the title."""
    style = TextStyle(EYEBROW, "goldlt", bold=True, spacing=CAPS_SPACING)
    above = capitals(slide.eyebrow, style, draft.said)
    widths = [sum(draft.measure.line_room(run.text, run.style) for run in above)]
    widths += [draft.measure.run_width(line.runs) / 0.96 + 0.05 for line in credit]
    return min(TITLE_ROOM[0], max(widths, default=0.0))


def _credit(draft: Draft, slide: PictureSlide, wide: float, color: str) -> tuple[Paragraph, ...]:
    """What is said of the picture, a line each."""
    setting = Setting(draft.measure, CREDIT, wide, color=color, strong=color)
    return tuple(setting.paragraph(words) for words in (slide.image.caption, slide.image.credit) if words)
