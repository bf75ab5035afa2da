"""What a million tokens take of rented cards, and cost at a price an hour.

```
 card-seconds  = cards · 10⁶ / (rate · utilisation)
 cost          = price · card-seconds / 3600
```
`utilisation` is the share of the paid time in which the cards work at `rate`: a card that waits is paid too. The
currency is that of the price.
"""

from __future__ import annotations

from math import inf

from engine.cost.dtypes import require_positive
from engine.economics.pace import Load, Pace
from engine.units import Ratio, Seconds

MILLION, HOUR = 10**6, 3600


def card_seconds(rate: float, *, utilisation: float = 1.0, cards: int = 1) -> Seconds:
    """Paid seconds of cards for a million tokens at `rate` tokens a second of all cards together."""
    if not 0 < rate < inf:
        raise ValueError(f"rate={rate!r} is not a number of tokens a second")
    if not 0 < utilisation <= 1:
        raise ValueError(f"utilisation={utilisation!r} is not a share of the paid time, above 0 up to 1")
    require_positive(cards=cards)
    return Seconds(cards * MILLION / (rate * utilisation))


def cost(price: float, seconds: float) -> float:
    """What so many card-seconds cost at a `price` a card and hour."""
    if not 0 <= price < inf:
        raise ValueError(f"price={price!r} is not a price of a card for an hour")
    return price * seconds / HOUR


def shares(pace: Pace, load: Load) -> tuple[Ratio, Ratio]:
    """Of a request's time on the cards, the share that its prompt takes and the share of its new tokens.

    The prompt has the cards for itself; a step is shared by the batch: prompt : n · step / batch.
    """
    new = load.new_tokens * pace.step / pace.batch
    return Ratio(pace.prompt / (pace.prompt + new)), Ratio(new / (pace.prompt + new))
