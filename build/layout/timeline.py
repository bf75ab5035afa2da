"""The time line of the agenda: what happens when, from the spec's own words or from the deck's slide kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from build.drawing.art import icon
from build.drawing.frame_boxes import SUPPORT
from build.drawing.page import Align, Box, Line, Shape, TextBox, TextStyle
from build.layout.card import card
from build.layout.draft import Draft
from build.layout.support_strip import strip_box
from build.spec.deck import (
    AnimationSlide,
    ConceptSlide,
    Deck,
    PracticalSlide,
    Slide,
    TakeawaySlide,
    Text,
)

HIGH = SUPPORT.h  # inches that all of it takes, in the middle of a higher strip
MINUTES_TOP, BAR_TOP, WORDS_TOP = 0.09, 0.47, HIGH - 0.4  # below its top
GAP = 0.07  # between the hours' bars
NODE = 0.34
LABEL, MINUTES = TextStyle(15.0), TextStyle(15.0, "slate")
APART, CLOSE = 0.2, 0.08  # between the words of two stops, at the least where they are many
HOUR = 60  # minutes of an hour whose slides do not say how long they take
COLORS = ("navy", "gqa")
LONG = 2 / 3  # of the longest run of its kind: a stop stands where there is time for it

WORDS: Mapping[type[Slide], tuple[str, str]] = {
    ConceptSlide: ("ideas", "sprout"),
    AnimationSlide: ("animation", "play"),
    PracticalSlide: ("labs", "term"),
    TakeawaySlide: ("recap", "flag"),
}
ICONS = {
    "idea": "sprout", "animat": "play", "film": "play", "lab": "term", "hands": "term", "code": "code",
    "choose": "compass", "select": "compass", "recap": "flag", "break": "clock", "measure": "bars",
}  # fmt: skip

_ENTRY = re.compile(r"^\s*(\d+)(?:\s*[-–]\s*(\d+))?\s*(?:min(?:utes)?)?\s*[:\-–]?\s*(.+?)\s*$")


@dataclass(frozen=True)
class Stop:
    """Something that begins at a minute; one that ends at a minute too is a pause, and no hour's time."""

    minute: float
    words: str
    icon: str
    end: float | None = None

    @property
    def pause(self) -> float:
        return 0.0 if self.end is None else max(0.0, self.end - self.minute)


@dataclass(frozen=True)
class Plan:
    """How long each hour takes, and the stops."""

    hours: tuple[float, ...]
    stops: tuple[Stop, ...]


def top_in(strip: Box) -> float:
    """Where it begins."""
    return strip.y + (strip.h - HIGH) / 2


def bar_in(strip: Box) -> Box:
    """All hours, end to end."""
    return Box(strip.x + 0.397, top_in(strip) + BAR_TOP, strip.w - 0.794, 0.12)


def timeline(draft: Draft, entries: Sequence[Text]) -> None:
    """Bars, minutes and stops in the support strip, where the deck says which slides make an hour."""
    plan = plan_of(draft.deck)
    if entries:
        plan = Plan(plan.hours, tuple(stop for stop in map(_read, entries) if stop))
        for entry in entries:
            if _read(entry) is None:
                draft.report("L104", entry.span, "a time line entry is a minute and a word", "write: 20 Animation")
    if not plan.hours:
        return
    strip = strip_box(draft)
    bar = bar_in(strip)
    draft.add(card(draft, "timeline card", strip))
    spans = _spans(plan)
    total = spans[-1][1]
    before = 0.0
    for number, (start, end) in enumerate(spans):
        x, right = bar.x + bar.w * start / total, bar.x + bar.w * end / total
        left = x + (GAP / 2 if number else 0)
        wide = right - left - (GAP / 2 if number < len(spans) - 1 else 0)
        box = Box(left, bar.y, wide, bar.h)
        minutes, middle = f"{start:.0f}", x
        if number and start > before:
            minutes, middle = f"{before:.0f}–{start:.0f}", bar.x + bar.w * (before + start) / 2 / total
        color = COLORS[number % 2]
        draft.add(
            Shape(
                name=draft.name(f"timeline bar {number + 1}"),
                decorative=True,
                box=box,
                kind="round",
                radius=0.06,
                fill=color,
            ),
            _minutes(draft, number, minutes if number else f"{minutes} {draft.said.min}", middle, not number),
        )
        before = end
    last = Box(bar.right - 1.2, top_in(strip) + MINUTES_TOP, 1.2, 0.24)
    draft.add(draft.label("timeline end", f"{total:.0f} {draft.said.min}", last, MINUTES, align="right"))
    _stops(draft, plan, spans)


