"""A built deck as a side: its record, what its shapes say, and what somebody changed in it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from build.compare.changes import Change, words_changed
from build.compare.content import Content
from build.compare.content_part import find_record
from build.compare.pair_slides import longest_row
from build.compare.side import BuiltPackage, Side, SideError
from build.compare.slide_content import DeckContent, SlideContent, TextPart
from build.deck_file.archive import require_modest
from build.deck_file.equations import unmarked
from build.deck_file.match_shapes import ROUNDED, match_shapes, match_slides
from build.deck_file.package import DeckPackage
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import BREAK, FIELD, ShapeState, SlideState
from build.deck_file.snapshot_part import find_snapshot
from build.files.installed import not_installed

if TYPE_CHECKING:
    from PIL.Image import Image

    from build.render.office import Drawn


def open_package(path: Path) -> Side:
    """Read a built deck. Raises SideError for a file that is none."""
    if not path.is_file():
        raise SideError(f"there is no deck {path}", "build it first: coursewright deck")
    try:
        require_modest(path)
        file = DeckPackage.open(str(path))
        now = [SlideReader(plain=True).slide(slide.part) for slide in file.presentation_part.presentation.slides]
    except Exception as error:  # what other programs write can be wrong in any way
        raise SideError(f"{path} is not a deck", "name a .pptx that PowerPoint can open") from error
    (record, unrecorded), base = find_record(file), find_snapshot(file)
    deck = next(iter(record.decks)) if record else path.stem
    built = base.plain().slides if base else now
    numbers = [slide.number for slide in record.decks[deck].slides] if record else [*range(1, len(built) + 1)]
    places = {numbers[before]: after for before, after in match_slides(built, now).items()}
    pictures = cache(lambda: _pictures(path))

    def draw(_: str, slide: int) -> Image:
        if slide not in places:
            raise SideError(f"{path} has no slide {slide} any more", "compare without --pictures")
        return pictures()[places[slide]]

    shapes = Content(decks={deck: _by_shapes(now)}, facts={}, origins={}, theme={})
    by_hand = tuple(_by_hand(built, now, numbers))
    package = BuiltPackage(deck=deck, unrecorded=unrecorded, shapes=shapes, by_hand=by_hand)
    return Side(name=str(path), content=record or shapes, draw=draw, package=package)


def _by_shapes(slides: Sequence[SlideState]) -> DeckContent:
    """What the shapes of a deck say, slides numbered as they come."""
    contents = (
        SlideContent(
            number=i, eyebrow="", title=slide.title, heading=slide.title, parts=tuple(_parts(slide)), numbers=()
        )
        for i, slide in enumerate(slides, 1)
    )
    return DeckContent(parts=(), slides=tuple(contents))


def _by_hand(built: Sequence[SlideState], now: Sequence[SlideState], numbers: Sequence[int]) -> Iterator[Change]:
    """What somebody changed in a deck since it was built, its slides numbered as they were then."""
    kept = match_slides(built, now)
    for i, slide in enumerate(built):
        if i not in kept:
            yield Change(kind="removed", slide=numbers[i], old=slide.title)
            continue
        other = now[kept[i]]
        items = match_shapes(slide, other)
        names = {after: before for before, after in items.items()}
        yield from words_changed(numbers[i], tuple(_parts(slide)), tuple(_parts(other, names)))
        placed = {before for before, after in items.items() if _apart(slide.by_key[before], other.by_key[after])}
        for key in items:
            if key in placed and slide.by_key[key].parent not in placed:  # what is in a group moves with it
                yield Change(kind="placed", slide=numbers[i], place=key)
    stayed = set(kept.values())
    for j, slide in enumerate(now):
        if j not in stayed:
            yield Change(kind="added", slide=j + 1, new=slide.title)
    row = longest_row([kept[i] for i in sorted(kept)])
    for i, place in kept.items():
        if place not in row:
            yield Change(kind="order", slide=numbers[i], new=str(place + 1))


def _apart(before: ShapeState, after: ShapeState) -> bool:
    """Whether a shape stands elsewhere, or has another size, by more than programs round."""
    if before.place is None or after.place is None:
        return False
    return any(abs(a - b) > ROUNDED for a, b in zip(before.place[:4], after.place[:4], strict=True))


def _parts(slide: SlideState, names: Mapping[str, str] = {}) -> Iterator[TextPart]:
    """The paragraphs of every shape, then the notes; what is drawn by its digest."""
    for item in slide.shapes:
        place = names.get(item.key, item.key)
        if item.data:
            yield TextPart(place=place, text="", masked=item.data)
        for body in item.bodies:
            yield from (_part(place, paragraph.text) for paragraph in body if paragraph.text)
    yield from (_part("notes", paragraph.text) for paragraph in slide.notes if paragraph.text)


def _part(place: str, text: str) -> TextPart:
    for space in (BREAK, "\N{NO-BREAK SPACE}"):  # where a line may break is no word
        text = text.replace(space, " ")
    text = unmarked(text.replace(FIELD, "#"))
    return TextPart(place=place, text=text, masked=text)


def _pictures(path: Path) -> Drawn:
    """The slides of a deck. Raises RuntimeError where LibreOffice cannot draw them."""
    from build.render.office import INSTALL, draw, find_office

    office = find_office()
    if office is None:
        raise RuntimeError(INSTALL)
    try:
        return draw(path, office)
    except ModuleNotFoundError as error:
        raise RuntimeError(not_installed(error)) from None
