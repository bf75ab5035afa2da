"""One guess of a draft and what the target makes of it, in chances: what is kept, and what is drawn instead."""

from __future__ import annotations

import torch

from engine.fact import computed
from engine.speculate.accept import acceptance, residual
from engine.units import Matrix, Ratio, Table

PAPER = "Leviathan et al., 2023, arXiv:2211.17192, algorithm 1 and appendix A.1"
WORDS = ("sea", "sky", "lake", "hill")
TARGET = torch.tensor([0.5, 0.25, 0.15, 0.1], dtype=torch.float64)
DRAFT = torch.tensor([0.2, 0.45, 0.3, 0.05], dtype=torch.float64)


@computed(source=PAPER, atol=1e-9)
def guess_rule() -> Matrix:
    """Chances of four words in an example: the draft's, what is kept of them, what is drawn instead, and the target's.

    Raises ArithmeticError if what is kept and what is drawn instead do not make the target.
    """
    kept = torch.minimum(TARGET, DRAFT)
    redrawn = (1 - kept.sum()) * residual(TARGET, DRAFT)
    if not torch.allclose(kept + redrawn, TARGET):
        raise ArithmeticError(f"{kept + redrawn} is not {TARGET}")
    rows = {"draft": DRAFT, "kept": kept, "drawn instead": redrawn, "target": TARGET}
    values = tuple(tuple(round(chance, 9) for chance in row.tolist()) for row in rows.values())
    return Matrix(tuple(rows), WORDS, values)


@computed(source=PAPER, atol=1e-9)
def guess_rule_shares() -> Table:
    """How often a guess of the same example stays, how often one is drawn instead; and if the target were greedy."""
    stays = acceptance(TARGET, DRAFT)
    greedy = torch.nn.functional.one_hot(TARGET.argmax(), len(WORDS)).double()
    return Table(
        stays=Ratio(round(float(stays), 9)),
        redrawn=Ratio(round(1 - float(stays), 9)),
        greedy=Ratio(round(float(acceptance(greedy, DRAFT)), 9)),
    )
