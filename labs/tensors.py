"""Tensors in a notebook: shown with the words they belong to, caught on their way, and held to the engine's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from labs.report import Claim, Report, Row


def show(says: str, tensor: Any, rows: Sequence[str] = (), columns: Sequence[str] = ()) -> None:
    """Print a tensor of one or two axes, [T] or [T, C], with its shape and the names of its rows and columns."""
    print(f"\n{says}, {list(tensor.shape)}")
    table = tensor.tolist() if tensor.dim() > 1 else [tensor.tolist()]
    first = max((len(row) for row in rows), default=0)
    if columns:
        print(" ".join([" " * first, *(f"{column:>7}" for column in columns)]))
    for name, row in zip(rows or [""] * len(table), table, strict=True):
        print(" ".join([name.ljust(first), *(f"{_written(number):>7}" for number in row)]))


def _written(number: float) -> str:
    return str(number) if isinstance(number, bool | int) else f"{number:.3f}".replace("-", "−")


def traced(module: Any, *given: Any) -> dict[str, Any]:
    """What a module's `forward` makes of its input: its tensors by the names that they have there, in that order."""
    from torch import Tensor

    code, kept = type(module).forward.__code__, {}

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is code:
            kept.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        module(*given)
    finally:
        sys.setprofile(before)
    return {name: value for name, value in kept.items() if isinstance(value, Tensor)}


def show_shapes(tensors: dict[str, Any]) -> None:
    """Print the name and the shape of each tensor."""
    print()
    for name, tensor in tensors.items():
        print(f"{name:<10}{list(tensor.shape)}")


def found(title: str, **values: Any) -> Report:
    """A report of plain numbers, or tensors of one, by name; underscores become spaces."""
    plain = {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}
    rounded = {name: round(float(value), 6) for name, value in plain.items()}
    rows = (
        Row(name=name, says=name.replace("_", " "), here=f"{value:.4g}".replace("-", "−"), value=value)
        for name, value in rounded.items()
    )
    return Report(title=title, rows=tuple(rows))


def same(says: str, *pairs: tuple[Any, Any], name: str = "same", within: float = 1e-6) -> Report:
    """The claim that both tensors of every pair have the same shape and the same numbers, up to rounding."""
    but = ""
    for ours, theirs in pairs:
        if ours.shape != theirs.shape:
            but = f"one is {list(ours.shape)}, the other {list(theirs.shape)}"
        elif not (apart := (ours - theirs).abs().max().item()) <= within:
            but = f"they are up to {apart:.2g} apart"
    return Report(title="", rows=(), claims=(Claim(name=name, says=says, holds=not but, but=but),))


def where_installed(*facts: str) -> tuple[str, ...]:
    """Facts of SmolLM2, or none and a word where its weights are not installed."""
    from engine.pretrained import find

    try:
        find("smollm2-135m")
    except FileNotFoundError as missing:
        print(f"left out here: {missing}")
        return ()
    return facts
