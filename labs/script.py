"""What the GPT scripts share beside their models: flags for every size, both loops timed, a report.

A script holds a `Shape`, a `GPT` and its loops; this runs them. Flags are the fields of its `Shape`.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from engine.facts.settings import DECODE_124M
from engine.ledger import Ledger
from engine.units import Bytes, Count, Quantity, Ratio, Seconds, Table
from labs.again import deck_ledger
from labs.lab import Lab, seed
from labs.report import Claim, Report, Row, output_folder
from labs.tell import Progress

FILLED_STEPS = 16
CHECKED = 8
MOST_THREADS = 1024  # PyTorch crashes where the system has not so many
STOPPED = "the loop stopped"
PROMPTS = ("Hello, I am", "The river bends to the")


def main(fact: str = "", speed: str = "", cache: str = "") -> None:
    """Run the script that calls this, and leave. `speed` and `cache` are the fields of a fact that the deck shows."""
    script = sys.modules["__main__"]
    fields = {"tokens_a_second": speed, "cache": cache}
    shown = {row: (fact, field) for row, field in fields.items() if field}
    lab = Lab(
        says=script.__doc__ or "",
        facts=(),
        options=lambda parser: add_flags(parser, script),
        table=lambda args: table(args, script, shown),
        always=True,
    )
    sys.exit(lab.main(script.__file__ or ""))


def add_flags(parser: argparse.ArgumentParser, script: ModuleType) -> None:
    for field in dataclasses.fields(script.Shape):
        name = "--" + field.name.replace("_", "-")
        if isinstance(field.default, bool):
            parser.add_argument(name, action=argparse.BooleanOptionalAction, default=field.default)
        else:
            parser.add_argument(name, type=int, default=field.default)
    parser.add_argument("--prompt", default=DECODE_124M.prompt)
    parser.add_argument("--new-tokens", type=int, default=DECODE_124M.new_tokens)
    parser.add_argument("--seed", type=seed, default=DECODE_124M.seed, help="of the random weights")
    parser.add_argument("--threads", type=int, default=DECODE_124M.threads)
    parser.add_argument("--show-text", action="store_true", help="print what was made; its words are random")
    if has_cache(script):
        says = f"time {FILLED_STEPS} steps behind so many tokens, of which the cache holds random numbers"
        parser.add_argument("--filled", type=int, default=0, metavar="TOKENS", help=says)


def has_cache(script: ModuleType) -> bool:
    return hasattr(script, "generate_text_simple_cached")


def table(args: argparse.Namespace, script: ModuleType, shown: dict[str, tuple[str, str]]) -> Report:
    """Make text with the script's own loop, once, and say how long it took and what it held."""
    from engine.measure import pinned

    _check(args)
    with pinned(args.threads):
        model, tokenizer = build(args, script), _tokenizer()
        _check_room(args, model, tokenizer)
        claims = tuple(check(model, script, tokenizer))
        if any(claim.but.startswith(STOPPED) for claim in claims):
            return Report(title="The loop does not come to its end", rows=(), claims=claims)
        if getattr(args, "filled", 0):
            rows = _filled(model, args.filled)
            return Report(title=f"{FILLED_STEPS} steps behind {args.filled:,} tokens", rows=rows, claims=claims)
        ids = _ids(tokenizer, args.prompt)
        rows, text = _run(model, script, ids, args.new_tokens, tokenizer)
    usual = shape_of(args, script) == script.Shape() and all(
        getattr(args, name) == getattr(DECODE_124M, name) for name in ("prompt", "new_tokens", "seed", "threads")
    )
    if usual and shown:
        rows = tuple(_beside_the_deck(row, shown, deck_ledger()) for row in rows)
    kind = "with" if has_cache(script) else "without"
    note = f"Random weights, so the text means nothing: {text!r}" if args.show_text else ""
    return Report(title=f"{args.new_tokens} new tokens {kind} a cache, one run", rows=rows, claims=claims, note=note)


