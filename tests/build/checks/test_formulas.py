"""Formulas among words: what cannot be read is told at its place, and what is too high for a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.files.course import product
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import read_source
from build.pipeline import checked
from engine.ledger import read_ledger


@pytest.mark.parametrize(
    ("words", "code", "column"),
    [
        (r"It is $x^2$ here.", "", 0),
        ("A price } of 5.", "", 0),
        (r"It is $\frac{a$ here.", "C801", 8),
        (r"It is $a + \foo$.", "C801", 12),
        (r"It is $x^{y^{\Omega}}$.", "C802", 8),
    ],
)
def test_a_formula_among_words_is_told_where_no_line_can_show_it(
    words: str, code: str, column: int, tmp_path: Path
) -> None:
    found = [each for each in found_in(words, tmp_path) if each.code.startswith("C80")]
    assert [(each.code, each.span.line, each.span.column) for each in found] == ([(code, 5, column)] if code else [])


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (r"Water is $\ce{H2O}$.", r"write chemistry as $\mathrm{H_2O}$, and its arrow as \rightarrow"),
        (r"It is $\foo$ here.", "formulas are LaTeX without packages or commands of your own"),
        (r"It is $5 \foo$ here.", r"a price is written \$5: no formula begins there"),
    ],
)
def test_a_formula_of_chemistry_s_package_is_told_what_is_written_here(words: str, hint: str, tmp_path: Path) -> None:
    assert [each.hint for each in found_in(words, tmp_path) if each.code == "C801"] == [hint]


def test_what_is_no_equation_in_powerpoint_is_told_where_it_stands(tmp_path: Path) -> None:
    lines = r"\begin{array}{l|r} a & b \end{array}"
    found = [each for each in found_in(f"Some words.\n\n$${lines}$$", tmp_path) if each.code == "C803"]
    assert [(each.message, each.span.line, each.span.column) for each in found] == [
        (f"PowerPoint's equations have no lines between the rows and columns of a matrix: '{lines}'", 7, 3)
    ]


def test_a_formula_s_numbers_are_not_loose(tmp_path: Path) -> None:
    codes = [each.code for each in found_in("It takes $5 ms$ and 7 ms.", tmp_path)]
    assert codes.count("C401") == 1


def found_in(words: str, folder: Path) -> list[Diagnostic]:
    spec = folder / "deck.md"
    spec.write_text(f"# Deck\n\n## Slide 1: One\n\n{words}\n\n- a\n", encoding="utf-8")
    source, _ = read_source(spec)
    return checked(parse(source)[0], read_ledger(), product())[1]
