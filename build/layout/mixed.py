"""Anything else: words, and beside them what is no words; a heading alone; more than fits one column in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeGuard

from build.drawing.page import Box
from build.layout.blocks.setting import Setting, best
from build.layout.blocks.stack import Stack, best_stack, even, stack
from build.layout.card import card, lower
from build.layout.content_frame import content_frame
from build.layout.definitions import draw_glossary, glossary
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.title_alone import great_title
from build.layout.visual import draw_card
from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    ContentSlide,
    Definitions,
    Formula,
    Image,
    MixedSlide,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Text

USUAL = 26.0
ALONE = (40.0, 36.0, 32.0, 30.0, 28.0, 26.0, 24.0, 22.0, 21.0, 20.0, 19.0, 18.0)
BESIDE = (30.0, 28.0, 26.0, 24.0, 22.0, 21.0, 20.0, 19.0, 18.0, 17.0, 16.0)
GOOD = 20.0  # points: what sets words as large is not looked any further for
GAP = 0.44  # inches between words and what stands beside them
WORDS = (4.93, 5.6, 3.9)  # inches of the words beside something, in the order in which they are tried
COLUMN_GAP = 0.6
INSET = (0.50, 0.28)  # of words in a card of their own
MUCH = 0.75  # of the body: a card that would take so much is as high as the body
NARROW, NOTHING_BESIDE = 6.0, 10.0  # inches: words in so much room need no card, or have the slide to themselves
MOST_WIDE = 10.2  # inches of a paragraph: longer lines are lost on the way back
PLAIN = (Bullets, Definitions, Prose, Quotation, Subheading)
THINGS = (Grid, CodeBlock, Image, Columns)
PADDING = (0.22, 0.12)  # of a figure in its card
MIDDLE = 3.60  # inches: of a heading alone


@dataclass(frozen=True, slots=True)
class Region:
    """A stack and its place; `things` where none of it is words."""

    stack: Stack
    box: Box
    things: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Regions in reading order, all at one size, on a card (`ground`) or on none."""

    regions: tuple[Region, ...]
    ground: Box | None = None

    @property
    def size(self) -> float:
        return min(region.stack.setting.size for region in self.regions)

    @property
    def fits(self) -> bool:
        return all(region.stack.fits for region in self.regions)

    @property
    def too_wide(self) -> bool:
        return any(region.stack.too_wide for region in self.regions)

    @property
    def airy(self) -> bool:
        return all(region.stack.airy for region in self.regions)

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(count for region in self.regions for count in region.stack.lines)


def lay_out(draft: Draft, slide: MixedSlide) -> None:
    if slide.blocks or slide.visual is not None:
        lay_blocks(draft, slide, slide.blocks)
    else:
        great_title(draft, MIDDLE)
        content_frame(draft, slide).close(draft)


def lay_blocks(draft: Draft, slide: ContentSlide, blocks: Sequence[Block], verdict: Text | None = None) -> None:
    """Blocks of a slide of any kind, beside its figure where it names one; `verdict` is what they lead to."""
    heading(draft)
    frame = content_frame(draft, slide, verdict)
    body = frame.body
    wide = body.w if slide.visual is None else WORDS[0]
    rows = glossary(draft, blocks[0], body) if _is_glossary(blocks) and slide.visual is None else None
    if rows:
        draw_glossary(draft, rows, body)
    elif blocks:
        _draw(draft, slide, _chosen(draft, blocks, replace(body, w=wide)))
    if slide.visual is not None:
        left = wide + GAP if blocks else 0.0
        picture = Box(body.x + left, body.y, body.w - left, body.h)
        draft.add(card(draft, "visual card", picture))
        draw_card(draft, slide.visual, picture.inset(*PADDING))
    frame.close(draft)


def _is_glossary(blocks: Sequence[Block]) -> TypeGuard[tuple[Definitions]]:
    return len(blocks) == 1 and isinstance(blocks[0], Definitions)


def _draw(draft: Draft, slide: ContentSlide, plan: Plan) -> None:
    if plan.ground:
        draft.add(card(draft, "text card", plan.ground))
    level = len(plan.regions) > 1 and all(region.things for region in plan.regions)
    top = min(region.box.y + max(0.0, region.box.h - region.stack.grown) / 2 for region in plan.regions)
    for number, region in enumerate(plan.regions, start=1):
        role = f"text{number}" if len(plan.regions) > 1 else "text"
        region.stack.report(draft, "the text", slide.span)
        region.stack.draw(
            draft, role, replace(region.box, y=top) if level else region.box, "top" if level else "middle"
        )


# ---- which arrangement ------------------------------------------------------------------------------
def _chosen(draft: Draft, blocks: Sequence[Block], body: Box) -> Plan:
    """The first arrangement that sets its words in a good size, else the one that sets them largest."""
    plans = []
    for plan in _plans(draft, blocks, body):
        if plan.fits and plan.size >= GOOD:
            return plan
        plans.append(plan)
    fitting = [plan for plan in plans if plan.fits]
    if not fitting and not draft.wraps_code and any(plan.too_wide for plan in plans):
        draft.wraps_code = True
        return _chosen(draft, blocks, body)
    return max(fitting, key=lambda plan: plan.size) if fitting else plans[0]


