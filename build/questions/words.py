"""The words of a question for programs: plain, or as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import TextStyle
from build.spec.deck import Text, Words


def plain(text: Text) -> str:
    """A text's words alone, on one line. What was struck out has a cross, since no line goes through it."""
    made = (f"({p.text} ✗)" if isinstance(p, Words) and p.strike else Text((p,)).plain for p in text.pieces)
    return " ".join("".join(made).split())


def without_strokes(markup: str) -> str:
    """HTML for programs that strike nothing out: a cross behind the words."""
    return markup.replace("<s>", "(").replace("</s>", " ✗)")


def html(text: Text, *, tag: str = "mark") -> str:
    """A text as HTML. Bold words are `tag`: in a model answer they are what matters."""
    return "".join(_piece(piece, tag) for piece in text.pieces if isinstance(piece, Words))


def paragraphs(texts: Iterable[Text], *, tag: str = "strong") -> str:
    """Texts as paragraphs of HTML."""
    return "".join(f"<p>{html(text, tag=tag)}</p>" for text in texts)


def _piece(words: Words, tag: str) -> str:
    if words.math:
        return _formula(words.text)
    made = escape(words.text, quote=False).replace("\n", "<br/>")
    if words.code:
        made = f"<code>{made}</code>"
    if words.strike:
        made = f"<s>{made}</s>"
    if words.italic:
        made = f"<em>{made}</em>"
    if words.bold:
        made = f"<{tag}>{made}</{tag}>"
    return f'<a href="{escape(words.href)}">{made}</a>' if words.href else made


def _formula(latex: str) -> str:
    """A formula in a line of text, with raised and lowered parts; one that cannot be read as it is written."""
    try:
        runs = math_runs(latex, TextStyle(16))
    except FormulaError:
        return f"<code>{escape(latex, quote=False)}</code>"
    parts = []
    for run in runs:
        made = escape(run.text, quote=False)
        made = f"<em>{made}</em>" if run.style.italic else made
        script = {"super": "sup", "sub": "sub"}.get(run.style.script, "")
        parts.append(f"<{script}>{made}</{script}>" if script else made)
    return "".join(parts)
