"""The title slide: what the session is called and promises, beside a picture of its idea."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from build.drawing.art import icon
from build.drawing.direction import RIGHT_TO_LEFT, has_right_to_left
from build.drawing.frame_boxes import PROGRESS, TITLE_LOGO, TITLE_SLIDE, TITLE_WISDOM
from build.drawing.page import (
    PAGE,
    Box,
    Freeform,
    Gradient,
    Group,
    Line,
    Paragraph,
    Path,
    Run,
    Shape,
    TextBox,
    TextStyle,
)
from build.layout.card import PANEL, SECTION, card, pill, pill_width
from build.layout.draft import Draft, Subject
from build.layout.frame import progress
from build.layout.ladder import Rung, balanced, fit
from build.layout.logo import logo
from build.layout.runs import runs_of
from build.layout.ties import without_short_ends
from build.layout.visual import draw_visual
from build.layout.wisdom import mascot, wisdom
from build.spec.deck import Text, TitleSlide

LEFT = TITLE_SLIDE["title"].x
PROMISES_TOP, PROMISE = 5.66, 0.48
COURSE = Box(LEFT, 6.56, 6.6, 0.32)
HERO = Box(7.15, 0.72, 5.68, 4.90)
SIDE = Box(9.6, 0.0, PAGE.w - 9.6, PROGRESS.y)  # a panel, where there is no picture
WIDER = {"title": 2.2, "body": 2.8}  # inches that title and subtitle gain beside it
QUARTERS = ((3.2, "navy500"), (2.4, "navy300"), (1.6, "gold"))  # inches, and a colour
KAPPA = 0.5523  # how far the ends of a quarter of a circle pull its curve
GREAT = 72  # points of a title beside it

PROMISE_ICONS = {
    "quality": "check",
    "latency": "clock",
    "fast": "clock",
    "time": "clock",
    "speed": "bolt",
    "memory": "chip",
}


def lay_out(draft: Draft, slide: TitleSlide) -> None:
    shows = slide.visual is not None or bool(draft.deck.front.mascot or slide.wisdom)
    if shows:
        draft.add(_arcs(draft))
    else:
        draft.add(Shape(name=draft.name("panel"), decorative=True, box=SIDE, fill=PANEL), *_quarters(draft))
    _title(draft, slide, shows=shows)
    if slide.chip:
        words = draft.said.capitals(slide.chip.plain)
        style = TextStyle(17, "goldlt", bold=True)
        box = Box(LEFT, 0.72, pill_width(words, style, draft.measure), 0.43)
        draft.add(pill(draft, "chip", words, box, style, "navy"))
    mark = logo(draft, TITLE_LOGO, right=True)
    if mark:
        draft.add(mark)
    bar = Box(LEFT, 4.20, 1.1, 0.055)
    draft.add(Shape(name=draft.name("rule"), decorative=True, box=bar, kind="round", radius=0.0275, fill="gold"))
    _subtitle(draft, slide, _room("body", shows=shows))
    _promises(draft, slide.promises)
    _course(draft)
    if shows:
        _hero(draft, slide)
    wisdom(draft, TITLE_WISDOM)
    progress(draft)


def _title(draft: Draft, slide: TitleSlide, *, shows: bool) -> None:
    """In as few lines as it takes, and those balanced; none ends in a short word."""
    room = _room("title", shows=shows)

    def make(rung: Rung, wide: float = room.w) -> list[Paragraph]:
        runs = runs_of(slide.title, TextStyle(rung.size, "navy", face="display"))
        return [
            draft.measure.paragraph(without_short_ends(runs, wide, draft.measure), width=wide, spacing=rung.spacing)
        ]

    theme = draft.theme
    largest = int(theme.size("title_slide")) if shows else GREAT
    sizes = range(largest, int(theme.size("title_slide_floor")) - 1, -2)
    ladder = [Rung(float(size), theme.spacing("title_slide")) for size in sizes]
    fitted = fit(make, ladder, high=room.h, wide=room.w)
    draft.report_unfit("the title", fitted, slide.title.span, room.h)
    box = replace(room, w=balanced(fitted, lambda wide: make(fitted.rung, wide), room.w))
    draft.add(
        TextBox(
            name=draft.name("title"), box=box, paragraphs=tuple(make(fitted.rung, box.w)),
            anchor="middle" if shows else "bottom",
            placeholder="title",
        )
    )  # fmt: skip


def _room(role: str, *, shows: bool) -> Box:
    """A placeholder's box; wider where no picture stands beside it."""
    box = TITLE_SLIDE[role]
    return box if shows else replace(box, w=box.w + WIDER[role])


def _subtitle(draft: Draft, slide: TitleSlide, room: Box) -> None:
    if not slide.subtitle:
        return

    def make(rung: Rung) -> list[Paragraph]:
        return [
            draft.measure.paragraph(runs_of(slide.subtitle, TextStyle(rung.size)), width=room.w, spacing=rung.spacing)
        ]

    sizes = range(int(draft.theme.size("subtitle")), int(draft.theme.size("subtitle_floor")) - 1, -1)
    ladder = [Rung(float(size), draft.theme.spacing("subtitle")) for size in sizes]
    subtitle = draft.text("subtitle", room, make, ladder, Subject("the subtitle", slide.subtitle.span), "top")
    draft.add(replace(subtitle, placeholder="body"))


