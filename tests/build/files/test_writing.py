"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.files.writing import replacing
from build.findings.wording import error_text


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


def test_what_went_wrong_with_a_file_is_told_without_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    denied = PermissionError(13, "Permission denied", str(tmp_path / "dist" / "x.pptx.123.part"))
    assert error_text(denied) == "dist/x.pptx: Permission denied"
    assert error_text(PermissionError(13, "Permission denied", "/x.pptx.1h1_lc3r.part")) == "/x.pptx: Permission denied"
    assert error_text(OSError(28, "No space left on device")) == "No space left on device"
    assert error_text(ValueError("no such slide")) == "no such slide"
