"""Attention does not know the order of its tokens; positions tell it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from engine.attention.steps.positions import LearnedPositions, RotarySelfAttention, felt_shuffle, sinusoidal
from engine.attention.steps.projected import SelfAttention
from engine.fact import computed
from engine.units import Count, Number, Table

TOKENS, WIDTH = 16, 32
SEED = 123


@computed(source="Vaswani et al., arXiv:1706.03762, section 3.5; rotary: arXiv:2104.09864", atol=1e-4)
@torch.no_grad()
def order_blind() -> Table:
    """How far shuffled tokens' outputs are from the shuffled outputs, without a mask: no positions, and three kinds.

    The largest difference, to six decimals, of one untrained head on unit normal tokens. Learned positions are not
    trained either: they are unit normal, as they start.
    """
    torch.manual_seed(SEED)
    plain, turning = SelfAttention(WIDTH, WIDTH), RotarySelfAttention(WIDTH, WIDTH)
    turning.load_state_dict(plain.state_dict())
    learned = LearnedPositions(TOKENS, WIDTH)
    x, order = torch.randn(TOKENS, WIDTH), torch.randperm(TOKENS)
    layers: dict[str, Callable[[Tensor], Tensor]] = {
        "none": plain,
        "sinusoidal": lambda x: plain(x + sinusoidal(TOKENS, WIDTH)),
        "learned": lambda x: plain(learned(x)),
        "rotary": turning,
    }
    felt = {name: Number(round(felt_shuffle(layer, x, order), 6)) for name, layer in layers.items()}
    return Table(tokens=Count(TOKENS), **felt)
