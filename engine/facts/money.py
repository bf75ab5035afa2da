"""What a million tokens cost at most speed: by batch, by card, by price, and as a batch job instead of a service.

One load throughout, but where a fact says otherwise: Llama 3 8B in bf16, prompts of 1,000 tokens and answers of 200,
10% of the memory kept free. Rates are the roofline's, so costs are the least possible.
"""

from __future__ import annotations

from engine.economics.jobs import cheaper, fitting
from engine.economics.money import card_seconds, cost
from engine.economics.pace import Load, largest, pace
from engine.economics.setup import Setup
from engine.fact import computed, published
from engine.parallel.interconnect import link
from engine.presets import hardware, preset
from engine.units import Count, Ratio, Seconds, Series, Table, unit

LLAMA_3_8B, LLAMA_3_70B = preset("llama-3-8b"), preset("llama-3-70b")
RESERVE = 0.1
LOAD = Load(prompt=1000, new_tokens=200)
SHARED = Load(prompt=1000, new_tokens=200, shared=800)
LIMIT = 0.05
BATCHES = (1, 4, 16, 64, 256)
SERVICE = 8
BUSY, FULL = (0.3, 0.5), (0.8, 0.95)  # what the course document says of services and of batch jobs
CARDS = ("rtx-3090", "rtx-4090", "a100-40gb", "a100-80gb-sxm", "h100-sxm", "h200")
DOLLARS = unit("$", before=True)
RENT = {"a100-80gb-sxm": 1.64, "h100-sxm": 2.90}
A100, H100 = (Setup(model=LLAMA_3_8B, card=hardware(name), reserve=RESERVE) for name in RENT)


@published(source="Spheron, on demand, 1 May 2026: www.spheron.network/blog/nvidia-a100-vs-h100; others differ widely")
def card_rent() -> Table:
    """What an A100 80 GB SXM and an H100 SXM cost for an hour at one provider on one day, in dollars."""
    return Table(a100=DOLLARS(RENT["a100-80gb-sxm"], digits=3), h100=DOLLARS(RENT["h100-sxm"], digits=3))


@published(source="Anthropic, Message Batches API: 50% of the standard prices, as the course's module 04 has it")
def batch_discount() -> Ratio:
    """How many times cheaper a provider sells a token of a batch job."""
    return Ratio(2)


@computed()
def million_tokens() -> Series:
    """Seconds of a card for a million new tokens at best, by requests at once, on an A100 80 GB SXM and an H100 SXM."""
    lines = {
        name: tuple(float(card_seconds(pace(setup, LOAD, batch).rate)) for batch in BATCHES)
        for name, setup in (("A100 SXM", A100), ("H100 SXM", H100))
    }
    return Series("requests at once", BATCHES, Seconds, lines)


@computed()
def million_tokens_cost() -> Table:
    """A million new tokens of 1 and of 64 requests at once at `card_rent`, cards always busy, and 40% of the time.

    Then 64 with 800 of 1,000 prompt tokens found in a prefix cache, and with weights in int4 by groups of 64 and a
    cache in int8, each on an A100 as a share of the cost without.
    """
    narrow = Setup(model=LLAMA_3_8B, card=A100.card, reserve=RESERVE, dtype="int4", group=64, cache_dtype="int8")
    usual = fitting(A100, LOAD, 64).rate
    dollars = {
        f"{name}_{batch}": DOLLARS(cost(RENT[setup.card.name], card_seconds(fitting(setup, LOAD, batch).rate)))
        for name, setup in (("a100", A100), ("h100", H100))
        for batch in (1, 64)
    }
    return Table(
        **dollars,
        utilisation=Ratio(0.4),
        a100_64_idle=DOLLARS(cost(RENT["a100-80gb-sxm"], card_seconds(usual, utilisation=0.4))),
        prefix=Ratio(usual / fitting(A100, SHARED, 64).rate),
        narrow=Ratio(usual / fitting(narrow, LOAD, 64).rate),
    )


@computed()
def card_users() -> Series:
    """Requests that a card serves at once where each is to have a token within 50 ms, at best."""
    most = tuple(int(largest(_on(card), LOAD, limit=LIMIT)) for card in CARDS)
    return Series("card", CARDS, Count, {"at once": most})


@computed()
def card_worth() -> Series:
    """Up to how many times an A100 80 GB's price a card is the cheaper one: for one request, and for `card_users`."""
    alone = [pace(_on(card), LOAD, 1).rate for card in CARDS]
    full = [pace(_on(card), LOAD, int(largest(_on(card), LOAD, limit=LIMIT))).rate for card in CARDS]
    beside = CARDS.index("a100-80gb-sxm")
    lines = {name: tuple(rate / of[beside] for rate in of) for name, of in (("one request", alone), ("full", full))}
    return Series("card", CARDS, Ratio, lines)


@computed()
def job_or_service() -> Table:
    """How much cheaper a batch job's token is than a service's on an A100 80 GB, by hours and by batch.

    The document's utilisations give least and most; of the middles, a service of 8 requests at once and one that
    serves one at a time are set beside a job of all that fit.
    """
    middle = {"utilisation": sum(BUSY) / 2, "job_utilisation": sum(FULL) / 2}
    eight, one = (cheaper(A100, LOAD, batch=batch, **middle) for batch in (SERVICE, 1))
    return Table(
        service=Count(SERVICE),
        job=eight.job.batch,
        utilisation=Ratio(middle["utilisation"]),
        job_utilisation=Ratio(middle["job_utilisation"]),
        hours_least=Ratio(FULL[0] / BUSY[1]),
        hours_most=Ratio(FULL[1] / BUSY[0]),
        hours=eight.by_utilisation,
        batch=eight.by_batch,
        together=eight.together,
        batch_of_one=one.by_batch,
        together_of_one=one.together,
        gap=eight.service.gap,
        job_gap=eight.job.gap,
    )


@computed()
def split_cost() -> Table:
    """Llama 3 70B, 16 requests at once: card-seconds of a million tokens on H100s that share its heads over NVLink.

    Beside them one card that holds the model in int4 by groups of 64, with its cache in bf16. `gap` is the wait from
    a token to the next, `users` is how many requests fit.
    """
    nvlink = link("nvlink-4")
    one = Setup(model=LLAMA_3_70B, card=H100.card, reserve=RESERVE, dtype="int4", group=64, cache_dtype="bf16")
    two, four, eight = (
        Setup(model=LLAMA_3_70B, card=H100.card, reserve=RESERVE, cards=cards, link=nvlink) for cards in (2, 4, 8)
    )
    taken = {
        name: card_seconds(fitting(setup, LOAD, 16).rate, cards=setup.cards)
        for name, setup in (("one_int4", one), ("two", two), ("four", four), ("eight", eight))
    }
    return Table(
        **taken,
        gap_two=pace(two, LOAD, 16).gap,
        gap_eight=pace(eight, LOAD, 16).gap,
        users_one_int4=one.users(LOAD.length),
        users_two=two.users(LOAD.length),
        users_four=four.users(LOAD.length),
    )


def _on(card: str) -> Setup:
    return Setup(model=LLAMA_3_8B, card=hardware(card), reserve=RESERVE)
