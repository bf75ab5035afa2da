"""Checks of pictures that the spec names."""

from __future__ import annotations

from pathlib import Path

from build.checks.context import Matter
from build.drawing.logo import LogoError, read_logo


def logo(matter: Matter) -> None:
    front = matter.deck.front
    if not front.logo:
        return
    try:
        read_logo(Path(matter.deck.path), front.logo)
    except LogoError as error:
        matter.report.add("C601", front.logo_span, str(error), error.hint)
