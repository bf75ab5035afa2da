"""Models that others have trained, from a Hugging Face folder or a GGUF file.

```
 config.json ─▶ shape ─▶ model without memory ─┐
 tensors: names and shapes ────────────────────┼─▶ all there, all fitting? ─▶ one after another into place
 family: which of theirs makes which of ours ──┘
```
Nothing that a file says is believed before it is compared: whatever is wrong ends in one sentence that names the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from engine.checkpoint_files.boundary import brief, read_json, reading
from engine.checkpoint_files.safetensors import read_safetensors, read_sharded
from engine.checkpoint_files.stored import Stored, Tensors
from engine.config import ModelConfig
from engine.did_you_mean import listed
from engine.families.family import Family, Settings, TensorPiece
from engine.families.family_table import family_of
from engine.kernels.library import kernels
from engine.kernels.packed import Packed
from engine.kernels.pages import Pages
from engine.layers import Embedding, Linear
from engine.model import GPT

if TYPE_CHECKING:
    from engine.checkpoint_files.tokenizer import Tokenizer

AT_ONCE = 2**18  # values that are widened at once
DTYPES = (torch.float32, torch.bfloat16, torch.float16)


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a folder or a file holds, before any weight of it is read."""

    path: Path
    family: Family
    settings: Settings
    tensors: Tensors
    tokenizer: Callable[[], Tokenizer | None]


def load(path: str | Path, dtype: torch.dtype | None = None, device: str | torch.device = "cpu") -> GPT:
    """The model of a checkpoint, ready to run, with its `config`, and its `tokenizer` or None.

    Without a `dtype` it runs in fp32, and quantised matrices stay in memory as the file has them where there are
    kernels that multiply with them; any dtype that is named is what all weights are made.

    Raises FileNotFoundError if nothing is there, and ValueError that names the tensor or the architecture if it
    cannot be read whole: a model is returned complete or not at all. Weights are never held twice.
    """
    if dtype is not None and dtype not in DTYPES:
        raise ValueError(f"dtype={dtype} is none that a model runs in; {', '.join(map(str, DTYPES))} are")
    path = Path(path)
    kernels()  # a name of theirs that is unknown is no fault of the file
    with reading(path):
        found = open_checkpoint(path)
        config = found.family.shape(found.settings)
        _check_extent(found, config)
        if config.tied and _has_a_head(found, config):
            config = config.replace(tied=False)
        with torch.device("meta"), _NoRandomStart():
            model = GPT(config)
        plan = _plan(found, model)
        _fill(model, plan, found.tensors, dtype, torch.device(device))
        model.tokenizer = found.tokenizer()
    return model.eval()


def open_checkpoint(path: Path) -> Checkpoint:
    """What a checkpoint holds: a folder with config.json and safetensors, or a GGUF file."""
    if path.is_dir():
        return _open_folder(path)
    if not path.exists():
        raise FileNotFoundError(f"{path} is neither a folder with a checkpoint nor a GGUF file")
    if not path.is_file():
        raise ValueError(f"{path} is a device or a pipe, no file that could hold a checkpoint")
    from engine.checkpoint_files.gguf_parts import read_parts
    from engine.families.gguf import gguf_family, gguf_settings

    known, tensors = read_parts(path)

    def tokenizer() -> Tokenizer | None:
        from engine.checkpoint_files.tokenizer import gguf_tokenizer

        return gguf_tokenizer(known)

    settings = gguf_settings(known, tensors.keys())
    family = gguf_family(known, tensors)
    return Checkpoint(path=path, family=family, settings=settings, tensors=tensors, tokenizer=tokenizer)


