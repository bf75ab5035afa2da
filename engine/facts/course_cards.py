"""The course document's table of GPUs beside data sheets: its memory bandwidths, and the models its cards are for."""

from __future__ import annotations

from engine.cost.capacity import max_requests
from engine.fact import computed, published
from engine.presets import hardware, preset
from engine.units import BytesPerSecond, Count, Ratio, Series, Table

DOCUMENT = {
    "rtx-3060-12gb": 360e9,
    "rtx-3090": 936e9,
    "rtx-4090": 936e9,  # the row "RTX 3090/4090"; the next one has 1,008 for the same card
    "a100-40gb": 2e12,
    "a100-80gb-sxm": 2e12,
    "h100-pcie": 3.35e12,  # the row "H100 80GB", which holds for SXM only
    "h100-sxm": 3.35e12,
    "h200": 4.8e12,
}
# What the document calls a card best for, each with a model of that size; of 30B the nearest one is a mixture.
BEST_FOR = {
    "7B, 12 GB": ("llama-2-7b", "rtx-3060-12gb"),
    "13B, 24 GB": ("llama-2-13b", "rtx-4090"),
    "30B, 40 GB": ("qwen3-30b-a3b", "a100-40gb"),
    "70B, 80 GB": ("llama-2-70b", "a100-80gb-sxm"),
}
LENGTH, RESERVE = 2048, 0.1


@published(
    source="The makers' data sheets, card by card in engine/data/hardware.yaml; the course's module 04, section 07"
)
def card_bandwidth() -> Series:
    """Memory bandwidth of the cards of the document's table: as it has it, and by the data sheets."""
    right = tuple(hardware(name).bandwidth for name in DOCUMENT)
    return Series("card", tuple(DOCUMENT), BytesPerSecond, {"document": tuple(DOCUMENT.values()), "data sheet": right})


@computed()
def card_bandwidth_wrong() -> Table:
    """How many times the data sheet's bandwidth the document gives: A100 40 GB, RTX 4090, H100 PCIe.

    And what bandwidth alone makes an H100 SXM faster than each A100, where the document says 1.7.
    """
    by = {name: hardware(name).bandwidth for name in DOCUMENT}
    return Table(
        a100_40gb=Ratio(DOCUMENT["a100-40gb"] / by["a100-40gb"]),
        rtx_4090=Ratio(DOCUMENT["rtx-4090"] / by["rtx-4090"]),
        h100_pcie=Ratio(DOCUMENT["h100-pcie"] / by["h100-pcie"]),
        h100_over_a100_80gb=Ratio(by["h100-sxm"] / by["a100-80gb-sxm"]),
        h100_over_a100_40gb=Ratio(by["h100-sxm"] / by["a100-40gb"]),
    )


@computed()
def best_for_users() -> Series:
    """Users of 2,048 tokens on the card that the document calls best for a size, by the type of the weights.

    The cache is in bf16, 10% of the memory is kept free, and a quantised type's scales are not counted.
    """
    users = {
        dtype: tuple(
            int(
                max_requests(
                    preset(model), hardware(card), seq_len=LENGTH, reserve=RESERVE, dtype=dtype, cache_dtype="bf16"
                )
            )
            for model, card in BEST_FOR.values()
        )
        for dtype in ("bf16", "int8", "int4")
    }
    return Series("size and card", tuple(BEST_FOR), Count, users)
