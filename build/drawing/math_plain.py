"""A formula as one line of signs, for alt texts, notes and whoever compares texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from build.drawing.math_text import ROOTS, SMALL, SPACE, Line, Sign, closed
from build.drawing.mathml import FormulaError, read_latex
from build.drawing.page import Script


def math_plain(latex: str) -> str:
    """A formula in one line of signs, which readers say in their own language; LaTeX that is none as it stands.

    What is higher than a line is said along it: `(a, b; c, d)` is a matrix, `(n; k)` a binomial coefficient.
    """
    try:
        return _in_one_line(_Plain(latex).of(read_latex(latex)))
    except FormulaError:
        return latex


def _in_one_line(signs: Iterable[Sign]) -> str:
    groups = groupby(signs, key=lambda sign: sign.script)
    return "".join(plain_script("".join(sign.text for sign in own), script) for script, own in groups)


def plain_script(text: str, script: Script) -> str:
    """`²` and `₁` where there is such a character, else `^(ab)` and `_(ij)`."""
    small = SMALL[script == "super"]
    if not script or all(letter in small for letter in text):
        return "".join(small[letter] for letter in text) if script else text.replace(SPACE, " ")
    mark = "^" if script == "super" else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


class _Plain(Line):
    """Flattens what needs more height than a line has, too."""

    def of(self, element: Element, script: Script = "") -> list[Sign]:
        children = list(element)
        match element.tag:
            case "mtd" | "menclose":
                return self.row(children, script)
            case "mtable":
                lined_up = (element.get("columnspacing") or "").startswith("0")  # at a relation, as one formula
                rows = ((" " if lined_up else ", ").join(filter(None, map(self.alone, row))) for row in children)
                return [Sign("; ".join(filter(None, rows)), script=script)]
            case "mfrac" if element.get("linethickness") == "0":
                return [Sign("; ".join(map(self.alone, children)), script=script)]
        return super().of(element, script)

    def small(self, tag: str, marks: Sequence[Element], script: Script) -> list[Sign]:
        places: Sequence[Script] = ("super",) if tag in ("msup", "mover") else ("sub", "super")
        texts = (plain_script(self.alone(mark), place) for mark, place in zip(marks, places, strict=False))
        return [Sign("".join(texts), script=script)]

    def root(self, children: Sequence[Element], script: Script) -> list[Sign]:
        index = self.alone(children[1]) if len(children) > 1 else ""
        if index in ROOTS:
            return super().root(children, script)
        below = closed(self.of(children[0], script), script, below=True)
        return [Sign(f"{plain_script(index, 'super')}√", script=script), *below]

    def alone(self, element: Element) -> str:
        """A part as a text of its own."""
        return _in_one_line(self.of(element)).strip()
