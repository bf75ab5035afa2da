"""Rounding to nearest: torch's own fake quantisation, the textbook's loop, and what no grid may do."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.quantise.floats import FP8, bf16, fp8
from engine.quantise.grid import BITS, Scheme, fit, groups_of, nearest, nearest_reference, together
from engine.quantise.quantised import pack, unpack

SCHEMES = st.builds(
    Scheme, bits=st.sampled_from(BITS), share=st.sampled_from(["tensor", "channel", 4, 8, 16]), symmetric=st.booleans()
)
WEIGHTS = st.builds(
    lambda seed, rows, scale: torch.randn(rows, 16, generator=torch.Generator().manual_seed(seed)) * scale,
    st.integers(0, 2**31),
    st.integers(1, 4),
    st.sampled_from([1e-6, 0.02, 1.0, 300.0]),
)


@given(WEIGHTS, SCHEMES)
def test_rounding_is_torchs_own_fake_quantisation(weight, scheme):
    """`fake_quantize_per_channel_affine` with our scales, a group as its channel, our offset as its zero point."""
    groups = groups_of(weight, scheme)
    scales, offsets = (part.expand(*groups.shape[:-1], 1) for part in fit(together(groups, scheme), scheme))
    theirs = torch.fake_quantize_per_channel_affine(
        groups.flatten(0, 1),
        scales.flatten(),
        -(offsets / scales).flatten() if not scheme.symmetric else torch.zeros(scales.numel()),
        0,
        scheme.lowest,
        scheme.highest,
    )
    ours = nearest(weight, scheme).dequantised()
    apart = (ours - theirs.reshape(weight.shape)).abs() / scales.expand_as(groups).reshape(weight.shape)
    between = ((weight.reshape(groups.shape) - offsets) / scales).reshape(weight.shape)
    halfway = (between - between.floor() - 0.5).abs() < 1e-3  # they multiply by 1/scale, so a tie may fall otherwise
    assert (apart[~halfway] < 1e-3).all()
    assert (apart < 1.001).all()


@given(WEIGHTS, st.builds(Scheme, bits=st.sampled_from([2, 3, 4]), share=st.sampled_from([8, "channel"])))
def test_rounding_is_the_textbooks_loop(weight, scheme):
    step = fit(groups_of(weight, scheme), scheme)[0].max().item()
    ours, plain = nearest(weight, scheme).dequantised(), nearest_reference(weight, scheme)
    assert ((ours - weight).abs() - (plain - weight).abs()).max() < 1e-4 * step


@given(WEIGHTS, SCHEMES)
def test_no_weight_moves_by_more_than_half_a_step(weight, scheme):
    """The ends may move a little more: the scale is rounded to bf16, to 1 part in 256, and so is the offset."""
    held, groups = nearest(weight, scheme), groups_of(weight, scheme)
    scales, offsets = fit(together(groups, scheme), scheme)
    reach = groups.abs().amax() if scheme.share == "tensor" else groups.abs().amax(dim=-1, keepdim=True)
    most = (0.5 * scales + (reach + offsets.abs()) / 128).expand_as(groups).reshape(weight.shape)
    assert ((held.dequantised() - weight).abs() <= most).all()


@given(WEIGHTS, SCHEMES)
def test_what_is_held_is_what_is_counted(weight, scheme):
    held = nearest(weight, scheme)
    stored = {2: 2, 3: 4, 4: 4, 8: 8}[scheme.bits]  # three bits stand in four
    groups = 1 if scheme.share == "tensor" else weight.numel() // scheme.width(weight.shape[1])
    assert held.nbytes == weight.numel() * stored // 8 + groups * (2 if scheme.symmetric else 4)


@given(WEIGHTS, SCHEMES)
def test_what_stands_on_the_grid_stays_there(weight, scheme):
    """Rounding a second time moves a scale by its own rounding at most, and so no weight by more than that."""
    once = nearest(weight, scheme).dequantised()
    twice = nearest(once, scheme).dequantised()
    step = fit(together(groups_of(weight, scheme), scheme), scheme)[0].amax()
    assert (once - twice).abs().max() <= step * 0.51 + once.abs().max() / 64


def test_a_symmetric_grid_keeps_zero_and_signs():
    weight = torch.tensor([[0.0, 1.0, -1.0, 0.01, 0.0, 0.0, 0.0, 0.0]])
    for bits in BITS:
        made = nearest(weight, Scheme(bits=bits)).dequantised()
        assert made[0, 0] == 0
        assert torch.equal(nearest(-weight, Scheme(bits=bits)).dequantised(), -made)
    nothing = torch.zeros(2, 8)
    assert torch.equal(nearest(nothing, Scheme(bits=4, symmetric=False)).dequantised().round(decimals=6), nothing)


@given(st.integers(0, 2**31), st.sampled_from([2, 3, 4, 8]), st.integers(1, 5))
def test_codes_come_out_of_their_bytes_as_they_went_in(seed, bits, many):
    levels = torch.randint(
        -(2 ** (bits - 1)), 2 ** (bits - 1), (3, 4 * many), generator=torch.Generator().manual_seed(seed)
    ).to(torch.int8)
    packed = pack(levels, bits)
    assert torch.equal(unpack(packed, bits), levels)
    if bits == 4:  # by numpy: two in a byte, the first in the lower half
        codes = levels.numpy().astype(np.int16) + 8
        assert (packed.numpy() == codes[:, ::2] + 16 * codes[:, 1::2]).all()


def test_fp8_is_torchs_own_with_each_row_scaled_to_its_range():
    weight = torch.randn(5, 64, generator=torch.Generator().manual_seed(1)) * torch.tensor(
        [[1e-4], [1], [9], [90], [0]]
    )
    held = fp8(weight)
    assert held.codes.dtype == FP8
    assert held.nbytes == 5 * 64 + 5 * 2
    made = held.dequantised()
    assert torch.isfinite(made).all()
    largest = weight.abs().amax(dim=1, keepdim=True)
    assert ((made - weight).abs() <= weight.abs() / 16 + largest / 448 / 2**9 + largest / 200).all()
    assert held.codes.float().abs().amax(dim=1)[:4].tolist() == [448.0] * 4


def test_bf16_is_torchs_own_in_two_bytes():
    weight = torch.randn(3, 8)
    assert torch.equal(bf16(weight).dequantised(), weight.bfloat16().float())
    assert bf16(weight).nbytes == 48


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Scheme(bits=5), "bits=5 is none of 2, 3, 4, 8"),
        (lambda: Scheme(bits=4, share=0), "share=0 is neither 'tensor' nor 'channel' nor a positive number of weights"),
        (
            lambda: nearest(torch.zeros(2, 6), Scheme(bits=4, share=4)),
            "rows of 6 weights are no whole number of groups of 4",
        ),
        (lambda: nearest(torch.tensor([[torch.nan, 1.0]]), Scheme(bits=8)), "not finite"),
        (lambda: nearest(torch.zeros(2, 3), Scheme(bits=4)), "3 codes of 4 bits fill no whole bytes"),
    ],
)
def test_what_cannot_be_rounded_is_said(wrong, says):
    with pytest.raises(ValueError, match=says):
        wrong()
