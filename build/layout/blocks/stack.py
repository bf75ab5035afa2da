"""Blocks one below the other in a box: measured at one size, then drawn in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any, Literal

from build.drawing.page import Box, Paragraph, TextBox
from build.drawing.text_measure import POINTS
from build.findings.diagnostic import Span
from build.layout.blocks import callout, code, columns, formula, picture, quotation, table
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting, best, holds
from build.layout.blocks.words import Inset, parts_of, renumbered, text_height
from build.layout.draft import Draft
from build.layout.ladder import narrower, too_wide
from build.spec.content import Block, Callout, CodeBlock, Columns, Formula, Image, Prose, Quotation, Subheading
from build.spec.deck import Grid
from engine.quoted import quoted

# What draws a block that is no words, in a setting; the last argument stacks the blocks inside it.
PIECES: Mapping[type[Any], Callable[..., Piece]] = {
    Callout: callout.piece,
    CodeBlock: code.piece,
    Columns: columns.piece,
    Formula: formula.piece,
    Grid: table.piece,
    Image: picture.piece,
    Quotation: quotation.piece,
}


EVEN_STEP = 0.08  # inches
MOST_EVEN = 4  # lines: those of a longer paragraph fill their column
AIRY = 0.6  # of its room: running text that takes less may be larger
WIDEST_WORDS = 7.2  # points an inch of its column, so that a line holds some twenty letters


@dataclass(frozen=True)
class Stack:
    """Blocks at one size in a box of that room (inches)."""

    setting: Setting
    pieces: tuple[Piece, ...]
    room: float

    @property
    def high(self) -> float:
        """Inches, at the least."""
        return sum(piece.before + piece.high for piece in self.pieces)

    @property
    def most(self) -> float:
        """Inches, where all that can grow does."""
        return sum(piece.before + max(piece.high, piece.most) for piece in self.pieces)

    @property
    def too_wide(self) -> str:
        """What no line can hold, or nothing."""
        return next((piece.too_wide for piece in self.pieces if piece.too_wide), "")

    @property
    def fits(self) -> bool:
        return holds(self.room, self.high) and not self.too_wide

    @property
    def rtl(self) -> bool:
        """Whether it begins with words that run from right to left."""
        return bool(self.pieces) and self.pieces[0].rtl

    @property
    def airy(self) -> bool:
        """Whether it is running text that leaves much of its room empty."""
        return self.high <= AIRY * self.room and self.setting.size <= WIDEST_WORDS * self.setting.wide

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(count for piece in self.pieces for count in piece.lines)

    @property
    def grown(self) -> float:
        """Inches, where what can grow fills the room."""
        return sum(_grown(self.pieces, self.room)) + sum(piece.before for piece in self.pieces)

    def draw(self, draft: Draft, role: str, box: Box, anchor: Literal["top", "middle"] = "middle") -> float:
        """Draw all of it in a box, where what can grow does so; the inches that it takes."""
        heights = _grown(self.pieces, box.h)
        taken = sum(heights) + sum(piece.before for piece in self.pieces)
        y = box.y + (max(0.0, box.h - taken) / 2 if anchor == "middle" else 0.0)
        for number, (piece, high) in enumerate(zip(self.pieces, heights, strict=True), start=1):
            y += piece.before
            name = role if len(self.pieces) == 1 else f"{role} {number}"
            piece.draw(draft, name, Box(box.x + piece.indent, y, box.w - piece.indent, high))
            y += high
        return taken

    def report(self, draft: Draft, what: str, span: Span) -> None:
        """Say what does not fit its room, and what helps."""
        wide = next((piece for piece in self.pieces if piece.too_wide), None)
        if wide:
            message = f"{what}: {quoted(wide.too_wide)} is wider than its column at {self.setting.size:g} pt"
            draft.report("L102", wide.span if wide.span.line else span, message, narrower(wide.too_wide))
        elif not self.fits:
            hint = "leave words out, or make two slides of it"
            draft.report_high(what, span, self.high, self.room, self.setting.size, hint)


def stack(draft: Draft, blocks: Sequence[Block], setting: Setting, room: float) -> Stack:
    """Blocks at a size in a column."""
    pieces: list[Piece] = []
    every = parts_of(blocks, setting)
    whole = [part for part in every if isinstance(part, Paragraph)]
    for is_words, parts in groupby(every, key=lambda part: isinstance(part, Paragraph)):
        if is_words:
            words = [part for part in parts if isinstance(part, Paragraph)]
            pieces.append(_words(renumbered(words, whole), setting))
        else:
            insets = (part for part in parts if isinstance(part, Inset))
            pieces += (_inset(draft, inset, setting, first=not pieces) for inset in insets)
    return Stack(setting, tuple(pieces), room)


def best_stack(
    draft: Draft,
    blocks: Sequence[Block],
    sizes: Sequence[float],
    usual: float,
    box: Box,
    setting: Setting | None = None,
) -> Stack:
    """Blocks in a box at the size that suits them: see `best`."""
    plain = setting or Setting(draft.measure, usual, box.w)

    def made(size: float) -> Stack:
        return stack(draft, blocks, replace(plain, size=size, wide=box.w), box.h)

    found = best(sizes, usual, made, lambda found: found.airy)
    if found.too_wide and not draft.wraps_code:
        draft.wraps_code = True
        return best_stack(draft, blocks, sizes, usual, box, setting)
    return found


def even(draft: Draft, blocks: Sequence[Block], found: Stack) -> Stack:
    """Paragraphs alone in the narrowest column in which none takes more lines: so they are of like length."""
    words_alone = all(isinstance(block, Prose | Subheading) for block in blocks)
    if not blocks or not found.fits or not words_alone or draft.measure.hyphenates:  # narrower, it would break more
        return found
    while 1 < max(found.lines) <= MOST_EVEN:
        tried = stack(draft, blocks, found.setting.narrower(EVEN_STEP), found.room)
        if tried.lines != found.lines or not tried.fits:
            break
        found = tried
    return found


def _inset(draft: Draft, inset: Inset, setting: Setting, *, first: bool) -> Piece:
    nest = partial(stack, draft)
    made = PIECES[type(inset.block)](draft, inset.block, setting.narrower(inset.indent), nest)
    return made.below(0.0 if first else inset.before / POINTS, inset.indent)


def _words(paragraphs: Sequence[Paragraph], setting: Setting) -> Piece:
    first, *rest = paragraphs
    text = (replace(first, before=0.0), *rest)
    return Piece(
        high=text_height(text),
        draw=partial(_draw_words, text),
        before=first.before / POINTS,
        too_wide=too_wide(text, setting.wide),
        lines=tuple(len(words.lines) for words in text),
        rtl=text[0].rtl,
    )


def _draw_words(paragraphs: tuple[Paragraph, ...], draft: Draft, role: str, box: Box) -> None:
    draft.add(TextBox(name=draft.name(role), box=box, paragraphs=paragraphs, placeholder=body_place(draft)))


def body_place(draft: Draft) -> Literal["", "body", "body2"]:
    """The placeholder that a slide's next words take, so that an outline shows them; none where both are taken."""
    taken = set(_places(draft))
    return "body" if "body" not in taken else "body2" if "body2" not in taken else ""


def _places(draft: Draft) -> Iterator[str]:
    return (item.placeholder for item in draft.items if isinstance(item, TextBox))


def _grown(pieces: Sequence[Piece], room: float) -> list[float]:
    """Each piece's height: those that can grow share what is left, as far as they may."""
    heights = [piece.high for piece in pieces]
    spare = room - sum(heights) - sum(piece.before for piece in pieces)
    while spare > 0.005:
        growing = [i for i, piece in enumerate(pieces) if piece.most > heights[i] + 0.001]
        if not growing:
            break
        share = spare / len(growing)
        for i in growing:
            more = min(share, pieces[i].most - heights[i])
            heights[i] += more
            spare -= more
    return heights
