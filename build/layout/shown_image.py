"""A picture or a film that the spec brings, in its place on a slide, and the card that it may stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from build.drawing.art import icon
from build.drawing.find_picture import FoundPicture, PictureError, find_picture, says
from build.drawing.page import Box, Movie, Paragraph, Picture, TextBox
from build.layout.blocks.setting import Setting
from build.layout.blocks.words import text_height
from build.layout.card import RADIUS, card, rule
from build.layout.draft import Draft
from build.layout.missing import missing
from build.spec.content import Image

COARSE = 48  # pixels an inch: a picture is not drawn so large that it has fewer
MISSING = 4 / 3  # width over height of what stands for a file that is not there
MAT = 0.22  # inches around what one sees through
FILM_MAT = 0.07
LEAST = (1.2, 0.6)  # inches of a card
LEAST_WITH_WORDS = 3.0
STRIP, STRIP_INSET, STRIP_AIR = 0.65, (0.28, 0.15), 0.03
CAPTION, CREDIT = (16.0, 15.0, 14.0), 14.0
CAPTION_LINES = 2  # before it is set smaller
BESIDE = 0.3  # between a caption and the credit on its line
PLAY = 0.26
_ROUNDS = 8

Corners = Literal["rect", "round", "round_top", "round_left"]


def found_image(draft: Draft, image: Image) -> FoundPicture | None:
    """A picture's file; None where it cannot be shown, which the spec's checks have told."""
    try:
        return find_picture(Path(draft.deck.path), image.path, draft.course)
    except PictureError:
        return None


def fitted(found: FoundPicture | None, wide: float, high: float) -> tuple[float, float]:
    """Width and height of the whole picture in a room of so many inches, no larger than it is sharp."""
    if found is None:
        return wide, min(high, wide / MISSING)
    across, down = found.size.width, found.size.height
    share = min(wide / across, high / down)
    if not found.size.drawing:
        share = min(share, max(1 / COARSE, min(LEAST[0] / across, LEAST[1] / down)))
    return across * share, down * share


def draw_image(
    draft: Draft, role: str, image: Image, found: FoundPicture | None, box: Box, *,
    corners: Corners = "rect", cover: bool = False,
) -> None:  # fmt: skip
    """The picture over its box, a film with its poster, or a dashed box where the file cannot be shown."""
    name, alt = draft.name(role), says(image.alt)
    if found is None:
        missing(draft, role, image.path, box, alt=alt)
    elif found.poster is not None:
        words = alt or found.path.stem
        draft.add(Movie(name=name, alt=words, box=box, path=str(found.path), poster=str(found.poster)))
    else:
        draft.add(
            Picture(
                name=name, alt=alt, decorative=not alt, box=box, path=str(found.path), cover=cover, kind=corners,
                radius=0.0 if corners == "rect" else RADIUS,
            )
        )  # fmt: skip


# ---- captions ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Caption:
    """What stands in the strip below a picture: a caption at the left, who made it at the right or below."""

    left: tuple[Paragraph, ...] = ()
    right: Paragraph | None = None
    high: float = 0.0  # inches of the strip


def caption_of(draft: Draft, image: Image, wide: float) -> Caption:
    """The strip of a card of that width (inches); none where nothing is said."""
    if not image.caption and not image.credit:
        return Caption()
    room = wide - 2 * STRIP_INSET[0] - (PLAY + 0.1 if is_film(image) else 0.0)
    credit = Setting(draft.measure, CREDIT, room, color="slate", strong="slate")
    by = credit.paragraph(image.credit) if image.credit else None
    words: Paragraph | None = None
    for size in CAPTION if image.caption else ():
        words = Setting(draft.measure, size, room).paragraph(image.caption)
        if len(words.lines) <= CAPTION_LINES:
            break
    left = [part for part in (words, by) if part is not None]
    right = None
    if words is not None and by is not None:
        taken = draft.measure.run_width(words.runs) + draft.measure.run_width(by.runs) + BESIDE
        if max(len(words.lines), len(by.lines)) == 1 and taken <= room * 0.97:
            left, right = [words], replace(by, align="right")
        else:
            left = [words, replace(by, before=2.0)]
    return Caption(tuple(left), right, max(STRIP, text_height(left) + 2 * STRIP_INSET[1]))


def is_at_left(draft: Draft, image: Image) -> bool:
    """Whether a picture is laid out at the left: the side that is written is the one on which it is seen."""
    return (image.place == "left") is not draft.reads_from_right


def is_film(image: Image) -> bool:
    """Whether it is a film of one's own."""
    return image.path.lower().endswith(".mp4")


