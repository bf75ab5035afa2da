"""One real model in four configurations: with its score matrix or in tiles, in fp32 or in 4 bits, or both."""

import argparse
import sys

from engine.did_you_mean import unknown
from engine.units import Bytes, Count, Number, Ratio, Seconds, TokensPerSecond
from labs.lab import Lab, positive
from labs.report import Report
from labs.shape import estimate

MODEL = "smollm2-135m"
GROUP = 64
GROUPS = (32, 64)  # that the kernel for 4 bits knows, and that rows of 576 weights divide into
CLAIMS = {"exercise_run": "Tiles save memory and no quality is lost; 4 bits save more and lose some; both hold least."}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--text-tokens", type=positive, default=512, help="of the text, for memory and perplexity")
    parser.add_argument("--prompt-tokens", type=positive, default=128, help="of the text, for speed")
    parser.add_argument("--new-tokens", type=positive, default=16)
    parser.add_argument("--group", type=int, choices=GROUPS, default=GROUP, help="weights that share a scale")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="configurations to run, of the four")
    parser.add_argument("--threads", type=positive, default=1)


def table(args: argparse.Namespace) -> Report:
    import torch

    from engine.configurations import CONFIGURATIONS, configured
    from engine.decode import generate, stream
    from engine.facts.real_model import TEXT, smollm2, spoken
    from engine.measure import pinned, token_times
    from engine.peak_memory import peak_bytes
    from engine.quantise.grid import Scheme
    from engine.quantise.model import bytes_held
    from engine.quantise.perplexity import read

    if args.new_tokens < 2:
        raise ValueError(f"--new-tokens={args.new_tokens}: time per token needs two or more")
    for flag, asked in (("--text-tokens", args.text_tokens), ("--prompt-tokens", args.prompt_tokens)):
        if not 2 <= asked <= TEXT:
            raise ValueError(f"{flag}={asked} is not from 2 to the text's {TEXT} tokens")
    for name in args.only or ():
        if name not in CONFIGURATIONS:
            raise unknown("configuration", name, CONFIGURATIONS)
    model, text = smollm2(), spoken()[:, : args.text_tokens]
    ids, scheme = spoken()[:, : args.prompt_tokens], Scheme(bits=4, share=args.group, symmetric=False)
    rows: dict[str, Count | Bytes | Number | Seconds | TokensPerSecond | Ratio] = {}
    with pinned(args.threads), torch.inference_mode():
        for name in args.only or CONFIGURATIONS:
            own = configured(name, model, scheme)
            peak = peak_bytes(lambda own=own: generate(own, text, 1))[1]
            times = token_times(stream(own, ids, args.new_tokens))
            rows |= {
                f"{name}_speed": TokensPerSecond(times.tokens_per_second, digits=2),
                f"{name}_first_token": Seconds(times.ttft, digits=2),
                f"{name}_memory": Bytes(bytes_held(own) + peak),
                f"{name}_perplexity": Number(read(own, text[0], window=text.shape[1], stride=1).perplexity),
            }
    return estimate(
        f"{MODEL}: {args.prompt_tokens} tokens read, {args.new_tokens} made; memory, perplexity of {args.text_tokens}",
        "The model's file is in 4 bits already, groups of 32 weights; the baseline has them widened.",
        **rows,
    )


LAB = Lab(says=__doc__, facts=("exercise_run",), claims=CLAIMS, options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
