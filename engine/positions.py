"""Where a token stands, told to the model: fixed sinusoids added to it, or turns of its queries and keys.

Rotary positions (RoFormer, arXiv 2104.09864) turn the two halves of a head, as Llama's checkpoints expect.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from engine.config import AttentionKind, ModelConfig, RopeScaling
from engine.kernels.vectors import turned

Turn = tuple[Tensor, Tensor]


def sinusoids(positions: Tensor, d_model: int) -> Tensor:
    """The fixed positions of the first transformer (arXiv 1706.03762, section 3.5). [B, T] -> [B, T, C], fp32."""
    pairs = torch.arange(0, d_model, 2, device=positions.device, dtype=torch.float32)
    angles = positions[..., None].float() * 10_000.0 ** (-pairs / d_model)  # [B, T, C/2]
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


def turn_of(config: ModelConfig, kind: AttentionKind, positions: Tensor, dtype: torch.dtype) -> Turn | None:
    """How layers of that kind turn their queries and keys; None where they don't."""
    if config.position != "rope" or kind == "delta":
        return None
    width = config.rotary_dim or config.head_dim
    if kind == "latent" and config.mla is not None:
        width = config.mla.rope_dim
    if kind == "window" and config.local_rope_base is not None:
        return turn(positions, head_dim=width, base=config.local_rope_base, dtype=dtype)
    return turn(positions, head_dim=width, base=config.rope_base, dtype=dtype, scaling=config.rope_scaling)


def turn(
    positions: Tensor, *, head_dim: int, base: float, dtype: torch.dtype, scaling: RopeScaling | None = None
) -> Turn:
    """Cosine and sine of every position's angles.

    positions [B, T] -> two tensors [B, 1, T, D]. Angles are made in fp32 whatever the model's dtype: bf16
    cannot tell neighbouring positions apart beyond a few hundred.
    """
    pairs = torch.arange(0, head_dim, 2, device=positions.device, dtype=torch.float32)
    frequencies = base ** (-pairs / head_dim)  # [D/2]
    if scaling is not None:
        frequencies = stretch(frequencies, scaling, base)
    angles = positions[:, None, :, None].float() * frequencies  # [B, 1, T, D/2]
    angles = torch.cat([angles, angles], dim=-1)
    amplitude = 1.0 if scaling is None else scaling.amplitude
    return (angles.cos() * amplitude).to(dtype), (angles.sin() * amplitude).to(dtype)


def stretch(frequencies: Tensor, scaling: RopeScaling, base: float) -> Tensor:
    """Slower turns, so that a longer text meets no angle that training has not. [D/2] -> [D/2]"""
    if scaling.kind == "divided":
        return frequencies / frequencies.new_tensor(scaling.divisors)
    slow = frequencies / scaling.factor
    if scaling.kind == "linear" or scaling.original_max_seq_len is None:
        return slow
    turns = scaling.original_max_seq_len * frequencies / (2 * math.pi)  # of each pair over the first training length
    if scaling.kind == "llama3":
        kept = (turns - scaling.low_freq_factor) / (scaling.high_freq_factor - scaling.low_freq_factor)
    else:
        kept = _yarn_ramp(frequencies, scaling, base)
    kept = kept.clamp(0, 1)
    return kept * frequencies + (1 - kept) * slow


def _yarn_ramp(frequencies: Tensor, scaling: RopeScaling, base: float) -> Tensor:
    """One for pairs that turn at least `beta_fast` times in the first training length, zero below `beta_slow`.

    Between, it falls with the pair's index (arXiv 2309.00071, equation 18, on whole indices as published code does).
    """
    n, length = len(frequencies), scaling.original_max_seq_len or 1

    def pair_that_turns(times: float) -> float:
        return n * math.log(length / (times * 2 * math.pi)) / math.log(base)

    low = max(math.floor(pair_that_turns(scaling.beta_fast)), 0)
    high = min(math.ceil(pair_that_turns(scaling.beta_slow)), 2 * n - 1)
    index = torch.arange(n, device=frequencies.device, dtype=torch.float32)
    return 1 - (index - low) / max(high - low, 1e-3)


def rotate(x: Tensor, by: Turn) -> Tensor:
    """Turns dimension i of each head together with dimension i + D/2; what is wider than the turn stays.

    x [B, H, T, D]
    """
    cos, sin = by
    if (y := turned(x, cos, sin)) is not None:
        return y
    width = cos.shape[-1]
    pairs, kept = x[..., :width], x[..., width:]
    first, second = pairs.chunk(2, dim=-1)
    pairs = pairs * cos + torch.cat([-second, first], dim=-1) * sin
    return torch.cat([pairs, kept], dim=-1) if kept.shape[-1] else pairs
