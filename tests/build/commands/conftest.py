"""Where the commands put what they build."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "dist"
