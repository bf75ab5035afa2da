"""A model that has learnt something: SmolLM2 goes on with your words, and shows who looks at whom."""

import argparse
import sys

from engine.units import Bytes, Nats, Seconds, TokensPerSecond
from labs.lab import Lab
from labs.report import Report
from labs.shape import estimate

MODEL = "smollm2-135m"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prompt", default="The capital of France is")
    parser.add_argument("--new-tokens", type=int, default=24)
    parser.add_argument("--threads", type=int, default=1)
    says = "with --out: draw who looks at whom in this layer, for the prompt"
    parser.add_argument("--attention", type=int, default=None, metavar="LAYER", help=says)


def table(args: argparse.Namespace) -> Report:
    import torch
    from torch.nn.functional import cross_entropy

    from engine.decode import stream
    from engine.measure import pinned, token_times
    from engine.watch.attention_pattern import attention_weights

    if args.new_tokens < 2:
        raise ValueError(f"--new-tokens={args.new_tokens}: time per token needs two or more")
    model, ids = _model(args.prompt)
    if args.attention is not None:
        attention_weights(model, ids, args.attention)  # a layer that is not there is told before the model answers
    made: list[int] = []
    with pinned(args.threads), torch.inference_mode():
        loss = cross_entropy(model(ids)[0, :-1], ids[0, 1:]).item()  # the warm-up too
        cache = model.new_cache(batch_size=1, max_seq_len=ids.shape[1] + args.new_tokens - 1)
        times = token_times(made.append(new.ids[0]) for new in stream(model, ids, args.new_tokens, cache))
    return estimate(
        f"{MODEL}, {args.new_tokens} new tokens with a cache, one run",
        f"The text: {args.prompt}{model.tokenizer.decode(made)}",
        tokens_a_second=TokensPerSecond(times.tokens_per_second, digits=2),
        time_to_first_token=Seconds(times.ttft, digits=2),
        time_per_output_token=Seconds(times.tpot, digits=2),
        loss_on_the_prompt=Nats(loss, digits=3),
        cache=Bytes(cache.nbytes),
    )


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    """The pattern of one layer, the mean of its heads, or nothing without the flag."""
    if args.attention is None:
        return None
    from engine.watch.attention_pattern import attention_weights
    from labs.plot import heat_map

    model, ids = _model(args.prompt)
    words = [model.tokenizer.decode([token]) for token in ids[0].tolist()]
    weights = attention_weights(model, ids, args.attention).mean(dim=0)
    return heat_map(weights.tolist(), words, f"Who looks at whom: layer {args.attention}, mean of its heads")


def _model(prompt: str):  # type: ignore[no-untyped-def]  # torch is imported where it is needed
    import torch

    from engine.pretrained import pretrained

    model = pretrained(MODEL, dtype=torch.float32)
    ids = torch.tensor([model.tokenizer.encode(prompt)])
    if ids.shape[1] < 2:
        raise ValueError("--prompt has less than two tokens; its loss needs two or more")
    return model, ids


LAB = Lab(says=__doc__, facts=(), options=options, table=table, figure=figure, always=True)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
