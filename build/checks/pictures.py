"""Checks of pictures that the spec names."""

from __future__ import annotations

from pathlib import Path

from build.checks.context import CheckContext
from build.drawing.logo import LogoError, read_logo, read_mascot


def logo(context: CheckContext) -> None:
    front = context.deck.front
    if not front.logo:
        return
    try:
        read_logo(Path(context.deck.path), front.logo)
    except LogoError as error:
        context.findings.add("C601", front.logo_span, str(error), error.hint)


def mascot(context: CheckContext) -> None:
    front = context.deck.front
    if not front.mascot:
        return
    try:
        read_mascot(Path(context.deck.path), front.mascot)
    except LogoError as error:
        context.findings.add("C611", front.mascot_span, str(error), error.hint)
