"""The letters of formulas: the alphabets that mathematics has, and the names that are written upright."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal
from xml.etree.ElementTree import Element

LetterStyle = Literal["math", "plain", "bold", "text"]  # of an alphabet, upright, bold of itself, words

NARROW = "\u2006"  # the space in `lim sup`, as the library has it
# Whose limits stand below them where there is room.
LIMITED = frozenset((
    "lim", "max", "min", "sup", "inf", "lim\u2006sup", "lim\u2006inf", "arg\u2006max", "arg\u2006min",
    "argmax", "argmin", "det", "gcd", "Pr",
))  # fmt: skip
FUNCTIONS = frozenset((
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd", "hom",
    "ker", "lg", "ln", "log", "max", "min", "sec", "sin", "sinh", "tan", "tanh", "lim", "sup", "inf", "Pr",
))  # fmt: skip
DOTTED: Mapping[str, str] = {"i": "\u0131", "j": "\u0237"}
# MathML's alphabets (MathML 3, 3.2.2), each by how Unicode begins the names of its letters, and how LaTeX sets them.
ALPHABETS: Mapping[str, tuple[str, str]] = {
    "italic": ("MATHEMATICAL ITALIC", ""),
    "bold": ("MATHEMATICAL BOLD", "mathbf"),
    "bold-italic": ("MATHEMATICAL BOLD ITALIC", "boldsymbol"),
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "mathbb"),
    "script": ("MATHEMATICAL SCRIPT", "mathcal"),
    "fraktur": ("MATHEMATICAL FRAKTUR", "mathfrak"),
    "sans-serif": ("MATHEMATICAL SANS-SERIF", "mathsf"),
    "monospace": ("MATHEMATICAL MONOSPACE", "mathtt"),
}
_OLDER = {  # letters that Unicode had before it had their alphabets
    ("italic", "h"): "ℎ", ("double-struck", "C"): "ℂ", ("double-struck", "H"): "ℍ", ("double-struck", "N"): "ℕ",
    ("double-struck", "P"): "ℙ", ("double-struck", "Q"): "ℚ", ("double-struck", "R"): "ℝ", ("double-struck", "Z"): "ℤ",
    ("script", "B"): "ℬ", ("script", "E"): "ℰ", ("script", "F"): "ℱ", ("script", "H"): "ℋ", ("script", "I"): "ℐ",
    ("script", "L"): "ℒ", ("script", "M"): "ℳ", ("script", "R"): "ℛ", ("script", "e"): "ℯ", ("script", "g"): "ℊ",
    ("script", "o"): "ℴ", ("fraktur", "C"): "ℭ", ("fraktur", "H"): "ℌ", ("fraktur", "I"): "ℑ",
    ("fraktur", "R"): "ℜ", ("fraktur", "Z"): "ℨ",
}  # fmt: skip


def in_alphabet(letter: str, variant: str) -> str:
    """A letter in one of `ALPHABETS`; itself where that has none."""
    if (variant, letter) in _OLDER:
        return _OLDER[variant, letter]
    begin = ALPHABETS.get(variant, ("", ""))[0]
    name = unicodedata.name(letter, "") if len(letter) == 1 else ""
    for script in ("LATIN ", "GREEK "):
        name = name.removeprefix(script)
    kind, _, rest = name.partition(" LETTER ")
    wanted = f"{begin} {kind} {rest}" if rest else f"{begin} {name}"
    try:
        return unicodedata.lookup(wanted) if begin and (rest or name.startswith("DIGIT")) else letter
    except KeyError:
        return letter


def alphabet_of(letter: str) -> tuple[str, str]:
    """A letter without its alphabet, and the alphabet's name; an empty one for any other letter."""
    older = next((key for key, value in _OLDER.items() if value == letter), None)
    if older:
        return older[1], older[0]
    if not "\U0001d400" <= letter <= "\U0001d7ff" and letter not in "\u0131\u0237":
        return letter, ""
    plain = {"\u0131": "i", "\u0237": "j", "𝚤": "i", "𝚥": "j"}.get(letter) or unicodedata.normalize("NFKC", letter)
    name = unicodedata.name(letter)
    found = [variant for variant, (begin, _) in ALPHABETS.items() if name.startswith(f"{begin} ")]
    return plain, max(found, key=len, default="italic")


def letters_of(element: Element) -> tuple[str, LetterStyle]:
    """The letters of an element of MathML, in their alphabet, and how they are set."""
    text, variant = element.text or "", element.get("mathvariant", "")
    if element.tag == "mtext":
        return text, "plain" if len(text) == 1 and text.isalpha() else "text"  # as the library has an upright letter
    if element.tag == "mi" and variant and variant != "normal":
        return "".join(in_alphabet(letter, variant) for letter in text), "math"
    written = text.replace("-", "−") if element.tag == "mo" else text
    if unicodedata.name(text[:1] or " ").startswith("MATHEMATICAL BOLD"):
        return written, "bold"
    if variant == "normal" or (len(text) > 1 and text.isalpha()) or (text > "\u0370" and text.isupper()):
        return written, "plain"
    if element.tag == "mi":
        return in_alphabet(text, "italic"), "math"
    return written, "plain" if NARROW in text else "math"


def undotted(base: Element) -> Element:
    """What carries an accent: `i` and `j` without their dots."""
    text = "".join(base.itertext())
    if text not in DOTTED:
        return base
    bare = Element("mi")
    bare.text = DOTTED[text]
    return bare
