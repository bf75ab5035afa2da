"""What stands where something cannot be shown: a dashed box that names it. The finding says why."""

from __future__ import annotations

from build.drawing.page import Box, Line, Run, Shape, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.card import RADIUS
from build.layout.draft import Draft

SIZES = (18.0, 16.0, 14.0)


def missing(draft: Draft, role: str, name: str, box: Box, *, alt: str = "") -> None:
    """A dashed box with the name of what is missing, as `⟨bars⟩`; the box alone where that has no room."""
    words = f"⟨{name}⟩"
    styles = (TextStyle(size, "brick") for size in SIZES)
    room = box.w - 0.2
    style = next((tried for tried in styles if draft.measure.line_room(words, tried) <= room), None)
    fits = style is not None and style.size * 1.2 / POINTS <= box.h
    named = (draft.measure.paragraph([Run(words, style)], width=room, align="center"),) if style and fits else ()
    line = Line(color="brick", width=1.5, dash="dash")
    draft.add(
        Shape(
            name=draft.name(role), alt=alt or ("" if named else words), box=box, kind="round", radius=RADIUS,
            fill="white", line=line, paragraphs=named,
        )
    )  # fmt: skip
