"""Step 2, trainable queries, keys and values: a token asks with one vector, is found by another, gives a third."""

from __future__ import annotations

from torch import Tensor, nn

from engine.attention.steps.trace import Trace


def attend(q: Tensor, k: Tensor, v: Tensor, trace: Trace | None = None) -> Tensor:
    """Scaled dot-product attention in which every query sees every key (arXiv 1706.03762, equation 1).

    q [T, D], k and v [S, D] -> [T, D]. Without the division by √D scores grow with the width: see scaling.py.
    """
    scores = q @ k.mT  # [T, S]
    scaled = scores / q.shape[-1] ** 0.5
    weights = scaled.softmax(dim=-1)
    context: Tensor = weights @ v  # [T, D]
    if trace is not None:
        trace.update(queries=q, keys=k, values=v, scores=scores, scaled=scaled, weights=weights, context=context)
    return context


class SelfAttention(nn.Module):
    """One head that learns what to ask for, what to be found by, and what to give."""

    def __init__(self, d_in: int, d_out: int, bias: bool = False) -> None:
        super().__init__()
        self.query = nn.Linear(d_in, d_out, bias=bias)
        self.key = nn.Linear(d_in, d_out, bias=bias)
        self.value = nn.Linear(d_in, d_out, bias=bias)

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [T, d_in] -> [T, d_out]"""
        return attend(self.query(x), self.key(x), self.value(x), trace)
