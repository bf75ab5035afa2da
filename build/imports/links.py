"""Links that no browser could open, as `http://wiki`: their words stay, and where they lead is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from build.findings.diagnostic import Span
from build.imports.imported import Imported
from build.imports.lines import Reading
from build.parse.links import can_be_opened, is_address
from build.spec.deck import Piece, Text, Words
from build.spec.walk import change


def with_links(imported: Imported, reading: Reading, where: Callable[[Span], str]) -> Imported:
    """The deck with the links that a spec may have."""

    def shown(text: Text) -> Text:
        pieces = tuple(one(piece, text.span) for piece in text.pieces)
        return text if pieces == text.pieces else replace(text, pieces=pieces)

    def one(piece: Piece, span: Span) -> Piece:
        if not isinstance(piece, Words) or not is_address(piece.href) or can_be_opened(piece.href):
            return piece
        reading.tell(where(span), f"a link to '{piece.href[:200]}'", "its words only are shown")
        return replace(piece, href="")

    return replace(imported, slides=[change(slide, Text, shown) for slide in imported.slides], left=reading.left)
