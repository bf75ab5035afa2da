"""A batch job on our server, and the same prompts asked one after another as by somebody who reads each answer."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx2

from engine.fact import Settings, measured
from engine.facts.real_model import smollm2
from engine.load.call import Call, make_calls
from engine.server.batches import AT_ONCE
from engine.server.beside import MODEL, ours
from engine.serving import race
from engine.serving.request import Request
from engine.serving.scheduler import Limits
from engine.serving.simulate import simulate
from engine.units import Count, Ratio, Seconds, Table, TokensPerSecond

N, WORDS, ANSWER = 16, 16, 16
PAUSE = 0.02
ASKS = 3
LIMITS = Limits(max_rows=AT_ONCE, max_tokens=256)
SERVED = Settings(
    model="SmolLM2-135M-Instruct, its file's 4 bits widened",
    dtype="fp32",
    batch=AT_ONCE,
    prompt=f"{WORDS} words, {N} lines of a job",
    new_tokens=ANSWER,
    threads=1,
    seed=1,
)


@measured(
    claim=lambda t: t["cheaper"] > 1 and t["same_texts"] >= 1 and t["wait_longer"] > 1,
    settings=SERVED,
    repeats=3,
    warm_up=0,
)
def job_run() -> Table:
    """SmolLM2 behind our server: sixteen prompts as a batch job, and one after another; each way's tokens a second.

    `cheaper` is the job's rate over the other, `_predicted` the simulation's, whose step times are measured here
    without a server. `wait` is the median time to one token of who asks alone, and of who asks while a job runs.
    """
    calls, predicted = asked(), gain_predicted()
    with ours(smollm2(), rows=AT_ONCE) as base_url, httpx2.Client(base_url=base_url, timeout=600) as client:
        completion(client, Call("Hello.", 1), "nobody")  # the first answer of a server is slow
        began = time.perf_counter()
        one_by_one = [completion(client, call, "one by one") for call in calls]
        alone = time.perf_counter() - began
        began = time.perf_counter()
        texts = finished(client, begun(client, calls, "job"))
        together = time.perf_counter() - began
        quick = [first_token(client, call, "quick") for call in calls[:ASKS]]
        job = begun(client, calls, "another job")
        beside = [first_token(client, call, "beside") for call in calls[:ASKS]]
        finished(client, job)
    waits = {name: Seconds(statistics.median(times)) for name, times in (("alone", quick), ("beside", beside))}
    made = N * ANSWER
    return Table(
        requests=Count(N),
        at_once=Count(AT_ONCE),
        answer=Count(ANSWER),
        rate_service=TokensPerSecond(made / alone),
        rate_job=TokensPerSecond(made / together),
        cheaper=Ratio(alone / together),
        cheaper_predicted=predicted,
        same_texts=Ratio(sum(a == b for a, b in zip(one_by_one, texts, strict=True)) / N),
        wait_alone=waits["alone"],
        wait_beside=waits["beside"],
        wait_longer=Ratio(waits["beside"] / waits["alone"]),
    )


@cache
def asked() -> list[Call]:
    return make_calls(N, prompt_words=WORDS, answer_tokens=ANSWER, spread=0, shared_words=0, seed=SERVED.seed)


@cache
def gain_predicted() -> Ratio:
    """Throughput with as many rows as a job has over that of one, by the simulation."""
    cost = race.step_cost(smollm2(), race.Load(n=8, prompt=WORDS, answer=ANSWER, share=1.0, seed=SERVED.seed), LIMITS)
    requests = [Request(id=str(i), prompt=(0,) * WORDS, max_new_tokens=ANSWER) for i in range(N)]
    job, one = (simulate(requests, cost, limits=Limits(max_rows=rows, max_tokens=256)) for rows in (AT_ONCE, 1))
    return Ratio(job.metrics.throughput / one.metrics.throughput)


def body_of(call: Call, salt: str) -> dict[str, Any]:
    """Nothing is found of what was asked with another salt."""
    return {
        "model": MODEL, "prompt": call.prompt, "max_tokens": call.answer_tokens, "temperature": 0, "ignore_eos": True,
        "cache_salt": salt,
    }  # fmt: skip


def completion(client: httpx2.Client, call: Call, salt: str) -> str:
    answer = client.post("/completions", json=body_of(call, salt)).raise_for_status().json()
    return str(answer["choices"][0]["text"])


def first_token(client: httpx2.Client, call: Call, salt: str) -> float:
    """Seconds until one token is there."""
    began = time.perf_counter()
    completion(client, Call(call.prompt, 1), salt)
    return time.perf_counter() - began


def begun(client: httpx2.Client, calls: Sequence[Call], salt: str) -> str:
    """A job of these calls, a line each: its id, once the server has begun it."""
    asked = {"method": "POST", "url": "/v1/completions"}
    told = [{"custom_id": str(i), **asked, "body": body_of(call, salt)} for i, call in enumerate(calls)]
    lines = "".join(f"{json.dumps(line)}\n" for line in told)
    file = client.post("/files", data={"purpose": "batch"}, files={"file": ("job.jsonl", lines.encode())}).json()
    job = {"input_file_id": file["id"], "endpoint": "/v1/completions", "completion_window": "24h"}
    return str(client.post("/batches", json=job).raise_for_status().json()["id"])


def finished(client: httpx2.Client, id_: str) -> list[str]:
    """The answers of a job in the order of its lines, when it has ended. Raises ValueError where it failed."""
    while (job := client.get(f"/batches/{id_}").json())["status"] in ("validating", "in_progress", "finalizing"):
        time.sleep(PAUSE)
    if job["status"] != "completed":
        raise ValueError(f"the job is {job['status']}: {job['errors']}")
    lines = client.get(f"/files/{job['output_file_id']}/content").text.splitlines()
    return [json.loads(line)["response"]["body"]["choices"][0]["text"] for line in lines]
