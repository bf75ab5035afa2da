"""Changed slides before and after, side by side, as today's code draws them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from build.compare.changes import DeckChanges
from build.compare.pair_slides import pair_slides
from build.compare.side import SIZE
from build.compare.slide_content import DeckContent

if TYPE_CHECKING:
    from PIL.Image import Image

    from build.compare.comparison import Comparison
    from build.compare.side import Side
    from build.theme.tokens import Theme

_GAP, _HEAD = 16, 40
_GROUND, _INK = "mute", "white"  # colours of the theme
EMPTY = "slate"  # where a side has no such slide
_LETTERS = 20  # pixels

BeforeAfter = tuple[int, int]  # a slide's number before and after; 0 where it is not there


def draw_changes(old: Side, new: Side, found: Comparison, folder: Path, theme: Theme) -> list[Path]:
    """Draw every changed slide to `slide-NN.png` in a folder, which is made if need be.

    With several decks each has a folder of its own. Raises ValueError and RuntimeError where a side cannot be drawn.
    """
    files = []
    for deck in found.decks:
        place = folder / deck.name if len(found.decks) > 1 else folder
        everything = bool(found.theme)
        for before, after in _changed(deck, old, new, everything=everything):
            sides = [(old, before), (new, after)]
            pictures = [side.draw(deck.name, number) if number else None for side, number in sides]
            captions = [f"{side.name} · slide {number}" if number else side.name for side, number in sides]
            files.append(place / (f"slide-{after:02}.png" if after else f"removed-{before:02}.png"))
            place.mkdir(parents=True, exist_ok=True)
            _beside(pictures, captions, theme).save(files[-1])
    return files


def _changed(deck: DeckChanges, old: Side, new: Side, *, everything: bool) -> Iterator[BeforeAfter]:
    """The slides that show something else, in the order of the new deck; those that went come last."""
    nothing = DeckContent(parts=(), slides=())
    before, after = old.content.decks.get(deck.name, nothing), new.content.decks.get(deck.name, nothing)
    was = {new.number: old.number for old, new in pair_slides(before.slides, after.slides)}
    films = {film for numbers in deck.numbers for film in numbers.films}
    touched = {slide for numbers in deck.numbers for slide in numbers.slides}
    changes = (*deck.others, *deck.by_hand, *deck.undone)
    touched |= {change.slide for change in changes if change.kind not in ("added", "removed", "order")}
    touched |= {slide.number for slide in after.slides if slide.film in films or slide.number not in was or everything}
    yield from ((was.get(slide.number, 0), slide.number) for slide in after.slides if slide.number in touched)
    stayed = set(was.values())
    yield from ((slide.number, 0) for slide in before.slides if slide.number not in stayed)


def _beside(pictures: list[Image | None], captions: list[str], theme: Theme) -> Image:
    """Two pictures under their captions; where a side has none its place stays empty."""
    from PIL import Image, ImageDraw, ImageFont

    from build.theme.fonts import find_font

    width, height = SIZE
    sheet = Image.new("RGB", (2 * width + 3 * _GAP, height + _HEAD + _GAP), theme.color(_GROUND))
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(find_font(theme.fonts.body.twin, "Regular"), _LETTERS)
    for i, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        x = _GAP + i * (width + _GAP)
        pen.text((x, _HEAD / 2), caption, font=font, fill=theme.color(_INK), anchor="lm")
        if picture is None:
            pen.rectangle((x, _HEAD, x + width - 1, _HEAD + height - 1), fill=theme.color(EMPTY))
        else:
            sheet.paste(picture.resize(SIZE), (x, _HEAD))
    return sheet
