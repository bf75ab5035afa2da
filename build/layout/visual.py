"""A figure on a slide: the one that the spec names, or the slide's own facts where it names none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from build.drawing.page import Box, Chart, Drawable, Group, Movie, NativeTable, TextStyle
from build.drawing.resized import Resize
from build.findings.unlike_facts import unlike
from build.layout.chips import chips, least_width
from build.layout.draft import Draft
from build.layout.missing import missing
from build.resolve.sheet_part import part_of
from build.spec.deck import Call
from build.spec.said import Said
from engine.sheet import Sheet
from engine.units import Quantity

TILES = 4  # more facts than this make a table
BADGE = 0.26  # height of the chips in a card
BADGE_AIR = 0.08  # between a figure and the chips at its foot
CHIPS_AIR = 0.14  # between a heading and the chips beside it
TELLING = frozenset({"fact_tiles"})  # figures whose parts carry chips of their own


def draw_visual(draft: Draft, call: Call, box: Box) -> str:
    """Draw a figure in a box and return what it says in words.

    Diagrams become one group. A native chart or table cannot stand in a group and carries its own alt text.
    """
    return _smaller(draft, box, lambda room: _drawn(draft, call, room))


def _smaller(draft: Draft, box: Box, draw: Callable[[Box], str]) -> str:
    """What is drawn in the room that a frame's figures are made for, made smaller as a whole into a box."""
    share, before = draft.frame.figures, len(draft.items)
    if share == 1.0:
        return draw(box)
    alt = draw(Box(box.x, box.y, box.w / share, box.h / share))
    resize = Resize(share, box.x * (1 - share), box.y * (1 - share))
    draft.items[before:] = map(resize.item, draft.items[before:])
    return alt


def _drawn(draft: Draft, call: Call, box: Box) -> str:
    from build.figures.canvas import Canvas
    from build.figures.draw import draw

    prefix = draft.name("visual")
    canvas = Canvas(box, draft.theme, prefix, draft.ledger, draft.measure.of_labels, draft.said)
    drawing, findings = draw(call, canvas, draft.course, path=draft.deck.path, source=draft.deck.source)
    draft.findings.extend(findings)
    items = list(drawing.items)
    if any(isinstance(item, Chart | NativeTable | Movie) for item in items):
        draft.add(*(_alone(item, drawing.alt, draft.said) for item in items))
    elif items:
        draft.add(Group(name=prefix, alt=drawing.alt, children=tuple(items)))
    else:
        missing(draft, "visual", call.figure, box)
    return drawing.alt


def draw_card(draft: Draft, call: Call, inner: Box) -> str:
    """A figure inside a card, with chips that say how its numbers are known; what the figure says in words.

    The chips stand beside the figure's heading, or in a row of their own at the foot where that has no room.
    """
    return _smaller(draft, inner, lambda room: _with_chips(draft, call, room))


def _with_chips(draft: Draft, call: Call, inner: Box) -> str:
    from build.figures.canvas import AIR
    from build.figures.draw import HEADING, HEADING_HEIGHT

    names = dict.fromkeys(reference.partition(".")[0] for reference in call.facts)
    records = [draft.ledger[name] for name in names if name in draft.ledger and call.figure not in TELLING]
    if not records:
        return _drawn(draft, call, inner)
    heading = dict(call.parameters).get("title", "")
    named = draft.measure.width(heading, TextStyle(HEADING, bold=True)) * AIR + CHIPS_AIR if heading else inner.w
    if inner.w - named >= least_width(draft, records, inner.w):
        y = inner.y + (HEADING_HEIGHT - BADGE) / 2
        chips(draft, records, inner.right, y, inner.w - named, high=BADGE)
        return _drawn(draft, call, inner)
    alt = _drawn(draft, call, Box(inner.x, inner.y, inner.w, inner.h - BADGE - BADGE_AIR))
    chips(draft, records, inner.right, inner.bottom - BADGE, inner.w, high=BADGE)
    return alt


def _alone(item: Drawable, alt: str, said: Said) -> Drawable:
    if isinstance(item, Chart):
        return replace(item, alt=item.alt or alt, marks=said.decimal + said.thousands)
    return replace(item, alt=alt) if isinstance(item, NativeTable) and not item.alt else item


def key_facts(draft: Draft) -> Call | None:
    """The slide's own numbers as a figure, where it names no other; None where it has fewer than two."""
    references = dict.fromkeys(number.reference for number in draft.numbers)
    facts = [reference for reference in references if _is_number(draft, reference)]
    if len(facts) < 2:
        return None
    for fault in unlike((draft.ledger[fact.partition(".")[0]] for fact in facts), "figure"):
        draft.report(fault.code, draft.slide.span, fault.message, fault.hint)
    figure = "fact_tiles" if len(facts) <= TILES else "fact_table"
    title = ("title", draft.said.in_numbers)
    return Call(figure=figure, facts=tuple(facts), parameters=(title,), span=draft.slide.span)


def _is_number(draft: Draft, reference: str) -> bool:
    name, _, field = reference.partition(".")
    if name not in draft.ledger:
        return False
    value = draft.ledger[name].held
    if isinstance(value, Sheet):
        return isinstance(part_of(value, field), Quantity)
    return isinstance(getattr(value, field, None) if field else value, Quantity)
