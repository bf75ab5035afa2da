"""A DOCX is the same file for the same words, and what somebody has made of it is kept."""

from __future__ import annotations

import time
from pathlib import Path

import docx
import pytest
from docx.document import Document

from build.documents.docx_file import is_ours, save_docx


def written(words: str) -> Document:
    document: Document = docx.Document()
    document.add_paragraph(words)
    return document


def test_the_same_words_are_the_same_bytes_on_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_docx(written("One"), tmp_path / "a.docx")
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1_900_000_000))
    save_docx(written("One"), tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_ours_is_replaced_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("One", "Two"):
        save_docx(written(words), tmp_path / "a.docx")
    assert docx.Document(str(tmp_path / "a.docx")).paragraphs[0].text == "Two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]
    assert capsys.readouterr().err == ""


def test_what_somebody_wrote_into_it_and_files_of_other_programs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("a.docx")
    save_docx(written("One"), path)
    edited = docx.Document(str(path))
    edited.add_paragraph("My words")
    edited.save(str(path))
    save_docx(written("Two"), path)
    path.write_text("another program's", encoding="utf-8")
    save_docx(written("Three"), path)
    assert [one.text for one in docx.Document("a.yours.docx").paragraphs] == ["One", "My words"]
    assert Path("a.yours1.docx").read_text(encoding="utf-8") == "another program's"
    assert is_ours(path)
    assert capsys.readouterr().err == (
        "a.docx was changed by hand: it is now a.yours.docx\na.docx was changed by hand: it is now a.yours1.docx\n"
    )
