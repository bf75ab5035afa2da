"""An equation of an office program (OMML) as LaTeX: what it says, without how it is coloured or how large it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from build.drawing.latex_letters import COMMAND, joined, sign_of, slanted, upright
from build.drawing.math_letters import FUNCTIONS, LIMITED, NARROW

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_LIMITED = frozenset(f"\\{name.replace(NARROW, '')}" for name in LIMITED)  # whose limits LaTeX puts below by itself
_ACCENTS: Mapping[str, str] = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline", "\u0307": "dot", "\u0308": "ddot",
    "\u20db": "dddot", "\u20d7": "vec", "\u030c": "check", "\u0301": "acute", "\u0300": "grave", "\u0306": "breve",
    "\u030a": "mathring", "^": "hat", "~": "tilde", "¯": "bar", "→": "vec", "\u20d6": "overleftarrow",
    "\u20e1": "overleftrightarrow",
}  # fmt: skip
_WIDE = {"hat": "widehat", "tilde": "widetilde", "bar": "overline", "vec": "overrightarrow"}


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
    return joined(filter(None, parts))


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
        return upright(text)
    forced = {"b": "bold", "bi": "bold-italic"}.get(marks.get("sty", ""), "")
    forced = marks.get("scr", forced)
    return slanted(text, forced)


# ---- what is built ------------------------------------------------------------------------------------
def _braced(text: str) -> str:
    return f"{{{text}}}"


def _script(element: Any) -> str:
    base = _part(element, "e")
    base = base if len(base) == 1 or COMMAND.fullmatch(base) else _braced(base)
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
    sign = sign_of(_says(element, "chr", "∫"))
    sub = "" if _on(element, "subHide") else _part(element, "sub")
    sup = "" if _on(element, "supHide") else _part(element, "sup")
    scripts = (f"_{_braced(sub)}" if sub else "") + (f"^{_braced(sup)}" if sup else "")
    return joined(filter(None, (f"{sign}{scripts}", _part(element, "e"))))


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
    return "." if not sign else f"\\{sign}" if sign in "{}" else sign_of(sign)


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
    single = len(inner) <= 1 or COMMAND.fullmatch(inner) or re.fullmatch(r"\\math\w+\{\w\}", inner)
    return f"\\{name if single else _WIDE.get(name, name)}{_braced(inner)}"


def _bar(element: Any) -> str:
    return rf"\{'overline' if _says(element, 'pos', 'bot') == 'top' else 'underline'}{_braced(_part(element, 'e'))}"


def _brace(element: Any) -> str:
    sign, above = _says(element, "chr", "⏟"), _says(element, "pos", "bot") == "top"
    if sign in "⏟⏞":
        return rf"\{'overbrace' if sign == '⏞' else 'underbrace'}{_braced(_part(element, 'e'))}"
    if sign in "→←↔⇒⇐":
        return rf"\{'overset' if above else 'underset'}{_braced(sign_of(sign))}{_braced(_part(element, 'e'))}"
    return _part(element, "e")


def _limit(element: Any) -> str:
    base, limit, below = _operator(_part(element, "e")), _part(element, "lim"), _name(element) == "limLow"
    of_name = base in _LIMITED or re.fullmatch(r"\\operatorname\{[^{}]*\}", base)
    if of_name or re.match(r"\\(under|over)brace\{", base):
        return f"{base}{'_' if below else '^'}{_braced(limit)}"
    if not below and base in (r"\to", r"\rightarrow", "→", r"\longrightarrow"):
        return rf"\xrightarrow{_braced(limit)}"
    return rf"\{'underset' if below else 'overset'}{_braced(limit)}{_braced(base)}"


def _function(element: Any) -> str:
    return joined(filter(None, (_operator(_part(element, "fName")), _part(element, "e"))))


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
