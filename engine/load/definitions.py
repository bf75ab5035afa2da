"""One run, four tools: what vLLM, aiperf, guidellm and llmperf mean by the same names.

```
 sent ────── first ──── chunk ─ chunk ─────── last      E2E = last − sent, n tokens
             vllm      TPOT = (E2E − TTFT) / (n − 1) of each call;  ITL = all gaps of all calls together
             aiperf    ITL  = (E2E − TTFT) / (n − 1) of each call
             guidellm  TPOT = E2E / n of each call, the first token's wait in it; ITL = (last − first) / (n − 1)
             llmperf   ITL  = E2E / n of each call, n as chunks were counted
```
Read in vllm/benchmarks/serve.py, aiperf's metrics, guidellm's schemas, and llmperf's ray_llm client.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from engine.load.record import Record
from engine.serving.metrics import percentile

Figures = Mapping[str, Sequence[float]]
"""By name, in seconds, one number a call or a gap."""


def vllm(records: Sequence[Record]) -> Figures:
    return {
        "ttft": [one.chunks[0] - one.sent for one in records],
        "tpot": [(one.chunks[-1] - one.chunks[0]) / (one.tokens - 1) for one in records if one.tokens > 1],
        "itl": [gap for one in records for gap in _gaps(one)],
        "e2el": [one.chunks[-1] - one.sent for one in records],
    }


def aiperf(records: Sequence[Record]) -> Figures:
    return {
        "ttft": [one.chunks[0] - one.sent for one in records],
        "ttst": [one.chunks[1] - one.chunks[0] for one in records if len(one.chunks) > 1],
        "itl": [(one.chunks[-1] - one.chunks[0]) / (one.tokens - 1) for one in records if one.tokens > 1],
        "icl": [gap for one in records for gap in _gaps(one)],
        "request_latency": [one.chunks[-1] - one.sent for one in records],
    }


def guidellm(records: Sequence[Record]) -> Figures:
    return {
        "ttft": [one.chunks[0] - one.sent for one in records],
        "tpot": [(one.chunks[-1] - one.sent) / one.tokens for one in records if one.tokens],
        "itl": [(one.chunks[-1] - one.chunks[0]) / (one.tokens - 1) for one in records if one.tokens > 1],
        "request_latency": [(one.done or one.chunks[-1]) - one.sent for one in records],
    }


def llmperf(records: Sequence[Record]) -> Figures:
    return {
        "ttft": [one.chunks[0] - one.sent for one in records],
        "itl": [(one.chunks[-1] - one.sent) / len(one.chunks) for one in records],
        "end_to_end_latency": [(one.done or one.chunks[-1]) - one.sent for one in records],
    }


DEFINITIONS: Mapping[str, Callable[[Sequence[Record]], Figures]] = MappingProxyType(
    {"vllm": vllm, "aiperf": aiperf, "guidellm": guidellm, "llmperf": llmperf}
)

MEANINGS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("vllm", "ttft"): "first piece − sent",
        ("vllm", "tpot"): "(E2E − TTFT) / (n − 1), of each call of two tokens or more",
        ("vllm", "itl"): "all gaps between pieces, of all calls together",
        ("vllm", "e2el"): "last piece − sent",
        ("aiperf", "ttft"): "first piece − sent",
        ("aiperf", "ttst"): "second piece − first",
        ("aiperf", "itl"): "(latency − TTFT) / (n − 1), which vllm calls TPOT",
        ("aiperf", "icl"): "all gaps between pieces, which vllm calls ITL",
        ("aiperf", "request_latency"): "last piece − sent",
        ("guidellm", "ttft"): "first piece − sent",
        ("guidellm", "tpot"): "(last piece − sent) / n, the first token's wait in it",
        ("guidellm", "itl"): "(last piece − first) / (n − 1)",
        ("guidellm", "request_latency"): "end of the stream − sent",
        ("llmperf", "ttft"): "first piece − sent",
        ("llmperf", "itl"): "(last piece − sent) / pieces, the first one's wait in it",
        ("llmperf", "end_to_end_latency"): "end of the stream − sent",
    }
)

PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Limit:
    """A service level: a call meets it if its own figure of that name, as vLLM has it, is at most so many seconds."""

    name: str
    seconds: float

    @classmethod
    def read(cls, text: str) -> Limit:
        """From `ttft=0.5`. Raises ValueError for a figure that is no call's own, or no number."""
        name, _, value = text.partition("=")
        if name not in ("ttft", "tpot", "e2el"):
            raise ValueError(f"{name!r} is no limit of a call; ttft, tpot and e2el are, as in ttft=0.5")
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not seconds >= 0:
            raise ValueError(f"{text!r} says no number of seconds, as ttft=0.5 does")
        return cls(name, seconds)


