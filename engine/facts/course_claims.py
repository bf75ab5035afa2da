"""What the course documents say of models, cards and times, where no other topic has the number."""

from __future__ import annotations

from engine.cost.parameters import parameters
from engine.cost.roofline import decode_time, prefill_time
from engine.fact import computed, published
from engine.facts.kv_cache import LLAMA_2_7B, LLAMA_3_8B
from engine.presets import hardware, preset
from engine.units import Bytes, Count, Flops, Ratio, Seconds, Table

A100 = hardware("a100-80gb-sxm")
LLAMA_2_13B, GPT2 = preset("llama-2-13b"), preset("gpt2-124m")
SIDE = 1000
HUNDRED = 100
ADAM = 16
"""Bytes a parameter: weights and gradients in 16 bits, and in fp32 the weights again and Adam's two moments."""


@published(source="Brown et al., 2020, arXiv:2005.14165, table 2.1: GPT-3 175B")
def gpt3_heads() -> Count:
    """Attention heads of a layer of the largest GPT-3."""
    return Count(preset("gpt3-175b").n_heads)


@computed()
def feed_forward_width() -> Table:
    """How many times wider than the model its feed-forward layer is: GPT-2 with two matrices, Llamas with three."""
    return Table(
        gpt2=Ratio(GPT2.d_ff / GPT2.d_model),
        llama_2_7b=Ratio(LLAMA_2_7B.d_ff / LLAMA_2_7B.d_model),
        llama_3_8b=Ratio(LLAMA_3_8B.d_ff / LLAMA_3_8B.d_model),
        matrices_gpt2=Count(2),
        matrices_llama=Count(3),
    )


@computed(source="Williams et al., Roofline, 2009")
def square_product() -> Table:
    """A product of two matrices of 1,000 × 1,000 in 16 bits on an A100 80 GB at best: what it does, reads and takes."""
    work, moved = Flops(2 * SIDE**3), Bytes(3 * SIDE**2 * 2)
    return Table(
        side=Count(SIDE),
        flops=work,
        moved=moved,
        seconds=Seconds(max(work / A100.tflops_bf16, moved / A100.bandwidth)),
    )


@computed(source="Rajbhandari et al., ZeRO, 2020, arXiv:1910.02054, section 3.1: 16 bytes a parameter with Adam")
def fine_tuning() -> Table:
    """Memory that training all weights of Llama 2 7B and 13B takes before any activation, with Adam in mixed precision.

    Beside it the memory of the cards that the course document names for it, 24 and 40 GB.
    """
    return Table(
        bytes_each=Count(ADAM),
        llama_2_7b=Bytes(ADAM * parameters(LLAMA_2_7B).total),
        llama_2_13b=Bytes(ADAM * parameters(LLAMA_2_13B).total),
        card_24gb=hardware("rtx-4090").memory,
        card_40gb=hardware("a100-40gb").memory,
    )


@computed(source="Williams et al., Roofline, 2009")
def hundred_tokens() -> Table:
    """Llama 3 8B on an A100 at best: a prompt of 100 tokens in one pass, and an answer of 100 tokens, one by one."""
    prompt = prefill_time(LLAMA_3_8B, A100, seq_len=HUNDRED).seconds
    steps = sum(decode_time(LLAMA_3_8B, A100, context=HUNDRED + made).seconds for made in range(HUNDRED))
    return Table(tokens=Count(HUNDRED), prompt=prompt, answer=Seconds(steps), ratio=Ratio(steps / prompt))


@published(source="platform.claude.com/docs/build-with-claude/batch-processing, as it was on 30 Nov 2026; terms change")
def batch_limits() -> Table:
    """What a provider says of its batch jobs: requests in one at most, and hours until most and all are ready."""
    return Table(requests=Count(100_000), hours_most=Count(1), hours_all=Count(24))
