"""What the corrected table of cards has beside bandwidth: memory, the time to read it once, and one text's pace."""

from __future__ import annotations

from engine.economics.pace import step_time
from engine.economics.setup import Setup
from engine.fact import computed, published
from engine.facts.course_cards import DOCUMENT
from engine.facts.money import LIMIT, LOAD, RESERVE
from engine.presets import hardware, preset
from engine.units import Bytes, Count, FlopsPerSecond, Ratio, Seconds, Series, Table, TokensPerSecond

CONTEXT = 1024
GROUP = 64
CARDS = tuple(hardware(name) for name in DOCUMENT)
NAMES = tuple(DOCUMENT)


@published(source="What each card's driver reports as its own, in engine/data/hardware.yaml")
def card_memory() -> Series:
    """Memory of the cards of the document's table."""
    return Series("card", NAMES, Bytes, {"memory": tuple(card.memory for card in CARDS)})


@published(source="The makers' data sheets, card by card in engine/data/hardware.yaml: dense, without sparsity")
def card_arithmetic() -> Series:
    """FLOPs a second in bf16 of the cards of the document's table."""
    return Series("card", NAMES, FlopsPerSecond, {"bf16": tuple(card.tflops_bf16 for card in CARDS)})


@computed()
def card_sweep() -> Series:
    """How long a card takes to read all of its memory once: no step of a model that fills it is quicker."""
    seconds = tuple(card.memory / card.bandwidth for card in CARDS)
    return Series("card", NAMES, Seconds, {"all of its memory": seconds})


@computed()
def card_texts() -> Series:
    """Tokens a second of one text of Llama 3 8B at best, behind 1,024 tokens: weights in int4 by groups of 64."""
    rates = tuple(
        1 / step_time(
            Setup(model=preset("llama-3-8b"), card=card, dtype="int4", group=GROUP, cache_dtype="bf16"), CONTEXT, 1
        )[0]
        for card in CARDS
    )  # fmt: skip
    return Series("card", NAMES, TokensPerSecond, {"one text, int4": rates})


@computed()
def card_load() -> Table:
    """The load of `card_users` and `card_worth`: tokens in and out, how soon each is to come, what is kept free."""
    return Table(
        prompt=Count(LOAD.prompt), new_tokens=Count(LOAD.new_tokens), limit=Seconds(LIMIT), reserve=Ratio(RESERVE)
    )  # fmt: skip
