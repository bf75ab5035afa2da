"""Films made by the workers of a cluster are those that are made here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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
    here, facts = made_again.folder, made_again.facts
    with scheduler() as address, workers(address, ROOT):
        how = How(quality=SMALL, format="gif", cluster=address)
        assert render_all(facts, tmp_path, how, [FILM]) == 0
        assert "(5/5 stages, 0 s left)" in capsys.readouterr().err
        for path in (*clip_files(FILM, here), gif_file(FILM, here)):
            assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
        names = {path.name for path in (tmp_path / KEPT / FILM).iterdir()}
        assert names == {path.name for path in (here / KEPT / FILM).iterdir()}
        (tmp_path / f"{FILM}.json").unlink()
        assert render_all(facts, tmp_path, replace(how, format="mp4"), [FILM]) == 0
        assert f"{FILM}: {FIRST}, as it was (1/5 stages, " in capsys.readouterr().err
    assert render_all(facts, tmp_path, How(quality=SMALL), [FILM]) == 0
    assert capsys.readouterr().out == f"{FILM}: up to date\n"


def test_films_of_a_cluster_that_is_not_there_are_not_made(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.cluster.PATIENCE", 1)
    assert render_all(ledger, tmp_path, How(quality="480p", cluster="tcp://127.0.0.1:9")) == 2
    assert capsys.readouterr().err == "no scheduler answers at tcp://127.0.0.1:9 within 1 s\n"
    assert list(tmp_path.iterdir()) == []
