"""A causal head on its way to a file and back, its mask a buffer that is not saved."""

from __future__ import annotations

import torch

from engine.attention.steps.causal import CausalSelfAttention, causal_mask
from engine.fact import computed
from engine.units import Count, Number, Ratio, Table

TOKENS, WIDTH = 8, 16
SEED = 123


@computed(atol=1e-6)
@torch.no_grad()
def buffer_path() -> Table:
    """Shares of answers that differ before and after a head reads another's file, and what a longer head does with it.

    `longer_apart` is the largest difference, to six decimals, of a head for texts twice as long. `left_on_meta` counts
    the buffers without numbers in a head that was built on the `meta` device and filled from the file, and
    `without_numbers` those that are left once the mask is made again.
    """
    torch.manual_seed(SEED)
    head, back, longer = (CausalSelfAttention(WIDTH, WIDTH, longest) for longest in (TOKENS, TOKENS, 2 * TOKENS))
    file, x = head.state_dict(), torch.randn(2, TOKENS, WIDTH)
    unlike_before = (back(x) != head(x)).float().mean()
    back.load_state_dict(file)
    longer.load_state_dict(file)
    with torch.device("meta"):
        empty = CausalSelfAttention(WIDTH, WIDTH, TOKENS)
    empty.load_state_dict(file, assign=True)
    left = _without_numbers(empty)
    empty.mask = causal_mask(TOKENS)
    return Table(
        unlike_before=Ratio(unlike_before.item()),
        unlike_after=Ratio((back(x) != head(x)).float().mean().item()),
        longer_apart=Number(round((longer(x) - head(x)).abs().max().item(), 6)),
        left_on_meta=Count(left),
        without_numbers=Count(_without_numbers(empty)),
    )


def _without_numbers(head: CausalSelfAttention) -> int:
    return sum(buffer.is_meta for buffer in head.buffers())
