"""One answer twice: in one piece, and streamed as server-sent events; when its first word is there, and its last."""

from __future__ import annotations

import argparse
import json
import sys
import time

from engine.units import Count, Quantity, Ratio, Seconds
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

LEAVE_AFTER = None  # pieces after which the reader goes away


def body(prompt, tokens, **more):
    """A salt for each, so that the second finds nothing of the first in the prefix cache."""
    return {"model": "served", "prompt": prompt, "max_tokens": tokens, "temperature": 0, "ignore_eos": True, **more}


def streamed(client, prompt, tokens):
    """The pieces of an answer, and when each of them was there: seconds since the question."""
    pieces, times = [], []
    began = time.perf_counter()
    asked = body(prompt, tokens, stream=True, cache_salt="streamed")
    with client.stream("POST", "/completions", json=asked) as response:
        for line in response.iter_lines():
            if not line.startswith("data: {"):  # an empty line ends an event; the last one is [DONE]
                continue
            for choice in json.loads(line.removeprefix("data: "))["choices"]:
                pieces.append(choice["text"])
                times.append(time.perf_counter() - began)
            if len(pieces) == LEAVE_AFTER:
                break
    return pieces, times


def whole(client, prompt, tokens):
    """The answer, and when it was there."""
    began = time.perf_counter()
    answer = client.post("/completions", json=body(prompt, tokens, cache_salt="whole")).raise_for_status().json()
    return answer["choices"][0]["text"], time.perf_counter() - began


def made(client, base_url):
    """Tokens that the server has made so far, by its own count, once it makes no more."""
    while True:
        lines = client.get(base_url.removesuffix("/v1") + "/metrics").text.splitlines()
        counts = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        if not float(counts["coursewright_requests_running"]):
            return int(float(counts["coursewright_generation_tokens_total"]))
        time.sleep(0.01)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="tiny", help="tiny (random letters), smollm2-135m, or a checkpoint")
    parser.add_argument("--answer", type=positive, default=200, help="tokens of the answer")
    parser.add_argument("--words", type=positive, default=16, help="of the prompt")
    parser.add_argument("--seed", type=seed, default=123, help="of the prompt's words")


def table(args: argparse.Namespace) -> Report:
    """Both ways, one after the other; and what the server made for the stream."""
    import httpx2
    import torch

    from engine.load.call import make_calls
    from engine.pretrained import pretrained
    from engine.server.beside import ours
    from engine.server.tiny import tiny_model

    model = tiny_model(max_seq_len=8192) if args.model == "tiny" else pretrained(args.model, dtype=torch.float32)
    lengths = {"prompt_words": args.words, "answer_tokens": 1, "spread": 0, "shared_words": 0}
    prompt = make_calls(1, **lengths, seed=args.seed)[0].prompt
    with ours(model) as base_url, httpx2.Client(base_url=base_url, timeout=600) as client:
        whole(client, "Hello.", 1)  # the first answer of a server is slow
        text, seconds = whole(client, prompt, args.answer)
        before = made(client, base_url)
        pieces, times = streamed(client, prompt, args.answer)
        tokens = made(client, base_url) - before
    rows: dict[str, Quantity] = {
        "whole_answer": Seconds(seconds, digits=2),
        "first_piece": Seconds(times[0], digits=2),
        "last_piece": Seconds(times[-1], digits=2),
        "first_of_last": Ratio(times[0] / times[-1], digits=2),
        "pieces": Count(len(pieces)),
        "tokens_made_for_the_stream": Count(tokens),
    }
    same = {"same": ("The pieces joined are the beginning of the whole answer.", text.startswith("".join(pieces)))}
    return joined(f"{args.model}: an answer of {args.answer} tokens", [estimate("", **rows), claimed(same)])


LAB = Lab(
    says=__doc__,
    facts=("streaming_run",),
    claims={"streaming_run": "The first word of a stream is there before the whole answer, and the text is the same."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
