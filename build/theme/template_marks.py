"""What a template draws on its pages by itself, in the order of painting: backgrounds, bars, logos, lines, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from build.theme.template import Align, Anchor, Mark, MarkLine, MarkRun
from build.theme.template_area import WHITE, shades_of
from build.theme.template_color import A, Palette, over
from build.theme.template_outline import PRESETS, custom_paths
from build.theme.template_xml import (
    POINT,
    P,
    R,
    Turn,
    area_of,
    flipped,
    insets_of,
    is_hidden,
    is_placeholder,
    name_of,
    rotation_of,
    says_fill,
    spacing_of,
    within,
)  # fmt: skip
from engine.quoted import quoted

_DEGREE, _FULL = 60_000, 100_000
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
_DASHES = {"solid": "solid", "dot": "dot", "sysDot": "dot"}
ALIGN: Mapping[str, Align] = {"ctr": "center", "r": "right"}
ANCHOR: Mapping[str, Anchor] = {"ctr": "middle", "b": "bottom"}


@dataclass
class Sheet:
    """A master or a layout while it is read. `part` has its pictures; `undrawn` gathers what stills cannot show."""

    part: Any
    root: Any
    palette: Palette
    theme: Any
    size: tuple[float, float]
    undrawn: list[str] = field(default_factory=list)

    # ---- what is there --------------------------------------------------------------------------------
    def background(self) -> Mark | None:
        """What lies behind all; None where the sheet leaves it to its master."""
        behind = self.root.find(f"{P}cSld/{P}bg")
        if behind is None:
            return None
        whole = Mark(kind="rect", area=(0.0, 0.0, *self.size), name="background")
        own, reference = behind.find(f"{P}bgPr"), behind.find(f"{P}bgRef")
        made = None
        if own is not None:
            made = self._filled(whole, own, "")
        elif reference is not None:
            made = self._styled(whole, int(reference.get("idx", "0")), self.palette.inside(reference))
        return replace(made, fill=tuple(over(color, WHITE) for color in made.fill)) if made else None

    def marks(self) -> Iterator[Mark]:
        """Its shapes that are no placeholders."""
        yield from self._tree(self.root.find(f"{P}cSld/{P}spTree"), lambda area: area)

    def decoration(self, shape: Any) -> Mark | None:
        """What a placeholder paints behind its words."""
        made = self._shape(shape, lambda area: area)
        return replace(made, lines=()) if made and (made.fill or made.line) else None

    def _tree(self, tree: Any, turn: Turn) -> Iterator[Mark]:
        for shape in tree:
            kind = shape.tag.removeprefix(P) if isinstance(shape.tag, str) else ""
            if kind not in ("sp", "cxnSp", "pic", "grpSp", "graphicFrame") or is_hidden(shape) or is_placeholder(shape):
                continue
            if kind == "grpSp":
                yield from self._tree(shape, within(shape, turn))
            elif kind == "pic":
                yield from filter(None, (self._picture(shape, turn),))
            elif kind == "graphicFrame":
                self._cannot("a table or a chart", name_of(shape))
            else:
                yield from filter(None, (self._shape(shape, turn),))

    def _cannot(self, what: str, name: str) -> None:
        self.undrawn.append(f"{what}, {quoted(name)}" if name else what)

    # ---- one of them ----------------------------------------------------------------------------------
    def _picture(self, shape: Any, turn: Turn) -> Mark | None:
        area, transform = area_of(shape), shape.find(f"{P}spPr/{A}xfrm")
        if area is None:
            return None
        mark = Mark(kind="picture", area=turn(area), name=name_of(shape), rotation=rotation_of(transform))
        return self._pictured(mark, shape.find(f"{P}blipFill"))

    def _pictured(self, mark: Mark, fill: Any) -> Mark | None:
        """The same with a picture; None for one that stills cannot show, which is told."""
        blip = fill.find(f"{A}blip") if fill is not None else None
        id_ = blip.get(f"{R}embed") if blip is not None else ""
        name = str(self.part.related_part(id_).partname) if id_ else ""
        if name.rpartition(".")[2].lower() not in _PICTURES:
            self._cannot("a picture that is no PNG, JPEG, GIF or WebP", mark.name)
            return None
        cut = fill.find(f"{A}srcRect")
        if cut is not None and any(int(value.rstrip("%")) for value in cut.attrib.values()):
            self.undrawn.append(f"the cutting of a picture, {quoted(mark.name)}, which is drawn whole")
        return replace(mark, kind="picture", picture=name, fill=shades_of(self.part.related_part(id_).blob))

    def _shape(self, shape: Any, turn: Turn) -> Mark | None:
        own, area = shape.find(f"{P}spPr"), area_of(shape)
        if area is None:
            return None
        transform = own.find(f"{A}xfrm")
        mark = Mark(kind="rect", area=turn(area), name=name_of(shape), rotation=rotation_of(transform))
        drawn = self._outlined(mark, own, shape, transform)
        if drawn is None:
            return None
        style = shape.find(f"{P}style")
        painted = self._filled(drawn, own, "") if says_fill(own) else None
        if painted is None and not says_fill(own) and style is not None:
            reference = style.find(f"{A}fillRef")
            if reference is not None and reference.get("idx", "0") != "0":
                painted = self._styled(drawn, int(reference.get("idx", "0")), self.palette.inside(reference))
        drawn = replace(painted or drawn, **self._edge(own, style))
        body = shape.find(f"{P}txBody")
        if body is not None:
            drawn = self._worded(drawn, body, style)
        return drawn if drawn.fill or drawn.line or drawn.lines or drawn.picture else None

    def _outlined(self, mark: Mark, own: Any, shape: Any, transform: Any) -> Mark | None:
        flips = tuple(transform is not None and transform.get(flip) in ("1", "true") for flip in ("flipH", "flipV"))
        custom, preset = own.find(f"{A}custGeom"), own.find(f"{A}prstGeom")
        if custom is not None:
            paths = custom_paths(custom)
            if paths is None:
                self._cannot("an outline with formulas of its own", mark.name)
                return None
            return replace(mark, kind="path", paths=flipped(paths, flips))
        kind = preset.get("prst", "rect") if preset is not None else "line" if shape.tag == f"{P}cxnSp" else "rect"
        guides = {
            guide.get("name"): int(guide.get("fmla", "val 0").split()[-1]) / _FULL
            for guide in (preset.iter(f"{A}gd") if preset is not None else ())
        }
        _, _, w, h = mark.area
        if kind == "rect":
            return mark
        if kind == "roundRect":
            return replace(mark, kind="round", radius=min(w, h) * min(0.5, guides.get("adj", 0.16667)))
        if kind == "ellipse":
            return replace(mark, kind="ellipse")
        if kind in ("line", "straightConnector1"):
            return replace(mark, kind="line", paths=flipped(("M 0 0 L 1 1",), flips))
        if kind in PRESETS:
            return replace(mark, kind="path", paths=flipped((PRESETS[kind](w, h, guides),), flips))
        self._cannot(f"the shape {kind}", mark.name)
        return None

    # ---- paint ----------------------------------------------------------------------------------------
    def _filled(self, mark: Mark, holder: Any, open_color: str) -> Mark | None:
        """The same with the fill that an element holds; None where it holds none that shows."""
        for fill in holder:
            kind = fill.tag.removeprefix(A) if isinstance(fill.tag, str) else ""
            if kind == "solidFill":
                return replace(mark, fill=(self.palette.inside(fill, open_color),))
            if kind == "gradFill":
                return self._gradient(mark, fill, open_color)
            if kind == "pattFill":
                return replace(mark, fill=(self.palette.inside(fill.find(f"{A}bgClr"), open_color) or WHITE,))
            if kind == "blipFill":
                return self._pictured(mark, fill)
        return None

    def _gradient(self, mark: Mark, fill: Any, open_color: str) -> Mark:
        stops = sorted(fill.iter(f"{A}gs"), key=lambda stop: int(stop.get("pos", "0").rstrip("%")))
        colors = [self.palette.inside(stop, open_color) or WHITE for stop in stops] or [WHITE]
        straight, name = fill.find(f"{A}lin"), quoted(mark.name)
        if fill.find(f"{A}path") is not None:
            self.undrawn.append(f"a gradient from its middle outwards, {name}, which is drawn downwards")
        elif len(colors) > 2:
            self.undrawn.append(f"a gradient of {len(colors)} colours, {name}, drawn with its first and last")
        angle = int(straight.get("ang", "0")) / _DEGREE if straight is not None else 90.0
        return replace(mark, fill=(colors[0], colors[-1]) if colors[0] != colors[-1] else (colors[0],), angle=angle)

    def _styled(self, mark: Mark, index: int, color: str) -> Mark | None:
        """With a fill of the theme's styles: from 1 on those of shapes, from 1001 on those of backgrounds."""
        name, place = ("bgFillStyleLst", index - 1001) if index > 1000 else ("fillStyleLst", index - 1)
        styles = next(self.theme.iter(f"{A}{name}"), None)
        if styles is None or not 0 <= place < len(styles):
            return None
        return self._filled(mark, [styles[place]], color)

    def _edge(self, own: Any, style: Any) -> dict[str, Any]:
        edge = own.find(f"{A}ln")
        reference = style.find(f"{A}lnRef") if style is not None else None
        wide, color, dash = 9525, "", "solid"
        if reference is not None and reference.get("idx", "0") != "0":
            color = self.palette.inside(reference)
            styles = next(self.theme.iter(f"{A}lnStyleLst"), ())
            place = int(reference.get("idx", "0")) - 1
            wide = int(styles[place].get("w", "9525")) if place < len(styles) else wide
        if edge is not None:
            wide = int(edge.get("w", str(wide)))
            if edge.find(f"{A}noFill") is not None:
                return {}
            color = self.palette.inside(edge.find(f"{A}solidFill")) or color
            dashed = edge.find(f"{A}prstDash")
            dash = _DASHES.get(dashed.get("val", "solid"), "dash") if dashed is not None else "solid"
        return {"line": (color, wide / POINT), "dash": dash} if color and wide else {}

    # ---- words ----------------------------------------------------------------------------------------
    def _worded(self, mark: Mark, body: Any, style: Any) -> Mark:
        properties = body.find(f"{A}bodyPr")
        instead = self.palette.inside(style.find(f"{A}fontRef")) if style is not None else ""
        lines = tuple(filter(None, (self._line(paragraph, body, instead) for paragraph in body.iter(f"{A}p"))))
        if not lines or not any(run.text.strip() for line in lines for run in line.runs):
            return mark
        usual = "ctr" if style is not None else "t"
        anchor = ANCHOR.get(properties.get("anchor", usual), "top")
        return replace(mark, lines=lines, anchor=anchor, insets=insets_of([properties]))

    def _line(self, paragraph: Any, body: Any, instead: str) -> MarkLine | None:
        own, listed = paragraph.find(f"{A}pPr"), body.find(f"{A}lstStyle/{A}lvl1pPr")
        chain = [part for part in (own, listed) if part is not None]
        align = next((part.get("algn") for part in chain if part.get("algn")), "l")
        runs = []
        for run in paragraph:
            if not isinstance(run.tag, str) or run.tag.removeprefix(A) not in ("r", "fld", "br"):
                continue
            if run.tag == f"{A}fld" and run.get("type", "").startswith(("slidenum", "datetime")):
                continue  # each slide has its own
            words = "\n" if run.tag == f"{A}br" else run.findtext(f"{A}t") or ""
            looks = [run.find(f"{A}rPr"), *(part.find(f"{A}defRPr") for part in chain)]
            looks = [look for look in looks if look is not None]
            size = next((int(look.get("sz")) / 100 for look in looks if look.get("sz")), 18.0)
            color = next((found for look in looks if (found := self.palette.inside(look.find(f"{A}solidFill")))), "")
            bold, italic = (any(look.get(mark) in ("1", "true") for look in looks[:1]) for mark in ("b", "i"))
            if next((look.get("cap") for look in looks if look.get("cap")), "") == "all":
                words = words.upper()
            fonts = (look.find(f"{A}latin") for look in looks)
            font = next((font.get("typeface", "") for font in fonts if font is not None), "+mn-lt")
            face: Literal["display", "body"] = "display" if font.startswith("+mj") else "body"
            runs.append(MarkRun(words, size, color or instead or self.palette.slot("tx1"), bold, italic, face))
        return MarkLine(tuple(runs), ALIGN.get(align, "left"), spacing_of(chain)) if runs else None
