"""Which guesses stay: what comes out is distributed as the target's own tokens, whatever guessed them.

```
 p  target   ▂▂▂▆▆▆▁▁   a token of q is kept with the chance min(1, p / q): together min(p, q), the part that both share
 q  draft    ▅▅▅▁▁▁▃▃   else one is drawn from what p has more: (p − q)₊, normalised; both parts make p
```
Leviathan et al., arXiv:2211.17192, algorithm 1 and appendix A.1; Chen et al., arXiv:2302.01318, algorithm 2. A greedy
target is a p with all weight on one token: then a guess stays if it is that token, and nothing is left to chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from engine.reply import Sampling
from engine.sampling import probabilities
from engine.speculate.chance import Chance

Warp = Callable[[Tensor], Tensor]
"""From logits [.., V] to the distribution that is drawn from."""


def accept(p: Tensor, q: Tensor, guessed: Sequence[int], chance: Chance) -> list[int]:
    """The guesses that stay, and one token more: n + 1 if all n do.

    p [n + 1, V] is the target's distribution before each guess and behind the last, q [n, V] is what each guess was
    drawn from.
    """
    for n, token in enumerate(guessed):
        ratio = float(p[n, token] / q[n, token])
        if not chance.happens(min(1.0, ratio)):
            other = chance.pick(residual(p[n], q[n]))
            return [*guessed[:n], other]
    return [*guessed, chance.pick(p[len(guessed)])]


def residual(p: Tensor, q: Tensor) -> Tensor:
    """What p has more than q, normalised, [V]; p where rounding leaves nothing of a difference."""
    more = (p - q).clamp(min=0)
    return more / more.sum() if more.any() else p


def acceptance(p: Tensor, q: Tensor) -> Tensor:
    """The chance that a token drawn from q is kept, Σ min(p, q): [.., V] -> [..] (theorem 3.5)."""
    return torch.minimum(p, q).sum(dim=-1)


def warp_of(sampling: Sampling) -> Warp:
    """Both p and q are what is drawn from: behind temperature, `top_k`, `top_p` and `min_p`.

    Raises ValueError for settings that contradict one another, and for a repetition penalty: with it the distribution
    depends on the guesses before.
    """
    sampling.sampler(())
    if sampling.repetition_penalty != 1:
        raise ValueError(
            f"repetition_penalty={sampling.repetition_penalty} is not known when guessing ahead; decode without a draft"
        )
    if sampling.temperature == 0:
        return _likeliest

    def warp(logits: Tensor) -> Tensor:
        return probabilities(
            logits, temperature=sampling.temperature, top_k=sampling.top_k, top_p=sampling.top_p, min_p=sampling.min_p
        )

    return warp


def _likeliest(logits: Tensor) -> Tensor:
    return one_hot(logits.argmax(dim=-1), logits.shape[-1]).float()