# ---- cards ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PictureCard:
    """A card that hugs a whole picture, with a strip of words below it; all in inches on the page."""

    image: Image
    found: FoundPicture | None
    box: Box
    picture: Box
    caption: Caption
    cover: bool = False

    def at(self, x: float, y: float) -> PictureCard:
        """The same with its upper left corner there."""
        dx, dy = x - self.box.x, y - self.box.y
        picture = replace(self.picture, x=self.picture.x + dx, y=self.picture.y + dy)
        return replace(self, box=replace(self.box, x=x, y=y), picture=picture)

    def draw(self, draft: Draft, role: str) -> None:
        """Card, picture and words."""
        strip = Box(self.box.x, self.box.bottom - self.caption.high, self.box.w, self.caption.high)
        fills = abs(self.picture.w - self.box.w) < 1e-6 and abs(self.picture.bottom - strip.y) < 1e-6
        corners: Corners = ("round_top" if self.caption.high else "round") if fills else "rect"
        draft.add(card(draft, f"{role} card", self.box))
        draw_image(draft, role, self.image, self.found, self.picture, corners=corners, cover=self.cover)
        if self.caption.high:
            self._draw_words(draft, role, strip)

    def _draw_words(self, draft: Draft, role: str, strip: Box) -> None:
        draft.add(rule(draft, f"{role} rule", strip.x, strip.right, strip.y, color="line"))
        text = strip.inset(STRIP_INSET[0], STRIP_AIR)
        if is_film(self.image):
            place = Box(text.x, strip.y + (strip.h - PLAY) / 2, PLAY, PLAY)
            draft.add(icon("play", place, color="navy", name_prefix=draft.name(role)))
            text = Box(place.right + 0.1, text.y, text.right - place.right - 0.1, text.h)
        draft.add(_words(draft, f"{role} caption", text, self.caption.left))
        if self.caption.right is not None:
            wide = draft.measure.run_width(self.caption.right.runs) / 0.97 + 0.02
            place = Box(text.right - wide, text.y, wide, text.h)
            draft.add(_words(draft, f"{role} credit", place, (self.caption.right,)))


def _words(draft: Draft, role: str, box: Box, paragraphs: Sequence[Paragraph]) -> TextBox:
    return TextBox(name=draft.name(role), box=box, paragraphs=tuple(paragraphs), anchor="middle")


def picture_card(draft: Draft, image: Image, room: Box, *, cover: bool = False) -> PictureCard:
    """A card in the upper left corner of a room, as large as the whole picture can be there; with `cover` all of it."""
    found = found_image(draft, image)
    if cover:
        caption = caption_of(draft, image, room.w)
        picture = Box(room.x, room.y, room.w, room.h - caption.high)
        return PictureCard(image, found, room, picture, caption, cover)
    mat = _mat(found)
    least = min(room.w, LEAST_WITH_WORDS if image.caption or image.credit else LEAST[0])

    def sizes(strip: float) -> tuple[float, float, float, float]:
        w, h = fitted(found, room.w - 2 * mat, max(LEAST[1], room.h - strip) - 2 * mat)
        return w, h, max(w + 2 * mat, least), max(h + 2 * mat, LEAST[1])

    strip, across = 0.0, room.w
    for _ in range(_ROUNDS):  # a narrower card may need more lines, which leave less height
        needed = caption_of(draft, image, across).high
        across = sizes(max(strip, needed))[2]
        if needed <= strip:
            break
        strip = needed
    w, h, across, down = sizes(strip)
    caption = replace(caption_of(draft, image, across), high=strip)
    picture = Box(room.x + (across - w) / 2, room.y + (down - h) / 2, w, h)
    return PictureCard(image, found, Box(room.x, room.y, across, down + strip), picture, caption)


def _mat(found: FoundPicture | None) -> float:
    if found is None:
        return 0.0
    return FILM_MAT if found.poster else MAT if found.size.clear else 0.0
