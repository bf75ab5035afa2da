"""The spec behind the text field: read, saved where it is as it was read, and otherwise left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from build.live.source_file import ChangedOutsideError, SourceFile


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"one\ntwo\n", "one\nthree\n", b"one\nthree\n"),
        (b"one\r\ntwo\r\n", "one\nthree\n", b"one\r\nthree\r\n"),
        (b"\xef\xbb\xbfone\n", "two\n", b"\xef\xbb\xbftwo\n"),
        (b"one\r\ntwo\n", "one\ntwo\n", b"one\ntwo\n"),  # lines that end in two ways end in one
        ("🦉 eins\n".encode(), "zwei 缓存\n", "zwei 缓存\n".encode()),
    ],
)
def test_a_save_keeps_how_the_file_ends_its_lines(before, text, after, tmp_path: Path):
    file = SourceFile(tmp_path / "a.md")
    file.path.write_bytes(before)
    read, digest = file.read()
    assert "\r" not in read
    assert not read.startswith("\ufeff")
    new = file.save(text, digest)
    assert file.path.read_bytes() == after
    assert file.read()[1] == new


def test_what_was_changed_outside_is_not_written_over(tmp_path: Path):
    file = SourceFile(tmp_path / "a.md")
    file.path.write_text("one\n", encoding="utf-8")
    _, digest = file.read()
    file.path.write_text("another's\n", encoding="utf-8")
    with pytest.raises(ChangedOutsideError, match=r"^a\.md was changed outside$"):
        file.save("mine\n", digest)
    assert file.path.read_text(encoding="utf-8") == "another's\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_half_a_character_and_too_much_are_not_saved_and_no_text_is_not_read(tmp_path: Path):
    file = SourceFile(tmp_path / "a.md")
    file.path.write_text("one\n", encoding="utf-8")
    _, digest = file.read()
    for text in ("\ud83d", "x" * (4 * 2**20 + 1)):
        with pytest.raises(ValueError, match=r"surrogates not allowed|a spec has at most 4,194,304 bytes"):
            file.save(text, digest)
    assert file.path.read_text(encoding="utf-8") == "one\n"
    file.path.write_bytes(b"caf\xe9\n")
    with pytest.raises(ValueError, match=r"^a\.md is not UTF-8: it can be seen here, not edited$"):
        file.read()


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path):
    file = SourceFile(tmp_path / "a.md")
    os.mkfifo(file.path)
    for ask in (file.read, lambda: file.save("text", "")):
        with pytest.raises(ValueError, match=r"^a\.md is no ordinary file$"):
            ask()
