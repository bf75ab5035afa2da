"""A guide as one HTML file, after the template `guide.html`: on a phone, on a wide screen and on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from build.documents.blocks import block_html
from build.documents.guide import Made, Pictured
from build.documents.model import (
    Checklist,
    Figure,
    Hour,
    KeyQuestions,
    OwnNotes,
    Part,
    Readings,
    Section,
    WaysOn,
)
from build.render.html.page import Shell, html, places_in
from build.render.html.words import inline
from build.spec.content import Formula, Image
from build.spec.said import Said
from build.theme.tokens import Theme

PART_LEVEL = 4  # of the headings in a section
ICONS = {Readings: "book", WaysOn: "flag", OwnNotes: "list", Figure: "layers", Checklist: "check"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A part as the template takes it. `beside` stands at its right where there is room."""

    kind: str
    part: object
    markup: str = ""
    picture: Pictured | None = None
    beside: Shown | None = None


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    id: str
    heading: Markup
    icon: str
    minutes: str
    by_topic: bool  # its minutes are those of the topics
    ticks: int
    parts: Sequence[Shown]


@dataclass(frozen=True, kw_only=True)
class ShownHour:
    hour: Hour
    number: int
    heading: Markup
    lead: Sequence[Markup]
    sections: Sequence[ShownSection]
    readings: int


def guide_page(made: Made, theme: Theme, *, name: str) -> str:
    """The page. `name` is the file's without its ending, under which a browser keeps ticks and notes."""
    guide, front = made.guide, made.guide.head.front
    title = guide.heading.plain or front.title
    course = front.course or title
    hours = [_hour(hour, number, made, theme) for number, hour in enumerate(guide.hours, 1)]
    shell = Shell(
        title=title,
        course=course,
        language=front.language,
        here=made.said.guides,
        foot=" · ".join(dict.fromkeys((course, title))),
        day=made.said.facts_of.format(made.said.day(made.day)) if made.day else "",
        author=front.author,
        places=places_in(made.said),
        said=made.said,
    )
    return html(
        "guide.html",
        theme,
        shell=shell,
        made=made,
        name=name,
        title=inline(guide.heading) or title,
        lead=[inline(text) for text in guide.lead],
        hours=hours,
        names=[_name(hour, number, made.said) for number, hour in enumerate(guide.hours, 1)],
        said=made.said,
        words={"ticks_of": made.said.ticks_of, "show": made.said.show},
        minutes=guide.minutes,
        timed=sum(hour.minutes is not None for hour in guide.hours),
        ticks=sum(hour.ticks for hour in guide.hours),
        inline=inline,
    )


def _name(hour: Hour, number: int, said: Said) -> str:
    """`Hour 2` or `Part 2`, in the guide's language."""
    return said.named_hour(hour.name) if hour.name else said.numbered(said.part_number, number)


def _hour(hour: Hour, number: int, made: Made, theme: Theme) -> ShownHour:
    return ShownHour(
        hour=hour,
        number=number,
        heading=inline(hour.heading),
        lead=[inline(text) for text in hour.lead],
        sections=[_section(section, hour, made, theme) for section in hour.sections],
        readings=len(hour.sources),
    )


def _section(section: Section, hour: Hour, made: Made, theme: Theme) -> ShownSection:
    kinds = [type(part) for part in section.parts]
    icon = section.icon or next((ICONS[kind] for kind in ICONS if kind in kinds), "layers")
    ticks = sum(len(part.ticks) for part in section.parts if isinstance(part, Checklist))
    sources = [source for part in section.parts if isinstance(part, Readings) for source in part.sources]
    if section.minutes is not None and hour.minutes:
        minutes = f"{made.said.one_of_two.format(section.minutes, hour.minutes)} {made.said.min}"
    elif section.minutes is not None:
        minutes = f"{section.minutes} {made.said.min}"
    else:
        minutes = f"{sum(source.minutes for source in sources)} {made.said.min}" if sources else ""
    return ShownSection(
        id=section.id,
        heading=inline(section.heading),
        icon=icon,
        minutes=minutes,
        by_topic=section.minutes is None,
        ticks=ticks + len(sources),
        parts=list(_parts(section.parts, made, theme)),
    )


def _parts(parts: Sequence[Part], made: Made, theme: Theme) -> Iterator[Shown]:
    """The parts in order; a checklist with what can stand beside it, questions or notes, as one."""
    waiting: Shown | None = None
    for part in parts:
        shown = _shown(part, made, theme)
        if waiting and isinstance(part, (KeyQuestions, OwnNotes)):
            yield Shown(kind="pair", part=waiting.part, beside=shown)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = shown if isinstance(part, Checklist) else None
        if waiting is None:
            yield shown
    if waiting:
        yield waiting


def _shown(part: Part, made: Made, theme: Theme) -> Shown:
    match part:
        case Checklist() | Readings() | KeyQuestions() | OwnNotes():
            return Shown(kind=type(part).__name__.lower(), part=part)
        case WaysOn(links=links):
            return Shown(kind="wayson", part=[made.ways[link] for link in links])
        case Figure(call=call):
            return Shown(kind="figure", part=part, picture=made.pictures[call])
        case Formula() | Image():
            return Shown(kind="apart", part=made.set_apart[part])
        case _:
            return Shown(kind="block", part=part, markup=block_html(part, theme, PART_LEVEL))
