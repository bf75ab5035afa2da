"""Pictures, and films that play where they are clicked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from build.deck_file.package import DeckPackage
from build.drawing.page import Box, Movie, Picture
from build.drawing.picture_file import memory_of, read_picture
from build.drawing.raster import PictureFile
from build.drawing.xml_text import escape
from build.render.powerpoint.context import SlideContext, named, place
from build.render.powerpoint.markup import element
from build.render.powerpoint.shapes import geometry
from build.render.svg_picture import SVG, picture_png

_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_MEDIA = f"{{{_OFFICE_2010}}}media"
_OFFICE_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_FILMS = {".mp4": "video/mp4"}


def picture(item: Picture, context: SlideContext) -> Any:
    """An image over its box. Raises OSError, and ValueError for what not every program shows."""
    path = Path(item.path)
    file = read_picture(path, item.box)
    fonts = context.colors.theme.fonts
    data = file.moving or (picture_png(file, item.box, fonts, memory_of(path)) if file.type == SVG else file.data)
    shown = context.shapes.add_picture(BytesIO(data), *place(item.box))
    if item.cover:
        shown.crop_left, shown.crop_top = cut = _cut(file, item.box)
        shown.crop_right, shown.crop_bottom = cut
    if item.kind != "rect":
        preset = shown._element.spPr.find(qn("a:prstGeom"))
        preset.getparent().replace(preset, element(geometry(item.kind, item.box, item.radius)))
    if file.type == SVG:
        _add_drawing(shown._element, file.data, context)
    return named(shown._element, item)


def _cut(file: PictureFile, box: Box) -> tuple[float, float]:
    """The shares of a picture's width and height that are cut off at each of two sides so that it fills a box."""
    share = (file.width / file.height) / (box.w / box.h)
    return max(0.0, 1 - 1 / share) / 2, max(0.0, 1 - share) / 2


def _add_drawing(shape: Any, svg: bytes, context: SlideContext) -> None:
    """Put an SVG beside the PNG of a picture: PowerPoint draws it from 2016 on, others show the PNG."""
    part = context.slide.part
    assert isinstance(part.package, DeckPackage)
    id_ = part.relate_to(part.package.get_or_add_drawing_part(svg), RT.IMAGE)
    blip = next(shape.iter(qn("a:blip")))
    blip.append(
        element(
            f'<a:extLst><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_OFFICE_SVG}" r:embed="{id_}"/>'
            "</a:ext></a:extLst>"
        )
    )


def movie(item: Movie, context: SlideContext) -> Any:
    """A film behind its poster. A click starts it, another one halts it; nothing moves by itself."""
    type_ = _FILMS.get(Path(item.path).suffix.lower())
    if type_ is None:
        raise ValueError(f"{item.path} is not one of {', '.join(_FILMS)}")
    poster = BytesIO(read_picture(Path(item.poster), item.box).data)
    film = context.shapes.add_movie(item.path, *place(item.box), poster_frame_image=poster, mime_type=type_)
    slide: Any = context.slide._element
    timeline = slide.get_or_add_childTnLst()
    first = sum(1 for _ in timeline.iter(qn("p:cTn"))) + 2  # the timeline itself is 1
    timeline.append(element(_click(film.shape_id, first)))
    if item.bookmarks:
        next(film._element.iter(_MEDIA)).append(element(_bookmarks(item.bookmarks)))
    return named(film._element, item)


def _bookmarks(bookmarks: Sequence[tuple[str, float]]) -> str:
    """The places in a film to which PowerPoint jumps, in milliseconds ([MS-PPTX] 2.2.4, CT_MediaBookmarkList)."""
    marks = "".join(f'<p14:bmk name="{escape(name)}" time="{round(seconds * 1000)}"/>' for name, seconds in bookmarks)
    return f'<p14:bmkLst xmlns:p14="{_OFFICE_2010}">{marks}</p14:bmkLst>'


def _click(film: int, first: int) -> str:
    """What a click on a film does; python-pptx has only the player's own buttons. `first`: the first free number."""
    target = f'<p:tgtEl><p:spTgt spid="{film}"/></p:tgtEl>'
    on_click = f'<p:cond evt="onClick" delay="0">{target}</p:cond>'
    at_once = '<p:stCondLst><p:cond delay="0"/></p:stCondLst>'
    sequence, step, part, effect, command = range(first, first + 5)
    return (
        f'<p:seq concurrent="1" nextAc="seek"><p:cTn id="{sequence}" restart="whenNotActive" fill="hold" '
        f'evtFilter="cancelBubble" nodeType="interactiveSeq"><p:stCondLst>{on_click}</p:stCondLst>'
        '<p:endSync evt="end" delay="0"><p:rtn val="all"/></p:endSync><p:childTnLst>'
        f'<p:par><p:cTn id="{step}" fill="hold">{at_once}<p:childTnLst>'
        f'<p:par><p:cTn id="{part}" fill="hold">{at_once}<p:childTnLst>'
        f'<p:par><p:cTn id="{effect}" presetID="2" presetClass="mediacall" presetSubtype="0" fill="hold" '
        f'nodeType="clickEffect">{at_once}<p:childTnLst><p:cmd type="call" cmd="togglePause"><p:cBhvr>'
        f'<p:cTn id="{command}" dur="1" fill="hold"/>{target}</p:cBhvr></p:cmd></p:childTnLst></p:cTn></p:par>'
        "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>"
        f"<p:nextCondLst>{on_click}</p:nextCondLst></p:seq>"
    )
