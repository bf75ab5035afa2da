"""Terms and what they mean, alone on their slide: a row each, the term at the left, its meanings beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Paragraph, TextBox
from build.layout.blocks.rows import AIR, hairlines, shared, tops
from build.layout.blocks.setting import Setting, best, holds
from build.layout.blocks.stack import body_place
from build.layout.blocks.words import text_height
from build.layout.card import card
from build.layout.draft import Draft
from build.layout.ladder import too_wide
from build.spec.content import Definition, Definitions

USUAL = 30.0
SIZES = (36.0, 30.0, 28.0, 26.0, 24.0, 22.0, 20.0)
SPACING = 1.12
INSET = (0.50, 0.05)  # of the words in the card
GAP = 0.5  # inches between the terms and what they mean
MOST_TERMS = 0.36  # of the room
BELOW = 0.2  # of the size, above a second meaning


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and its meanings at one size."""

    term: tuple[Paragraph, ...]
    meanings: tuple[Paragraph, ...]

    @property
    def high(self) -> float:
        return max(text_height(self.term), text_height(self.meanings))


@dataclass(frozen=True, slots=True)
class Glossary:
    """All entries at one size, in a room (inches)."""

    setting: Setting
    entries: tuple[Entry, ...]
    terms: float  # inches of their column
    room: float

    @property
    def least(self) -> list[float]:
        return [entry.high + 2 * AIR * self.setting.em for entry in self.entries]

    @property
    def fits(self) -> bool:
        rest = self.setting.wide - self.terms - GAP
        broken = any(
            too_wide(entry.term, self.terms) or len(entry.term[0].lines) > 1 or too_wide(entry.meanings, rest)
            for entry in self.entries
        )
        return holds(self.room, sum(self.least)) and not broken

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(len(words.lines) for entry in self.entries for words in entry.meanings)


def glossary(draft: Draft, found: Definitions, body: Box) -> Glossary | None:
    """Terms in rows at the size that suits them; None where they need more room than rows have."""
    inner = body.inset(*INSET)
    setting = Setting(draft.measure, USUAL, inner.w, spacing=SPACING)
    made = best(SIZES, USUAL, lambda size: _set(found.entries, setting.at(size), inner.h))
    return made if made.fits else None


def draw_glossary(draft: Draft, made: Glossary, body: Box) -> None:
    draft.add(card(draft, "text card", body))
    inner = body.inset(*INSET)
    heights = shared(made.least, inner.h)
    draft.add(*hairlines(draft, "term", heights, inner))
    left = inner.x + made.terms + GAP
    for number, (entry, high, y) in enumerate(zip(made.entries, heights, tops(heights, inner.y), strict=True), start=1):
        top = y + (high - entry.high) / 2
        for role, words, x, right in (
            ("term", entry.term, inner.x, left - GAP),
            ("meaning", entry.meanings, left, inner.right),
        ):
            box = Box(x, top, right - x, text_height(words))
            draft.add(
                TextBox(name=draft.name(f"{role} {number}"), box=box, paragraphs=words, placeholder=body_place(draft))
            )


def _set(entries: Sequence[Definition], setting: Setting, room: float) -> Glossary:
    bare = [setting.paragraph(entry.term, bold=True) for entry in entries]
    widest = max(setting.measure.run_width(words.runs) for words in bare) * 1.05
    terms = min(widest, setting.wide * MOST_TERMS)
    narrow, rest = replace(setting, wide=terms), setting.narrower(terms + GAP)
    return Glossary(
        setting,
        tuple(
            Entry(
                (narrow.paragraph(entry.term, bold=True),),
                tuple(
                    rest.paragraph(meaning, before=BELOW * setting.size if number else 0.0)
                    for number, meaning in enumerate(entry.meanings)
                ),
            )
            for entry in entries
        ),
        terms,
        room,
    )
