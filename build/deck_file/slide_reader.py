"""A slide, as it is written or as somebody has saved it, read into a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.appearance import Looks
from build.deck_file.besides import of_moves, of_notes, of_shape, of_slide, whole
from build.deck_file.equations import ALTERNATIVES, EQUATION, properties_of, rejoined, said
from build.deck_file.links import Links, digest
from build.deck_file.shape_xml import (
    GROUP,
    Stretch,
    keys_of,
    kind_of,
    naming,
    notes_body,
    place_of,
    placeholder_of,
    shapes_in,
    stretch_of,
)
from build.deck_file.snapshot import BREAK, FIELD, Body, ParagraphState, Placement, RunState, ShapeState, SlideState
from build.drawing.omml_latex import latex_of

RUN, FIELD_TAG, BREAK_TAG = qn("a:r"), qn("a:fld"), qn("a:br")
_PARAGRAPH, _PROPERTIES, _RUN_PROPERTIES, _TEXT = qn("a:p"), qn("a:pPr"), qn("a:rPr"), qn("a:t")
_WRITTEN, _UNWRITTEN = (RUN, BREAK_TAG, FIELD_TAG), (_PROPERTIES, qn("a:endParaRPr"), qn("a:extLst"))
_SHAPE_PROPERTIES, _BODY = qn("p:spPr"), qn("p:txBody")
LINK, _FILL = qn("a:hlinkClick"), qn("a:solidFill")
_CUT = f"{qn('p:blipFill')}/{qn('a:srcRect')}"
_CHART_KINDS = [qn(f"c:{name}Chart") for name in ("bar", "line", "scatter", "pie", "area", "doughnut")] + [
    qn("c:legend")
]
_BLIP, _EMBED, _CHART = f"{qn('p:blipFill')}/{qn('a:blip')}", qn("r:embed"), qn("c:chart")
_TIMING, _TIMED, _TRANSITION, _TARGET = (qn(f"p:{tag}") for tag in ("timing", "cTn", "transition", "spTgt"))
_NO_LINKS = Links()
_DIGITS = 9  # of a chart's numbers; other programs keep fifteen


class SlideReader:
    """Reads slides. `plain` leaves out all looks, for decks saved by a program that rewrites them."""

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain
        self._looks = Looks()
        self._layouts: dict[str, dict[tuple[str, str], Placement]] = {}

    def slide(self, part: Any) -> SlideState:
        """The slide of a part whose tree is whole."""
        root = part._element
        tree, linked = root.cSld.spTree, Links(part)
        keys = keys_of(tree)
        self._looks.forget()
        background = self._look(root.cSld.find(qn("p:bg")), linked)
        own = "" if self._plain else of_slide(root, linked, self._looks.besides)
        shapes = tuple(self._shapes(tree, "", keys, part, linked, []))
        notes = notes_body(part)
        titles = (shape.words for shape in shapes if shape.kind in ("sp title", "sp ctrTitle"))
        return SlideState(
            id=root.cSld.get("name", ""),
            title=next(titles, ""),
            layout="" if self._plain else part.slide_layout.name,
            hidden=root.get("show") in ("0", "false"),
            background=background,
            moves="" if self._plain else _moves(root, keys),
            notes=body_of(notes) if notes is not None else (),
            shapes=shapes,
            besides=("", "", "") if self._plain else (own, of_moves(root, linked), of_notes(part)),
        )

    def _shapes(
        self, tree: Any, parent: str, keys: dict[Any, str], part: Any, linked: Links, around: list[Stretch]
    ) -> Iterator[ShapeState]:
        for shape in shapes_in(tree):
            yield self._shape(shape, keys[shape], parent, part, linked, around)
            if shape.tag == GROUP:
                yield from self._shapes(shape, keys[shape], keys, part, linked, stretch_of(shape) + around)

    def _shape(self, shape: Any, key: str, parent: str, part: Any, linked: Links, around: list[Stretch]) -> ShapeState:
        kind = kind_of(shape)
        place = place_of(shape, around)
        if place is None and kind.startswith("sp "):
            place = self._inherited(shape, part)
        self._looks.forget()
        data, bodies = self._content(shape, kind, part, linked)
        named = None if self._plain else naming(shape)
        look = "" if named is None else self._shape_look(shape, named, kind, part, linked)
        alt = "" if named is None else named.get("descr", "")
        besides = "" if named is None or shape.tag == ALTERNATIVES else of_shape(shape, linked, self._looks)
        return ShapeState(key, kind, parent, place, look, data, alt, bodies, besides)

    def besides(self, shape: Any, part: Any) -> str:
        """What a shape of a part says besides its state."""
        return self._shape(shape, "", "", part, Links(part), []).besides

    def _content(self, shape: Any, kind: str, part: Any, linked: Links) -> tuple[str, tuple[Body, ...]]:
        """A shape's data and its texts."""
        if kind == "table":
            table = shape.graphic.graphicData.tbl
            cells = [cell for row in table.tr_lst for cell in row.tc_lst]
            size = f"{len(table.tr_lst)} x {len(table.tblGrid.gridCol_lst)}"
            return size, tuple(self._body(cell.txBody, linked) for cell in cells)
        if kind == "chart":
            return digest(*_numbers(chart_of(shape, part)._element)), ()
        if kind in ("pic", "film"):
            image = shape.find(_BLIP)
            id_ = image.get(_EMBED) if image is not None else None
            cut = self._looks.of(shape.find(_CUT), linked)
            return digest(part.related_part(id_).blob, cut) if id_ else "", ()
        if kind.partition(" ")[0] == "sp":
            body = next(shape.iterchildren(_BODY), None)
            return "", (self._body(body, linked) if body is not None else (),)
        return "", ()

    def _shape_look(self, shape: Any, named: Any, kind: str, part: Any, linked: Links) -> str:
        """What one sees of a shape besides its words; of charts and tables a digest."""
        of, of_paint = self._looks.of, self._looks.of_paint
        words = ["hidden"] if named.get("hidden") in ("1", "true") else []
        words += [f"click{of(link, linked)}" for link in named.iterchildren(LINK)]
        if kind == "table":
            table = shape.graphic.graphicData.tbl
            sizes = [column.w for column in table.tblGrid.gridCol_lst] + [row.h for row in table.tr_lst]
            cells = [cell.tcPr for row in table.tr_lst for cell in row.tc_lst]
            words.append(digest(*map(str, sizes), *(f"{of_paint(cell, linked)}{_anchor(cell)}" for cell in cells)))
        elif kind == "chart":
            space = chart_of(shape, part)._element
            texts = [text.text or "" for text in space.iter(_TEXT)]
            kinds = [str(kind.tag) for kind in space.iter(*_CHART_KINDS)]
            words.append(digest(*texts, *kinds, *(of_paint(paint, linked) for paint in space.iter(qn("c:spPr")))))
        else:
            words.append(of_paint(next(shape.iterchildren(_SHAPE_PROPERTIES), None), linked))
            body = next(shape.iterchildren(_BODY), None)
            words.append(of(body[0], linked) if body is not None else "")
        return " ".join(filter(None, words))

    def _look(self, element: Any, linked: Links) -> str:
        return "" if self._plain else self._looks.of(element, linked)

    def _body(self, body: Any, linked: Links) -> Body:
        return body_of(body, self._look, linked)

    def _inherited(self, shape: Any, part: Any) -> Placement | None:
        """Where a placeholder stands by its layout. python-pptx may have written half a frame, which counts."""
        place = self._placeholders(part).get(placeholder_of(shape))
        if place is None:
            return None
        own = {"x": shape.x, "y": shape.y, "w": shape.cx, "h": shape.cy}
        return place._replace(**{name: length for name, length in own.items() if length is not None})

    def _placeholders(self, part: Any) -> dict[tuple[str, str], Placement]:
        """Where the placeholders of a slide's layout stand, by type and number."""
        layout = part.slide_layout
        name = str(layout.part.partname)
        if name not in self._layouts:
            self._layouts[name] = {
                placeholder_of(holder._element): Placement(holder.left, holder.top, holder.width, holder.height)
                for holder in layout.placeholders
                if holder.width is not None
            }
        return self._layouts[name]


