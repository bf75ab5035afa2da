"""One answer with and without streaming: when its first word is there, and when all of it."""

from __future__ import annotations

import asyncio
import statistics
import time

import httpx2

from engine.fact import Settings, measured, published
from engine.facts.real_model import smollm2
from engine.load.arrivals import Closed
from engine.load.call import make_calls
from engine.load.drive import Target, drive
from engine.server.beside import MODEL, ours
from engine.units import Count, Ratio, Seconds, Table, unit

WORDS_A_MINUTE = unit("words a minute")
N, WORDS, ANSWER = 2, 32, 32
SERVED = Settings(
    model="SmolLM2-135M-Instruct, its file's 4 bits widened",
    dtype="fp32",
    batch=1,
    prompt=f"{WORDS} words",
    new_tokens=ANSWER,
    threads=1,
    seed=1,
)


@published(source="Brysbaert, Journal of Memory and Language 109, 2019, 104047: 190 studies; most adults 175 to 300")
def reading_speed() -> Table:
    """How fast adults read English silently, on average: what is not fiction, and fiction."""
    return Table(nonfiction=WORDS_A_MINUTE(238), fiction=WORDS_A_MINUTE(260))


@measured(
    claim=lambda t: t["sooner"] > 1 and t["same_text"] >= 1 and t["first_share"] < 1, settings=SERVED, repeats=3
)  # fmt: skip
def streaming_run() -> Table:
    """SmolLM2 behind our server, answers of 32 tokens: the first piece and the last one streamed, and all at once.

    Medians of two prompts. `sooner` is the whole answer's time over the first piece's, `stream_cost` the last piece's
    over the whole answer's. `words_a_minute` is how fast the stream is to be read.
    """
    calls = make_calls(N, prompt_words=WORDS, answer_tokens=ANSWER, spread=0, shared_words=0, seed=SERVED.seed)
    whole, texts = [], []
    with ours(smollm2()) as base_url:
        streamed = asyncio.run(drive(Target(base_url=base_url, model=MODEL), calls, Closed(1)))
        with httpx2.Client(base_url=base_url, timeout=600) as client:
            for call in calls:
                body = {"model": MODEL, "prompt": call.prompt, "max_tokens": ANSWER, "temperature": 0}
                began = time.perf_counter()
                answer = client.post("/completions", json={**body, "ignore_eos": True, "cache_salt": "alone"})
                whole.append(time.perf_counter() - began)
                texts.append(answer.raise_for_status().json()["choices"][0]["text"])
    first = Seconds(statistics.median(one.chunks[0] - one.sent for one in streamed))
    last = Seconds(statistics.median(one.chunks[-1] - one.sent for one in streamed))
    at_once = Seconds(statistics.median(whole))
    words = statistics.median(len(one.text.split()) / (one.chunks[-1] - one.chunks[0]) for one in streamed)
    return Table(
        answer=Count(ANSWER),
        first=first,
        last=last,
        whole=at_once,
        sooner=Ratio(at_once / first),
        first_share=Ratio(first / last),
        stream_cost=Ratio(last / at_once),
        same_text=Ratio(sum(one.text == text for one, text in zip(streamed, texts, strict=True)) / N),
        words_a_minute=WORDS_A_MINUTE(60 * words, digits=3),
    )
