"""Everything is on the slide, and nothing lies over anything that it does not belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from build.checks.pages.parts import SLACK, bounds, inside, leaves, meet, part, quote
from build.checks.pages.view import Fault, View
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import Box, Chart, Drawable, Group, Movie, NativeTable, Picture, Shape
from build.drawing.text_lines import text_area
from engine.quoted import quoted

_SOLID = (Chart, Movie, Picture, NativeTable)  # never the ground of anything
_SQUARE = ("rect", "round", "round_top", "round_left", "round_right")


def on_the_slide(view: View) -> Iterator[Fault]:
    """Nothing leaves the slide."""
    page = sheet_of(view.theme)
    for item in view.leaves:
        if not inside(bounds(item), page, SLACK):
            yield Fault("L401", f"{quoted(item.name)} is outside the slide", item)


def words_over_words(view: View) -> Iterator[Fault]:
    """No words over other words."""
    for lower, upper in combinations(view.texts, 2):
        if meet(lower.area, upper.area, SLACK) and _touch(lower.ink, upper.ink):
            quotes = f"{quoted(quote(upper.item))} over {quoted(quote(lower.item))}"
            yield Fault("L404", f"{quoted(upper.item.name)} lies over {quoted(lower.item.name)}: {quotes}", upper.item)


def words_under_things(view: View) -> Iterator[Fault]:
    """No words under what is painted after them."""
    for place, cover in enumerate(view.leaves):
        box = _hides(cover)
        for text in view.texts if box else ():
            if box and text.place < place and meet(text.area, box, SLACK) and _touch(text.ink, [box]):
                message = f"{quoted(cover.name)} covers words of {quoted(text.item.name)}: {quoted(quote(text.item))}"
                yield Fault("L406", message, text.item)


def things_over_things(view: View) -> Iterator[Fault]:
    """Things of different parts keep apart, unless one is the ground of the other, or a chip on the edge of a card."""
    things = [(item, bounds(item)) for item in view.page.items if _is_thing(item)]
    for (lower, lower_box), (upper, upper_box) in combinations(things, 2):
        if not meet(lower_box, upper_box, SLACK) or part(lower) == part(upper):
            continue
        on = inside(upper_box, lower_box, SLACK) or _is_chip(upper)
        under = inside(lower_box, upper_box, SLACK)
        if not (on and not isinstance(lower, _SOLID)) and not (under and not isinstance(upper, _SOLID)):
            yield Fault("L405", f"{quoted(upper.name)} and {quoted(lower.name)} overlap", upper)


def words_over_edges(view: View) -> Iterator[Fault]:
    """No words over the edge of a shape, or on something solid, that is no part of theirs. Chips have their ground."""
    things = [(item, bounds(item)) for item in view.page.items if _is_thing(item)]
    on_chips = {id(child) for item, _ in things if _is_chip(item) for child in leaves([item])}
    for text in view.texts:
        if isinstance(text.item, NativeTable) or id(text.item) in on_chips:
            continue
        for thing, box in things:
            if not meet(box, text.area, SLACK) or part(thing) == part(text.item):
                continue
            if any(_runs_over(line, thing, box) for line in text.ink):
                message = f"words of {quoted(text.item.name)} run over {quoted(thing.name)}: {quoted(quote(text.item))}"
                yield Fault("L405", message, text.item)


def _touch(first: Sequence[Box], second: Sequence[Box]) -> bool:
    return any(meet(line, other, SLACK) for line in first for other in second)


def _is_thing(item: Drawable) -> bool:
    return isinstance(item, (*_SOLID, Group)) or (isinstance(item, Shape) and item.fill is not None)


def _is_chip(item: Drawable) -> bool:
    """Whether a group brings its own ground: everything in it stands on its first shape."""
    if not isinstance(item, Group) or not item.children:
        return False
    ground = item.children[0]
    own = isinstance(ground, Shape) and ground.fill is not None
    return own and all(inside(bounds(child), bounds(ground), SLACK) for child in item.children)


def _runs_over(line: Box, thing: Drawable, box: Box) -> bool:
    return meet(box, line, SLACK) and (isinstance(thing, _SOLID) or not inside(line, box, SLACK))


def _hides(item: Drawable) -> Box | None:
    """What an item covers for certain; nothing where it has no fill."""
    if isinstance(item, Picture | Movie):
        return item.box
    if not isinstance(item, Shape) or item.fill is None or item.rotation:
        return None
    return item.box if item.kind in _SQUARE else text_area("ellipse", item.box, 0.0)
