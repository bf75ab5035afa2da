"""Checks of formulas inside a text: they can be read, and a line can hold them."""

from __future__ import annotations

from build.checks.context import CheckContext
from build.drawing.math_text import TallError, math_runs
from build.drawing.mathml import FormulaError, OfficeError
from build.drawing.omml import omml
from build.drawing.page import TextStyle
from build.findings.diagnostic import Span
from build.spec.content import Formula
from build.spec.deck import Words
from build.spec.walk import parts_in, texts_in

_ANY = TextStyle(16)


def inline(context: CheckContext) -> None:
    """What stands between two dollars is LaTeX, and no higher than a line."""
    for text in texts_in((context.deck.heading, context.deck.introduction, context.deck.slides)):
        for piece in text.pieces:
            if not isinstance(piece, Words) or not piece.math:
                continue
            try:
                math_runs(piece.text, _ANY)
                omml(piece.text, _unseen, apart=False)
            except TallError as error:
                span = context.findings.source.locate(text.span, piece.text)
                context.findings.add("C802", span, str(error), f"set it apart: $$ {piece.text} $$")
            except OfficeError as error:
                context.findings.add("C803", _place(context, text.span, piece.text, error), str(error))
            except FormulaError as error:
                place = _place(context, text.span, piece.text, error)
                context.findings.add("C801", place, str(error), _hint(piece.text))


def apart(context: CheckContext) -> None:
    """What is set apart can be an equation too; what is no LaTeX is told where it is drawn."""
    for formula in parts_in(context.deck.slides, Formula):
        try:
            omml(formula.source, _unseen, apart=True)
        except OfficeError as error:
            context.findings.add("C803", _place(context, formula.span, formula.source, error), str(error))
        except FormulaError:
            continue


def _hint(latex: str) -> str:
    """What helps: LaTeX has a package that is not here, or a dollar was one."""
    if "\\ce" in latex:
        return "write chemistry as $\\mathrm{H_2O}$, and its arrow as \\rightarrow"
    if latex[:1].isdigit():
        return "a price is written \\$5: no formula begins there"
    return "formulas are LaTeX without packages or commands of your own"


def _place(context: CheckContext, near: Span, latex: str, error: FormulaError) -> Span:
    """Where a formula stands, or the part of it that is wrong."""
    source = context.findings.source
    whole = source.locate(near, latex, latex.splitlines()[0] if latex else "")
    return source.locate(whole, error.at) if error.at else whole


def _unseen(*look: object) -> str:
    return ""
