"""What a deck says outside of its slides: its master, its layouts, its properties, how it is shown."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from build.deck_file.appearance import Looks
from build.deck_file.besides import whole
from build.deck_file.deck_sections import section_of_each, section_titles
from build.deck_file.links import Links, digest
from build.deck_file.shape_xml import keys_of, place_of

# What of its properties is somebody's own, as python-pptx calls it and in words.
PROPERTIES = {
    "title": "title",
    "author": "author",
    "subject": "subject",
    "keywords": "keywords",
    "comments": "comments",
    "category": "category",
    "content_status": "status",
}
SECTIONS = "section of each slide"  # a line each
_SCRIPTS = (qn("a:ea"), qn("a:cs"))
_SHOWN = ("loop", "showAnimation", "showNarration", "useTimings")
_OF_SHOW = tuple(qn(f"p:{tag}") for tag in ("browse", "kiosk", "sldRg", "custShow"))
_LISTED = frozenset(qn(f"p:{tag}IdLst") for tag in ("sldMaster", "notesMaster", "handoutMaster", "sld"))
_SHOWS = qn("p:custShowLst")
_ELSEWHERE = _LISTED | {_SHOWS, qn("p:sldSz"), qn("p:defaultTextStyle")}
_UNTOLD = ("saveSubsetFonts", "autoCompressPictures", "bookmarkIdSeed", "removePersonalInfoOnSave", "serverZoom")


def look_of(deck: Any) -> str:
    """What a deck's master gives all slides: colours, fonts, what stands on it, and the slides' size."""
    master = deck.slide_master
    looks, linked = Looks(), Links()
    words = _theme_looks(master.part, looks)
    for sheet in (master, *master.slide_layouts):
        keys = keys_of(sheet._element.cSld.spTree)
        words += [
            f"{key} {place_of(shape)} {looks.of_paint(shape.find(qn('p:spPr')), linked)}" for shape, key in keys.items()
        ]
    return digest(*words, f"{deck.slide_width} x {deck.slide_height}")


def parts_of(deck: Any) -> dict[str, str]:
    """A digest of each thing that a deck says outside of its slides, by what it is called; the sections as they are."""
    master, root, links = deck.slide_master, deck.element, Links(deck.part)
    sheets = {"master": master} | {f"layout {layout.name!r}": layout for layout in master.slide_layouts}
    texts = {name: _sheet(sheet.part) for name, sheet in sheets.items()}
    texts["theme"] = " ".join(_theme_looks(master.part, Looks()))
    texts |= _of_theme(master.part)
    for name, kind in (("notes' master", RT.NOTES_MASTER), ("handouts' master", RT.HANDOUT_MASTER)):
        for relation in deck.part.rels.values():
            if relation.reltype == kind:
                texts[name] = _sheet(relation.target_part)
    texts["sections"] = " / ".join(section_titles(deck))
    texts["custom shows"] = " ".join(whole(child, links) for child in root.iterchildren(_SHOWS))
    texts["size"] = f"{deck.slide_width} x {deck.slide_height}"
    settings = [f"{name}={value}" for name, value in sorted(root.items()) if name not in _UNTOLD and name[0] != "{"]
    settings += [whole(child, links) for child in root if child.tag not in _ELSEWHERE]
    texts["settings"] = " ".join(filter(None, settings))
    texts["way to be shown"] = _show_of(deck.part)
    about = deck.core_properties
    texts |= {label: str(getattr(about, name)) for name, label in PROPERTIES.items()}
    return {name: digest(text) for name, text in texts.items()} | {SECTIONS: "\n".join(section_of_each(deck))}


def _show_of(part: Any) -> str:
    """What a presentation's properties say of the show."""
    for relation in part.rels.values():
        if relation.reltype == RT.PRES_PROPS:
            show = next(_xml(relation.target_part).iter(qn("p:showPr")), None)
            if show is not None:
                words = [f"{name}={show.get(name)}" for name in _SHOWN if show.get(name, "1") != "1" or name == "loop"]
                return " ".join(words + [whole(child, Links()) for child in show.iterchildren(*_OF_SHOW)])
    return ""


def _sheet(part: Any) -> str:
    """What a master or a layout says."""
    root = _xml(part)
    words = [root.get("showMasterSp", "1"), *(whole(child, Links(part)) for child in root)]
    return " ".join(filter(None, words))


def _of_theme(part: Any) -> dict[str, str]:
    """What a theme says besides its looks, but for what programs write anew."""
    theme = _xml(part.part_related_by(RT.THEME))
    effects, defaults = (next(theme.iter(qn(tag)), None) for tag in ("a:fmtScheme", "a:objectDefaults"))
    fonts = (font.get("typeface", "") for scheme in theme.iter(qn("a:fontScheme")) for font in scheme.iter(*_SCRIPTS))
    return {
        "theme's effects": "" if effects is None else effects.get("name", ""),
        "default shapes": "" if defaults is None else " ".join(whole(child, Links()) for child in defaults),
        "fonts of other scripts": " / ".join(fonts),
    }


def _theme_looks(part: Any, looks: Looks) -> list[str]:
    theme = _xml(part.part_related_by(RT.THEME))
    return [looks.of(next(theme.iter(qn(tag)), None), Links()) for tag in ("a:clrScheme", "a:fontScheme")]


def _xml(part: Any) -> Any:
    """The tree of a part, whether python-pptx has one of it or its text."""
    return part._element if hasattr(part, "_element") else etree.fromstring(part.blob)
