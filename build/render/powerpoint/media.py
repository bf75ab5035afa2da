"""Pictures, and films that play where they are clicked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build.page import Movie, Picture
from build.render.powerpoint.sheet import Sheet, frame, named

_MEDIA_URI = "{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}"
_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_PICTURE_LOCKS = '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr>'
_RECTANGLE = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'


def picture(item: Picture, sheet: Sheet) -> str:
    """An image stretched over its box."""
    image = sheet.relations.add("image", sheet.package.embed_file(item.path))
    return (
        f"<p:pic><p:nvPicPr>{named(item, sheet)}{_PICTURE_LOCKS}<p:nvPr/></p:nvPicPr>{_image(image)}"
        f"<p:spPr>{frame(item.box)}{_RECTANGLE}</p:spPr></p:pic>"
    )


def movie(item: Movie, sheet: Sheet) -> str:
    """A film behind its poster. It is named twice, for readers before and since 2010."""
    film = sheet.package.embed_file(item.path)
    link = sheet.relations.add("video", film)
    media = sheet.relations.add("media", film)
    poster = sheet.relations.add("image", sheet.package.embed_file(item.poster))
    head = named(item, sheet, inner='<a:hlinkClick r:id="" action="ppaction://media"/>')
    sheet.films.append(sheet.last_id)
    return (
        f'<p:pic><p:nvPicPr>{head}{_PICTURE_LOCKS}<p:nvPr><a:videoFile r:link="{link}"/><p:extLst>'
        f'<p:ext uri="{_MEDIA_URI}"><p14:media xmlns:p14="{_OFFICE_2010}" r:embed="{media}"/></p:ext></p:extLst>'
        f"</p:nvPr></p:nvPicPr>{_image(poster)}<p:spPr>{frame(item.box)}{_RECTANGLE}</p:spPr></p:pic>"
    )


def _image(relation: str) -> str:
    return f'<p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'


def timing(films: Sequence[int]) -> str:
    """The slide's timeline: a click on a film starts it, another one halts it. Nothing moves by itself."""
    if not films:
        return ""
    ids = iter(range(2, 2 + 6 * len(films)))
    clicks = "".join(_click(film, ids) for film in films)
    nodes = "".join(
        f'<p:video><p:cMediaNode vol="80000"><p:cTn id="{next(ids)}" fill="hold" display="0">{_start("indefinite")}'
        f"</p:cTn>{_target(film)}</p:cMediaNode></p:video>"
        for film in films
    )
    return (
        '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>'
        f"{clicks}{nodes}</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"
    )


def _click(film: int, ids: Iterator[int]) -> str:
    on_click = f'<p:cond evt="onClick" delay="0">{_target(film)}</p:cond>'
    sequence, step, part, effect, command = (next(ids) for _ in range(5))
    return (
        f'<p:seq concurrent="1" nextAc="seek"><p:cTn id="{sequence}" restart="whenNotActive" fill="hold" '
        f'evtFilter="cancelBubble" nodeType="interactiveSeq"><p:stCondLst>{on_click}</p:stCondLst>'
        '<p:endSync evt="end" delay="0"><p:rtn val="all"/></p:endSync><p:childTnLst>'
        f'<p:par><p:cTn id="{step}" fill="hold">{_start("0")}<p:childTnLst>'
        f'<p:par><p:cTn id="{part}" fill="hold">{_start("0")}<p:childTnLst>'
        f'<p:par><p:cTn id="{effect}" presetID="2" presetClass="mediacall" presetSubtype="0" fill="hold" '
        f'nodeType="clickEffect">{_start("0")}<p:childTnLst><p:cmd type="call" cmd="togglePause"><p:cBhvr>'
        f'<p:cTn id="{command}" dur="1" fill="hold"/>{_target(film)}</p:cBhvr></p:cmd></p:childTnLst></p:cTn></p:par>'
        "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>"
        f"<p:nextCondLst>{on_click}</p:nextCondLst></p:seq>"
    )


def _start(delay: str) -> str:
    return f'<p:stCondLst><p:cond delay="{delay}"/></p:stCondLst>'


def _target(film: int) -> str:
    return f'<p:tgtEl><p:spTgt spid="{film}"/></p:tgtEl>'
