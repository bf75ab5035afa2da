"""A book as a PowerPoint file, the same bytes for the same book."""

from __future__ import annotations

import uuid
from itertools import groupby
from pathlib import Path

from build.page import Book
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import NAMESPACES, escape
from build.render.powerpoint.package import Package, Relations
from build.render.powerpoint.slide import add_slide
from build.render.powerpoint.template import (
    MASTER,
    NOTES_MASTER,
    NOTES_SIZE,
    SLIDE_SIZE,
    TYPE,
    add_notes_master,
    add_template,
    default_text_style,
)  # fmt: skip
from build.theme import Theme

_PRESENTATION = "/ppt/presentation.xml"
_FIRST_SLIDE_ID = 256  # the least that the format allows
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def write(book: Book, theme: Theme, path: Path) -> None:
    """Write the book to a temporary file beside `path`, then rename it. Raises OSError where that fails."""
    package = Package()
    colors = Colors(theme)
    relations = Relations()
    master = relations.add("slideMaster", MASTER)
    add_template(package, colors, book.language)
    notes = ""
    if any(page.notes for page in book.pages):
        add_notes_master(package, colors, book.language)
        notes_master = relations.add("notesMaster", NOTES_MASTER)
        notes = f'<p:notesMasterIdLst><p:notesMasterId r:id="{notes_master}"/></p:notesMasterIdLst>'
    slides = [relations.add("slide", add_slide(package, page, colors, book.language)) for page in book.pages]
    slide_ids = "".join(f'<p:sldId id="{i}" r:id="{slide}"/>' for i, slide in enumerate(slides, _FIRST_SLIDE_ID))
    relations.add("theme", "/ppt/theme/theme1.xml")
    for name, root in (("presProps", "presentationPr"), ("viewProps", "viewPr")):
        part = f"/ppt/{name}.xml"
        package.add(part, f"{TYPE}{name}+xml", f"<p:{root} {NAMESPACES}/>")
        relations.add(name, part)
    presentation = (
        f'<p:presentation {NAMESPACES} saveSubsetFonts="1">'
        f'<p:sldMasterIdLst><p:sldMasterId id="{2**31}" r:id="{master}"/></p:sldMasterIdLst>{notes}'
        f"<p:sldIdLst>{slide_ids}</p:sldIdLst>"
        f'<p:sldSz cx="{SLIDE_SIZE[0]}" cy="{SLIDE_SIZE[1]}"/><p:notesSz cx="{NOTES_SIZE[0]}" cy="{NOTES_SIZE[1]}"/>'
        f"{default_text_style(colors)}{_sections(book)}</p:presentation>"
    )
    package.add(_PRESENTATION, TYPE + "presentation.main+xml", presentation, relations)
    package.relations.add("officeDocument", _PRESENTATION)
    _add_properties(package, book)
    package.save(path)


def _sections(book: Book) -> str:
    """Slides in a row with the same section form one; those that name none go under the deck's title."""
    if not any(page.section for page in book.pages):
        return ""
    sections = ""
    numbered = enumerate((page.section or book.title for page in book.pages), _FIRST_SLIDE_ID)
    for i, (name, slides) in enumerate(groupby(numbered, key=lambda one: one[1])):
        id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{book.title}/{i}/{name}")).upper()
        members = "".join(f'<p14:sldId id="{slide}"/>' for slide, _ in slides)
        sections += (
            f'<p14:section name="{escape(name)}" id="{{{id_}}}"><p14:sldIdLst>{members}</p14:sldIdLst></p14:section>'
        )
    return (
        f'<p:extLst><p:ext uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_OFFICE_2010}">{sections}</p14:sectionLst>'
        "</p:ext></p:extLst>"
    )


def _add_properties(package: Package, book: Book) -> None:
    """What the file says of itself. Dates are left out: they would differ where nothing else does."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(book.title)}</dc:title>'
        f"<dc:creator>{escape(book.author)}</dc:creator><dc:language>{escape(book.language)}</dc:language>"
        "</cp:coreProperties>"
    )
    package.add("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", core)
    package.relations.add("core-properties", "/docProps/core.xml")
    extended = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Coursewright</Application><Slides>{len(book.pages)}</Slides></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    package.add("/docProps/app.xml", kind, extended)
    package.relations.add("extended-properties", "/docProps/app.xml")
