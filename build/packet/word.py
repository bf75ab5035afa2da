"""A packet as DOCX, to be edited: real headings, tables with a head, and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build.documents.docx_file import save_docx
from build.documents.word_styles import Styler
from build.packet.document import Block, CodeBlock, Document, ListBlock, Said, TableBlock, TextBlock
from build.theme.tokens import Theme

LANGUAGE = "en-GB"
_SHARES = {"decisions": (13, 18, 37, 16, 16), "commands": (7, 93)}  # of a line's width, as on the page
WIDTHS = {"decisions": (0.9, 1.1, 2.4, 1.0, 0.9), "moved": (1.0, 2.0, 3.3), "commands": (0.5, 5.8)}  # inches


def write_word(document: Document, theme: Theme, path: Path, *, day: str) -> None:
    """The packet as a file. Raises ModuleNotFoundError without python-docx, OSError."""
    from docx import Document as Word

    style = Styler(Word(), theme)
    title = f"Readiness packet: {document.title}"
    style.properties(title=title, author="", language=LANGUAGE, day=datetime.fromisoformat(day).replace(tzinfo=UTC))
    style.foot(f"{document.title} · commands in the annex", "")
    style.paragraph("Title", title)
    style.paragraph("Normal", f"{document.day} · {document.count}")
    _table(style, TableBlock.of(("Asked", "Value"), document.asked))
    verdict = style.paragraph("Normal", document.carries)
    if document.warning:
        style.run(verdict, " Do not go live yet: ", bold=True)
        style.run(verdict, document.warning)
    for section in document.sections:
        style.paragraph("Heading 1", section.heading)
        for block in section.blocks:
            _block(style, block)
    save_docx(style.document, path)


def _block(style: Styler, block: Block) -> None:
    match block:
        case TableBlock():
            _table(style, block)
        case ListBlock(points=points):
            for name, says in points:
                made = style.paragraph("List Number")
                style.run(made, f"{name}. ", bold=True)
                style.run(made, says)
        case CodeBlock(lines=lines):
            style.code(lines)
        case TextBlock(said=said):
            _sentence(style, style.paragraph("Normal"), said)


def _table(style: Styler, block: TableBlock) -> None:
    from docx.shared import Inches

    table = style.table(len(block.rows) + 1, len(block.header), shares=_SHARES.get(block.kind, ()))
    for place, name in enumerate(block.header):
        head = table.cell(0, place).paragraphs[0]
        style.run(head, name, bold=True)
        if place in block.right:
            style.align(head, "right")
    for number, row in enumerate(block.rows, 1):
        for place, said in enumerate(row.cells):
            cell = table.cell(number, place)
            for at, one in enumerate(said):
                made = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
                again = at > 0 and one.chips == said[at - 1].chips
                plain = replace(one, chips=()) if again else one  # one chip for several sentences
                _sentence(style, made, plain, bold=place == 0, code=block.kind == "commands" and place == 1)
            if place in block.right:
                style.align(cell.paragraphs[0], "right")

    if widths := WIDTHS.get(block.kind):
        table.autofit = False
        for place, width in enumerate(widths):
            table.columns[place].width = Inches(width)  # the grid's, which LibreOffice goes by
            for cell in table.columns[place].cells:
                cell.width = Inches(width)


def _sentence(style: Styler, made: Any, said: Said, *, bold: bool = False, code: bool = False) -> None:
    chips = " ".join(words for words, _ in said.chips)
    if chips:
        style.run(made, f"{chips}: " if said.text else chips, italic=True)
    style.run(made, said.text + (f" [{said.number}]" if said.number else ""), bold=bold, code=code)
