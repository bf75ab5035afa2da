"""Speaker notes: a notes page a slide, its text in the placeholder that PowerPoint shows below the slide."""

from __future__ import annotations

from pptx.slide import Slide

from build.drawing.direction import begins_right_to_left, reads_right_to_left
from build.drawing.xml_text import clean


def add_notes(slide: Slide, text: str, language: str) -> None:
    """Add the notes of a slide, a paragraph a line, each from the side where its words begin."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # our master has the placeholder
    frame.text = clean(text)
    for paragraph in frame.paragraphs:
        for run in paragraph._p.r_lst:
            run.get_or_add_rPr().set("lang", language)
        if begins_right_to_left(paragraph.text, otherwise=reads_right_to_left(language)):
            properties = paragraph._p.get_or_add_pPr()
            properties.set("algn", "r")
            properties.set("rtl", "1")
        if not paragraph.runs:
            paragraph._p.get_or_add_endParaRPr().set("lang", language)
