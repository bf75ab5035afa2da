"""The recap: a journey of outcomes, what to take home, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from build.drawing.art import icon
from build.drawing.frame_boxes import BODY
from build.drawing.page import (
    Box,
    Connector,
    Drawable,
    Freeform,
    Line,
    Paragraph,
    Path,
    Shape,
    TextBox,
    TextStyle,
)
from build.drawing.text_measure import Measure
from build.layout.card import PANEL, SECTION, card, disc, rule
from build.layout.draft import Draft, Subject
from build.layout.frame import chrome, heading
from build.layout.ladder import Rung, balanced, common, fit_at
from build.layout.runs import item_runs, runs_of
from build.layout.wisdom import wisdom
from build.spec.deck import Item, TakeawaySlide, Text

JOURNEY = Box(BODY.x, BODY.y, BODY.w, 2.66)
LIST_TOP, LIST_HIGH = 4.27, 2.77
HEAD = 0.733  # inches of its heading
NEXT_HIGH, NEXT_AIR = 1.43, 0.03  # inches; and more between it and the owl than between a body and the strip
NEXT_INSET = 0.28
LOW, HIGH = 0.89, 0.59  # centres of the stations below the journey's top, in turn
RING, DISC = 0.76, 0.60
STATION_TOP = 1.42  # of their words, below its top
ROW = 0.488

# What a station shows, by the verb that leads it.
ICONS = {
    "diagnose": "search", "find": "search", "explain": "layers", "understand": "layers", "build": "grid",
    "compare": "scale", "judge": "fork", "weigh": "scale", "benchmark": "clock", "measure": "clock", "time": "clock",
    "match": "target", "scale": "scale", "mask": "door", "hide": "door", "split": "share", "share": "share",
    "test": "check", "prove": "check", "select": "compass", "choose": "compass", "pick": "compass", "plan": "route",
}  # fmt: skip
ICON_ORDER = ("search", "layers", "scale", "fork", "clock", "compass", "target", "route", "flag")


def lay_out(draft: Draft, slide: TakeawaySlide) -> None:
    heading(draft)
    _journey(draft, slide.stations)
    _outcomes(draft, slide)
    _next(draft, slide)
    wisdom(draft)
    chrome(draft)


# ---- journey ----------------------------------------------------------------------------------------
def _journey(draft: Draft, stations: Sequence[Item]) -> None:
    if not stations:
        return
    journey = draft.frame.part(JOURNEY)
    draft.add(card(draft, "journey card", journey))
    pitch = journey.w / len(stations)
    top = journey.y + (journey.h - JOURNEY.h) / 3
    centres = [(journey.x + pitch * (i + 0.5), top + (HIGH if i % 2 else LOW)) for i in range(len(stations))]
    draft.add(_path(draft, centres, journey))
    column = pitch - 0.12
    high = journey.bottom - top - STATION_TOP - 0.08

    def make(item: Item, rung: Rung) -> list[Paragraph]:
        return [paragraph for part in _lead_and_rest(item, rung, column, draft.measure) for paragraph in part]

    sizes = [Rung(size, 1.12) for size in (18.0, 17.0, 16.0, 15.0, 14.0)]
    rung = common(stations, make, sizes, high=high, wide=column)
    for number, (item, name, (x, y)) in enumerate(zip(stations, _icons(stations), centres, strict=True), start=1):
        role = f"station {number}"
        draft.add(*_marker(draft, role, name, x, y))
        fitted = fit_at(rung, make(item, rung), high=high, wide=column)
        draft.report_unfit("a takeaway", fitted, item.span, high)
        draft.add(*_words(draft, role, item, rung, Box(x - column / 2, top + STATION_TOP, column, high)))


def _lead_and_rest(item: Item, rung: Rung, wide: float, measure: Measure) -> list[list[Paragraph]]:
    lead = runs_of(item.lead, TextStyle(rung.size + 2, bold=True))
    rest = runs_of(item.rest, TextStyle(rung.size), chip=False)
    return [[measure.paragraph(runs, width=wide, spacing=1.12, align="center")] for runs in (lead, rest) if runs]


def _words(draft: Draft, role: str, item: Item, rung: Rung, box: Box) -> list[TextBox]:
    """The verb, then what it is about in a column of its own, so that its lines are of like length."""
    boxes = []
    y = box.y
    for number, paragraphs in enumerate(_lead_and_rest(item, rung, box.w, draft.measure)):
        fitted = fit_at(rung, paragraphs, high=box.h, wide=box.w)

        def make(wide: float, number: int = number) -> list[Paragraph]:
            return _lead_and_rest(item, rung, wide, draft.measure)[number]

        wide = balanced(fitted, make, box.w)
        place = Box(box.x + (box.w - wide) / 2, y, wide, fitted.high)
        name = draft.name(f"{role} text" if number else role)
        boxes.append(TextBox(name=name, box=place, paragraphs=tuple(make(wide))))
        y += fitted.high
    return boxes


def _icons(stations: Sequence[Item]) -> list[str]:
    """An icon for each station by its verb, no two alike as long as there are others."""
    chosen: list[str] = []
    for item in stations:
        verb = (item.lead or item.rest).plain.split(" ")[0].casefold().strip(".,:")
        wished = [ICONS[verb]] if verb in ICONS else []
        chosen.append(next((name for name in (*wished, *ICON_ORDER) if name not in chosen), ICON_ORDER[0]))
    return chosen


def _marker(draft: Draft, role: str, name: str, x: float, y: float) -> list[Drawable]:
    ring = Box(x - RING / 2, y - RING / 2, RING, RING)
    inner = Box(x - DISC / 2, y - DISC / 2, DISC, DISC)
    circle = Shape(
        name=draft.name(f"{role} ring"), decorative=True, box=ring, kind="ellipse", fill="white",
        line=Line(color="gold", width=2.25), shadow="soft",
    )  # fmt: skip
    return [circle, disc(draft, f"{role} disc", name, inner, part=0.54)]


def _path(draft: Draft, centres: Sequence[tuple[float, float]], journey: Box) -> Freeform:
    """A band through all stations with dots on it, drawn in thousandths of an inch."""
    first, last = centres[0], centres[-1]
    ends = [(journey.x + 0.24, first[1] - 0.2), *centres, (journey.right - 0.24, last[1] + 0.16)]
    box = Box.spanning(ends)

    def at(x: float, y: float) -> str:
        return f"{(x - box.x) * 1000:.0f} {(y - box.y) * 1000:.0f}"

    data = f"M {at(*ends[0])}"
    for (x1, y1), (x2, y2) in pairwise(ends):
        middle = (x1 + x2) / 2
        data += f" C {at(middle, y1)} {at(middle, y2)} {at(x2, y2)}"
    band, dots = Line(color="gold100", width=9.0), Line(color="gold", width=3.0, dash="dot")
    return Freeform(
        name=draft.name("journey"), decorative=True, box=box,
        view=(0.0, 0.0, round(box.w * 1000, 3), round(box.h * 1000, 3)),
        paths=(Path(data, line=band), Path(data, line=dots)), turns=True,
    )  # fmt: skip


def _lower_top(draft: Draft) -> float:
    """Where what stands below the journey begins."""
    return draft.frame.part(Box(BODY.x, LIST_TOP, BODY.w, 0.0)).y


# ---- what to take home ------------------------------------------------------------------------------
def _outcomes(draft: Draft, slide: TakeawaySlide) -> None:
    items = slide.outcomes
    if not items:
        return
    heading_words = slide.outcomes_heading.plain or draft.said.take_it_home
    room, top = draft.frame.support, _lower_top(draft)
    room = Box(room.x, top, room.w, draft.frame.tall.bottom - top)
    draft.add(
        card(draft, "outcomes card", room),
        disc(draft, "outcomes disc", "sprout", Box(room.x + 0.246, top + 0.212, 0.34, 0.34)),
        draft.label(
            "outcomes heading", heading_words, Box(room.x + 0.7, top + 0.212, room.w - 1.52, 0.34), SECTION.at(20)
        ),
        rule(draft, "outcomes rule", room.x + 0.278, room.right - 0.28, top + 0.684, color="line"),
    )
    first = top + HEAD
    row = min(max(ROW, ROW * room.h / LIST_HIGH), (room.bottom - 0.097 - first) / len(items))
    left = room.x + 0.755
    wide = room.right - left - 0.2

    def make(item: Item, rung: Rung) -> list[Paragraph]:
        return [draft.measure.paragraph(item_runs(item, TextStyle(rung.size)), width=wide, spacing=rung.spacing)]

    sizes = [Rung(float(size), 1.1) for size in range(20, 13, -1)]
    rung = common(items, make, sizes, high=row, wide=wide)
    for number, item in enumerate(items, start=1):
        y = first + row * (number - 1)
        mark = Box(room.x + 0.286, y + row / 2 - 0.15, 0.30, 0.30)
        fitted = fit_at(rung, make(item, rung), high=row, wide=wide)
        draft.report_unfit("an outcome", fitted, item.span, row)
        words = Box(left, y, wide, row)
        if any(paragraph.rtl for paragraph in fitted.paragraphs):
            mark, words = mark.mirrored(room), words.mirrored(room)
        draft.add(
            Shape(
                name=draft.name(f"outcome {number} circle"), decorative=True, box=mark, kind="ellipse", fill="teal100",
                line=Line(color="teal", width=1.0),
            ),
            icon("check", mark.inset(0.06), color="teal", name_prefix=draft.name(f"outcome {number}")),
            TextBox(
                name=draft.name(f"outcome {number}"), box=words, paragraphs=fitted.paragraphs, anchor="middle",
            ),
        )  # fmt: skip


# ---- what comes next --------------------------------------------------------------------------------
def _next(draft: Draft, slide: TakeawaySlide) -> None:
    if not slide.next_title:
        return
    beside, y = draft.frame.wisdom, _lower_top(draft)
    bottom = draft.frame.body.bottom - NEXT_AIR if slide.wisdom else draft.frame.tall.bottom
    box = Box(beside.x, y, beside.w, bottom - y)
    top, left = box.y + (box.h - NEXT_HIGH) / 2, box.x + NEXT_INSET
    column = Box(left, top + 0.42, box.right - left - 0.2, 0.46)
    detail = Box(left, top + 0.93, box.w - 1.013, 0.4)
    caps = TextStyle(14, "goldlt", bold=True, spacing=1.6)
    draft.add(
        card(draft, "next card", box, fill=PANEL, line=""),
        draft.label("next label", draft.said.capitals(draft.said.up_next), Box(left, top + 0.18, 2.5, 0.24), caps),
        _white(draft, "next title", slide.next_title, column, TextStyle(24, "white", "display"), (24, 22, 20, 18)),
    )
    if slide.next_detail:
        draft.add(_white(draft, "next detail", slide.next_detail, detail, TextStyle(18, "navy200"), range(18, 13, -1)))
    circle = Box(box.right - 0.613, top + 0.88, 0.4, 0.4)
    arrow = Line(color="navy", width=2.25, head=True)
    draft.add(
        Shape(name=draft.name("next circle"), decorative=True, box=circle, kind="ellipse", fill="gold"),
        Connector(
            name=draft.name("next arrow"), decorative=True, x1=circle.x + 0.1, y1=circle.y + 0.2, x2=circle.right - 0.1,
            y2=circle.y + 0.2, line=arrow,
        ),
    )  # fmt: skip


def _white(draft: Draft, role: str, text: Text, box: Box, style: TextStyle, sizes: Iterable[float]) -> TextBox:
    def make(rung: Rung) -> list[Paragraph]:
        runs = runs_of(text, style.at(rung.size), strong="white", chip=False)
        return [draft.measure.paragraph(runs, width=box.w, spacing=rung.spacing)]

    ladder = [Rung(float(size), 1.1) for size in sizes]
    return draft.text(role, box, make, ladder, Subject("what comes next", text.span))
