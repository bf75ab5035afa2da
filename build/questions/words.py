"""The words of a question for programs: plain, or as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from build.render.html.words import inline
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
    return str(inline(text, bold=tag, facts=False))


def paragraphs(texts: Iterable[Text], *, tag: str = "strong") -> str:
    """Texts as paragraphs of HTML."""
    return "".join(f"<p>{html(text, tag=tag)}</p>" for text in texts)
