"""A guide as DOCX, to be edited: real headings, lists, tables and pictures with words; no number of ours is lost.

Boxes to tick are the character ☐; lines for notes are empty paragraphs with a rule.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build.documents.docx_file import save_docx
from build.documents.figures import Drawn
from build.documents.guide import Made
from build.documents.joined import SHARP
from build.documents.model import Checklist, Figure, KeyQuestions, OwnNotes, Part, Readings, WaysOn
from build.documents.word_styles import Styler
from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import TextStyle
from build.render.png import png
from build.spec.content import (
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    Definitions,
    Formula,
    Image,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Text, Words
from build.theme.tokens import Theme

WIDEST = 6.3  # inches between A4's margins
BOX = "☐ "


def write_word(made: Made, theme: Theme, path: Path) -> None:
    """The guide as a file. Raises ModuleNotFoundError without python-docx, OSError."""
    from docx import Document

    writer = _Writer(made, theme, Styler(Document(), theme))
    writer.guide()
    save_docx(writer.style.document, path)


class _Writer:
    def __init__(self, made: Made, theme: Theme, style: Styler) -> None:
        self.made, self.theme, self.style = made, theme, style

    def guide(self) -> None:
        guide, front, said = self.made.guide, self.made.guide.head.front, self.made.said
        title = guide.heading.plain or front.title
        day = datetime.fromisoformat(self.made.day or "2000-01-01").replace(tzinfo=UTC)
        self.style.properties(title=title, author=front.author, language=front.language, day=day)
        foot = " · ".join(dict.fromkeys(filter(None, (front.course, title))))
        self.style.foot(foot, f"{said.facts_of.format(said.day(self.made.day))} · " if self.made.day else "")
        self.style.paragraph("Title", title)
        for text in guide.lead:
            self.text(text)
        for hour in guide.hours:
            minutes = f" ({hour.minutes} {said.min})" if hour.minutes else ""
            name = f"{said.named_hour(hour.name)}: " if hour.name else ""
            self.text(hour.heading, "Heading 1", before=name, behind=minutes)
            for text in hour.lead:
                self.text(text)
            for section in hour.sections:
                behind = f" ({section.minutes} {said.min})" if section.minutes is not None else ""
                self.text(section.heading, "Heading 2", behind=behind)
                for part in section.parts:
                    self.part(part)

    # ---- parts --------------------------------------------------------------------------------------
    def part(self, part: Part) -> None:
        said = self.made.said
        match part:
            case Checklist(ticks=ticks):
                for tick in ticks:
                    self.text(tick.text, "List", before=BOX)
            case Readings(sources=sources):
                for source in sources:
                    made = self.style.paragraph("List", BOX)
                    self.style.link(made, source.title.plain, source.href, bold=True)
                    self.style.run(made, f", {source.minutes} {said.min.removesuffix('.')}. {said.look_for} ")
                    self.runs(made, source.look)
            case Figure(call=call, heading=heading):
                picture = self.made.pictures[call]
                if heading:
                    self.style.paragraph("Heading 3", heading)
                if picture.chips:
                    self.style.paragraph("Caption", " · ".join(chip.words for chip in picture.chips))
                self.picture(picture.wide)
            case KeyQuestions(asked=asked):
                self.style.paragraph("Heading 3", said.key_questions if len(asked) > 1 else said.key_question)
                for text in asked:
                    self.text(text, "Quote")
                self.style.lines(2)
            case OwnNotes(heading=heading, lines=lines):
                self.text(heading, "Heading 3")
                self.style.lines(lines)
            case WaysOn(links=links):
                for way in (self.made.ways[link] for link in links):
                    made = self.style.paragraph("List Bullet")
                    self.style.run(made, way.target, bold=True)
                    self.style.run(made, f" {way.title}")
            case _:
                self.block(part)

    def block(self, block: Any) -> None:
        match block:
            case Prose(text=text):
                self.text(text)
            case Subheading(text=text):
                self.text(text, "Heading 3")
            case Bullets():
                self.bullets(block, 1)
            case Grid():
                self.grid(block)
            case CodeBlock(text=lines):
                self.style.code("\n".join(lines))
            case Definitions(entries=entries):
                for entry in entries:
                    made = self.text(entry.term)
                    for run in made.runs:
                        run.bold = True
                    for meaning in entry.meanings:
                        self.text(meaning, "List Continue")
            case Quotation(texts=texts, by=by, source=source):
                for text in texts:
                    self.text(text, "Quote")
                if names := ", ".join(name.plain for name in (by, source) if name):
                    self.style.paragraph("Quote", f"— {names}")
            case Callout(heading=heading, kind=kind, blocks=blocks):
                self.style.paragraph("Heading 3", heading.plain or kind.capitalize())
                self.blocks(blocks)
            case Columns(columns=columns):
                for column in columns:
                    if column.heading:
                        self.text(column.heading, "Heading 3")
                    self.blocks(column.blocks)
            case Formula() | Image():
                self.picture(self.made.set_apart[block])

    def blocks(self, blocks: Iterable[Any]) -> None:
        for block in blocks:
            self.block(block)

    def bullets(self, block: Bullets, level: int) -> None:
        kind = "List Bullet" if block.entries[0].number is None else "List Number"
        style = kind if level == 1 else f"{kind} {level}"
        for entry in block.entries:
            self.text(entry.text, style, before=BOX if entry.checked is not None else "")
            for inner in entry.blocks:
                if isinstance(inner, Bullets):
                    self.bullets(inner, min(level + 1, 3))
                else:
                    self.block(inner)

    def grid(self, grid: Grid) -> None:
        table = self.style.table(len(grid.rows) + 1, len(grid.header))
        for place, row in enumerate((grid.header, *grid.rows)):
            for column, text in enumerate(row):
                made = table.cell(place, column).paragraphs[0]
                self.style.align(made, grid.align[column] if column < len(grid.align) else "left")
                self.runs(made, text, bold=not place)

    def picture(self, drawn: Drawn) -> None:
        """A picture at its own size, or as wide as the page lets it be."""
        data = drawn.data
        if drawn.type == "image/svg+xml":
            width, height = round(drawn.width * SHARP), round(drawn.height * SHARP)
            data = png(data.decode(), self.theme.fonts, width=width, height=height)
        self.style.picture(io.BytesIO(data), inches=min(WIDEST, drawn.width / 96), alt=drawn.alt)

    # ---- words --------------------------------------------------------------------------------------
    def text(self, text: Text, style: str = "Normal", *, before: str = "", behind: str = "") -> Any:
        made = self.style.paragraph(style, before)
        self.runs(made, text)
        if behind:
            self.style.run(made, behind)
        return made

    def runs(self, made: Any, text: Text, *, bold: bool = False) -> None:
        for piece in text.pieces:
            if not isinstance(piece, Words):
                continue
            words = re.sub(r"\s*\n\s*", "\n", piece.text)
            if piece.math:
                self.math(made, words)
            elif piece.href and not piece.href.startswith("#"):
                self.style.link(made, words, piece.href, bold=piece.bold or bold)
            else:
                self.style.run(
                    made,
                    words,
                    bold=piece.bold or bold,
                    italic=piece.italic,
                    code=piece.code,
                    strike=piece.strike,
                    raised=piece.raised,
                )

    def math(self, made: Any, latex: str) -> None:
        """A formula in a line, with real raised and lowered letters."""
        try:
            runs = math_runs(latex, TextStyle(16))
        except FormulaError:
            self.style.run(made, latex, code=True)
            return
        for run in runs:
            shown = self.style.run(made, run.text, italic=run.style.italic)
            if run.style.script == "super":
                shown.font.superscript = True
            elif run.style.script:
                shown.font.subscript = True
