"""LaTeX read into MathML: the one place where a formula's source is understood."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree

from build.drawing.math_letters import NARROW
from engine.quoted import quoted

_NAMESPACE = re.compile(r'\sxmlns="[^"]*"')
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split)\}")  # what stands inside a formula, by its outer name
LONGEST = 1_000  # characters: a slide holds a tenth of them, and the libraries take their time for more
_PROGRAM = re.compile(  # what is TeX's and no mathematics, of which the library would draw the rest
    r"\\(?:def|edef|gdef|let|newcommand|renewcommand|providecommand|input|include|write|openout|read|csname|catcode)(?![A-Za-z])"
)
_STARRED = re.compile(r"\\operatorname\*?\s*\{([^{}]*)\}")  # a name with a space, and limits below it
_ARGUMENT = re.compile(r"\\arg(?![A-Za-z])")  # that the library does not know
_UNEQUAL = re.compile(r"\\not\s*(?:=|\{=\})")
_THIN = re.compile(r"\\[,;: ]|(?<=\w) (?=\w)")
_RAISED = re.compile(
    r"\\begin\{([pbvBV]matrix)\}(?:(?!\\begin\{\1\}).)*?\\end\{\1\}(?=\s*[\^_])", re.DOTALL
)  # whose bracket alone
_UPRIGHT = re.compile(r"\\mathrm\{([A-Za-z])\}")  # the library forgets that a single letter stands upright

_SIGNS, _NAMES = frozenset(("Sm", "Ps", "Pe")), frozenset("∞∅∇∂¬")

_PARTS = {  # what these elements are made of (MathML 3, table 3.1.3.2); the library lets parts be missing
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip


class FormulaError(ValueError):
    """LaTeX that cannot be shown; the message says why in the writer's words, and `at` which part of it is meant."""

    at = ""


class OfficeError(FormulaError):
    """LaTeX that is drawn, and that office programs' equations have nothing for."""


def usual(latex: str) -> str:
    """The same formula as the library writes it."""
    named = _STARRED.sub(lambda found: rf"\operatorname{{{_THIN.sub(NARROW, found[1])}}}", latex.strip())
    named = _RAISED.sub(r"{\g<0>}", named)  # the library would take for the base of a script
    named = _UNEQUAL.sub(r"\\neq ", _ARGUMENT.sub(r"\\operatorname{arg}", named))
    return _UPRIGHT.sub(r"\\text{\1}", _ALIGNED.sub(r"\\\1{align*}", named))


def require_modest(latex: str) -> None:
    """Raises FormulaError for a formula that no slide holds."""
    if len(latex) > LONGEST:
        raise FormulaError(f"the formula is too long: it has {len(latex):,} characters, and {LONGEST:,} are read")


def read_latex(latex: str) -> ElementTree.Element:
    """The formula as MathML. Raises FormulaError for what is no LaTeX, or names a command that does not exist."""
    found = _tried(latex)
    if isinstance(found, tuple):
        error = FormulaError(found[0])
        error.at = found[1]
        raise error
    return found


@lru_cache(maxsize=512)
def _tried(latex: str) -> ElementTree.Element | tuple[str, str]:
    """The formula, or what is wrong with it, and where: both are asked for at each size that a slide is tried in."""
    try:
        return _read(latex)
    except FormulaError as error:
        return str(error), error.at


def _read(latex: str) -> ElementTree.Element:
    from latex2mathml.converter import convert

    require_modest(latex)
    if found := _PROGRAM.search(latex):
        raise _pointing(f"unknown command {found[0]} in the formula {quoted(latex)}", found[0])
    if latex.replace(r"\\", "").replace(r"\{", "").count("{") != latex.replace(r"\\", "").replace(r"\}", "").count("}"):
        raise FormulaError(f"cannot read the formula {quoted(latex)}: a brace is missing")
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
        raise _pointing(f"unknown command {unknown} in the formula {quoted(latex)}", unknown)
    if not "".join(root.itertext()).strip():
        raise FormulaError(f"the formula {quoted(latex)} draws nothing")
    _amend(root)
    return root


def _pointing(message: str, at: str) -> FormulaError:
    error = FormulaError(message)
    error.at = at
    return error


def _amend(root: ElementTree.Element) -> None:
    """Mend what the library writes otherwise than MathML has it: signs as names, strokes through signs as text."""
    for element in root.iter():
        if element.tag == "mi" and (sign := element.text or "") and len(sign) == 1 and sign not in _NAMES:
            element.tag = "mo" if unicodedata.category(sign) in _SIGNS else "mi"
        for stroke, struck in list(pairwise(list(element))):
            if stroke.tag == "mpadded" and "".join(stroke.itertext()) == "⧸" and struck.tag == "mo":
                struck.text = unicodedata.normalize("NFC", f"{struck.text}\u0338")
                element.remove(stroke)


def reason(error: Exception) -> str:
    """`MissingSuperScriptOrSubscriptError` → `missing super script or subscript`."""
    name = type(error).__name__.removesuffix("Error")
    return str(error) or re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
