"""A company's own template as the deck to begin with: its masters, layouts and themes as they are, no slides."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.presentation import Presentation

from build.deck_file.package import DeckPackage
from build.drawing.page import Box
from build.render.powerpoint.text import Given
from build.theme.template import Place, Template
from build.theme.template_package import opened

_SHOW = "custShowLst"
_NEAR = 1e-6  # inches


def company_deck(template: Template) -> Presentation:
    """The template's package as a presentation without slides. Raises TemplateError where it went away meanwhile."""
    _, data = opened(template.path)
    package = DeckPackage.open(io.BytesIO(data))
    deck: Presentation = package.presentation_part.presentation
    slides = deck.slides._sldIdLst
    for listed in list(slides):
        deck.part.drop_rel(listed.rId)
        slides.remove(listed)
    for element in list(deck.element.iter()):
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag == _SHOW or (tag == "sectionLst" and element.getparent().tag == qn("p:ext")):
            gone = element if tag == _SHOW else element.getparent()
            gone.getparent().remove(gone)
    extensions = deck.element.find(qn("p:extLst"))
    if extensions is not None and len(extensions) == 0:
        deck.element.remove(extensions)
    return deck


def layouts_of(deck: Presentation, template: Template) -> Mapping[str, Any]:
    """The layouts by the keys that pages name."""
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    return {one.key: layouts[one.number] for one in template.layouts}


def given_by(place: Place) -> Given:
    """What text in a place has without saying so. Line heights are always said: programs differ in theirs."""
    return Given(
        size=place.size, color=place.color, face=place.face, bold=place.bold, italic=place.italic, align=place.align,
        bulleted=place.role in ("body", "body2"), caps=place.caps,
    )  # fmt: skip


def stands_in(place: Place, box: Box) -> bool:
    """Whether words stand where a place has them, so that a slide need not say where."""
    x, _, w, _ = place.inner
    level = abs(box.x - x) < _NEAR and abs(box.w - w) < _NEAR
    inner = place.inner
    middle = {"top": box.y - inner[1], "bottom": box.bottom - inner[1] - inner[3]}.get(
        place.anchor, box.y + box.h / 2 - inner[1] - inner[3] / 2
    )
    return level and abs(middle) < _NEAR


def has_notes_master(deck: Presentation) -> bool:
    return any(relation.reltype == RT.NOTES_MASTER for relation in deck.part.rels.values())
