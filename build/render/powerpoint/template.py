"""The master of every deck: theme, two layouts with their placeholders, and the notes' master.

Colours and fonts stand in the theme alone, and places in the layouts, so a deck is restyled in one place.
"""

from __future__ import annotations

from build.page import Gradient
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import NAMESPACES, emu, escape, points
from build.render.powerpoint.package import Package, Relations
from build.render.powerpoint.paint import fill_xml
from build.render.powerpoint.places import PLACES, Place
from build.render.powerpoint.sheet import frame
from build.render.powerpoint.words import BULLETS, NUMBER_FIELD

MASTER = "/ppt/slideMasters/slideMaster1.xml"
NOTES_MASTER = "/ppt/notesMasters/notesMaster1.xml"
LAYOUTS = {layout: f"/ppt/slideLayouts/slideLayout{i}.xml" for i, layout in enumerate(PLACES, 1)}
BACKGROUND = Gradient("pearl", "soft", 45)

SLIDE_SIZE = (12_192_000, 6_858_000)
NOTES_SIZE = (6_858_000, 9_144_000)
TYPE = "application/vnd.openxmlformats-officedocument.presentationml."
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_MASTER_ID = 2**31  # the least that the format allows
_LEVELS = 5
_INDENT = 0.19  # inches

TREE_HEAD = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_COLOR_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)
_NO_INSETS = 'lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0"'


def add_template(package: Package, colors: Colors, language: str) -> None:
    """Add the master, its theme and its layouts."""
    relations = Relations()
    ids = ""
    for i, (layout, name) in enumerate(LAYOUTS.items(), 1):
        ids += f'<p:sldLayoutId id="{_MASTER_ID + i}" r:id="{relations.add("slideLayout", name)}"/>'
        own = Relations()
        own.add("slideMaster", MASTER)
        package.add(name, TYPE + "slideLayout+xml", _layout(layout, colors, language), own)
    relations.add("theme", _add_theme(package, colors))
    shapes = "".join(
        _placeholder(place, number, colors, language, master=True)
        for number, place in enumerate((PLACES["standard"][role] for role in ("title", "body", "footer", "number")), 2)
    )
    master = (
        f"<p:sldMaster {NAMESPACES}><p:cSld>{background(BACKGROUND, colors)}<p:spTree>{TREE_HEAD}{shapes}</p:spTree>"
        f"</p:cSld>{_COLOR_MAP}<p:sldLayoutIdLst>{ids}</p:sldLayoutIdLst>{_text_styles(colors)}</p:sldMaster>"
    )
    package.add(MASTER, TYPE + "slideMaster+xml", master, relations)


def add_notes_master(package: Package, colors: Colors, language: str) -> None:
    """Add the master of the notes pages, with a theme of its own as the format wants it."""
    relations = Relations()
    relations.add("theme", _add_theme(package, colors))
    master = (
        f"<p:notesMaster {NAMESPACES}><p:cSld>{background('white', colors)}<p:spTree>{TREE_HEAD}"
        f"{notes_placeholders('', language)}</p:spTree></p:cSld>{_COLOR_MAP}"
        f"<p:notesStyle>{_levels(points(12), colors, '')}</p:notesStyle></p:notesMaster>"
    )
    package.add(NOTES_MASTER, TYPE + "notesMaster+xml", master, relations)


def notes_placeholders(paragraphs: str, language: str) -> str:
    """The picture of the slide and the text below it; a page of notes stands where its master says."""
    body = paragraphs or f'<a:p><a:r><a:rPr lang="{escape(language)}"/><a:t>Notes</a:t></a:r></a:p>'
    image_place = '<a:xfrm><a:off x="685800" y="685800"/><a:ext cx="5486400" cy="3086100"/></a:xfrm>'
    text_place = '<a:xfrm><a:off x="685800" y="4000500"/><a:ext cx="5486400" cy="4572000"/></a:xfrm>'
    rectangle = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    on_master = not paragraphs
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{image_place + rectangle if on_master else ''}</p:spPr></p:sp>"
        '<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{text_place + rectangle if on_master else ''}</p:spPr>"
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{body}</p:txBody></p:sp>"
    )


def background(fill: Gradient | str, colors: Colors) -> str:
    return f"<p:bg><p:bgPr>{fill_xml(fill, colors)}<a:effectLst/></p:bgPr></p:bg>"


