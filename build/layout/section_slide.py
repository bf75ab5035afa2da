"""A part begins: its number in words on a dark panel, how far the course has come, and what the part brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from build.drawing.frame_boxes import BODY, PROGRESS
from build.drawing.page import Box, Line, Paragraph, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS, height
from build.layout.card import PANEL as PANEL_FILL
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import CAPS_SPACING
from build.layout.ladder import Rung, balanced, fit, fit_at
from build.layout.runs import bulleted, runs_of
from build.layout.ties import without_orphan
from build.spec.content import QuoteSlide, SectionSlide
from build.spec.deck import Slide, Text

PANEL = Box(0.0, 0.0, 4.98, PROGRESS.y - 0.04)
LEFT, INNER = 0.75, 3.80  # inches: where words and bars begin, and how wide they may be
WORD_MIDDLE = 3.42
WORDS = (120.0, 108.0, 96.0, 84.0, 72.0, 60.0, 48.0)
PART_TOP = 2.10
BARS = Box(LEFT, 4.62, 3.08, 0.085)
PITCH, BAR_GAP = 0.797, 0.12
MOST_BARS = 16  # more are one track
CAPTION = Box(LEFT, 4.80, INNER, 0.42)

TITLE = Box(5.70, 1.60, 7.1, 0.91)
TITLE_TOP = 0.55  # of a title in many lines
ALONE = (60.0,)  # points of a title with nothing below it
ONE_LINE = (54.0, 46.0, 40.0)
MORE_LINES = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0)
TITLE_SPACING = 1.06
RULE = (0.9, 0.055)
RULE_TOP = 2.92
ALONE_MIDDLE = 3.42  # of a title with nothing below it
BOTTOM = 6.95  # inches: no line stands lower
FIRST_ROW = 3.62  # the middle of the first line's first row
ROW = 0.80  # inches from line to line
SIZES = {3: 28.0, 4: 26.0, 5: 24.0}  # of so many lines at most
MOST, LEAST = 22.0, 18.0  # points of more lines, and of the longest
ROW_SPACING = 1.14
INDENT = 0.49
TITLES = 3  # of the part's slides, where the spec writes no lines


def lay_out(draft: Draft, slide: SectionSlide) -> None:
    frame = content_frame(draft, slide, left=TITLE.x)
    lines = slide.lines or tuple(titles_of(draft, slide))
    _title(draft, slide, alone=not lines)
    _panel(draft, slide)
    if lines:
        _lines(draft, lines, min(frame.body.bottom, BOTTOM))
    frame.close(draft, panel=PANEL)


# ---- the panel ----------------------------------------------------------------------------------------
def _panel(draft: Draft, slide: SectionSlide) -> None:
    said = draft.said
    draft.add(Shape(name=draft.name("panel"), decorative=True, box=PANEL, fill=PANEL_FILL))
    caps = TextStyle(18, "goldlt", bold=True, spacing=CAPS_SPACING)
    draft.add(draft.label("panel part", said.capitals(said.part), Box(LEFT, PART_TOP, INNER, 0.36), caps))
    draft.add(_word(draft, said.number_word(slide.part)))
    if slide.parts > 1:
        draft.add(*_bars(draft, slide))
    many = said.numbered(said.of, said.number_word(slide.parts)) if slide.parts > 1 else ""
    minutes = _minutes(draft, slide)
    caption = " · ".join(part for part in (many, said.counted(said.minutes, minutes) if minutes else "") if part)
    if caption:
        draft.add(draft.label("panel caption", caption, CAPTION, TextStyle(18, "navy200")))


def _word(draft: Draft, word: str) -> TextBox:
    """The number of the part as large as the panel holds it."""
    word = draft.said.capital(word)
    styles = [TextStyle(size, "white", face="display") for size in WORDS]
    style = next((look for look in styles if draft.measure.line_room(word, look) <= INNER), styles[-1])
    high = style.size * 1.1 / POINTS
    box = Box(LEFT - draft.measure.bearing(word, style), WORD_MIDDLE - high / 2, INNER, high)
    return draft.label("panel number", word, box, style)


def _bars(draft: Draft, slide: SectionSlide) -> Iterator[Shape]:
    """A bar a part: done, now, to come; of many parts one track."""
    if slide.parts > MOST_BARS:
        share = BARS.w / slide.parts
        yield _bar(draft, "track", BARS, None)
        if slide.part > 1:
            yield _bar(draft, "done", replace(BARS, w=max(share * (slide.part - 1), BARS.h)), "navy300")
        now = max(share, 0.10)
        yield _bar(
            draft, "now", Box(min(BARS.x + share * (slide.part - 1), BARS.right - now), BARS.y, now, BARS.h), "gold"
        )
        return
    pitch = min(PITCH, (BARS.w + BAR_GAP) / slide.parts)
    for part in range(1, slide.parts + 1):
        box = Box(BARS.x + pitch * (part - 1), BARS.y, pitch - min(BAR_GAP, pitch * 0.3), BARS.h)
        yield _bar(draft, str(part), box, "navy300" if part < slide.part else "gold" if part == slide.part else None)


def _bar(draft: Draft, role: str, box: Box, fill: str | None) -> Shape:
    """Filled, or the outline of what is to come."""
    return Shape(
        name=draft.name(f"panel bar {role}"), decorative=True, box=box, kind="round", radius=box.h / 2, fill=fill,
        line=None if fill else Line("navy300", 1.0),
    )  # fmt: skip


def _minutes(draft: Draft, slide: SectionSlide) -> int:
    """Those of the part's slides together, if each says how long it takes; a divider need not."""
    slides = [other for other in _of_part(draft, slide) if not other.hidden]
    if not slides or not all(other.minutes for other in slides):
        return 0
    return sum(other.minutes or 0 for other in (slide, *slides))


