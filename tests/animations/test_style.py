"""A film is drawn in the theme that it is given, however many there are in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import manim
import numpy as np
import pytest

from animations.film import configuration
from animations.glyphs import Glyphs
from build.files.course import product
from build.files.places import THEME, THEMES
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger

if TYPE_CHECKING:
    from animations.scene import FilmScene

OTHER_FONTS = [path for path in sorted(THEMES.glob("*.toml")) if load_theme(path).fonts != load_theme(THEME).fonts]


def fills(scene: FilmScene) -> set[str]:
    drawn = [mobject for mobject in scene.get_mobject_family_members() if isinstance(mobject, manim.VMobject)]
    return {mobject.get_fill_color().to_hex().upper() for mobject in drawn}


@pytest.mark.parametrize("name", sorted(films_of(product())))
@pytest.mark.parametrize("path", OTHER_FONTS, ids=lambda path: path.stem)
def test_every_film_is_drawn_in_a_theme_and_its_words_fit(
    construct: Callable[..., FilmScene], ledger: Ledger, path: Path, name: str
) -> None:
    """Animations are skipped; words wider than the frame would stop it."""
    own, other = load_theme(path).color("navy"), load_theme(THEME).color("navy")
    assert own in fills(construct(name, ledger, path))
    assert other in fills(construct(name, ledger))
    assert other not in fills(construct(name, ledger, path))
    assert own not in fills(construct(name, ledger))


@pytest.mark.parametrize("words", ["Hardly a word fits: fi, ffl.", "HÄ 3.7× »x« %&;", "H", "H– …"])
def test_glyphs_have_the_points_that_manim_gives_them(words: str, media: Path) -> None:
    font = load_theme(THEME).fonts.body.twin
    with manim.tempconfig(configuration("480p", media)):
        ours, plain = (kind(words, font=font, font_size=28, weight=manim.BOLD) for kind in (Glyphs, manim.Text))
    assert len(ours.submobjects) == len(plain.submobjects)
    for glyph, wanted in zip(ours.submobjects, plain.submobjects, strict=True):
        assert np.allclose(glyph.points, wanted.points, atol=1e-9)
