"""The shapes of a slide as items: where each stands, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pptx.oxml.ns import qn
from pptx.shapes.group import GroupShape

from build.drawing.page import Box
from build.imports.powerpoint.charts import ChartRead, chart_of
from build.imports.powerpoint.diagrams import DIAGRAM, diagram_of
from build.imports.powerpoint.flows import Arrow, arrow_of
from build.imports.powerpoint.logo import part_of
from build.imports.powerpoint.paragraphs import blocks_in, texts_of
from build.imports.powerpoint.pictures import picture_of
from build.imports.powerpoint.reading_order import Item, in_order
from build.imports.powerpoint.running_words import is_at_edge, words_in
from build.imports.powerpoint.shape_parts import (
    SHAPES,
    UNMOVED,
    Stretch,
    box_of,
    click_of,
    described_of,
    is_short,
    name_of,
    one_label,
    paragraphs_of,
    placeholder_of,
    size_of,
    stretched_of,
    unfold,
    words_alone,
)
from build.imports.powerpoint.tables import grid_of
from build.imports.powerpoint.told import Here
from build.imports.powerpoint.words import link_of
from build.spec.content import Block, Prose
from build.spec.deck import Text, Words

MOST_SHAPES = 20_000  # of a slide
_DEEPEST_GROUP = 50
_INK = qn("p:contentPart")
_TITLES, _FRAME = frozenset({"title", "ctrTitle"}), frozenset({"dt", "ftr", "sldNum", "hdr"})
_MEDIA = {"videoFile": "a video", "audioFile": "a sound", "quickTimeFile": "a video", "wavAudioFile": "a sound",
          "audioCd": "a sound"}  # fmt: skip
_ON = ("1", "true")
_ANYWHERE = Box(0, 0, 1, 1)


@dataclass
class Found:
    """What a slide's shapes say. `beside` are words that the slide does not show."""

    items: list[Item] = field(default_factory=list)
    titles: list[Text] = field(default_factory=list)
    frame: dict[str, str] = field(default_factory=dict)
    beside: list[Text] = field(default_factory=list)
    visual: str = ""
    ink: int = 0
    plain: int = 0  # shapes that say nothing
    arrows: list[Arrow] = field(default_factory=list)


