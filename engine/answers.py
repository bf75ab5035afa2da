"""Questions to `engine.estimate` as somebody types them, and answers as somebody reads them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine import estimate
from engine.names import unknown
from engine.units import Bytes, Count, Flops, FlopsPerByte, Quantity, Seconds, TokensPerSecond

QUESTIONS: Mapping[str, Callable[..., estimate.Answer]] = {
    "kv": estimate.kv,
    "params": estimate.params,
    "flops": estimate.flops,
    "roofline": estimate.roofline,
    "capacity": estimate.capacity,
}
# The label and the unit of each number that has one; other whole numbers are counts.
LABELS: Mapping[str, tuple[str, type[Quantity]]] = {
    "bytes": ("memory", Bytes),
    "bytes_per_token": ("a token", Bytes),
    "prefill": ("prompt", Flops),
    "decode_per_token": ("a generated token", Flops),
    "intensity": ("intensity", FlopsPerByte),
    "prefill_s": ("prompt", Seconds),
    "decode_s_per_token": ("a generated token", Seconds),
    "tokens_per_s": ("speed", TokensPerSecond),
}


def answer(what: str, model: str, given: Mapping[str, Any], changes: Iterable[str] = ()) -> estimate.Answer:
    """Ask one question. Raises ValueError for an unknown one, and for an option it needs or does not take."""
    if what not in QUESTIONS:
        raise unknown("estimate", what, QUESTIONS)
    question = QUESTIONS[what]
    takes = {
        name: parameter
        for name, parameter in inspect.signature(question).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    for name in given.keys() - takes.keys():
        raise ValueError(f"estimate {what} takes no {_option(name)}; it takes: {', '.join(map(_option, takes))}")
    for name, parameter in takes.items():
        if parameter.default is inspect.Parameter.empty and name not in given:
            raise ValueError(f"estimate {what} needs {_option(name)}")
    return question(model, **given, **dict(map(_change, changes)))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _change(text: str) -> tuple[str, Any]:
    """`n_kv_heads=8` as a field and its value; `layers` is a list with commas."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise ValueError(f"--set {text!r} is not field=value, such as n_kv_heads=8")
    if name == "layers":
        return name, tuple(value.split(","))
    return name, {"true": True, "false": False}.get(value, _number(value))


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def as_text(found: estimate.Answer) -> str:
    """An answer as two columns, each number with its unit."""
    rows = list(_rows(found))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}".rstrip() for name, value in rows)


def _rows(found: estimate.Answer) -> Iterable[tuple[str, str]]:
    parts = Flops if "prefill" in found else Count
    for name, value in found.items():
        label, unit = LABELS.get(name, (name.replace("_", " "), Count))
        if isinstance(value, dict):
            yield label, ""
            yield from ((f"  {part.replace('_', ' ')}", str(parts(number))) for part, number in value.items())
        elif isinstance(value, bool):
            yield label, "yes" if value else "no"
        elif name in LABELS or isinstance(value, int):
            yield label, str(unit(value))
        else:
            yield label, str(value)
