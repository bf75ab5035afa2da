"""What is said of a listing's lines: a card each, with a tab that names the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from build.drawing.page import Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS, height
from build.layout.card import PILL, card, pill, pill_width
from build.layout.draft import Draft
from build.layout.ladder import EPSILON, Fitted, Rung, too_wide
from build.layout.runs import break_names, runs_of
from build.layout.ties import without_orphan
from build.spec.content import LineNote
from build.spec.deck import Text, Words
from build.spec.said import Said

GAP = 0.18
BAR = 0.07
LEFT, RIGHT = 0.31, 0.18  # of a card's words
AIR = 0.22  # above and below them
BELOW_HEADING = 0.14
BESIDE_TAB = 0.20
TAB_RIGHT = 0.24
LADDER = tuple(Rung(float(size), 1.12) for size in (28, 26, 24, 22, 20, 18))
BOLD_RUNG = LADDER[3]  # lines are counted at this one


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout at one size, in a card of some width."""

    note: LineNote
    heading: tuple[Paragraph, ...]
    text: tuple[Paragraph, ...]
    heading_wide: float
    wide: float

    @property
    def height(self) -> float:
        """Inches, with the air around."""
        parts = [max(height(self.heading), PILL if _has_tab(self.note) else 0.0)]
        parts += [height(self.text)] if self.text else []
        return sum(parts) + BELOW_HEADING * (len(parts) - 1) + 2 * AIR

    @property
    def lines(self) -> tuple[int, int]:
        return sum(len(p.lines) for p in self.heading), sum(len(p.lines) for p in self.text)


def tab_words(said: Said, note: LineNote) -> str:
    """`Line 5`, `Lines 5–6`, or nothing where no line is named."""
    if note.first is None:
        return ""
    return (
        said.code_line.format(note.first)
        if note.last in (None, note.first)
        else said.code_lines.format(note.first, note.last)
    )


def usual_height(draft: Draft, note: LineNote, wide: float) -> float:
    """Inches that a callout takes in a card of that width, at the usual size."""
    return _set(draft, note, wide, BOLD_RUNG).height


def draw_callouts(draft: Draft, notes: Sequence[LineNote], marked: Sequence[int], boxes: Sequence[Box]) -> None:
    """Each in a box of its own; in a single box one below the other, as high as each other where words allow."""
    down = len(boxes) < len(notes)
    wide, room = boxes[0].w, boxes[0].h - (GAP * (len(notes) - 1) if down else 0.0)
    needed = sum if down else max
    usual = [_set(draft, note, wide, BOLD_RUNG).lines for note in notes]
    for rung in LADDER:
        placed = [_set(draft, note, wide, rung) for note in notes]
        tall = needed(one.height for one in placed)
        fits = tall <= room + EPSILON and not any(map(_too_wide, placed))
        if fits and (rung.size <= BOLD_RUNG.size or [one.lines for one in placed] == usual):
            break
    _report(draft, placed, rung, tall, room)
    if down:
        boxes = _stacked(boxes[0], _heights(placed, room))
    for number, (one, box) in enumerate(zip(placed, boxes, strict=True), start=1):
        _draw(draft, f"callout {number}", one, marked, box)


def _stacked(box: Box, heights: Sequence[float]) -> list[Box]:
    tops = accumulate((tall + GAP for tall in heights), initial=box.y)
    return [Box(box.x, y, box.w, tall) for y, tall in zip(tops, heights, strict=False)]


def _heights(placed: Sequence[Callout], room: float) -> list[float]:
    natural = [one.height for one in placed]
    equal = room / len(placed)
    if max(natural) <= equal:
        return [equal] * len(placed)
    spare = max(0.0, room - sum(natural)) / len(placed)
    return [tall + spare for tall in natural]


