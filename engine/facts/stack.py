"""What each layer of the optimisation stack is worth for one load, and one request's moments as four tools name them.

Llama 3 8B in bf16 on an A100 80 GB, prompts of 1,000 tokens and answers of 200, all at the roofline's pace.
"""

from __future__ import annotations

from itertools import pairwise

from engine.cost.narrow import read_bytes
from engine.economics.pace import Load, pace
from engine.economics.setup import Setup
from engine.fact import computed
from engine.load.definitions import aiperf, guidellm, llmperf, vllm
from engine.load.record import Record
from engine.presets import hardware, preset
from engine.units import Count, Ratio, Seconds, Table

LLAMA_3_8B = preset("llama-3-8b")
RESERVE, USERS = 0.1, 64
LOAD = Load(prompt=1000, new_tokens=200)
BRIEF = Load(prompt=1000, new_tokens=100)
HALF = Load(prompt=500, new_tokens=200)
FOUND = Load(prompt=1000, new_tokens=200, shared=800)
A100, H100 = (Setup(model=LLAMA_3_8B, card=hardware(card), reserve=RESERVE) for card in ("a100-80gb-sxm", "h100-sxm"))
NARROW = Setup(model=LLAMA_3_8B, card=A100.card, reserve=RESERVE, dtype="int4", group=64, cache_dtype="int8")

# Moments of an example's six tokens: others' prompts are read before the fourth, as in a busy server.
TOKENS = (0.30, 0.36, 0.42, 0.66, 0.72, 0.78)


@computed()
def stack_gains() -> Table:
    """How many times as many tokens a second one change gives, by layer: the rest of the setting stays.

    Application: half the prompt, or 800 of its 1,000 tokens found in a prefix cache. Framework: 64 requests at once
    for one. Model: weights in int4 by groups of 64 and a cache in int8, for 64 requests and for one. Hardware: an H100.
    `shorter_answer` is requests a second with half the answer, `smaller_model` what the 70B reads a step over the 8B.
    """
    usual, one = pace(A100, LOAD, USERS).rate, pace(A100, LOAD, 1).rate
    return Table(
        prompt=Count(LOAD.prompt),
        new_tokens=Count(LOAD.new_tokens),
        users=Count(USERS),
        shorter_prompt=Ratio(pace(A100, HALF, USERS).rate / usual),
        prefix=Ratio(pace(A100, FOUND, USERS).rate / usual),
        batch=Ratio(usual / one),
        narrow=Ratio(pace(NARROW, LOAD, USERS).rate / usual),
        narrow_one=Ratio(pace(NARROW, LOAD, 1).rate / one),
        card=Ratio(pace(H100, LOAD, USERS).rate / usual),
        card_one=Ratio(pace(H100, LOAD, 1).rate / one),
        shorter_answer=Ratio(pace(A100, BRIEF, USERS).rate / BRIEF.new_tokens / (usual / LOAD.new_tokens)),
        smaller_model=Ratio(read_bytes(preset("llama-3-70b"), batch=1) / read_bytes(LLAMA_3_8B, batch=1)),
    )


@computed()
def request_moments() -> Table:
    """An example: when each of six tokens came after the request was sent, one of them late."""
    return Table(**{f"token_{i}": Seconds(moment) for i, moment in enumerate(TOKENS, start=1)})


@computed(source="The formulas of engine/load/definitions.py, with each tool's file")
def request_in_four_tools() -> Table:
    """That request as four tools measure it: same moments, other names and other numbers.

    `…_itl` of vLLM is its longest gap, as a P99 of all gaps would be; of the others a mean.
    """
    call = [Record(call=1, sent=0.0, chunks=list(TOKENS), answer_tokens=len(TOKENS), done=TOKENS[-1])]
    return Table(
        tokens=Count(len(TOKENS)),
        ttft=Seconds(vllm(call)["ttft"][0]),
        longest=Seconds(max(late - early for early, late in pairwise(TOKENS))),
        e2e=Seconds(vllm(call)["e2el"][0]),
        vllm_tpot=Seconds(vllm(call)["tpot"][0]),
        vllm_itl=Seconds(max(vllm(call)["itl"])),
        aiperf_itl=Seconds(aiperf(call)["itl"][0]),
        guidellm_tpot=Seconds(guidellm(call)["tpot"][0]),
        guidellm_itl=Seconds(guidellm(call)["itl"][0]),
        llmperf_itl=Seconds(llmperf(call)["itl"][0]),
        guidellm_over_vllm=Ratio(guidellm(call)["tpot"][0] / vllm(call)["tpot"][0]),
    )
