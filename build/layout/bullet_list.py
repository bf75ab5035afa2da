"""A list alone: its entries share the body, and one with details carries the accent, its details beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from build.drawing.page import Box, Paragraph, Shape, TextBox
from build.drawing.text_measure import RESERVE
from build.layout.blocks.rows import AIR, Rows, from_row, hairlines, is_words, row_words, rows_of, shared, tops
from build.layout.blocks.setting import Setting, best, holds
from build.layout.blocks.stack import Stack, body_place, stack
from build.layout.blocks.words import list_parts, text_height
from build.layout.card import RADIUS, card, lower
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.ladder import Rung, fit_at
from build.layout.list_in_two import TwoColumns, in_two
from build.layout.mixed import lay_blocks
from build.spec.content import Bullets, Entry, ListSlide

USUAL = 30.0
FEW = 3  # entries that may be set larger
LARGE, SIZES = (40.0, 36.0), (30.0, 28.0, 26.0, 24.0, 22.0, 20.0)
INSET = (0.36, 0.05)  # of the words in the card
SPACING = 1.12
MOST_BESIDE = 3  # details
BESIDE_GAP, BESIDE_LEFT = 0.32, 0.57  # inches behind the entry; of the room, where they begin if they can
BAR = 0.07


@dataclass(frozen=True, slots=True)
class Beside:
    """The details that stand beside their entry: its place in the list, and their words."""

    place: int
    words: tuple[Paragraph, ...]
    left: float  # inches from the left of the words


@dataclass(frozen=True, slots=True)
class ListAtSize:
    """A list in its card at one size, with the details of an entry beside it where they have room there."""

    rows: Rows
    beside: Beside | None
    least: tuple[float, ...]  # the rows' heights

    @property
    def fits(self) -> bool:
        return holds(self.rows.room, sum(self.least)) and not self.rows.too_wide

    @property
    def lines(self) -> tuple[int, ...]:
        return self.rows.lines


def lay_out(draft: Draft, slide: ListSlide) -> None:
    if slide.visual is not None:
        lay_blocks(draft, slide, (slide.bullets,))
        return
    heading(draft)
    frame = content_frame(draft, slide)
    found = fitted(draft, slide.bullets, frame.body)
    body = frame.body
    if isinstance(found, ListAtSize) and len(found.rows.rows) < FEW:
        body = lower(body, sum(found.least), 2 * INSET[1])
    ground = card(draft, "list card", body)
    if isinstance(found, ListAtSize) and found.beside and found.beside.place == len(found.rows.rows) - 1:
        ground = replace(ground, kind="round_top")  # the band ends it, and is square below
    draft.add(ground)
    if isinstance(found, Stack):
        found.report(draft, "the list", slide.bullets.span)
        found.draw(draft, "list", _inner(body).inset(0, 0.15))
    elif isinstance(found, TwoColumns):
        found.draw(draft, _inner(body))
    else:
        _report(draft, found, slide.bullets)
        _draw(draft, found, body)
    frame.close(draft)


def fitted(draft: Draft, bullets: Bullets, body: Box) -> ListAtSize | TwoColumns | Stack:
    """A list in a body at the size that suits it; `fits` says whether it has its room there."""
    inner = _inner(body)
    setting = Setting(draft.measure, USUAL, inner.w, spacing=SPACING)
    sizes = (*(LARGE if len(bullets.entries) <= FEW else ()), *SIZES)
    if is_words([bullets]):
        found = best(sizes, USUAL, lambda size: list_at(bullets, setting.at(size), inner.h))
        two = in_two(bullets, setting, inner)
        small = not found.fits or (two and found.rows.setting.size < two.setting.size)
        return two if two and two.fits and small else found
    room = inner.inset(0, 0.15)
    return best(SIZES, USUAL, lambda size: stack(draft, [bullets], setting.at(size), room.h))


def list_at(bullets: Bullets, setting: Setting, room: float) -> ListAtSize:
    """A list of words at one size."""
    beside = _beside(bullets, setting)
    rows = rows_of(bullets, setting, room, bare=bullets.entries[beside.place] if beside else None)
    least = [row.least for row in rows.rows]
    if beside:
        details = text_height(beside.words) + 2 * AIR * setting.em
        least[beside.place] = max(least[beside.place], details)
    return ListAtSize(rows, beside, tuple(least))


def _beside(bullets: Bullets, setting: Setting) -> Beside | None:
    """The one entry that has details, if they are few and each stays on its line beside it."""
    detailed = [(place, entry) for place, entry in enumerate(bullets.entries) if entry.blocks]
    if len(detailed) != 1 or len(bullets.entries) < 2:
        return None
    place, entry = detailed[0]
    details = _details(entry)
    if details is None:
        return None
    lead = rows_of(replace(bullets, entries=(replace(entry, blocks=()),)), setting, 99.0).rows[0].paragraphs[0]
    below = replace(setting, size=setting.sub, wide=99.0)
    words = [part for part in list_parts(details, below, level=1) if isinstance(part, Paragraph)]
    needed = max(setting.measure.run_width(part.runs) + part.indent for part in words) / (1 - RESERVE) + 0.01
    behind = lead.indent + setting.measure.run_width(lead.runs) + BESIDE_GAP
    if len(lead.lines) > 1 or behind + needed > setting.wide or any(part.rtl != lead.rtl for part in words):
        return None
    words[0] = replace(words[0], before=0.0)
    return Beside(place, tuple(words), min(setting.wide - needed, max(BESIDE_LEFT * setting.wide, behind)))


def _details(entry: Entry) -> Bullets | None:
    """What stands below an entry, if it is one list, short and flat."""
    (first, *others) = entry.blocks
    if others or not isinstance(first, Bullets) or len(first.entries) > MOST_BESIDE:
        return None
    return None if any(below.blocks for below in first.entries) else first


def _inner(body: Box) -> Box:
    return body.inset(*INSET)


def _draw(draft: Draft, found: ListAtSize, body: Box) -> None:
    """Hairlines first, then the words in reading order: what stands beside an entry is read after it."""
    inner, rows = _inner(body), found.rows.rows
    heights = shared(found.least, inner.h)
    starts = list(tops(heights, inner.y))
    if found.beside is None:
        draft.add(*hairlines(draft, "list", heights, inner), row_words(draft, "list", rows, heights, inner))
        return
    place, left = found.beside.place, inner.x + found.beside.left
    rtl = rows[place].paragraphs[0].rtl
    row = Box(body.x, starts[place], body.w, heights[place])
    first, last = place == 0, place == len(rows) - 1
    band = Box(body.x, body.y if first else row.y, body.w, 0.0)  # at the card's edge it fills the card
    band = replace(band, h=(body.bottom if last else row.bottom) - band.y)
    bar = Box(body.x, band.y + RADIUS * first, BAR, band.h - RADIUS * first)
    lines = hairlines(draft, "list", heights, inner)
    draft.add(
        *(line for number, line in enumerate(lines, start=1) if number not in (place, place + 1)),
        Shape(
            name=draft.name("list band"),
            decorative=True,
            box=band,
            fill="gold50",
            kind="round_top" if first else "rect",
            radius=RADIUS * first,
        ),
        Shape(name=draft.name("list bar"), decorative=True, box=bar.mirrored(body) if rtl else bar, fill="gold"),
        row_words(draft, "list", rows[: place + 1], heights[: place + 1], inner),
    )
    high = text_height(found.beside.words)
    room = Box(left, row.y + (row.h - high) / 2, inner.right - left, high)
    details = TextBox(
        name=draft.name("list details"), box=room.mirrored(inner) if rtl else room, paragraphs=found.beside.words
    )
    rest = from_row(rows, place + 1)
    if not rest:
        draft.add(replace(details, placeholder=body_place(draft)))
        return
    below = Box(inner.x, row.bottom, inner.w, inner.bottom - row.bottom)
    draft.add(details, row_words(draft, "list rest", rest, heights[place + 1 :], below))


def _report(draft: Draft, found: ListAtSize, bullets: Bullets) -> None:
    """Say what does not fit, at the entry at fault."""
    size = found.rows.setting.size
    for row, entry in zip(found.rows.rows, bullets.entries, strict=True):
        draft.report_unfit(
            "an item",
            fit_at(Rung(size, SPACING), row.paragraphs, high=99.0, wide=found.rows.setting.wide),
            entry.span,
            99.0,
        )
    if not holds(found.rows.room, sum(found.least)):
        hint = "make two slides of it, or shorten it"
        draft.report_high("the list", bullets.span, sum(found.least), found.rows.room, size, hint)
