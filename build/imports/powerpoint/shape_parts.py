"""What a shape says of itself in XML: its name, its kind, where it stands, its words without any form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape

from build.deck_file.equations import ALTERNATIVES
from build.drawing.page import Box
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.text_styles import styles_of
from build.parse.texts import stack
from build.spec.content import Block, Bullets, Entry, Prose
from build.spec.deck import Text, Words

SHAPES = {qn(f"p:{tag}") for tag in ("sp", "pic", "cxnSp", "graphicFrame", "grpSp", "contentPart")}
_SHORT, _LINE, _LINES = 12, 5, 4  # words of a label and of a line in it, and its lines
_NAMING, _LINK = qn("p:cNvPr"), qn("a:hlinkClick")

Stretch = tuple[float, float, float, float]  # factors and shifts, across and down
UNMOVED: Stretch = (1.0, 1.0, 0.0, 0.0)


def unfold(tree: Any) -> None:
    """Put into a tree what its alternatives stand for, the first that holds shapes; python-pptx passes them over."""
    for alternatives in [each for each in tree.iter(ALTERNATIVES) if each.getparent().tag in (tree.tag, qn("p:grpSp"))]:
        choices = [[child for child in choice if child.tag in SHAPES] for choice in alternatives]
        shapes = next(filter(None, choices), [])
        parent = alternatives.getparent()
        for shape in shapes:
            parent.insert(parent.index(alternatives), shape)
        parent.remove(alternatives)


def placeholder_of(shape: Any) -> str:
    """The kind of a placeholder; empty for any other shape."""
    place = shape._element.find(f".//{qn('p:ph')}") if isinstance(shape, Shape) or shape.is_placeholder else None
    return "" if place is None else str(place.get("type", "obj"))


def name_of(shape: Any) -> str:
    """What a shape is called."""
    named = next(shape._element.iter(_NAMING), None)
    return "" if named is None else str(named.get("name", ""))


def described_of(shape: Any) -> str:
    """The alt text of a shape."""
    named = next(shape._element.iter(_NAMING), None)
    return "" if named is None else str(named.get("descr", ""))


def click_of(shape: Any) -> Any:
    """What a click on a shape does, or None."""
    named = next(shape._element.iter(_NAMING), None)
    return None if named is None else named.find(_LINK)


def is_short(text: Text) -> bool:
    """Whether words are as few as those of a label."""
    return len(text.plain.split()) <= _SHORT


def one_label(blocks: list[Block]) -> list[Block]:
    """A few words of a shape that stand on several lines are one label."""
    texts = [block.text for block in blocks if isinstance(block, Prose)]
    short = all(len(text.plain.split()) <= _LINE for text in texts)
    if 1 < len(texts) == len(blocks) <= _LINES and short and sum(len(text.plain.split()) for text in texts) <= _SHORT:
        return [Prose(text=stack(texts))]
    return blocks


def size_of(shape: Any, slide: Any) -> float:
    """Points of the largest letters."""
    styles = styles_of(shape, slide)
    sizes = [
        styles.size(paragraph.find(qn("a:pPr")), 0, run.find(qn("a:rPr")))
        for paragraph in shape._element.iter(qn("a:p"))
        for run in paragraph.findall(qn("a:r"))
    ]
    return max(sizes, default=0.0)


def paragraphs_of(element: Any) -> Iterator[str]:
    """The words of all paragraphs in an element."""
    for paragraph in element.iter(qn("a:p")):
        words = "".join(text.text or "" for text in paragraph.iter(qn("a:t"))).strip()
        if words:
            yield " ".join(words.split())


def words_alone(element: Any) -> Bullets:
    """The words of all that is in an element, without any form."""
    entries = (Entry(text=Text((Words(text=words),)), span=NOWHERE) for words in paragraphs_of(element))
    return Bullets(entries=tuple(entries), span=NOWHERE)


def box_of(shape: Any, inside: Stretch) -> Box:
    """Where a shape stands on the slide, through the groups that it stands in."""
    x, y, w, h = (float(value or 0) for value in (shape.left, shape.top, shape.width, shape.height))
    across, down, right, below = inside
    return Box(x * across + right, y * down + below, w * across, h * down)


def stretched_of(group: Any, inside: Stretch) -> Stretch:
    """How what stands in a group comes onto the slide: factors and shifts, across and down."""
    frame = group._element.find(f"{qn('p:grpSpPr')}/{qn('a:xfrm')}")
    parts = [] if frame is None else [frame.find(qn(f"a:{tag}")) for tag in ("off", "ext", "chOff", "chExt")]
    if len(parts) < 4 or any(part is None for part in parts):
        return inside
    (ox, oy), (ow, oh), (cx, cy), (cw, ch) = (
        [float(value) for value in part.attrib.values()][:2] for part in parts
    )  # fmt: skip
    fx, fy = (ow / cw if cw else 1.0), (oh / ch if ch else 1.0)
    across, down, right, below = inside
    return across * fx, down * fy, right + across * (ox - cx * fx), below + down * (oy - cy * fy)
