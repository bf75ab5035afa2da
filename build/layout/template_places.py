"""A company's template filled: title, footer, number and date in its own places, in its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Paragraph, Run, TextBox, TextStyle
from build.findings.diagnostic import Span
from build.layout.draft import Draft
from build.layout.ladder import Rung, fit
from build.layout.runs import in_a_line, runs_of
from build.layout.template_cited import put_cited
from build.layout.ties import without_orphan
from build.spec.content import part_of
from build.spec.deck import Text
from build.theme.template import Place, Role
from engine.quoted import quoted

TITLE_FLOOR, TITLE_LEAST = 0.55, 20.0  # of its size, and points on a page 7.5 inches high
FOOT_FLOOR = 9.0  # points there
CLOSER = 0.95  # of a place's line height, where words need it


def style_of(place: Place, size: float = 0.0) -> TextStyle:
    """How words look in a place that say nothing else."""
    return TextStyle(size or place.size, place.color, face=place.face, bold=place.bold, italic=place.italic)


def title_in_place(draft: Draft) -> None:
    """The slide's title in the layout's."""
    assert draft.carried is not None
    place = draft.carried.places["title"]
    unit = _unit(draft)
    floor = max(TITLE_LEAST * unit, place.size * TITLE_FLOOR)
    text_in_place(draft, "title", "title", [draft.slide.title], "the title", draft.slide.title.span, floor=floor)


def text_in_place(
    draft: Draft,
    name: str,
    role: Role,
    texts: Sequence[Text],
    what: str,
    span: Span,
    *,
    floor: float,
    largest: float = 0.0,
) -> None:
    """Paragraphs in a place of the layout, as large as it says or smaller until they fit; none ends in a lone word."""
    assert draft.carried is not None
    place = draft.carried.places[role]
    box = Box(*place.inner)

    def lines(rung: Rung) -> list[Paragraph]:
        style = style_of(place, rung.size)
        made: list[Paragraph] = []
        for text in texts:
            runs = runs_of(text, style, strong=place.color, chip=False)
            runs = [_in_capitals(run) for run in runs] if place.caps else runs
            runs = without_orphan(runs, box.w, draft.measure)
            gap = rung.size * 0.3 if made else 0.0
            made.append(draft.measure.paragraph(runs, width=box.w, spacing=rung.spacing, before=gap, align=place.align))
        return made

    sizes = range(int(largest or place.size), max(1, int(floor)) - 1, -1) or (int(place.size),)
    ladder = [Rung(float(size), place.spacing) for size in sizes]
    ladder = [Rung(largest or place.size, place.spacing), *ladder, Rung(ladder[-1].size, place.spacing * CLOSER)]
    high = max(box.h, place.area[3] - 0.02)
    fitted = fit(lines, ladder, high=high, wide=box.w)
    hint = f"shorten it, or let [template.layouts] name a layout with more room for {what}"
    draft.report_unfit(what, fitted, span, high, hint)
    _put(draft, name, role, _held(place, fitted.high), fitted.paragraphs)


def _held(place: Place, high: float) -> Box:
    """Where words stand in a place: what is higher than the room in its insets runs over these, as it is anchored."""
    box = Box(*place.inner)
    if high <= box.h:
        return box
    shift = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[place.anchor]
    return replace(box, y=box.y - (high - box.h) * shift, h=high)


def foot_in_place(draft: Draft) -> None:
    """What it cites, then footer, number and date, each where the layout has a place for it."""
    assert draft.carried is not None
    places, front = draft.carried.places, draft.deck.front
    put_cited(draft)
    if "footer" in places:
        _footer(draft, places["footer"])
    if "date" in places and front.date:
        _line(draft, "date", places["date"], draft.said.day(front.date))
    if "number" in places:
        _line(draft, "number", places["number"], str(draft.slide.number))


def _footer(draft: Draft, place: Place) -> None:
    front = draft.deck.front
    part = part_of(draft.deck, draft.slide.number)
    whole = front.course or front.title or in_a_line(draft.deck.heading)
    parts = [whole, *([in_a_line(part.title)] if part else [front.title] if front.course and front.title else [])]
    said = [front.footer] if front.footer else [" · ".join(dict.fromkeys(filter(None, parts))), parts[0]]
    for words in filter(None, said):
        if _line(draft, "footer", place, words):
            return
    if any(said):
        room = draft.measure.line_room(said[-1], style_of(place, FOOT_FLOOR * _unit(draft)))
        hint = f"write a shorter one: it takes {room:.1f} in, and the place has {place.inner[2]:.1f}"
        draft.report("L113", front.footer_span, f"the footer {quoted(said[-1])} does not fit, and is left out", hint)


def _line(draft: Draft, role: Role, place: Place, words: str) -> bool:
    """Words on one line of a place, smaller if they must be; whether they fit."""
    box = Box(*place.inner)
    least = min(place.size, FOOT_FLOOR * _unit(draft))
    size = place.size
    words = words.upper() if place.caps else words
    while draft.measure.line_room(words, style_of(place, size)) > box.w and size > least:
        size = max(least, size - 0.5)
    if draft.measure.line_room(words, style_of(place, size)) > box.w + 0.02:
        return False
    run = Run(words, style_of(place, size))
    _put(
        draft, role, role, box, [draft.measure.paragraph([run], width=box.w, spacing=place.spacing, align=place.align)]
    )
    return True


def _put(draft: Draft, name: str, role: Role, box: Box, paragraphs: Sequence[Paragraph]) -> None:
    assert draft.carried is not None
    place = draft.carried.places[role]
    draft.placed.add(draft.name(name))
    draft.add(
        TextBox(
            name=draft.name(name), box=box, paragraphs=tuple(paragraphs), anchor=place.anchor, placeholder=role,
        )
    )  # fmt: skip


def _in_capitals(run: Run) -> Run:
    same = run.math or len(run.text.upper()) != len(run.text)  # a formula's letters mean something
    return run if same else replace(run, text=run.text.upper())


def _unit(draft: Draft) -> float:
    assert draft.theme.template is not None
    return draft.theme.template.unit
