"""Where letters stand on paper, and which way they run."""

from __future__ import annotations

import pytest

from build.drawing.page import Box, Run, TextStyle
from build.drawing.text_measure import Measure
from build.drawing.ways import Ways
from build.files.places import THEME
from build.paper.pieces import Pieces
from build.theme.choose import load_theme

WORDS = [
    (["ظل. لا"], [("ظل", True, False), (".", True, True), ("لا", True, False)]),
    (["ظل", " ·\u200f ", "لا"], [("ظل", True, False), ("·\u200f", True, True), ("لا", True, False)]),
]


@pytest.mark.parametrize(("texts", "shown"), WORDS, ids=["a full stop", "a mark that is not seen"])
def test_signs_between_arabic_words_run_with_them_though_no_letter_says_so(
    texts: list[str], shown: list[tuple[str, bool, bool]]
) -> None:
    theme = load_theme(THEME)
    measure = Measure(theme.fonts, "ar")
    paragraph = measure.paragraph([Run(text, TextStyle(16)) for text in texts], width=4)
    (drawn,) = Pieces(theme, measure, Ways(slides=frozenset())).words([paragraph], Box(0, 0, 4, 1))
    pieces = sorted(drawn.pieces, key=lambda piece: -piece.x)
    assert [(piece.text.strip(), piece.look.backwards, piece.look.signs) for piece in pieces] == shown
