"""A figure on a slide: the one that the spec names, or the slide's own facts where it names none."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Chart, Drawable, Group, Movie, NativeTable
from build.findings.unlike_facts import unlike
from build.layout.chips import chips
from build.layout.draft import Draft
from build.spec.deck import Call
from engine.units import Quantity

TILES = 4  # more facts than this make a table
BADGE = 0.26  # height of the chips on a card's edge
BADGE_INSET, BADGE_ABOVE = 0.16, 0.17  # from the card's right edge; over its upper one
BADGE_AIR = 0.06  # below the chips, where a figure has no heading
TELLING = frozenset({"fact_tiles"})  # figures whose parts carry chips of their own


def draw_visual(draft: Draft, call: Call, box: Box) -> str:
    """Draw a figure in a box and return what it says in words.

    Diagrams become one group. A native chart or table cannot stand in a group and carries its own alt text.
    """
    from build.figures.canvas import Canvas
    from build.figures.draw import draw

    prefix = draft.name("visual")
    canvas = Canvas(box, draft.theme, prefix, draft.ledger, draft.measure.of_labels)
    drawing, findings = draw(call, canvas, path=draft.deck.path, source=draft.deck.source)
    draft.findings.extend(findings)
    items = list(drawing.items)
    if any(isinstance(item, Chart | NativeTable | Movie) for item in items):
        draft.add(*(_alone(item, drawing.alt) for item in items))
    elif items:
        draft.add(Group(name=prefix, alt=drawing.alt, children=tuple(items)))
    return drawing.alt


def draw_card(draft: Draft, call: Call, card: Box, inner: Box) -> str:
    """A figure in a card, chips on its upper edge that say how its numbers are known; what the figure says in words."""
    names = dict.fromkeys(reference.partition(".")[0] for reference in call.facts)
    records = [draft.ledger[name] for name in names if name in draft.ledger and call.figure not in TELLING]
    if records and "title" not in dict(call.parameters):  # a title leaves air below the chips, a figure does not
        inner = Box(inner.x, inner.y + BADGE_AIR, inner.w, inner.h - BADGE_AIR)
    alt = draw_visual(draft, call, inner)
    if records:
        room = card.w - 2 * BADGE_INSET
        chips(draft, records, card.right - BADGE_INSET, card.y - BADGE_ABOVE, room, high=BADGE)
    return alt


def _alone(item: Drawable, alt: str) -> Drawable:
    if isinstance(item, Chart | NativeTable) and not item.alt:
        return replace(item, alt=alt)
    return item


def key_facts(draft: Draft) -> Call | None:
    """The slide's own numbers as a figure, where it names no other; None where it has fewer than two."""
    references = dict.fromkeys(number.reference for number in draft.numbers)
    facts = [reference for reference in references if _is_number(draft, reference)]
    if len(facts) < 2:
        return None
    for fault in unlike((draft.ledger[fact.partition(".")[0]] for fact in facts), "figure"):
        draft.report(fault.code, draft.slide.span, fault.message, fault.hint)
    figure = "fact_tiles" if len(facts) <= TILES else "fact_table"
    return Call(figure=figure, facts=tuple(facts), parameters=(("title", "In numbers"),), span=draft.slide.span)


def _is_number(draft: Draft, reference: str) -> bool:
    name, _, field = reference.partition(".")
    if name not in draft.ledger or "[" in reference:
        return False
    value = draft.ledger[name].quantity
    return isinstance(getattr(value, field, None) if field else value, Quantity)
