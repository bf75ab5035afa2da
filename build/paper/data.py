"""What typst is given: a document as JSON, whose every text is a string and no markup, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from build.drawing.text_measure import POINTS
from build.paper.pieces import Look, Piece
from build.paper.structure import Entry, Ground, Listed, Node, Rows, Shown, Texts


class Looks:
    """The looks of a document's letters, each once; a piece names its own by its place."""

    def __init__(self) -> None:
        self._places: dict[Look, int] = {}

    def place(self, look: Look) -> int:
        return self._places.setdefault(look, len(self._places))

    def data(self) -> list[dict[str, Any]]:
        return [look._asdict() for look in self._places]


def page_data(nodes: Iterable[Node], looks: Looks) -> list[dict[str, Any]]:
    """A page's nodes as `page.typ` reads them."""
    return [_node(node, looks) for node in nodes]


def _node(node: Node, looks: Looks) -> dict[str, Any]:
    match node:
        case Ground():
            return {"is": "ground", "svg": node.svg}
        case Shown():
            box = [value * POINTS for value in (node.box.x, node.box.y, node.box.w, node.box.h)]
            return {"is": "picture", "svg": node.svg, "box": box, "alt": node.alt, "to": node.to}
        case Texts():
            return {"is": "texts", "level": node.level, "pieces": _pieces(node.pieces, looks)}
        case Listed():
            return _list(node.entries, looks)
        case Rows():
            wide = max(map(len, node.rows))
            rows = [[_pieces(cell, looks) for cell in row] + [[]] * (wide - len(row)) for row in node.rows]
            return {"is": "table", "columns": wide, "rows": rows}


def _list(entries: Sequence[Entry], looks: Looks) -> dict[str, Any]:
    """A list, in whose entries those that are deeper are lists."""
    made: list[dict[str, Any]] = []
    at = 0
    while at < len(entries):
        level, end = entries[at].level, at + 1
        while end < len(entries) and entries[end].level > level:
            end += 1
        inner = [_list(entries[at + 1 : end], looks)] if end > at + 1 else []
        entry = entries[at]
        made.append({"pieces": _pieces(entry.pieces, looks), "label": _pieces(entry.label, looks), "inner": inner})
        at = end
    return {"is": "list", "ordered": entries[0].ordered, "entries": made}


def _pieces(pieces: Iterable[Piece], looks: Looks) -> list[list[Any]]:
    return [[round(piece.x, 3), round(piece.y, 3), piece.text, looks.place(piece.look), piece.to] for piece in pieces]
