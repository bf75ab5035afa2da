"""One timed generation with the learner's own settings: the flags and the rows that the GPT labs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.config import ModelConfig
from engine.facts.settings import DECODE_124M
from engine.units import Bytes, Nats
from labs.report import Report, seed
from labs.shape import estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from torch import Tensor

    from engine.model import GPT

RANDOM = "random-124m"
REAL = "smollm2-135m"


def add_run(parser: argparse.ArgumentParser, model: ModelConfig, *, kv_heads: bool = True, real: bool = True) -> None:
    """What to generate, and with what. A lab of one mechanism leaves out the flags that do not belong to it."""
    if real:
        says = "random weights, or a real model that answers"
        parser.add_argument("--model", choices=[RANDOM, REAL], default=RANDOM, help=says)
        says = "with --out: draw who looks at whom in this layer, for the prompt"
        parser.add_argument("--attention", type=int, default=None, metavar="LAYER", help=says)
    parser.add_argument("--prompt", default=DECODE_124M.prompt)
    parser.add_argument("--new-tokens", type=int, default=DECODE_124M.new_tokens)
    parser.add_argument("--n-layers", type=int, default=model.n_layers, help="of the random model")
    if kv_heads:
        says = "K/V sets that the random model's query heads share"
        parser.add_argument("--n-kv-heads", type=int, default=model.n_kv_heads, help=says)
    parser.add_argument("--seed", type=seed, default=DECODE_124M.seed, help="of the random weights")
    parser.add_argument("--threads", type=int, default=DECODE_124M.threads)
    parser.add_argument("--show-text", action="store_true", help="print what was made")


def run(args: argparse.Namespace, model: ModelConfig, *, cached: bool = True) -> Report:
    """Generate once and time it. Raises ValueError where the text is too long for the model."""
    import torch

    from engine.decode import stream, stream_without_cache
    from engine.measure import pinned, token_times

    if args.new_tokens < 2:
        raise ValueError(f"--new-tokens={args.new_tokens}: time per token needs two or more")
    if args.threads < 1:
        raise ValueError(f"--threads={args.threads} must be at least 1")
    if not args.prompt:
        raise ValueError("--prompt is empty")
    gpt = _model(args, model)
    assert gpt.tokenizer is not None
    ids = torch.tensor([_ids(gpt, args.prompt)])
    made: list[int] = []
    with pinned(args.threads), torch.inference_mode():
        surprise = _surprise(gpt, ids)  # the warm-up too
        room = ids.shape[1] + args.new_tokens - 1
        cache = gpt.new_cache(batch_size=1, max_seq_len=room) if cached else None
        tokens = stream(gpt, ids, args.new_tokens, cache) if cached else stream_without_cache(gpt, ids, args.new_tokens)
        times = token_times(made.append(token.ids[0]) for token in tokens)
    note = f"The text: {gpt.tokenizer.decode(made)!r}" if args.show_text else ""
    held = {"KV_cache": Bytes(cache.nbytes)} if cache is not None else {}
    return estimate(
        f"{args.new_tokens} new tokens {'with' if cached else 'without'} a cache, one run",
        note,
        tokens_a_second=type(times.tokens_per_second)(times.tokens_per_second, digits=2),
        time_to_first_token=type(times.ttft)(times.ttft, digits=2),
        time_per_output_token=type(times.tpot)(times.tpot, digits=2),
        loss_on_the_prompt=surprise,
        **held,
    )


def attention_map(args: argparse.Namespace, model: ModelConfig) -> Figure | None:
    """The pattern of the layer that `--attention` names, the mean of its heads, or nothing without the flag."""
    if args.attention is None:
        return None
    import torch

    from engine.watch.attention_pattern import attention_weights
    from labs.plot import heat_map

    gpt = _model(args, model)
    assert gpt.tokenizer is not None
    ids = _ids(gpt, args.prompt)
    words = [gpt.tokenizer.decode([token]) for token in ids]
    weights = attention_weights(gpt, torch.tensor([ids]), args.attention).mean(dim=0)
    return heat_map(weights.tolist(), words, f"Who looks at whom: layer {args.attention}, mean of its heads")


def _surprise(gpt: GPT, ids: Tensor) -> Nats:
    """Mean cross-entropy of each token of the prompt after the first; a uniform guess costs ln(vocabulary)."""
    from torch.nn.functional import cross_entropy

    if ids.shape[1] < 2:
        raise ValueError("--prompt has one token; its loss needs two or more")
    logits = gpt(ids)  # [1, T, V]
    return Nats(cross_entropy(logits[0, :-1], ids[0, 1:]).item(), digits=3)


def _ids(gpt: GPT, prompt: str) -> list[int]:
    """What somebody types is text, to GPT-2's vocabulary too."""
    assert gpt.tokenizer is not None
    encode: Callable[[str], list[int]] = getattr(gpt.tokenizer, "encode_ordinary", gpt.tokenizer.encode)
    return encode(prompt)


def _model(args: argparse.Namespace, shape: ModelConfig) -> GPT:
    """The real model, or one of random weights in the shape that the flags give."""
    import torch

    from engine.model import GPT
    from engine.pretrained import pretrained
    from engine.tokenizer import gpt2_tokenizer

    if getattr(args, "model", RANDOM) == REAL:
        return pretrained(REAL, dtype=torch.float32)
    changes = {"n_layers": args.n_layers}
    if hasattr(args, "n_kv_heads"):
        changes["n_kv_heads"] = args.n_kv_heads
    torch.manual_seed(args.seed)
    gpt = GPT(shape.replace(**changes)).eval()
    gpt.tokenizer = gpt2_tokenizer()
    return gpt
