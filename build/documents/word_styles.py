"""How a DOCX looks, and the few things that python-docx has no word for: links, rules, a listing, alt text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from build.theme.tokens import Theme

_SIZES = {
    "Title": 26,
    "Heading 1": 20,
    "Heading 2": 15,
    "Heading 3": 12.5,
    "Normal": 11.5,
    "Quote": 13,
    "Caption": 10.5,
}
WIDTH = 16.0  # centimetres of a line
_LONGEST = 255  # characters that a file may say of itself in one place
_SIDES = {"left": 0, "center": 1, "right": 2}


class Styler:
    """A document in a theme's fonts and colours, written from top to bottom."""

    def __init__(self, document: Any, theme: Theme) -> None:
        from docx.shared import Cm, Pt

        self.document, self.theme = document, theme
        page = document.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
        page.top_margin = page.bottom_margin = Cm(2.0)
        for name, size in _SIZES.items():
            serif = name in ("Title", "Heading 1", "Heading 2", "Quote")
            style = document.styles[name]
            self._font(style, theme.fonts.display.name if serif else theme.fonts.body.name)
            style.font.size = Pt(size)
            style.font.bold = name in ("Heading 3", "Caption")
            style.font.italic = name == "Quote"
            style.font.color.rgb = self._color("char" if name == "Normal" else "navy")
        document.styles["Caption"].paragraph_format.keep_with_next = True
        document.styles["Normal"].paragraph_format.space_after = Pt(6)
        document.styles["List"].paragraph_format.left_indent = Cm(0.75)
        document.styles["List"].paragraph_format.first_line_indent = Cm(-0.75)

    def properties(self, *, title: str, author: str, language: str, day: datetime) -> None:
        """What the file says of itself. The day is that of its numbers, so that the same guide is the same file."""
        from docx.oxml.ns import qn

        known = self.document.core_properties
        known.title, known.author, known.last_modified_by = title[:_LONGEST], author[:_LONGEST], author[:_LONGEST]
        known.language = language[:_LONGEST]
        known.created = known.modified = day
        known.comments, known.revision = "", 1
        defaults = self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        spoken = defaults.find(qn("w:lang"))
        spoken.set(qn("w:val"), language)

    def foot(self, left: str, right: str) -> None:
        """The foot of every page: words, a tab, and the page's number."""
        made = self.document.sections[0].footer.paragraphs[0]
        self.run(made, f"{left}\t\t{right}")
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            element = self._element("w:fldChar", **{"w:fldCharType": kind}) if kind else self._element("w:instrText")
            if words:
                element.text = words
            made.add_run()._r.append(element)

    # ---- paragraphs ---------------------------------------------------------------------------------
    def paragraph(self, style: str, words: str = "") -> Any:
        made = self.document.add_paragraph(style=style)
        if words:
            self.run(made, words)
        return made

    def run(
        self,
        made: Any,
        words: str,
        *,
        bold: bool = False,
        italic: bool = False,
        code: bool = False,
        strike: bool = False,
        raised: bool = False,
    ) -> Any:
        """Words in a paragraph; only what differs from its style is said."""
        run = made.add_run(words)
        run.bold, run.italic, run.font.strike = bold or None, italic or None, strike or None
        if raised:
            run.font.superscript = True
        if code:
            self._font(run, self.theme.fonts.mono.name)
        return run

    def link(self, made: Any, words: str, href: str, *, bold: bool = False) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE

        run = self.run(made, words, bold=bold)
        run.font.color.rgb, run.font.underline = self._color("navy500"), True
        related = made.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = self._element("w:hyperlink", **{"r:id": related})
        link.append(run._r)
        made._p.append(link)

    def code(self, words: str) -> None:
        made = self.paragraph("Normal")
        self.run(made, words, code=True)
        made.paragraph_format.left_indent = self._inches(0.2)

    def lines(self, count: int) -> None:
        """Lines to write on: empty paragraphs with a rule below."""
        from docx.shared import Pt

        for _ in range(count):
            made = self.paragraph("Normal")
            made.paragraph_format.space_after = Pt(0)
            made.paragraph_format.line_spacing = Pt(22)
            borders = self._element("w:pBdr")
            rule = {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": self.theme.color("line2").lstrip("#")}
            for side in ("between", "bottom"):
                borders.append(self._element(f"w:{side}", **rule))
            made._p.get_or_add_pPr().append(borders)

    def table(self, rows: int, columns: int, *, shares: Sequence[float] = ()) -> Any:
        """A table whose first row is its head, told so to those who do not see it. Its columns have equal widths, or
        as many parts of it as `shares` says; there are rules between rows, and a row stays on one page.
        """
        from docx.shared import Cm

        made = self.document.add_table(rows, columns, style="Table Grid")
        made.autofit = False
        parts = shares or [1.0] * columns
        for column, part in zip(made.columns, parts, strict=True):
            column.width = Cm(WIDTH * part / sum(parts))
            for cell in column.cells:
                cell.width = column.width
        rule = {"w:val": "single", "w:sz": "6", "w:space": "0", "w:color": self.theme.color("line2").lstrip("#")}
        borders = self._element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            none = side in ("left", "right", "insideV")
            borders.append(self._element(f"w:{side}", **({"w:val": "nil"} if none else rule)))
        made._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        for row in made.rows:
            row._tr.get_or_add_trPr().append(self._element("w:cantSplit", **{"w:val": "true"}))
        for cell in made.rows[0].cells:
            fill = self.theme.color("navy100").lstrip("#")
            cell._tc.get_or_add_tcPr().append(self._element("w:shd", **{"w:val": "clear", "w:fill": fill}))
        made.rows[0]._tr.get_or_add_trPr().append(self._element("w:tblHeader", **{"w:val": "true"}))
        self.document.add_paragraph()
        return made

    def align(self, made: Any, side: str) -> None:
        made.alignment = _SIDES[side]

    def picture(self, data: IO[bytes], *, inches: float, alt: str) -> None:
        shape = self.document.add_picture(data, width=self._inches(inches))
        shape._inline.docPr.set("descr", alt)

    # ---- parts --------------------------------------------------------------------------------------
    def _font(self, styled: Any, name: str) -> None:
        from docx.oxml.ns import qn

        styled.font.name = name
        fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:cs"), name)

    def _color(self, token: str) -> Any:
        from docx.shared import RGBColor

        return RGBColor.from_string(self.theme.color(token).lstrip("#"))

    def _inches(self, size: float) -> Any:
        from docx.shared import Inches

        return Inches(size)

    def _element(self, name: str, **attributes: str) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = OxmlElement(name)
        for key, value in attributes.items():
            made.set(qn(key), value)
        return made