def default_text_style(colors: Colors) -> str:
    """What text outside placeholders has without saying so."""
    return f"<p:defaultTextStyle>{_levels(points(18), colors, '')}</p:defaultTextStyle>"


def _layout(layout: str, colors: Colors, language: str) -> str:
    shapes = "".join(
        _placeholder(place, number, colors, language) for number, place in enumerate(PLACES[layout].values(), 2)
    )
    kind = ' type="title"' if layout == "title" else ""
    return (
        f'<p:sldLayout {NAMESPACES}{kind} preserve="1"><p:cSld name="{layout}"><p:spTree>{TREE_HEAD}{shapes}</p:spTree>'
        "</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _placeholder(place: Place, number: int, colors: Colors, language: str, *, master: bool = False) -> str:
    lang = f'lang="{escape(language)}"'
    if place.type == "sldNum":
        text = f"{NUMBER_FIELD}<a:rPr {lang}/><a:t>‹#›</a:t></a:fld>"
    else:
        text = f"<a:r><a:rPr {lang}/><a:t>{place.prompt}</a:t></a:r>" if place.prompt else f"<a:endParaRPr {lang}/>"
    given = place.given(colors.theme)
    bullet = bullet_xml(colors) if place.bulleted else "<a:buNone/>"
    margins = f'marL="{emu(_INDENT)}" indent="{-emu(_INDENT)}"' if place.bulleted else 'marL="0" indent="0"'
    face = "+mj-lt" if place.face == "display" else "+mn-lt"
    level = (
        f'<a:lvl1pPr {margins} algn="{"r" if place.align == "right" else "l"}">'
        f'<a:lnSpc><a:spcPts val="{points(given.line)}"/></a:lnSpc>{bullet}'
        f'<a:defRPr sz="{points(given.size)}" b="0">{colors.fill(place.color)}<a:latin typeface="{face}"/></a:defRPr>'
        "</a:lvl1pPr>"
    )
    tag = place.tag
    if master and place.type == "body":
        tag = '<p:ph type="body" idx="1"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{place.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr>{tag}</p:nvPr></p:nvSpPr><p:spPr>{frame(place.box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" {_NO_INSETS} anchor="{place.anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{level}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def bullet_xml(colors: Colors) -> str:
    return f"<a:buClr>{colors.element('gold')}</a:buClr>{BULLETS['diamond']}"


def _text_styles(colors: Colors) -> str:
    theme = colors.theme
    title = (
        f'<a:lvl1pPr algn="l"><a:buNone/><a:defRPr sz="{points(theme.size("title"))}" kern="1200">{colors.fill("navy")}'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr>'
    )
    body = _levels(points(theme.size("annotation")), colors, bullet_xml(colors))
    other = _levels(points(18), colors, "")
    return (
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _levels(size: int, colors: Colors, bullet: str) -> str:
    step = emu(_INDENT)
    hang = step if bullet else 0
    return "".join(
        f'<a:lvl{level}pPr marL="{step * (level - 1) + hang}" indent="{-hang}" algn="l">'
        f'{bullet}<a:defRPr sz="{size}" kern="1200">{colors.fill("char")}<a:latin typeface="+mn-lt"/>'
        f'<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{level}pPr>'
        for level in range(1, _LEVELS + 1)
    )


def _add_theme(package: Package, colors: Colors) -> str:
    """Add a theme; all tokens are offered by name where PowerPoint lets one pick a colour."""
    theme = colors.theme
    fonts = "".join(
        f'<a:{role}Font><a:latin typeface="{escape(name)}"/><a:ea typeface=""/><a:cs typeface=""/></a:{role}Font>'
        for role, name in (("major", theme.fonts.display.name), ("minor", theme.fonts.body.name))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}<a:prstDash val="solid"/></a:ln>' for width in (9525, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    palette = "".join(
        f'<a:custClr name="{escape(name)}"><a:srgbClr val="{value.removeprefix("#")}"/></a:custClr>'
        for name, value in theme.colors.items()
    )
    name = package.name("/ppt/theme/theme")
    package.add(
        name,
        _THEME_TYPE,
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Coursewright"><a:themeElements>'
        f'<a:clrScheme name="Coursewright">{colors.scheme()}</a:clrScheme>'
        f'<a:fontScheme name="Coursewright">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Coursewright"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "<a:objectDefaults/><a:extraClrSchemeLst/>"
        f"<a:custClrLst>{palette}</a:custClrLst></a:theme>",
    )
    return name
