"""Speaker notes as annotations: a note at the corner of each page, which viewers open and presenters' programs show.

typst writes none, so they are added to the finished file, each with its place in the structure (PDF/UA-1, 7.18).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_SIDE = 20  # points of the sign
_EDGE = 4
_FLAGS = 24  # of its sign: of one size, and upright, whatever the page's (ISO 32000-1, 12.5.3)


def annotate(document: pikepdf.Pdf, notes: Sequence[str], day: str) -> None:
    """Add its note to each of the first pages that has one. `day` is the note's, ISO, or empty."""
    from pikepdf import Array, Dictionary, Name, NumberTree, String

    root = document.Root.StructTreeRoot
    tree, number, whole = NumberTree(root.ParentTree), int(root.ParentTreeNextKey), root.K[0]
    starts = [at for at, element in enumerate(whole.K) if element.S == Name.H1]  # of pages
    ends = [*starts[1:], len(whole.K)]
    moved = 0
    for page, words, end in zip(document.pages, notes, ends, strict=False):
        if not words:
            continue
        left, _, _, top = map(float, page.mediabox)
        note = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Text,
                Name=Name.Note,
                Rect=Array([left + _EDGE, top - _SIDE - _EDGE, left + _SIDE + _EDGE, top - _EDGE]),
                Contents=String(words),
                F=_FLAGS,
                P=page.obj,
                StructParent=number,
            )
        )
        if day:
            note.M = String(f"D:{day.replace('-', '')}000000Z")
        element = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Annot, P=whole, Pg=page.obj))
        element.K = Array([Dictionary(Type=Name.OBJR, Obj=note, Pg=page.obj)])
        whole.K.insert(end + moved, element)
        page.obj.Annots = Array([*page.obj.get("/Annots", Array()), note])
        tree[number] = element
        number, moved = number + 1, moved + 1
    root.ParentTreeNextKey = number
