"""LaTeX read into MathML: the one place where a formula's source is understood."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from engine.quoted import quoted

_NAMESPACE = re.compile(r'\sxmlns="[^"]*"')
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split)\}")  # what stands inside a formula, by its outer name
_UPRIGHT = re.compile(r"\\mathrm\{([A-Za-z])\}")  # the library forgets that a single letter stands upright

_PARTS = {  # what these elements are made of (MathML 3, table 3.1.3.2); the library lets parts be missing
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip


class FormulaError(ValueError):
    """LaTeX that cannot be shown; the message says why in the writer's words."""


def usual(latex: str) -> str:
    """The same formula as the library writes it."""
    return _UPRIGHT.sub(r"\\text{\1}", _ALIGNED.sub(r"\\\1{align*}", latex.strip()))


def read_latex(latex: str) -> ElementTree.Element:
    """The formula as MathML. Raises FormulaError for what is no LaTeX, or names a command that does not exist."""
    found = _tried(latex)
    if isinstance(found, str):
        raise FormulaError(found)
    return found


@lru_cache(maxsize=512)
def _tried(latex: str) -> ElementTree.Element | str:
    """The formula, or what is wrong with it: both are asked for at each size that a slide is tried in."""
    try:
        return _read(latex)
    except FormulaError as error:
        return str(error)


def _read(latex: str) -> ElementTree.Element:
    from latex2mathml.converter import convert

    try:
        written = _NAMESPACE.sub("", convert(usual(latex)))
        if ">&<" in written:
            raise FormulaError("a '&' stands outside of a table; the sign itself is written \\&")
        root = ElementTree.fromstring(written)
    except Exception as error:  # the library raises whatever it trips over
        raise FormulaError(f"cannot read the formula {quoted(latex)}: {reason(error)}") from error
    if any(len(element) != _PARTS.get(element.tag, len(element)) for element in root.iter()):
        raise FormulaError(f"cannot read the formula {quoted(latex)}: a part is missing, or a brace")
    unknown = next((word for word in root.itertext() if word.startswith("\\")), "")
    if unknown:
        raise FormulaError(f"unknown command {unknown} in the formula {quoted(latex)}")
    if not "".join(root.itertext()).strip():
        raise FormulaError(f"the formula {quoted(latex)} draws nothing")
    return root


def reason(error: Exception) -> str:
    """`MissingSuperScriptOrSubscriptError` → `missing super script or subscript`."""
    name = type(error).__name__.removesuffix("Error")
    return str(error) or re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
