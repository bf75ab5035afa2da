"""Words as HTML that XML takes too. Every word is escaped here, once."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import TextStyle
from build.drawing.scripts import has_no_italics
from build.spec.deck import Text, Words

_BODY = TextStyle(16)
_SCRIPTS = {"super": "sup", "sub": "sub"}


def inline(text: Text, *, bold: str = "strong", facts: bool = True) -> Markup:
    """A text's words with what they are: code, struck, italic, a link, a formula; bold ones are the element `bold`.

    With `facts`, a number says which fact it shows.
    """
    return Markup("").join(_piece(piece, bold, facts) for piece in text.pieces if isinstance(piece, Words))


def formula(latex: str) -> Markup:
    """A formula in a line of text, with raised and lowered parts; one that cannot be read as it is written."""
    try:
        runs = math_runs(latex, _BODY)
    except FormulaError:
        return _in("code", _escaped(latex))
    made = []
    for run in runs:
        part = _in("em", _escaped(run.text)) if run.style.italic else _escaped(run.text)
        made.append(_in(_SCRIPTS[run.style.script], part) if run.style.script else part)
    return Markup("").join(made)


def _piece(words: Words, bold: str, facts: bool) -> Markup:
    if words.math:
        return formula(words.text)
    made = Markup("<br/>").join(map(_escaped, words.text.split("\n")))
    upright = words.italic and has_no_italics(words.text)  # its emphasis is bold, as on slides
    for on, tag in (
        (words.code, "code"),
        (words.strike, "s"),
        (words.italic and not upright, "em"),
        (words.bold or upright, bold),
        (words.raised, "sup"),
    ):
        made = _in(tag, made) if on else made
    if words.fact and facts:
        made = Markup('<span data-fact="{}">{}</span>').format(words.fact, made)
    return Markup('<a href="{}">{}</a>').format(words.href, made) if words.href else made


def _in(tag: str, made: Markup) -> Markup:
    return Markup(f"<{tag}>{made}</{tag}>")


def _escaped(words: str) -> Markup:
    return Markup(escape(words, quote=False))
