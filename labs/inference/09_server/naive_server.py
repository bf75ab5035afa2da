"""The same load on a server that answers one client at a time, and on ours, which makes a token for all of them.

`--port` serves instead: `coursewright load --base-url http://127.0.0.1:8001/v1` then asks the naive server.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys

from engine.units import Count, Number, Quantity, Ratio, Seconds, TokensPerSecond
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

ROWS = 8  # answers that ours makes a token of at each step


def naive(model, port=0):
    """Each connection is served to its end, and then the next."""
    from engine.server.naive import OneByOne, naive_server

    return naive_server(model, "served", port, kind=OneByOne)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="tiny", help="tiny (random letters), smollm2-135m, or a checkpoint")
    parser.add_argument("--calls", type=positive, default=12)
    parser.add_argument("--rate", type=float, default=math.inf, help="calls that come in a second; inf: all at once")
    parser.add_argument("--words", type=positive, default=8, help="of a prompt")
    parser.add_argument("--answer", type=positive, default=32, help="tokens of an answer, half more or less")
    parser.add_argument("--seed", type=seed, default=123, help="of arrivals and lengths")
    parser.add_argument("--port", type=positive, help="serve naively at this port until told to end")


def table(args: argparse.Namespace) -> Report:
    """Both under the same load: what they make in a second, how long clients wait, how many answers grow at a time."""
    from engine.load.arrivals import Open
    from engine.load.call import make_calls
    from engine.server.beside import other, ours

    model = model_of(args.model)
    if args.port:
        print(f"{args.model}, one at a time, at http://127.0.0.1:{args.port}/v1", file=sys.stderr)
        naive(model, args.port).serve_forever()
    lengths = {"prompt_words": args.words, "answer_tokens": args.answer, "spread": 0.5, "shared_words": 0}
    calls, arrivals = make_calls(args.calls, **lengths, seed=args.seed), Open(rate=args.rate)
    found: dict[str, Quantity] = {"calls": Count(args.calls), "rows_of_ours": Count(ROWS)}
    texts = {}
    for name, server in (("naive", other(naive(model))), ("ours", ours(model, rows=ROWS))):
        with server as base_url:
            records = asyncio.run(load(base_url, calls, arrivals, args.seed))
        texts[name] = [record.text for record in records]
        found |= {f"{name}_{what}": value for what, value in figures(records).items()}
    found["throughput_over"] = Ratio(found["ours_throughput"] / found["naive_throughput"], digits=2)
    same = texts["naive"] == texts["ours"]
    title = f"{args.model}: {args.calls} calls, {args.rate:g} a second, answers of about {args.answer} tokens"
    return joined(title, [estimate(title, **found), claimed({"same": ("Both say the same to everybody.", same)})])


async def load(base_url, calls, arrivals, chance):
    from engine.load.drive import Target, drive

    records = await drive(Target(base_url=base_url, model="served"), calls, arrivals, seed=chance)
    if wrong := [record.error for record in records if not record.is_complete]:
        raise ValueError(f"{len(wrong)} calls were not answered: {wrong[0]}")
    return records


def figures(records) -> dict[str, Quantity]:
    """As `vllm bench serve` has them; and how many answers were under way at a time, on average."""
    from engine.load.definitions import result

    told = result(records)
    began, ended = min(one.chunks[0] for one in records), max(one.chunks[-1] for one in records)
    growing = sum(one.chunks[-1] - one.chunks[0] for one in records) / (ended - began)
    return {
        "throughput": TokensPerSecond(told["output_throughput"], digits=2),
        "ttft_p50": Seconds(told["median_ttft_ms"] / 1000, digits=2),
        "ttft_p95": Seconds(told["p95_ttft_ms"] / 1000, digits=2),
        "answers_at_a_time": Number(growing, digits=2),
    }


def model_of(name):
    import torch

    from engine.pretrained import pretrained
    from engine.server.tiny import tiny_model

    return tiny_model() if name == "tiny" else pretrained(name, dtype=torch.float32)


LAB = Lab(
    says=__doc__,
    facts=("server_run",),
    claims={"server_run": "Under the same arrivals ours makes more tokens a second, and its users wait less."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
