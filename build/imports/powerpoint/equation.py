"""An equation of Office (OMML) as LaTeX: ECMA-376 part 1, 22.1, element by element.

No library that is kept up does this. What has no LaTeX here makes no formula at all, rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


class _UnknownError(ValueError):
    """An element that is not known."""


def latex_of(formula: Any) -> str:
    """The LaTeX of an `m:oMath` element; empty where it cannot be said."""
    try:
        return " ".join(_inside(formula).split())
    except _UnknownError:
        return ""


def letters_of(formula: Any) -> str:
    """An equation's letters in their order, without its form."""
    return "".join(text.text or "" for text in formula.iter(f"{_MATH}t")).strip()


def _inside(element: Any) -> str:
    return "".join(_latex(child) for child in element)


def _latex(element: Any) -> str:
    if not isinstance(element.tag, str) or not element.tag.startswith(_MATH):
        return ""  # properties of the text, of other vocabularies
    name = element.tag.removeprefix(_MATH)
    if name.endswith("Pr"):
        return ""
    if name in _PLAIN:
        return _inside(element)
    if name not in _RULES:
        raise _UnknownError(name)
    return _RULES[name](element)


def _part(element: Any, name: str) -> str:
    found = element.find(f"{_MATH}{name}")
    return "" if found is None else _inside(found).strip()


def _value(element: Any, name: str, otherwise: str = "") -> str:
    """A property of an element; where it stands without a value, it is empty."""
    found = element.find(f"{_MATH}{element.tag.removeprefix(_MATH)}Pr/{_MATH}{name}")
    return otherwise if found is None else found.get(f"{_MATH}val", "")


def _run(element: Any) -> str:
    words = "".join(text.text or "" for text in element.findall(f"{_MATH}t"))
    properties = element.find(f"{_MATH}rPr")
    style = None if properties is None else properties.find(f"{_MATH}sty")
    plain = style is not None and style.get(f"{_MATH}val") == "p"
    normal = properties is not None and properties.find(f"{_MATH}nor") is not None
    bare = words.strip()
    if normal and bare:
        return rf"\text{{{_escaped(words)}}}"
    if bare in _FUNCTIONS:
        return rf"\{bare} "
    if plain and len(bare) > 1 and bare.isalpha() and bare.isascii():
        return rf"\mathrm{{{bare}}}"
    return "".join(_LETTERS.get(letter) or _escaped(letter) for letter in words)


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "#$%&_{}" else letter for letter in words).replace("\\\\", "\\backslash ")


def _fraction(element: Any) -> str:
    top, below = _part(element, "num"), _part(element, "den")
    kind = _value(element, "type")
    if kind in ("lin", "skw"):
        return f"{{{top}}}/{{{below}}}"
    return rf"\binom{{{top}}}{{{below}}}" if kind == "noBar" else rf"\frac{{{top}}}{{{below}}}"


def _scripts(element: Any) -> str:
    base, below, above = (_part(element, name) for name in ("e", "sub", "sup"))
    return f"{{{base}}}" + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _before(element: Any) -> str:
    base, below, above = (_part(element, name) for name in ("e", "sub", "sup"))
    return f"{{}}_{{{below}}}^{{{above}}}{{{base}}}"


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    return rf"\sqrt[{degree}]{{{_part(element, 'e')}}}" if degree else rf"\sqrt{{{_part(element, 'e')}}}"


def _large(element: Any) -> str:
    sign = _value(element, "chr", "∫")
    below, above = _part(element, "sub"), _part(element, "sup")
    if sign not in _OPERATORS:
        raise _UnknownError(sign)
    limits = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return f"{_OPERATORS[sign]}{limits} {_part(element, 'e')}"


def _fences(element: Any) -> str:
    left, right = _value(element, "begChr", "("), _value(element, "endChr", ")")
    between = _value(element, "sepChr", "|") or " "
    inside = _FENCES.get(between, between).join(_inside(each).strip() for each in element.findall(f"{_MATH}e"))
    return rf"\left{_fence(left)} {inside} \right{_fence(right)}"


def _fence(sign: str) -> str:
    if sign and sign not in _FENCES and sign not in "()[]/|<>":
        raise _UnknownError(sign)
    return _FENCES.get(sign, sign) or "."


def _function(element: Any) -> str:
    name = _part(element, "fName")
    words = name if name.startswith("\\") else rf"\operatorname{{{name}}}" if name.isalpha() else name
    return f"{words} {_part(element, 'e')}"


def _below(element: Any) -> str:
    base, limit = _part(element, "e"), _part(element, "lim")
    return f"{base}_{{{limit}}}" if base in _LIMITED else rf"\underset{{{limit}}}{{{base}}}"


def _above(element: Any) -> str:
    return rf"\overset{{{_part(element, 'lim')}}}{{{_part(element, 'e')}}}"


def _accent(element: Any) -> str:
    sign = _value(element, "chr", "\u0302")
    if sign not in _ACCENTS:
        raise _UnknownError(sign)
    return rf"{_ACCENTS[sign]}{{{_part(element, 'e')}}}"


def _bar(element: Any) -> str:
    return rf"\{'overline' if _value(element, 'pos') == 'top' else 'underline'}{{{_part(element, 'e')}}}"


def _grouped(element: Any) -> str:
    at_top = _value(element, "pos") == "top"
    sign = _value(element, "chr", "⏟")
    if sign in ("⏟", "⏞"):
        return rf"\{'overbrace' if at_top or sign == '⏞' else 'underbrace'}{{{_part(element, 'e')}}}"
    place = "overset" if at_top else "underset"
    return rf"\{place}{{{_LETTERS.get(sign) or _escaped(sign)}}}{{{_part(element, 'e')}}}"


