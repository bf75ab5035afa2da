"""Curves as native geometry: icons, the owl, formulas. They stay editable and recolour with the theme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from build.drawing.curves import commands
from build.drawing.page import Box, Freeform, Paragraph, Path, Shadow
from build.render.powerpoint.context import SlideContext, frame, named
from build.render.powerpoint.equations import in_room, set_apart
from build.render.powerpoint.markup import element, emu
from build.render.powerpoint.paint import fill_xml, line_xml, shadow_xml
from build.render.powerpoint.text import text_body

_TAGS = {"M": "moveTo", "L": "lnTo", "C": "cubicBezTo"}
_GRID = 20_000  # whole steps along the longer side of a path's own coordinates


def freeform(
    item: Freeform, context: SlideContext, *, shadow: Shadow | None = None, paragraphs: Sequence[Paragraph] = ()
) -> Any:
    """One shape where all paths are painted alike, else a group of shapes with the freeform's name."""
    if item.equation is not None:
        return set_apart(item, item.equation, freeform(in_room(item), context), context)
    layers = [(paint, tuple(paths)) for paint, paths in groupby(item.paths, key=lambda path: (path.fill, path.line))]
    if len(layers) == 1:
        return named(element(_layer(item, layers[0][1], context, "", shadow, paragraphs)), item)
    head = context.head()
    shapes = "".join(
        _layer(item, paths, context, f"{item.name} {i}", None, ()) for i, (_, paths) in enumerate(layers, 1)
    )
    return named(group(item.box, head, shapes), item)


def group(box: Box, head: str, shapes: str = "") -> Any:
    """A group that leaves its shapes where the page has them."""
    at, size = f'x="{emu(box.x)}" y="{emu(box.y)}"', f'cx="{emu(box.w)}" cy="{emu(box.h)}"'
    return element(
        f"<p:grpSp><p:nvGrpSpPr>{head}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off {at}/>"
        f"<a:ext {size}/><a:chOff {at}/><a:chExt {size}/></a:xfrm></p:grpSpPr>{shapes}</p:grpSp>"
    )


def _layer(
    item: Freeform,
    paths: Sequence[Path],
    context: SlideContext,
    name: str,
    shadow: Shadow | None,
    paragraphs: Sequence[Paragraph],
) -> str:
    colors = context.colors
    geometry = "".join(path_xml(path.data, item.view) for path in paths)
    text = text_body(paragraphs, context) if paragraphs else ""
    return (
        f"<p:sp><p:nvSpPr>{context.head(name)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{frame(item.box)}"
        f"{custom_geometry(geometry)}"
        f"{fill_xml(paths[0].fill, colors)}{line_xml(paths[0].line, colors, cap='rnd')}{shadow_xml(shadow, colors)}"
        f"</p:spPr>{text}</p:sp>"
    )


def custom_geometry(paths: str) -> str:
    """The outline of a shape that has no preset, from what `path_xml` gives."""
    return (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f"<a:pathLst>{paths}</a:pathLst></a:custGeom>"
    )


@lru_cache(maxsize=2**8)  # a deck draws the same few icons on slide after slide
def path_xml(data: str, view: tuple[float, float, float, float]) -> str:
    """`a:path` of absolute path data in whole steps of its view box."""
    left, top, width, height = view
    scale = _GRID / max(width, height)
    steps = []
    for command, numbers in commands(data):
        if command == "Z":
            steps.append("<a:close/>")
            continue
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        corners = "".join(f'<a:pt x="{round((x - left) * scale)}" y="{round((y - top) * scale)}"/>' for x, y in pairs)
        steps.append(f"<a:{_TAGS[command]}>{corners}</a:{_TAGS[command]}>")
    size = f'w="{max(1, round(width * scale))}" h="{max(1, round(height * scale))}"'
    return f"<a:path {size}>{''.join(steps)}</a:path>"
