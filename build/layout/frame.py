"""What frames every slide but the title: eyebrow, title, chips, footer, number, progress bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeGuard

from build.drawing.frame_boxes import BODY, EYEBROW, LOGO, PROGRESS, STANDARD
from build.drawing.page import Align, Box, Drawable, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import RESERVE
from build.layout.card import PILL, pill, pill_width
from build.layout.cited_foot import in_the_footer
from build.layout.draft import Draft, Subject
from build.layout.ladder import Rung, balanced, fit
from build.layout.logo import logo
from build.layout.runs import capitals, in_a_line, runs_of
from build.layout.template_places import foot_in_place, title_in_place
from build.spec.content import ContentSlide, ListingSlide, part_of
from build.spec.deck import (
    AgendaSlide,
    AnimationSlide,
    CodeSlide,
    ConceptSlide,
    PracticalSlide,
    Slide,
    TakeawaySlide,
    Text,
    Words,
)

CHIPS_TOP = 0.40
CHIP_GAP = 0.125
LOGO_GAP = 0.14
PROGRESS_HEAD = 0.12
CONTENT_TITLE_FLOOR = 20  # points: where anybody's words are, two lines of these are better than no slide
TWO_EYEBROWS = 0.52  # inches of an eyebrow on two lines, where no title stands below it
TALL_TITLE = Box(0.48, 0.36, STANDARD["title"].w, 0.92)  # two lines where no eyebrow stands above them
CAPS_SPACING = 1.6  # points between the eyebrow's letters

# What the chip at the top right says of a slide, a field of `Said`, and its icon.
CHIPS: Mapping[type[Slide], tuple[str, str]] = {
    AgendaSlide: ("agenda", "list"),
    ConceptSlide: ("concept", "sprout"),
    AnimationSlide: ("animation", "play"),
    CodeSlide: ("code", "code"),
    ListingSlide: ("code", "code"),
    TakeawaySlide: ("recap", "flag"),
}
VARIETY_CHIPS = {
    "practical": ("practical", "term"),
    "appendix": ("appendix", "book"),
    "troubleshooting": ("troubleshooting", "warn"),
}


def heading(draft: Draft) -> None:
    """Title first, since it is read first; then eyebrow and chips. A company's template has its own."""
    if draft.carried:
        title_in_place(draft)
        return
    eyebrow = _eyebrow(draft)
    draft.add(_title(draft, tall=not eyebrow))
    _above_title(draft, eyebrow)


def above_own_title(draft: Draft) -> None:
    """Eyebrow and chips of a slide without a title line, since what it shows already is its title.

    A heading that says something else stands in the eyebrow's place, on two lines if it must; under a company's
    template it is the title.
    """
    slide = draft.slide
    shown = (item.paragraphs for item in draft.items if isinstance(item, TextBox))
    said = " ".join(paragraph.text for paragraphs in shown for paragraph in paragraphs)
    is_title = not slide.title or _alike(slide.title.plain, said)
    if draft.carried:
        if not is_title:  # the words in the body are then none
            draft.items[:] = [replace(item, placeholder="") if _is_title(item) else item for item in draft.items]
            title_in_place(draft)
        return
    if is_title:
        _above_title(draft, _eyebrow(draft))
        return
    dot = (Words(text=" · "),) if slide.eyebrow else ()
    words = capitals(Text((*slide.eyebrow.pieces, *dot, *slide.title.pieces)), _caps(draft), draft.said)
    if _room_for(words, draft) <= EYEBROW.w:
        _above_title(draft, words)
        return

    def lines(rung: Rung) -> list[Paragraph]:
        return [draft.measure.paragraph(words, width=EYEBROW.w, spacing=rung.spacing)]

    ladder, room = [Rung(draft.theme.size("eyebrow"), 1.1)], replace(EYEBROW, h=TWO_EYEBROWS)
    draft.add(draft.text("eyebrow", room, lines, ladder, Subject("the heading", slide.title.span), "top"))
    _chips(draft)


def _is_title(item: Drawable) -> TypeGuard[TextBox]:
    return isinstance(item, TextBox) and item.placeholder == "title"


