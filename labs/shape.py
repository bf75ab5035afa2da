"""Flags for the shape of a model, the same in every lab, and the rows that an estimate prints."""

from __future__ import annotations

import argparse

from engine.config import ModelConfig
from engine.cost.dtypes import DTYPE_BYTES
from engine.presets import PRESETS, preset
from engine.units import Quantity
from labs.report import Report, Row


def add_shape(parser: argparse.ArgumentParser, model: ModelConfig, *, seq_len: int) -> None:
    """`--model` takes a published model; single flags change it, or the lab's own model without it."""
    parser.add_argument(
        "--model", choices=sorted(PRESETS), default=None, metavar="NAME", help="a published model, such as llama-3-8b"
    )
    parser.add_argument("--n-layers", type=int, default=model.n_layers)
    parser.add_argument("--n-heads", type=int, default=model.n_heads)
    parser.add_argument("--n-kv-heads", type=int, default=model.n_kv_heads)
    parser.add_argument("--head-dim", type=int, default=model.head_dim)
    parser.add_argument("--d-model", type=int, default=model.d_model)
    add_run(parser, seq_len=seq_len)


def add_run(parser: argparse.ArgumentParser, *, seq_len: int) -> None:
    """How much of it: tokens, sequences, and the type of an element."""
    parser.add_argument("--seq-len", type=int, default=seq_len, help="tokens in each sequence")
    parser.add_argument("--batch", type=int, default=1, help="sequences at once")
    parser.add_argument("--dtype", choices=sorted(DTYPE_BYTES), default="bf16", help="type of a cached element")


def shape_of(args: argparse.Namespace, model: ModelConfig) -> ModelConfig:
    """The model that the flags describe. Raises ValueError for a shape that cannot be."""
    base = preset(args.model) if args.model else model
    flags = ("n_layers", "n_heads", "n_kv_heads", "head_dim", "d_model")
    changed = {name: getattr(args, name) for name in flags if name in args.given}
    return base.replace(**changed, max_seq_len=max(base.max_seq_len, args.seq_len))


def estimate(title: str, note: str = "", **values: Quantity) -> Report:
    """A report of computed values: underscores in the names become spaces."""
    rows = (
        Row(name=name, says=name.replace("_", " "), here=str(value), value=float(value))
        for name, value in values.items()
    )
    return Report(title=title, rows=tuple(rows), note=note)
