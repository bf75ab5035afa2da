"""The master of every deck: theme, two layouts with their placeholders, and the notes' master.

Colours and fonts stand in the theme alone, and places in the layouts, so a deck is restyled in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Emu

from build.deck_file.package import DeckPackage
from build.drawing.direction import reads_right_to_left
from build.drawing.frame_boxes import INDENT, placeholder_box
from build.drawing.page import BACKGROUND, PAGE, Gradient
from build.drawing.xml_text import escape
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.company import company_deck, has_notes_master
from build.render.powerpoint.context import frame
from build.render.powerpoint.markup import element, emu, exchange, points
from build.render.powerpoint.paint import fill_xml
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.text import BULLETS, NUMBER_FIELD

_LEFT_OUT = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.PRINTER_SETTINGS)
_MASTER_ROLES = ("title", "body", "footer", "number")
_LEVELS = 5
_APP = PackURI("/docProps/app.xml")

_TREE_HEAD = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_NO_INSETS = 'lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0"'
_PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Coursewright</Application></Properties>"
)
_SCRIPTS = {  # fonts that come with Office, for the letters that the theme's own have not
    "Jpan": "Yu Gothic", "Hang": "Malgun Gothic", "Hans": "Microsoft YaHei", "Hant": "Microsoft JhengHei",
    "Arab": "Arial", "Hebr": "Arial", "Deva": "Nirmala UI", "Thai": "Leelawadee UI",
}  # fmt: skip
SCRIPT_FONTS = "".join(f'<a:font script="{script}" typeface="{name}"/>' for script, name in _SCRIPTS.items())


def new_deck(colors: Colors, language: str, *, notes: bool, face: str = "") -> Presentation:
    """A presentation without slides: python-pptx's own, with our master and our two layouts in place of its.

    Under a company's template it is that, as it is. `face` is the font of letters that run from right to left.
    """
    template = colors.theme.template
    package: Any
    if template:
        deck = company_deck(template)
        package = deck.part.package
    else:
        package = DeckPackage.new()
        deck = package.presentation_part.presentation
    for owner in (package, package.presentation_part):
        for id_, relation in list(owner._rels.items()):
            if relation.reltype in _LEFT_OUT:
                owner.drop_rel(id_)
    _say_program(package)
    if not template:
        _own_master(deck, colors, language, face)
    if notes and not has_notes_master(deck):
        _add_notes_master(deck, colors, language)
    # What is related from here on is new, and need not be looked for among all slides before it.
    relations: Any = deck.part.rels
    relations.get_or_add = relations._add_relationship
    return deck


def _say_program(package: Any) -> None:
    """Whose deck it is, in place of what a template says there of the slides that it had."""
    for id_, relation in list(package._rels.items()):
        if not relation.is_external and relation.target_part.partname == _APP:
            package.drop_rel(id_)
    part = Part(_APP, CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, package, _PROPERTIES.encode())
    package.relate_to(part, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)


def _own_master(deck: Presentation, colors: Colors, language: str, face: str) -> None:
    deck.slide_width, deck.slide_height = Emu(emu(PAGE.w)), Emu(emu(PAGE.h))
    deck.element.sldSz.attrib.pop("type", None)  # it says 4:3
    exchange(deck.element, f"<p:defaultTextStyle>{_levels(points(18), colors, '')}</p:defaultTextStyle>")
    for extra in list(deck.slide_layouts)[len(PLACEHOLDERS) :]:
        deck.slide_layouts.remove(extra)
    for layout, (name, roles) in zip(deck.slide_layouts, PLACEHOLDERS.items(), strict=True):
        if name != "title":
            layout.element.attrib.pop("type", None)
        shapes = _placeholders(name, roles, colors, language)
        exchange(layout.element, _slide_data("", shapes, name))
    master = deck.slide_master
    shapes = _placeholders("standard", _MASTER_ROLES, colors, language, master=True)
    styles = _text_styles(colors, rtl=reads_right_to_left(language))
    exchange(master.element, _slide_data(background(BACKGROUND, colors), shapes) + styles)
    master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob = _theme(colors, face)


def _slide_data(behind: str, shapes: str, name: str = "") -> str:
    return f'<p:cSld name="{name}">{behind}<p:spTree>{_TREE_HEAD}{shapes}</p:spTree></p:cSld>'


def _add_notes_master(deck: Presentation, colors: Colors, language: str) -> None:
    """Add the master of the notes pages, with a theme of its own as the format wants it."""
    master = deck.notes_master
    shapes = _notes_placeholders(language)
    style = f"<p:notesStyle>{_levels(points(12), colors, '')}</p:notesStyle>"
    exchange(master.element, _slide_data(background("white", colors), shapes) + style)
    theme: Any = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._element = parse_xml(_theme(colors))
    id_ = deck.part.relate_to(master.part, RELATIONSHIP_TYPE.NOTES_MASTER)
    listed = element(f'<p:notesMasterIdLst><p:notesMasterId r:id="{id_}"/></p:notesMasterIdLst>')
    deck.element.sldMasterIdLst.addnext(listed)  # python-pptx relates it without listing it


def _notes_placeholders(language: str) -> str:
    """The picture of the slide and the text below it; a page of notes stands where its master says."""
    rectangle = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="685800" y="685800"/><a:ext cx="5486400" cy="3086100"/></a:xfrm>{rectangle}</p:spPr>'
        '</p:sp><p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="685800" y="4000500"/><a:ext cx="5486400" cy="4572000"/></a:xfrm>{rectangle}'
        "</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>"
        f'<a:p><a:r><a:rPr lang="{escape(language)}"/><a:t>Notes</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def background(fill: Gradient | str, colors: Colors) -> str:
    return f"<p:bg><p:bgPr>{fill_xml(fill, colors)}<a:effectLst/></p:bgPr></p:bg>"


def _placeholders(layout: str, roles: Iterable[str], colors: Colors, language: str, *, master: bool = False) -> str:
    return "".join(_placeholder(layout, role, number, colors, language, master) for number, role in enumerate(roles, 2))


def _placeholder(layout: str, role: str, number: int, colors: Colors, language: str, master: bool) -> str:
    place = PLACEHOLDERS[layout][role]
    lang = f'lang="{escape(language)}"'
    if place.type == "sldNum":
        text = f"{NUMBER_FIELD}<a:rPr {lang}/><a:t>‹#›</a:t></a:fld>"
    else:
        text = f"<a:r><a:rPr {lang}/><a:t>{place.prompt}</a:t></a:r>" if place.prompt else f"<a:endParaRPr {lang}/>"
    rtl = reads_right_to_left(language)
    given = place.given(colors.theme, rtl=rtl)
    bullet = _bullet(colors) if place.bulleted else "<a:buNone/>"
    margins = f'marL="{emu(INDENT)}" indent="{-emu(INDENT)}"' if place.bulleted else 'marL="0" indent="0"'
    face = "+mj-lt" if place.face == "display" else "+mn-lt"
    level = (
        f"<a:lvl1pPr {margins} {_side(given.align[0], rtl=rtl)}>"
        f'<a:lnSpc><a:spcPts val="{points(given.line)}"/></a:lnSpc>{bullet}'
        f'<a:defRPr sz="{points(given.size)}" b="0">{colors.fill(place.color)}<a:latin typeface="{face}"/></a:defRPr>'
        "</a:lvl1pPr>"
    )
    tag = place.tag
    if master and place.type == "body":
        tag = '<p:ph type="body" idx="1"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{place.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr>{tag}</p:nvPr></p:nvSpPr><p:spPr>{frame(placeholder_box(layout, role, rtl=rtl))}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" {_NO_INSETS} anchor="{place.anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{level}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _side(side: str = "", *, rtl: bool) -> str:
    """Where lines begin, and which way they run."""
    return f'algn="{side or "r"}" rtl="1"' if rtl else f'algn="{side or "l"}"'


def _bullet(colors: Colors) -> str:
    return f"<a:buClr>{colors.element('gold')}</a:buClr>{BULLETS['diamond']}"


def _text_styles(colors: Colors, *, rtl: bool) -> str:
    theme = colors.theme
    title = (
        f"<a:lvl1pPr {_side(rtl=rtl)}><a:buNone/>"
        f'<a:defRPr sz="{points(theme.size("title"))}" kern="1200">{colors.fill("navy")}'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr>'
    )
    body = _levels(points(theme.size("annotation")), colors, _bullet(colors), rtl=rtl)
    other = _levels(points(18), colors, "")
    return (
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _levels(size: int, colors: Colors, bullet: str, *, rtl: bool = False) -> str:
    step = emu(INDENT)
    hang = step if bullet else 0
    return "".join(
        f'<a:lvl{level}pPr marL="{step * (level - 1) + hang}" indent="{-hang}" {_side(rtl=rtl)}>'
        f'{bullet}<a:defRPr sz="{size}" kern="1200">{colors.fill("char")}<a:latin typeface="+mn-lt"/>'
        f'<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{level}pPr>'
        for level in range(1, _LEVELS + 1)
    )


def _theme(colors: Colors, face: str = "") -> bytes:
    """A theme part; all tokens are offered by name where PowerPoint lets one pick a colour."""
    theme = colors.theme
    fonts = "".join(
        f'<a:{role}Font><a:latin typeface="{escape(name)}"/><a:ea typeface=""/>'
        f'<a:cs typeface="{escape(face)}"/>'
        f"{SCRIPT_FONTS}</a:{role}Font>"
        for role, name in (("major", theme.fonts.display.name), ("minor", theme.fonts.body.name))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}<a:prstDash val="solid"/></a:ln>' for width in (9525, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    palette = "".join(
        f'<a:custClr name="{escape(name)}"><a:srgbClr val="{value.removeprefix("#")}"/></a:custClr>'
        for name, value in theme.colors.items()
    )
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Coursewright"><a:themeElements>'
        f'<a:clrScheme name="Coursewright">{colors.scheme()}</a:clrScheme>'
        f'<a:fontScheme name="Coursewright">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Coursewright"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "<a:objectDefaults/><a:extraClrSchemeLst/>"
        f"<a:custClrLst>{palette}</a:custClrLst></a:theme>"
    ).encode()
