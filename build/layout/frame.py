"""What frames every slide but the title: eyebrow, title, chips, footer, number, progress bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from build.drawing.frame_boxes import BODY, EYEBROW, LOGO, PROGRESS, STANDARD
from build.drawing.page import Align, Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import RESERVE
from build.layout.card import PILL, pill, pill_width
from build.layout.draft import Draft, Subject
from build.layout.ladder import Rung
from build.layout.logo import logo
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

CHIPS_TOP = 0.40
CHIP_GAP = 0.125
LOGO_GAP = 0.14
PROGRESS_HEAD = 0.12
CAPS_SPACING = 1.6  # points between the eyebrow's letters

# What the chip at the top right says of a slide, a field of `Said`, and its icon.
CHIPS: Mapping[type[Slide], tuple[str, str]] = {
    AgendaSlide: ("agenda", "list"),
    ConceptSlide: ("concept", "sprout"),
    AnimationSlide: ("animation", "play"),
    CodeSlide: ("code", "code"),
    TakeawaySlide: ("recap", "flag"),
}
VARIETY_CHIPS = {
    "practical": ("practical", "term"),
    "appendix": ("appendix", "book"),
    "troubleshooting": ("troubleshooting", "warn"),
}


def heading(draft: Draft) -> None:
    """Title first, since it is read first; then eyebrow and chips."""
    slide, theme, room = draft.slide, draft.theme, STANDARD["title"]

    def line(rung: Rung) -> list[Paragraph]:
        runs = runs_of(slide.title, TextStyle(rung.size, "navy", face="display"))
        return [draft.measure.paragraph(runs, width=room.w, spacing=rung.spacing)]

    sizes = range(int(theme.size("title")), int(theme.size("title_floor")) - 1, -1)
    ladder = [Rung(float(size), theme.spacing("title")) for size in sizes]
    floor = line(ladder[-1])[0].runs
    holds = int(len(slide.title.plain) * room.w * (1 - RESERVE) / (draft.measure.run_width(floor) or 1.0))
    hint = f"a title stays on one line, and that holds about {holds} characters of this one"
    title = draft.text("title", room, line, ladder, Subject("the title", slide.title.span, hint))
    draft.add(replace(title, placeholder="title"))
    above_title(draft)


def above_title(draft: Draft) -> None:
    """Eyebrow and chips."""
    slide = draft.slide
    if slide.eyebrow:
        style = TextStyle(draft.theme.size("eyebrow"), "goldink", bold=True, spacing=CAPS_SPACING)
        draft.add(draft.label("eyebrow", slide.eyebrow.plain.upper(), EYEBROW, style))
    _chips(draft)


def _chips(draft: Draft) -> None:
    slide, style = draft.slide, TextStyle(draft.theme.size("chip"), "white", bold=True)
    right = BODY.right
    kind = VARIETY_CHIPS[slide.variety] if isinstance(slide, PracticalSlide) else CHIPS.get(type(slide))
    if kind:
        words, icon = getattr(draft.said, kind[0]), kind[1]
        wide = pill_width(words, style, draft.measure, icon)
        box = Box(right - wide, CHIPS_TOP, wide, PILL)
        draft.add(pill(draft, "kind chip", words, box, style, "navy", icon))
        right = box.x - CHIP_GAP
    hour = _hour(draft)
    if hour:
        wide = pill_width(hour, style, draft.measure)
        box = Box(right - wide, CHIPS_TOP, wide, PILL)
        draft.add(pill(draft, "hour chip", hour, box, replace(style, color="navy"), "navy100"))


def _hour(draft: Draft) -> str:
    """`Hour 2`; on slides about the whole session `2 hours`."""
    hours = draft.deck.front.hours
    if isinstance(draft.slide, AgendaSlide | TakeawaySlide) and hours:
        return draft.said.counted(draft.said.hours, len(hours))
    hour = draft.deck.hour_of(draft.slide.number)
    return f"{draft.said.hour} {hour}" if hour else ""


def chrome(draft: Draft) -> None:
    """Logo, footer, number and progress bar: read last."""
    number, total = draft.slide.number, max(slide.number for slide in draft.deck.slides)
    theme, front, room = draft.theme, draft.deck.front, STANDARD["footer"]
    footer = front.footer or " · ".join(part for part in (front.course, front.title) if part)
    mark = logo(draft, LOGO, decorative=True)
    start = mark.box.right + LOGO_GAP if mark else room.x
    if mark:
        draft.add(mark)
    if footer:
        run = Run(footer, TextStyle(theme.size("footer"), "mute"))
        box = Box(start, room.y, room.right - start, room.h)
        holds = int(len(footer) * box.w * (1 - RESERVE) / (draft.measure.run_width([run]) or 1.0))
        if holds < len(footer):
            instead = "shorten it" if front.footer else "write a shorter one: 'footer: …'"
            hint = f"a footer stays on one line, and that holds about {holds} characters of this one; {instead}"
            draft.report("L101", front.footer_span, "the footer does not fit", hint)
        else:
            draft.add(_line(draft, "footer", box, run, "left"))
    run = Run(f"{number} / {total}", TextStyle(theme.size("number"), "slate", bold=True))
    draft.add(_line(draft, "number", STANDARD["number"], run, "right"))
    progress(draft)


def _line(draft: Draft, role: Literal["footer", "number"], box: Box, run: Run, align: Align) -> TextBox:
    words = draft.measure.paragraph([run], width=box.w, spacing=draft.theme.spacing("single"), align=align)
    return TextBox(name=draft.name(role), box=box, paragraphs=(words,), anchor="middle", placeholder=role)


def progress(draft: Draft) -> None:
    """How far the deck has come: navy, with a gold head that ends at this slide."""
    number, total = draft.slide.number, max(slide.number for slide in draft.deck.slides)
    end = PROGRESS.w * number / total
    done = max(0.0, end - PROGRESS_HEAD)
    parts = (("track", 0.0, PROGRESS.w, "mist"), ("done", 0.0, done, "navy"), ("head", done, end - done, "gold"))
    for role, start, wide, fill in parts:
        if wide > 0:
            box = Box(PROGRESS.x + start, PROGRESS.y, wide, PROGRESS.h)
            draft.add(Shape(name=draft.name(f"progress {role}"), decorative=True, box=box, fill=fill))