class ShapeReader:
    """Reads the shapes of one slide."""

    def __init__(self, slide: Any, here: Here, size: tuple[float, float]) -> None:
        self._slide, self._here = slide, here
        self._size = size
        self.found = Found()

    def read(self) -> Found:
        tree = self._slide.shapes._spTree
        unfold(tree)
        count = sum(1 for each in tree.iter() if each.tag in SHAPES)
        if count > MOST_SHAPES:
            self._here.tell(
                "", f"{count:,} shapes, of which {MOST_SHAPES:,} can be read", "their words stand in a list"
            )
            self.found.items.append(Item(_ANYWHERE, [words_alone(tree)]))
            return self.found
        for shape in self._slide.shapes:
            self.found.items += self._item(shape, UNMOVED, 0)
        return self.found

    def items(self, shape: Any) -> list[Item]:
        """What one shape of the slide says."""
        return self._item(shape, UNMOVED, 0)

    # ---- one shape ----------------------------------------------------------------------------------
    def _item(self, shape: Any, inside: Stretch, depth: int) -> list[Item]:
        """A shape's item; nothing where it says nothing. What it raises is told, and its words are kept."""
        before = len(self._here.told.left)
        if shape._element.tag == _INK:
            self.found.ink += 1
            return []
        try:
            box = box_of(shape, inside)
            if isinstance(shape, GroupShape):
                return self._group(shape, inside, depth)
            if self._is_beside(shape, box):
                return []
            item = self._read(shape, box)
        except Exception:  # what other programs write can be wrong in any way, and no word of it is lost
            del self._here.told.left[before:]
            return self._words_alone(shape, "a shape that cannot be read")
        return [item] if item else []

    def _words_alone(self, shape: Any, what: str, box: Box = _ANYWHERE) -> list[Item]:
        """The words of a shape that is not read otherwise, as a list."""
        block, name = words_alone(shape._element), name_of(shape)
        self._here.tell(name, what, "its words stand in a list" if block.entries else "")
        return [Item(box, [block], name)] if block.entries else []

    def _group(self, group: Any, inside: Stretch, depth: int) -> list[Item]:
        if depth > _DEEPEST_GROUP:
            return self._words_alone(group, f"a group more than {_DEEPEST_GROUP} deep")
        stretched = stretched_of(group, inside)
        items = [item for shape in group.shapes for item in self._item(shape, stretched, depth + 1)]
        box = box_of(group, inside)
        if len(items) < 2 or box.w * box.h > 0.5 * self._size[0] * self._size[1]:
            return items
        if all(item.label for item in items) and len(items) >= 3:
            return in_order(items)
        ordered = in_order(items)
        return [Item(box, [block for item in ordered for block in item.blocks], name_of(group))]

    def _is_beside(self, shape: Any, box: Box) -> bool:
        """Whether a shape is hidden, or stands off the slide; its words go to the notes then."""
        named = next(shape._element.iter(qn("p:cNvPr")), None)
        hidden = named is not None and named.get("hidden") in _ON
        width, height = self._size
        off = box.w > 0 and (box.x >= width or box.right <= 0 or box.y >= height or box.bottom <= 0)
        if not hidden and not off:
            return False
        texts = [Text((Words(text=words),)) for words in paragraphs_of(shape._element)]
        self.found.beside += texts
        says = "a hidden shape" if hidden else "a shape beside the slide"
        self._here.tell(name_of(shape), says, "its words stand in the notes" if texts else "", look=not texts)
        return True

    def _read(self, shape: Any, box: Box) -> Item | None:
        tag = str(shape._element.tag).rpartition("}")[2]
        if tag == "graphicFrame":
            return self._graphic(shape, box)
        if tag == "pic":
            return self._picture(shape, box)
        if arrow := arrow_of(shape, box) if tag == "cxnSp" else None:
            self.found.arrows.append(arrow)
        if tag == "cxnSp":
            self.found.plain += 1
            return None
        return self._text(shape, box)

    def _text(self, shape: Any, box: Box) -> Item | None:
        kind = placeholder_of(shape)
        if kind in _FRAME:
            self.found.frame[kind] = " ".join(paragraphs_of(shape._element))
            return None
        if self._here.told.running and is_at_edge(shape, self._size[1]) and words_in(shape) == self._here.told.running:
            self.found.frame["ftr"] = self._here.told.running
            return None
        blocks = blocks_in(shape, self._slide, self._here)
        if kind in _TITLES and not self.found.titles:
            self.found.titles += texts_of(blocks)
            self._tell_link(shape)
            return None
        filled = shape._element.find(f"{qn('p:spPr')}/{qn('a:blipFill')}")
        if filled is not None and not blocks:
            image = picture_of(shape, self._here)
            return Item(box, [image], shape.name) if image else None
        if not blocks:
            self.found.plain += not kind
            if arrow := arrow_of(shape, box):
                self.found.arrows.append(arrow)
            return None
        if filled is not None:
            self._here.tell(shape.name, "a picture behind words", look=True)
        blocks = self._linked(shape, blocks)
        if not kind:
            blocks = one_label(blocks)
        label = not kind and len(blocks) == 1 and isinstance(blocks[0], Prose) and is_short(blocks[0].text)
        return Item(box, blocks, shape.name, label, size_of(shape, self._slide), shape.shape_id)

    def _graphic(self, shape: Any, box: Box) -> Item | None:
        if shape.has_table:
            grid = grid_of(shape, self._here)
            return Item(box, [grid], shape.name) if grid else None
        if shape.has_chart:
            read: ChartRead = chart_of(shape, self._here, alone=not self.found.visual)
            self.found.visual = self.found.visual or read.visual
            return Item(box, list(read.blocks), shape.name) if read.blocks else None
        data = shape._element.find(f"{qn('a:graphic')}/{qn('a:graphicData')}")
        kind = "" if data is None else data.get("uri", "")
        if kind == DIAGRAM:
            return Item(box, diagram_of(shape, self._here), shape.name)
        if "ole" in kind:
            program = next(
                (each.get("progId") for each in shape._element.iter(qn("p:oleObj")) if each.get("progId")), ""
            )
            image = self._preview(shape)
            instead = "its picture stands there" if image else ""
            self._here.tell(shape.name, f"an embedded object{f' ({program})' if program else ''}", instead)
            return Item(box, [image], shape.name) if image else None
        what = "a chart of a newer kind" if "chartex" in kind else f"an object of an unknown kind ({kind[-60:]})"
        return next(iter(self._words_alone(shape, what, box)), None)

    def _preview(self, shape: Any) -> Any:
        """The picture that an embedded object shows of itself."""
        before = len(self._here.told.left)
        image = picture_of(shape, self._here, alt=described_of(shape) or "An embedded object")
        del self._here.told.left[before:]
        return image

    def _picture(self, shape: Any, box: Box) -> Item | None:
        if self._here.told.logo and part_of(shape) == self._here.told.logo:
            return None
        holder = shape._element[0][-1]
        for child in holder.iter():
            name = str(child.tag).rpartition("}")[2]
            if what := _MEDIA.get(name):
                self._here.tell(shape.name, what, "its first picture stands there")
                break
        self._tell_link(shape)
        image = picture_of(shape, self._here)
        return Item(box, [image], shape.name) if image else None

    # ---- links --------------------------------------------------------------------------------------
    def _tell_link(self, shape: Any) -> None:
        if (link := click_of(shape)) is not None:
            href, what = link_of(link, shape, self._here)
            if href or what:
                self._here.tell(shape.name, what or f"a link to '{href}' on the shape")

    def _linked(self, shape: Any, blocks: list[Block]) -> list[Block]:
        """The words of a shape that is a link lead where it leads."""
        if (link := click_of(shape)) is None:
            return blocks
        href, what = link_of(link, shape, self._here)
        match blocks:
            case [Prose(text=text)] if href and all(isinstance(piece, Words) for piece in text.pieces):
                pieces = tuple(
                    replace(piece, href=piece.href or href) if isinstance(piece, Words) and not piece.math else piece
                    for piece in text.pieces
                )
                return [Prose(text=Text(pieces))]
        if href or what:
            self._here.tell(shape.name, what or f"a link to '{href}' on the shape")
        return blocks
