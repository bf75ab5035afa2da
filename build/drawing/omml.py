"""A formula as the equation of office programs (OMML, ECMA-376 part 1, 22.1), from the MathML that all else is made of.

Letters are the mathematical alphabets' own (`𝑥` for `x`), as PowerPoint writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from xml.etree.ElementTree import Element

from build.drawing.math_letters import DOTTED, FUNCTIONS, LIMITED, NARROW, in_alphabet
from build.drawing.math_text import BINARY, CLOSING, EMS, OPENING, RELATIONS, in_brackets
from build.drawing.mathml import OfficeError, read_latex
from build.drawing.xml_text import escape
from engine.quoted import quoted

Style = Literal["math", "plain", "bold", "text"]

INTEGRALS = frozenset("∫∬∭∮∯∰")
SUMS = frozenset("∑∏∐⋃⋂⨁⨂⋁⋀") | INTEGRALS
EMPTY = "\u200b"  # in the place of nothing, where programs would draw a dotted box
_STYLES = {"math": "", "plain": '<m:rPr><m:sty m:val="p"/></m:rPr>', "bold": '<m:rPr><m:sty m:val="b"/></m:rPr>',
           "text": "<m:rPr><m:nor/></m:rPr>"}  # fmt: skip
_SPACES = ((0.9, "\u2003"), (0.45, "\u2002"), (0.26, "\u2004"), (0.2, "\u2005"), (0.1, "\u2009"))  # em, from wide
_LENGTH = re.compile(rf"(-?\d*\.?\d+) ?({'|'.join(EMS)})?")
_SCRIPTS = frozenset(("msub", "msup", "msubsup", "munder", "mover", "munderover"))
_THROUGH = frozenset(("math", "mrow", "mstyle", "mpadded", "semantics"))
_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "˙": "\u0307", "¨": "\u0308",
    "→": "\u20d7", "⃗": "\u20d7", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "˘": "\u0306", "⃛": "\u20db",
    "˚": "\u030a", "←": "\u20d6", "↔": "\u20e1",
}  # fmt: skip
_BARS, _BRACES = frozenset("―‾_"), frozenset("⏟⏞⎵⎴")
_FRAMES = {"updiagonalstrike": "BLTR", "downdiagonalstrike": "TLBR", "horizontalstrike": "H"}

Properties = Callable[[bool, bool, str], str]  # `a:rPr` of italic or bold letters, in a colour token that they name


@dataclass(frozen=True, slots=True)
class _Letters:
    text: str
    style: Style = "math"
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
        text, base = _text(element), _text(_base(element))
        if text in OPENING and (end := _closing(elements, at)) and _grows(elements, at, end):
            return [self.bracketed(text, _text(elements[end]), [elements[at + 1 : end]])], end + 1
        if base in SUMS and (end := _operand(elements, at + 1, whole=base in INTEGRALS)) > at + 1:
            return [self.nary(element, base, elements[at + 1 : end])], end
        if _is_name(_base(element)) and (end := _argument(elements, at + 1)) > at + 1:
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
                return [_Letters(space, color=self.color)] if (space := _space(element)) else []
            case "mfrac":
                return [self.fraction(element, *children)]
            case "msqrt":
                hide = self.built("rad", '<m:degHide m:val="1"/>', deg="", e=self.row(children))
                return [hide]
            case "mroot":
                return [self.built("rad", "", deg=self.row([children[1]]), e=self.row([children[0]]))]
            case "mtable":
                return [self.table(element)]
            case "menclose":
                return [self.enclosed(element)]
            case "mphantom":
                return [self.built("phant", '<m:show m:val="0"/>', e=self.row(children))]
        if tag in _SCRIPTS:
            return [self.scripts(tag, *children)]
        raise OfficeError(f"PowerPoint's equations have nothing for '{tag}' in the formula {quoted(self.latex)}")

    def letters(self, element: Element) -> list[_Piece]:
        text, variant = element.text or "", element.get("mathvariant", "")
        style: Style = "math"
        if element.tag == "mtext":
            style = "plain" if len(text) == 1 and text.isalpha() else "text"  # as the library has an upright letter
        elif element.tag == "mi" and variant and variant != "normal":
            text = "".join(in_alphabet(letter, variant) for letter in text)
        elif unicodedata.name(text[:1] or " ").startswith("MATHEMATICAL BOLD"):
            style = "bold"
        elif variant == "normal" or (len(text) > 1 and text.isalpha()) or (text > "\u0370" and text.isupper()):
            style = "plain"
        elif element.tag == "mi":
            text = in_alphabet(text, "italic")
        elif NARROW in text:
            style = "plain"
        return [_Letters(text.replace("-", "−") if element.tag == "mo" else text, style, self.color)] if text else []

    def fraction(self, element: Element, over: Element, under: Element) -> str:
        if element.get("linethickness") == "0":
            return self.built("f", '<m:type m:val="noBar"/>', num=self.row([over]), den=self.row([under]))
        if self.apart:
            return self.built("f", "", num=self.row([over]), den=self.row([under]))
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
                return self.built("acc", f'<m:chr m:val="{_ACCENTS[mark]}"/>', e=self.row([_undotted(base)]))
        inner = self.row([base])
        rows = [self.row([each]) for each in marks]
        above_below = tag.startswith(("munder", "mover")) or (self.apart and _text(base) in LIMITED)
        if above_below:
            if tag in ("munder", "msub", "munderover", "msubsup"):
                inner = self.built("limLow", "", e=inner, lim=rows[0])
            return inner if tag in ("munder", "msub") else self.built("limUpp", "", e=inner, lim=rows[-1])
        match tag:
            case "msub":
                return self.built("sSub", "", e=inner, sub=rows[0])
            case "msup":
                return self.built("sSup", "", e=inner, sup=rows[0])
        return self.built("sSubSup", "", e=inner, sub=rows[0], sup=rows[1])

    def nary(self, element: Element, sign: str, operand: Sequence[Element]) -> str:
        tag, marks = element.tag, list(element)[1:] if element.tag in _SCRIPTS else []
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
                between = _text(child)
                parts.append([])
            else:
                parts[-1].append(child)
        return self.bracketed(_text(children[0]), _text(last) if closed else "", parts, between)

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
            beside = [_Letters("&")]
            lines = []
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
        lines = [
            "".join(f"<m:e>{self.row(list(row[i]) if i < len(row) else [])}</m:e>" for i in range(wide)) for row in rows
        ]
        body = "".join(f"<m:mr>{line}</m:mr>" for line in lines)
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


def _look(piece: _Piece) -> tuple[Style, str] | None:
    return None if isinstance(piece, str) else (piece.style, piece.color)


# ---- what stands where --------------------------------------------------------------------------------
def _text(element: Element) -> str:
    return (element.text or "") if element.tag in ("mo", "mi") and not len(element) else ""


def _base(element: Element) -> Element:
    """The element, or what its scripts stand at."""
    return element[0] if element.tag in _SCRIPTS and len(element) else element


def _is_name(element: Element) -> bool:
    """Whether it is the name of a function."""
    text = _text(element)
    return text in FUNCTIONS or text in LIMITED or (element.tag == "mo" and len(text) > 1 and text[0].isalpha())


def _grows(elements: Sequence[Element], at: int, end: int) -> bool:
    """Whether brackets are those of a matrix or a binomial, or were made large."""
    inner = elements[at + 1 : end]
    alone = len(inner) == 1 and (inner[0].tag == "mtable" or inner[0].get("linethickness") == "0")
    return alone or elements[at].get("minsize") is not None


def _closing(elements: Sequence[Element], at: int) -> int:
    """Where the bracket that is opened at a place is closed; 0 where it is not."""
    if _text(elements[at]) in "|‖":
        return next((i for i in range(at + 1, len(elements)) if _text(elements[i]) == _text(elements[at])), 0)
    depth = 0
    for i in range(at, len(elements)):
        text = _text(elements[i])
        depth += bool(text) and text in OPENING - {"|", "‖"}
        depth -= bool(text) and text in CLOSING - {"|", "‖"}
        if not depth:
            return i
    return 0


def _operand(elements: Sequence[Element], at: int, *, whole: bool) -> int:
    """Where what is summed ends: at a relation, or for sums at a plus. `whole`: an integral goes on behind that."""
    depth = 0
    for i in range(at, len(elements)):
        text, base = _text(elements[i]), _text(_base(elements[i]))
        ends = text in RELATIONS or text in (",", ";") or (text in BINARY and not whole and i > at and text in "+-−±")
        wide = elements[i].tag == "mspace" and _space(elements[i]) >= "\u2003"
        if not depth and ((text and ends) or (base and base in CLOSING - OPENING) or wide):
            return i
        depth += bool(base) and base in OPENING - CLOSING
        depth -= bool(base) and base in CLOSING - OPENING
    return len(elements)


def _argument(elements: Sequence[Element], at: int) -> int:
    """Where a function's argument ends: one element, or all in brackets; there may be none."""
    if at >= len(elements) or elements[at].tag in ("mspace", "mtext"):
        return at
    text = _text(elements[at])
    if text and text in OPENING - CLOSING:
        depth = 0
        for i in range(at, len(elements)):
            base = _text(_base(elements[i]))
            depth += bool(base) and base in OPENING - CLOSING
            depth -= bool(base) and base in CLOSING - OPENING
            if not depth:
                return i + 1
        return at
    if elements[at].tag == "mo" and text not in SUMS:
        return at
    if _text(_base(elements[at])) in SUMS:
        return _operand(elements, at + 1, whole=False)
    return _argument(elements, at + 1) if _is_name(_base(elements[at])) else at + 1


def _space(element: Element) -> str:
    found = _LENGTH.fullmatch(element.get("width") or "0")
    wide = float(found[1]) * EMS[found[2] or "em"] if found else 0.0
    if wide >= 1.9:
        return _SPACES[0][1] * 2
    return next((space for least, space in _SPACES if wide >= least), "")


def _undotted(base: Element) -> Element:
    """What carries an accent: `i` and `j` without their dots."""
    if "".join(base.itertext()) not in DOTTED:
        return base
    bare = Element("mi")
    bare.text = DOTTED["".join(base.itertext())]
    return bare
