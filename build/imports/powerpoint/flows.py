"""Boxes that arrows join: a row of steps is the figure `flow` or a numbered list, others say what leads where."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from build.drawing.page import Box
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.reading_order import Item, around
from build.imports.powerpoint.told import Here, in_quotes
from build.parse.texts import join, one_line
from build.spec.content import Bullets, Entry, Prose
from build.spec.deck import Text, Words

_NEAR = 0.04  # of a slide's width: so far from a box an arrow's end may stand
_LEAST, _MOST = 3, 9  # steps of the figure
_WORDS, _LETTERS = 12, 40  # of a step; letters of one in the figure
_BESIDE = 40  # words beside a figure
_BLOCK_ARROWS = {"rightArrow": (0, 1), "leftArrow": (1, 0), "downArrow": (0, 1), "upArrow": (1, 0)}
_DOWN = ("downArrow", "upArrow")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From where to where it leads, and the ids of the shapes that it is glued to (0: none)."""

    ends: tuple[Point, Point]
    glued: tuple[int, int] = (0, 0)


def arrow_of(shape: Any, box: Box) -> Arrow | None:
    """The arrow that a connector or a block arrow is; None for a line without a head, and any other shape."""
    properties = shape._element.find(qn("p:spPr"))
    if properties is None:
        return None
    frame, form = properties.find(qn("a:xfrm")), properties.find(qn("a:prstGeom"))
    kind = "" if form is None else form.get("prst", "")
    if kind in _BLOCK_ARROWS and frame is not None and not int(frame.get("rot", "0")):
        x, y = box.x + box.w / 2, box.y + box.h / 2
        sides = ((x, box.y), (x, box.bottom)) if kind in _DOWN else ((box.x, y), (box.right, y))
        start, end = _BLOCK_ARROWS[kind]
        return Arrow((sides[start], sides[end]))
    line = properties.find(qn("a:ln"))
    heads = [line is not None and _has_head(line.find(qn(f"a:{end}End"))) for end in ("head", "tail")]
    if shape._element.tag != qn("p:cxnSp") or frame is None or not any(heads):
        return None
    across = (box.right, box.x) if frame.get("flipH") in ("1", "true") else (box.x, box.right)
    down = (box.bottom, box.y) if frame.get("flipV") in ("1", "true") else (box.y, box.bottom)
    glue = [next(shape._element.iter(qn(f"a:{end}Cxn")), None) for end in ("st", "end")]
    ids = [0 if each is None else int(each.get("id", "0")) for each in glue]
    first, last = (1, 0) if heads == [True, False] else (0, 1)
    return Arrow(((across[first], down[first]), (across[last], down[last])), (ids[first], ids[last]))


def _has_head(end: Any) -> bool:
    return end is not None and end.get("type", "none") != "none"


def with_flows(items: list[Item], arrows: Sequence[Arrow], width: float, here: Here, *, alone: bool) -> str:
    """Puts lists in the place of boxes that arrows join; returns the `Visual:` of those that a figure shows.

    `alone`: the slide has no other figure.
    """
    boxes = [item for item in items if _is_step(item)]
    leads = list(dict.fromkeys(found for arrow in arrows if (found := _joined(arrow, boxes, width))))
    visual = ""
    for group in _groups(leads):
        if len(group) < _LEAST:
            continue
        steps = [boxes[at] for at in sorted(group)]
        row = _in_row(group, leads)
        texts = [_text(boxes[at]) for at in row]
        rest = [item for item in items if item not in steps]
        few = all(map(_is_words, rest)) and sum(len(_text(item).plain.split()) for item in rest) <= _BESIDE
        if row and alone and not visual and few and _can_be_drawn(texts):
            visual = f"flow(steps={in_quotes('; '.join(text.plain for text in texts))})"
            items[:] = rest
            here.tell(steps[0].name, "a drawing of boxes and arrows", "a figure shows its steps")
            continue
        if row:
            entries = tuple(Entry(text=text, span=NOWHERE, number=number) for number, text in enumerate(texts, 1))
            instead = "its steps are a numbered list"
        else:
            pairs = [lead for lead in leads if lead[0] in group]
            between = Text((Words(text=" → "),))
            entries = tuple(
                Entry(text=join([_text(boxes[start]), between, _text(boxes[end])], ""), span=NOWHERE)
                for start, end in pairs
            )
            instead = "a list says what leads where"
        items[:] = [*rest, Item(around(steps), [Bullets(entries=entries, span=NOWHERE)], steps[0].name)]
        here.tell(steps[0].name, "a drawing of boxes and arrows", instead)
    return visual


def _is_step(item: Item) -> bool:
    return _is_words(item) and 0 < len(_text(item).plain.split()) <= _WORDS


def _is_words(item: Item) -> bool:
    return len(item.blocks) == 1 and isinstance(item.blocks[0], Prose)


def _text(item: Item) -> Text:
    return one_line(item.blocks[0].text) if isinstance(item.blocks[0], Prose) else Text()


def _can_be_drawn(texts: Sequence[Text]) -> bool:
    """Whether a figure's words can say these: few, without numbers, which figures have as facts only."""
    said = [text.plain for text in texts]
    plain = all(isinstance(piece, Words) and not piece.math for text in texts for piece in text.pieces)
    short = all(len(words) <= _LETTERS and not re.search(r"[;\"”\d]", words) for words in said)
    return plain and short and len(said) == len({*said}) <= _MOST


# ---- what leads where -------------------------------------------------------------------------------
def _joined(arrow: Arrow, boxes: Sequence[Item], width: float) -> tuple[int, int] | None:
    """The boxes, by their places, at an arrow's ends: those that it is glued to, else the nearest."""
    found = []
    for point, glued in zip(arrow.ends, arrow.glued, strict=True):
        at = next((at for at, item in enumerate(boxes) if glued and item.id == glued), None)
        if at is None and not glued and boxes:
            nearest = min(range(len(boxes)), key=lambda at: _away(point, boxes[at].box))
            at = nearest if _away(point, boxes[nearest].box) <= _NEAR * width else None
        if at is None:
            return None
        found.append(at)
    return (found[0], found[1]) if found[0] != found[1] else None


def _away(point: Point, box: Box) -> float:
    across = max(box.x - point[0], point[0] - box.right, 0.0)
    down = max(box.y - point[1], point[1] - box.bottom, 0.0)
    return math.hypot(across, down)


def _groups(leads: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Boxes that hang together."""
    groups: list[set[int]] = []
    for start, end in leads:
        met = [group for group in groups if group & {start, end}]
        groups = [group for group in groups if group not in met]
        groups.append({start, end}.union(*met))
    return groups


def _in_row(group: set[int], leads: Sequence[tuple[int, int]]) -> list[int]:
    """The boxes from the first to the last, where each leads to one other; nothing where they branch or turn back."""
    following = [lead for lead in leads if lead[0] in group]
    next_of = dict(following)
    firsts = group - set(next_of.values())
    if len(next_of) < len(following) or len(set(next_of.values())) < len(following) or len(firsts) != 1:
        return []
    row = [*firsts]
    while row[-1] in next_of:
        row.append(next_of[row[-1]])
    return row if len(row) == len(group) else []