def _matrix(element: Any) -> str:
    rows = (
        " & ".join(_inside(cell).strip() for cell in row.findall(f"{_MATH}e"))
        for row in element.findall(f"{_MATH}mr")
    )  # fmt: skip
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _lines(element: Any) -> str:
    rows = (_inside(each).strip() for each in element.findall(f"{_MATH}e"))
    return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"


_PLAIN = frozenset({"oMath", "oMathPara", "box", "borderBox", "e", "num", "den", "sub", "sup", "deg", "lim", "fName"})
_RULES: Mapping[str, Callable[[Any], str]] = {
    "r": _run, "f": _fraction, "sSub": _scripts, "sSup": _scripts, "sSubSup": _scripts, "sPre": _before, "rad": _root,
    "nary": _large, "d": _fences, "func": _function, "limLow": _below, "limUpp": _above, "acc": _accent, "bar": _bar,
    "groupChr": _grouped, "m": _matrix, "eqArr": _lines,
}  # fmt: skip
_FUNCTIONS = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "log", "ln", "lg",
    "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "gcd", "ker", "deg", "arg", "Pr",
})  # fmt: skip
_LIMITED = frozenset(rf"\{name}" for name in ("lim", "max", "min", "sup", "inf"))
_OPERATORS = {
    "∑": r"\sum", "∏": r"\prod", "∐": r"\coprod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint",
    "⋃": r"\bigcup", "⋂": r"\bigcap", "⋁": r"\bigvee", "⋀": r"\bigwedge", "⨁": r"\bigoplus", "⨂": r"\bigotimes",
}  # fmt: skip
_FENCES = {
    "{": r"\{", "}": r"\}", "⟨": r"\langle ", "⟩": r"\rangle ", "〈": r"\langle ", "〉": r"\rangle ", "‖": r"\|",
    "∥": r"\|", "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "∣": "|",
}  # fmt: skip
_ACCENTS = {
    "\u0302": r"\hat", "^": r"\hat", "ˆ": r"\hat", "\u0303": r"\tilde", "~": r"\tilde", "\u0304": r"\bar",
    "\u0305": r"\overline", "¯": r"\bar", "\u0307": r"\dot", "\u0308": r"\ddot", "\u20d7": r"\vec", "→": r"\vec",
    "\u030c": r"\check", "\u0306": r"\breve", "\u0301": r"\acute", "\u0300": r"\grave", "\u20db": r"\dddot",
}  # fmt: skip
_LETTERS = {
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "ϵ": r"\epsilon ",
    "ζ": r"\zeta ", "η": r"\eta ", "θ": r"\theta ", "ϑ": r"\vartheta ", "ι": r"\iota ", "κ": r"\kappa ",
    "λ": r"\lambda ", "μ": r"\mu ", "ν": r"\nu ", "ξ": r"\xi ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ",
    "ς": r"\varsigma ", "τ": r"\tau ", "υ": r"\upsilon ", "φ": r"\varphi ", "ϕ": r"\phi ", "χ": r"\chi ",
    "ψ": r"\psi ", "ω": r"\omega ", "Γ": r"\Gamma ", "Δ": r"\Delta ", "Θ": r"\Theta ", "Λ": r"\Lambda ",
    "Ξ": r"\Xi ", "Π": r"\Pi ", "Σ": r"\Sigma ", "Υ": r"\Upsilon ", "Φ": r"\Phi ", "Ψ": r"\Psi ", "Ω": r"\Omega ",
    "∞": r"\infty ", "∂": r"\partial ", "∇": r"\nabla ", "±": r"\pm ", "∓": r"\mp ", "×": r"\times ", "÷": r"\div ",
    "⋅": r"\cdot ", "·": r"\cdot ", "∗": "*", "∘": r"\circ ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ",
    "≈": r"\approx ", "≡": r"\equiv ", "∼": r"\sim ", "≅": r"\cong ", "∝": r"\propto ", "→": r"\to ",
    "←": r"\leftarrow ", "↔": r"\leftrightarrow ", "⇒": r"\Rightarrow ", "⇐": r"\Leftarrow ",
    "⇔": r"\Leftrightarrow ",
    "∈": r"\in ", "∉": r"\notin ", "⊂": r"\subset ", "⊆": r"\subseteq ", "⊃": r"\supset ", "∪": r"\cup ", "∩": r"\cap ",
    "∅": r"\emptyset ", "∀": r"\forall ", "∃": r"\exists ", "¬": r"\neg ", "∧": r"\wedge ", "∨": r"\vee ",
    "…": r"\dots ", "⋯": r"\cdots ", "⋮": r"\vdots ", "⋱": r"\ddots ", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}",
    "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}", "ℓ": r"\ell ", "ℏ": r"\hbar ", "′": "'", "−": "-",
    "∣": "|", "∥": r"\parallel ", "⊥": r"\perp ", "√": r"\surd ", "∑": r"\sum ", "∫": r"\int ", "∏": r"\prod ",
    "≪": r"\ll ", "≫": r"\gg ", "↦": r"\mapsto ", "∖": r"\setminus ", "⊕": r"\oplus ", "⊗": r"\otimes ",
    "⟨": r"\langle ", "⟩": r"\rangle ", "\u2061": "", "\u200b": "", "\u2062": "", "\xa0": "~",
}  # fmt: skip
