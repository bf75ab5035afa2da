"""Facts as large numbers, each with what it says and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from build.drawing.page import Box, Drawable
from build.drawing.text_measure import height
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, columns, fitting, rows, wide_of
from build.figures.figure_fact import Fact, MismatchError
from build.provenance.chip import CHIP_LOOKS, chip_words
from engine.ledger import Record
from engine.units import Quantity

LEAST, MOST = 1, 4
NUMBER = (34.0, 30.0, 26.0, 24.0, 22.0, 20.0, 18.0)
CHIP = 0.26
CHIP_AIR = 0.04  # between words and the chip below them
PADDING = (0.12, 0.07)
EDGE = 0.07  # of the coloured edge
NUMBER_SHARE = 0.42  # of a flat tile's width
LOW = 0.5  # a box flatter than this holds its tiles side by side


def fact_tiles(
    canvas: Canvas, *facts: Fact[Quantity], labels: tuple[str, ...] = (), units: tuple[str, ...] = (),
    chips: Literal["each", "none"] = "each",
) -> Drawing:  # fmt: skip
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
    beside = places[0].w > 2.6 * places[0].h
    size, chip_fits = _common(canvas, shown, names, places[0], beside)
    with_chip = chip_fits and chips == "each"
    if not beside:
        places = _lowered(canvas, facts, names, places, size, with_chip=with_chip)
    items: list[Drawable] = []
    for i, (fact, name, number, place) in enumerate(zip(facts, names, shown, places, strict=True)):
        items += _tile(canvas, i + 1, fact, name, number, place, size, beside=beside, with_chip=with_chip)
    told = "; ".join(
        f"{name}: {number} ({_chip_forms(fact.record)[0]})"
        for fact, name, number in zip(facts, names, shown, strict=True)
    )
    return Drawing(tuple(items), told)


def _common(canvas: Canvas, numbers: Sequence[str], names: Sequence[str], box: Box, beside: bool) -> tuple[float, bool]:
    """The size at which all numbers fit, and whether all tiles have room for a chip below their names."""
    inner = box.inset(*PADDING)
    room = inner.w * NUMBER_SHARE if beside else inner.w - EDGE
    size = fitting(NUMBER, numbers, room, bold=True)
    words = Box(0, 0, inner.w - EDGE - (room + 0.1 if beside else 0), 9)
    tallest = max(
        height((canvas.paragraph(name, words, size=16, color="navy", bold=True, align="left"),)) for name in names
    )
    return size, inner.h - (0 if beside else size * 1.1 / 72 + 0.03) >= tallest + CHIP + 0.02


def _lowered(
    canvas: Canvas, facts: Sequence[Fact[Quantity]], names: Sequence[str], places: Sequence[Box], size: float,
    *, with_chip: bool,
) -> list[Box]:  # fmt: skip
    """Tiles only as high as number, name and the chip they have, where no fact's own sentence would fit between."""
    wide = places[0].w - 2 * PADDING[0] - EDGE

    def tall(words: str, points: float, *, bold: bool = False) -> float:
        return height((canvas.paragraph(words, Box(0, 0, wide, 9), size=points, bold=bold),))

    titles = max(tall(name, 16, bold=True) for name in names)
    air, chip = (CHIP_AIR, CHIP) if with_chip else (0.0, 0.0)
    needed = 2 * PADDING[1] + size * 1.1 / 72 + 0.03 + titles + air + chip
    if any(needed - air + tall(fact.record.says, LABEL) <= place.h for fact, place in zip(facts, places, strict=True)):
        return list(places)
    return [Box(box.x, box.y + max(0.0, box.h - needed) / 2, box.w, min(box.h, needed)) for box in places]


def _tile(
    canvas: Canvas, index: int, fact: Fact[Quantity], name: str, number: str, box: Box, size: float, *,
    beside: bool, with_chip: bool,
) -> list[Drawable]:  # fmt: skip
    """Number, name, what the fact says where there is room, and its chip."""
    fill, ink, _ = CHIP_LOOKS[fact.record.kind]
    items: list[Drawable] = [
        canvas.shape(f"tile {index}", box, radius=TILE, fill="navy50"),
        canvas.shape(
            f"tile edge {index}", Box(box.x, box.y + 0.1, 0.055, box.h - 0.2), radius=0.03,
            fill="gold" if index == 1 else "navy300",
        ),
    ]  # fmt: skip
    whole = box.inset(*PADDING)
    inner = Box(whole.x + EDGE, whole.y, whole.w - EDGE, whole.h)
    widest_number = whole.w * NUMBER_SHARE if beside else inner.w
    tall = size * 1.1 / 72
    head = Box(inner.x, inner.y, widest_number, inner.h if beside else tall)
    items.append(canvas.text(f"number {index}", number, head, size=size, color="navy", bold=True, align="left"))
    rest = (
        Box(inner.x + widest_number + 0.1, inner.y, inner.w - widest_number - 0.1, inner.h)
        if beside
        else Box(inner.x, inner.y + tall + 0.03, inner.w, inner.h - tall - 0.03)
    )
    forms = _chip_forms(fact.record) if with_chip else []
    chip = next((words for words in forms if wide_of(words) + 0.24 <= rest.w), "")
    room = rest.h - (CHIP + 0.02 if chip else 0)
    title = canvas.paragraph(name, Box(0, 0, rest.w, 9), size=16, color="navy", bold=True, align="left")
    says = canvas.paragraph(fact.record.says, Box(0, 0, rest.w, 9), color="slate", align="left")
    title_high, says_high = height((title,)), height((says,))
    if title_high + says_high > room:
        says_high = 0.0
    air = CHIP_AIR if chip else 0.0
    spare = max(0.0, room - title_high - says_high - air)
    y = rest.y + (spare / 2 if beside else 0.0)  # beside its number, all of it stands level with the number's middle
    place = Box(rest.x, y, rest.w, min(title_high, room))
    items.append(canvas.text(f"name {index}", name, place, size=16, color="navy", bold=True, align="left"))
    y += title_high
    if says_high:
        place = Box(rest.x, y, rest.w, says_high + (0.0 if beside else spare))
        items.append(canvas.text(f"says {index}", fact.record.says, place, color="slate", align="left", anchor="top"))
    if chip:
        y = min(y + says_high + air, rest.bottom - CHIP) if beside else rest.bottom - CHIP
        place = Box(rest.x, y, wide_of(chip) + 0.24, CHIP)
        items.append(canvas.shape(f"known {index}", place, radius=CHIP / 2, fill=fill, words=chip, color=ink))
    return items


def _chip_forms(record: Record) -> list[str]:
    """How a fact is known, from the longest form to the shortest: with machine and day, with the day, the kind."""
    ((_, forms),) = chip_words([record])
    return forms
