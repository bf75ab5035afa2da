"""A listing: header strip, coloured code, and a tint behind the lines that matter."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Paragraph, Shape, ShapeKind, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.card import RADIUS
from build.layout.code_colors import code_line, coloured_python
from build.layout.draft import Draft, Subject
from build.layout.ladder import Rung
from build.layout.runs import runs_of
from build.spec.deck import Listing
from engine.quoted import quoted

HEADER = 0.36
FIRST_GAP = 0.04
LINE = 0.241  # inches a line of code takes
INSET = 0.28
BAR = 0.07
TINTS = {"new": ("gold100", "gold"), "costly": ("brick100", "brick")}


def draw_listing(draft: Draft, role: str, listing: Listing, box: Box, *, top: bool) -> float:
    """Draw a listing from the top of `box`; where it ends. `top`: it begins the card, so its corners are round."""
    style = TextStyle(draft.theme.size("code"), "slate", face="mono")
    strip = Box(box.x, box.y, box.w, HEADER)
    kind: ShapeKind = "round_top" if top else "rect"
    radius = RADIUS if top else 0.0
    draft.add(
        Shape(name=draft.name(f"{role} strip"), decorative=True, box=strip, kind=kind, radius=radius, fill="navy50")
    )
    file = listing.target.partition("::")[0].rpartition("/")[2]
    room = box.w - 2 * INSET
    name_width = draft.measure.line_room(file, style) if file else 0.0
    place = Box(box.right - INSET - name_width, box.y, name_width, HEADER)
    _heading(draft, role, listing, Box(box.x + INSET, box.y, room - name_width - 0.2, HEADER))
    draft.add(draft.label(f"{role} file", file, place, style, align="right"))
    first = box.y + HEADER + FIRST_GAP
    fill, bar = TINTS[listing.tint]
    with draft.kept(box):
        for number in listing.marked:
            y = first + LINE * (number - 1)
            for part, wide, color in (("tint", box.w, fill), ("mark", BAR, bar)):
                tint = Box(box.x, y, wide, LINE)
                draft.add(Shape(name=draft.name(f"{role} {part} {number}"), decorative=True, box=tint, fill=color))
    wide = box.w - INSET - 0.02
    plain = replace(style, color="char")
    lines = [code_line(runs, LINE * POINTS, plain) for runs in coloured_python(listing.text, draft.theme, style.size)]
    for text in listing.text:
        if draft.measure.width(text, style) > wide:
            fits = int(wide / draft.measure.width("0", style))
            message = f"a line of code has {len(text)} columns, and {fits} fit: {quoted(text.strip())}"
            draft.report("L105", listing.span, message, "break it at an argument in the source")
    code = Box(box.x + INSET, first, wide, LINE * len(lines))
    with draft.kept(box):
        draft.add(TextBox(name=draft.name(role), box=code, paragraphs=tuple(lines)))
    return code.bottom + FIRST_GAP


def _heading(draft: Draft, role: str, listing: Listing, box: Box) -> None:
    if not listing.heading:
        return

    def make(rung: Rung) -> list[Paragraph]:
        return [
            draft.measure.paragraph(runs_of(listing.heading, TextStyle(rung.size, bold=True)), width=box.w, spacing=1.1)
        ]

    sizes = [Rung(float(size), 1.1) for size in (16, 15, 14)]
    subject = Subject("the listing's heading", listing.heading.span)
    draft.add(draft.text(f"{role} heading", box, make, sizes, subject))
