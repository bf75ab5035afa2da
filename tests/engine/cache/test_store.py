"""What eight bits and a scale cost."""

import pytest
import torch

from engine.cache.store import Store


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_eight_bits_are_wrong_by_half_a_step_of_their_own_heads_scale_at_most(size):
    torch.manual_seed(0)
    values = torch.randn(2, 3, 7, 64) * size * torch.tensor([1.0, 10.0, 100.0])[:, None, None]  # heads of unlike size
    store = Store(2, 3, 7, 64, dtype=torch.int8)
    store.put(values, slice(7))
    error = (store.get(slice(7), torch.float32) - values).abs()
    half = values.abs().amax(dim=-1, keepdim=True) / 127 / 2
    assert (error <= half * 1.0001).all()
    relative = error.square().mean(dim=(0, 2, 3)).sqrt() / values.square().mean(dim=(0, 2, 3)).sqrt()
    assert (relative < 0.01).all()  # each head, however small beside the others
    assert (relative > 0.001).all()


def test_a_vector_of_zeros_stays_zero_in_eight_bits():
    store = Store(1, 1, 2, 4, dtype=torch.int8)
    store.put(torch.zeros(1, 1, 2, 4), slice(2))
    assert torch.equal(store.get(slice(2), torch.float32), torch.zeros(1, 1, 2, 4))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int8])
def test_places_can_be_the_same_in_every_row_or_each_rows_own(dtype):
    values = torch.arange(2 * 1 * 5 * 1).reshape(2, 1, 5, 1).float()
    store = Store(2, 1, 5, 1, dtype=dtype)
    store.put(values, slice(5))
    assert store.get(torch.tensor([4, 0]), torch.float32)[:, 0, :, 0].tolist() == [[4, 0], [9, 5]]
    own = store.get(torch.tensor([[4, 0], [1, 1]]), torch.float32)
    assert own[:, 0, :, 0].tolist() == [[4, 0], [6, 6]]
    store.put(torch.tensor([[[50.0]]])[0], torch.tensor([3]), row=1)
    assert store.get(slice(3, 4), torch.float32)[:, 0, 0, 0].tolist() == [3, 50]


def test_whole_numbers_other_than_eight_bits_are_refused():
    with pytest.raises(ValueError, match=r"a cache of torch.int32 is not known; it can be torch.int8 or of a floating"):
        Store(1, 1, 1, 1, dtype=torch.int32)
