"""Films are found in their files, and each file is read once until it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.films.scenes import Film, films_in

FIELDS = ("decode: Table", "cache: Bytes", "weights: Matrix", "width: float", "step: Count = 1")
SCENE = "\n    ".join(("class Loop(FilmScene):", *FIELDS)) + "\n"


def films_by_name(folder: Path) -> dict[str, Film]:
    return {film.name: film for film in films_in(folder)}


def test_a_film_shows_the_facts_that_it_declares(tmp_path: Path) -> None:
    (tmp_path / "loop.py").write_text(SCENE)
    (tmp_path / "style.py").write_text("class Style:\n    decode: Table\n")
    assert films_by_name(tmp_path) == {
        "loop": Film("loop", "Loop", tmp_path / "loop.py", ("decode", "cache", "weights"))
    }


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "loop.py"
    file.write_text(SCENE)
    read: list[Path] = []
    content = Path.read_bytes
    with monkeypatch.context() as patch:  # undone before anything is asserted: a failure's report reads files too
        patch.setattr(Path, "read_bytes", lambda path: read.append(path) or content(path))
        found = [films_by_name(tmp_path), films_by_name(tmp_path)]
    assert found[0] == found[1]
    assert read == [file]
    file.write_text(SCENE.replace("decode", "decode_cache"))
    assert films_by_name(tmp_path)["loop"].facts == ("decode_cache", "cache", "weights")
    file.rename(tmp_path / "round.py")
    assert list(films_by_name(tmp_path)) == ["round"]
