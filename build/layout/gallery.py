"""Two to six pictures with their captions: side by side, two by two with the words beside, or three by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.find_picture import FoundPicture
from build.drawing.page import Box, Paragraph, TextBox, TextStyle
from build.drawing.text_measure import RESERVE
from build.layout.blocks.setting import Setting
from build.layout.blocks.words import text_height
from build.layout.card import card
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.ladder import EPSILON, Fitted, Rung, too_wide
from build.layout.runs import runs_of
from build.layout.shown_image import Corners, draw_image, fitted, found_image
from build.spec.content import GallerySlide, Image
from build.spec.deck import Text, Words

MOST = 6
GAP = 0.20  # inches between columns, and:
ROW_GAP = 0.18
SIDE_PICTURE, LEAST_SIDE = 0.599, 0.4  # of a card's width, for the picture whose words stand beside it
WORDS_INSET = (0.24, 0.16)
NAME, TEXT, CREDIT = 24.0, (20.0, 18.0, 16.0), 14.0
NAMES_ONLY = (22.0, 20.0, 18.0, 16.0)
NAME_WORDS = 4  # a caption so short is a name
WORDS_SHARE = 0.45  # of a card's height, at most, below a picture
CUT = 0.12  # of a picture: less may be cut off so that it fills its frame
LEAST_FRAME = 1.0
MAT = 0.14  # inches around a picture that does not fill its frame


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the slide with its file, and its caption as a name and the rest."""

    image: Image
    found: FoundPicture | None
    name: Text
    rest: Text

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.found.aspect if self.found else 4 / 3


def lay_out(draft: Draft, slide: GallerySlide) -> None:
    heading(draft)
    frame = content_frame(draft, slide)
    if len(slide.images) > MOST:
        message = f"{len(slide.images)} pictures, of which a slide holds {MOST}"
        draft.report("C605", slide.images[MOST].span, message, "begin a slide before this one")
    images = [_shown(draft, image) for image in slide.images[:MOST]]
    if len(images) == 4 and not all(shown.aspect < 1 for shown in images):
        _two_by_two(draft, images, frame.body)
    elif len(images) > 4:
        _three_by_two(draft, images, frame.body)
    else:
        _columns(draft, images, frame.body)
    frame.close(draft)


def _shown(draft: Draft, image: Image) -> Shown:
    name, rest = name_and_rest(image.caption)
    return Shown(image, found_image(draft, image), name, rest)


def name_and_rest(caption: Text) -> tuple[Text, Text]:
    """What a caption begins with in bold, or the whole of a short one, and what else it says."""
    pieces = [piece for piece in caption.pieces if isinstance(piece, Words)]
    bold = next((at for at, piece in enumerate(pieces) if not piece.bold), len(pieces))
    if bold:
        rest = list(pieces[bold:])
        if rest:
            rest[0] = replace(rest[0], text=rest[0].text.lstrip(" :.,–—-\n"))
        name = tuple(replace(piece, bold=False, text=piece.text.strip().rstrip(":.")) for piece in pieces[:bold])
        return Text(name, caption.span), Text(tuple(piece for piece in rest if piece.text), caption.span)
    if len(caption.plain.split()) <= NAME_WORDS:
        return caption, Text()
    return Text(), caption


# ---- words ------------------------------------------------------------------------------------------
def _paragraphs(draft: Draft, shown: Shown, wide: float, size: float) -> list[Paragraph]:
    """The name in the display face, the rest below it, and who made the picture."""
    words: list[Paragraph] = []
    if shown.name:
        own = size if not shown.rest and size > NAME else NAME * size / TEXT[0]
        setting = Setting(draft.measure, own, wide, spacing=1.08)
        words.append(setting.set_runs(runs_of(shown.name, TextStyle(own, "navy", face="display"))))
    if shown.rest:
        setting = Setting(draft.measure, size, wide)
        words.append(setting.paragraph(shown.rest, before=0.28 * size if words else 0.0))
    if shown.image.credit:
        setting = Setting(draft.measure, CREDIT, wide, color="slate", strong="slate")
        words.append(setting.paragraph(shown.image.credit, before=5.0 if words else 0.0))
    return words


