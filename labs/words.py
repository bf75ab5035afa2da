"""Facts in a lab's words, written as on slides, and conditions on a lab's numbers."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from build.resolve.braces import BRACES, fact_text
from build.resolve.fact_text import FactText
from build.resolve.query import ShowError
from engine.ledger import Ledger
from engine.units import numbers

_NUMBER = re.compile(r"-?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_OPERATIONS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def shown(query: str, ledger: Ledger) -> FactText:
    """What a slide would show for the words between the braces. Raises ValueError."""
    try:
        return fact_text(query, ledger)
    except ShowError as error:
        raise ValueError(f"{{{{{query}}}}}: {error}") from None


def filled(text: str, ledger: Ledger) -> str:
    """The text with its numbers in. Raises ValueError."""
    return BRACES.sub(lambda match: shown(match[1], ledger).text, text)


def facts_in(text: str, ledger: Ledger) -> list[str]:
    """The facts that a text shows, each once."""
    return list(dict.fromkeys(shown(query, ledger).fact for query in BRACES.findall(text)))


def number_in(text: str) -> float | None:
    """The first number of what somebody typed, or of what a fact shows: `1,024 tokens` is 1024."""
    found = _NUMBER.search(text)
    return float(found[0].replace(",", "")) if found else None


def values_of(ledger: Ledger) -> dict[str, float]:
    """Every recorded number by the name that a condition uses: `decode_cache.speedup`."""
    values: dict[str, float] = {}
    for name, record in ledger.items():
        if record.unit not in ("Series", "Matrix"):
            found = numbers(record.quantity)
            values |= {name if field == "value" else f"{name}.{field}": float(n) for field, n in found.items()}
    return values


def worth(condition: str, values: Mapping[str, float]) -> float:
    """What an expression over named numbers gives. Raises ValueError for an unknown name, or for anything else.

    condition = comparison | sum | "not" condition | condition ("and" | "or") condition
    """
    try:
        return float(_value(ast.parse(condition, mode="eval").body, values))
    except (SyntaxError, ZeroDivisionError) as error:
        raise ValueError(f"{condition!r} cannot be worked out: {error}") from None


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name() | ast.Attribute():
            name = ast.unparse(node)
            if name not in values:
                raise ValueError(f"there is no number {name!r}")
            return values[name]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, values)
        case ast.BoolOp(op=op, values=parts):
            each = [bool(_value(part, values)) for part in parts]
            return all(each) if isinstance(op, ast.And) else any(each)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, values), _value(right, values))
    raise ValueError(f"{ast.unparse(node)!r} is more than a condition may say")
