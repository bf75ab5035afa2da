"""A system prompt that all users share: how many tokens the server finds of it, and by the formula.

The server says so itself: `usage.prompt_tokens_details.cached_tokens` of each answer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from itertools import takewhile

from engine.units import Count, Quantity, Ratio, Seconds
from labs.lab import Lab, positive, seed
from labs.report import Report
from labs.shape import estimate


def prompt_of(instructions, question):
    """What is the same for all comes first, and then what is a user's own."""
    return f"{instructions} {question}"


def ask(client, prompt, user):
    """Seconds until one token has come, the prompt's tokens, and how many of them the server had already."""
    body = {"model": "served", "prompt": prompt, "max_tokens": 1, "temperature": 0, "cache_salt": "everybody"}
    began = time.perf_counter()
    usage = client.post("/completions", json=body).raise_for_status().json()["usage"]
    return time.perf_counter() - began, usage["prompt_tokens"], usage["prompt_tokens_details"]["cached_tokens"]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="tiny", help="tiny (random letters), smollm2-135m, or a checkpoint")
    parser.add_argument("--requests", type=positive, default=8)
    parser.add_argument("--shared", type=positive, default=100, help="words of the instructions")
    parser.add_argument("--own", type=positive, default=8, help="words of a user's question")
    parser.add_argument("--seed", type=seed, default=123, help="of the words")


def table(args: argparse.Namespace) -> Report:
    """One user after another, all behind the same instructions."""
    import httpx2
    import torch

    from engine.load.call import make_calls
    from engine.pretrained import pretrained
    from engine.server.beside import ours
    from engine.server.tiny import tiny_model
    from engine.serving.blocks import BLOCK

    model = tiny_model(max_seq_len=8192) if args.model == "tiny" else pretrained(args.model, dtype=torch.float32)
    lengths = {"answer_tokens": 1, "spread": 0, "shared_words": 0}
    (instructions,) = make_calls(1, prompt_words=args.shared, **lengths, seed=args.seed)
    questions = make_calls(args.requests, prompt_words=args.own, **lengths, seed=args.seed + 1)
    prompts = [prompt_of(instructions.prompt, question.prompt) for question in questions]
    with ours(model) as base_url, httpx2.Client(base_url=base_url, timeout=600) as client:
        ask(client, "Hello.", "nobody")  # the first answer of a server is slow
        seconds, read, found = zip(*(ask(client, prompt, str(i)) for i, prompt in enumerate(prompts)), strict=True)
    columns = zip(*(model.tokenizer.encode(prompt) for prompt in prompts), strict=False)
    alike = sum(1 for _ in takewhile(lambda ids: len({*ids}) == 1, columns))
    rows: dict[str, Quantity] = {
        "read": Count(sum(read)),
        "begin_alike": Count(alike),
        "found": Count(sum(found)),
        "by_the_formula": Count((args.requests - 1) * (alike // BLOCK) * BLOCK),
        "hit_rate": Ratio(sum(found) / sum(read), digits=3),
        "first_user_waits": Seconds(seconds[0], digits=2),
    }
    if args.requests > 1:
        rows["others_wait"] = Seconds(statistics.median(seconds[1:]), digits=2)
    title = f"{args.model}: {args.requests} requests behind {args.shared} words, {args.own} words of their own"
    return estimate(title, **rows)


LAB = Lab(
    says=__doc__,
    facts=("shared_prompt_run",),
    claims={"shared_prompt_run": "The server finds what the formula says, and the first token comes sooner for it."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
