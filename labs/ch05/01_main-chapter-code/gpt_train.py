"""Train a small GPT on four plays, and print what its shape will cost to serve."""

import argparse
import math
import sys
import time

from engine.config import ModelConfig
from engine.cost.flops import decode_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.decode import stream
from engine.facts.training import QUICK, quick_shape
from engine.measure import token_times
from engine.train import Corpus, Recipe, train
from engine.units import Nats, Seconds
from labs.lab import Lab, seed
from labs.report import Report
from labs.shape import estimate


def options(parser: argparse.ArgumentParser) -> None:
    shape = quick_shape(vocab_size=1)
    parser.add_argument("--steps", type=int, default=QUICK.steps)
    parser.add_argument("--batch", type=int, default=QUICK.batch, help="windows in each step")
    parser.add_argument("--n-layers", type=int, default=shape.n_layers)
    parser.add_argument("--d-model", type=int, default=shape.d_model)
    parser.add_argument("--n-heads", type=int, default=shape.n_heads)
    parser.add_argument("--n-kv-heads", type=int, default=shape.n_kv_heads)
    parser.add_argument("--context", type=int, default=shape.max_seq_len, help="characters the model sees")
    parser.add_argument("--seed", type=seed, default=QUICK.seed)


def table(args: argparse.Namespace) -> Report:
    corpus = Corpus.read()
    model = _shape(args, len(corpus.alphabet))
    recipe = Recipe(steps=args.steps, batch=args.batch, seed=args.seed)
    start = time.perf_counter()
    trained, losses = train(model, corpus, recipe, on_step=_progress(args.steps))
    seconds = Seconds(time.perf_counter() - start, digits=2)
    making = token_times(stream(trained, corpus.training[None, :1], args.context))
    return estimate(
        f"{args.steps} steps of {args.batch} × {args.context} characters",
        a_uniform_guess=Nats(math.log(len(corpus.alphabet)), digits=3),
        training_loss=losses.training,
        validation_loss=losses.validation,
        time_to_train=seconds,
        parameters=parameters(model).total,
        cache_of_a_full_context=kv_cache_bytes(model, seq_len=args.context, dtype="fp32"),
        work_for_a_character=decode_flops(model, context=args.context).total,
        time_for_a_character=Seconds(making.tpot, digits=2),
    )


def _shape(args: argparse.Namespace, vocab_size: int) -> ModelConfig:
    if args.d_model % args.n_heads:
        raise ValueError(f"--d-model={args.d_model} cannot be cut into --n-heads={args.n_heads} equal heads")
    return quick_shape(vocab_size).replace(
        n_layers=args.n_layers,
        d_model=args.d_model,
        d_ff=4 * args.d_model,
        n_heads=args.n_heads,
        n_kv_heads=args.n_kv_heads,
        head_dim=args.d_model // args.n_heads,
        max_seq_len=args.context,
    )


def _progress(steps: int):  # type: ignore[no-untyped-def]  # a callback for `train`
    def say(step: int, loss: float) -> None:
        if step == 1 or step % max(1, steps // 10) == 0:
            print(f"step {step:>5} of {steps}: {loss:.2f} nats", file=sys.stderr, flush=True)

    return say


LAB = Lab(says=__doc__, facts=("quick_training",), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
