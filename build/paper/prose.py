"""Texts that typst breaks into lines itself: notes, answers. They are strings with stretches of code in them."""

from __future__ import annotations

import re

from build.drawing.typefaces import stretches
from build.paper.fonts import LACKING
from build.theme.tokens import Fonts

_CODE = re.compile(r"(`+)(.+?)\1")


class Prose:
    """Makes texts drawable in a theme's fonts, and keeps which families that takes."""

    def __init__(self, fonts: Fonts, language: str) -> None:
        self._family = fonts.body.twin
        self._language = language
        self.families: set[str] = set()

    def drawable(self, text: str) -> str:
        """The text with a sign for what no font of this machine has."""
        drawn = []
        for stretch in stretches(text, self._family, False, False, self._language):
            if stretch.face:
                self.families.add(stretch.face.family)
            drawn.append(LACKING if stretch.missing else stretch.text)
        return "".join(drawn)

    def pieces(self, text: str) -> list[list[str | bool]]:
        """A text as [words, whether they are code]; code stands between backticks."""
        made: list[list[str | bool]] = []
        at = 0
        for code in _CODE.finditer(text):
            made += [[text[at : code.start()], False], [code[2], True]]
            at = code.end()
        made.append([text[at:], False])
        return [[self.drawable(str(words)), is_code] for words, is_code in made if words]