def _alike(heading: str, said: str) -> bool:
    """Whether the first that a slide says is its heading: letters and digits alone count."""
    first, second = ("".join(filter(str.isalnum, words)).casefold() for words in (heading, said))
    return second.startswith(first)


def _above_title(draft: Draft, eyebrow: Sequence[Run]) -> None:
    if eyebrow:
        words = draft.measure.of_labels.paragraph(eyebrow, width=EYEBROW.w)
        draft.add(TextBox(name=draft.name("eyebrow"), box=EYEBROW, anchor="middle", paragraphs=(words,)))
    _chips(draft)


def _caps(draft: Draft) -> TextStyle:
    return TextStyle(draft.theme.size("eyebrow"), "goldink", bold=True, spacing=CAPS_SPACING)


def _title(draft: Draft, *, tall: bool) -> TextBox:
    """The title on one line; anybody's, which may be a sentence, on two even ones if it must. `tall`: no eyebrow."""
    slide, theme, room = draft.slide, draft.theme, STANDARD["title"]

    def lines(rung: Rung, wide: float = room.w) -> list[Paragraph]:
        runs = runs_of(slide.title, TextStyle(rung.size, "navy", face="display"))
        return [draft.measure.paragraph(runs, width=wide, spacing=rung.spacing)]

    def ladder(first: float, floor: float) -> list[Rung]:
        return [Rung(float(size), theme.spacing("title")) for size in range(int(first), int(floor) - 1, -1)]

    one_line = ladder(theme.size("title"), theme.size("title_floor"))
    fitted, rows = fit(lines, one_line, high=room.h, wide=room.w), 1
    if not fitted.fits and isinstance(slide, ContentSlide):
        rows, room = 2, TALL_TITLE if tall else room
        two_lines = ladder(one_line[-1].size, CONTENT_TITLE_FLOOR)
        fitted = fit(lines, two_lines, high=room.h, wide=room.w)
        wide = balanced(fitted, lambda wide: lines(fitted.rung, wide), room.w)
        fitted = replace(fitted, paragraphs=tuple(lines(fitted.rung, wide))) if fitted.fits else fitted
        room = replace(room, w=wide)
    holds = int(
        rows * len(slide.title.plain) * STANDARD["title"].w * (1 - RESERVE)
        / (draft.measure.run_width(fitted.paragraphs[0].runs) or 1.0)
    )  # fmt: skip
    lines_are = "has two lines at most, and they hold" if rows > 1 else "stays on one line, and that holds"
    hint = f"a title {lines_are} about {holds} characters of this one"
    draft.report_unfit("the title", fitted, slide.title.span, room.h, hint)
    return TextBox(
        name=draft.name("title"), box=room, paragraphs=fitted.paragraphs, anchor="middle",
        placeholder="title",
    )  # fmt: skip


def _room_for(runs: Sequence[Run], draft: Draft) -> float:
    """Inches that a box needs to hold runs on one line."""
    return sum(draft.measure.line_room(run.text, run.style) for run in runs)


def _eyebrow(draft: Draft) -> list[Run]:
    """What the slide says above its title, else the name of its part, which may be too long for a line."""
    part = part_of(draft.deck, draft.slide.number)
    words = capitals(draft.slide.eyebrow or (part.title if part else Text()), _caps(draft), draft.said)
    fits = bool(draft.slide.eyebrow and draft.deck.numbered) or _room_for(words, draft) <= EYEBROW.w
    return words if fits else []


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
    for role, when in (("hour", _hour(draft)), ("part", _part(draft))):
        if when:
            wide = pill_width(when, style, draft.measure)
            box = Box(right - wide, CHIPS_TOP, wide, PILL)
            draft.add(pill(draft, f"{role} chip", when, box, replace(style, color="navy"), "navy100"))
            return


def _part(draft: Draft) -> str:
    """`Part 2`, where the course has parts."""
    part = part_of(draft.deck, draft.slide.number)
    return draft.said.numbered(draft.said.part_number, part.part) if part else ""


def _hour(draft: Draft) -> str:
    """`Hour 2`; on slides about the whole session `2 hours`."""
    hours = draft.deck.front.hours
    if isinstance(draft.slide, AgendaSlide | TakeawaySlide) and hours:
        return draft.said.counted(draft.said.hours, len(hours))
    hour = draft.deck.hour_of(draft.slide.number)
    return draft.said.numbered(draft.said.hour, hour) if hour else ""


