"""Requests behind one system prompt, asked of our server: what its usage says was found, and how soon they start."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import httpx2

from engine.fact import Settings, measured
from engine.facts.real_model import smollm2
from engine.load.call import make_calls
from engine.server.beside import MODEL, ours
from engine.serving.blocks import BLOCK
from engine.units import Count, Ratio, Seconds, Table

N, SHARED, OWN = 6, 200, 12
SEED = 1
SERVED = Settings(
    model="SmolLM2-135M-Instruct, its file's 4 bits widened",
    dtype="fp32",
    batch=1,
    prompt=f"{SHARED} words of a system prompt and {OWN} of each user, one after another",
    new_tokens=1,
    threads=1,
    seed=SEED,
)


@measured(claim=lambda t: t["found"] == t["formula"] and t["faster"] > 1, settings=SERVED, repeats=3, warm_up=0)
def shared_prompt_run() -> Table:
    """Six requests behind one system prompt and six that begin each in its own way, of our server: found, and waits.

    `found` is the sum of the usages' `cached_tokens`, `formula` is (N − 1) · ⌊P / B⌋ · B. The wait for the first token
    is the median of the five that find the system prompt, and of the six that find nothing.
    """
    alike = prompts([SEED] * N)
    unlike = prompts([SEED + 1 + i for i in range(N)])
    with ours(smollm2()) as base_url, httpx2.Client(base_url=base_url, timeout=600) as client:
        ask(client, "Hello.")  # the first answer of a server is slow
        computed = [ask(client, prompt) for prompt in unlike]
        found = [ask(client, prompt) for prompt in alike]
    read = sum(usage["prompt_tokens"] for _, usage in found)
    cached = sum(usage["prompt_tokens_details"]["cached_tokens"] for _, usage in found)
    shared = shared_tokens(alike)
    waits = {
        "found": Seconds(statistics.median(seconds for seconds, _ in found[1:])),
        "computed": Seconds(statistics.median(seconds for seconds, _ in computed)),
    }
    return Table(
        requests=Count(N),
        shared=Count(shared),
        block_size=Count(BLOCK),
        read=Count(read),
        found=Count(cached),
        formula=Count((N - 1) * (shared // BLOCK) * BLOCK),
        hit_rate=Ratio(cached / read),
        ttft_found=waits["found"],
        ttft_computed=waits["computed"],
        faster=Ratio(waits["computed"] / waits["found"]),
    )


def prompts(seeds: Sequence[int]) -> list[str]:
    """One of each seed: equal seeds begin alike, and each goes on in its own way."""
    own = make_calls(len(seeds), prompt_words=OWN, answer_tokens=1, spread=0, shared_words=0, seed=SEED)
    begun = [
        make_calls(1, prompt_words=SHARED, answer_tokens=1, spread=0, shared_words=0, seed=seed)[0].prompt
        for seed in seeds
    ]
    return [f"{begin} {call.prompt}" for begin, call in zip(begun, own, strict=True)]


def ask(client: httpx2.Client, prompt: str) -> tuple[Seconds, dict[str, Any]]:
    """How long until one token has come, and the usage that the server told with it."""
    began = time.perf_counter()
    answer = client.post("/completions", json={"model": MODEL, "prompt": prompt, "max_tokens": 1, "temperature": 0})
    seconds = Seconds(time.perf_counter() - began)
    return seconds, answer.raise_for_status().json()["usage"]


def shared_tokens(texts: Sequence[str]) -> int:
    """Tokens with which all of them begin."""
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None
    columns = zip(*(tokenizer.encode(text) for text in texts), strict=False)
    return sum(1 for _ in takewhile(lambda ids: len({*ids}) == 1, columns))
