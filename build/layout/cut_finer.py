"""What no cut between blocks helps: a paragraph or a quote is cut at its sentences, code at any line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from build.parse.texts import make
from build.spec.content import Block, CodeBlock, Prose, Quotation
from build.spec.deck import Piece as Pieces
from build.spec.deck import Text, Words

_ENDS = re.compile(r"(?<=[.!?…؟]\s)|(?<=[.!?…؟][»”\")\]]\s)|(?<=[。！？])")
_SHORT = 60  # letters of a piece: a dot behind fewer may be an abbreviation's


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together; the last of them is a part of the block with that number."""

    of: int
    blocks: tuple[Block, ...]


def pieces_of(units: Sequence[tuple[Block, ...]]) -> list[Piece]:
    """Units whose last blocks are cut as fine as can be; what leads stays with the first piece."""
    pieces: list[Piece] = []
    for number, (*leading, last) in enumerate(units):
        first, *others = _finer(last)
        pieces += [Piece(number, (*leading, first)), *(Piece(number, (other,)) for other in others)]
    return pieces


def units_of(pieces: Iterable[Piece]) -> list[tuple[Block, ...]]:
    """Units again, in which pieces of one block are one."""
    units: list[tuple[Block, ...]] = []
    for _, group in groupby(pieces, key=lambda piece: piece.of):
        first, *others = group
        *leading, last = first.blocks
        units.append((*leading, _whole([last, *(other.blocks[-1] for other in others)])))
    return units


def _finer(block: Block) -> list[Block]:
    match block:
        case Prose(text=text):
            return [replace(block, text=sentence) for sentence in sentences(text)]
        case Quotation(texts=texts):
            said = [sentence for text in texts for sentence in sentences(text)]
            parts = [replace(block, texts=(sentence,), by=Text(), source=Text()) for sentence in said]
            return [*parts[:-1], replace(parts[-1], by=block.by, source=block.source)] if parts else [block]
        case CodeBlock(text=lines, taken=None) if lines:
            return [lines_of(block, at, at + 1) for at in range(len(lines))]
    return [block]


def _whole(parts: Sequence[Block]) -> Block:
    """The block of some pieces in a row."""
    first, last = parts[0], parts[-1]
    match first, last:
        case Prose(), Prose():
            return replace(first, text=_joined([part.text for part in parts if isinstance(part, Prose)]))
        case Quotation(), Quotation():
            said = [text for part in parts if isinstance(part, Quotation) for text in part.texts]
            texts = tuple(_joined(list(same)) for _, same in groupby(said, key=lambda text: text.span))
            return replace(first, texts=texts, by=last.by, source=last.source)
        case CodeBlock(), CodeBlock():
            lines = [line for part in parts if isinstance(part, CodeBlock) for line in part.text]
            marked = [line for part in parts if isinstance(part, CodeBlock) for line in part.marked]
            return replace(first, text=tuple(lines), marked=tuple(marked))
    return first


def lines_of(code: CodeBlock, first: int, last: int) -> CodeBlock:
    """Lines of a listing from one up to another, counted from 0; they keep their numbers."""
    shown = range(code.first + first, code.first + last)
    marked = tuple(line for line in code.marked if line in shown)
    return replace(code, text=code.text[first:last], marked=marked, first=shown.start)


# ---- sentences --------------------------------------------------------------------------------------
def sentences(text: Text) -> list[Text]:
    """The sentences of a paragraph, short ones with the next; each with the space that stands behind it."""
    found: list[list[Pieces]] = [[]]
    for piece in text.pieces:
        if not isinstance(piece, Words) or piece.code or piece.math:
            found[-1].append(piece)
            continue
        first, *others = _ENDS.split(piece.text)
        found[-1].append(replace(piece, text=first))
        for words in others:
            if sum(map(_letters, found[-1])) >= _SHORT:
                found.append([])
            found[-1].append(replace(piece, text=words))
    return [Text(tuple(pieces), text.span) for pieces in found]


def _letters(piece: Pieces) -> int:
    return len(piece.text) if isinstance(piece, Words) else _SHORT


def _joined(texts: Sequence[Text]) -> Text:
    return make((piece for text in texts for piece in text.pieces), texts[0])
