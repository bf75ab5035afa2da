"""One model in several processes on this machine: by heads (tensor) or by layers (pipeline), every byte counted."""

from __future__ import annotations

import argparse
import sys

from engine.config import ModelConfig
from engine.units import Bytes, Count, Seconds
from labs.lab import Lab, positive, seed
from labs.report import Report
from labs.shape import estimate

SHAPE = ModelConfig(
    n_layers=4, n_heads=4, n_kv_heads=2, head_dim=16, d_model=64, d_ff=192, vocab_size=256, max_seq_len=512
)  # fmt: skip
ELEMENT = 4  # bytes of a number in fp32


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ranks", type=positive, default=2, help="processes")
    parser.add_argument("--split", choices=("heads", "layers"), default="heads", help="what they share")
    parser.add_argument("--texts", type=positive, default=2, help="texts at once")
    parser.add_argument("--micro-batches", type=positive, default=2, help="with --split layers: parts of the texts")
    parser.add_argument("--new-tokens", type=positive, default=8)
    for name in ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_ff"):
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, type=positive, default=getattr(SHAPE, name))
    parser.add_argument("--seed", type=seed, default=123, help="of weights and prompts")


def table(args: argparse.Namespace) -> Report:
    import torch

    from engine.decode import generate
    from engine.model import GPT
    from engine.parallel.pipeline import PipelineParallel
    from engine.parallel.share import layers_of, share
    from engine.parallel.team import Team
    from engine.parallel.tensor import TensorParallel

    names = ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_ff")
    shape = SHAPE.replace(**{name: getattr(args, name) for name in names})
    (share if args.split == "heads" else layers_of)(shape, 0, args.ranks)  # one that cannot be is told at once
    torch.manual_seed(args.seed)
    model, ids = GPT(shape).eval(), torch.randint(0, shape.vocab_size, (args.texts, 6))
    alone = generate(model, ids, args.new_tokens)[:, ids.shape[1] :]
    with Team(args.ranks) as team:
        if args.split == "heads":
            run = TensorParallel(team, model).generate(ids, args.new_tokens)
        else:
            run = PipelineParallel(team, model).generate(ids, args.new_tokens, micro_batches=args.micro_batches)
    read = ids.numel() + args.texts * (args.new_tokens - 1)  # the last token made is never read
    sums, numbers = 2 * shape.n_layers, shape.d_model
    by_heads = sums * 2 * (args.ranks - 1) * numbers * ELEMENT
    by_layers = (args.ranks - 1) * numbers * ELEMENT
    back = args.texts * (args.new_tokens - 1) * 8 if args.split == "layers" else 0  # tokens made, to the first rank
    return estimate(
        f"{args.ranks} processes share {args.split}: {args.texts} texts, {args.new_tokens} new tokens each",
        same_tokens_as_one_process=Count((run.tokens == alone).sum()),
        tokens_made=Count(alone.numel()),
        tokens_read=Count(read),
        sent_a_token=Bytes((sum(run.sent) - back) / read),
        formula_a_token=Bytes(by_heads if args.split == "heads" else by_layers),
        messages=Count(sum(run.messages)),
        cache_of_a_rank=Bytes(max(run.cache)),
        cache_of_one_process=model_cache(model, args.texts, ids.shape[1] + args.new_tokens - 1),
        time_per_token=Seconds(run.times.tpot if args.new_tokens > 1 else run.times.ttft, digits=2),
    )


def model_cache(model, texts: int, room: int) -> Bytes:  # type: ignore[no-untyped-def]  # torch is imported above
    return Bytes(model.new_cache(batch_size=texts, max_seq_len=room).nbytes)


LAB = Lab(says=__doc__, facts=(), options=options, table=table, always=True)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
