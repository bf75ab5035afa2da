"""The hint for a name that nobody knows: the one that was most likely meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.did_you_mean import nearest
from engine.quoted import quoted


def suggestion(name: str, known: Iterable[str], otherwise: str = "", write: Callable[[str], str] = str) -> str:
    """`did you mean 'gpt2-124m'?`, as it is to be written; `otherwise` where no known name is like it."""
    likely = nearest(name, known)
    return f"did you mean {quoted(write(likely))}?" if likely else otherwise


def as_label(name: str) -> str:
    """`Objective:` of `objective`."""
    return f"{name.capitalize()}:"
