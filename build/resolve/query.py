"""What an expression asks for, and why it may show nothing: what is known of one without reading its grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass

FACT_NAME = re.compile(r"\s*([^\W\d]\w*)")


class ShowError(Exception):
    """Why an expression shows nothing: a finding's code, message and hint, and the word at fault."""

    def __init__(self, code: str, message: str, hint: str = "", word: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.word = code, message, hint, word


@dataclass(frozen=True, slots=True)
class Query:
    """An expression's parts: a fact's name, steps into it, and how its number is written."""

    fact: str
    steps: tuple[str | float, ...]
    unit: str = ""
    decimals: int | None = None


def fact_named(source: str) -> str:
    """The fact that an expression starts with; empty where it starts with none."""
    match = FACT_NAME.match(source)
    return match[1] if match else ""
