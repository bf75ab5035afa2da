"""What is made in another theme goes to a folder of its own, and is made anew when the theme changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from build.commands.deck import make_deck
from build.files.commands import make_film
from build.files.course import product
from build.files.places import ROOT, THEMES
from build.files.wanted import Wanted

FOREST = THEMES / "forest.toml"
SPEC = """\
# One slide

## Slide 1: Title - A first slide

Central Text:
- Subtitle: With few words

Wisdom: "Begin small."
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "one.md"
    path.write_text(SPEC, encoding="utf-8")
    return path


def theme_of(folder: Path, navy: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(f'[color]\nnavy = "{navy}"\n', encoding="utf-8")
    return path


def scheme_of(deck: Path) -> str:
    """The theme part of a deck."""
    master = Presentation(str(deck)).slide_master.part
    return next(rel.target_part.blob for rel in master.rels.values() if rel.reltype.endswith("/theme")).decode()


def test_each_theme_has_its_folder_and_in_it_this_machine() -> None:
    dist = ROOT / "dist"
    assert Wanted().folder == dist
    assert Wanted(here=True).folder == dist / "here"
    assert Wanted(theme=FOREST).folder == dist / "forest"
    assert Wanted(theme=FOREST).output_of(Path("any/ch04.md")) == dist / "forest" / "ch04.pptx"
    assert Wanted(here=True).films == dist / "here" / "animations"
    assert Wanted(theme=FOREST, here=True).films == dist / "forest" / "here" / "animations"


def test_films_are_made_in_the_theme_of_their_deck() -> None:
    course, made = product(), "make animations SCENE=kv_cache_loop"
    assert make_film(course, "kv_cache_loop", FOREST) == f"{made} THEME=forest"
    assert make_film(course, "kv_cache_loop", FOREST, here=True) == f"{made} FACTS=here THEME=forest"


def test_a_theme_whose_path_has_spaces_is_quoted_for_the_shell() -> None:
    assert make_film(product(), "loop", Path("my look.toml")) == "make animations SCENE=loop THEME='my look.toml'"


def test_a_deck_has_the_colours_and_fonts_of_its_theme(spec: Path, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    assert make_deck(spec, Wanted(dist=dist, theme=FOREST)) == 0
    scheme = scheme_of(dist / "forest" / "one.pptx")
    assert '<a:dk2><a:srgbClr val="12402F"/></a:dk2>' in scheme
    assert '<a:majorFont><a:latin typeface="Calibri"/>' in scheme
    assert '<a:minorFont><a:latin typeface="Cambria"/>' in scheme


def test_a_theme_that_changed_is_a_change(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = Wanted(dist=tmp_path / "dist", theme=theme_of(tmp_path, "#1A365D"))
    deck = tmp_path / "dist" / "mine" / "one.pptx"
    assert make_deck(spec, wanted) == 0
    assert make_deck(spec, wanted) == 0
    assert "nothing changed" in capsys.readouterr().out
    theme_of(tmp_path, "#08402F")
    assert make_deck(spec, wanted) == 0
    assert '<a:dk2><a:srgbClr val="08402F"/></a:dk2>' in scheme_of(deck)


def test_no_deck_is_made_in_a_theme_with_mistakes(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Wanted(dist=tmp_path / "dist", theme=theme_of(tmp_path, "blue"))
    assert make_deck(spec, wanted) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "mine.toml:2:8: color.navy = 'blue' is not a colour like #1A365D [T103]\n" in said.err
    assert not list((tmp_path / "dist").glob("**/*.pptx"))