def _promises(draft: Draft, promises: Sequence[Text]) -> None:
    """Pills in one row; smaller where they would reach the picture."""
    words = [draft.said.capital(promise.plain.strip().rstrip(".。")) for promise in promises]
    if not words:
        return
    disc, gap = 0.32, 0.11
    for style in (SECTION.at(size) for size in (16.0, 15.0, 14.0)):
        widths = [0.1 + disc + 0.08 + draft.measure.line_room(promise, style) + 0.12 for promise in words]
        if sum(widths) + gap * (len(words) - 1) <= HERO.x - LEFT - 0.08:
            break
    else:
        draft.report(
            "L101", promises[-1].span, "the promises do not fit one row at 14 pt", "shorten them to two words each"
        )
    x = LEFT
    for number, (text, wide) in enumerate(zip(words, widths, strict=True), start=1):
        role = draft.name(f"promise {number}")
        box = Box(x, PROMISES_TOP, wide, PROMISE)
        circle = Box(x + 0.1, PROMISES_TOP + (PROMISE - disc) / 2, disc, disc)
        name = next((icon for word, icon in PROMISE_ICONS.items() if word in text.casefold()), "check")
        left = circle.right + 0.07
        place = Box(left, box.y, box.right - left - 0.08, box.h)
        children = (
            Shape(
                name=f"{role} bar",
                decorative=True,
                box=box,
                kind="round",
                radius=PROMISE / 2,
                fill="white",
                line=Line(color="line", width=1.0),
                shadow="soft",
            ),
            Shape(name=f"{role} circle", decorative=True, box=circle, kind="ellipse", fill="gold100"),
            icon(name, circle.inset(0.06), color="goldink", name_prefix=role),
            draft.label(f"promise {number} words", text, place, style),
        )
        draft.add(Group(name=role, alt=text, children=children))
        x = box.right + gap


def _course(draft: Draft) -> None:
    """`Course · two-hour session · 30 slides`, of the front matter and the deck; its author where that is another."""
    front = draft.deck.front
    whose = front.course or front.author
    author = front.author if front.author != whose else ""
    said = draft.said
    many = said.counted(said.slides, len(draft.deck.slides))
    parts = (author, said.day(front.date), said.session(len(front.hours)), many)
    rest = " · ".join(part for part in parts if part)
    turn = RIGHT_TO_LEFT if has_right_to_left(many) else ""  # else a number would stand with a Latin name before it

    def make(rung: Rung) -> list[Paragraph]:
        runs = [Run(whose, TextStyle(rung.size, "slate", bold=True))] if whose else []
        runs.append(Run((f" ·{turn} " if whose else "") + rest, TextStyle(rung.size, "slate")))
        return [draft.measure.paragraph(runs, width=COURSE.w)]

    sizes = [Rung(size, 1.1) for size in (18.0, 17.0, 16.0, 15.0, 14.0)]
    draft.add(draft.text("course", COURSE, make, sizes, Subject("the course line", draft.slide.span)))


def _hero(draft: Draft, slide: TitleSlide) -> None:
    look = Gradient("white", "pearl", 135)
    draft.add(card(draft, "hero card", HERO, fill=look, shadow="lift", radius=0.2))
    if slide.visual is not None:
        draw_visual(draft, slide.visual, HERO.inset(0.28, 0.2))
    else:
        side = 3.2
        place = Box(HERO.x + (HERO.w - side) / 2, HERO.y + (HERO.h - side) / 2, side, side)
        draft.add(replace(mascot(draft, place, f"{draft.id} hero"), name=draft.name("visual")))


def _quarters(draft: Draft) -> Iterator[Freeform]:
    """Quarters of circles round the lower outer corner of the panel."""
    for number, (radius, color) in enumerate(QUARTERS, start=1):
        line, far, bend = Line(color=color, width=1.5), radius * 1000, radius * 1000 * (1 - KAPPA)
        data = f"M 0 {far:.0f} C 0 {bend:.0f} {bend:.0f} 0 {far:.0f} 0"
        box = Box(SIDE.right - radius, SIDE.bottom - radius, radius, radius)
        yield Freeform(
            name=draft.name(f"panel arc {number}"), decorative=True, box=box, view=(0.0, 0.0, far, far),
            paths=(Path(data, line=line),), turns=True,
        )  # fmt: skip


def _arcs(draft: Draft) -> Freeform:
    """Two faint circles round the picture, cut at the edges of the slide."""
    data = (
        "M 5765 0 C 4990 1000 4700 2100 4700 3160 C 4700 4900 5600 6500 7080 7500 "
        "M 7740 0 C 6700 760 6100 1900 6100 3160 C 6100 5000 7400 6560 9070 6560 C 10740 6560 12040 5000 12040 3160"
    )
    line = Line(color="mist", width=0.75)
    return Freeform(
        name=draft.name("arcs"), decorative=True, box=Box(4.7, 0.0, 7.34, 7.5), view=(4700.0, 0.0, 7340.0, 7500.0),
        paths=(Path(data, line=line),), turns=True,
    )  # fmt: skip
