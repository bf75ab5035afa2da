"""Questions to `engine.estimate` as somebody types them, and answers as somebody reads them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, ClassVar

from engine import estimate
from engine.did_you_mean import unknown
from engine.economics import questions
from engine.quoted import quoted
from engine.sweep import AXES, Answer
from engine.units import Bytes, Count, Flops, FlopsPerByte, Number, Quantity, Ratio, Seconds, TokensPerSecond

QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    "kv": estimate.kv,
    "params": estimate.params,
    "flops": estimate.flops,
    "roofline": estimate.roofline,
    "capacity": estimate.capacity,
    "activations": estimate.activations,
    "cost": questions.tokens,
    "offline": questions.offline,
    "choose": questions.choose,
}


class Factor(Quantity):
    """How many times as much, whatever its size: 0.8×, where a share is 80%."""

    natural = ("x",)
    scales: ClassVar = {"x": Ratio.scales["x"]}


PARTS = ("mla", "moe", "delta", "rope_scaling")
LARGEST = 10**12  # tokens or sequences: beyond it a float no longer counts in ones
# The label and the unit of each number that has one; other whole numbers are counts.
LABELS: Mapping[str, tuple[str, type[Quantity]]] = {
    "bytes": ("memory", Bytes),
    "bytes_per_token": ("a token", Bytes),
    "prefill": ("prompt", Flops),
    "decode_per_token": ("a generated token", Flops),
    "intensity": ("intensity", FlopsPerByte),
    "prefill_intensity": ("prompt's intensity", FlopsPerByte),
    "weight_bytes": ("weights", Bytes),
    "request_bytes": ("cache of a request", Bytes),
    "activation_bytes": ("activations", Bytes),
    "bytes_per_new_token": ("a new token", Bytes),
    "prefill_s": ("prompt", Seconds),
    "decode_s_per_token": ("a generated token", Seconds),
    "tokens_per_s": ("speed", TokensPerSecond),
    "shared_bytes": ("cache that all share", Bytes),
    "reserve_above": ("only so many if more than", Ratio),
    "reserve_up_to": ("and up to this is kept free", Ratio),
    "step_s": ("a step", Seconds),
    "gap_s": ("from token to token", Seconds),
    "card_s_per_million": ("cards for a million tokens", Seconds),
    "cost": ("a million new tokens cost", Number),
    "cost_of_new": ("of that the steps", Number),
    "cost_of_prompt": ("a million prompt tokens cost", Number),
    "job_prefill_s": ("job's prompt", Seconds),
    "job_step_s": ("job's step", Seconds),
    "job_gap_s": ("job from token to token", Seconds),
    "job_tokens_per_s": ("job's speed", TokensPerSecond),
    "by_utilisation": ("cheaper by busier hours", Factor),
    "by_batch": ("cheaper by a larger batch", Factor),
    "cheaper": ("cheaper together", Factor),
    "worth": ("worth, in prices of hardware", Factor),
}


def answer(what: str, model: str, given: Mapping[str, Any], changes: Iterable[str] = ()) -> Answer:
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
    if not 0 <= given.get("overhead", 0.0) < inf:
        raise ValueError(f"--overhead {given['overhead']} is not a time in seconds")
    for name in ("new_tokens", "shared", "users", "cards", "group"):
        if (given.get(name) or 0) > LARGEST:
            raise ValueError(f"{_option(name)} {given[name]} is more than {LARGEST:,}")
    asked = {name: _sizes(name, value) if name in AXES else value for name, value in given.items()}
    return question(model, **asked, **dict(map(_change, changes)))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _sizes(name: str, value: object) -> int | list[int]:
    """A size, or several with commas between them."""
    try:
        sizes = [int(size) for size in str(value).split(",")]
    except ValueError:
        raise ValueError(f"{_option(name)} {value!r} is no whole number, nor several with commas between") from None
    if max(sizes) > LARGEST:
        raise ValueError(f"{_option(name)} {value!r} is more than {LARGEST:,}")
    return sizes if len(sizes) > 1 else sizes[0]


def _change(text: str) -> tuple[str, Any]:
    """`n_kv_heads=8` as a field and its value; `layers` is a list with commas."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise ValueError(f"--set {quoted(text)} is not field=value, such as n_kv_heads=8")
    if name in PARTS:
        raise ValueError(f"--set {name} is made of several numbers and cannot be set; take a model that has it")
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


def as_text(found: Answer) -> str:
    """An answer as two columns, each number with its unit."""
    rows = list(_rows(found))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}".rstrip() for name, value in rows)


def _rows(found: Answer) -> Iterable[tuple[str, str]]:
    parts = Flops if "prefill" in found else Count
    for name, value in found.items():
        label, unit = LABELS.get(name, (name.replace("_", " "), Count))
        if isinstance(value, dict):
            yield label, ""
            of = unit if name in LABELS else parts
            yield from (
                (f"  {part.replace('_', ' ')}", _cell(number, of, always=True)) for part, number in value.items()
            )
        else:
            yield label, _cell(value, parts if name == "by_component" else unit, always=name in LABELS)


def _cell(value: Any, unit: type[Quantity], *, always: bool) -> str:
    """One value; or several, those of one row with points and the rows with strokes between."""
    if isinstance(value, list):
        nested = any(isinstance(row, list) for row in value)
        return (" | " if nested else " · ").join(_cell(row, unit, always=always) for row in value)
    if value is None:
        return "none"
    if isinstance(value, dict):
        parts = (f"{name.replace('_', ' ')} {_cell(part, unit, always=always)}" for name, part in value.items())
        return f"({', '.join(parts)})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(unit(value)) if always or isinstance(value, int) else str(value)
