"""A deck of PowerPoint that a test makes, imported; and a picture beside a deck."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from imported_spec import PIXEL

from build.imports.imported import Imported
from build.imports.powerpoint.read import read_powerpoint
from tests.helpers.powerpoint_decks import (
    new_deck,
    saved,
)

Make = Callable[[Any], None]


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[Make], Imported]:
    def read(make: Make) -> Imported:
        deck = new_deck()
        make(deck)
        return read_powerpoint(saved(deck, tmp_path / "talk.pptx"))

    return read


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    data = b64decode(PIXEL)
    (tmp_path / "leaf.png").write_bytes(data)
    return data
