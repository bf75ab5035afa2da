"""Code that a spec brings, as wide as the slide, or with callouts beside it that speak of its lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from build.drawing.page import Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.figures.canvas import in_columns
from build.findings.diagnostic import Span, counted
from build.layout.blocks.setting import holds
from build.layout.card import RADIUS, card
from build.layout.code_card import (
    AIR,
    BESIDE_RULE,
    GOES_ON,
    INSET,
    MORE,
    SIZES,
    STRIP,
    CodeSetting,
    Row,
    code_lines,
    number_style,
    set_code,
)
from build.layout.code_colors import code_line, language_name
from build.layout.content_frame import content_frame
from build.layout.draft import Draft, Subject
from build.layout.frame import heading
from build.layout.ladder import Rung
from build.layout.line_callouts import GAP, draw_callouts, usual_height
from build.layout.runs import file_name
from build.spec.content import CodeBlock, ListingSlide

CARD = 7.28  # inches of a card with callouts beside it
BESIDE = 22.0  # points: code beside callouts is no larger than they are
BETWEEN = 0.22
MOST_BELOW = 3  # callouts side by side
LARGER = 1.2  # times as large as beside callouts code must come out for several of them to stand below it
LEAST_SHARE = 0.5  # of the room above callouts that a card takes
MOST_GROWN = 1.5  # of the height that callouts need
COMFORTABLE = 17.0  # points of code above a single callout, or where lines would be broken beside them
BAR = 0.07
RULE = 0.012  # inches of the line behind the numbers
NAMES = tuple(Rung(float(size), 1.1) for size in (16, 15, 14))  # of a file in the strip


def lay_out(draft: Draft, slide: ListingSlide) -> None:
    frame = content_frame(draft, slide)
    body = frame.body
    heading(draft)
    _lines_that_exist(draft, slide)
    notes = slide.notes_on_lines
    if not notes:
        whole = _set(draft, slide.code, body)
        _draw(draft, slide.code, whole, _hugging(whole, body))
    elif above := _above(draft, slide, body):
        setting, top, low = above
        _draw(draft, slide.code, setting, top)
        draw_callouts(draft, notes, slide.code.marked, in_columns(low, len(notes), GAP))
    else:
        left = Box(body.x, body.y, CARD, body.h)
        _draw(draft, slide.code, _set(draft, slide.code, left, largest=BESIDE), left)
        x = left.right + BETWEEN
        draw_callouts(draft, notes, slide.code.marked, [Box(x, body.y, body.right - x, body.h)])
    frame.close(draft)


def _above(draft: Draft, slide: ListingSlide, body: Box) -> tuple[CodeSetting, Box, Box] | None:
    """Code as wide as the slide, its place, and that of the callouts below: of one, a few lines or long ones."""
    notes = slide.notes_on_lines
    if len(notes) > MOST_BELOW:
        return None
    wide = (body.w - GAP * (len(notes) - 1)) / len(notes)
    below = max(usual_height(draft, note, wide) for note in notes)
    room = Box(body.x, body.y, body.w, body.h - below - GAP)
    setting = _set(draft, slide.code, room)
    if setting.excess or setting.wrapped or not holds(room.h, setting.height):
        return None
    beside = _set(draft, slide.code, Box(body.x, body.y, CARD, body.h), largest=BESIDE)
    least = COMFORTABLE if len(notes) == 1 or beside.wrapped else LARGER * beside.size
    if setting.size < least:
        return None
    tall = min(room.h, max(setting.height + 4 * AIR, room.h * LEAST_SHARE))
    low = min(body.h - tall - GAP, below * MOST_GROWN)
    y = body.y + (body.h - tall - GAP - low) / 2
    return setting, Box(body.x, y, body.w, tall), Box(body.x, y + tall + GAP, body.w, low)


def _strip_words(code: CodeBlock) -> str:
    """The file's name, else the language's as one writes it; nothing where neither is known."""
    return code.name or language_name(code.language, code.name)


def _set(draft: Draft, code: CodeBlock, box: Box, *, largest: float = SIZES[0]) -> CodeSetting:
    strip = STRIP if _strip_words(code) else 0.0
    return set_code(code, box, draft.measure, draft.theme, strip=strip, largest=largest)


def _lines_that_exist(draft: Draft, slide: ListingSlide) -> None:
    """Marks and callouts name lines that the code has."""
    many, first = len(code_lines(slide.code)), slide.code.first
    told, last = f"the code has {counted(many, 'line')}", first + many - 1
    if beyond := [line for line in slide.code.marked if not first <= line <= last]:
        draft.report("F305", slide.code.span, f"{told}, and {beyond[0]} is marked", "count from the code's first line")
    for note in slide.notes_on_lines:
        named = [line for line in (note.first, note.last) if line is not None and not first <= line <= last]
        if named:
            message = f"{told}, and a callout speaks of line {named[0]}"
            draft.report("F305", note.item.span, message, "count from the code's first line")


def _hugging(setting: CodeSetting, box: Box) -> Box:
    """A card as high as its few lines, in the middle of the body; the whole body where they fill most of it."""
    tall = setting.height + 2 * AIR
    if tall > box.h * 0.6:
        return box
    return Box(box.x, box.y + (box.h - tall) / 2, box.w, tall)


def _draw(draft: Draft, code: CodeBlock, setting: CodeSetting, box: Box) -> Box:
    """The card with its strip, marks, numbers and code; where it stands."""
    draft.add(card(draft, "code card", box))
    if setting.strip:
        _strip(draft, _strip_words(code), code.span, box)
    rows = setting.rows
    if setting.excess:
        rows = _without_excess(draft, code, setting)
    with draft.kept(box):
        _draw_rows(draft, code, setting, rows, box)
    return box


def _draw_rows(draft: Draft, code: CodeBlock, setting: CodeSetting, rows: tuple[Row, ...], box: Box) -> None:
    """Marks, numbers and code, which stand so in every language."""
    top, pitch = box.y + setting.strip, setting.pitch
    first = top + max(AIR, (box.bottom - top - pitch * len(rows)) / 2)
    for lines in _bands(rows, code.marked):
        y, tall = first + pitch * lines[0], pitch * len(lines)
        for part, wide, color in (("tint", box.w, "gold100"), ("mark", BAR, "gold")):
            name = draft.name(f"{part} {lines[0] + 1}")
            draft.add(Shape(name=name, decorative=True, box=Box(box.x, y, wide, tall), fill=color))
    settled = (pitch - setting.size * 1.2 / POINTS) / 2
    place = Box(box.x, first - settled, box.w, pitch * len(rows))
    left = box.x + INSET
    if setting.gutter:
        left = box.x + setting.gutter + BESIDE_RULE
        _numbers(draft, setting, rows, Box(box.x, place.y, setting.gutter, place.h))
        behind = Box(box.x + setting.gutter, first, RULE, pitch * len(rows))
        draft.add(Shape(name=draft.name("line rule"), decorative=True, box=behind, fill="line"))
    plain = TextStyle(setting.size, face="mono")
    text = tuple(code_line(row.runs, pitch * POINTS, plain) for row in rows)
    words = Box(left, place.y, box.right - left - 0.02, place.h)
    draft.add(TextBox(name=draft.name("code"), box=words, paragraphs=text, wrap=False))


def _strip(draft: Draft, words: str, span: Span, box: Box) -> None:
    place = Box(box.x, box.y, box.w, STRIP)
    name = draft.name("code strip")
    draft.add(Shape(name=name, decorative=True, box=place, kind="round_top", radius=RADIUS, fill="navy50"))
    room = Box(box.x + INSET, box.y, box.w - 2 * INSET, STRIP)
    style = TextStyle(NAMES[-1].size, "slate", face="mono")
    shown = words if draft.measure.line_room(words, style) <= room.w else file_name(words)
    if shown != words:
        draft.asides.append(words)

    def make(rung: Rung) -> list[Paragraph]:
        return [
            draft.measure.of_labels.paragraph([Run(shown, style.at(rung.size))], width=room.w, spacing=rung.spacing)
        ]

    draft.add(draft.text("code name", room, make, NAMES, Subject("the code's name", span)))


def _without_excess(draft: Draft, code: CodeBlock, setting: CodeSetting) -> tuple[Row, ...]:
    """The rows that have room, the last one a mark that more would follow."""
    message = f"the code does not fit: it is {counted(setting.excess, 'line')} too long"
    draft.report("L106", code.span, message, "cut it to the lines that matter, or show it on two slides")
    held = setting.rows[: len(setting.rows) - setting.excess - 1]
    return (*held, Row(MORE, (Run("…", TextStyle(setting.size, "mute", face="mono")),)))


def _bands(rows: tuple[Row, ...], marked: tuple[int, ...]) -> list[list[int]]:
    """The places of rows that are marked, those that follow each other together."""
    numbers: list[int] = []
    for row in rows:
        numbers.append(row.number or numbers[-1])
    places = [place for place, number in enumerate(numbers) if number in marked]
    return [[place for _, place in run] for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]


def _numbers(draft: Draft, setting: CodeSetting, rows: tuple[Row, ...], place: Box) -> None:
    """The numbers of the lines."""
    style = number_style(setting.size)
    shown = {0: GOES_ON, MORE: ""}
    texts = [shown.get(row.number, str(row.number)) for row in rows]
    drop = (setting.size - style.size) * 0.2 / POINTS
    high = setting.pitch * POINTS
    lines = tuple(replace(code_line([Run(text, style)], high, style), align="right") for text in texts)
    room = Box(place.x + 0.05, place.y - drop, place.w - 0.05 - 0.11, place.h)
    draft.add(TextBox(name=draft.name("line numbers"), decorative=True, box=room, paragraphs=lines, wrap=False))