def _plans(draft: Draft, blocks: Sequence[Block], body: Box) -> Iterator[Plan]:
    """Arrangements, the one that suits the blocks best first; where code is too long for a line, wide ones only."""
    groups = [tuple(group) for _, group in groupby(blocks, key=lambda block: isinstance(block, THINGS))]
    things = isinstance(blocks[0], THINGS) or len(groups) > 1
    if not things:
        yield _in_card(draft, blocks, body) if body.w > NARROW else _below(draft, blocks, body)
    elif len(groups) == 2 and not draft.wraps_code and not _stand_below(groups):
        for words in WORDS:
            yield _beside(draft, groups[0], groups[1], body, words)
    elif len(groups) == 1 and len(blocks) == 2 and not draft.wraps_code:
        yield _beside(draft, blocks[:1], blocks[1:], body, (body.w - GAP) / 2)
    if things:
        yield _below(draft, blocks, body)
    if len(blocks) > 1:
        yield _in_two(draft, blocks, body, in_card=not things and body.w > NARROW)


def _stand_below(groups: Sequence[Sequence[Block]]) -> bool:
    """Whether one group leads to columns or a formula, which want the slide's width."""
    led = [isinstance(block, Columns | Formula) for group in groups for block in group if isinstance(block, THINGS)]
    few = all(len(group) == 1 for group in groups)
    return few and all(led) and isinstance(groups[0][0], PLAIN)


def _in_card(draft: Draft, blocks: Sequence[Block], body: Box) -> Plan:
    """Words alone, on a card; a single paragraph in lines of like length."""
    on_cards = all(isinstance(block, Callout) for block in blocks)
    inner = body if on_cards else body.inset(*INSET)
    plain = all(isinstance(block, PLAIN) for block in blocks)
    room = replace(inner, w=min(inner.w, MOST_WIDE)) if plain else inner
    tight = best_stack(draft, blocks, ALONE, USUAL, room)
    if not tight.fits or tight.setting.size < GOOD:
        tight = best_stack(draft, blocks, ALONE, USUAL, inner)
    ground = lower(body, tight.grown, 2 * INSET[1])
    if body.w <= NOTHING_BESIDE or ground.h > MUCH * body.h:
        ground = body
    return Plan((_region(draft, blocks, tight, inner),), ground=None if on_cards else ground)


def _beside(draft: Draft, left: Sequence[Block], right: Sequence[Block], body: Box, words: float) -> Plan:
    """Two groups side by side; the words have the width that is given, what is no words the rest."""
    wide = body.w - GAP - words if isinstance(left[0], THINGS) else words
    boxes = (replace(body, w=wide), Box(body.x + wide + GAP, body.y, body.w - GAP - wide, body.h))
    return _at_one_size(draft, list(zip((left, right), boxes, strict=True)), BESIDE)


def _below(draft: Draft, blocks: Sequence[Block], body: Box) -> Plan:
    return _at_one_size(draft, [(blocks, body)], BESIDE)


def _in_two(draft: Draft, blocks: Sequence[Block], body: Box, *, in_card: bool) -> Plan:
    """Two columns that are read one after the other, cut where both come out as high as can be had."""
    inner = body.inset(*INSET) if in_card else body
    wide = (inner.w - COLUMN_GAP) / 2
    setting = Setting(draft.measure, BESIDE[-1], wide)
    heights = [stack(draft, [block], setting, inner.h).high for block in blocks]
    cut = min(range(1, len(blocks)), key=lambda place: max(sum(heights[:place]), sum(heights[place:])))
    boxes = (replace(inner, w=wide), Box(inner.x + wide + COLUMN_GAP, inner.y, wide, inner.h))
    plan = _at_one_size(draft, list(zip((blocks[:cut], blocks[cut:]), boxes, strict=True)), BESIDE)
    return replace(plan, ground=body if in_card else None)


def _region(draft: Draft, blocks: Sequence[Block], found: Stack, box: Box) -> Region:
    """A stack's place, paragraphs alone in even lines."""
    found = even(draft, blocks, found)
    left = box.right - found.setting.wide if found.rtl else box.x
    things = all(isinstance(block, THINGS) for block in blocks)
    return Region(found, replace(box, x=left, w=found.setting.wide), things)


def _at_one_size(draft: Draft, parts: Sequence[tuple[Sequence[Block], Box]], sizes: Sequence[float]) -> Plan:
    def made(size: float) -> Plan:
        stacks = (stack(draft, blocks, Setting(draft.measure, size, box.w), box.h) for blocks, box in parts)
        return Plan(tuple(Region(found, box) for found, (_, box) in zip(stacks, parts, strict=True)))

    found = zip(best(sizes, USUAL, made, lambda plan: plan.airy).regions, parts, strict=True)
    return Plan(tuple(_region(draft, blocks, region.stack, region.box) for region, (blocks, _) in found))
