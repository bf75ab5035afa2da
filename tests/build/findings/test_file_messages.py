"""What went wrong with a file, in a user's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.findings.file_messages import error_text


def test_what_went_wrong_with_a_file_is_told_without_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    denied = PermissionError(13, "Permission denied", str(tmp_path / "dist" / "x.pptx"))
    assert error_text(denied) == "dist/x.pptx: Permission denied"
    assert error_text(OSError(28, "No space left on device")) == "No space left on device"
    assert error_text(ValueError("no such slide")) == "no such slide"


def test_what_stands_where_a_folder_belongs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dist").touch()
    with pytest.raises(FileExistsError) as error:
        Path("dist").mkdir(exist_ok=True)
    assert error_text(error.value) == "dist: a folder belongs here, and what is there is none"