def _check(args: argparse.Namespace) -> None:
    if args.new_tokens < 2:
        raise ValueError(f"--new-tokens={args.new_tokens}: time per token needs two or more")
    if not 1 <= args.threads <= MOST_THREADS:
        raise ValueError(f"--threads={args.threads} must be from 1 to {MOST_THREADS:,}")
    if getattr(args, "filled", 0) < 0:
        raise ValueError(f"--filled={args.filled} tokens cannot be")
    if not args.prompt:
        raise ValueError("--prompt is empty")


def _check_room(args: argparse.Namespace, model: Any, tokenizer: Any) -> None:
    """Raise ValueError where the model is too small for what is read before anything is timed."""
    if args.vocab_size < tokenizer.n_vocab:
        raise ValueError(f"--vocab-size={args.vocab_size} is less than the tokenizer's {tokenizer.n_vocab:,} tokens")
    most = max(len(tokenizer.encode_ordinary(prompt)) for prompt in PROMPTS) + CHECKED - 1
    if _room(model) < most:
        raise ValueError(f"--max-seq-len={args.max_seq_len}: the check that comes first takes {most} positions")


def _room(model: Any) -> int:
    """How many tokens the model has positions for."""
    return model.positions.num_embeddings if hasattr(model, "positions") else sys.maxsize


def shape_of(args: argparse.Namespace, script: ModuleType) -> Any:
    """The script's shape as the flags change it. Raises ValueError for one that cannot be."""
    shape = script.Shape(**{field.name: getattr(args, field.name) for field in dataclasses.fields(script.Shape)})
    for name, value in dataclasses.asdict(shape).items():
        if value < 1 and not isinstance(value, bool):
            raise ValueError(f"--{name.replace('_', '-')}={value} must be at least 1")
    for whole, part in (("n_heads", "n_kv_heads"), ("d_ff", "n_experts")):
        if hasattr(shape, part) and getattr(shape, whole) % getattr(shape, part):
            raise ValueError(f"{whole}={getattr(shape, whole)} is not a multiple of {part}={getattr(shape, part)}")
    if getattr(shape, "rope_dim", 0) % 2:
        raise ValueError(f"--rope-dim={shape.rope_dim} is odd: its numbers are turned in pairs")
    if getattr(shape, "top_k", 0) > getattr(shape, "n_experts", 0):
        raise ValueError(f"top_k={shape.top_k} is more than n_experts={shape.n_experts}")
    return shape


def build(args: argparse.Namespace, script: ModuleType) -> Any:
    """The script's model, its weights as GPT-2's begin: N(0, 0.02), and biases of zero."""
    import torch
    from torch import nn

    shape = shape_of(args, script)
    if filled := getattr(args, "filled", 0):
        shape = dataclasses.replace(shape, max_seq_len=max(shape.max_seq_len, filled + FILLED_STEPS))
    torch.manual_seed(args.seed)
    model = script.GPT(shape).eval()
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding | nn.Conv1d):
            nn.init.normal_(module.weight, std=0.02)
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)
    return model


def check(model: Any, script: ModuleType, tokenizer: Any) -> Iterator[Claim]:
    """Whether the cache changes nothing: one request, and another after it, against reading everything again.

    It is the warm-up too, and nothing more for a script without a cache.
    """
    import torch

    if not has_cache(script):
        list(script.generate_text_simple(model, _ids(tokenizer, PROMPTS[0]), CHECKED))
        return

    says = {
        "first_request": "The first request's tokens are those made without a cache.",
        "second_request": "So are those of a second request.",
    }
    for (name, sentence), prompt in zip(says.items(), PROMPTS, strict=True):
        ids = _ids(tokenizer, prompt)
        try:
            made = [new.item() for new in script.generate_text_simple_cached(model, ids, CHECKED)]
        except (RuntimeError, IndexError) as error:
            reason = str(error).splitlines()[0]
            yield Claim(name=name, says=sentence, holds=False, but=f"{STOPPED}: {reason}")
            continue
        again, text = [], ids
        with torch.inference_mode():
            for _ in range(CHECKED):
                again.append(model(text).argmax(dim=-1).item())
                text = torch.cat([text, torch.tensor([again[-1:]])], dim=1)
        first = next((place for place, pair in enumerate(zip(made, again, strict=True), 1) if len(set(pair)) > 1), 0)
        yield Claim(name=name, says=sentence, holds=not first, but=f"they part at new token {first}" if first else "")


