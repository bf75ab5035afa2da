"""Equations of PowerPoint, as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from build.imports.imported import Imported
from build.imports.write_spec import write_spec
from tests.helpers.powerpoint_decks import (
    TITLE_ONLY,
    add_slide,
    put,
    told,
)

Make = Callable[[Any], None]
_FRACTION = (
    "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e>"
    "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f>"
)
_BOX = (
    '<p:nvSpPr><p:cNvPr id="91" name="Box 1"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="914400" y="1828800"/><a:ext cx="5486400" cy="2743200"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/>'
)


def test_an_equation_is_latex_where_it_stands_in_alternatives_too(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Formula")
        formula = f"<a14:m><m:oMath>{_FRACTION}</m:oMath></a14:m>"
        put(
            slide,
            f'<mc:AlternateContent><mc:Choice Requires="a14"><p:sp>{_BOX}<a:p>{formula}</a:p>'
            f"<a:p><a:r><a:t>Here </a:t></a:r>{formula}<a:r><a:t> counts.</a:t></a:r></a:p></p:txBody></p:sp>"
            "</mc:Choice>"
            f"<mc:Fallback><p:sp>{_BOX}<a:p><a:r><a:t>no</a:t></a:r></a:p></p:txBody></p:sp></mc:Fallback>"
            "</mc:AlternateContent>",
        )

    spec = write_spec(imported(make))
    assert "$$\\frac{a}{b^{2}}$$" in spec.replace("$$\n", "$$").replace("\n$$", "$$")
    assert spec.endswith("Here $\\frac{a}{b^{2}}$ counts.\n")


def test_an_equation_too_long_to_read_keeps_its_letters(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        formula = f"<a14:m><m:oMath>{_FRACTION * 120}</m:oMath></a14:m>"
        put(add_slide(deck, TITLE_ONLY, "Formula"), f"<p:sp>{_BOX}<a:p>{formula}</a:p></p:txBody></p:sp>")

    made = imported(make)
    assert write_spec(made) == f"## Formula\n\n{'ab2' * 120}\n"
    message = f"an equation that cannot be written as LaTeX: '{('ab2' * 27)[:80]}': its letters alone"
    assert told(made) == [f"slide 1, 'Box 1': {message}"]
