"""How clients come, and what four tools call the time of a token: our server's loop on a virtual clock."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import cache

from engine.fact import computed
from engine.facts.batching import ANSWER, COST, PROMPT, ROWS, SEED
from engine.load.arrivals import Open
from engine.load.definitions import aiperf, guidellm, llmperf, vllm
from engine.load.record import Record
from engine.measure import TokenTimes
from engine.serving.load import long_tailed_lengths, uniform_lengths
from engine.serving.metrics import Metrics, metrics
from engine.serving.request import Request
from engine.serving.simulate import simulate
from engine.units import Count, Number, Ratio, Seconds, Series, Table

BURSTS = 0.25
BURSTINESS = (0.1, BURSTS, 1.0, 4.0, 100.0)
RATES = (4.0, 10.0)
N = 200
PIECE = 4


@computed(source="gamma gaps as in vllm bench serve; Llama 3 8B on an A100 at best")
def arrival_bursts() -> Series:
    """The wait for the first token that one in twenty passes, by burstiness of arrivals, at two rates that are served.

    Continuous batching of up to 16 answers. Gaps are gamma distributed: 1 is Poisson, less is bursts, more is even.
    They are stretched so that as many come in the same time: chance leaves the rate alone.
    """
    lines = {f"{rate:g} a second": tuple(metrics(_run(rate, shape)).ttft.p95 for shape in BURSTINESS) for rate in RATES}
    return Series("burstiness", BURSTINESS, Seconds, lines)


@computed(source="gamma gaps as in vllm bench serve; Llama 3 8B on an A100 at best")
def arrival_kinds() -> Table:
    """The same 200 clients, 10 a second, by Poisson arrivals, in bursts and nearly evenly: waits, and tokens kept."""
    fields: dict[str, Seconds | Ratio] = {}
    found: dict[str, Metrics] = {
        name: metrics(_run(RATES[1], shape)) for name, shape in (("poisson", 1.0), ("bursts", BURSTS), ("even", 100.0))
    }
    for name, of in found.items():
        fields |= {f"ttft_p50_{name}": of.ttft.p50, f"ttft_p95_{name}": of.ttft.p95}
    return Table(
        requests=Count(N),
        rate=Count(RATES[1]),
        rows=Count(ROWS.max_rows),
        burstiness=Number(BURSTS),
        **fields,
        bursts_over_poisson=Ratio(found["bursts"].ttft.p95 / found["poisson"].ttft.p95),
        poisson_over_even=Ratio(found["poisson"].ttft.p95 / found["even"].ttft.p95),
        throughput_kept=Ratio(found["bursts"].throughput / found["poisson"].throughput),
    )


@computed(source="vllm/benchmarks/serve.py, aiperf's metrics, guidellm's schemas, llmperf's ray_llm client")
def four_tpots() -> Table:
    """One run of 200 Poisson clients, 10 a second: the mean time of a token as four tools define it.

    vLLM's TPOT is aiperf's ITL; guidellm's TPOT has the wait for the first token in it; llmperf's ITL has it too, and
    counts pieces. `_pieces` is where the server sends four tokens in one piece of text.
    """
    fields: dict[str, Seconds] = {}
    for suffix, size in (("", 1), ("_pieces", PIECE)):
        records = _seen(_run(RATES[1], 1.0), size)
        told = {
            "vllm_tpot": vllm(records)["tpot"],
            "vllm_itl": vllm(records)["itl"],
            "aiperf_itl": aiperf(records)["itl"],
            "guidellm_tpot": guidellm(records)["tpot"],
            "llmperf_itl": llmperf(records)["itl"],
        }
        fields |= {f"{name}{suffix}": Seconds(statistics.fmean(values)) for name, values in told.items()}
    return Table(
        requests=Count(N),
        rate=Count(RATES[1]),
        piece=Count(PIECE),
        **fields,
        furthest=Ratio(max(fields.values()) / min(fields.values())),
        guidellm_over_vllm=Ratio(fields["guidellm_tpot"] / fields["vllm_tpot"]),
        llmperf_over_vllm_pieces=Ratio(fields["llmperf_itl_pieces"] / fields["vllm_tpot_pieces"]),
    )


@cache
def _run(rate: float, burstiness: float) -> tuple[TokenTimes, ...]:
    """When each client's tokens come, all clients of one load."""
    prompts, answers = uniform_lengths(N, PROMPT, SEED), long_tailed_lengths(N, float(ANSWER), SEED)
    drawn = [*Open(rate=rate, burstiness=burstiness).times(N, SEED)]
    times = [at * (N - 1) / rate / drawn[-1] for at in drawn]
    asked = [
        Request(id=str(i), prompt=(0,) * prompt, max_new_tokens=answer, arrives=at)
        for i, (prompt, answer, at) in enumerate(zip(prompts, answers, times, strict=True))
    ]
    return simulate(asked, COST, limits=ROWS).times


def _seen(answers: Sequence[TokenTimes], piece: int) -> list[Record]:
    """What clients see of it: pieces of so many tokens, each told with its last one."""
    return [
        Record(
            i,
            one.start,
            chunks=[*one.stamps[piece - 1 :: piece], *([one.stamps[-1]] if len(one.stamps) % piece else [])],
            done=one.stamps[-1],
            answer_tokens=len(one.stamps),
        )
        for i, one in enumerate(answers)
    ]