def _unseen(element: Any, linked: Links) -> str:
    return ""


def body_of(body: Any, look: Callable[[Any, Links], str] = _unseen, linked: Links = _NO_LINKS) -> Body:
    """The paragraphs of a text; nothing where it has no word. Runs of the same look are one, however they were cut."""
    paragraphs = tuple(_paragraph(paragraph, look, linked) for paragraph in body.iterchildren(_PARAGRAPH))
    return paragraphs if any(paragraph.runs for paragraph in paragraphs) else ()


def _paragraph(paragraph: Any, look: Callable[[Any, Links], str], linked: Links) -> ParagraphState:
    runs: list[RunState] = []
    for text, run in runs_of(paragraph):
        style = _style(run, look, linked)
        runs.append(
            RunState(runs.pop().text + text, style) if runs and runs[-1].style == style else RunState(text, style)
        )
    return ParagraphState(tuple(runs), look(next(paragraph.iterchildren(_PROPERTIES), None), linked))


def _style(run: Any, look: Callable[[Any, Links], str], linked: Links) -> str:
    """How a run looks; of an equation its size, its colour and what it says."""
    if run.tag == EQUATION:
        properties = properties_of(run)
        if properties is None or not look(properties, linked):
            return ""
        fills = " ".join(look(fill, linked) for fill in properties.iterchildren(_FILL))
        return f"math {latex_of(run)} sz={properties.get('sz', '')} {fills}"
    known = run.tag in _WRITTEN
    return look(next(run.iterchildren(_RUN_PROPERTIES), None), linked) if known else digest(whole(run, linked))


