"""One question for several lengths and batches at once: each number a list, or a table, in the order that was asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

Answer = dict[str, Any]
AXES = ("seq_len", "batch")


def swept(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """Lets `seq_len` and `batch` be lists. What was asked is told once; whatever was found becomes a list.

    With both, it is a row for each length with a column for each batch: `bytes[i][j]` is of `seq_len[i]`, `batch[j]`.
    """
    asked = {*inspect.signature(question).parameters, "hardware"}

    @wraps(question)
    def ask(model: str, **given: Any) -> Answer:
        axis = next((name for name in AXES if _several(given.get(name))), None)
        if axis is None:
            return question(model, **given)
        values = list(given[axis])
        if not values:
            raise ValueError(f"{axis} is an empty list: it asks for nothing")
        answers = [ask(model, **{**given, axis: value}) for value in values]
        told = {name: value for name, value in answers[0].items() if name in asked} | {axis: values}
        return {name: told[name] if name in told else [answer[name] for answer in answers] for name in answers[0]}

    return ask


def _several(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
