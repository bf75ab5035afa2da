"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.atomic_write import replacing


def test_a_file_is_written_beside_and_takes_its_place_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "one.txt"
    with replacing(file) as new:
        new.write_text("new")
        assert not file.exists()
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [("one.txt", "new")]


def half(file: Path) -> None:
    with replacing(file) as new:
        new.write_text("half")
        raise ZeroDivisionError


def test_where_writing_fails_the_old_file_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError):
        half(file)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("one.txt", "old")]
