"""Pictures, and films that play where they are clicked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.oxml.ns import qn

from build.drawing.page import Movie, Picture
from build.drawing.picture_file import read_picture
from build.drawing.xml_text import escape
from build.render.powerpoint.context import SlideContext, named, place
from build.render.powerpoint.markup import element

_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_MEDIA = f"{{{_OFFICE_2010}}}media"
_FILMS = {".mp4": "video/mp4"}


def picture(item: Picture, context: SlideContext) -> Any:
    """An image stretched over its box. Raises OSError, and ValueError for what not every program shows."""
    file = BytesIO(read_picture(Path(item.path)).data)
    return named(context.shapes.add_picture(file, *place(item.box))._element, item)


def movie(item: Movie, context: SlideContext) -> Any:
    """A film behind its poster. A click starts it, another one halts it; nothing moves by itself."""
    type_ = _FILMS.get(Path(item.path).suffix.lower())
    if type_ is None:
        raise ValueError(f"{item.path} is not one of {', '.join(_FILMS)}")
    poster = BytesIO(read_picture(Path(item.poster)).data)
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
