"""What a plain attribute, a buffer, and a buffer that is not saved do."""

import io

import pytest
import torch

from engine.attention.buffers import KEEPERS, casts, moves, state_bytes


def mask() -> torch.Tensor:
    return torch.ones(16, 16).tril()


@pytest.mark.parametrize(
    ("name", "moved", "saved", "cast"),
    [("attribute", False, False, False), ("saved", True, True, True), ("not_saved", True, False, True)],
)
def test_what_becomes_of_the_mask(name: str, moved: bool, saved: bool, cast: bool) -> None:
    keeper = KEEPERS[name]
    assert moves(keeper(8, mask())) is moved
    assert casts(keeper(8, mask())) is cast
    assert ("mask" in keeper(8, mask()).state_dict()) is saved


def test_a_boolean_mask_stays_boolean() -> None:
    assert not casts(KEEPERS["saved"](8, mask().bool()))


def test_the_state_holds_as_many_bytes_as_are_written() -> None:
    sizes = {}
    for name in ("saved", "not_saved"):
        file = io.BytesIO()
        layer = KEEPERS[name](64, torch.ones(256, 256))
        torch.save(layer.state_dict(), file)
        sizes[name] = len(file.getvalue())
        assert state_bytes(layer) == pytest.approx(sizes[name], rel=0.05)
    assert sizes["saved"] - sizes["not_saved"] == pytest.approx(4 * 256 * 256, rel=0.01)