def _open_folder(folder: Path) -> Checkpoint:
    if not (folder / "config.json").is_file():
        raise FileNotFoundError(f"{folder / 'config.json'} is missing: it says what model the folder holds")
    settings = read_json(folder / "config.json")
    architectures = settings.get("architectures") or ["(none named)"]
    if not isinstance(architectures, list) or not isinstance(architectures[0], str):
        raise ValueError(f"config.json cannot be used: architectures={brief(architectures)} is no list of names")
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if not single.is_file() and not index.is_file():
        raise FileNotFoundError(f"{folder} has neither {single.name} nor {index.name}; pickled weights are not read")

    def tokenizer() -> Tokenizer | None:
        from engine.checkpoint_files.tokenizer import folder_tokenizer

        return folder_tokenizer(folder)

    family = family_of(architectures[0])
    tensors = read_safetensors(single) if single.is_file() else read_sharded(index)
    usual = {family.usual(name): tensor for name, tensor in tensors.items()}
    return Checkpoint(
        path=folder,
        family=family,
        settings=settings,
        tensors=usual if len(usual) == len(tensors) else tensors,
        tokenizer=tokenizer,
    )


def _has_a_head(found: Checkpoint, config: ModelConfig) -> bool:
    """Whether a head that is said to be the embeddings stands in the file with other values, which then count."""
    untied = dict(found.family.pieces(config.replace(tied=False)))
    pair = [found.tensors.get(untied[name][0].name) for name in ("head.weight", "tokens.weight") if name in untied]
    if len(pair) < 2 or any(tensor is None or tensor.unreadable for tensor in pair):
        return False
    head, tokens = (tensor.read() for tensor in pair if tensor is not None)
    return head.shape == tokens.shape and not torch.equal(head, tokens)


def _check_extent(found: Checkpoint, config: ModelConfig) -> None:
    """Raises ValueError for a model far larger than the files: even without memory it would take time to build."""
    n_tensors = len(found.tensors)
    n_experts = config.moe.n_experts * config.n_moe_layers if config.moe else 0
    for what, n in (("layers", config.n_layers), ("experts", n_experts)):
        if n > n_tensors:
            raise ValueError(f"{found.path} is said to have {n:,} {what}, and it has {n_tensors:,} tensors in all")
    widest = max((size for tensor in found.tensors.values() for size in tensor.shape), default=0)
    for what, size in _widths(config).items():
        if size > widest:
            raise ValueError(f"{found.path} is said to have {what}={size:,}, and no tensor is wider than {widest:,}")


def _widths(config: ModelConfig) -> dict[str, int]:
    """Sizes that some tensor of every checkpoint has along an axis, or exceeds."""
    widths = {
        "vocab_size": config.vocab_size,
        "d_model": config.d_model,
        "n_heads × head_dim": config.n_heads * config.head_dim,
    }
    if config.n_dense_layers:
        widths |= {"d_ff": config.d_ff}
    if config.moe is not None:
        widths |= {"d_ff_expert": config.moe.d_ff_expert, "d_ff_shared": config.moe.d_ff_shared}
    if config.mla is not None:
        widths |= {"kv_latent": config.mla.kv_latent, "n_heads × v_dim": config.n_heads * config.mla.v_dim}
        widths |= {"q_latent": config.mla.q_latent or 0}
    if config.delta is not None:
        widths |= {"conv_channels": config.delta.conv_channels, "conv": config.delta.conv}
    return widths


class _NoRandomStart(TorchFunctionMode):
    """Leaves out the random values that a model without memory has no use for: they would load half of torch."""

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        given = dict(kwargs or {})
        if function in (nn.init.normal_, Tensor.normal_):
            return given["tensor"] if "tensor" in given else args[0]
        return function(*args, **given)


