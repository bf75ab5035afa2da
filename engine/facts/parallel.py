"""A model on several accelerators: what is said between them, what a step takes, and when to split at all.

Sources: Megatron-LM, arXiv 1909.08053; GPipe, arXiv 1811.06965; for links `engine/data/interconnect.yaml`. Lower
bounds: each card at its roofline, and messages by latency and bandwidth, none hidden behind computing.
"""

from __future__ import annotations

from engine.fact import computed, published
from engine.parallel.cost import break_even, cards_needed, copies_step, pipeline_step, stream_bytes, tensor_step
from engine.parallel.interconnect import link
from engine.parallel.schedule import bubble
from engine.presets import hardware, preset
from engine.units import Bytes, Count, Ratio, Seconds, Series, Table, TokensPerSecond

CARDS = 4
CONTEXT = 4096
TEXTS = 4
STAGES = 4
MICRO_BATCHES = (1, 2, 4, 8, 16, 32)
H100 = hardware("h100-sxm")
LLAMA_3_8B = preset("llama-3-8b")
LLAMA_3_70B = preset("llama-3-70b")
NVLINK, PCIE, ETHERNET = link("nvlink-4"), link("pcie-5"), link("ethernet-10g")
LLAMAR = "CRAN llamaR, vignette multi-gpu: Qwen2.5-1.5B-Instruct Q4_K_M, 4 Tesla P100, Vulkan, split_mode row"
QWEN_LAYERS = 28  # of Qwen2.5-1.5B, by its config.json


@computed(source="Megatron-LM, arXiv 1909.08053, section 3; GPipe, arXiv 1811.06965")
def parallel_bytes() -> Table:
    """What Llama 3 8B on four cards sends for one token: a card by heads, in two sums a layer; all cards by layers."""
    a_sum = stream_bytes(LLAMA_3_8B)
    sums = 2 * LLAMA_3_8B.n_layers
    by_heads = sums * 2 * (CARDS - 1) / CARDS * a_sum
    return Table(
        cards=Count(CARDS),
        layers=Count(LLAMA_3_8B.n_layers),
        width=Count(LLAMA_3_8B.d_model),
        sums=Count(sums),
        a_sum=a_sum,
        by_heads=Bytes(by_heads),
        by_heads_all=Bytes(CARDS * by_heads),
        by_layers_all=Bytes((CARDS - 1) * a_sum),
        ratio=Ratio(CARDS * by_heads / ((CARDS - 1) * a_sum)),
    )


@computed(source="GPipe, arXiv 1811.06965, section 2.3")
def pipeline_bubble() -> Series:
    """The share of a four-stage pipeline's ticks that are idle in one pass, by micro-batches: counted tick by tick."""
    idle = tuple(float(bubble(STAGES, m)) for m in MICRO_BATCHES)
    return Series("micro-batches", MICRO_BATCHES, Ratio, {"idle": idle})


@computed()
def split_step() -> Table:
    """A decode step of Llama 3 8B for one text of 4,096 tokens at best: on one H100, on four that share its heads.

    In bf16. By link: the whole step, the part of it that is messages, and how many times as fast as on one card.
    """
    one = copies_step(LLAMA_3_8B, H100, size=1, context=CONTEXT).seconds
    fields: dict[str, Count | Seconds | Ratio] = {"cards": Count(CARDS), "context": Count(CONTEXT), "one": one}
    for name, by in (("nvlink", NVLINK), ("pcie", PCIE), ("ethernet", ETHERNET)):
        step = tensor_step(LLAMA_3_8B, H100, by, size=CARDS, context=CONTEXT)
        fields |= {
            name: step.seconds,
            f"{name}_talking": step.talking,
            f"{name}_share": Ratio(step.talking / step.seconds),
            f"{name}_speedup": Ratio(one / step.seconds),
        }
    pipeline = pipeline_step(LLAMA_3_8B, H100, ETHERNET, size=CARDS, context=CONTEXT)
    return Table(**fields, pipeline_ethernet=pipeline.seconds)


@computed()
def split_pays() -> Table:
    """How long a sum over four H100s that share Llama 3 8B's heads may take, and takes by link, at 4,096 tokens.

    Up to `break_even` they are faster for one text than one card. Needed are as many cards as hold weights and cache.
    """
    a_sum = stream_bytes(LLAMA_3_8B)
    return Table(
        break_even=break_even(LLAMA_3_8B, H100, size=CARDS, context=CONTEXT),
        nvlink=NVLINK.all_reduce(a_sum, CARDS),
        pcie=PCIE.all_reduce(a_sum, CARDS),
        ethernet=ETHERNET.all_reduce(a_sum, CARDS),
        break_even_eight=break_even(LLAMA_3_8B, H100, size=2 * CARDS, context=CONTEXT),
        needs_8b=cards_needed(LLAMA_3_8B, H100, context=CONTEXT),
        needs_70b=cards_needed(LLAMA_3_70B, H100, context=CONTEXT),
    )


@computed()
def split_or_copies() -> Table:
    """Tokens a second of Llama 3 8B for four texts on four H100s at best: four copies, or one model shared by heads.

    A copy reads all weights for its one text; a split model reads them once for four, and pays with messages.
    """
    copies = copies_step(LLAMA_3_8B, H100, size=CARDS, context=CONTEXT, texts=TEXTS)
    nvlink, pcie, ethernet = (
        tensor_step(LLAMA_3_8B, H100, by, size=CARDS, context=CONTEXT, texts=TEXTS) for by in (NVLINK, PCIE, ETHERNET)
    )
    return Table(
        texts=Count(TEXTS),
        copies=copies.rate,
        nvlink=nvlink.rate,
        pcie=pcie.rate,
        ethernet=ethernet.rate,
        nvlink_gain=Ratio(nvlink.rate / copies.rate),
        ethernet_gain=Ratio(ethernet.rate / copies.rate),
    )


@published(source=LLAMAR)
def split_published() -> Table:
    """Decoding a model that fits on one card: on one, with its rows split over four, and as four copies."""
    return Table(
        cards=Count(4),
        one=TokensPerSecond(419.7),
        split_2=TokensPerSecond(150.4),
        split_4=TokensPerSecond(130.0),
        copies=TokensPerSecond(975),
    )


@computed(source=LLAMAR)
def split_published_why() -> Table:
    """What those figures say of each of the two sums a layer, did the split cards compute in a quarter of the time.

    `a_sum` is what one took, `break_even` what it might have taken; the authors put their way through the host's memory
    at some 1 GB/s, at which the bytes of a sum alone take `bytes_alone`.
    """
    told = split_published()
    sums, width, host = 2 * QWEN_LAYERS, 1536, 1e9
    one, split = 1 / told["one"], 1 / told["split_4"]
    return Table(
        layers=Count(QWEN_LAYERS),
        slower=Ratio(told["one"] / told["split_4"]),
        copies_gain=Ratio(told["copies"] / told["one"]),
        a_sum=Seconds((split - one / 4) / sums),
        break_even=Seconds((one - one / 4) / sums),
        bytes_alone=Seconds(2 * 3 / 4 * width * 4 / host),
    )
