"""The sections of a deck, as PowerPoint's sorter shows them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation

from build.drawing.xml_text import escape

_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTION, _SLIDE = (f"{{{_OFFICE_2010}}}{tag}" for tag in ("section", "sldId"))


def set_sections(deck: Presentation, title: str, names: Sequence[str]) -> None:
    """Give each slide its section's name, in place of those there are. Slides in a row with the same one form it."""
    listed_in = deck.element.find(qn("p:extLst"))
    for old in [] if listed_in is None else [one for one in listed_in if next(one.iter(_SECTION), None) is not None]:
        listed_in.remove(old)
    sections = ""
    slides = zip(names, deck.element.sldIdLst, strict=True)
    for i, (name, members) in enumerate(groupby(slides, key=lambda slide: slide[0])):
        id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{title}/{i}/{name}")).upper()
        ids = "".join(f'<p14:sldId id="{slide.id}"/>' for _, slide in members)
        listed = f"<p14:sldIdLst>{ids}</p14:sldIdLst>"
        sections += f'<p14:section name="{escape(name)}" id="{{{id_}}}">{listed}</p14:section>'
    extension = (
        f'<p:ext {nsdecls("p")} uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_OFFICE_2010}">{sections}'
        "</p14:sectionLst></p:ext>"
    )
    if listed_in is None:
        listed_in = parse_xml(f"<p:extLst {nsdecls('p')}/>")
        deck.element.append(listed_in)
    listed_in.append(parse_xml(extension))


def section_names(deck: Presentation) -> dict[int, str]:
    """The section of each slide, by the slide's number in the file; none where the deck has no sections."""
    return {
        int(slide.get("id")): section.get("name")
        for section in deck.element.iter(_SECTION)
        for slide in section.iter(_SLIDE)
    }


def section_of_each(deck: Presentation) -> list[str]:
    """The section of each slide, in the slides' order; none where the deck has no sections."""
    names = section_names(deck)
    return [names.get(int(slide.get("id")), "") for slide in deck.element.sldIdLst] if names else []


def section_titles(deck: Presentation) -> list[str]:
    """The sections' names, in order."""
    return [section.get("name", "") for section in deck.element.iter(_SECTION)]
