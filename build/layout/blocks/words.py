"""Blocks that are words, as paragraphs: prose, headings, lists three levels deep, terms with their meanings.

What is no words (a listing, a table, a picture …) keeps its place among them as an `Inset`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Bullet, Paragraph, TextStyle
from build.drawing.text_lines import numbers
from build.drawing.text_measure import POINTS
from build.layout.blocks.setting import Setting
from build.spec.content import Block, Bullets, Definition, Definitions, Entry, Prose, Subheading
from build.spec.deck import Text, Words

DEEPEST = 2  # levels count from 0
MARK = 1.25  # em from a bullet's edge to its words
SUB_MARK = 1.1
MARK_GAP = 0.35  # em between a number and its words
NUMBER_INK = "goldink"
# Gaps above, in sizes of what stands below them.
PROSE_GAP, ITEM_GAP, SUB_GAP, HEADING_GAP, BELOW_HEADING = 0.6, 0.42, 0.22, 0.8, 0.22
NO_WORDS = Text((Words(text="\u00a0"),))  # of an entry that has but what is below it
_SIGNS: tuple[Bullet, ...] = ("diamond", "dash", "dot")


@dataclass(frozen=True, slots=True)
class Inset:
    """A block that is no words, so many inches from the edge, with the points above it."""

    block: Block
    indent: float
    before: float


Part = Paragraph | Inset


def parts_of(blocks: Sequence[Block], setting: Setting) -> list[Part]:
    """Blocks one below the other; nothing stands above the first."""
    parts: list[Part] = []
    above: Block | None = None
    for block in blocks:
        gap = _gap(above, block) * setting.size if above else 0.0
        new = list(_parts(block, setting))
        if new:
            parts += [replace(new[0], before=gap), *new[1:]]
            above = block
    return parts


def _gap(above: Block, below: Block) -> float:
    if isinstance(above, Subheading):
        return BELOW_HEADING
    return HEADING_GAP if isinstance(below, Subheading) else PROSE_GAP


def _parts(block: Block, setting: Setting) -> Iterator[Part]:
    match block:
        case Prose():
            yield setting.paragraph(block.text)
        case Subheading():
            yield setting.paragraph(block.text, bold=True)
        case Bullets():
            yield from list_parts(block, setting)
        case Definitions():
            for number, entry in enumerate(block.entries):
                yield from _definition(entry, setting, first=not number)
        case _:
            yield Inset(block, 0.0, 0.0)


def _definition(entry: Definition, setting: Setting, *, first: bool) -> Iterator[Paragraph]:
    yield setting.paragraph(entry.term, bold=True, before=0.0 if first else ITEM_GAP * setting.size)
    for meaning in entry.meanings:
        yield replace(setting.paragraph(meaning, indent=MARK * setting.em, before=0.1 * setting.size), level=1)


# ---- lists ------------------------------------------------------------------------------------------
def list_parts(bullets: Bullets, setting: Setting, *, level: int = 0, edge: float = 0.0) -> Iterator[Part]:
    """All entries of a list whose marks stand `edge` inches from the column's edge."""
    for number, entry in enumerate(bullets.entries):
        gap = (SUB_GAP if level else ITEM_GAP) * setting.size
        yield from entry_parts(bullets, entry, setting, level=level, edge=edge, before=gap if number or level else 0.0)


def entry_parts(
    bullets: Bullets, entry: Entry, setting: Setting, *, level: int = 0, edge: float = 0.0, before: float = 0.0
) -> Iterator[Part]:
    """One entry of a list with all that stands below it."""
    indent = edge + mark_room(bullets, setting, level)
    sign = _sign(bullets, entry, level)
    words = setting.paragraph(entry.text or NO_WORDS, indent=indent, before=before)
    yield replace(
        words, bullet=sign, level=level, bullet_at=edge, start=bullets.entries[0].number or 1,
        bullet_color=_color(sign),
    )  # fmt: skip
    below, deeper = setting.at(setting.sub), min(level + 1, DEEPEST)
    for block in entry.blocks:
        if isinstance(block, Bullets):
            yield from list_parts(block, below, level=deeper, edge=indent if level < DEEPEST else edge)
            continue
        for number, part in enumerate(parts_of([block], setting.narrower(indent))):
            moved = replace(part, indent=part.indent + indent)
            first = replace(moved, before=SUB_GAP * setting.size) if not number else moved
            # Deeper than its entry, so that it does not end the count of a numbered list.
            yield replace(first, level=deeper) if isinstance(first, Paragraph) else first


def mark_room(bullets: Bullets, setting: Setting, level: int) -> float:
    """Inches from the edge of a list's marks to its words, the same for all of them."""
    usual = (SUB_MARK if level else MARK) * setting.em
    if bullets.entries[0].number is None:
        return usual
    last = f"{(bullets.entries[0].number or 1) + len(bullets.entries) - 1}."
    widest = setting.measure.width("0" * len(last), TextStyle(setting.size, face="display"))
    return max(usual, widest + MARK_GAP * setting.em)


def _sign(bullets: Bullets, entry: Entry, level: int) -> Bullet:
    if entry.checked is not None:
        return "ticked" if entry.checked else "box"
    return "number" if bullets.entries[0].number is not None else _SIGNS[level]


def _color(sign: Bullet) -> str:
    return {"number": NUMBER_INK, "ticked": "teal", "box": "navy500"}.get(sign, "gold")


def renumbered(paragraphs: Sequence[Paragraph], whole: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Some paragraphs of a whole, in a box of their own, with the numbers that they have in the whole."""
    there = {id(words): number for words, number in zip(whole, numbers(whole), strict=True)}
    return tuple(
        replace(words, start=words.start + there[id(words)] - here) if words.bullet == "number" else words
        for words, here in zip(paragraphs, numbers(paragraphs), strict=True)
    )


def text_height(paragraphs: Sequence[Paragraph]) -> float:
    """Inches of paragraphs, without what stands above the first."""
    high = sum(words.before + words.line * max(1, len(words.lines)) for words in paragraphs)
    return (high - paragraphs[0].before) / POINTS if paragraphs else 0.0
