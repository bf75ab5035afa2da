"""The letters of an office program's equation as LaTeX writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby

from build.drawing.math_letters import ALPHABETS, FUNCTIONS, NARROW, alphabet_of

_EMPTY = "\u200b"
_WIDEST = "\ufffc"  # stands in for two em
_SPACES: Mapping[str, str] = {
    _WIDEST: r"\qquad", "\u2003": r"\quad", "\u2002": r"\enspace", "\u2004": r"\;", "\u2005": r"\:", "\u205f": r"\:",
    "\u2009": r"\,", "\u200a": r"\,", "\u00a0": r"\ ", " ": " ", _EMPTY: "", "\u2061": "", "\u2062": "", "\u2063": "",
}  # fmt: skip
_ESCAPED = frozenset("{}%$#&_")
_MARKS: Mapping[str, str] = {  # that have a command of several names, or none that is usual
    "−": "-", "∗": "*", "′": "'", "″": "''", "‴": "'''", "⋯": r"\cdots", "…": r"\ldots", "·": r"\cdot", "|": "|",
    "∣": r"\mid", "‖": r"\|", "¬": r"\neg", "→": r"\to", "∼": r"\sim", "∞": r"\infty", "\\": r"\backslash",
    "⟨": r"\langle", "⟩": r"\rangle", "⊤": r"\top", "∘": r"\circ", "¯": "¯", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
    "∇": r"\nabla", "∂": r"\partial", "ϕ": r"\phi", "φ": r"\varphi", "ϵ": r"\epsilon", "ε": r"\varepsilon",
    "~": r"\sim", "′′": "''", "⇌": r"\rightleftharpoons", "ℏ": r"\hbar", "∅": r"\emptyset", "⟹": r"\implies",
    "∉": r"\notin", "∃": r"\exists", "⟶": r"\longrightarrow", "±": r"\pm", "×": r"\times", "÷": r"\div",
    "∝": r"\propto",
}  # fmt: skip
COMMAND = re.compile(r"\\[A-Za-z]+$")


def joined(parts: Iterable[str]) -> str:
    """Parts behind each other, with a space where a command would take the next letter for its own."""
    whole = ""
    for part in parts:
        apart = COMMAND.search(whole) and part[0].isalpha()
        whole += f" {part}" if apart else part
    return whole


def upright(text: str) -> str:
    """Names of functions, and other letters that stand upright."""
    parts = []
    words = [("".join(group), word) for word, group in groupby(text, key=str.isalpha)]
    if len(words) == 3 and words[1][0] == NARROW:
        whole = words[0][0] + words[2][0]
        return f"\\{whole}" if whole in ("limsup", "liminf") else f"\\operatorname{{{text}}}"
    for part, word in words:
        if part in FUNCTIONS:
            parts.append(f"\\{part}")
        elif word and part.isascii():
            parts.append(f"\\mathrm{{{part}}}")
        else:
            parts.append(slanted(part))
    return joined(parts)


def slanted(text: str, forced: str = "") -> str:
    """Letters as they stand in formulas; `forced` names the alphabet of those that have none."""
    parts = []
    for letter in text.replace("\u2003\u2003", _WIDEST):
        plain, variant = alphabet_of(letter)
        variant = forced if forced in ALPHABETS and variant in ("", "italic") and plain.isalnum() else variant
        command = ALPHABETS[variant][1] if variant else ""
        written = sign_of(plain)
        parts.append(f"\\{command}{{{written}}}" if command else written)
    return joined(filter(None, parts))


def sign_of(letter: str) -> str:
    """A character, or the command for it."""
    if letter in _SPACES:
        return _SPACES[letter]
    if letter in _ESCAPED:
        return f"\\{letter}"
    if letter in _MARKS:
        return _MARKS[letter]
    if letter.isascii():
        return letter
    base = unicodedata.normalize("NFD", letter)
    if base.endswith("\u0338") and len(base) == 2 and f"{ord(letter):05X}" not in _commands():
        return rf"\not{sign_of(base[0])}"
    return _commands().get(f"{ord(letter):05X}", letter) if len(letter) == 1 else letter


@cache
def _commands() -> Mapping[str, str]:
    """The command of each character, by its number."""
    from latex2mathml.symbols_parser import SYMBOLS

    found: dict[str, str] = {}
    for command, number in SYMBOLS.items():
        is_mark = unicodedata.category(chr(int(number, 16))).startswith("M")  # whose command wants what it stands over
        if command.startswith("\\") and command[1:].isalpha() and not is_mark:
            found.setdefault(number, command)
    return found
