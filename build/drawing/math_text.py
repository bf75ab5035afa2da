"""A formula inside a line of text: serif letters, real sub- and superscripts, fractions with a slash.

What needs more height than a line has (a matrix, a script on a script) is set apart instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from xml.etree.ElementTree import Element

from build.drawing.mathml import FormulaError, read_latex
from build.drawing.page import Run, Script, TextStyle
from engine.quoted import quoted

SPACE = "\u00a0"  # keeps what stands around it on one line
RELATIONS = frozenset("=≠<>≤≥≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦⟶⟹≪≫∣")  # a line may end before one
BINARY = frozenset("+−-±∓×·⋅∗÷∪∩∧∨∖⊕⊗∘")
OPENING, CLOSING = frozenset("([{⟨⌊⌈|‖"), frozenset(")]}⟩⌋⌉|‖")
ACCENTS: Mapping[str, str] = {
    "¯": "\u0304", "‾": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "˙": "\u0307",
    "¨": "\u0308", "→": "\u20d7", "⃗": "\u20d7", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300",
}  # fmt: skip
ROOTS: Mapping[str, str] = {"": "√", "2": "√", "3": "∛", "4": "∜"}
BRACES = ("⏟", "⏞")  # below and above what they hold together
EMS: Mapping[str, float] = {"em": 1, "ex": 0.5, "mu": 1 / 18, "pt": 0.1, "px": 0.1, "mm": 0.28, "cm": 2.8, "in": 7}
THIN = 0.1  # em: no narrower space is seen
_LENGTH = re.compile(rf"(?P<number>-?\d*\.?\d+) ?(?P<unit>{'|'.join(EMS)})?")
SMALL = (  # characters that are lowered by themselves, and raised ones
    dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
    dict(zip("0123456789+−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)),
)
_THROUGH = frozenset(("math", "mrow", "mstyle", "mpadded", "semantics"))


class TallError(FormulaError):
    """A formula that needs more than one line's height."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Some letters of a formula. `operand`: a number or a name, which a sign before or behind it joins."""

    text: str
    italic: bool = False
    bold: bool = False
    script: Script = ""
    operand: bool = True


def math_runs(latex: str, style: TextStyle) -> list[Run]:
    """Runs of a formula beside text of that style, in its size and colour. Raises FormulaError."""
    base = replace(style, face="display")
    looks = groupby(_signs(latex), key=lambda sign: (sign.italic, sign.bold or style.bold, sign.script))
    return [
        Run("".join(sign.text for sign in signs), replace(base, italic=italic, bold=bold, script=script), math=latex)
        for (italic, bold, script), signs in looks
    ]


def in_brackets(latex: str, part: Element, *, below: bool) -> bool:
    """Whether a part of a formula stands in brackets where a slash is before it (`below`) or behind it."""
    signs = Line(latex).of(part)
    return closed(signs, "", below=below) is not signs


@lru_cache(maxsize=512)
def _signs(latex: str) -> tuple[Sign, ...]:
    return tuple(Line(latex).of(read_latex(latex)))


