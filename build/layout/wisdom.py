"""The Wise Owl and what it says: the same place on every slide but the title."""

from __future__ import annotations

from pathlib import Path

from build.drawing.art import owl
from build.drawing.find_picture import PictureError
from build.drawing.logo import read_mascot
from build.drawing.page import Box, Drawable, Gradient, Line, Paragraph, Picture, Shape, TextBox, TextStyle
from build.drawing.text_measure import RESERVE
from build.layout.card import RADIUS
from build.layout.draft import Draft
from build.layout.ladder import Rung, balanced, fit, fit_at
from build.layout.runs import readable, runs_of
from build.layout.ties import EXACT, without_short_ends


def wisdom(draft: Draft, box: Box | None = None, largest: float = 0.0) -> None:
    """One quote and the owl, at the lower right. The rag is balanced; `largest` are points, if not the theme's."""
    text = draft.slide.wisdom
    if not text:
        return
    box = box or draft.frame.wisdom
    owl_box = Box(box.right - 1.08, box.y + (box.h - 0.96) / 2 + 0.03, 0.96, 0.96)
    column = Box(box.x + 0.22, box.y + 0.32, owl_box.x - box.x - 0.28, box.h - 0.38)
    spacing = draft.theme.spacing("wisdom")
    largest, floor = largest or draft.theme.size("wisdom"), int(draft.theme.size("wisdom_floor"))
    sizes = [float(size) for size in range(int(largest), floor - 1, -1)]

    def make(rung: Rung, wide: float = column.w, reserve: float = RESERVE) -> list[Paragraph]:
        runs = runs_of(text, TextStyle(rung.size, "navy", face="display", italic=True), chip=False)
        runs = [readable(run) for run in runs]
        tied = without_short_ends(runs, wide, draft.measure, reserve=reserve)
        return [draft.measure.paragraph(tied, width=wide, spacing=rung.spacing, reserve=reserve)]

    fitted = fit(make, [*(Rung(size, spacing) for size in sizes), Rung(sizes[-1], 1.06)], high=column.h, wide=column.w)
    draft.report_unfit("the wisdom", fitted, text.span, column.h)
    rung = fitted.rung
    # The room is for three lines where viewers need them, so the balance may count on the exact widths.
    exact = fit_at(rung, make(rung, reserve=EXACT), high=column.h, wide=column.w)
    wide = balanced(exact, lambda wide: make(rung, wide, EXACT), column.w)
    quote = Box(column.x, column.y, wide, column.h)
    caps = TextStyle(draft.theme.size("wisdom_label"), "goldink", bold=True, spacing=1.6)
    draft.add(
        Shape(
            name=draft.name("wisdom card"),
            decorative=True,
            box=box,
            kind="round",
            radius=RADIUS,
            fill=Gradient("ivory", "gold100", 75),
            line=Line("gold200"),
            shadow="card",
        ),
        Shape(
            name=draft.name("wisdom bar"),
            decorative=True,
            box=Box(box.x, box.y + 0.16, 0.055, box.h - 0.32),
            kind="round",
            radius=0.0275,
            fill="gold",
        ),
        draft.label(
            "wisdom label", draft.said.capitals(_speaker(draft)), Box(box.x + 0.22, box.y + 0.11, 2.0, 0.2), caps
        ),
        TextBox(name=draft.name("wisdom"), box=quote, paragraphs=tuple(make(rung, wide, EXACT)), anchor="middle"),
        mascot(draft, owl_box, draft.id),
    )


def mascot(draft: Draft, box: Box, prefix: str) -> Drawable:
    """What the course has chosen in the owl's place, as large as the box lets it be; else the owl."""
    front = draft.deck.front
    if front.mascot:
        try:
            found = read_mascot(Path(draft.deck.path), front.mascot)
        except PictureError:
            pass  # the spec's checks have said so
        else:
            wide = min(box.w, box.h * found.aspect)
            high = wide / found.aspect
            place = Box(box.x + (box.w - wide) / 2, box.y + (box.h - high) / 2, wide, high)
            return Picture(name=f"{prefix} mascot", box=place, path=str(found.path), alt=_speaker(draft))
    return owl(box, prefix)


def _speaker(draft: Draft) -> str:
    """Whose words they are: nobody's where a mascot has no name."""
    said = draft.said
    unnamed = draft.deck.front.mascot and "wise_owl" not in dict(draft.deck.front.words)
    return said.remember if unnamed else said.wise_owl
