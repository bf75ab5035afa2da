"""Equations and their letters, which a program that knows no equations saves in their places, compare as one text."""

from __future__ import annotations

from copy import deepcopy

import pytest
from known_formulas import FORMULAS
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from build.deck_file.equations import equation_xml, without_equations
from build.deck_file.slide_reader import runs_of
from build.drawing.math_text import TallError, math_runs
from build.drawing.omml import omml
from build.drawing.page import TextStyle


def is_a_line(latex: str) -> bool:
    try:
        math_runs(latex, TextStyle(16))
    except TallError:
        return False
    return True


@pytest.mark.parametrize("name", [name for name, latex in FORMULAS.items() if is_a_line(latex)])
def test_the_letters_of_an_equation_say_what_it_says(name: str) -> None:
    equation = equation_xml(omml(FORMULAS[name], lambda *look: "", apart=False), apart=False)
    paragraph = parse_xml(f"<a:p {nsdecls('a')}><a:r><a:t>If </a:t></a:r>{equation}</a:p>")
    letters = without_equations(deepcopy(paragraph))
    assert len(letters) > 1
    assert "".join(text for text, _ in runs_of(letters)) == "".join(text for text, _ in runs_of(paragraph))
