"""Facts as large numbers, each with what it says and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from build.drawing.page import Box, Drawable, TextStyle
from build.drawing.text_measure import POINTS, height
from build.figures.canvas import LABEL, QUIET, TILE, Canvas, Drawing, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError
from build.provenance.chip import CHIP_LOOKS, chip_words
from build.spec.said import Said
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
NAME = TextStyle(16, "navy", bold=True)


@dataclass(frozen=True, slots=True)
class Tile:
    """What a tile says: a fact, its name in words, and its value."""

    fact: Fact[Quantity]
    name: str
    number: str


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
    shown = [canvas.said.number(fact.show(scale)) for fact, scale in zip(facts, scales, strict=True)]
    box = canvas.box
    places = in_columns(box, len(facts), 0.14) if box.h / box.w < LOW else in_rows(box, len(facts), 0.14)
    beside = places[0].w > 2.6 * places[0].h
    tiles = [Tile(*content) for content in zip(facts, names, shown, strict=True)]
    style, chip_fits = _common(canvas, tiles, places[0], beside)
    with_chip = chip_fits and chips == "each"
    if not beside:
        places = _lowered(canvas, tiles, places, style.size, with_chip=with_chip)
    items: list[Drawable] = []
    for i, (tile, place) in enumerate(zip(tiles, places, strict=True), start=1):
        items += _draw(canvas.at(place), tile, i, style, beside=beside, with_chip=with_chip)
    told = "; ".join(f"{tile.name}: {tile.number} ({_chip_forms(tile.fact.record, canvas.said)[0]})" for tile in tiles)
    return Drawing(tuple(items), told)


def _common(canvas: Canvas, tiles: Sequence[Tile], box: Box, beside: bool) -> tuple[TextStyle, bool]:
    """The style in which all numbers fit, and whether all tiles have room for a chip below their names."""
    inner = box.inset(*PADDING)
    room = inner.w * NUMBER_SHARE if beside else inner.w - EDGE
    style = canvas.fitting(NAME, NUMBER, [tile.number for tile in tiles], room)
    words = Box(0, 0, inner.w - EDGE - (room + 0.1 if beside else 0), 9)
    tallest = max(height((canvas.paragraph(tile.name, words, NAME),)) for tile in tiles)
    return style, inner.h - (0 if beside else style.size * 1.1 / POINTS + 0.03) >= tallest + CHIP + 0.02


def _lowered(
    canvas: Canvas, tiles: Sequence[Tile], places: Sequence[Box], size: float, *, with_chip: bool
) -> list[Box]:
    """Tiles only as high as number, name and the chip they have, where no fact's own sentence would fit between."""
    wide = places[0].w - 2 * PADDING[0] - EDGE

    def tall(words: str, style: TextStyle) -> float:
        return height((canvas.paragraph(words, Box(0, 0, wide, 9), style),))

    titles = max(tall(tile.name, NAME) for tile in tiles)
    air, chip = (CHIP_AIR, CHIP) if with_chip else (0.0, 0.0)
    needed = 2 * PADDING[1] + size * 1.1 / POINTS + 0.03 + titles + air + chip
    says = [needed - air + tall(tile.fact.record.says, QUIET) for tile in tiles]
    if any(high <= place.h for high, place in zip(says, places, strict=True)):
        return list(places)
    return [Box(box.x, box.y + max(0.0, box.h - needed) / 2, box.w, min(box.h, needed)) for box in places]


def _draw(canvas: Canvas, tile: Tile, index: int, style: TextStyle, *, beside: bool, with_chip: bool) -> list[Drawable]:
    """Number, name, what the fact says where there is room, and its chip."""
    box, record = canvas.box, tile.fact.record
    fill, ink, _ = CHIP_LOOKS[record.kind]
    edge = Box(box.x, box.y + 0.1, 0.055, box.h - 0.2)
    items: list[Drawable] = [
        canvas.shape(f"tile {index}", box, "navy50", radius=TILE),
        canvas.shape(f"tile edge {index}", edge, "gold" if index == 1 else "navy300", radius=0.03),
    ]
    whole = box.inset(*PADDING)
    inner = Box(whole.x + EDGE, whole.y, whole.w - EDGE, whole.h)
    widest_number = whole.w * NUMBER_SHARE if beside else inner.w
    tall = style.size * 1.1 / POINTS
    head = Box(inner.x, inner.y, widest_number, inner.h if beside else tall)
    items.append(canvas.text(f"number {index}", tile.number, head, style, align="left"))
    rest = (
        Box(inner.x + widest_number + 0.1, inner.y, inner.w - widest_number - 0.1, inner.h)
        if beside
        else Box(inner.x, inner.y + tall + 0.03, inner.w, inner.h - tall - 0.03)
    )
    forms = _chip_forms(record, canvas.said) if with_chip else []
    chip = next((words for words in forms if canvas.wide_of(words) + 0.24 <= rest.w), "")
    room = rest.h - (CHIP + 0.02 if chip else 0)
    column = Box(0, 0, rest.w, 9)
    title_high = height((canvas.paragraph(tile.name, column, NAME),))
    says_high = height((canvas.paragraph(record.says, column, QUIET),))
    if title_high + says_high > room:
        says_high = 0.0
    air = CHIP_AIR if chip else 0.0
    spare = max(0.0, room - title_high - says_high - air)
    y = rest.y + (spare / 2 if beside else 0.0)  # beside its number, all of it stands level with the number's middle
    place = Box(rest.x, y, rest.w, min(title_high, room))
    items.append(canvas.text(f"name {index}", tile.name, place, NAME, align="left"))
    y += title_high
    if says_high:
        place = Box(rest.x, y, rest.w, says_high + (0.0 if beside else spare))
        items.append(canvas.text(f"says {index}", record.says, place, QUIET, align="left", anchor="top"))
    if chip:
        y = min(y + says_high + air, rest.bottom - CHIP) if beside else rest.bottom - CHIP
        place = Box(rest.x, y, canvas.wide_of(chip) + 0.24, CHIP)
        pill = canvas.shape(f"known {index}", place, fill, radius=CHIP / 2)
        items.append(canvas.with_words(pill, chip, TextStyle(LABEL, ink)))
    return items


def _chip_forms(record: Record, said: Said) -> list[str]:
    """How a fact is known, from the longest form to the shortest: with machine and day, with the day, the kind."""
    ((_, forms),) = chip_words([record], said)
    return forms
