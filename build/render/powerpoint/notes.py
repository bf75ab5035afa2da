"""Speaker notes: a notes page a slide, its text in the placeholder that PowerPoint shows below the slide."""

from __future__ import annotations

from build.render.powerpoint.markup import NAMESPACES, escape
from build.render.powerpoint.package import Package, Relations
from build.render.powerpoint.template import NOTES_MASTER, TREE_HEAD, TYPE, notes_placeholders


def add_notes(package: Package, text: str, slide: str, language: str) -> str:
    """Add the notes of the slide part of that name, a paragraph a line; the part's name."""
    relations = Relations()
    relations.add("notesMaster", NOTES_MASTER)
    relations.add("slide", slide)
    lang = escape(language)
    paragraphs = "".join(
        f'<a:p><a:r><a:rPr lang="{lang}"/><a:t>{escape(line)}</a:t></a:r></a:p>'
        if line
        else f'<a:p><a:endParaRPr lang="{lang}"/></a:p>'
        for line in text.split("\n")
    )
    name = package.name("/ppt/notesSlides/notesSlide")
    xml = (
        f"<p:notes {NAMESPACES}><p:cSld><p:spTree>{TREE_HEAD}{notes_placeholders(paragraphs, language)}</p:spTree>"
        "</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
    )
    package.add(name, TYPE + "notesSlide+xml", xml, relations)
    return name
