"""Made-up facts, the theme, and calls written as a spec writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from build.drawing.page import Box
from build.drawing.text_measure import Measure
from build.figures.canvas import Canvas, Drawing
from build.figures.draw import draw
from build.files.course import product
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic, Span
from build.spec.deck import Call
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, read_ledger

CONCEPT = Box(4.65, 1.62, 4.04, 3.9)
Drawn = tuple[Drawing, list[Diagnostic]]


def parse(text: str, span: Span | None = None) -> Call:
    """`bars(a, b.c, unit=GB, title="Two words, one comma")`."""
    name, _, rest = text.partition("(")
    facts, parameters = [], []
    for part in (argument.strip() for argument in re.findall(r'(?:[^,"]|"[^"]*")+', rest.removesuffix(")"))):
        key, equals, value = part.partition("=")
        if equals:
            parameters.append((key.strip(), value.strip().strip('"')))
        elif part:
            facts.append(part)
    return Call(figure=name, facts=tuple(facts), parameters=tuple(parameters), span=span or Span())


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return read_ledger(Path(__file__).with_name("facts.json"))


@pytest.fixture(scope="session")
def theme() -> Theme:
    return load_theme(THEME)


@pytest.fixture(scope="session")
def drawn(ledger: Ledger, theme: Theme) -> Callable[..., Drawn]:
    """Draw a call written as text; `visual` puts it in a spec, so that messages show the line."""

    def make(text: str, box: Box = CONCEPT, *, visual: bool = False) -> Drawn:
        source = f"## Slide 1\nVisual: {text}\n" if visual else ""
        call = parse(text, Span(2, 9, 9 + len(text)) if visual else None)
        canvas = Canvas(box, theme, "s01 visual", ledger, Measure(theme.fonts))
        return draw(call, canvas, product(), path="deck.md", source=source)

    return make


@pytest.fixture(scope="session")
def good(drawn: Callable[..., Drawn]) -> Callable[..., Drawing]:
    """Draw a call in which nothing is wrong."""

    def make(text: str, box: Box = CONCEPT) -> Drawing:
        drawing, found = drawn(text, box)
        assert [str(finding) for finding in found] == []
        return drawing

    return make
