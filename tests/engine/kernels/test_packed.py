"""A matrix of blocks as the rest of torch meets it."""

from __future__ import annotations

import copy
import pickle

import pytest
import torch
from torch import nn

from engine.kernels.packed import Packed, Part


def ones(rows: int, kind: int = 8, columns: int = 64) -> Part:
    """Q8_0 blocks of scale 1 and level 1."""
    block = torch.tensor([0x00, 0x3C] + [1] * 32, dtype=torch.uint8)
    return Part(kind, block.repeat(rows, columns // 32), columns)


def layer() -> nn.Linear:
    held = nn.Linear(64, 5, bias=False, device="meta")
    held.weight = nn.Parameter(Packed([ones(5)]), requires_grad=False)
    return held


def test_it_looks_like_fp32_and_is_the_bytes_of_its_blocks():
    packed = Packed([ones(3), ones(2)])
    assert (packed.shape, packed.dtype, packed.numel()) == ((5, 64), torch.float32, 320)
    assert [(part.blocks.shape, part.blocks.dtype) for part in packed.parts] == [((5, 68), torch.uint8)]
    assert torch.equal(packed.float() * 2, torch.full((5, 64), 2.0))
    assert repr(packed) == "Packed([5, 64], types [8])"


def test_parts_of_unlike_types_stay_apart():
    assert [part.kind for part in Packed([ones(3), ones(2, kind=2), ones(1)]).parts] == [8, 2, 8]


def test_it_is_a_parameter_that_models_hand_on():
    first, other = layer(), nn.Linear(64, 5, bias=False, device="meta")
    other.load_state_dict(first.state_dict(), assign=True)
    for held in (other.weight, copy.deepcopy(first).weight):
        assert type(held) is Packed
        assert torch.equal(held.unpacked(), torch.ones(5, 64))


def test_it_stays_a_parameter_where_it_is_pickled_and_none_where_it_was_none():
    for weight in (Packed([ones(5)]), layer().weight):
        again = pickle.loads(pickle.dumps(weight))
        assert isinstance(again, nn.Parameter) == isinstance(weight, nn.Parameter)
        assert torch.equal(again.unpacked(), weight.unpacked())


def test_it_is_not_changed_in_place():
    with pytest.raises(ValueError, match=r"cannot be changed; load the model with dtype=torch\.float32"):
        Packed([ones(2)]).mul_(2)
    with pytest.raises(ValueError, match="cannot be changed"):
        torch._foreach_mul_([torch.ones(2), Packed([ones(2)])], 2.0)  # as optimisers do
    with pytest.raises(ValueError, match="cannot be changed"):
        torch.add(torch.ones(2, 64), 1, out=Packed([ones(2)]))


@pytest.mark.parametrize("convert", [nn.Module.half, nn.Module.bfloat16, nn.Module.double])
def test_a_module_is_not_made_another_type_above_the_same_bytes(convert):
    held = layer()
    with pytest.raises(ValueError, match="cannot be changed"):
        convert(held)
    assert held.weight.dtype == torch.float32
    with pytest.raises(ValueError, match="cannot be changed"):
        held.weight.data = torch.zeros(5, 64)
    assert torch.equal(held.float().to("cpu").weight.unpacked(), torch.ones(5, 64))


def test_its_blocks_are_shared_with_other_processes():
    held = layer().share_memory()
    assert all(part.blocks.is_shared() for part in held.weight.parts)
    assert torch.equal(held.weight.unpacked(), torch.ones(5, 64))
