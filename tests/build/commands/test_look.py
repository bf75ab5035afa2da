from __future__ import annotations

from pathlib import Path

import pytest

from build.commands import look


def test_without_libreoffice_one_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    deck = tmp_path / "deck.pptx"
    deck.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look.look([deck]) == 2
    assert "apt-get install --no-install-recommends libreoffice-impress" in capsys.readouterr().err


def test_a_deck_that_was_not_made_is_asked_for_as_the_user_would_type_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert look.look([tmp_path / "deck.pptx"]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'deck.pptx'} is not there; coursewright deck writes it\n"
    monkeypatch.chdir(tmp_path)
    assert look.look([tmp_path / "deck.pptx"]) == 2
    assert capsys.readouterr().err == "deck.pptx is not there; coursewright deck writes it\n"
