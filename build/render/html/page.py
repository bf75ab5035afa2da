"""Pages for a browser: a jinja2 template beside this file, in a theme's colours and fonts, with nothing fetched."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from build.drawing.art import DRAWINGS, OWL, icon_names
from build.theme.tokens import Theme


def html(template: str, theme: Theme, **values: Any) -> str:
    """A page from its template. Raises jinja2's errors where the template and its values do not fit."""
    return _templates().get_template(template).render(theme=theme, art=_art, **values)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _art(name: str) -> Markup:
    """An icon, or the owl, as inline SVG; decorative, since words stand beside it."""
    assert name == OWL or name in icon_names(), name
    drawing = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