def _sized(draft: Draft, images: Sequence[Shown], wide: float, high: float) -> list[list[Paragraph]]:
    """The words of all pictures at the largest size at which each has its room; says where one has not."""
    for size in TEXT:
        made = [_paragraphs(draft, shown, wide, size) for shown in images]
        if all(text_height(words) <= high + EPSILON and not too_wide(words, wide) for words in made):
            return made
    for shown, words in zip(images, made, strict=True):
        over = text_height(words) - high
        excess = over if over > EPSILON else 0.0
        found = Fitted(Rung(TEXT[-1], 1.0), tuple(words), text_height(words), excess, too_wide(words, wide))
        draft.report_unfit("a caption", found, shown.image.span, high, "shorten it, or give the picture its own slide")
    return made


def _draw_words(draft: Draft, role: str, words: Sequence[Paragraph], box: Box) -> None:
    if words:
        draft.add(TextBox(name=draft.name(f"{role} words"), box=box, paragraphs=tuple(words), anchor="middle"))


# ---- places -----------------------------------------------------------------------------------------
def _columns(draft: Draft, images: Sequence[Shown], body: Box) -> None:
    """Cards side by side, as high as the tallest picture and its words need."""
    wide = (body.w - GAP * (len(images) - 1)) / len(images)
    room = wide - 2 * WORDS_INSET[0]
    words = _sized(draft, images, room, body.h * WORDS_SHARE - 2 * WORDS_INSET[1])
    strip = max((text_height(paragraphs) for paragraphs in words if paragraphs), default=0.0)
    strip += 2 * WORDS_INSET[1] if strip else 0.0
    tallest = max(fitted(shown.found, wide, body.h - strip)[1] for shown in images)
    frame = min(body.h - strip, max(LEAST_FRAME, tallest))
    top = body.y + (body.h - frame - strip) / 2
    for number, (shown, paragraphs) in enumerate(zip(images, words, strict=True), start=1):
        box = Box(body.x + (wide + GAP) * (number - 1), top, wide, frame + strip)
        role = f"picture{number}"
        draft.add(card(draft, f"{role} card", box))
        _in_frame(draft, role, shown, replace(box, h=frame), "round_top" if strip else "round")
        below = Box(box.x + WORDS_INSET[0], box.y + frame + 0.04, room, strip - 0.08)
        _draw_words(draft, role, paragraphs, below)


