"""An equation of an office program (OMML) as LaTeX: what it says, without how it is coloured or how large it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from build.drawing.math_letters import ALPHABETS, FUNCTIONS, NARROW, alphabet_of

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_EMPTY = "\u200b"
_WIDEST = "\ufffc"  # stands in for two em
_SPACES: Mapping[str, str] = {
    _WIDEST: r"\qquad", "\u2003": r"\quad", "\u2002": r"\enspace", "\u2004": r"\;", "\u2005": r"\:", "\u205f": r"\:",
    "\u2009": r"\,",
    "\u200a": r"\,", "\u00a0": r"\ ", " ": " ", _EMPTY: "", "\u2061": "", "\u2062": "", "\u2063": "",
}  # fmt: skip
_ESCAPED = frozenset("{}%$#&_")
_ACCENTS: Mapping[str, str] = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline", "\u0307": "dot", "\u0308": "ddot",
    "\u20db": "dddot", "\u20d7": "vec", "\u030c": "check", "\u0301": "acute", "\u0300": "grave", "\u0306": "breve",
    "\u030a": "mathring", "^": "hat", "~": "tilde", "¯": "bar", "→": "vec", "\u20d6": "overleftarrow",
    "\u20e1": "overleftrightarrow",
}  # fmt: skip
_WIDE = {"hat": "widehat", "tilde": "widetilde", "bar": "overline", "vec": "overrightarrow"}
_MARKS: Mapping[str, str] = {  # that have a command of several names, or none that is usual
    "−": "-", "∗": "*", "′": "'", "″": "''", "‴": "'''", "⋯": r"\cdots", "…": r"\ldots", "·": r"\cdot", "|": "|",
    "∣": r"\mid", "‖": r"\|", "¬": r"\neg", "→": r"\to", "∼": r"\sim", "∞": r"\infty", "\\": r"\backslash",
    "⟨": r"\langle", "⟩": r"\rangle", "⊤": r"\top", "∘": r"\circ", "¯": "¯", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
    "∇": r"\nabla", "∂": r"\partial", "ϕ": r"\phi", "φ": r"\varphi", "ϵ": r"\epsilon", "ε": r"\varepsilon",
    "~": r"\sim", "′′": "''", "⇌": r"\rightleftharpoons", "ℏ": r"\hbar", "∅": r"\emptyset", "⟹": r"\implies",
    "∉": r"\notin", "∃": r"\exists", "⟶": r"\longrightarrow", "±": r"\pm", "×": r"\times", "÷": r"\div",
    "∝": r"\propto",
}  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]+$")


def latex_of(equation: Any) -> str:
    """The LaTeX of `m:oMath`, or of anything around one: several are lines."""
    found = [equation] if equation.tag == f"{{{MATH}}}oMath" else list(equation.iter(f"{{{MATH}}}oMath"))
    lines = [_row(each) for each in found]
    return lines[0] if len(lines) == 1 else _set("aligned", lines)


def _set(environment: str, rows: Iterable[str]) -> str:
    """Rows below each other; nothing where there are none."""
    inner = r" \\ ".join(rows)
    return f"\\begin{{{environment}}} {inner} \\end{{{environment}}}" if inner else ""


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _row(element: Any) -> str:
    """What stands in an element, one behind the other."""
    parts = [_WRITERS.get(_name(child), _inner)(child) for child in element if isinstance(child.tag, str)]
    return _joined(filter(None, parts))


def _joined(parts: Iterator[str]) -> str:
    whole = ""
    for part in parts:
        apart = _COMMAND.search(whole) and part[0].isalpha()
        whole += f" {part}" if apart else part
    return whole


def _inner(element: Any) -> str:
    """Of what has no meaning here: properties nothing, and what stands around math the math."""
    return "" if _name(element).endswith("Pr") else _row(element)


def _child(element: Any, name: str) -> Any:
    return element.find(f"{{{MATH}}}{name}")


def _part(element: Any, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else _row(child)


def _says(element: Any, name: str, default: str = "") -> str:
    """A property of something that is built; a switch that is named without a value is on."""
    own = _child(element, f"{_name(element)}Pr")
    found = None if own is None else _child(own, name)
    return default if found is None else str(found.get(f"{{{MATH}}}val", "1"))


def _on(element: Any, name: str) -> bool:
    return _says(element, name, "0") not in ("0", "off", "false")


# ---- letters ------------------------------------------------------------------------------------------
def _run(run: Any) -> str:
    properties, text = _child(run, "rPr"), "".join(each.text or "" for each in run.iter(f"{{{MATH}}}t"))
    marks = {} if properties is None else {_name(each): each.get(f"{{{MATH}}}val", "1") for each in properties}
    if marks.get("nor", "0") not in ("0", "off", "false"):
        return f"\\text{{{text}}}" if text else ""
    if marks.get("sty") == "p":
        return _upright(text)
    forced = {"b": "bold", "bi": "bold-italic"}.get(marks.get("sty", ""), "")
    forced = marks.get("scr", forced)
    return _letters(text, forced)


def _upright(text: str) -> str:
    """Names of functions, and other letters that stand upright."""
    parts = []
    words = [("".join(group), word) for word, group in groupby(text, key=str.isalpha)]
    if len(words) == 3 and words[1][0] == NARROW:
        joined = words[0][0] + words[2][0]
        return f"\\{joined}" if joined in ("limsup", "liminf") else f"\\operatorname{{{text}}}"
    for part, word in words:
        if part in FUNCTIONS:
            parts.append(f"\\{part}")
        elif word and part.isascii():
            parts.append(f"\\mathrm{{{part}}}")
        else:
            parts.append(_letters(part))
    return _joined(iter(parts))


def _letters(text: str, forced: str = "") -> str:
    parts = []
    for letter in text.replace("\u2003\u2003", _WIDEST):
        plain, variant = alphabet_of(letter)
        variant = forced if forced in ALPHABETS and variant in ("", "italic") and plain.isalnum() else variant
        command = ALPHABETS[variant][1] if variant else ""
        written = _sign(plain)
        parts.append(f"\\{command}{{{written}}}" if command else written)
    return _joined(iter(filter(None, parts)))


def _sign(letter: str) -> str:
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
        return rf"\not{_sign(base[0])}"
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


# ---- what is built ------------------------------------------------------------------------------------
def _braced(text: str) -> str:
    return f"{{{text}}}"


def _script(element: Any) -> str:
    base = _part(element, "e")
    base = base if len(base) == 1 or _COMMAND.fullmatch(base) else _braced(base)
    sub, sup = (_part(element, name) for name in ("sub", "sup"))
    raised = sup if set(sup) == {"'"} else f"^{_braced(sup)}" if sup else ""
    return base + (f"_{_braced(sub)}" if sub else "") + raised


def _before(element: Any) -> str:
    sub, sup = (_part(element, name) for name in ("sub", "sup"))
    return f"{{}}_{_braced(sub)}^{_braced(sup)}{_part(element, 'e')}"


def _fraction(element: Any) -> str:
    kind, over, under = _says(element, "type", "bar"), _child(element, "num"), _child(element, "den")
    if kind == "noBar":
        return rf"{{{_row(over)} \atop {_row(under)}}}"
    texts = [_unbracketed(part) if kind in ("lin", "skw") else _row(part) for part in (over, under)]
    return rf"\frac{_braced(texts[0])}{_braced(texts[1])}"


def _unbracketed(part: Any) -> str:
    """What stands over or under a slash without the round brackets that a rule makes needless."""
    inside = [child for child in part if not _name(child).endswith("Pr")]
    if len(inside) == 1 and _name(inside[0]) == "d":
        bracket = inside[0]
        if _says(bracket, "begChr", "(") == "(" and _says(bracket, "endChr", ")") == ")":
            return _part(bracket, "e")
    return _row(part)


def _root(element: Any) -> str:
    index = "" if _on(element, "degHide") else _part(element, "deg")
    return rf"\sqrt{f'[{index}]' if index else ''}{_braced(_part(element, 'e'))}"


def _nary(element: Any) -> str:
    sign = _sign(_says(element, "chr", "∫"))
    sub = "" if _on(element, "subHide") else _part(element, "sub")
    sup = "" if _on(element, "supHide") else _part(element, "sup")
    scripts = (f"_{_braced(sub)}" if sub else "") + (f"^{_braced(sup)}" if sup else "")
    return _joined(iter(filter(None, (f"{sign}{scripts}", _part(element, "e")))))


def _brackets(element: Any) -> str:
    inside = [child for child in element if _name(child) == "e"]
    left, right = _says(element, "begChr", "("), _says(element, "endChr", ")")
    alone = inside[0] if len(inside) == 1 else None
    only = [child for child in alone if not _name(child).endswith("Pr")] if alone is not None else []
    kind = _name(only[0]) if len(only) == 1 else ""
    if kind == "m":
        name = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", ("‖", "‖"): "Vmatrix",
                ("{", "}"): "Bmatrix", ("{", ""): "cases"}.get((left, right))  # fmt: skip
        if name:
            return _table(only[0], name)
    if kind == "f" and _says(only[0], "type") == "noBar" and (left, right) == ("(", ")"):
        return rf"\binom{_braced(_part(only[0], 'num'))}{_braced(_part(only[0], 'den'))}"
    between = rf" \middle{_bracket(_says(element, 'sepChr', '|'))} "
    inner = between.join(map(_row, inside))
    return rf"\left{_bracket(left)} {inner} \right{_bracket(right)}"


def _bracket(sign: str) -> str:
    return "." if not sign else f"\\{sign}" if sign in "{}" else _sign(sign)


def _table(element: Any, name: str = "matrix") -> str:
    rows = (" & ".join(_row(cell) for cell in row if _name(cell) == "e") for row in element if _name(row) == "mr")
    return _set(name, rows)


def _lines(element: Any) -> str:
    """Equations below each other, aligned at what PowerPoint writes as `&`."""
    lines = [_row(child).replace(r"\&", " & ") for child in element if _name(child) == "e"]
    name = "aligned" if any("&" in line for line in lines) else "matrix"
    return _set(name, lines)


def _accent(element: Any) -> str:
    name = _ACCENTS.get(_says(element, "chr", "\u0302"), "hat")
    inner = _part(element, "e")
    single = len(inner) <= 1 or _COMMAND.fullmatch(inner) or re.fullmatch(r"\\math\w+\{\w\}", inner)
    return f"\\{name if single else _WIDE.get(name, name)}{_braced(inner)}"


def _bar(element: Any) -> str:
    return rf"\{'overline' if _says(element, 'pos', 'bot') == 'top' else 'underline'}{_braced(_part(element, 'e'))}"


def _brace(element: Any) -> str:
    sign, above = _says(element, "chr", "⏟"), _says(element, "pos", "bot") == "top"
    if sign in "⏟⏞":
        return rf"\{'overbrace' if sign == '⏞' else 'underbrace'}{_braced(_part(element, 'e'))}"
    if sign in "→←↔⇒⇐":
        return rf"\{'overset' if above else 'underset'}{_braced(_sign(sign))}{_braced(_part(element, 'e'))}"
    return _part(element, "e")


def _limit(element: Any) -> str:
    base, limit, below = _operator(_part(element, "e")), _part(element, "lim"), _name(element) == "limLow"
    of_name = re.fullmatch(r"\\(lim|max|min|sup|inf|limsup|liminf|det|gcd|Pr|operatorname\{[^{}]*\})", base)
    if of_name or re.match(r"\\(under|over)brace\{", base):
        return f"{base}{'_' if below else '^'}{_braced(limit)}"
    if not below and base in (r"\to", r"\rightarrow", "→", r"\longrightarrow"):
        return rf"\xrightarrow{_braced(limit)}"
    return rf"\{'underset' if below else 'overset'}{_braced(limit)}{_braced(base)}"


def _function(element: Any) -> str:
    return _joined(iter(filter(None, (_operator(_part(element, "fName")), _part(element, "e")))))


def _operator(name: str) -> str:
    """The name of a function, which some programs write in slanted letters or as text."""
    plain = re.sub(r"^\\text\{(\w+)\}$", r"\1", name)
    if plain in FUNCTIONS:
        return f"\\{plain}"
    return re.sub(r"^(\{?)\\mathrm\{", r"\1\\operatorname{", name)


def _framed(element: Any) -> str:
    for name, command in (("strikeBLTR", "cancel"), ("strikeTLBR", "bcancel"), ("strikeH", "hcancel")):
        if _on(element, name):
            return rf"\{command}{_braced(_part(element, 'e'))}"
    return rf"\boxed{_braced(_part(element, 'e'))}"


def _phantom(element: Any) -> str:
    inner = _part(element, "e")
    return inner if _says(element, "show", "1") != "0" else rf"\phantom{_braced(inner)}"


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "r": _run, "f": _fraction, "sSub": _script, "sSup": _script, "sSubSup": _script, "sPre": _before, "rad": _root,
    "nary": _nary, "d": _brackets, "m": _table, "eqArr": _lines, "acc": _accent, "bar": _bar, "groupChr": _brace,
    "limLow": _limit, "limUpp": _limit, "func": _function, "borderBox": _framed, "phant": _phantom,
}  # fmt: skip