def runs_of(paragraph: Any) -> Iterator[tuple[str, Any]]:
    """The runs, breaks, fields and equations of a paragraph, each with its text."""
    return rejoined(_runs_of(paragraph))


def _runs_of(paragraph: Any) -> Iterator[tuple[str, Any]]:
    for child in paragraph:
        if child.tag == RUN:
            text = child[-1].text if len(child) else ""
            if text:
                yield text, child
        elif child.tag == BREAK_TAG:
            yield BREAK, child
        elif child.tag == EQUATION:
            yield said(child), child
        elif child.tag not in _UNWRITTEN and isinstance(child.tag, str):
            yield FIELD, child


def chart_of(shape: Any, part: Any) -> Any:
    """The part of a chart's frame."""
    return part.related_part(next(shape.iter(_CHART)).get(qn("r:id")))


def _numbers(space: Any) -> Iterator[str]:
    """What a chart's series are called and hold."""
    for series in space.iter(qn("c:ser")):
        for part in ("c:tx", "c:cat", "c:xVal", "c:val", "c:yVal"):
            for value in series.iterfind(f"{qn(part)}//{qn('c:v')}"):
                try:
                    yield f"{float(value.text):.{_DIGITS}g}"
                except (TypeError, ValueError):
                    yield value.text or ""
            yield part


def _anchor(cell: Any) -> str:
    return "" if cell is None else str(cell.get("anchor", ""))


def _moves(root: Any, keys: dict[Any, str]) -> str:
    """How a slide comes in, and what moves on it by itself or on a click."""
    transition = next((found for child in root[1:] for found in child.iter(_TRANSITION)), None)
    words = [] if transition is None else [str(part.tag).rpartition("}")[2] for part in transition.iter()]
    if transition is not None:
        words += [f"{name}={transition.get(name)}" for name in ("advTm", "advClick") if transition.get(name)]
    effects = [timed for child in root.iterchildren(_TIMING) for timed in child.iter(_TIMED) if timed.get("presetID")]
    if not effects:
        return ", ".join(words)
    named = ((naming(shape), key) for shape, key in keys.items())
    ids = {name.get("id"): key for name, key in named if name is not None}
    for timed in effects:
        target = next(timed.iter(_TARGET), None)
        of = ids.get(target.get("spid"), "?") if target is not None else ""
        words.append(f"{timed.get('presetClass')} {timed.get('presetID')} {timed.get('nodeType')} {of}")
    return ", ".join(words)
