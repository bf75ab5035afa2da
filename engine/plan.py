"""A forward pass planned: for each kind of layer, where the new tokens stand and which keys they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from engine.cache.kv_cache import KVCache
from engine.config import AttentionKind, ModelConfig
from engine.positions import turn_of
from engine.step import Step


def plan(
    config: ModelConfig,
    token_ids: Tensor,
    cache: KVCache | None,
    lengths: Sequence[int] | Tensor | None,
    dtype: torch.dtype,
) -> Mapping[AttentionKind, Step]:
    """The step of a forward pass for each kind of layer. Raises ValueError for tokens without room or meaning."""
    _check_tokens(config, token_ids)
    batch, width = token_ids.shape
    new = _lengths(lengths, batch, width)
    starts = (0,) * batch if cache is None else cache.starts(config, batch)
    end = max(start + length for start, length in zip(starts, new, strict=True))
    room = config.max_seq_len if cache is None else cache.max_seq_len
    if end > room:
        held = f"the model's max_seq_len={room}" if cache is None else f"the cache's max_seq_len={room}"
        raise ValueError(f"{max(starts)} cached and {width} new tokens do not fit in {held}")

    level = len(set(starts)) == 1
    first = torch.tensor(starts[:1] if level else starts, device=token_ids.device)
    positions = first[:, None] + torch.arange(width, device=token_ids.device)
    if not level:
        positions = positions.clamp(max=room - 1)  # only padding can stand beyond

    def step(kind: AttentionKind) -> Step:
        turn = turn_of(config, kind, positions, dtype)
        alone = width == 1 and level
        window = config.window if kind == "window" else None
        if window is not None and width > 1:
            history = min(max(starts), window - 1)
            absent = None if level else (history - first).clamp(min=0)
            return Step(positions, starts, new, None, False, turn, window, history, absent)
        seen = end if window is None else min(end, window)
        mask = None
        if max(starts) > 0 and not alone:
            mask = (torch.arange(seen, device=token_ids.device) <= positions[:, :, None])[:, None]
        return Step(positions, starts, new, mask, max(starts) == 0, turn, window)

    return {kind: step(kind) for kind in dict.fromkeys(config.kinds)}


def _check_tokens(config: ModelConfig, token_ids: Tensor) -> None:
    if token_ids.dim() != 2 or token_ids.numel() == 0 or token_ids.is_floating_point():
        raise ValueError(f"token_ids is {token_ids.dtype} {list(token_ids.shape)}; whole numbers [B, T] are needed")
    if token_ids.device.type == "cpu" and not 0 <= int(token_ids.min()) <= int(token_ids.max()) < config.vocab_size:
        low, high = int(token_ids.min()), int(token_ids.max())
        raise ValueError(f"token ids from {low} to {high} are not all in the vocabulary of {config.vocab_size}")


def _lengths(lengths: Sequence[int] | Tensor | None, batch: int, width: int) -> tuple[int, ...]:
    """New tokens in each row, padding behind them left out."""
    if lengths is None:
        return (width,) * batch
    new = tuple(int(length) for length in lengths)
    if len(new) != batch:
        raise ValueError(f"lengths has {len(new)} entries for {batch} rows of token_ids")
    if min(new) < 1 or max(new) != width:
        raise ValueError(f"lengths={list(new)} must lie between 1 and the width of token_ids, {width}, and reach it")
    return new
