"""Facts as large numbers, each with what it says and how it is known."""

from __future__ import annotations

from build.figures.canvas import LABEL, TILE, Canvas, Drawing, UnfitError, columns, rows, wide_of
from build.figures.facts import Fact, MismatchError
from build.page import Box, Drawable
from build.text import height
from engine.ledger import Record
from engine.units import Quantity

LEAST, MOST = 1, 4
NUMBER = (34.0, 30.0, 26.0, 24.0, 22.0, 20.0)
CHIP = 0.26
LOW = 0.5  # a box flatter than this holds its tiles side by side

KINDS = {
    "measured": ("teal100", "teal"),
    "computed": ("navy100", "navy"),
    "published": ("gold100", "goldink"),
}


def provenance(record: Record) -> str:
    """How a fact is known: measured with machine and day, calculated, or published."""
    if record.kind == "measured":
        machine = str(record.machine.get("cpu", ""))
        return " · ".join(part for part in ("measured", machine, record.day) if part)
    return {"computed": "calculated", "published": "published"}[record.kind]


def fact_tiles(
    canvas: Canvas, *facts: Fact[Quantity], labels: tuple[str, ...] = (), units: tuple[str, ...] = ()
) -> Drawing:
    """A tile each: the number, its name, the first line of its fact's docstring, and a chip of its provenance."""
    if not LEAST <= len(facts) <= MOST:
        raise MismatchError(f"{len(facts)} tiles were asked for; {LEAST} to {MOST} are drawn")
    for what, given in (("labels", labels), ("units", units)):
        if given and len(given) not in (1, len(facts)):
            raise MismatchError(f"{what} names {len(given)} for {len(facts)} facts")
    names = labels if len(labels) == len(facts) else tuple(fact.label for fact in facts)
    scales = units * len(facts) if len(units) == 1 else units or ("",) * len(facts)
    shown = [fact.show(scale) for fact, scale in zip(facts, scales, strict=True)]
    box = canvas.box
    places = columns(box, len(facts), 0.14) if box.h / box.w < LOW else rows(box, len(facts), 0.14)
    items: list[Drawable] = []
    for i, (fact, name, number, place) in enumerate(zip(facts, names, shown, places, strict=True)):
        items += _tile(canvas, i + 1, fact, name, number, place, i == 0)
    told = "; ".join(
        f"{name}: {number} ({provenance(fact.record)})" for fact, name, number in zip(facts, names, shown, strict=True)
    )
    return Drawing(tuple(items), told)


def _tile(
    canvas: Canvas, index: int, fact: Fact[Quantity], name: str, number: str, box: Box, first: bool
) -> list[Drawable]:
    fill, ink = KINDS[fact.record.kind]
    items: list[Drawable] = [
        canvas.shape(f"tile {index}", box, radius=TILE, fill="navy50"),
        canvas.shape(
            f"tile edge {index}", Box(box.x, box.y + 0.1, 0.055, box.h - 0.2), radius=0.03,
            fill="gold" if first else "navy300",
        ),
    ]  # fmt: skip
    inner = Box(box.x + 0.2, box.y + 0.08, box.w - 0.32, box.h - 0.16)
    beside = box.w > 2.6 * box.h
    widest_number = inner.w * 0.42 if beside else inner.w
    size = next((s for s in NUMBER if wide_of(number, s, bold=True) <= widest_number), 0.0)
    if not size:
        raise UnfitError(f"{number!r} needs {wide_of(number, NUMBER[-1], bold=True):.2f} in and has {widest_number:.2f} in")
    tall = size * 1.1 / 72
    head = Box(inner.x, inner.y, widest_number, inner.h if beside else tall)
    items.append(
        canvas.text(f"number {index}", number, head, size=size, color="navy", bold=True, align="left")
    )
    rest = (
        Box(inner.x + widest_number + 0.1, inner.y, inner.w - widest_number - 0.1, inner.h)
        if beside
        else Box(inner.x, inner.y + tall + 0.03, inner.w, inner.h - tall - 0.03)
    )
    chip = _chip_words(fact.record, rest.w)
    room = rest.h - CHIP - 0.04
    title = canvas.paragraph(name, Box(0, 0, rest.w, 9), size=16, color="navy", bold=True, align="left")
    title_high = height((title,))
    if title_high > room:
        chip, room = "", rest.h  # the chip is also in the alt text; the name is needed to read the number
    place = Box(rest.x, rest.y, rest.w, min(title_high, room))
    items.append(canvas.text(f"name {index}", name, place, size=16, color="navy", bold=True, align="left"))
    says = canvas.paragraph(fact.record.says, Box(0, 0, rest.w, 9), color="slate", align="left")
    if title_high + height((says,)) <= room:
        place = Box(rest.x, rest.y + title_high, rest.w, room - title_high)
        items.append(
            canvas.text(f"says {index}", fact.record.says, place, color="slate", align="left", anchor="top")
        )
    if chip:
        place = Box(rest.x, rest.bottom - CHIP, wide_of(chip) + 0.24, CHIP)
        items.append(canvas.shape(f"known {index}", place, radius=CHIP / 2, fill=fill, words=chip, color=ink))
    return items


def _chip_words(record: Record, wide: float) -> str:
    """Provenance as long as there is room: without the machine, then without the day."""
    parts = provenance(record).split(" · ")
    for words in (" · ".join(parts), " · ".join((parts[0], parts[-1])), parts[0]):
        if wide_of(words, LABEL) + 0.24 <= wide:
            return words
    return ""
