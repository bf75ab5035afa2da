"""Checks of formulas inside a text: they can be read, and a line can hold them."""

from __future__ import annotations

from build.checks.context import CheckContext
from build.drawing.math_text import TallError, math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import TextStyle
from build.spec.deck import Words
from build.spec.walk import texts_in

_ANY = TextStyle(16)


def inline(context: CheckContext) -> None:
    """What stands between two dollars is LaTeX, and no higher than a line."""
    for text in texts_in((context.deck.heading, context.deck.introduction, context.deck.slides)):
        for piece in text.pieces:
            if not isinstance(piece, Words) or not piece.math:
                continue
            span = context.findings.source.locate(text.span, piece.text)
            try:
                math_runs(piece.text, _ANY)
            except TallError as error:
                context.findings.add("C802", span, str(error), f"set it apart: $$ {piece.text} $$")
            except FormulaError as error:
                context.findings.add("C801", span, str(error), "a price is written \\$5: no formula begins there")