def _plan(found: Checkpoint, model: GPT) -> dict[str, list[TensorPiece]]:
    """The pieces of each of our tensors. Raises ValueError unless theirs and ours fit one another exactly."""
    ours = _tensors(model)
    prefix = found.family.prefix
    bare = bool(prefix) and not any(name.startswith(prefix) for name in found.tensors)
    plan: dict[str, list[TensorPiece]] = {}
    wrong, used = [], set()
    for name, pieces in found.family.pieces(model.config):
        plan[name] = [_without(prefix, piece) for piece in pieces] if bare else pieces
        for piece in plan[name]:
            used.add(piece.name)
            stored = found.tensors.get(piece.name)
            shape = piece.stored or tuple(ours[name][piece.at].shape)
            needed = shape[::-1] if piece.transposed else shape
            if stored is None:
                wrong.append(f"tensor {piece.name!r} is missing")
            elif stored.unreadable:
                wrong.append(f"tensor {piece.name!r} {stored.unreadable}")
            elif stored.shape != needed:
                wrong.append(f"tensor {piece.name!r} is {list(stored.shape)}; {list(needed)} is needed")
    tied = {"lm_head.weight"} if model.config.tied else set()
    for name in sorted(found.tensors.keys() - used - tied):
        if not found.family.ignores(name):
            wrong.append(f"tensor {brief(name)} has no place in this architecture")
    if wrong:
        raise ValueError(f"{found.path} does not hold the model that it describes: {listed(wrong)}")
    if unfilled := sorted(ours.keys() - plan.keys()):
        raise AssertionError(f"no piece of the checkpoint is said to fill {unfilled}")
    return plan


def _without(prefix: str, piece: TensorPiece) -> TensorPiece:
    return replace(piece, name=piece.name.removeprefix(prefix))


def _tensors(model: GPT) -> dict[str, Tensor]:
    """Parameters and buffers of a model, a tied head not counted again."""
    return dict(model.named_parameters()) | dict(model.named_buffers())


def _fill(
    model: GPT, plan: dict[str, list[TensorPiece]], tensors: Tensors, dtype: torch.dtype | None, device: torch.device
) -> None:
    """Gives each tensor its memory and its values, one at a time: what was read for one is freed before the next."""
    pages = Pages()
    keeps_blocks = dtype is None and device.type == "cpu" and kernels() is not None
    for name, pieces in plan.items():
        place, _, leaf = name.rpartition(".")
        owner = model.get_submodule(place)
        old = getattr(owner, leaf)
        kept = _kept(pieces, tensors, pages) if keeps_blocks and isinstance(owner, Linear | Embedding) else None
        new = pages.zeros(old.shape, dtype or torch.float32, device) if kept is None else kept
        for piece in pieces if kept is None else ():
            _put(piece, tensors[piece.name], new[piece.at])
        setattr(owner, leaf, _parameter(new) if isinstance(old, nn.Parameter) else new)
    if model.config.tied:
        model.head.weight = model.tokens.weight


def _parameter(weight: Tensor) -> Tensor:
    """A weight as a module has it. A packed one is marked as `nn.Parameter` would mark it after an operation.

    The first operation on a tensor of a class of one's own has torch import its distributed tensors and SymPy, which
    takes half a second and 40 MB.
    """
    if not isinstance(weight, Packed):
        return nn.Parameter(weight, requires_grad=False)
    weight._is_param = True
    return weight


def _put(piece: TensorPiece, stored: Stored, place: Tensor) -> None:
    """Writes a tensor's values to its place; those made of blocks a few rows at a time, while a cache holds them."""
    part = None if piece.transposed or piece.change is not None else stored.blocks()
    if part is None:
        values = stored.read()
        values = values.T if piece.transposed else values
        place.copy_(values if piece.change is None else piece.change(values))
        return
    step = max(1, AT_ONCE // part.columns)
    for first in range(0, len(place), step):
        rows = slice(first, first + step)
        place[rows].copy_(part.unpacked(rows))


def _kept(pieces: list[TensorPiece], tensors: Tensors, pages: Pages) -> Packed | None:
    """A quantised matrix as its file has it, or None where its values must be changed or put in other places."""
    parts = []
    for piece in pieces:
        part = tensors[piece.name].blocks()
        if part is None or piece.transposed or piece.stored or (piece.change is not None and not piece.moves_rows):
            return None
        parts.append(part if piece.change is None else part.moved(piece.change))
    return Packed(parts).moved(pages.copy)
