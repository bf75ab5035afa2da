"""Layers with narrow weights: the fast one against the plain one, and models that hold them."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decode import generate
from engine.layers import Linear
from engine.quantise.floats import bf16, fp8
from engine.quantise.grid import Scheme, nearest
from engine.quantise.linear import PackedLinear, QuantisedLinear, packs
from engine.quantise.model import bytes_held, mapped, quantised, quantised_by_gptq
from engine.quantise.perplexity import read

HAS_KERNELS = packs(nearest(torch.zeros(16, 32), Scheme(bits=4, share=32)))
READ_BY_TORCH = [
    Scheme(bits=8),
    *(Scheme(bits=4, share=share, symmetric=symmetric) for share in (32, 64, 128) for symmetric in (True, False)),
]


@pytest.mark.parametrize("scheme", READ_BY_TORCH, ids=str)
@pytest.mark.skipif(not HAS_KERNELS, reason="no kernels in this torch")
@given(st.integers(0, 10**6), st.sampled_from([1, 3, 8, 40]), st.booleans(), st.sampled_from(["float32", "bfloat16"]))
@settings(max_examples=10)
def test_the_kernels_multiply_as_the_plain_layer_does(scheme, seed, rows, bias, dtype):
    generator, dtype = torch.Generator().manual_seed(seed), getattr(torch, dtype)
    weight = torch.randn(48, 256, generator=generator)
    x = torch.randn(2, rows, 256, generator=generator).to(dtype)
    b = torch.randn(48, generator=generator).to(dtype) if bias else None
    held = nearest(weight, scheme)
    y = PackedLinear(held, b)(x)
    assert y.dtype == dtype
    exact = F.linear(x.double(), held.dequantised().double(), None if b is None else b.double())
    size = F.linear(x.double().abs(), held.dequantised().double().abs(), None if b is None else b.double().abs())
    assert ((y.double() - exact).abs() <= (size + exact.abs()) / 256).all()
    again = PackedLinear(held, b).weight
    assert torch.allclose(
        again, held.dequantised(), rtol=2**-7, atol=2**-7 * (0 if b is None else b.abs().max().item())
    )
    assert PackedLinear(held, b).nbytes >= held.nbytes  # four bits with one offset a group, needed or not


@pytest.mark.parametrize("narrow", [lambda w: nearest(w, Scheme(bits=4, share=8)), fp8, bf16])
def test_the_plain_layer_widens_and_multiplies(narrow):
    weight, bias, x = torch.randn(6, 16), torch.randn(6), torch.randn(2, 3, 16)
    layer = QuantisedLinear(narrow(weight), bias)
    assert torch.equal(layer(x), F.linear(x, narrow(weight).dequantised(), bias))
    assert layer.to(torch.float64).nbytes == narrow(weight).nbytes  # no conversion of a model widens what it holds


@pytest.mark.parametrize("held", [nearest(torch.zeros(4, 32), Scheme(bits=8, share=8)), fp8(torch.zeros(4, 32))])
def test_what_no_kernel_reads_is_refused(held):
    with pytest.raises(ValueError, match="torch has no kernel here"):
        PackedLinear(held, None)


def test_eight_bits_change_a_models_logits_little_and_four_more(model):
    ids = torch.arange(20)[None] % 61
    plain = model(ids)
    others = (quantised(model, lambda w, bits=bits: nearest(w, Scheme(bits=bits))) for bits in (8, 4))
    eight, four = ((other(ids) - plain).abs().median() / plain.std() for other in others)  # a few may change experts
    assert 0 < eight < 0.05
    assert eight < four
    assert torch.equal(model(ids), plain)  # and the model itself is as it was


def test_every_linear_layer_of_the_blocks_is_made_narrow_and_nothing_else(model):
    other = quantised(model, lambda w: nearest(w, Scheme(bits=8)))
    assert not any(isinstance(part, Linear) for block in other.blocks for part in block.modules())
    assert isinstance(other.head, Linear)
    assert other.head.weight.data_ptr() == model.head.weight.data_ptr()
    assert other.tokens.weight.data_ptr() == model.tokens.weight.data_ptr()
    linear = sum(part.weight.numel() for block in model.blocks for part in block.modules() if isinstance(part, Linear))
    rows = sum(len(part.weight) for block in model.blocks for part in block.modules() if isinstance(part, Linear))
    assert bytes_held(model) - bytes_held(other) == 4 * linear - (linear + 2 * rows)


def test_a_narrow_model_decodes_with_a_cache_as_without(build):
    model = quantised(build(), lambda w: nearest(w, Scheme(bits=4, share=4, symmetric=False)))
    ids = torch.tensor([[3, 1, 4, 1, 5]])
    plain = ids
    for _ in range(6):
        plain = torch.cat([plain, model(plain)[:, -1:].argmax(-1)], dim=1)
    assert generate(model, ids, 6).tolist() == plain.tolist()


def test_a_model_with_kernels_gives_nearly_the_plain_ones_logits(build):
    model = build(d_model=64, d_ff=128, n_heads=4, head_dim=16)
    ids = torch.arange(12)[None]
    narrow = lambda w: nearest(w, Scheme(bits=4, share=32))  # noqa: E731
    fast, plain = quantised(model, narrow, fast=True), quantised(model, narrow)
    assert any(isinstance(part, PackedLinear) for part in fast.modules())
    assert (fast(ids) - plain(ids)).std() < 0.03 * plain(ids).std()


def test_gptq_of_a_model_errs_less_than_rounding_on_its_calibration_text(build):
    model = build(d_model=32, d_ff=48, n_heads=4, head_dim=8)
    ids = torch.randint(0, 61, (12, 32), generator=torch.Generator().manual_seed(0))
    scheme = Scheme(bits=3, share=8)
    plain = model(ids).softmax(-1)

    def off(other):
        return (other(ids).softmax(-1) - plain).abs().mean()

    assert off(quantised_by_gptq(model, scheme, ids)) < off(quantised(model, lambda w: nearest(w, scheme)))


def test_gptq_of_a_model_is_gptq_of_each_layer_in_turn(build):
    """One layer's Hessian by a hook of our own, in a model of one block whose first layer has the model's own input."""
    from engine.quantise.gptq import gptq

    model, scheme = build(n_layers=1), Scheme(bits=4, share=8)
    ids = torch.randint(0, 61, (3, 16), generator=torch.Generator().manual_seed(0))
    caught = []
    layer = model.blocks[0].feed_forward.down
    handle = layer.register_forward_pre_hook(lambda _, given: caught.append(given[0]))
    model(ids)
    handle.remove()
    x = caught[0].flatten(0, 1)
    made = quantised_by_gptq(model, scheme, ids).blocks[0].feed_forward.down.held
    wanted = gptq(layer.weight, 2 * x.T @ x, scheme)
    assert (made.levels != wanted.levels).float().mean() < 0.01


def test_models_of_every_design_go_through_gptq(model):
    """In eight bits nothing changes much."""
    ids = torch.randint(0, 61, (8, 40), generator=torch.Generator().manual_seed(0))
    other = quantised_by_gptq(model, Scheme(bits=8), ids)
    assert not any(isinstance(part, Linear) for block in other.blocks for part in block.modules())
    plain = model(ids)
    assert (other(ids) - plain).abs().median() < 0.05 * plain.std()


def test_other_values_leave_the_model_as_it_was(build):
    model = build()
    halved = mapped(model, lambda w: w / 2)
    assert torch.equal(halved.blocks[1].attention.qkv.weight, model.blocks[1].attention.qkv.weight / 2)
    ids = torch.arange(30)
    assert read(halved, ids, window=8, stride=7).loss != read(model, ids, window=8, stride=7).loss
