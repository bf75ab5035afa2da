"""Which files of data a spec names, found without building it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from given_data import deck_of

from build.files.data_files import data_files


@pytest.mark.parametrize(
    "front",
    [
        "data: {growth: {file: a.csv}, b: {value: 1}}",
        "title: T\ndata:\n  growth:\n    file: 'a.csv'\n    unit: g",
        "{title: T, data: {growth: {file: a.csv}}}",
        '"data":\n  growth: {"file": "a.csv"}',
    ],
)
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_the_files_of_data_are_found_however_yaml_writes_them(front: str, start: str, tmp_path: Path) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text(f"{start}---\n{front}\n---\n# D\n", encoding="utf-8")
    assert data_files(spec) == [tmp_path / "a.csv"]
    deck = deck_of(tmp_path, front)
    assert [data.file.text for data in deck.front.data if data.file] == ["a.csv"]


@pytest.mark.parametrize(
    "text", ["", "# D\n", "---\ntitle: data\n---\n", "---\ndata: [x]\n---\n", "---\ndata: {: \n---\n"]
)
def test_a_spec_without_data_names_no_file(text: str, tmp_path: Path) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text(text)
    assert data_files(spec) == []
    assert data_files(tmp_path / "none.md") == []
    os.mkfifo(tmp_path / "pipe.md")
    assert data_files(tmp_path / "pipe.md") == []
