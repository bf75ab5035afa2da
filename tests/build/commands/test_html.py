"""`coursewright html`: a deck as one page, written whole or not at all, and only where something changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_decks import spec_at

from build.commands.html import make_html
from build.files.places import ROOT
from build.files.wanted import Wanted


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Wanted]:
    """A spec whose page has been made."""
    folder = tmp_path_factory.mktemp("html")
    spec, wanted = spec_at(folder / "two.md", "One", "Two"), Wanted(dist=folder / "dist")
    assert make_html(spec, wanted) == 0
    return spec, wanted


def test_a_page_is_made_once_until_something_changes(
    built: tuple[Path, Wanted], capsys: pytest.CaptureFixture[str]
) -> None:
    spec, wanted = built
    page = wanted.outputs / "two.html"
    before = page.read_bytes()
    assert b'<section class="slide" id="slide-2"' in before
    assert make_html(spec, wanted) == 0
    assert capsys.readouterr().out == f"{page}: nothing changed (2 slides, 0 warnings)\n"
    page.write_bytes(b"")
    assert make_html(spec, wanted) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{page}: 2 slides, 0 warnings, 0.")
    assert (page.read_bytes() == before, " MB, " in said) == (True, True)
    assert make_html(spec, wanted, films="none") == 0
    assert "nothing changed" not in capsys.readouterr().out


def test_what_the_deck_was_made_of_is_not_made_again(
    built: tuple[Path, Wanted], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, wanted = built
    (wanted.outputs / "two.html").unlink()
    monkeypatch.setattr("build.layout.book.lay_out_slide", lambda *_, **__: pytest.fail("a slide was laid out again"))
    assert make_html(spec, wanted) == 0


def test_an_error_in_a_spec_writes_nothing_and_keeps_what_is_there(
    built: tuple[Path, Wanted], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Wanted(dist=tmp_path / "dist")
    spec = spec_at(tmp_path / "two.md", "One", "Two")
    right = spec.read_text(encoding="utf-8")
    spec.write_text(right.replace("Some words", "Has {{ no_such_fact | GiB }}"), encoding="utf-8")
    assert make_html(spec, wanted) == 2
    assert f"{spec}:13:20: unknown fact 'no_such_fact' [F101]" in capsys.readouterr().err
    assert not (wanted.outputs / "two.html").exists()
    (wanted.outputs / "two.html").write_text("the page", encoding="utf-8")
    assert make_html(spec, wanted) == 2
    told = capsys.readouterr().err
    assert told.endswith(f"{wanted.outputs / 'two.html'} is still the page that was made before\n")
    assert (wanted.outputs / "two.html").read_text(encoding="utf-8") == "the page"


@pytest.mark.slow
def test_a_course_deck_of_thirty_slides_takes_less_than_three_megabytes(tmp_path: Path) -> None:
    spec = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
    assert make_html(spec, Wanted(dist=tmp_path)) == 0
    assert (tmp_path / f"{spec.stem}.html").stat().st_size < 3e6


def test_films_that_lie_elsewhere_are_laid_beside_the_page(
    tmp_path: Path,
) -> None:
    from build.browser.films import beside

    film = tmp_path / "dist" / "animations" / "loop.mp4"
    assert beside(film, tmp_path / "dist") == film
    assert beside(film, tmp_path / "sent") == tmp_path / "sent" / "animations" / "loop.mp4"


def test_the_pages_own_record_leaves_the_decks_alone(built: tuple[Path, Wanted]) -> None:
    _, wanted = built
    record = json.loads((wanted.outputs / ".made.json").read_text(encoding="utf-8"))
    assert [Path(name).name for name in record] == ["two.html"]
