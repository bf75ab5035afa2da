from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

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
    assert capsys.readouterr().err == f"{tmp_path / 'deck.pptx'} is not there; make deck writes it\n"
    monkeypatch.chdir(tmp_path)
    assert look.look([tmp_path / "deck.pptx"]) == 2
    assert capsys.readouterr().err == "deck.pptx is not there; make deck writes it\n"


def test_a_contact_sheet_of_very_many_slides_can_still_be_opened() -> None:
    few = look.contact_sheet([Image.new("RGB", (64, 36))] * 4, 4)
    many = look.contact_sheet([Image.new("RGB", (64, 36))] * 1000, 1000)
    assert few.size == (2 * 640 + 3 * 12, 2 * 360 + 3 * 12)
    assert max(many.size) < 12_500
