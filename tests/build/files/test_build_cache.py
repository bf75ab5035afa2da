"""What builds remember: never more than what would come out anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.files.build_cache import digest, remembered


def never() -> None:
    raise AssertionError("it was worked out again")


def test_a_result_is_worked_out_once_for_a_key(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "one.json"
    assert remembered(file, "a", lambda: {"x": (1, 2)}) == {"x": [1, 2]}
    assert remembered(file, "a", never) == {"x": [1, 2]}
    assert remembered(file, "b", lambda: 3) == 3
    assert [path.name for path in file.parent.iterdir()] == ["one.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"key": "a"}', "\udcff"])
def test_a_damaged_memory_is_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "one.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert remembered(file, "a", lambda: 1) == 1
    assert remembered(file, "a", never) == 1


def test_a_memory_that_cannot_be_kept_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    assert remembered(tmp_path / "file" / "one.json", "a", lambda: 1) == 1


def test_what_fails_is_not_remembered(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        remembered(tmp_path / "one.json", "a", lambda: 1 / 0)
    assert not list(tmp_path.iterdir())


def test_a_key_tells_where_its_parts_end() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("a", b"b") == digest(b"a", "b")