def chrome(draft: Draft, *, panel: Box | None = None) -> None:
    """Logo, footer, number and progress bar: read last.

    A footer that a dark `panel` at one side holds is set in light letters; else it and the logo stand beside the panel.
    """
    number, total = draft.slide.number, max(slide.number for slide in draft.deck.slides)
    theme, front, room = draft.theme, draft.deck.front, STANDARD["footer"]
    if draft.carried:
        foot_in_place(draft)
        return
    footer = front.footer or _course_line(draft)
    ink, mark = "mute", logo(draft, LOGO, decorative=True)
    if panel:
        inside = replace(room, w=panel.w - 2 * room.x)
        if not mark and draft.measure.line_room(footer, TextStyle(theme.size("footer"))) <= inside.w:
            room, ink = inside, "navy200"
        else:
            left = panel.w + room.x
            mark = logo(draft, replace(LOGO, x=left), decorative=True)
            room = replace(room, x=left, w=STANDARD["number"].x - left)
    start = mark.box.right + LOGO_GAP if mark else room.x
    end, line = mark.box.right if mark else 0.0, None
    if mark:
        draft.add(mark)
    if footer:
        run = Run(footer, TextStyle(theme.size("footer"), ink))
        box = Box(start, room.y, room.right - start, room.h)
        holds = int(len(footer) * box.w * (1 - RESERVE) / (draft.measure.run_width([run]) or 1.0))
        if holds < len(footer):
            instead = "shorten it" if front.footer else "write a shorter one: 'footer: …'"
            hint = f"a footer stays on one line, and that holds about {holds} characters of this one; {instead}"
            draft.report("L101", front.footer_span, "the footer does not fit", hint)
        else:
            end = start + draft.measure.line_room(footer, run.style)
            line = _line(draft, "footer", box, run, "left")
    counted = Run(f"{number} / {total}", TextStyle(theme.size("number"), "slate", bold=True))
    right = STANDARD["number"].right - draft.measure.line_room(counted.text, counted.style)
    in_the_footer(draft, max(end, room.x), right, room.y, room.h)
    if line:
        draft.add(line)
    draft.add(_line(draft, "number", STANDARD["number"], counted, "right"))
    progress(draft)


def _course_line(draft: Draft) -> str:
    """Course and title; in a part of a course the course, or its title, and the part, whose name may be too long.

    Where the part begins, its name stands above.
    """
    front, part = draft.deck.front, part_of(draft.deck, draft.slide.number)
    if part is None:
        return " · ".join(words for words in (front.course, front.title) if words)
    words = [front.course or front.title or in_a_line(draft.deck.heading), _part(draft), in_a_line(part.title)]
    style = TextStyle(draft.theme.size("footer"))
    lines = [
        " · ".join(word for word in words[:many] if word)
        for many in ((1,) if part.number == draft.slide.number else (3, 2, 1))
    ]
    return next((line for line in lines if draft.measure.line_room(line, style) <= STANDARD["footer"].w - LOGO.w), "")


def _line(draft: Draft, role: Literal["footer", "number"], box: Box, run: Run, align: Align) -> TextBox:
    words = draft.measure.paragraph([run], width=box.w, spacing=draft.theme.spacing("single"), align=align)
    return TextBox(name=draft.name(role), box=box, paragraphs=(words,), anchor="middle", placeholder=role)


def progress(draft: Draft) -> None:
    """How far the deck has come, from where reading starts: navy, with a gold head that ends at this slide."""
    number, total = draft.slide.number, max(slide.number for slide in draft.deck.slides)
    end = PROGRESS.w * number / total
    done = max(0.0, end - PROGRESS_HEAD)
    parts = (("track", 0.0, PROGRESS.w, "mist"), ("done", 0.0, done, "navy"), ("head", done, end - done, "gold"))
    for role, start, wide, fill in parts:
        if wide > 0:
            box = Box(PROGRESS.x + start, PROGRESS.y, wide, PROGRESS.h)
            draft.add(Shape(name=draft.name(f"progress {role}"), decorative=True, box=box, fill=fill))
