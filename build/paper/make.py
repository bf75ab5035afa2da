"""A deck's PDF: its slides, or a handout of them; behind them the answers, where these are asked for."""

from __future__ import annotations

from typing import Any

from build.files.slide_memory import SlideMemory
from build.paper.answers import Answered
from build.paper.document import Paper, document
from build.paper.finish import finished
from build.paper.fonts import font_files
from build.paper.handout import handout
from build.paper.how import SLIDES, How
from build.paper.prose import Prose
from build.paper.typeset import typeset


def make_pdf(paper: Paper, how: How = SLIDES, memory: SlideMemory | None = None) -> bytes:
    """The file, the same bytes each time. Raises PaperError, and ModuleNotFoundError without typst and pikepdf."""
    made, families = document(paper, memory)
    prose = Prose(paper.theme.fonts, paper.book.language)
    made["answers"] = [_answered(answered, prose) for answered in paper.answers]
    if how.handout:
        made = handout(paper, made, prose, sheets=how.handout, notes=not how.lines)
    made["footer"] = prose.drawable(made["footer"])
    families |= prose.families
    made["fonts"] |= {"others": sorted(families)}
    pdf = typeset("handout.typ" if how.handout else "slides.typ", made, font_files(paper.theme.fonts, families))
    return finished(pdf, [page.notes for page in paper.pages] if how.notes else (), paper.day)


def _answered(answered: Answered, prose: Prose) -> dict[str, Any]:
    """As `sheet.typ` reads it."""
    return {
        "lab": answered.lab,
        "slide": answered.slide,
        "objective": prose.pieces(answered.objective),
        "questions": [
            {"asks": prose.pieces(one.asks), "answer": prose.pieces(one.answer)} for one in answered.questions
        ],
    }
