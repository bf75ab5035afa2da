"""What a handout shows besides slides: its head, and for each slide what stands under and beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from build.drawing.art import icon
from build.drawing.page import Box, Drawable, Group, Page
from build.drawing.text_measure import Measure
from build.paper.document import Beside, Paper, Under
from build.paper.prose import Prose
from build.render.svg.page import drawing_svg

_MARKS = (" logo", " mascot", "Wise Owl")  # what its head shows of the deck: the first of these that there is
_ICON = Box(0.0, 0.0, 0.25, 0.25)


def handout(paper: Paper, made: Mapping[str, Any], prose: Prose, *, sheets: int, notes: bool) -> dict[str, Any]:
    """A document as `handout.typ` reads it, with so many slides on a sheet; without `notes` there are lines."""
    said, measure = paper.said, Measure(paper.theme.fonts, paper.book.language)
    pages = []
    for page in made["pages"]:
        beside = paper.beside.get(page["number"], Beside())
        hour = said.numbered(said.hour, beside.hour) if beside.hour else ""
        pages.append(
            page
            | {
                "name": said.numbered(said.slide, page["number"]),
                "hour": hour,
                "under": [_under(one, paper, measure, prose) for one in beside.under],
                "notes": [prose.pieces(note) for note in beside.notes] if notes and sheets < 6 else [],
            }
        )
    mark = _mark(paper.pages)
    drawn = drawing_svg((mark,), mark.box, paper.theme, measure=measure) if mark else ""
    return dict(made) | {
        "sheets": sheets,
        "pages": pages,
        "mark": drawn,
        "said": made["said"] | {"handout": said.handout},
    }


def _under(one: Under, paper: Paper, measure: Measure, prose: Prose) -> dict[str, str]:
    drawn = ""
    if one.icon:
        drawn = drawing_svg(
            (icon(one.icon, _ICON, color="goldink", name_prefix="under"),), _ICON, paper.theme, measure=measure
        )
    return {"words": prose.drawable(one.words), "icon": drawn, "to": one.to}


def _mark(pages: Iterable[Page]) -> Drawable | None:
    found = {sign: item for page in pages for item in _each(page.items) for sign in _MARKS if sign in item.name}
    return next((found[sign] for sign in _MARKS if sign in found), None)


def _each(items: Iterable[Drawable]) -> Iterator[Drawable]:
    for item in items:
        yield item
        if isinstance(item, Group) and not any(sign in item.name for sign in _MARKS):
            yield from _each(item.children)