def goodput(records: Sequence[Record], limits: Sequence[Limit]) -> int:
    """Calls that meet every limit."""
    good = 0
    for record in records:
        figures = vllm([record])
        good += all(max(figures[limit.name], default=0.0) <= limit.seconds for limit in limits)
    return good


def result(records: Sequence[Record], *, limits: Sequence[Limit] = ()) -> dict[str, float | int | None]:
    """The fields that `vllm bench serve` writes, times in milliseconds; None where no call has such a time."""
    whole = [one for one in records if one.is_complete]
    if not whole:
        return {"completed": 0, "failed": len(records)}
    began, ended = min(one.sent for one in records), max(one.chunks[-1] for one in whole)
    duration = ended - began
    read, made = sum(one.prompt_tokens or 0 for one in whole), sum(one.tokens for one in whole)
    fields: dict[str, float | int | None] = {
        "duration": duration,
        "completed": len(whole),
        "failed": len(records) - len(whole),
        "total_input_tokens": read,
        "total_output_tokens": made,
        "request_throughput": len(whole) / duration,
        "output_throughput": made / duration,
        "total_token_throughput": (read + made) / duration,
        "max_output_tokens_per_s": busiest_second(whole),
        "max_concurrent_requests": most_at_once(whole),
    }
    if limits:
        fields["request_goodput"] = goodput(whole, limits) / duration
    for name, seconds in vllm(whole).items():
        told = summary(seconds)
        fields |= {f"{what}_{name}_ms": value for what, value in told.items()} | {f"median_{name}_ms": told["p50"]}
    return fields


def summary(seconds: Sequence[float]) -> dict[str, float | None]:
    """Mean, standard deviation and percentiles in milliseconds; None where there is nothing to take them of."""
    names = ["mean", "std", *(f"p{share}" for share in PERCENTILES)]
    if not seconds:
        return dict.fromkeys(names)
    milliseconds = [1000 * value for value in seconds]
    spread = [percentile(milliseconds, share) for share in PERCENTILES]
    values = [statistics.fmean(milliseconds), statistics.pstdev(milliseconds), *spread]
    return dict(zip(names, values, strict=True))


def busiest_second(records: Sequence[Record]) -> int:
    """Most pieces of text in any second of the run, seconds counted from its start."""
    began = min(one.sent for one in records)
    seconds: dict[int, int] = {}
    for one in records:
        for at in one.chunks:
            seconds[int(at - began)] = seconds.get(int(at - began), 0) + 1
    return max(seconds.values())


def most_at_once(records: Sequence[Record]) -> int:
    """Most calls that were open at any moment, each from when it was sent to before its last piece."""
    moments = sorted((at, change) for one in records for at, change in ((one.sent, 1), (one.chunks[-1], -1)))
    open_, most = 0, 0
    for _, change in moments:
        open_ += change
        most = max(most, open_)
    return most


def _gaps(record: Record) -> list[float]:
    return [later - earlier for earlier, later in zip(record.chunks, record.chunks[1:], strict=False)]