def _spans(plan: Plan) -> list[tuple[float, float]]:
    """From when to when each hour is: a pause within one makes it longer, one behind it keeps the next waiting."""
    pauses = [stop for stop in plan.stops if stop.pause]
    spans: list[tuple[float, float]] = []
    now = 0.0
    for length in plan.hours:
        start, end = now, now + length
        for pause in pauses:
            if start < pause.minute < end:
                end += pause.pause
        spans.append((start, end))
        now = end + sum(pause.pause for pause in pauses if pause.minute == end)
    return spans


def _minutes(draft: Draft, number: int, words: str, x: float, first: bool) -> TextBox:
    box = Box(x if first else x - 0.4, top_in(strip_box(draft)) + MINUTES_TOP, 0.8, 0.24)
    align: Align = "left" if first else "center"
    return draft.label(f"timeline hour {number + 1}", words, box, MINUTES, align=align)


def _stops(draft: Draft, plan: Plan, spans: Sequence[tuple[float, float]]) -> None:
    """Circles with a word below, a pause's in its middle."""
    total, strip = spans[-1][1], strip_box(draft)
    bar = bar_in(strip)
    rooms = [draft.measure.line_room(stop.words, LABEL) for stop in plan.stops]
    wished = [bar.x + bar.w * min(max((stop.minute + stop.pause / 2) / total, 0.0), 1.0) for stop in plan.stops]
    middles = apart(wished, rooms, bar, strip)
    for number, (stop, wide, x) in enumerate(zip(plan.stops, rooms, middles, strict=True), start=1):
        role = f"timeline stop {number}"
        name = draft.name(role)
        hour = next((i for i, (_, end) in enumerate(spans) if stop.minute < end), len(spans) - 1)
        color = COLORS[hour % 2]
        circle = Box(x - NODE / 2, bar.y + bar.h / 2 - NODE / 2, NODE, NODE)
        draft.add(
            Shape(
                name=f"{name} circle", decorative=True, box=circle, kind="ellipse", fill="white", line=Line(color, 2.25)
            ),
            icon(stop.icon, circle.inset(0.08), color="navy" if hour % 2 == 0 else "goldink", name_prefix=name),
            draft.label(
                role, stop.words, Box(x - wide / 2, top_in(strip) + WORDS_TOP, wide, 0.26), LABEL, align="center"
            ),
        )


def apart(wished: Sequence[float], rooms: Sequence[float], bar: Box, strip: Box) -> list[float]:
    """Where the stops stand: each moves right of the one before it, then back from the end where that is too far."""
    ends = [min(strip.right - 0.08 - wide / 2, bar.right - NODE / 2) for wide in rooms]
    halves = [max(wide, NODE) / 2 for wide in rooms]
    found: list[float] = []
    for gap in (APART, CLOSE):
        found, last = [], -1.0
        for x, wide, half, end in zip(wished, rooms, halves, ends, strict=True):
            x = min(max(x, bar.x + NODE / 2, strip.x + 0.08 + wide / 2), end)
            found.append(max(x, last + half))
            last = found[-1] + half + gap
        if not found or found[-1] <= ends[-1]:
            return found
    last = strip.right
    for number in reversed(range(len(found))):
        found[number] = min(found[number], ends[number], last - halves[number])
        last = found[number] - halves[number] - CLOSE
    return found


def _read(entry: Text) -> Stop | None:
    found = _ENTRY.match(entry.plain)
    if not found:
        return None
    minute, end, words = found.groups()
    name = next((name for word, name in ICONS.items() if word in words.casefold()), "sprout")
    return Stop(float(minute), words, name, float(end) if end else None)


# ---- from the deck ----------------------------------------------------------------------------------
def plan_of(deck: Deck) -> Plan:
    """Hours as long as their slides' minutes say; a stop in the middle of each kind's first long run of slides."""
    lengths: list[float] = []
    stops: list[Stop] = []
    for _, first, last in deck.front.hours:
        slides = [slide for slide in deck.slides if first <= slide.number <= last]
        said = sum(slide.minutes or 0 for slide in slides)
        length = float(said) if slides and all(slide.minutes for slide in slides) else float(HOUR)
        weights = [float(slide.minutes or 0) or 1.0 for slide in slides]
        scale = length / (sum(weights) or 1.0)
        runs = [
            (kind, sum(weight for _, weight in run) * scale)
            for kind, run in groupby(zip(slides, weights, strict=True), key=lambda pair: type(pair[0]))
        ]
        now, seen = sum(lengths), set[type[Slide]]()
        for kind, taken in runs:
            longest = max(other for same, other in runs if same is kind)
            if kind in WORDS and kind not in seen and taken >= longest * LONG:
                stops.append(Stop(now + taken / 2, getattr(deck.said, WORDS[kind][0]), WORDS[kind][1]))
                seen.add(kind)
            now += taken
        lengths.append(length)
    return Plan(tuple(lengths), tuple(stops))
