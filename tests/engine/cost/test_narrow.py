"""Bytes of narrow weights: the formula against what is held, and against a published file."""

from __future__ import annotations

import pytest
import torch

from engine.cost.narrow import linear_shapes, narrow_bytes, narrow_weight_bytes
from engine.presets import preset
from engine.quantise.grid import Scheme, nearest
from engine.quantise.model import bytes_held, linear_layers, quantised


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize(("group", "symmetric"), [(None, True), (8, True), (16, False)])
def test_the_formula_is_what_a_matrix_holds(bits, group, symmetric):
    held = nearest(torch.randn(6, 32), Scheme(bits=bits, share=group or "channel", symmetric=symmetric))
    assert narrow_bytes(6, 32, bits=bits, group=group, offsets=not symmetric) == held.nbytes


@pytest.mark.parametrize("changes", [{}, {"ffn": "gelu"}, {"output_gate": True}, {"layers": ("window",), "window": 5}])
def test_the_formula_is_what_a_model_holds(build, changes):
    model = build(**changes)
    shapes = [tuple(layer.weight.shape) for block in model.blocks for _, _, layer in linear_layers(block)]
    assert sorted(linear_shapes(model.config)) == sorted(shapes)
    other = quantised(model, lambda w: nearest(w, Scheme(bits=4, share=8, symmetric=False)))
    counted = narrow_weight_bytes(model.config, bits=4, group=8, offsets=True, rest="fp32")
    assert bytes_held(other) == counted


def test_four_bits_take_what_the_published_file_takes():
    """115 MB, says huggingface.co/nettib/smollm2-135m-quantized: groups of 64 with a scale and an offset."""
    smollm2 = preset("smollm2-135m")
    assert narrow_weight_bytes(smollm2, bits=4, group=64, offsets=True) == pytest.approx(115e6, rel=0.02)


def test_what_cannot_be_counted_is_said(build):
    with pytest.raises(ValueError, match="rows of 24 weights are no whole number of groups of 16"):
        narrow_bytes(2, 24, bits=4, group=16)
    with pytest.raises(ValueError, match="bits=0 is not a positive"):
        narrow_bytes(2, 24, bits=0)
    with pytest.raises(ValueError, match="all blocks are alike"):
        linear_shapes(preset("mixtral-8x7b"))
