"""Two sentences on two lines: each has its own, where that takes no more room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from build.spec.content import Block, Prose
from build.spec.deck import Text, Words

_BETWEEN = re.compile(r"(?<=[.!?…。؟])\s+(?=\S)")
_OTHER = "\ufffc"  # stands for what is no words


def two_sentences(blocks: Sequence[Block]) -> tuple[Block, ...] | None:
    """A paragraph alone that is two sentences, with a new line between them; None for anything else."""
    match tuple(blocks):
        case (Prose(text=text) as prose,):
            ends = list(_BETWEEN.finditer("".join(map(_shown, text.pieces))))
            if len(ends) == 1:
                return (replace(prose, text=_broken(text, *ends[0].span())),)
    return None


def _shown(piece: object) -> str:
    return piece.text if isinstance(piece, Words) else _OTHER


def _broken(text: Text, start: int, end: int) -> Text:
    """The text with a line's end in place of the spaces from `start` to `end`."""
    pieces, at = [], 0
    for piece in text.pieces:
        long = len(_shown(piece))
        first, last = max(start - at, 0), min(end - at, long)
        if isinstance(piece, Words) and first < last:
            new = "\n" if start >= at else ""
            piece = replace(piece, text=piece.text[:first] + new + piece.text[last:])
        pieces.append(piece)
        at += long
    return replace(text, pieces=tuple(pieces))
