"""Where attention meets the ends of numbers: the largest of fp16, a row that may see nothing, the gallery of bugs."""

from __future__ import annotations

import torch

from engine.attention.bugs.bug_table import BUGS
from engine.fact import computed
from engine.units import Count, Nats, Number, Quantity, Ratio, Table

HEAD_DIM, ENTRY = 64, 32.0
TOKENS = 4
UNITS: dict[str, type[Quantity]] = {"leak_loss": Nats, "device": Count}


@computed(source="IEEE 754-2008, binary16")
def fp16_limits() -> Table:
    """The largest number of fp16, a score that is larger, and what −10⁹ becomes in it; 1 for yes.

    Query and key have 64 numbers, each 32: `score` is their product. `scaled_first_fits`: with both divided by the
    fourth root of 64 before it, the score that softmax is to see fits. `fill_refused`: `masked_fill` refuses −10⁹.
    """
    q = torch.full((1, HEAD_DIM), ENTRY, dtype=torch.float16)
    before = q / HEAD_DIM**0.25
    return Table(
        largest=Count(torch.finfo(torch.float16).max),
        head_dim=Count(HEAD_DIM),
        entry=Count(ENTRY),
        score=Count(HEAD_DIM * ENTRY**2),
        score_overflow=Count(bool((q @ q.mT).isinf())),
        scaled_score=Count(HEAD_DIM**0.5 * ENTRY**2),
        scaled_first_fits=Count(bool((before @ before.mT).isfinite())),
        minus_1e9_finite=Count(bool(torch.tensor(-1e9, dtype=torch.float16).isfinite())),
        fill_refused=Count(_is_refused()),
    )


@computed()
def masked_row() -> Table:
    """A row of four scores that may see nothing: NaN weights with −∞, and with −10⁹ equal weights on what is barred.

    `nan_tokens_next` are the tokens, of four, that are NaN after one more layer in which the first sees itself alone
    and the last, all: a NaN value spoils each token in whose sum it stands, even with weight 0.
    """
    scores = torch.arange(TOKENS, dtype=torch.float32)
    barred = torch.ones(TOKENS, dtype=torch.bool)
    infinite = scores.masked_fill(barred, -torch.inf).softmax(dim=0)
    finite = scores.masked_fill(barred, -1e9).softmax(dim=0)
    values = torch.ones(TOKENS, 1)
    values[-1] = torch.nan
    causal = torch.zeros(TOKENS, TOKENS).masked_fill(torch.ones(TOKENS, TOKENS).triu(1) > 0, -torch.inf).softmax(dim=-1)
    return Table(
        keys=Count(TOKENS),
        nan_cells=Count(int(infinite.isnan().sum())),
        nan_cells_1e9=Count(int(finite.isnan().sum())),
        weight_1e9=Ratio(float(finite.max())),
        nan_tokens=Count(1),
        nan_tokens_next=Count(int((causal @ values).isnan().sum())),
    )


@computed(atol=0.05)
def attention_bugs() -> Table:
    """How far each bug is from the code without it: the largest difference of an output, on unit normal numbers.

    `dropout_eval` is the mean over draws, `leak_loss` in nats a token below nine tenths of what is possible, `device`
    in tensors that are left behind.
    """
    return Table(**{name: UNITS.get(name, Number)(bug.amount(bug.wrong)) for name, bug in BUGS.items()})


def _is_refused() -> bool:
    try:
        torch.zeros(1, dtype=torch.float16).masked_fill(torch.ones(1, dtype=torch.bool), -1e9)
    except RuntimeError:
        return True
    return False
