"""How a command says no."""

from __future__ import annotations

import sys

import typer


def refusal(message: str) -> typer.Exit:
    """To be raised where the user asks for something that does not exist."""
    print(message, file=sys.stderr)
    return typer.Exit(2)
