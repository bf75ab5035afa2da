"""The names of the course that the small deck of `spec_in_editor` could be of."""

from __future__ import annotations

import pytest

from build.editor.names import Names
from build.files.course import product


@pytest.fixture(scope="session")
def names() -> Names:
    return Names(product(), product().recorded())
