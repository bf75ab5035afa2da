"""Narrow floating-point weights: bf16, and fp8 with a scale for each row."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.quantise.grid import LEAST
from engine.quantise.quantised import Quantised

FP8 = torch.float8_e4m3fn
"""Four bits of exponent and three of mantissa (arXiv 2209.05433): finest near zero, where most weights are."""


def bf16(weight: Tensor) -> Quantised:
    """The upper half of fp32's bits: as far reaching, with 8 of its 24 bits of precision."""
    return Quantised(codes=weight.bfloat16(), bits=16)


def fp8(weight: Tensor) -> Quantised:
    """E4M3, the largest weight of each row as the largest number that there is, 448. weight [.., k]"""
    largest = torch.finfo(FP8).max
    scales = (weight.float().abs().amax(dim=-1, keepdim=True) / largest).clamp(min=LEAST).bfloat16()
    codes = (weight.float() / scales.float()).clamp(-largest, largest).to(FP8)  # beyond it there is only NaN
    return Quantised(codes=codes, bits=8, scales=scales)
