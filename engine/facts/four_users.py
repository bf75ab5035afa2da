"""How many a 24 GB card serves: from the memory to the users, and from four users back to what must be kept free."""

from __future__ import annotations

from typing import Any

from engine.cost.capacity import max_requests, reserve_for
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import held_bytes
from engine.fact import computed
from engine.presets import hardware, preset
from engine.units import Bytes, Count, Ratio, Table

CARD = hardware("rtx-4090")
LLAMA_2_7B, LLAMA_3_8B = preset("llama-2-7b"), preset("llama-3-8b")
LENGTH, LONG = 2048, 4096
RESERVE = 0.1
USERS = 4
SHARED = 1024
GROUP = 64
MAKERS_24_GB = 24e9


@computed()
def four_users() -> Table:
    """Users of Llama 2 7B in 16 bits on a 24 GB card at 2,048 tokens, and what is kept free where only four fit.

    By the driver's memory and the maker's round 24 GB; with nothing and with 10% kept free; twice as long.
    """
    weights, request = held_bytes(LLAMA_2_7B), kv_cache_bytes(LLAMA_2_7B, seq_len=LENGTH)
    above, up_to = reserve_for(LLAMA_2_7B, CARD, requests=USERS, seq_len=LENGTH)
    return Table(
        memory=CARD.memory,
        seq_len=Count(LENGTH),
        seq_len_long=Count(LONG),
        reserve=Ratio(RESERVE),
        weights=weights,
        request=request,
        users=max_requests(LLAMA_2_7B, CARD, seq_len=LENGTH),
        users_reserve=max_requests(LLAMA_2_7B, CARD, seq_len=LENGTH, reserve=RESERVE),
        users_makers_gb=Count((MAKERS_24_GB - weights) // request),
        users_long=max_requests(LLAMA_2_7B, CARD, seq_len=LONG, reserve=RESERVE),
        four=Count(USERS),
        four_above=above,
        four_up_to=up_to,
        four_above_bytes=Bytes(above * CARD.memory),
    )


@computed()
def more_users() -> Table:
    """Users of a 24 GB card at 2,048 tokens, 10% kept free, by what is changed: shared heads, a common beginning, bits.

    All Llama 2 7B in bf16 but for: Llama 3 8B; half of the text shared; weights in int4 by groups of 64, and the
    cache in int8 as well, whose scales are not counted.
    """

    def users(**changed: Any) -> Count:
        return max_requests(changed.pop("model", LLAMA_2_7B), CARD, seq_len=LENGTH, reserve=RESERVE, **changed)

    return Table(
        shared=Count(SHARED),
        group=Count(GROUP),
        weights_int4=held_bytes(LLAMA_2_7B, dtype="int4", group=GROUP),
        as_it_is=users(),
        gqa=users(model=LLAMA_3_8B),
        prefix=users(shared=SHARED),
        int4=users(dtype="int4", group=GROUP, cache_dtype="bf16"),
        int4_int8=users(dtype="int4", group=GROUP, cache_dtype="int8"),
    )
