"""GPTQ: a layer's weights rounded one column after another, each error made good by the columns not yet rounded.

Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers", 2022,
arXiv:2210.17323, section 3.3 and algorithm 1. What is kept small is not the error of the weights but that of what the
layer gives for the inputs X it was shown: ‖WX − ŴX‖², whose second derivative by each row of W is H = 2 XXᵀ.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.quantise.grid import Scheme, encode, finite, fit, held, together
from engine.quantise.quantised import Quantised

BLOCK = 64
"""Columns after which the others hear of the errors, where no group says when: fewer passes over the matrix."""

DAMP = 0.01
"""Of H's mean diagonal, added to it, so that it can be inverted (section 3.3, step 3)."""


def gptq(weight: Tensor, hessian: Tensor, scheme: Scheme) -> Quantised:
    """Each column to the nearest code, and its error onto the columns behind it. weight [n, k], hessian [k, k]

    Raises ValueError for weights that are not finite, and for a Hessian of other columns, or of inputs that were all
    zero or not finite.
    """
    grouped, k = isinstance(scheme.share, int), weight.shape[1]
    step = scheme.width(k) if grouped else BLOCK
    factor, w = inverse_factor(hessian, k), finite(weight).clone()
    codes = torch.empty_like(w, dtype=torch.int8)
    grids = [] if grouped else [fit(together(w, scheme), scheme)]
    for first in range(0, k, step):
        block = slice(first, min(first + step, k))
        if grouped:
            grids.append(fit(w[:, block], scheme))
        round_block(w, codes, block, factor, grids[-1], scheme)
    scales, offsets = (torch.cat(parts, dim=1) for parts in zip(*grids, strict=True))
    return held(codes, scales, offsets, scheme)


def round_block(
    w: Tensor, codes: Tensor, block: slice, factor: Tensor, grid: tuple[Tensor, Tensor], scheme: Scheme
) -> None:
    """Rounds a block's columns, and moves their errors on. w and codes [n, k] change; H⁻¹ = factorᵀ · factor"""
    part, rest = w[:, block], w[:, block.stop :]  # views
    scale, offset = (numbers[:, 0] for numbers in grid)
    u = factor[block, block]
    errors = torch.empty_like(part)
    for j in range(part.shape[1]):
        code = encode(part[:, j], scale, offset, scheme)
        codes[:, block.start + j] = code
        lost = part[:, j] - (code * scale + offset)
        errors[:, j] = lost / u[j, j]
        later = part[:, j + 1 :]
        later -= errors[:, j, None] * u[j, j + 1 :]
    rest -= errors @ factor[block, block.stop :]


def inverse_factor(hessian: Tensor, columns: int) -> Tensor:
    """Cholesky's upper factor of (H + DAMP · mean diagonal)⁻¹: row j is what column j's error does to the others."""
    if hessian.shape != (columns, columns):
        raise ValueError(f"the Hessian is {list(hessian.shape)}; {columns} columns need [{columns}, {columns}]")
    h = hessian.double()
    mean = h.diagonal().mean()
    if not h.isfinite().all():
        raise ValueError("the layer was shown inputs that are not finite numbers; look at the weights before it")
    if not mean > 0:
        raise ValueError("the layer was shown no inputs but zeros; calibrate it on a text")
    h = h + DAMP * mean * torch.eye(columns, dtype=h.dtype, device=h.device)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(h))
    factor: Tensor = torch.linalg.cholesky(inverse, upper=True)
    return factor.float()


def gptq_reference(weight: Tensor, hessian: Tensor, scheme: Scheme) -> Tensor:
    """What `gptq` does, from its definition: after each column the best of all values for those behind it.

    With the first columns' errors E fixed, the best others are W + E · H[fixed, free] · H[free, free]⁻¹. One solution a
    column, k times the work. For schemes that share a scale by row. weight [n, k] -> values [n, k]
    """
    original, k = weight.double(), weight.shape[1]
    h = hessian.double() + DAMP * hessian.double().diagonal().mean() * torch.eye(k, dtype=torch.float64)
    scale, offset = (part.double() for part in fit(weight.float(), scheme))
    w = original.clone()
    for j in range(k):
        codes = encode(w[:, j : j + 1], scale, offset, scheme)
        w[:, j : j + 1] = codes * scale + offset
        error = original[:, : j + 1] - w[:, : j + 1]
        pull = torch.linalg.solve(h[j + 1 :, j + 1 :], h[j + 1 :, : j + 1])  # [free, fixed]
        w[:, j + 1 :] = original[:, j + 1 :] + error @ pull.T
    return w.float()
