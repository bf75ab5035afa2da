"""What a leak does to a loss: small models trained on random tokens, which nobody can foretell."""

from __future__ import annotations

from engine.attention.bugs.leak import ENTROPY, LEAK_LOSS, STEPS, TOKENS, trained_loss
from engine.fact import computed
from engine.units import Count, Nats, Table


@computed(atol=0.05)
def leak_losses() -> Table:
    """Loss on random tokens, each equally likely, of two small models: the mask of one lets tokens see the next.

    `least` is what guessing costs, the logarithm of how many tokens there are.
    """
    return Table(
        tokens=Count(TOKENS),
        steps=Count(STEPS),
        least=Nats(ENTROPY),
        leaking=Nats(trained_loss(LEAK_LOSS.wrong)),
        honest=Nats(trained_loss(LEAK_LOSS.right)),
    )
