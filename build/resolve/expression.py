"""What `{{ }}` may say.

Jinja's sandbox reads the words between the braces; the tree it gives is held against this grammar
before anything is looked up, so an expression cannot reach for anything but a recorded fact.
"""

from __future__ import annotations

import math
from contextlib import suppress
from functools import lru_cache

from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from build.resolve.own_unit import own_unit
from build.resolve.query import Query, ShowError
from engine.units import SCALE_NAMES

LONGEST = 200
MOST_DECIMALS = 6
FORM = '{{ fact | unit }}, {{ fact.field | unit }}, {{ fact.settings.name }} or {{ fact["line"][x] | unit }}'

_STAND_IN = "own_unit"  # what Jinja reads in place of a unit that is no name

_SANDBOX = SandboxedEnvironment()


@lru_cache(maxsize=2**12)
def read_query(source: str) -> Query:
    """Read what stands between the braces. Raises ShowError where the grammar has no such expression."""
    if len(source) > LONGEST:
        raise ShowError("F104", "an expression this long is not one", f"it may say {FORM}")
    own = own_unit(source)
    try:
        body = _SANDBOX.parse("{{" + (f"{own.value}|{_STAND_IN}{own.decimals}" if own else source) + "}}").body
    except (TemplateError, RecursionError, ValueError):
        fault = "not an expression" if source.strip() else "an empty expression"
        raise ShowError("F105", fault, f"it may say {FORM}") from None
    output = body[0] if len(body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise ShowError("F105", "not an expression", f"it may say {FORM}")
    return _query(output.nodes[0], own.unit if own else "")


def _query(node: nodes.Expr, own: str) -> Query:
    """One number, and how it is written.

    inside    = value ("|" unit ("(" decimals ")")?)?
    """
    if not isinstance(node, nodes.Filter):
        fact, steps = _value(node)
        return Query(fact, steps)
    name = own or node.name
    if node.node is None or isinstance(node.node, nodes.Filter):
        raise ShowError("F104", "one unit is enough", f"it may say {FORM}", name)
    fact, steps = _value(node.node)
    decimals = None
    arguments = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    if arguments and not own and name not in SCALE_NAMES and not _has_decimals(node):
        raise ShowError("F103", f"unknown unit '{name}'", f"it may say {FORM}", name)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 1:
        raise ShowError("F104", f"'{name}' takes a number of decimals only", f"write '| {name}(1)'", name)
    if node.args:
        argument = node.args[0]
        number = argument.value if isinstance(argument, nodes.Const) else None
        if type(number) is not int or not 0 <= number <= MOST_DECIMALS:
            raise ShowError("F104", f"'{name}' takes up to {MOST_DECIMALS} decimals", f"write '| {name}(1)'", name)
        decimals = number
    return Query(fact, steps, name, decimals)


def _has_decimals(node: nodes.Filter) -> bool:
    """Whether one number stands in a unit's brackets, and nothing else."""
    alone = len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    return alone and isinstance(node.args[0], nodes.Const) and type(node.args[0].value) is int


def _value(node: nodes.Node) -> tuple[str, tuple[str | float, ...]]:
    """A fact's name and the steps into it, which are followed as far as its record goes.

    value = fact ("." name | "[" (line | x) "]")*
    """
    steps: list[str | float] = []
    while True:
        if isinstance(node, nodes.Name):
            return node.name, tuple(reversed(steps))
        if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
            steps.append("." + node.attr)
            node = node.node
        elif isinstance(node, nodes.Getitem):
            key = node.arg.value if isinstance(node.arg, nodes.Const) else None
            if isinstance(key, bool) or not isinstance(key, str | int | float):
                raise ShowError("F104", "not a line or a point of a fact", f"an expression may say {FORM}")
            steps.append("[" + key if isinstance(key, str) else _point(key))
            node = node.node
        else:
            raise _beyond(node)


def _point(number: float) -> float:
    """A point of a curve. Raises ShowError for a number that no curve can have one at."""
    with suppress(OverflowError):
        if math.isfinite(point := float(number)):
            return point
    raise ShowError("F104", "not a point of a curve: the number is too large", f"an expression may say {FORM}")


def _beyond(node: nodes.Node) -> ShowError:
    """Why a part of an expression is more than a fact's name, in a reader's words."""
    if isinstance(node, nodes.Call):
        name = next(node.find_all(nodes.Name), None)
        if name is not None and name.name == "code":
            return ShowError(
                "F104", "code() shows nothing here", "it stands on a line of its own under 'LEFT (60%) - CODE:'", "code"
            )
        return _only("a call", name.name if name else "")
    if isinstance(node, nodes.Getattr):
        return _only("a hidden attribute", node.attr)
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
        return _only("a calculation")
    if isinstance(node, nodes.Literal):
        return _only("a value typed here")
    return _only("more")


def _only(what: str, word: str = "") -> ShowError:
    return ShowError("F104", f"an expression only names a fact; this has {what}", f"it may say {FORM}", word)
