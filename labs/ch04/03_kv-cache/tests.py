"""Is the comparison fair? Same text with and without a cache, repeated runs alike, two requests kept apart."""

import argparse
import sys
from dataclasses import replace

from engine.presets import KV_LAB
from engine.units import Count
from labs.lab import Lab, seed
from labs.report import Claim, Report
from labs.shape import estimate


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n-layers", type=int, default=2, help="layers of the model that is tested")
    parser.add_argument("--new-tokens", type=int, default=24)
    parser.add_argument("--seed", type=seed, default=123)


def table(args: argparse.Namespace) -> Report:
    """Each claim is tried on a real model."""
    import torch

    from engine.decode import generate, generate_without_cache
    from engine.model import GPT
    from engine.tokenizer import gpt2_tokenizer

    if args.new_tokens < 2:
        raise ValueError(f"--new-tokens={args.new_tokens}: a cache is first read for the second token")
    tokenizer = gpt2_tokenizer()
    first, second = (torch.tensor([tokenizer.encode(text)]) for text in ("Hello, I am", "The river bends to the"))
    torch.manual_seed(args.seed)
    model = GPT(KV_LAB.replace(n_layers=args.n_layers)).eval()
    plain = generate_without_cache(model, first, args.new_tokens)
    cached = generate(model, first, args.new_tokens)
    alone = generate(model, second, args.new_tokens)
    again = generate(model, first, args.new_tokens)
    after = generate(model, second, args.new_tokens)
    claims = (
        Claim(name="same_text", says="The text with a cache is the text without.", holds=torch.equal(plain, cached)),
        Claim(name="same_again", says="A repeated run gives the same text.", holds=torch.equal(cached, again)),
        Claim(
            name="kept_apart",
            says="A request after another gives what it gives alone.",
            holds=torch.equal(alone, after),
        ),
    )
    report = estimate("Fair and correct", tokens_compared=Count(len(claims) * args.new_tokens))
    return replace(report, claims=claims)


def main() -> int:
    """Without flags too the checks run: they are what this asset is for."""
    return Lab(says=__doc__, facts=(), options=options, table=table, always=True).main(__file__)


if __name__ == "__main__":
    sys.exit(main())