def _run(model: Any, script: ModuleType, ids: Any, n_new: int, tokenizer: Any) -> tuple[tuple[Row, ...], str]:
    from engine.measure import token_times
    from labs.inside import CacheView, ExpertCount, PartTimes

    room = _room(model)
    if ids.shape[1] + n_new - 1 > room:
        raise ValueError(f"{ids.shape[1]} tokens and {n_new} new ones do not fit in {room:,} positions")
    loop = script.generate_text_simple_cached if has_cache(script) else script.generate_text_simple
    loud = output_folder() is None and "--json" not in sys.argv
    view, made = CacheView(model), []
    progress = Progress(of=n_new, says="new tokens")

    def tokens() -> Iterator[None]:
        for step, new in enumerate(loop(model, ids, n_new), 1):
            made.append(new.item())
            if loud:
                read = f"{ids.shape[1] + step - 1} tokens read" if not has_cache(script) else view.shapes()
                print(f"{step:>4}  token {made[-1]:>5}  {read}", flush=True)
            progress.at(step)
            yield

    with PartTimes(model) as parts, ExpertCount(model) as experts:
        times = token_times(tokens())
    each = Seconds(times.tpot, digits=2)
    progress.line(f"{n_new} new tokens, {each} each")
    rows = {
        "tokens_a_second": type(times.tokens_per_second)(times.tokens_per_second, digits=2),
        "time_to_first_token": Seconds(times.ttft, digits=2),
        "time_per_output_token": each,
        **parts.rows(n_new),
        **experts.rows(),
        "parameters": Count(sum(weight.numel() for weight in model.parameters())),
    }
    if has_cache(script):
        rows["cache"] = Bytes(view.nbytes)
    return _rows(rows), tokenizer.decode(made)


def _filled(model: Any, filled: int) -> tuple[Row, ...]:
    """Single steps behind a text that was never read: its keys and values are random, which costs the same."""
    import torch

    from engine.measure import token_times
    from labs.inside import CacheView, PartTimes

    view = CacheView(model)
    new = torch.zeros(1, 1, dtype=torch.long)
    with torch.inference_mode():
        model.reset_cache(1, filled + FILLED_STEPS)
        view.fill(filled)
        with PartTimes(model) as parts:
            times = token_times(model(new, use_cache=True) for _ in range(FILLED_STEPS))
    read = sum(weight.nbytes for name, weight in model.named_parameters() if not name.startswith(("tokens", "pos")))
    return _rows(
        {
            "time_per_output_token": Seconds(times.tpot, digits=2),
            **parts.rows(FILLED_STEPS),
            "cache": Bytes(view.nbytes),
            "weights": Bytes(read),
        }
    )


def _rows(values: dict[str, Quantity]) -> tuple[Row, ...]:
    says = {name: name.replace("_", " ") for name in values}
    return tuple(Row(name=name, says=says[name], here=str(value), value=float(value)) for name, value in values.items())


def _beside_the_deck(row: Row, shown: dict[str, tuple[str, str]], ledger: Ledger) -> Row:
    """The row with what the deck shows there. Bytes are the same on any machine; times are not, and have no verdict."""
    fact, field = shown.get(row.name, ("", ""))
    record = ledger.get(fact)
    value = record.quantity if record else None
    if not isinstance(value, Table) or field not in value:
        return row
    exact = isinstance(value[field], Bytes | Ratio)
    verdict = ("same" if float(value[field]) == row.value else "differs") if exact else ""
    return dataclasses.replace(row, deck=str(value[field]), verdict=verdict)


def _tokenizer() -> Any:
    from engine.tokenizer import gpt2_tokenizer

    return gpt2_tokenizer()


def _ids(tokenizer: Any, prompt: str) -> Any:
    import torch

    return torch.tensor([tokenizer.encode_ordinary(prompt)])
