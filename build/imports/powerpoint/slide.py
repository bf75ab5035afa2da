"""One slide of PowerPoint as one of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn

from build.imports.imported import ImportedSlide
from build.imports.powerpoint.flows import with_flows
from build.imports.powerpoint.reading_order import Item, arrange
from build.imports.powerpoint.shape_parts import unfold
from build.imports.powerpoint.shapes import Found, ShapeReader
from build.imports.powerpoint.text_styles import TextStyles
from build.imports.powerpoint.told import Here, quoted_words
from build.imports.powerpoint.unseen import tell_unseen
from build.imports.powerpoint.words import text_of
from build.parse.slide_roles import Role
from build.parse.texts import join, make, one_line
from build.spec.content import Block, Bullets, Image, Prose
from build.spec.deck import Expression, Piece, Text, Words, every_point

_SCRIPT = re.compile(r"(\w)?[_^]\{([\w,+−-]+)\}")  # small formulas of `words`, which a title shows as letters
_COVERS = frozenset({"title"})
_PARTS = frozenset({"secHead"})
_MOST_LINES, _MOST_WORDS = 5, 48  # that begin a part
_MOST_SUBTITLE, _MOST_COVER = 130, 2  # letters and lines below the title of a deck
_TITLE_WORDS, _TITLE_POINTS = 14, 20.0
_TOP, _MIDDLE = 0.3, 0.7  # of a slide, above which its title stands, and that of a deck


def read_slide(slide: Any, here: Here, size: tuple[float, float], *, first: bool) -> ImportedSlide:
    """What a slide says. `first`: it is the deck's first one, and may be its title."""
    found = ShapeReader(slide, here, size).read()
    leftwards = _leftwards(slide)
    title = _title(found, size, first=first)
    found.visual += with_flows(found.items, found.arrows, size[0], here, alone=not found.visual)
    arranged = arrange(found.items, size[0], leftwards=leftwards)
    for name in arranged.drawings:
        here.tell(name, "a drawing", "its words are a list, each once")
    if arranged.again:
        here.tell("", "a picture that is there more than once", "it stands once", look=True)
    if found.plain:
        says = "1 shape without words" if found.plain == 1 else f"{found.plain} shapes without words"
        here.tell("", says, look=True)
    if found.ink:
        here.tell("", "ink of 1 stroke" if found.ink == 1 else f"ink of {found.ink} strokes")
    _tell_frame(found, here)
    points = tell_unseen(slide, here)
    blocks, role = arranged.blocks, _role(slide, first=first)
    if role == "title":
        blocks = _cover(blocks) if not found.visual else blocks
        role = "title" if _fits_cover(blocks) and not found.visual else "slide"
    elif role == "part" and (found.visual or not _fits_part(blocks)):
        role = "slide"
    has_list = any(isinstance(block, Bullets) for block in blocks)
    return ImportedSlide(
        title=title,
        role=role,
        blocks=tuple(blocks),
        notes=(*_notes(slide, here), *found.beside),
        labels=(("Visual", found.visual),) if found.visual else (),
        reveal=every_point() if points and has_list and role == "slide" else (),
        hidden=slide._element.get("show") in ("0", "false"),
    )


# ---- titles -----------------------------------------------------------------------------------------
def _title(found: Found, size: tuple[float, float], *, first: bool) -> Text:
    """What the title says; where the slide has none, the large words at its top, which are taken out of the items."""
    texts = [text for text in found.titles if text]
    if texts:
        return plain_title(join(texts))
    worded = [item for item in found.items if any(not isinstance(block, Image) for block in item.blocks)]
    top = min(worded, key=lambda item: (-item.size if first else 0, item.box.y), default=None)
    match top:
        case Item(blocks=[Prose(text=text)]) if (
            top.size >= max(_TITLE_POINTS, *(item.size for item in found.items))
            and top.box.y < (_TOP if not first else _MIDDLE) * size[1]
            and 0 < len(text.plain.split()) <= _TITLE_WORDS
        ):
            found.items.remove(top)
            return plain_title(text)
    return Text()


