"""What holds each phase of inference back: the share it attains of the best reading and of the best arithmetic."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.bottleneck import SPEED, Phase, phases
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError, as_text, in_words
from build.figures.marks import Amount, amounts
from engine.units import Bytes, BytesPerSecond, Count, Ratio, Table

SHARE = "_of_memory"  # behind a field's name: its share of the best reading, taken run by run
WAYS = ("memory", "arithmetic")
ROW, AMOUNT = 0.56, 0.25  # inches of a phase with its two bars, and of a line below them
MOST = 3


def limits(
    canvas: Canvas, roofline: Fact[Table], reads: Fact[Table] | None = None, *, labels: tuple[str, ...] = (),
    told: str = "",
) -> Drawing:  # fmt: skip
    """Two bars a phase, in gold the one that is nearer to its end; below, what a step `reads`, as `told`.

    Fields: those of the roofline, with a `…_speed` for each point; `…_of_memory` and `…_of_peak` are the shares, else
    they are worked out. Of `reads` the fields in bytes are drawn; `caches_full` is called "Caches, 8,192 tokens"
    where there is a count `full`.
    """
    (bandwidth,) = roofline.need("bandwidth")
    if not isinstance(bandwidth, BytesPerSecond):
        raise MismatchError(f"{roofline.reference} has bandwidth in {type(bandwidth).__name__}")
    shown = phases(roofline, labels)
    if missing := [point.name for point in shown if point.attained is None]:
        raise MismatchError(f"{roofline.reference} has no {SPEED} for: {', '.join(missing)}")
    if len(shown) > MOST:
        raise MismatchError(f"{roofline.reference} has {len(shown)} points; up to {MOST} are drawn")
    bars = _bars(reads) if reads else []
    rows = [0.24, *[ROW] * len(shown)] + ([0.24, AMOUNT * len(bars)] if bars else [])
    head, *rest = stack(canvas.box, rows, [0.06, *[0.1] * (len(shown) - 1)] + ([0.3, 0.04] if bars else []))
    heading = "Share of what memory and arithmetic allow"
    items: list[Drawable] = [canvas.text("measure", heading, head, QUIET.at(15), align="left")]
    spoken = []
    labelled = canvas.widest([point.name for point in shown], TextStyle(LABEL, bold=True))
    for point, row in zip(shown, rest, strict=False):
        shares = (_of_memory(roofline, point, bandwidth), point.of_peak)
        items += _phase(canvas, point.name, shares, row, labelled)
        memory, arithmetic = (canvas.shown(share, "percent.0") for share in shares)
        spoken.append(f"{point.name}: memory {memory}, arithmetic {arithmetic}")
    if bars:
        caption, lines = rest[-2:]
        items.append(canvas.rule("rule", head.x, head.right, (rest[len(shown) - 1].bottom + caption.y) / 2, "line"))
        if told:
            items.append(canvas.text("reads told", told, caption, QUIET.at(15), align="left"))
        items += amounts(canvas, "reads", lines, bars)
    alt = f"Share of the best reading and of the best arithmetic that is attained. {'; '.join(spoken)}"
    below = ", ".join(f"{bar.name} {bar.shown}" for bar in bars)
    return Drawing(tuple(items), f"{alt}. {told}: {below}" if bars else alt)


def _of_memory(roofline: Fact[Table], point: Phase, bandwidth: BytesPerSecond) -> Ratio:
    share = roofline.maybe(point.field + SHARE)
    return share if isinstance(share, Ratio) else Ratio((point.attained or 0.0) / point.intensity / bandwidth)


def _phase(canvas: Canvas, name: str, shares: tuple[Ratio, Ratio], row: Box, labelled: float) -> list[Drawable]:
    """The phase's name, and its two shares as bars in tracks that end at what is possible."""
    ways = canvas.widest(WAYS) + 0.1
    left = row.x + labelled + 0.16
    values = canvas.widest(["100%"], BOLD) + 0.02
    track = row.right - values - 0.08 - left - ways
    style = TextStyle(LABEL, "navy", bold=True)
    items: list[Drawable] = [
        canvas.text(f"{name} phase", name, Box(row.x, row.y, labelled + 0.02, row.h), style, align="left")
    ]
    for i, (way, share) in enumerate(zip(WAYS, shares, strict=True)):
        most = share == max(shares)
        fill, ink = ("gold", "goldink") if most else ("navy300", "navy500")
        y = row.y + i * row.h / 2
        bar = Box(left + ways, y + (row.h / 2 - 0.17) / 2, track, 0.17)
        part = Box(bar.x, bar.y, max(0.03, track * min(1.0, share)), bar.h)
        place = Box(bar.right + 0.08, y, values, row.h / 2)
        items += [
            canvas.text(f"{name} {way}", way, Box(left, y, ways, row.h / 2), align="left"),
            canvas.shape(f"{name} {way} track", bar, "navy50", Line("line")),
            canvas.shape(f"{name} {way} bar", part, fill),
            canvas.text(
                f"{name} {way} share",
                canvas.shown(share, "percent.0"),
                place,
                TextStyle(LABEL, ink, bold=True),
                "right",
            ),
        ]
    return items


def _bars(reads: Fact[Table]) -> list[Amount]:
    found = {name: value for name, value in reads.value.items() if isinstance(value, Bytes)}
    if not found:
        raise MismatchError(f"{reads.reference} has no field in bytes")
    return [Amount(_called(reads, name), value, as_text(value), "navy", "navy") for name, value in found.items()]


def _called(reads: Fact[Table], name: str) -> str:
    what, _, at = name.rpartition("_")
    count = reads.maybe(at)
    return f"{in_words(what)}, {count} tokens" if what and isinstance(count, Count) else in_words(name)
