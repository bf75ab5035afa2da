"""What frames every slide but the title: eyebrow, title, chips, footer, number, progress bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from build.drawing.frame_boxes import BODY, STANDARD
from build.drawing.page import PAGE, Align, Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import RESERVE, label, paragraph, run_width
from build.layout.card import PILL, pill, pill_width
from build.layout.draft import Sheet, Subject
from build.layout.ladder import Rung
from build.layout.logo import IN_FOOTER, logo
from build.layout.runs import runs_of
from build.spec.deck import (
    AgendaSlide,
    AnimationSlide,
    CodeSlide,
    ConceptSlide,
    PracticalSlide,
    Slide,
    TakeawaySlide,
)

EYEBROW = Box(0.5, 0.32, 8.0, 0.26)
CHIPS_TOP = 0.40
CHIP_GAP = 0.125
LOGO_GAP = 0.14
PROGRESS = Box(0.0, 7.44, PAGE.w, 0.06)
PROGRESS_HEAD = 0.12
CAPS_SPACING = 1.6  # points between the eyebrow's letters

# What the chip at the top right says of a slide, and its icon.
CHIPS: Mapping[type[Slide], tuple[str, str]] = {
    AgendaSlide: ("Agenda", "list"),
    ConceptSlide: ("Concept", "sprout"),
    AnimationSlide: ("Animation", "play"),
    CodeSlide: ("Code", "code"),
    TakeawaySlide: ("Recap", "flag"),
}
VARIETY_CHIPS = {
    "practical": ("Practical", "term"),
    "appendix": ("Appendix", "book"),
    "troubleshooting": ("Troubleshooting", "warn"),
}


def heading(sheet: Sheet) -> None:
    """Title first, since it is read first; then eyebrow and chips."""
    slide, theme, room = sheet.slide, sheet.theme, STANDARD["title"]

    def line(rung: Rung) -> list[Paragraph]:
        runs = runs_of(slide.title, TextStyle(rung.size, "navy", face="display"))
        return [paragraph(runs, width=room.w, spacing=rung.spacing)]

    sizes = range(int(theme.size("title")), int(theme.size("title_floor")) - 1, -1)
    ladder = [Rung(float(size), theme.spacing("title")) for size in sizes]
    floor = line(ladder[-1])[0].runs
    holds = int(len(slide.title.plain) * room.w * (1 - RESERVE) / (run_width(floor) or 1.0))
    hint = f"a title stays on one line, and that holds about {holds} characters of this one"
    title = sheet.text("title", room, line, ladder, Subject("the title", slide.title.span, hint))
    sheet.add(replace(title, placeholder="title"))
    if slide.eyebrow:
        style = TextStyle(theme.size("eyebrow"), "goldink", bold=True, spacing=CAPS_SPACING)
        sheet.add(label(sheet.name("eyebrow"), slide.eyebrow.plain.upper(), EYEBROW, style))
    _chips(sheet)


def _chips(sheet: Sheet) -> None:
    slide, style = sheet.slide, TextStyle(sheet.theme.size("chip"), "white", bold=True)
    right = BODY.right
    kind = VARIETY_CHIPS[slide.variety] if isinstance(slide, PracticalSlide) else CHIPS.get(type(slide))
    if kind:
        words, icon = kind
        wide = pill_width(words, style, icon)
        box = Box(right - wide, CHIPS_TOP, wide, PILL)
        sheet.add(pill(sheet, "kind chip", words, box, style, "navy", icon))
        right = box.x - CHIP_GAP
    hour = _hour(sheet)
    if hour:
        wide = pill_width(hour, style)
        box = Box(right - wide, CHIPS_TOP, wide, PILL)
        sheet.add(pill(sheet, "hour chip", hour, box, replace(style, color="navy"), "navy100"))


def _hour(sheet: Sheet) -> str:
    """`Hour 2`; on slides about the whole session `2 hours`."""
    hours = sheet.deck.front.hours
    if isinstance(sheet.slide, AgendaSlide | TakeawaySlide) and hours:
        return "1 hour" if len(hours) == 1 else f"{len(hours)} hours"
    hour = sheet.deck.hour_of(sheet.slide.number)
    return f"Hour {hour}" if hour else ""


def chrome(sheet: Sheet) -> None:
    """Logo, footer, number and progress bar: read last."""
    number, total = sheet.slide.number, max(slide.number for slide in sheet.deck.slides)
    theme, front, room = sheet.theme, sheet.deck.front, STANDARD["footer"]
    footer = front.footer or " · ".join(part for part in (front.course, front.title) if part)
    mark = logo(sheet, IN_FOOTER, decorative=True)
    start = mark.box.right + LOGO_GAP if mark else room.x
    if mark:
        sheet.add(mark)
    if footer:
        run = Run(footer, TextStyle(theme.size("footer"), "mute"))
        sheet.add(_line(sheet, "footer", Box(start, room.y, room.right - start, room.h), run, "left"))
    run = Run(f"{number} / {total}", TextStyle(theme.size("number"), "slate", bold=True))
    sheet.add(_line(sheet, "number", STANDARD["number"], run, "right"))
    progress(sheet)


def _line(sheet: Sheet, role: Literal["footer", "number"], box: Box, run: Run, align: Align) -> TextBox:
    words = paragraph([run], width=box.w, spacing=sheet.theme.spacing("single"), align=align)
    return TextBox(name=sheet.name(role), box=box, paragraphs=(words,), anchor="middle", placeholder=role)


def progress(sheet: Sheet) -> None:
    """How far the deck has come: navy, with a gold head that ends at this slide."""
    number, total = sheet.slide.number, max(slide.number for slide in sheet.deck.slides)
    end = PROGRESS.w * number / total
    done = max(0.0, end - PROGRESS_HEAD)
    parts = (("track", 0.0, PROGRESS.w, "mist"), ("done", 0.0, done, "navy"), ("head", done, end - done, "gold"))
    for role, x, wide, fill in parts:
        if wide > 0:
            box = Box(x, PROGRESS.y, wide, PROGRESS.h)
            sheet.add(Shape(name=sheet.name(f"progress {role}"), decorative=True, box=box, fill=fill))
