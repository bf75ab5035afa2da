"""What belongs together in a row of a formula: how far brackets, sums and functions reach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from build.drawing.math_letters import FUNCTIONS, LIMITED
from build.drawing.math_text import BINARY, CLOSING, EMS, OPENING, RELATIONS

INTEGRALS = frozenset("∫∬∭∮∯∰")
SUMS = frozenset("∑∏∐⋃⋂⨁⨂⋁⋀") | INTEGRALS
SCRIPTS = frozenset(("msub", "msup", "msubsup", "munder", "mover", "munderover"))
_SPACES = ((0.9, "\u2003"), (0.45, "\u2002"), (0.26, "\u2004"), (0.2, "\u2005"), (0.1, "\u2009"))  # em, from wide
_LENGTH = re.compile(rf"(-?\d*\.?\d+) ?({'|'.join(EMS)})?")


def text_of(element: Element) -> str:
    """The sign or name that an element is; nothing for another one."""
    return (element.text or "") if element.tag in ("mo", "mi") and not len(element) else ""


def base_of(element: Element) -> Element:
    """The element, or what its scripts stand at."""
    return element[0] if element.tag in SCRIPTS and len(element) else element


def is_name(element: Element) -> bool:
    """Whether it is the name of a function."""
    text = text_of(element)
    return text in FUNCTIONS or text in LIMITED or (element.tag == "mo" and len(text) > 1 and text[0].isalpha())


def grows(elements: Sequence[Element], at: int, end: int) -> bool:
    """Whether brackets are those of a matrix or a binomial, or were made large."""
    inner = elements[at + 1 : end]
    alone = len(inner) == 1 and (inner[0].tag == "mtable" or inner[0].get("linethickness") == "0")
    return alone or elements[at].get("minsize") is not None


def closing(elements: Sequence[Element], at: int) -> int:
    """Where the bracket that is opened at a place is closed; 0 where it is not."""
    if text_of(elements[at]) in "|‖":
        return next((i for i in range(at + 1, len(elements)) if text_of(elements[i]) == text_of(elements[at])), 0)
    depth = 0
    for i in range(at, len(elements)):
        text = text_of(elements[i])
        depth += bool(text) and text in OPENING - {"|", "‖"}
        depth -= bool(text) and text in CLOSING - {"|", "‖"}
        if not depth:
            return i
    return 0


def operand_end(elements: Sequence[Element], at: int, *, whole: bool) -> int:
    """Where what is summed ends: at a relation, or for sums at a plus. `whole`: an integral goes on behind that."""
    depth = 0
    for i in range(at, len(elements)):
        text, base = text_of(elements[i]), text_of(base_of(elements[i]))
        ends = text in RELATIONS or text in (",", ";") or (text in BINARY and not whole and i > at and text in "+-−±")
        wide = elements[i].tag == "mspace" and space_of(elements[i]) >= "\u2003"
        if not depth and ((text and ends) or (base and base in CLOSING - OPENING) or wide):
            return i
        depth += bool(base) and base in OPENING - CLOSING
        depth -= bool(base) and base in CLOSING - OPENING
    return len(elements)


def argument_end(elements: Sequence[Element], at: int) -> int:
    """Where a function's argument ends: one element, or all in brackets; there may be none."""
    if at >= len(elements) or elements[at].tag in ("mspace", "mtext"):
        return at
    text = text_of(elements[at])
    if text and text in OPENING - CLOSING:
        depth = 0
        for i in range(at, len(elements)):
            base = text_of(base_of(elements[i]))
            depth += bool(base) and base in OPENING - CLOSING
            depth -= bool(base) and base in CLOSING - OPENING
            if not depth:
                return i + 1
        return at
    if elements[at].tag == "mo" and text not in SUMS:
        return at
    if text_of(base_of(elements[at])) in SUMS:
        return operand_end(elements, at + 1, whole=False)
    return argument_end(elements, at + 1) if is_name(base_of(elements[at])) else at + 1


def space_of(element: Element) -> str:
    """The character that is as wide as a space of MathML."""
    found = _LENGTH.fullmatch(element.get("width") or "0")
    wide = float(found[1]) * EMS[found[2] or "em"] if found else 0.0
    if wide >= 1.9:
        return _SPACES[0][1] * 2
    return next((space for least, space in _SPACES if wide >= least), "")
