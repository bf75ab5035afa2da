"""Memory in large pages: it holds what is put there and nothing else."""

import copy
import mmap
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.config import ModelConfig
from engine.kernels.pages import LEAST, LINE, PAGE, Pages
from engine.model import GPT
from engine.peak_memory import peak_bytes

TYPES = st.sampled_from([torch.float32, torch.bfloat16, torch.int8, torch.uint8])


@given(
    shapes=st.lists(st.tuples(st.integers(0, 700), st.integers(1, 700), TYPES), max_size=8),
    slab=st.sampled_from([0, PAGE, 3 * PAGE]),
)
def test_tensors_lie_apart_each_with_its_own_values(shapes, slab):
    pages = Pages(slab)
    tensors = [pages.zeros((rows, columns), dtype) for rows, columns, dtype in shapes]
    assert all(not tensor.count_nonzero() for tensor in tensors)
    for value, tensor in enumerate(tensors, start=1):
        tensor.fill_(value)
    for value, (tensor, (rows, columns, dtype)) in enumerate(zip(tensors, shapes, strict=True), start=1):
        assert (tensor.shape, tensor.dtype) == ((rows, columns), dtype)
        assert tensor.is_contiguous()
        assert (tensor == value).all()
        assert tensor.untyped_storage().nbytes() == tensor.nbytes  # its own alone, or what saves it saves all
        assert tensor.nbytes < LEAST or tensor.data_ptr() % LINE == 0


@pytest.mark.parametrize("lacking", ["MADV_HUGEPAGE", "mmap"])
def test_a_system_without_such_pages_has_torch_s_memory(monkeypatch, lacking):
    if lacking == "mmap":
        monkeypatch.setattr(mmap, "mmap", no_memory)
    else:
        monkeypatch.delattr(mmap, lacking)
    values = torch.arange(LEAST, dtype=torch.float32)
    assert torch.equal(Pages().copy(values), values)
    assert not Pages().zeros((LEAST,), torch.float32).count_nonzero()


def no_memory(*_: object, **__: object) -> object:
    raise OSError("no memory")


def test_more_than_addresses_reach_is_refused_as_torch_does():
    with pytest.raises(RuntimeError, match="Storage size calculation overflowed"):
        Pages(slab=0).zeros((2**62,), torch.float32)


def test_a_device_that_torch_was_told_to_use_is_kept():
    with torch.device("meta"):
        assert Pages().zeros((4 * PAGE,), torch.uint8).is_meta


def test_who_counts_memory_sees_it():
    assert peak_bytes(lambda: Pages().zeros((4 * PAGE,), torch.uint8))[1] == 4 * PAGE


def test_a_model_in_pages_is_copied_pickled_and_trained_as_any():
    torch.manual_seed(0)
    model = GPT(
        ModelConfig(
            n_layers=2, d_model=192, n_heads=4, n_kv_heads=4, head_dim=48, d_ff=400, vocab_size=600, max_seq_len=32
        )
    )
    ids = torch.arange(9)[None]
    logits = model(ids)
    assert torch.equal(copy.deepcopy(model)(ids), logits)
    assert torch.equal(pickle.loads(pickle.dumps(model))(ids), logits)
    logits.sum().backward()
    assert model.tokens.weight.grad is not None
    assert model.to(torch.bfloat16)(ids).dtype == torch.bfloat16
