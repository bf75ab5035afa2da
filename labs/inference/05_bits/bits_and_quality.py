"""Fewer bits: what a weight loses on a grid of a few values, what a model loses, and what GPTQ wins back."""

import argparse
import sys
from contextlib import suppress
from functools import partial
from math import expm1

import torch

from engine.pretrained import pretrained
from engine.quantise.model import mapped
from engine.quantise.perplexity import read
from engine.train import PLAYS
from engine.units import Bytes, Number, Quantity, Ratio
from labs.lab import Lab, positive
from labs.report import Report
from labs.shape import estimate

MODEL = "smollm2-135m"
BITS = 4
GROUP = 64  # neighbours in a row that share a grid
TO_CALIBRATE = 640  # tokens that GPTQ is shown, more than the layer has columns


def grid(w, bits):
    """The least value and the step of a grid that reaches from the least weight to the largest: [.., g] -> [.., 1]"""
    low, high = w.aminmax(dim=-1, keepdim=True)
    return low, ((high - low) / (2**bits - 1)).clamp(min=1e-12)


def to_grid(w, low, step, bits):
    """Each weight's nearest value on the grid."""
    codes = ((w - low) / step).round().clamp(0, 2**bits - 1)  # this is what is kept: whole numbers
    return codes * step + low


def rounded(w, bits, group):
    """Rounding to nearest, group by group. [n, k] -> [n, k]"""
    groups = w.unflatten(-1, (-1, group))  # [n, k/g, g]
    return to_grid(groups, *grid(groups, bits), bits).flatten(-2)


def gptq(w, x, bits, group):
    """Column by column; those not yet rounded make good what the last one lost. w [n, k], inputs x [tokens, k]"""
    h = x.T @ x
    h += 0.01 * h.diagonal().mean() * torch.eye(len(h))
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(h))
    factor = torch.linalg.cholesky(inverse, upper=True)  # row j: what an error of column j asks of the others
    w, made = w.clone(), w.clone()
    for j in range(w.shape[1]):
        if j % group == 0:
            low, step = grid(w[:, j : j + group], bits)
        made[:, j] = to_grid(w[:, j : j + 1], low, step, bits)[:, 0]
        error = (w[:, j] - made[:, j]) / factor[j, j]
        w[:, j + 1 :] -= error[:, None] * factor[j, j + 1 :]
    return made


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bits", type=int, default=BITS, choices=range(2, 9), help="of a weight")
    parser.add_argument("--group", type=positive, default=GROUP, help="neighbours in a row that share a grid")
    parser.add_argument("--layer", type=int, default=15, help="whose attention's output GPTQ is tried on")
    parser.add_argument("--tokens", type=positive, default=256, help="of the plays' last tenth, to measure by")


def table(args: argparse.Namespace) -> Report:
    """One layer both ways, and the whole model rounded."""
    model, shown, text = _model(args.tokens + 1)
    if not 0 <= args.layer < model.config.n_layers or args.tokens < 16:
        raise ValueError(f"--layer is from 0 to {model.config.n_layers - 1}, and --tokens 16 or more")
    if any(columns % args.group for columns in (model.config.d_model, model.config.d_ff)):
        raise ValueError(f"rows of {model.config.d_model} and {model.config.d_ff} are no whole groups of {args.group}")
    layer = model.blocks[args.layer].attention.output
    x, w = _inputs(model, layer, shown), layer.weight
    plain, wise = rounded(w, args.bits, args.group), gptq(w, x, args.bits, args.group)
    other = mapped(model, partial(rounded, bits=args.bits, group=args.group))
    before, after = (read(each, text, window=len(text), stride=args.tokens) for each in (model, other))
    rise, error = after.beyond(before, pieces=8)
    values: dict[str, Quantity] = {
        "layer_in_bf16": Bytes(2 * w.numel()),
        "layer_in_bits": Bytes(w.numel() * args.bits / 8 + w.numel() / args.group * 4),  # a scale and an offset, bf16
        "weights_off": Ratio(off(plain, w), digits=3),
        "rounding_off": Ratio(off(x @ plain.T, x @ w.T), digits=3),
        "gptq_off": Ratio(off(x @ wise.T, x @ w.T), digits=3),
        "gptq_weights_off": Ratio(off(wise, w), digits=3),
        "perplexity_of_the_file": Number(before.perplexity, digits=3),
        "perplexity_rounded": Number(after.perplexity, digits=3),
        "rise": Ratio(expm1(rise), digits=2),
        "give_or_take": Ratio(error, digits=1),
    }
    title = f"{MODEL} in {args.bits} bits, groups of {args.group}; GPTQ on layer {args.layer}, {args.tokens} tokens"
    note = "Its file has four bits already, groups of 32; here it was widened and is rounded again."
    return estimate(title, note, **values)


def off(found, wanted):
    """How large the error is beside what was wanted."""
    return float((found - wanted).norm() / wanted.norm())


def _model(n):
    """The model, tokens to calibrate by from the plays' beginning, [1, T], and others to measure by, [N]."""
    model = pretrained(MODEL, dtype=torch.float32).requires_grad_(False)
    words = PLAYS.read_text(encoding="utf-8")
    shown = model.tokenizer.encode(words[: TO_CALIBRATE * 8])[:TO_CALIBRATE]
    text = model.tokenizer.encode(words[len(words) * 9 // 10 :][: n * 8])[:n]
    return model, torch.tensor([shown]), torch.tensor(text)


def _inputs(model, layer, ids):
    """What a layer is given while the model reads; what comes after it is not worked out. [tokens, k]"""
    seen = []

    def look(_, given):
        seen.append(given[0].flatten(0, 1))
        raise EnoughError

    hook = layer.register_forward_pre_hook(look)
    with suppress(EnoughError):
        model(ids, last_only=True)
    hook.remove()
    return seen[0]


class EnoughError(Exception):
    """The layer was reached."""


LAB = Lab(
    says=__doc__,
    facts=("bits_bytes", "bits_quality", "bits_trained", "bits_step"),
    claims={
        "bits_trained": "Two bits cost more than three, and three more than eight; in two, GPTQ costs less.",
        "bits_step": "By torch's kernels a step with eight bits, and one with four, is quicker than one with bf16.",
    },
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
