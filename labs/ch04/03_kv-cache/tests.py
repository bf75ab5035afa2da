"""Is the comparison fair? Same text with and without a cache, repeated runs alike, two requests kept apart."""

import argparse
import sys

from engine.presets import KV_LAB
from engine.units import Count
from labs.report import Lab, Report, Row, seed


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n-layers", type=int, default=2, help="layers of the model that is tested")
    parser.add_argument("--new-tokens", type=int, default=24)
    parser.add_argument("--seed", type=seed, default=123)


def table(args: argparse.Namespace) -> Report:
    """Each check is run on a real model; a check that fails says so in its verdict."""
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
    checks = {
        "the text with a cache is the text without": torch.equal(plain, cached),
        "a repeated run gives the same text": torch.equal(cached, again),
        "a request after another gives what it gives alone": torch.equal(alone, after),
    }
    rows = tuple(
        Row(name=f"check_{i}", says=says, deck="yes", here="yes" if ok else "no", verdict="same" if ok else "differs")
        for i, (says, ok) in enumerate(checks.items(), start=1)
    )
    made = Count(len(checks) * args.new_tokens)
    return Report(title="Fair and correct", rows=rows, note=f"Compared token by token, {made} tokens in all.")


def main() -> int:
    """Without flags too the checks run: they are what this asset is for."""
    return Lab(says=__doc__, facts=(), options=options, table=table, always=True).main(__file__)


if __name__ == "__main__":
    sys.exit(main())
