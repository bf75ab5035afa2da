"""Films made by the workers of a cluster are those that are made here."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import needs
import pytest
from dask_cluster import scheduler, workers
from made_film import FILM, FIRST, SMALL, Made

from animations.key import ROOT
from animations.render import KEPT, How, render_all
from build.films.clips import clip_files, gif_file
from engine.ledger import Ledger

pytest.importorskip("distributed", reason=needs.CLUSTER)
pytest.importorskip("manim", reason=needs.FILMS)


def test_a_cluster_makes_the_same_film(made_again: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of its five sections one is there before: it is taken as it is, and the others are those that are made here."""
    here, facts = made_again.folder, made_again.facts
    made, kept = here / KEPT / FILM, tmp_path / KEPT / FILM
    kept.mkdir(parents=True)
    first = min(made.glob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    for path in (first, first.with_suffix(".png")):
        copy(path, kept)
    with scheduler() as address, workers(address, ROOT):
        assert render_all(facts, tmp_path, How(quality=SMALL, format="gif", cluster=address), [FILM]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [", as it was" in line for line in said if "stages" in line] == [True, False, False, False, False]
    assert said[0].startswith(f"{FILM}: {FIRST}, as it was (1/5 stages, ")
    for path in (*clip_files(FILM, here), gif_file(FILM, here)):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {
        path.name: path.read_bytes() for path in made.iterdir()
    }
    assert render_all(facts, tmp_path, How(quality=SMALL), [FILM]) == 0
    assert capsys.readouterr().out == f"{FILM}: up to date\n"


def test_films_of_a_cluster_that_is_not_there_are_not_made(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.cluster.PATIENCE", 1)
    assert render_all(ledger, tmp_path, How(quality="480p", cluster="tcp://127.0.0.1:9")) == 2
    assert capsys.readouterr().err == "no scheduler answers at tcp://127.0.0.1:9 within 1 s\n"
    assert list(tmp_path.iterdir()) == []
