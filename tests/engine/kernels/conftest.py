"""Each way that the engine multiplies: with plain torch, and with the kernels of each kind of processor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from needs import KERNELS

from engine.kernels.library import CHOICE, VARIANTS, kernels


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """`chosen("avx2")`: from now to the end of the test with these kernels, or with none where they are "off"."""

    def choose(variant: str) -> None:
        monkeypatch.setenv(CHOICE, variant)
        kernels.cache_clear()
        if variant != "off" and kernels() is None:
            pytest.skip(KERNELS)

    yield choose
    kernels.cache_clear()


@pytest.fixture(params=["off", *VARIANTS])
def path(request: pytest.FixtureRequest, chosen) -> str:
    """Each way in turn."""
    chosen(request.param)
    return str(request.param)