class Line:
    """Flattens MathML. Raises TallError for what needs more height than a line has."""

    def __init__(self, latex: str) -> None:
        self.latex = latex

    def of(self, element: Element, script: Script = "") -> list[Sign]:
        """The signs of an element."""
        tag, children = element.tag, list(element)
        if tag in _THROUGH:
            return self.row(children, script)
        match tag:
            case "mi" | "mn" | "mtext" | "mo" | "mspace":
                return list(_token(element, script))
            case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
                return self.scripts(tag, children, script)
            case "msqrt" | "mroot":
                return self.root(children, script)
            case "mfrac" if element.get("linethickness") != "0":
                over, under = (self.of(child, script) for child in children)
                return [*closed(over, script), Sign("/", script=script), *closed(under, script, below=True)]
        raise self.tall()

    def row(self, children: Sequence[Element], script: Script) -> list[Sign]:
        """Signs one behind the other, with air around operators where they are not small."""
        signs: list[Sign] = []
        for child in children:
            new = self.of(child, script)
            if not script and signs and new and _parted(child, signs[-1], new[0]):
                signs.append(Sign(SPACE, operand=False))
            signs += new if script else _airy(child, new, signs)
        return signs[:-1] if signs and signs[-1].text == SPACE and children[-1].tag == "mo" else signs

    def scripts(self, tag: str, children: Sequence[Element], script: Script) -> list[Sign]:
        base = self.of(children[0], script)
        mark = "".join(children[1].itertext()) if len(children) > 1 else ""
        if tag in ("mover", "munder") and mark in ACCENTS and len(base) == 1 and len(base[0].text) == 1:
            accented = unicodedata.normalize("NFC", base[0].text + ACCENTS[mark])
            return [replace(base[0], text=accented)]
        if mark in BRACES:  # not above or below: k as often as a brace holds is no power
            return [*closed(base, script, below=True), Sign(mark, script=script)]
        if mark and set(mark) <= set("′″‴"):
            return [*base, Sign(mark, script=script)]
        if mark == "∘" and tag == "msup":
            return [*base, Sign("°", script=script)]
        if script:
            return base + self.small(tag, children[1:], script)
        places: Mapping[str, tuple[Script, ...]] = {
            "msub": ("sub",), "munder": ("sub",), "msup": ("super",), "mover": ("super",),
        }  # fmt: skip
        for child, place in zip(children[1:], places.get(tag, ("sub", "super")), strict=True):
            base += self.of(child, place)
        return base

    def small(self, tag: str, marks: Sequence[Element], script: Script) -> list[Sign]:
        """What stands on a script: the characters that are small themselves. There are few."""
        raised = tag in ("msup", "mover")
        text = "".join("".join(mark.itertext()) for mark in marks).replace("-", "−")
        if len(marks) > 1 or not all(letter in SMALL[raised] for letter in text):
            raise self.tall()
        return [Sign("".join(SMALL[raised][letter] for letter in text), script=script)]

    def root(self, children: Sequence[Element], script: Script) -> list[Sign]:
        index = "".join(children[1].itertext()) if len(children) > 1 else ""
        if index not in ROOTS:
            raise self.tall()
        return [Sign(ROOTS[index], script=script), *closed(self.of(children[0], script), script, below=True)]

    def tall(self) -> TallError:
        return TallError(f"the formula {quoted(self.latex)} needs more height than a line of text has")


def _token(element: Element, script: Script) -> Iterator[Sign]:
    text = element.text or ""
    if element.tag == "mspace":
        given = element.get("width") or "0"
        length = _LENGTH.fullmatch(given)
        if length is None:
            raise FormulaError(f"cannot read the formula: {quoted(given)} is no length")
        wide = float(length["number"]) * EMS[length["unit"] or "em"]
        if wide >= THIN:
            yield Sign(SPACE * (2 if wide >= 1 else 1), operand=False)
        return
    if element.tag == "mtext":
        yield Sign(text, script=script)
    elif element.tag == "mo" and len(text) == 1:
        yield Sign(text.replace("-", "−"), script=script, operand=text in CLOSING or bool(script))
    elif text:
        name = unicodedata.name(text[0], "")
        bold = name.startswith("MATHEMATICAL BOLD")
        plain = unicodedata.normalize("NFKC", text) if name.startswith("MATHEMATICAL") and not _double(name) else text
        single = element.tag == "mi" and len(plain) == 1 and plain.isalpha() and element.get("mathvariant") != "normal"
        slanted = single and not (plain.isupper() and plain > "\u0370") and not _double(name) and not bold
        yield Sign(plain, italic=slanted, bold=bold, script=script)


def _double(name: str) -> bool:
    """Whether a letter's name is that of one with a doubled stroke, as the sets of numbers have."""
    return "DOUBLE-STRUCK" in name


def _airy(element: Element, new: list[Sign], before: Sequence[Sign]) -> list[Sign]:
    """The signs of an operator with air around them: a sign of its own number has none."""
    text = (element.text or "").replace("-", "−") if element.tag == "mo" else ""
    if text in RELATIONS:
        return [Sign(" ", operand=False), *new, Sign(SPACE, operand=False)] if before else [*new, Sign(SPACE)]
    if text in BINARY and text and before and before[-1].operand:
        return [Sign(SPACE, operand=False), *new, Sign(SPACE, operand=False)]
    if text in (",", ";"):
        return [*new, Sign(SPACE, operand=False)]
    return new


def _parted(element: Element, before: Sign, after: Sign) -> bool:
    """Whether a function's name stands beside an operand: `2 sin x`."""
    names = [len(sign.text) > 1 and sign.text.isalpha() and not sign.script for sign in (before, after)]
    opens = after.text[:1] in OPENING
    return any(names) and before.operand and not opens and element.tag not in ("mspace", "mtext") and after.operand


def closed(signs: list[Sign], script: Script, *, below: bool = False) -> list[Sign]:
    """Signs in brackets where a slash or a root would otherwise take the first of them alone."""
    joined = any(not sign.operand and sign.script != "super" for sign in signs)
    differential = bool(signs) and signs[0].text in ("d", "∂")
    several = below and not differential and sum(not sign.script or sign.script == script for sign in signs) > 1
    if not (joined or several):
        return signs
    return [Sign("(", script=script), *signs, Sign(")", script=script)]
