"""Films follow the theme that was chosen, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from animations.key import ROOT
from build.files.places import THEME
from build.theme.choose import THEMES, VARIABLE, load_theme

PROGRAM = """
import sys, tempfile
from pathlib import Path
import manim
from animations.film import configuration, load
from animations.style import THEME
from build.films.scenes import scenes
from engine.ledger import read_ledger

facts = read_ledger(Path("tests/animations/fixtures/facts.json"))
with tempfile.TemporaryDirectory() as media, manim.tempconfig(configuration("480p", Path(media))):
    for name, film in scenes().items():
        scene = load(film)(facts, skip_animations=True)
        scene.render()
        drawn = [one for one in scene.get_mobject_family_members() if isinstance(one, manim.VMobject)]
        fills = {one.get_fill_color().to_hex().upper() for one in drawn}
        print(name, THEME.name, " ".join(sorted(fills)))
"""


OTHER_FONTS = [path for path in sorted(THEMES.glob("*.toml")) if load_theme(path).fonts != load_theme(THEME).fonts]


@pytest.mark.parametrize("path", OTHER_FONTS, ids=lambda path: path.stem)
def test_every_film_is_drawn_in_a_theme_and_its_words_fit(path) -> None:
    """Each film is made in one run, its animations skipped; words wider than the frame would stop it."""
    run = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    environment = {**os.environ, VARIABLE: str(path)}
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    theme, default = load_theme(path), load_theme(THEME)
    for line in done.stdout.splitlines():
        _, name, *fills = line.split()
        assert name == path.stem
        assert theme.color("navy") in fills
        assert default.color("navy") not in fills