def _report(draft: Draft, placed: Sequence[Callout], rung: Rung, tall: float, room: float) -> None:
    for one in placed:
        if word := _too_wide(one):
            fitted = Fitted(rung, one.text, one.height, 0.0, word)
            draft.report_unfit("a callout", fitted, one.note.item.span, room)
    if tall > room + EPSILON:
        words = tuple(paragraph for one in placed for paragraph in (*one.heading, *one.text))
        fitted = Fitted(rung, words, tall, tall - room, "")
        draft.report_unfit("the callouts", fitted, placed[-1].note.item.span, room)


def _too_wide(one: Callout) -> str:
    return too_wide(one.text, one.wide) or too_wide(one.heading, one.heading_wide)


def _without_stop(lead: Text) -> Text:
    """A lead that ran on into a sentence is a heading here, which ends without a full stop."""
    *before, last = lead.pieces or (None,)
    if not isinstance(last, Words) or not last.text.endswith((".", "。")) or last.text.endswith(".."):
        return lead
    return replace(lead, pieces=(*before, replace(last, text=last.text[:-1])))


def _has_tab(note: LineNote) -> bool:
    """Without a lead, the lines' name is the heading."""
    return note.first is not None and bool(note.item.lead)


def _tab_width(draft: Draft, note: LineNote) -> float:
    return pill_width(tab_words(draft.said, note), _tab_style(draft, gold=False), draft.measure)


def _tab_style(draft: Draft, *, gold: bool) -> TextStyle:
    return TextStyle(draft.theme.size("chip"), "goldink" if gold else "navy", bold=True)


def _set(draft: Draft, note: LineNote, wide: float, rung: Rung) -> Callout:
    lead, measure = _without_stop(note.item.lead), draft.measure
    strong = TextStyle(rung.size, "navy", bold=True)
    runs = (
        runs_of(lead, strong)
        if lead
        else [Run(tab_words(draft.said, note), strong)]
        if tab_words(draft.said, note)
        else []
    )
    inner = wide - LEFT - RIGHT
    room = inner - (_tab_width(draft, note) + BESIDE_TAB if _has_tab(note) else 0.0)
    heading = (measure.paragraph(runs, width=room, spacing=rung.spacing),) if runs else ()
    words = break_names(runs_of(note.item.rest, TextStyle(rung.size)), inner, measure)
    words = without_orphan(words, inner, measure)
    text = (measure.paragraph(words, width=inner, spacing=rung.spacing),) if words else ()
    return Callout(note, heading, text, room, inner)


def _draw(draft: Draft, role: str, one: Callout, marked: Sequence[int], box: Box) -> None:
    note = one.note
    lines = range(note.first, (note.last or note.first) + 1) if note.first is not None else ()
    gold = any(line in marked for line in lines)
    draft.add(card(draft, f"{role} card", box))
    bar = Box(box.x, box.y + 0.2, BAR, box.h - 0.4)
    name = draft.name(f"{role} bar")
    draft.add(
        Shape(name=name, decorative=True, box=bar, kind="round", radius=BAR / 2, fill="gold" if gold else "navy300")
    )
    tall = height(one.heading)
    top = box.y + (box.h - one.height) / 2 + AIR
    line = max(tall, PILL if _has_tab(note) else 0.0)
    if one.heading:
        place = Box(box.x + LEFT, top + (line - tall) / 2, one.heading_wide, tall)
        draft.add(TextBox(name=draft.name(f"{role} heading"), box=place, paragraphs=one.heading))
    if _has_tab(note):
        style, wide = _tab_style(draft, gold=gold), _tab_width(draft, note)
        first = one.heading[0].line / POINTS if one.heading else PILL
        place = Box(box.right - TAB_RIGHT - wide, top + (line - tall) / 2 + (first - PILL) / 2, wide, PILL)
        draft.add(
            pill(draft, f"{role} tab", tab_words(draft.said, note), place, style, "gold100" if gold else "navy100")
        )
    if one.text:
        y = top + line + (BELOW_HEADING if one.heading else 0.0)
        place = Box(box.x + LEFT, y, one.wide, height(one.text))
        draft.add(TextBox(name=draft.name(f"{role} text"), box=place, paragraphs=one.text))
