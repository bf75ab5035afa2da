"""Code as coloured runs: pygments' token classes in the theme's colours, for any language that pygments knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from build.drawing.page import Paragraph, Run, TextStyle
from build.drawing.scripts import has_no_italics
from build.theme.tokens import Theme

if TYPE_CHECKING:
    from pygments.lexer import Lexer

BOLD = ("Token.Name.Function", "Token.Name.Class")
PLAIN = frozenset(("", "text", "txt", "plain", "plaintext", "none"))
NUMBER, NUMBER_COLOR = "Token.Literal.Number", "teal"  # where a slide is about its code
_CALLED = "Token.Name.Function"
_KEPT = ("Token.Name.Class", "Token.Name.Decorator", "Token.Name.Tag", "Token.Name.Attribute", _CALLED)

Token = tuple[str, str]  # a class such as `Token.Keyword`, and its text


@lru_cache(maxsize=64)
def _found(language: str, name: str) -> Lexer | None:
    """What reads a language, else a file of that name; nothing for a language that nobody knows."""
    from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
    from pygments.lexers.python import PythonLexer
    from pygments.lexers.special import TextLexer
    from pygments.util import ClassNotFound

    if language == "python":  # without a look at all the others
        return PythonLexer(ensurenl=False, stripnl=False)
    plain = language.casefold() in PLAIN
    if plain and (language or not name):
        return TextLexer(ensurenl=False, stripnl=False)
    try:
        if plain:
            return get_lexer_for_filename(name, ensurenl=False, stripnl=False)
        return get_lexer_by_name(language, ensurenl=False, stripnl=False)
    except ClassNotFound:
        return TextLexer(ensurenl=False, stripnl=False) if plain else None


def coloured(
    lines: Sequence[str], theme: Theme, size: float, language: str = "", name: str = ""
) -> Iterator[list[Run]]:
    """The runs of each line of code, in points; of a language that nobody knows all in one colour."""
    tokens = _tokens(tuple(lines), language, name)
    return _in_lines(_with_calls(tokens), size, theme, {NUMBER: NUMBER_COLOR})


def coloured_python(lines: Sequence[str], theme: Theme, size: float) -> Iterator[list[Run]]:
    """The same for the course's own listings, whose tints show what matters: numbers and calls stay plain."""
    return _in_lines(_tokens(tuple(lines), "python", ""), size, theme, {})


def code_line(runs: Sequence[Run], high: float, plain: TextStyle) -> Paragraph:
    """A line of code, so many points high; an empty one has a space, which keeps it open."""
    filled = tuple(runs) or (Run(" ", plain),)
    return Paragraph(runs=filled, line=round(high, 2), lines=("".join(run.text for run in filled),))


def language_name(language: str, name: str) -> str:
    """How one writes the language that some code is coloured in; nothing for plain text."""
    lexer = _found(language, name)
    return "" if lexer is None or lexer.name == "Text only" else lexer.name


@lru_cache(maxsize=32)
def _tokens(lines: tuple[str, ...], language: str, name: str) -> tuple[Token, ...]:
    """What a lexer finds; all of it plain where that is not, to the letter, the code."""
    code, lexer = "\n".join(lines), _found(language, name)
    found = tuple((str(kind), text) for kind, text in lexer.get_tokens(code)) if lexer else ()
    return found if "".join(text for _, text in found) == code else (("Token.Text", code),)


def _with_calls(tokens: Iterable[Token]) -> Iterator[Token]:
    """The same with each name that stands before a bracket as a function's: not every lexer tells."""
    for (kind, text), (_, after) in pairwise([*tokens, ("", "")]):
        called = kind.startswith("Token.Name") and after.startswith("(") and not kind.startswith(_KEPT)
        yield (_CALLED if called else kind), text


def _in_lines(tokens: Iterable[Token], size: float, theme: Theme, also: dict[str, str]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for name, text in tokens:
        bold = name.startswith(BOLD) and not name.startswith("Token.Name.Function.Magic")
        comment = name.startswith("Token.Comment")
        color = next((color for known, color in also.items() if name.startswith(known)), theme.syntax_color(name))
        style = TextStyle(size, color, face="mono", bold=bold, italic=comment and not has_no_italics(text))
        for i, part in enumerate(text.split("\n")):
            if i:
                yield line
                line = []
            if not part:
                continue
            before = line.pop().text if line and line[-1].style == style else ""
            line.append(Run(before + part, style))
    yield line
