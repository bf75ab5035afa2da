"""One answer on the clock: the prompt in one pass, then a token a pass, to scale; and what each pass waits for."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, TILE, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import cell
from engine.units import Table

MOST = 8  # tokens that are drawn
WIDE = 6.2  # inches from which what is told has one line
BRACKET = Line("goldd", 2)
PASS = 0.56  # height of a pass
WORDS = 0.26
BETWEEN = 0.03  # inches between two passes


def answer_clock(canvas: Canvas, clock: Fact[Table], *, unit: str = "") -> Drawing:
    """Prefill and the decode steps as blocks whose lengths are their times; brackets name the times.

    Fields: prompt, answer, ttft, tpot, and for each phase `prefill_compute`, `prefill_memory`, `decode_compute`,
    `decode_memory`: how long arithmetic and reading would take alone.
    """
    prompt, answer, ttft, tpot = clock.need("prompt", "answer", "ttft", "tpot")
    tokens = int(answer)
    if not 2 <= tokens <= MOST:
        raise MismatchError(f"{clock.reference}.answer is {answer}; 2 to {MOST} tokens are drawn")
    box, scale = canvas.box, canvas.box.w / (float(ttft) + (tokens - 1) * float(tpot))
    wide, step = float(ttft) * scale, float(tpot) * scale
    lines = 1 if box.w >= WIDE else 2
    first, each = canvas.shown(ttft, unit), canvas.shown(tpot, unit)
    one = canvas.wide_of(f"TTFT {first}", BOLD) + canvas.wide_of("to the first token") + 0.1 <= wide - 0.1
    above, brackets, passes, axis, told_1, told_2 = stack(
        box, ((1 if one else 2) * WORDS, 0.14, PASS, 0.26, lines * WORDS, lines * WORDS), (0.02, 0.06, 0.06, 0.12, 0.06)
    )
    items: list[Drawable] = []
    split = box.x + wide
    items += _bracket(canvas, "TTFT", Box(box.x, brackets.y, wide - BETWEEN, brackets.h))
    items += _bracket(canvas, "TPOT", Box(split, brackets.y, step - BETWEEN, brackets.h))
    names = (
        ("TTFT", first, "to the first token", box.x, wide - 0.1),
        ("TPOT", each, "for each further one", split, box.right - split),
    )
    for name, shown, meaning, x, room in names:
        items += _named(canvas, name, f"{name} {shown}", meaning, Box(x, above.y, room, above.h))
    block, at_once = Box(box.x, passes.y, wide - BETWEEN, passes.h), f"{canvas.shown(prompt)} tokens at once"
    roomy = block.w - _token(block) - 0.16 >= canvas.widest(("Prefill", at_once))
    items += _prefill(canvas, block, at_once if roomy else "")
    for i in range(1, tokens):
        place = Box(split + (i - 1) * step, passes.y, step - BETWEEN, passes.h)
        items.append(cell(canvas, f"token {i + 1}", place, "stored", str(i + 1), size=16, radius=TILE))
    items.append(canvas.arrow("time", box.x, axis.y + 0.05, box.right, axis.y + 0.05, Line("navy300", 1.5, head=True)))
    place = Box(box.right - 0.7, axis.y + 0.06, 0.7, axis.h)
    items.append(canvas.text("time name", "time", place, QUIET, align="right", anchor="top"))
    prefill = "Prefill" if roomy else f"Prefill, {at_once}"
    phases = ((prefill, "prefill", told_1), ("Decode", "decode", told_2))
    alt = [f"To scale: the first token after {first}, each further one after {each}"]
    for name, field, place in phases:
        bound, words = _bound(clock, field)
        items += _told(canvas, name, bound, words, place)
        alt.append(f"{name} is {bound}: {words}")
    return Drawing(tuple(items), ". ".join(alt))


def _bound(clock: Fact[Table], field: str) -> tuple[str, str]:
    """What a phase waits for, and why."""
    compute, memory = map(float, clock.need(f"{field}_compute", f"{field}_memory"))
    if compute >= memory:
        return "compute-bound", "many tokens share each read of the weights"
    return "memory-bound", "one token for each read of weights and cache"


def _bracket(canvas: Canvas, role: str, box: Box) -> list[Drawable]:
    """A line over a stretch of time, with its ends turned down."""
    ends = (
        (box.x, box.y, box.right, box.y),
        (box.x, box.y, box.x, box.bottom),
        (box.right, box.y, box.right, box.bottom),
    )
    return [canvas.arrow(f"{role} bracket {i + 1}", *end, BRACKET) for i, end in enumerate(ends)]


def _named(canvas: Canvas, role: str, name: str, meaning: str, box: Box) -> list[Drawable]:
    """A time with its meaning: on one line where both have room, else below each other."""
    bold = replace(BOLD, color="goldink")
    named = canvas.wide_of(name, bold) + 0.08
    if named + canvas.wide_of(meaning, QUIET) <= box.w:
        first = Box(box.x, box.bottom - WORDS, named, WORDS)
        second = Box(box.x + named, first.y, box.w - named, first.h)
    else:
        first = Box(box.x, box.y, box.w, box.h / 2)
        second = Box(box.x, box.y + box.h / 2, box.w, box.h / 2)
    return [
        canvas.text(f"{role} name", name, first, bold, align="left"),
        canvas.text(f"{role} meaning", meaning, second, QUIET, align="left"),
    ]


def _token(block: Box) -> float:
    """How wide the first token is in the pass that makes it."""
    return min(0.5, block.w * 0.24)


def _prefill(canvas: Canvas, box: Box, told: str) -> list[Drawable]:
    """The first pass, which ends with the first token."""
    token = _token(box)
    inner = Box(box.x + 0.06, box.y + 0.02, box.w - token - 0.16, box.h - 0.04)
    upper = replace(inner, h=inner.h / 2) if told else inner
    items: list[Drawable] = [
        canvas.shape("prefill", box, "navy", radius=TILE),
        canvas.text("prefill name", "Prefill", upper, TextStyle(16 if upper.h > 0.26 else LABEL, "white", bold=True)),
        cell(canvas, "token 1", Box(box.right - token - 0.06, box.y + 0.08, token, box.h - 0.16), "new", "1", size=16),
    ]
    if told:
        lower = replace(upper, y=upper.bottom)
        items.append(canvas.text("prefill told", told, lower, TextStyle(LABEL, "goldlt")))
    return items


def _told(canvas: Canvas, name: str, bound: str, words: str, box: Box) -> list[Drawable]:
    """A phase, what it waits for, and why, in one line or in two."""
    head, why = f"{name}: {bound}.", words[:1].upper() + words[1:] + "."
    bold = replace(BOLD, color="navy")
    named = canvas.wide_of(head, bold) + 0.06
    if named + canvas.wide_of(why) <= box.w:
        places = Box(box.x, box.y, named, WORDS), Box(box.x + named, box.y, box.w - named, WORDS)
    else:
        places = Box(box.x, box.y, box.w, box.h / 2), Box(box.x, box.y + box.h / 2, box.w, box.h / 2)
    return [
        canvas.text(f"{name} head", head, places[0], bold, align="left"),
        canvas.text(f"{name} why", why, places[1], align="left"),
    ]
