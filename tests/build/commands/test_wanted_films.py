"""Only the films that a deck names are made for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import animations.render
import coursewright
from build.commands import choice
from build.commands.wanted_films import films_named
from build.files.course import product

SLIDE = "## Slide {0}: Animation - Film {0}\nAnimation Asset: {1}\n{2}\nWisdom: a\n\n"


def spec_of(folder: Path, *slides: tuple[str, str], name: str = "films") -> Path:
    path = folder / f"{name}.md"
    body = "".join(SLIDE.format(number, scene, more) for number, (scene, more) in enumerate(slides, 1))
    path.write_text(f"# Films\n\n{body}", encoding="utf-8")
    return path


def test_each_film_of_some_specs_is_named_once(tmp_path: Path) -> None:
    one = spec_of(tmp_path, ("tradeoff_map", ""), ("no_such_film", ""), ("kv_cache_loop", "\nDraft: yes\n"))
    two = spec_of(tmp_path, ("attention_score_flow", ""), ("tradeoff_map", ""), name="two")
    assert films_named(product(), [one, two]) == ["tradeoff_map", "attention_score_flow"]
    assert films_named(product(), [tmp_path / "none.md"]) == []


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[str] | None]:
    """The scenes of each time that films are asked for; none is made."""
    asked: list[list[str] | None] = []
    monkeypatch.setattr(animations.render, "render_all", lambda ledger, folder, how, only: asked.append(only) or 0)
    monkeypatch.setattr(choice, "refresh_course_page", lambda *_: None)
    return asked


@pytest.mark.parametrize(
    ("scenes", "arguments", "only"),
    [
        (["tradeoff_map"], [], ["tradeoff_map"]),
        (["tradeoff_map"], ["kv_cache_loop"], ["kv_cache_loop", "tradeoff_map"]),
    ],
)
def test_a_command_makes_the_films_of_a_deck(
    tmp_path: Path, made: list[list[str] | None], scenes: list[str], arguments: list[str], only: list[str]
) -> None:
    spec = spec_of(tmp_path, *((scene, "") for scene in scenes))
    result = CliRunner().invoke(coursewright.commands(), ["animations", *arguments, "--for", str(spec)])
    assert (result.exit_code, made) == (0, [only])


def test_a_deck_without_films_makes_none_and_a_name_that_is_no_decks_is_refused(
    tmp_path: Path, made: list[list[str] | None]
) -> None:
    assert CliRunner().invoke(coursewright.commands(), ["animations", "--for", str(spec_of(tmp_path))]).exit_code == 0
    assert CliRunner().invoke(coursewright.commands(), ["animations", "--for", "no_such_deck"]).exit_code == 2
    assert made == []
    assert CliRunner().invoke(coursewright.commands(), ["animations"]).exit_code == 0
    assert made == [None]
