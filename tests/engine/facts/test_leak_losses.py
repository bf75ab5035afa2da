"""A loss below what is possible is a leak's, and none else's."""

from __future__ import annotations

import math

from engine.facts.leak_losses import leak_losses


def test_with_a_leak_the_loss_is_below_what_anybody_can_know() -> None:
    fact = leak_losses()
    assert fact.least == math.log(16)  # sixteen tokens, each equally likely
    assert fact.leaking < 0.9 * fact.least < fact.honest
