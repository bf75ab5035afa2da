"""One request on a line of time: when each token came, and which stretch each name means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, scale_of
from build.figures.marks import Amount, amounts
from engine.units import Seconds, Table

LEAST, MOST = 3, 12
LANE = 0.3  # inches of a bracket with its name
TOKEN = 0.25
SENT = 0.5
BAR, HEAD = 0.28, 0.3  # inches of a bar below, and of what is told over them


def token_times(
    canvas: Canvas, times: Fact[Table], *others: Fact[Seconds], labels: tuple[str, ...] = (), told: str = "",
    unit: str = "",
) -> Drawing:  # fmt: skip
    """A request by its fields `token_1`, `token_2` …: when each token came after it was sent.

    Above stand the gaps between tokens (ITL), below the first wait (TTFT), the whole (E2E) and what is left of it,
    shared among the tokens behind the first (TPOT). At the foot `others` are bars, called by `labels` and headed by
    `told`: what is made of these moments.
    """
    moments = _moments(times)
    ttft, last = moments[0], moments[-1]
    tpot = Seconds((last - ttft) / (len(moments) - 1))
    scale = unit or next(key for key, value in Seconds(ttft).scales.items() if value is scale_of(Seconds(ttft), ""))

    def said(seconds: float) -> str:
        return canvas.shown(Seconds(seconds), scale)

    if labels and len(labels) != len(others):
        raise MismatchError(f"labels names {len(labels)} for {len(others)} bars")
    box, below = canvas.box, _below(canvas, others, labels, told, scale)
    box = replace(box, h=box.h - below.high)
    need = TOKEN + 4 * LANE
    if box.h < need:
        raise UnfitError(f"times of tokens need {need:.2f} in of height and have {box.h:.2f} in")
    lane = min(0.42, (box.h - TOKEN) / 4)
    top = box.y + (box.h - TOKEN - 4 * lane) / 2
    left, right = box.x + SENT / 2, box.right - TOKEN / 2
    line_y = top + lane + TOKEN / 2

    def at(seconds: float) -> float:
        return left + (right - left) * seconds / last

    items: list[Drawable] = [canvas.arrow("time", left, line_y, box.right, line_y, Line("navy300", 2))]
    sent = canvas.shape("sent", Box(box.x, line_y - TOKEN / 2, SENT, TOKEN), "white", Line("line2", 1.25), radius=0.08)
    items.append(canvas.with_words(sent, "sent", TextStyle(LABEL, "slate")))
    longest = max(range(1, len(moments)), key=lambda i: moments[i] - moments[i - 1])
    for i, moment in enumerate(moments):
        place = Box(at(moment) - TOKEN / 2, line_y - TOKEN / 2, TOKEN, TOKEN)
        fill, ink = ("gold", "navy") if i == 0 else ("navy", "white")
        mark = canvas.shape(f"token {i + 1}", place, fill, radius=0.06)
        items.append(canvas.with_words(mark, str(i + 1), TextStyle(LABEL, ink, bold=True)))
    gap = Box(at(moments[longest - 1]), top, at(moments[longest]) - at(moments[longest - 1]), lane)
    words = f"longest gap {said(moments[longest] - moments[longest - 1])}"
    wide = max(gap.w, canvas.wide_of(words, BOLD) + 0.02)
    x = min(gap.x + gap.w / 2 - wide / 2, box.right - wide)
    items.append(
        canvas.text("longest gap", words, Box(x, top - 0.02, wide, lane - 0.08), TextStyle(LABEL, "brick", bold=True))
    )
    for i in range(1, len(moments)):
        color = "brick" if i == longest else "navy300"
        items.append(
            canvas.rule(f"gap {i}", at(moments[i - 1]) + 0.04, at(moments[i]) - 0.04, top + lane - 0.05, color, 2.25)
        )
    items.append(
        canvas.text("gaps", "ITL: each gap", Box(box.x, top - 0.02, at(ttft) - box.x - 0.1, lane - 0.08), QUIET, "left")
    )
    spans = (
        ("TTFT", 0.0, ttft, said(ttft), "goldink"),
        ("TPOT", ttft, last, f"{len(moments) - 1} gaps, {said(tpot)} each", "navy"),
    )
    y = top + lane + TOKEN
    for name, start, end, value, ink in spans:
        items += _bracket(canvas, name, at(start), at(end), y, lane, value, ink)
    items += _bracket(canvas, "E2E", at(0.0), at(last), y + lane, lane, said(last), "slate")
    axis = canvas.text(
        "formula",
        f"TPOT = (E2E − TTFT) / (n − 1), n = {len(moments)} tokens",
        Box(box.x, y + 2 * lane, box.w, lane),
        QUIET.at(15),
    )
    alt = (
        f"One request: tokens {', '.join(said(moment) for moment in moments)} after it was sent. "
        f"TTFT {said(ttft)}, TPOT {said(tpot)}, {words}, E2E {said(last)}"
    )
    return Drawing((*items, axis, *below.items), alt + below.said)


@dataclass(frozen=True)
class Below:
    """Bars at the foot: how high they are with their heading, and what they say."""

    high: float = 0.0
    items: tuple[Drawable, ...] = ()
    said: str = ""


def _below(canvas: Canvas, others: Sequence[Fact[Seconds]], labels: Sequence[str], told: str, scale: str) -> Below:
    if not others:
        return Below()
    names = labels or [fact.label for fact in others]
    least = min(float(fact.value) for fact in others)
    bars = [
        Amount(
            name,
            fact.value,
            canvas.shown(fact.value, scale),
            *(("navy300", "navy") if fact.value <= least * 1.001 else ("gold", "goldink")),
        )
        for name, fact in zip(names, others, strict=True)
    ]
    high = BAR * len(bars) + (HEAD if told else 0.0)
    box = Box(canvas.box.x, canvas.box.bottom - high, canvas.box.w, high)
    items: list[Drawable] = [canvas.rule("foot", box.x, box.right, box.y - 0.06, "line")]
    if told:
        items.append(
            canvas.text("told", told, Box(box.x, box.y, box.w, HEAD - 0.04), TextStyle(15, "navy", bold=True), "left")
        )
    items += amounts(canvas, "other", Box(box.x, box.bottom - BAR * len(bars), box.w, BAR * len(bars)), bars)
    return Below(high + 0.12, tuple(items), f". {told}: " + ", ".join(f"{bar.name} {bar.shown}" for bar in bars))


def _moments(times: Fact[Table]) -> Sequence[float]:
    found = [value for name, value in times.value.items() if name.startswith("token_")]
    if not LEAST <= len(found) <= MOST:
        raise MismatchError(
            f"{times.reference} has {len(found)} fields token_1, token_2 …; {LEAST} to {MOST} are drawn"
        )
    if wrong := next((value for value in found if not isinstance(value, Seconds)), None):
        raise MismatchError(f"{times.reference} has a token in {type(wrong).__name__}; times are in Seconds")
    moments = [float(value) for value in found]
    if moments[0] <= 0 or sorted(set(moments)) != moments:
        raise MismatchError(f"{times.reference} has tokens that do not come one after the other, behind 0")
    return moments


def _bracket(
    canvas: Canvas, name: str, start: float, end: float, y: float, lane: float, value: str, ink: str
) -> list[Drawable]:
    """A level line with its ends marked, and its name with its value below it."""
    level = y + 0.07
    line = Line(ink, 1.5)
    words = f"{name} {value}" if value else name
    wide = max(end - start, canvas.wide_of(words, BOLD) + 0.02)
    place = Box(start + (end - start - wide) / 2, level + 0.02, wide, lane - 0.11)
    return [
        canvas.arrow(f"{name} line", start, level, end, level, line),
        canvas.arrow(f"{name} start", start, level - 0.04, start, level + 0.04, line),
        canvas.arrow(f"{name} end", end, level - 0.04, end, level + 0.04, line),
        canvas.text(f"{name} words", words, place, TextStyle(LABEL, ink, bold=True)),
    ]