def _two_by_two(draft: Draft, images: Sequence[Shown], body: Box) -> None:
    """Cards in two rows, words at the right of each picture; a picture without words has its card for itself."""
    wide, high = (body.w - GAP) / 2, (body.h - ROW_GAP) / 2
    across = min(SIDE_PICTURE * wide, max(LEAST_SIDE * wide, high * max(shown.aspect for shown in images)))
    room = wide - across - 2 * WORDS_INSET[0]
    words = _sized(draft, images, room, high - 2 * WORDS_INSET[1])
    left = body.x
    if not any(words):
        wide = _hugging(images, wide, high)
        left += (body.w - 2 * wide - GAP) / 2
    for place, (shown, paragraphs) in enumerate(zip(images, words, strict=True)):
        box = Box(left + (wide + GAP) * (place % 2), body.y + (high + ROW_GAP) * (place // 2), wide, high)
        role = f"picture{place + 1}"
        draft.add(card(draft, f"{role} card", box))
        frame = replace(box, w=across) if any(words) else box
        _in_frame(draft, role, shown, frame, "round_left" if any(words) else "round")
        text = Box(frame.right + WORDS_INSET[0], box.y + WORDS_INSET[1], room, high - 2 * WORDS_INSET[1])
        _draw_words(draft, role, paragraphs, text)


def _three_by_two(draft: Draft, images: Sequence[Shown], body: Box) -> None:
    """Three columns and two rows, each picture with its name; a row that is not full stands in the middle.

    What else their captions say is in the notes.
    """
    wide, high = (body.w - 2 * GAP) / 3, (body.h - ROW_GAP) / 2
    room = wide - 2 * WORDS_INSET[0]
    named = [replace(shown, name=shown.name or shown.rest, rest=Text()) for shown in images]
    for size in NAMES_ONLY:
        words = [_names(draft, shown, room, size) for shown in named]
        if all(len(lines.lines) <= 1 for lines in words if lines):
            break
    for shown, lines in zip(named, words, strict=True):
        if lines and (len(lines.lines) > 2 or too_wide([lines], room)):
            found = Fitted(Rung(size, 1.0), (lines,), 0.0, lines.line / 72, too_wide([lines], room))
            draft.report_unfit("a caption", found, shown.image.span, 0.0, "with five or six pictures, say their names")
    strip = max((text_height([lines]) for lines in words if lines), default=0.0)
    strip += 0.24 if strip else 0.0
    if all(len(lines.lines) == 1 for lines in words if lines):
        longest = max((draft.measure.run_width(lines.runs) for lines in words if lines), default=0.0)
        named_wide = longest / (1 - RESERVE) + 2 * WORDS_INSET[0] + 0.01
        wide = min(wide, max(_hugging(images, wide, high - strip), named_wide))
        room = wide - 2 * WORDS_INSET[0]
    left = body.x + (body.w - 3 * wide - 2 * GAP) / 2
    for place, (shown, lines) in enumerate(zip(named, words, strict=True)):
        row, column = divmod(place, 3)
        shift = (wide + GAP) / 2 if row and len(images) == 5 else 0.0
        box = Box(left + shift + (wide + GAP) * column, body.y + (high + ROW_GAP) * row, wide, high)
        role = f"picture{place + 1}"
        draft.add(card(draft, f"{role} card", box))
        _in_frame(draft, role, shown, replace(box, h=high - strip), "round_top" if strip else "round")
        if lines:
            text = Box(box.x + WORDS_INSET[0], box.bottom - strip + 0.03, room, strip - 0.06)
            _draw_words(draft, role, [lines], text)


def _hugging(images: Sequence[Shown], wide: float, high: float) -> float:
    """Inches of cards that are no wider than the widest of their pictures, where these fill their height."""
    return max(fitted(shown.found, wide, high)[0] for shown in images)


def _names(draft: Draft, shown: Shown, wide: float, size: float) -> Paragraph | None:
    if not shown.name:
        return None
    setting = Setting(draft.measure, size, wide, spacing=1.08)
    runs = runs_of(shown.name, TextStyle(size, "navy", face="display"))
    return replace(setting.set_runs(runs), align="center")


def _in_frame(draft: Draft, role: str, shown: Shown, frame: Box, corners: Corners) -> None:
    """The picture in a frame that all have alike: whole on white, or filling it if that cuts off little."""
    loses = 1 - min(shown.aspect / (frame.w / frame.h), frame.w / frame.h / shown.aspect)
    is_film = shown.found is not None and shown.found.poster is not None
    clear = shown.found is not None and shown.found.size.clear
    large = fitted(shown.found, frame.w, frame.h)
    small = max(large[0] / frame.w, large[1] / frame.h) < 1 - 1e-6
    if shown.found is None or shown.image.cover or (loses <= CUT and not is_film and not clear and not small):
        draw_image(draft, role, shown.image, shown.found, frame, corners=corners, cover=True)
        return
    w, h = fitted(shown.found, frame.w - 2 * MAT, frame.h - 2 * MAT)
    place = Box(frame.x + (frame.w - w) / 2, frame.y + (frame.h - h) / 2, w, h)
    draw_image(draft, role, shown.image, shown.found, place)
