"""Three companies' templates of unlike kinds, made from the presentation that python-pptx starts from.

`alder` has a logo, a rule and a heavy footer; `night` is dark, on a gradient; `square` is 4:3, a band behind titles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

Box = tuple[float, float, float, float]
_KEPT = ("Title Slide", "Title and Content", "Section Header", "Two Content", "Title Only", "Blank")
_DRAWN = nsdecls("a", "p", "r")


@dataclass(frozen=True)
class Look:
    """What a template says: pages' size, colours, fonts, where things stand, and what its master draws."""

    size: tuple[float, float]
    colors: Mapping[str, str]
    title: Box
    body: Box
    foot: Mapping[str, Box]
    foot_color: str
    title_style: str
    title_slide: tuple[Box, Box]
    section: tuple[Box, Box]
    background: str
    drawn: tuple[str, ...]
    heading_font: str = "Calibri"
    body_font: str = "Calibri"
    dark: bool = False
    logo: Box | None = None
    words: Box | None = None  # of the master alone, behind the logo


def solid(box: Box, fill: str, *, kind: str = "rect", name: str = "Bar") -> str:
    x, y, w, h = (Inches(value) for value in box)
    return (
        f'<p:sp {_DRAWN}><p:nvSpPr><p:cNvPr id="90" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def words(box: Box, text: str, size: float, color: str, *, bold: bool = False, align: str = "l") -> str:
    x, y, w, h = (Inches(value) for value in box)
    return (
        f'<p:sp {_DRAWN}><p:nvSpPr><p:cNvPr id="91" name="{text}"/><p:cNvSpPr txBox="1"/>'
        '<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        '<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="en" sz="{round(size * 100)}" b="{int(bold)}">{scheme(color)}'
        f"</a:rPr><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def scheme(name: str, changes: str = "") -> str:
    return f'<a:solidFill><a:schemeClr val="{name}">{changes}</a:schemeClr></a:solidFill>'


ALDER = Look(
    size=(40 / 3, 7.5),
    colors={
        "dk1": "1F2A2A", "lt1": "FFFFFF", "dk2": "0E4B3A", "lt2": "F1F5F2", "accent1": "D9502E", "accent2": "0E4B3A",
        "accent3": "7FB89A", "accent4": "C9A227", "accent5": "3C6E91", "accent6": "7A4E7E",
    },
    title=(2.80, 0.27, 9.4, 0.62), body=(0.5, 1.30, 12.333, 5.52),
    foot={"ftr": (0.5, 7.05, 5.5, 0.36), "dt": (7.5, 7.05, 2.0, 0.36), "sldNum": (11.333, 7.05, 1.5, 0.36)},
    foot_color="bg1", title_style='sz="3600" b="1"',
    title_slide=((0.5, 2.2, 12.333, 1.7), (0.5, 4.1, 12.333, 1.6)),
    section=((0.5, 2.4, 12.333, 1.2), (0.5, 3.8, 12.333, 2.2)),
    background=scheme("bg1"),
    drawn=(
        solid((0.5, 1.145, 12.333, 0.03), scheme("accent1"), name="Rule"),
        solid((2.515, 0.36, 0.014, 0.54), scheme("bg1", '<a:lumMod val="80000"/>'), name="Divider"),
        words((1.06, 0.42, 1.4, 0.26), "ALDER", 16, "tx2", bold=True),
        words((1.06, 0.68, 1.4, 0.2), "ACADEMY", 11, "tx2"),
        solid((0, 6.96, 40 / 3, 0.54), scheme("tx2"), name="Foot"),
        words((5.9, 7.05, 1.533, 0.36), "Internal", 14, "bg1", align="ctr"),
    ),
    logo=(0.5, 0.38, 0.42, 0.48),
)  # fmt: skip

NIGHT = Look(
    size=(40 / 3, 7.5),
    colors={
        "dk1": "0B1020", "lt1": "F4F6FB", "dk2": "141B33", "lt2": "9FD8FF", "accent1": "1F2A4A", "accent2": "FFB454",
        "accent3": "5CC8A8", "accent4": "E86A6A", "accent5": "6FA8FF", "accent6": "C58CF0",
    },
    title=(0.9, 0.45, 10.6, 0.95), body=(0.9, 1.65, 11.5, 4.95),
    foot={"ftr": (0.9, 6.92, 6.0, 0.34), "sldNum": (11.4, 6.92, 1.0, 0.34)}, foot_color="tx1",
    title_style='sz="4000" b="0"',
    title_slide=((0.9, 2.3, 9.0, 1.6), (0.9, 4.1, 9.0, 1.4)), section=((0.9, 2.5, 10.0, 1.3), (0.9, 4.0, 10.0, 2.2)),
    background=(
        '<a:gradFill rotWithShape="1"><a:gsLst><a:gs pos="0"><a:schemeClr val="bg1"/></a:gs>'
        '<a:gs pos="100000"><a:schemeClr val="bg2"/></a:gs></a:gsLst><a:lin ang="2700000" scaled="0"/></a:gradFill>'
    ),
    drawn=(
        solid((11.9, -0.9, 2.4, 2.4), scheme("accent2", '<a:alpha val="85000"/>'), kind="ellipse", name="Moon"),
        solid((0.0, 0.0, 0.22, 7.5), scheme("accent5"), name="Edge"),
    ),
    heading_font="Cambria", dark=True,
)  # fmt: skip

SQUARE = Look(
    size=(10.0, 7.5),
    colors={
        "dk1": "202020", "lt1": "FFFFFF", "dk2": "7A1F2B", "lt2": "F6EFE6", "accent1": "E3C16F", "accent2": "7A1F2B",
        "accent3": "41729F", "accent4": "5B8C5A", "accent5": "8A6FA8", "accent6": "C06014",
    },
    title=(0.6, 0.18, 8.8, 0.84), body=(0.6, 1.45, 8.8, 5.2),
    foot={"dt": (0.6, 6.98, 1.8, 0.3), "ftr": (2.6, 6.98, 4.8, 0.3), "sldNum": (8.2, 6.98, 1.2, 0.3)}, foot_color="tx2",
    title_style='sz="3000" b="0"',
    title_slide=((0.6, 2.3, 8.8, 1.4), (0.6, 4.0, 8.8, 1.5)), section=((0.6, 2.3, 8.8, 1.4), (0.6, 4.0, 8.8, 1.8)),
    background=scheme("bg2"),
    drawn=(
        solid((0, 0, 10, 1.2), scheme("tx2"), name="Band"),
        solid((0, 1.2, 10, 0.06), scheme("accent1"), name="Thread"),
        solid((0.6, 6.9, 8.8, 0.012), scheme("tx2"), name="Foot rule"),
    ),
    heading_font="Cambria", body_font="Cambria",
)  # fmt: skip

LOOKS: Mapping[str, Look] = {"alder": ALDER, "night": NIGHT, "square": SQUARE}


def template(folder: Path, name: str, change: Callable[[Any], None] = lambda deck: None) -> Path:
    """One of the three in a folder; `change` is made to the presentation before it is saved."""
    look, deck = LOOKS[name], Presentation()
    deck.slide_width, deck.slide_height = (Inches(value) for value in look.size)
    master = deck.slide_master
    _theme(master, look)
    if look.dark:
        for slot, stands in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
            master.element.find(qn("p:clrMap")).set(slot, stands)
    for extra in [layout for layout in deck.slide_layouts if layout.name not in _KEPT]:
        deck.slide_layouts.remove(extra)
    old = master.element.cSld.find(qn("p:bg"))
    if old is not None:
        master.element.cSld.remove(old)
    master.element.cSld.insert(0, parse_xml(f"<p:bg {_DRAWN}><p:bgPr>{look.background}<a:effectLst/></p:bgPr></p:bg>"))
    _places(master, look, {"title": look.title, "body": look.body, **look.foot})
    _texts(master, name)
    if look is ALDER:
        for place in master.placeholders:
            for side in ("lIns", "rIns"):
                place.element.find(".//" + qn("a:bodyPr")).set(side, "0")
    for layout in deck.slide_layouts:
        _layout(layout, look)
    tree = master.shapes._spTree
    for place, drawn in enumerate(look.drawn):
        tree.insert(2 + place, parse_xml(drawn))
    if look.logo:
        image, id_ = master.part.get_or_add_image_part(BytesIO(_logo()))
        del image
        tree.insert(2, parse_xml(_picture(look.logo, id_)))
    for number, shape in enumerate(tree.iter(qn("p:cNvPr")), start=1):
        shape.set("id", str(number))
    change(deck)
    path = folder / f"{name}.pptx"
    deck.save(str(path))
    return path


def _theme(master: Any, look: Look) -> None:
    part = master.part.part_related_by(RT.THEME)
    theme = etree.fromstring(part.blob)
    colors = next(theme.iter(qn("a:clrScheme")))
    for slot, value in look.colors.items():
        held = colors.find(qn(f"a:{slot}"))
        for child in list(held):
            held.remove(child)
        held.append(etree.fromstring(f'<a:srgbClr xmlns:a="{theme.nsmap["a"]}" val="{value}"/>'))
    for role, font in (("major", look.heading_font), ("minor", look.body_font)):
        next(theme.iter(qn(f"a:{role}Font"))).find(qn("a:latin")).set("typeface", font)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _places(sheet: Any, look: Look, boxes: Mapping[str, Box]) -> None:
    for shape in list(sheet.placeholders):
        kind = shape.element.find(".//" + qn("p:ph")).get("type", "body")
        box = boxes.get(kind)
        if box is None:
            shape.element.getparent().remove(shape.element)
        else:
            shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in box)
        if kind in look.foot:
            for look_of in shape.element.iter(qn("a:defRPr")):
                for child in list(look_of):
                    look_of.remove(child)
                look_of.set("sz", "1400" if look is ALDER else "1200")
                look_of.set("b", "1" if look is ALDER and kind == "sldNum" else "0")
                look_of.append(parse_xml(scheme(look.foot_color).replace(">", f" {_DRAWN}>", 1)))
            for level in shape.element.iter(qn("a:lvl1pPr")):
                level.set("algn", {"ftr": "l", "dt": "l", "sldNum": "r"}[kind] if look is not SQUARE else
                          {"ftr": "ctr", "dt": "l", "sldNum": "r"}[kind])  # fmt: skip


def _texts(master: Any, name: str) -> None:
    look = LOOKS[name]
    styles = master.element.find(qn("p:txStyles"))
    level = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    level.set("algn", "l")
    words_of = level.find(qn("a:defRPr"))
    for pair in look.title_style.split():
        key, value = pair.split("=")
        words_of.set(key, value.strip('"'))
    fill = words_of.find(qn("a:solidFill"))
    color = {"alder": "tx2", "night": "tx2", "square": "bg1"}[name]
    words_of.replace(fill, parse_xml(scheme(color).replace(">", f" {_DRAWN}>", 1)))
    for level in styles.find(qn("p:bodyStyle")):
        if level.tag == qn("a:lvl1pPr"):
            level.find(qn("a:defRPr")).set("sz", "2400")


def _layout(layout: Any, look: Look) -> None:
    chosen = {"Title Slide": look.title_slide, "Section Header": look.section}.get(layout.name)
    for shape in list(layout.placeholders):
        holder = shape.element.find(".//" + qn("p:ph"))
        kind = holder.get("type", "obj")
        if kind in ("ftr", "dt", "sldNum"):
            if kind not in look.foot:
                shape.element.getparent().remove(shape.element)
            continue
        if chosen and kind in ("ctrTitle", "title", "subTitle", "body"):
            box = chosen[0] if kind in ("ctrTitle", "title") else chosen[1]
            shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in box)
            listed = shape.element.find(".//" + qn("a:lstStyle"))
            if listed.find(qn("a:lvl1pPr")) is None:
                listed.append(parse_xml(f"<a:lvl1pPr {_DRAWN}><a:defRPr/></a:lvl1pPr>"))
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if kind in ("ctrTitle", "title") else MSO_ANCHOR.TOP
            for part in shape.element.iter(qn("a:lvl1pPr")):
                part.set("algn", "l")
                fill = part.find(qn("a:defRPr"))
                for child in list(fill):
                    fill.remove(child)
                if kind in ("ctrTitle", "title"):
                    part.find(qn("a:defRPr")).set("sz", "4800")
                    part.find(qn("a:defRPr")).set("cap", "none")
                if look is SQUARE:
                    fill.append(parse_xml(scheme("tx2").replace(">", f" {_DRAWN}>", 1)))
        if layout.name == "Two Content" and kind == "obj":
            x, y, w, h = look.body
            half = (w - 0.4) / 2
            left = x if holder.get("idx") == "1" else x + half + 0.4
            shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in (left, y, half, h))
    if chosen and look is SQUARE:
        layout.element.set("showMasterSp", "0")


def _logo() -> bytes:
    picture = Image.new("RGB", (420, 480), "#0E4B3A")
    pen = ImageDraw.Draw(picture)
    pen.pieslice((0, 150, 840, 990), 180, 270, fill="#7FB89A")
    pen.ellipse((240, 70, 360, 190), fill="#D9502E")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _picture(box: Box, id_: str) -> str:
    x, y, w, h = (Inches(value) for value in box)
    return (
        f'<p:pic {_DRAWN}><p:nvPicPr><p:cNvPr id="92" name="Logo" descr="Alder Academy"/><p:cNvPicPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</p:blipFill><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
