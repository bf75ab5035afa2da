"""What the study day works out: GPT-2's blocks, a cache's factors, an answer on the clock."""

from __future__ import annotations

from engine.cost.dtypes import element_bytes
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.roofline import decode_time, prefill_time
from engine.fact import computed
from engine.facts.cache_reuse import reuse
from engine.facts.hardware import A100
from engine.facts.kv_cache import GPT2, LLAMA_2_7B, LLAMA_3_8B
from engine.units import Count, Ratio, Table

SEQ_LEN = 2048
PROMPT, ANSWER = 512, 6  # tokens: an answer as short as a drawing of it


@computed()
def transformer_shape() -> Table:
    """The shape of GPT-2 124M: blocks, heads, width of the stream and of the feed-forward layer, word pieces."""
    return Table(
        n_layers=Count(GPT2.n_layers),
        n_heads=Count(GPT2.n_heads),
        head_dim=Count(GPT2.head_dim),
        d_model=Count(GPT2.d_model),
        d_ff=Count(GPT2.d_ff),
        wider=Ratio(GPT2.d_ff / GPT2.d_model),
        vocab_size=Count(GPT2.vocab_size),
        max_seq_len=Count(GPT2.max_seq_len),
    )


@computed()
def cache_growth_example() -> Table:
    """Token positions computed for a 5-token prompt and 2 more steps, without and with a cache."""
    return reuse(prompt=5, steps=2)


@computed()
def kv_factors_llama2_2k() -> Table:
    """The factors of Llama 2 7B's cache of one sequence of 2,048 tokens in 16 bits, and their product."""
    return Table(
        keys_and_values=Count(2),
        n_layers=Count(LLAMA_2_7B.n_layers),
        n_kv_heads=Count(LLAMA_2_7B.n_kv_heads),
        head_dim=Count(LLAMA_2_7B.head_dim),
        tokens=Count(SEQ_LEN),
        bytes_each=Count(element_bytes("fp16")),
        cache=kv_cache_bytes(LLAMA_2_7B, seq_len=SEQ_LEN, dtype="fp16"),
    )


@computed()
def answer_on_the_clock() -> Table:
    """Llama 3 8B on an A100 at best, a prompt of 512 tokens: the first token, each further one, what both wait for."""
    prefill = prefill_time(LLAMA_3_8B, A100, seq_len=PROMPT)
    step = decode_time(LLAMA_3_8B, A100, context=PROMPT)
    return Table(
        prompt=Count(PROMPT),
        answer=Count(ANSWER),
        ttft=prefill.seconds,
        tpot=step.seconds,
        prefill_compute=prefill.compute,
        prefill_memory=prefill.memory,
        decode_compute=step.compute,
        decode_memory=step.memory,
        steps_in_ttft=Ratio(prefill.seconds / step.seconds),
    )
