"""A formula as the equation of office programs (OMML, ECMA-376 part 1, 22.1), from the MathML that all else is made of.

Letters are the mathematical alphabets' own (`𝑥` for `x`), as PowerPoint writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from build.drawing.math_letters import LIMITED, LetterStyle, letters_of, undotted
from build.drawing.math_reach import (
    INTEGRALS,
    SCRIPTS,
    SUMS,
    argument_end,
    base_of,
    closing,
    grows,
    is_name,
    operand_end,
    space_of,
    text_of,
)  # fmt: skip
from build.drawing.math_text import OPENING, in_brackets
from build.drawing.mathml import OfficeError, read_latex
from build.drawing.xml_text import escape
from engine.quoted import quoted

EMPTY = "\u200b"  # in the place of nothing, where programs would draw a dotted box
_STYLES = {"math": "", "plain": '<m:rPr><m:sty m:val="p"/></m:rPr>', "bold": '<m:rPr><m:sty m:val="b"/></m:rPr>',
           "text": "<m:rPr><m:nor/></m:rPr>"}  # fmt: skip
_THROUGH = frozenset(("math", "mrow", "mstyle", "mpadded", "semantics"))
_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "˙": "\u0307", "¨": "\u0308",
    "→": "\u20d7", "⃗": "\u20d7", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "˘": "\u0306", "⃛": "\u20db",
    "˚": "\u030a", "←": "\u20d6", "↔": "\u20e1",
}  # fmt: skip
_BARS, _BRACES = frozenset("―‾_"), frozenset("⏟⏞⎵⎴")
_RAISED = {"msub": ("sSub", ("sub",)), "msup": ("sSup", ("sup",)), "msubsup": ("sSubSup", ("sub", "sup"))}
_FRAMES = {"updiagonalstrike": "BLTR", "downdiagonalstrike": "TLBR", "horizontalstrike": "H"}

Properties = Callable[[bool, bool, str], str]  # `a:rPr` of italic or bold letters, in a colour token that they name


@dataclass(frozen=True, slots=True)
class _Letters:
    text: str
    style: LetterStyle = "math"
    color: str = ""


_Piece = _Letters | str  # letters, or the XML of something that is built of them


def omml(latex: str, properties: Properties, *, apart: bool) -> str:
    """`m:oMath` of a formula; `apart` from text it has its limits above and below. Raises FormulaError; OfficeError
    where programs have nothing for it.

    In a line of text it is as low as the line: fractions have a slash.
    """
    writer = _Writer(latex, properties, apart)
    return f"<m:oMath>{writer.row(list(read_latex(latex)))}</m:oMath>"


class _Writer:
    def __init__(self, latex: str, properties: Properties, apart: bool) -> None:
        self.latex, self.properties, self.apart, self.color = latex, properties, apart, ""

    # ---- rows -----------------------------------------------------------------------------------------
    def row(self, elements: Sequence[Element]) -> str:
        """Elements one behind the other; letters that look alike are one run."""
        return self.written(self.pieces(elements)) or self.written([_Letters(EMPTY)])

    def pieces(self, elements: Sequence[Element]) -> list[_Piece]:
        found: list[_Piece] = []
        at = 0
        while at < len(elements):
            new, at = self.take(elements, at)
            found += new
        return found

    def written(self, pieces: Sequence[_Piece]) -> str:
        parts = []
        for look, group in groupby(pieces, key=_look):
            together = list(group)
            text = "".join(piece.text for piece in together if isinstance(piece, _Letters))
            if look is None:
                parts += [piece for piece in together if isinstance(piece, str)]
            else:
                style, color = look
                space = ' xml:space="preserve"' if text != text.strip() else ""
                drawn = self.properties(style == "math", style == "bold", color)
                parts.append(f"<m:r>{_STYLES[style]}{drawn}<m:t{space}>{escape(text)}</m:t></m:r>")
        return "".join(parts)

    def take(self, elements: Sequence[Element], at: int) -> tuple[list[_Piece], int]:
        """What stands at a place, with what belongs to it behind it, and the place behind that."""
        element = elements[at]
        text, base = text_of(element), text_of(base_of(element))
        if text in OPENING and (end := closing(elements, at)) and grows(elements, at, end):
            return [self.bracketed(text, text_of(elements[end]), [elements[at + 1 : end]])], end + 1
        if base in SUMS and (end := operand_end(elements, at + 1, whole=base in INTEGRALS)) > at + 1:
            return [self.nary(element, base, elements[at + 1 : end])], end
        if is_name(base_of(element)) and (end := argument_end(elements, at + 1)) > at + 1:
            name, of = self.written(self.one(element)), self.row(elements[at + 1 : end])
            return [self.built("func", "", fName=name, e=of)], end
        return self.one(element), at + 1

    # ---- one element ----------------------------------------------------------------------------------
    def one(self, element: Element) -> list[_Piece]:
        tag, children = element.tag, list(element)
        if tag in _THROUGH or (tag == "mo" and children):
            if children and children[0].get("form") == "prefix" and children[0].get("fence"):
                return [self.fenced(children)]
            outer, self.color = self.color, element.get("mathcolor") or self.color
            found = self.pieces(children)
            self.color = outer
            return found
        match tag:
            case "mi" | "mn" | "mo" | "mtext":
                return self.letters(element)
            case "mspace":
                return [_Letters(space, color=self.color)] if (space := space_of(element)) else []
            case "mfrac":
                return [self.fraction(element, *children)]
            case "msqrt":
                return [self.built("rad", '<m:degHide m:val="1"/>', deg="", e=self.row(children))]
            case "mroot":
                return [self.built("rad", "", deg=self.row([children[1]]), e=self.row([children[0]]))]
            case "mtable":
                return [self.table(element)]
            case "menclose":
                return [self.enclosed(element)]
            case "mphantom":
                return [self.built("phant", '<m:show m:val="0"/>', e=self.row(children))]
        if tag in SCRIPTS:
            return [self.scripts(tag, *children)]
        raise OfficeError(f"PowerPoint's equations have nothing for '{tag}' in the formula {quoted(self.latex)}")

    def letters(self, element: Element) -> list[_Piece]:
        text, style = letters_of(element)
        return [_Letters(text, style, self.color)] if text else []

    def fraction(self, element: Element, over: Element, under: Element) -> str:
        bare = element.get("linethickness") == "0"
        if bare or self.apart:
            return self.built("f", '<m:type m:val="noBar"/>' * bare, num=self.row([over]), den=self.row([under]))
        above, below = self.beside_slash(over, below=False), self.beside_slash(under, below=True)
        return self.built("f", '<m:type m:val="lin"/>', num=above, den=below)

    def beside_slash(self, part: Element, *, below: bool) -> str:
        within = in_brackets(self.latex, part, below=below)
        return self.bracketed("(", ")", [[part]]) if within else self.row([part])

    def scripts(self, tag: str, base: Element, *marks: Element) -> str:
        mark = "".join(marks[0].itertext())
        if tag in ("mover", "munder"):
            below = tag == "munder"
            if mark in _BARS:
                return self.built("bar", f'<m:pos m:val="{"bot" if below else "top"}"/>', e=self.row([base]))
            if mark in _BRACES:
                places = f'<m:pos m:val="{"bot" if below else "top"}"/><m:vertJc m:val="{"top" if below else "bot"}"/>'
                return self.built("groupChr", f'<m:chr m:val="{mark}"/>{places}', e=self.row([base]))
            if mark in _ACCENTS and not below:
                return self.built("acc", f'<m:chr m:val="{_ACCENTS[mark]}"/>', e=self.row([undotted(base)]))
        inner = self.row([base])
        rows = [self.row([each]) for each in marks]
        if tag.startswith(("munder", "mover")) or (self.apart and text_of(base) in LIMITED):
            if tag in ("munder", "msub", "munderover", "msubsup"):
                inner = self.built("limLow", "", e=inner, lim=rows[0])
            return inner if tag in ("munder", "msub") else self.built("limUpp", "", e=inner, lim=rows[-1])
        kind, names = _RAISED[tag]
        return self.built(kind, "", e=inner, **dict(zip(names, rows, strict=True)))

    def nary(self, element: Element, sign: str, operand: Sequence[Element]) -> str:
        tag, marks = element.tag, list(element)[1:] if element.tag in SCRIPTS else []
        sub = self.row(marks[:1]) if tag in ("msub", "munder", "msubsup", "munderover") else ""
        sup = self.row(marks[-1:]) if tag in ("msup", "mover", "msubsup", "munderover") else ""
        place = "undOvr" if self.apart and sign not in INTEGRALS else "subSup"
        hidden = '<m:subHide m:val="1"/>' * (not sub) + '<m:supHide m:val="1"/>' * (not sup)
        says = f'<m:chr m:val="{sign}"/><m:limLoc m:val="{place}"/>{hidden}'
        return self.built("nary", says, sub=sub, sup=sup, e=self.row(operand))

    # ---- brackets and tables --------------------------------------------------------------------------
    def fenced(self, children: Sequence[Element]) -> str:
        """`\\left( … \\middle| … \\right)`: brackets that grow."""
        last = children[-1]
        closed = len(children) > 1 and last.get("form") == "postfix"
        parts: list[list[Element]] = [[]]
        between = ""
        for child in children[1:-1] if closed else children[1:]:
            if child.get("fence") and not child.get("form"):
                between = text_of(child)
                parts.append([])
            else:
                parts[-1].append(child)
        return self.bracketed(text_of(children[0]), text_of(last) if closed else "", parts, between)

    def bracketed(self, left: str, right: str, parts: Sequence[Sequence[Element]], between: str = "") -> str:
        signs = (("begChr", left), *((("sepChr", between),) if between else ()), ("endChr", right))
        says = "".join(f'<m:{name} m:val="{escape(sign)}"/>' for name, sign in signs)
        inner = "".join(f"<m:e>{self.row(part)}</m:e>" for part in parts)
        return f"<m:d>{self.said('d', says)}{inner}</m:d>"

    def table(self, table: Element) -> str:
        if table.get("columnlines") or table.get("rowlines"):
            message = "PowerPoint's equations have no lines between the rows and columns of a matrix"
            raise OfficeError(f"{message}: {quoted(self.latex)}")
        rows = [list(row) for row in table]
        if table.get("displaystyle") or all(len(row) == 1 for row in rows):  # aligned equations, or stacked lines
            beside, lines = [_Letters("&")], []
            for row in rows:
                cells = [self.pieces(list(cell)) for cell in row]
                joined = [piece for i, cell in enumerate(cells) for piece in (*(beside if i else []), *cell)]
                lines.append(f"<m:e>{self.written(joined) or self.written([_Letters(EMPTY)])}</m:e>")
            return f"<m:eqArr>{self.said('eqArr', '')}{''.join(lines)}</m:eqArr>"
        wide = max(map(len, rows))
        sides = [
            next((row[i].get("columnalign") for row in rows if len(row) > i), None) or "center" for i in range(wide)
        ]
        columns = "".join(
            f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{side}"/></m:mcPr></m:mc>' for side in sides
        )
        body = ""
        for row in rows:
            filled = (list(row[i]) if i < len(row) else [] for i in range(wide))
            body += f"<m:mr>{''.join(f'<m:e>{self.row(cell)}</m:e>' for cell in filled)}</m:mr>"
        return f"<m:m>{self.said('m', f'<m:mcs>{columns}</m:mcs>')}{body}</m:m>"

    def enclosed(self, element: Element) -> str:
        kinds = element.get("notation", "").split()
        strikes = "".join(f'<m:strike{_FRAMES[kind]} m:val="1"/>' for kind in kinds if kind in _FRAMES)
        hidden = "".join(f'<m:hide{side} m:val="1"/>' for side in ("Top", "Bot", "Left", "Right")) if strikes else ""
        return self.built("borderBox", hidden + strikes, e=self.row(list(element)))

    # ---- XML ------------------------------------------------------------------------------------------
    def built(self, kind: str, says: str, **parts: str) -> str:
        inner = "".join(f"<m:{name}>{part}</m:{name}>" for name, part in parts.items())
        return f"<m:{kind}>{self.said(kind, says)}{inner}</m:{kind}>"

    def said(self, kind: str, says: str) -> str:
        drawn = self.properties(True, False, self.color)
        return f"<m:{kind}Pr>{says}<m:ctrlPr>{drawn}</m:ctrlPr></m:{kind}Pr>"


def _look(piece: _Piece) -> tuple[LetterStyle, str] | None:
    return None if isinstance(piece, str) else (piece.style, piece.color)
