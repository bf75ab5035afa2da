"""Text inside a line: emphasis, code, links and expressions, with their places."""

from __future__ import annotations

import pytest

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine
from build.parse.inline import read_text
from build.parse.source import FindingCollector, Source
from build.spec.deck import Expression, Text, Words


def read(*lines: str) -> Text:
    source = Source("deck.md", "\n".join(lines))
    return read_text([SourceLine(number, 1, line) for number, line in enumerate(lines, 1)], FindingCollector(source))


def shown(text: Text) -> str:
    """A text with a letter for each style: b bold, i italic, c code."""
    parts = []
    for piece in text.pieces:
        assert isinstance(piece, Words)
        style = "".join(letter for letter, on in (("b", piece.bold), ("i", piece.italic), ("c", piece.code)) if on)
        parts.append(f"{style}({piece.text})" if style else piece.text)
    return "".join(parts)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("plain words", "plain words"),
        ("**Lead.** rest", "b(Lead.) rest"),
        ("*one* and _two_", "i(one) and i(two)"),
        ("***both*** and **b *bi* b**", "bi(both) and b(b )bi(bi)b( b)"),
        ("__bold__ too", "b(bold) too"),
        ("gpt_with_kv_cache.py", "gpt_with_kv_cache.py"),
        ("2*3*4 and 4 * 4 * 4", "2*3*4 and 4 * 4 * 4"),
        ("有多*规律*？ 얼마나 *규칙적*인가", "有多i(规律)？ 얼마나 i(규칙적)인가"),
        ("変数_名_と a_b_c", "変数_名_と a_b_c"),
        ("**open and *open", "**open and *open"),
        ("`a | b` and ``a ` b``", "c(a | b) and c(a ` b)"),
        ("`open code", "`open code"),
        ("**bold `**kw` bold**", "b(bold )bc(**kw)b( bold)"),
        (r"\*not\* \`this\` \{\{", "*not* `this` {{"),
        ("`{{ not read }}`", "c({{ not read }})"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("[no link](file) and [x]", "[no link](file) and [x]"),
        ("QK^T/√d", "QK^T/√d"),
    ],
)
def test_what_is_written_is_shown_like_this(written: str, wanted: str) -> None:
    assert shown(read(written)) == wanted


def test_a_link_keeps_its_words_and_where_it_goes() -> None:
    text = read("see [the *first* paper](https://x.org/a_(b)) now")
    assert [(p.text, p.href, p.italic) for p in text.pieces if isinstance(p, Words)] == [
        ("see ", "", False),
        ("the ", "https://x.org/a_(b)", False),
        ("first", "https://x.org/a_(b)", True),
        (" paper", "https://x.org/a_(b)", False),
        (" now", "", False),
    ]


def test_an_expression_knows_its_line_and_columns_also_in_a_wrapped_paragraph() -> None:
    text = read("It takes **about", "{{ cache | GiB }}** of memory.")
    (expression,) = (piece for piece in text.pieces if isinstance(piece, Expression))
    assert expression.source == " cache | GiB "
    assert expression.span == Span(2, 1, 18)
    assert expression.bold
    assert text.plain == "It takes about {{ cache | GiB }} of memory."
