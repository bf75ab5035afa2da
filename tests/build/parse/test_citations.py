"""Citations among words, by the examples of pandoc's manual, section "Citation syntax"."""

from __future__ import annotations

import pytest

from build.parse.blocks import SourceLine
from build.parse.inline import read_text
from build.parse.source import FindingCollector, Source
from build.spec.deck import Cite, Words


def cited(line: str) -> list[tuple[str, tuple[Cite, ...]]]:
    findings = FindingCollector(Source("deck.md", line))
    text = read_text([SourceLine(1, 1, line)], findings)
    assert findings.found == []
    return [(piece.text, piece.cites) for piece in text.pieces if isinstance(piece, Words) and piece.cites]


def works(line: str) -> list[tuple[str, str, str]]:
    """The key of each work with the words before and behind it."""
    return [(cite.key, cite.prefix, cite.suffix) for _, cites in cited(line) for cite in cites]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Blah blah [@doe99].", [("doe99", "", "")]),
        (
            "Blah blah [see @doe99, pp. 33-35 and *passim*; @smith04, chap. 1].",
            [("doe99", "see", ", pp. 33-35 and *passim*"), ("smith04", "", ", chap. 1")],
        ),
        ("[@{https://example.com/bib?name=foobar&date=2000}, p.  33]",
         [("https://example.com/bib?name=foobar&date=2000", "", ", p. 33")]),
        ("A key ends before a mark: @Foo_bar.baz.", [("Foo_bar.baz", "", "")]),
        ("@smith04 [p. 33] says blah.", [("smith04", "", ", p. 33")]),
        ("Smith says blah [-@smith04].", [("smith04", "", "")]),
        ("*Bold* **[@a; @b]** words", [("a", "", ""), ("b", "", "")]),
    ],
)  # fmt: skip
def test_pandocs_examples_are_citations(line: str, found: list[tuple[str, str, str]]) -> None:
    assert works(line) == found


@pytest.mark.parametrize(
    "line",
    [
        "Write to ann@example.org or [ann@example.org].",
        "A decorator `@cache` and code `[@doe99]`.",
        r"Escaped \@doe99 and \[at 5\].",
        "[a link with an @](https://example.org)",
        "At 3 @ 4, and @ alone",
    ],
)
def test_mail_code_and_what_is_escaped_are_no_citations(line: str) -> None:
    assert cited(line) == []


def test_a_key_has_its_place() -> None:
    ((words, (first, second)),) = cited("As [@kim2023; -@lee] says")
    assert words == "[@kim2023; -@lee]"
    assert [(cite.span.column, cite.span.end) for cite in (first, second)] == [(5, 13), (16, 20)]
    assert (first.unnamed, second.unnamed) == (False, True)


def test_a_work_named_in_a_sentence_is_one() -> None:
    ((_, (cite,)),) = cited("@kim2023 says so")
    assert cite.named
    assert (cite.span.column, cite.span.end) == (1, 9)


@pytest.mark.parametrize("line", ["[" * 20_000 + "@a", "[@a " * 5_000, "@" * 20_000, "[@a;" * 5_000 + "]"])
def test_brackets_without_end_take_no_time(line: str) -> None:
    cited(line)
