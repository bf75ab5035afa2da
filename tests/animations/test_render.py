"""Bringing films up to date: only what is stale is made, and manim is needed for nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_film import FILM, SMALL, Made

from animations.key import ROOT, key
from animations.making import installed_manim
from animations.render import KEPT, How, render_all
from build.files.course import product
from build.files.places import THEME
from build.films.clips import clip_files, gif_file, read_clip
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger

NAMES = sorted(films_of(product()))


@pytest.fixture
def made(tmp_path: Path, ledger: Ledger) -> Path:
    """A folder with clips of all films that are up to date."""
    for film in films_of(product()).values():
        for path in clip_files(film.name, tmp_path):
            path.write_bytes(b"x")
        digest = key(film, ledger, theme=load_theme(THEME), quality="480p", manim=installed_manim())
        (tmp_path / f"{film.name}.json").write_text(json.dumps({"digest": digest}))
    return tmp_path


def test_what_is_up_to_date_is_said_without_loading_manim(made: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from engine.ledger import read_ledger\n"
        "from animations.render import How, render_all\n"
        f"facts = read_ledger(Path({str(ROOT / 'tests/animations/fixtures/facts.json')!r}))\n"
        f"code = render_all(facts, Path({str(made)!r}), How(quality='480p'))\n"
        "print(code, 'manim' in sys.modules, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [*(f"{name}: up to date" for name in NAMES), "0 False False"]


def test_without_manim_one_line_names_the_command(
    tmp_path: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render_all(ledger, tmp_path, How(quality="480p", manim=""), ["tradeoff_map"]) == 0
    assert capsys.readouterr().out == (
        "tradeoff_map: no film, manim is not installed; make animations SCENE=tradeoff_map gets it and makes the film\n"
    )


def test_a_manim_that_cannot_be_loaded_is_no_failure(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "manim.py").write_text("raise ImportError('libpangocairo-1.0.so.0: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path) + os.pathsep + str(ROOT))
    assert render_all(ledger, tmp_path / "films", How(quality="480p", manim="0.22.0"), ["tradeoff_map"]) == 0
    assert capsys.readouterr().out == (
        "tradeoff_map: no film, manim cannot be loaded (libpangocairo-1.0.so.0: cannot open shared object file); "
        "make animations SCENE=tradeoff_map makes it once it can\n"
    )
    assert list((tmp_path / "films").iterdir()) == []


def test_wrong_names_are_refused_with_the_likely_ones(
    tmp_path: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render_all(ledger, tmp_path, How(), ["kv_cache_lop"]) == 2
    assert "unknown scene 'kv_cache_lop'; did you mean 'kv_cache_loop'?" in capsys.readouterr().err
    assert render_all(ledger, tmp_path, How(quality="480")) == 2
    assert "unknown quality '480'; did you mean '480p'?" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "films"
    assert render_all(ledger, folder, How(manim="0.22.0"), ["kv_cache_loop"]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'file' / 'films'}: Not a directory\n"


def test_an_unrecorded_fact_is_named_with_its_command(
    made: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    less = Ledger({name: record for name, record in ledger.items() if name != "decode_cache"})
    assert render_all(less, made, How(quality="480p")) == 1
    said = capsys.readouterr()
    assert said.err == "kv_cache_loop: no fact 'decode_cache' in the ledger; make facts NAME=decode_cache\n"
    assert said.out.splitlines() == [f"{name}: up to date" for name in NAMES if name != "kv_cache_loop"]


def test_a_changed_fact_is_in_the_film_after_the_next_run(made_again: Made, ledger: Ledger) -> None:
    folder = made_again.folder
    assert made_again.said_of_old == f"{FILM}: up to date\n"
    assert f"s in {SMALL}" in made_again.said
    clip, findings = read_clip(FILM, made_again.facts, folder, load_theme(THEME), product())
    assert findings == []
    assert clip is not None
    assert 20 <= clip.seconds <= 30
    assert clip.movie.stat().st_size < 8e6
    sidecar = json.loads((folder / f"{FILM}.json").read_text(encoding="utf-8"))
    assert sidecar["shown"]["speculation_passes.all_passes"] == "20"
    assert read_clip(FILM, ledger, folder, load_theme(THEME), product())[0] is None
    there = {path.name for path in folder.iterdir()}
    assert there == {KEPT, *(path.name for path in (*clip_files(FILM, folder), gif_file(FILM, folder)))}
    assert {path.suffix for path in (folder / KEPT / FILM).iterdir()} == {".mp4", ".png"}