def plain_title(text: Text) -> Text:
    """A title has one line, and a look of its own."""
    pieces = (
        piece
        if isinstance(piece, Expression)
        else Words(text=_SCRIPT.sub(r"\1\2", piece.text))
        if piece.math and _SCRIPT.search(piece.text)
        else piece
        if piece.math
        else replace(piece, bold=False, italic=False, href="")
        for piece in one_line(text).pieces
    )
    return make(_with_single_spaces(pieces), text)


def _with_single_spaces(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words in which no space follows another, as headings have them when they are read."""
    spaced = True
    for piece in pieces:
        if isinstance(piece, Words) and not piece.math:
            words = re.sub(r"\s+", " ", piece.text)
            piece = replace(piece, text=words.removeprefix(" ") if spaced else words)
            spaced = piece.text.endswith(" ") if piece.text else spaced
        else:
            spaced = False
        yield piece


def _role(slide: Any, *, first: bool) -> Role:
    kind = slide.slide_layout._element.get("type", "")
    holds = next(slide._element.iter(qn("p:ph")), None)
    centred = holds is not None and any(each.get("type") == "ctrTitle" for each in slide._element.iter(qn("p:ph")))
    if first and (kind in _COVERS or centred):
        return "title"
    return "part" if kind in _PARTS and not first else "slide"


def _cover(blocks: Sequence[Block]) -> list[Block]:
    """A title has room for a paragraph or two: those behind the first are lines of one."""
    words = [block for block in blocks if isinstance(block, Prose)]
    others = [block for block in blocks if not isinstance(block, Prose)]
    lines = sum(block.text.plain.count("\n") + 1 for block in words)
    if lines <= _MOST_COVER:
        return list(blocks)
    joined = Prose(text=join([one_line(block.text) for block in words[1:]], " · "))
    return [Prose(text=one_line(words[0].text)), *([joined] if len(words) > 1 else []), *others]


def _fits_cover(blocks: Sequence[Block]) -> bool:
    texts = [block.text.plain for block in blocks if isinstance(block, Prose)]
    return len(texts) == len(blocks) <= 2 and sum(map(len, texts)) <= _MOST_SUBTITLE


def _fits_part(blocks: Sequence[Block]) -> bool:
    texts = [block.text for block in blocks if isinstance(block, Prose)]
    words = sum(len(text.plain.split()) for text in texts)
    return len(texts) == len(blocks) <= _MOST_LINES and words <= _MOST_WORDS


# ---- notes ------------------------------------------------------------------------------------------
def _notes(slide: Any, here: Here) -> list[Text]:
    """What the speaker says, and what else stands on the page of notes."""
    if not slide.has_notes_slide:
        return []
    page = slide.notes_slide
    unfold(page.shapes._spTree)
    texts: list[Text] = []
    for shape in page.shapes:
        place = shape._element.find(f".//{qn('p:ph')}")
        kind = "" if place is None else place.get("type", "obj")
        if kind == "sldImg":
            continue
        found = [
            text
            for paragraph in shape._element.iter(qn("a:p"))
            if (text := text_of(paragraph, TextStyles(), 0, shape, here)) and text.plain.strip()
        ]
        if kind in ("hdr", "ftr", "dt", "sldNum"):
            if any(letter.isalpha() for text in found for letter in text.plain) or (found and kind != "sldNum"):
                said = quoted_words(" ".join(text.plain for text in found))
                here.tell(shape.name, f"head or foot of the page of notes: {said}", look=True)
        else:
            texts += (make(text.pieces, text) for text in found)
    return texts


# ---- around -----------------------------------------------------------------------------------------
def _tell_frame(found: Found, here: Here) -> None:
    for kind, what in (("dt", "a date"), ("hdr", "a head")):
        if words := found.frame.get(kind, ""):
            here.tell("", f"{what} at the edge: {quoted_words(words)}", look=True)
    number = found.frame.get("sldNum", "")
    if any(letter.isalpha() for letter in number):
        here.tell("", f"words beside the slide's number: {quoted_words(number)}", look=True)
    if words := found.frame.get("ftr", ""):
        here.told.footers[words] = here.told.footers.get(words, 0) + 1


def _leftwards(slide: Any) -> bool:
    """Whether most paragraphs of a slide run to the left."""
    ways = [each.get("rtl") in ("1", "true") for each in slide._element.iter(qn("a:pPr"))]
    return bool(ways) and 2 * sum(ways) > len(ways)