def _of_part(draft: Draft, slide: SectionSlide) -> list[Slide]:
    behind = [other for other in draft.deck.slides if other.number > slide.number]
    return list(takewhile(lambda other: not isinstance(other, SectionSlide), behind))


# ---- beside it ----------------------------------------------------------------------------------------
def _title(draft: Draft, slide: SectionSlide, *, alone: bool) -> None:
    """In one line as large as it can be, else in two or more that grow upwards; with its rule below."""

    def make(rung: Rung, wide: float = TITLE.w) -> list[Paragraph]:
        runs = without_orphan(runs_of(slide.title, TextStyle(rung.size, "navy", face="display")), wide, draft.measure)
        return [draft.measure.paragraph(runs, width=wide, spacing=rung.spacing)]

    high = TITLE.bottom - TITLE_TOP
    sizes = (*ALONE, *ONE_LINE) if alone else ONE_LINE
    tried = (fit_at(rung, make(rung), high=high, wide=TITLE.w) for rung in (Rung(s, TITLE_SPACING) for s in sizes))
    fitted = next((one for one in tried if one.fits and len(one.paragraphs[0].lines) == 1), None)
    if fitted is None:
        fitted = fit(make, [Rung(size, TITLE_SPACING) for size in MORE_LINES], high=high, wide=TITLE.w)
        draft.report_unfit("the title", fitted, slide.title.span, high)
    own = draft.measure.is_own(fitted.paragraphs[0].runs)
    wide = balanced(fitted, lambda wide: make(fitted.rung, wide), TITLE.w) if own else TITLE.w
    words = make(fitted.rung, wide)
    tall = max(TITLE.h, height(words))
    box, rule = Box(TITLE.x, TITLE.bottom - tall, wide, tall), Box(TITLE.x, RULE_TOP, *RULE)
    if alone:
        down = ALONE_MIDDLE - (TITLE.bottom - height(words) / 2)
        box, rule = replace(box, y=box.y + down), replace(rule, y=rule.y + down)
    if words[0].rtl:
        box, rule = box.mirrored(TITLE), rule.mirrored(TITLE)
    draft.add(
        TextBox(name=draft.name("title"), box=box, paragraphs=tuple(words), anchor="bottom", placeholder="title"),
        Shape(name=draft.name("title rule"), decorative=True, box=rule, kind="round", radius=RULE[1] / 2, fill="gold"),
    )


def titles_of(draft: Draft, slide: SectionSlide) -> Iterator[Text]:
    """The first titles of the part's slides; a quotation is none of what it brings."""
    shown = (other for other in _of_part(draft, slide) if not (other.hidden or isinstance(other, QuoteSlide)))
    titles = [other.title for other in shown if other.title]
    yield from titles[:TITLES]


def _lines(draft: Draft, lines: Sequence[Text], bottom: float) -> None:
    """What the part brings: a list whose lines stand as far apart as there is room."""
    size = SIZES.get(max(3, len(lines)), MOST)
    wide = BODY.right - TITLE.x - INDENT
    ladder = [Rung(float(points), ROW_SPACING) for points in range(int(size), int(LEAST) - 1, -2)]
    top = FIRST_ROW - ladder[0].size * ROW_SPACING / POINTS / 2

    def make(rung: Rung) -> list[Paragraph]:
        listed = []
        for text in lines:
            runs = without_orphan(runs_of(text, TextStyle(rung.size)), wide, draft.measure)
            listed.append(bulleted(draft.measure.paragraph(runs, width=wide, spacing=rung.spacing), INDENT))
        return listed

    def least(rung: Rung) -> float:
        return (len(lines) - 1) * 0.3 * rung.size / POINTS  # between lines

    for rung in ladder:
        words = make(rung)
        fitted = fit_at(rung, words, high=bottom - top - least(rung), wide=wide + INDENT)
        if fitted.fits:
            break
    else:
        draft.report_unfit("what the part brings", fitted, lines[-1].span, bottom - top - least(rung))
    row = rung.size * rung.spacing
    free = (bottom - top) * POINTS - height(words) * POINTS
    gap = min(ROW * POINTS - row, free / max(1, len(lines) - 1))
    spaced = [replace(line, before=gap if i else 0.0) for i, line in enumerate(words)]
    box = Box(TITLE.x, top, wide + INDENT, height(spaced))
    draft.add(TextBox(name=draft.name("lines"), box=box, paragraphs=tuple(spaced), placeholder="body"))
