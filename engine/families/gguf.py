"""Checkpoints that llama.cpp has written: their keys as a config.json, and its order of rotary pairs undone.

llama.cpp turns neighbouring dimensions of a Llama head together, and so it stores the rows of queries and keys
with the two halves of each head interleaved:

```
 theirs   0  D/2  1  D/2+1  2  …        ours   0  1  2  …  D/2  D/2+1  …
```
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from gguf import MODEL_ARCH_NAMES, get_tensor_name_map
from torch import Tensor

from engine.checkpoint_files.boundary import brief
from engine.checkpoint_files.stored import Tensors
from engine.config import ModelConfig, RopeScaling
from engine.did_you_mean import unknown
from engine.families.family import Family, Pieces, Settings, TensorPiece
from engine.families.family_table import family_of


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How llama.cpp writes an architecture; `interleaved` if it changed the order of rotary pairs."""

    architecture: str
    interleaved: bool = False


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "llama": Dialect(architecture="LlamaForCausalLM", interleaved=True),
        "qwen2": Dialect(architecture="Qwen2ForCausalLM"),
        "qwen3": Dialect(architecture="Qwen3ForCausalLM"),
    }
)
KEYS = {
    "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
    "hidden_size": "embedding_length",
    "intermediate_size": "feed_forward_length",
    "vocab_size": "vocab_size",
    "max_position_embeddings": "context_length",
    "sliding_window": "attention.sliding_window",
}
NUMBERS = {"rms_norm_eps": "attention.layer_norm_rms_epsilon", "rope_theta": "rope.freq_base"}
OPTIONAL = frozenset({"num_key_value_heads", "head_dim", "vocab_size", "sliding_window", "rope_theta"})
"""What llama.cpp takes from elsewhere where it is missing."""

DIVISORS = "rope_freqs.weight"
"""What each rotary frequency is divided by, written out by llama.cpp for Llama 3.1 and later."""

HALVES = re.compile(r".*\.self_attn\.[qk]_proj\.(weight|bias)")


def gguf_family(known: Mapping[str, Any], tensors: Tensors) -> Family:
    """The family of a GGUF file, with the names that its tensors have there and the positions that it stretches."""
    name = str(known.get("general.architecture"))[:100]
    if name not in DIALECTS:
        raise unknown("GGUF architecture", name, DIALECTS)
    dialect = DIALECTS[name]
    family = family_of(dialect.architecture)

    def shape(settings: Settings) -> ModelConfig:
        config = family.shape(settings)
        turned = known.get(f"{name}.rope.dimension_count", config.head_dim)
        if turned != config.head_dim:
            raise ValueError(f"{name}.rope.dimension_count={brief(turned)} is not the {config.head_dim} of a head")
        divisors = _divisors(tensors, config.head_dim // 2)
        if divisors and config.rope_scaling is not None:
            raise ValueError(f"it has {DIVISORS} and a factor of rope scaling; one of the two is read")
        divided = RopeScaling(kind="divided", factor=1, divisors=divisors) if divisors else config.rope_scaling
        return config.replace(rope_scaling=divided)

    ignored = (re.escape(DIVISORS), r"blk\.\d+\.attn_rot_embd\.weight")
    return Family(shape=shape, pieces=_in_their_names(family.pieces, name, dialect), ignored=ignored)


def _divisors(tensors: Tensors, n_pairs: int) -> tuple[float, ...]:
    stored = tensors.get(DIVISORS)
    if stored is None:
        return ()
    if stored.unreadable or stored.shape != (n_pairs,):
        raise ValueError(f"tensor {DIVISORS!r} is {list(stored.shape)}; {[n_pairs]} numbers are needed")
    divisors = tuple(stored.read().tolist())
    if not all(0 < by < math.inf for by in divisors):
        raise ValueError(f"tensor {DIVISORS!r} holds numbers that are not above 0")
    return divisors


def gguf_settings(known: Mapping[str, Any], tensors: Collection[str]) -> Settings:
    """What a GGUF file says of its model's shape, as a config.json says it. Raises ValueError that names the key."""
    name = str(known.get("general.architecture"))[:100]
    if name not in DIALECTS:
        raise unknown("GGUF architecture", name, DIALECTS)
    for feature, read in (("expert_count", (None, 0)), ("rope.scaling.type", (None, "none", "linear"))):
        if (value := known.get(f"{name}.{feature}")) not in read:
            raise ValueError(f"{name}.{feature}={brief(value)} is not read from GGUF files")
    found: dict[str, Any] = {key: known.get(f"{name}.{theirs}") for key, theirs in (KEYS | NUMBERS).items()}
    found["sliding_window"] = found["sliding_window"] or None
    for key, value in found.items():
        theirs = f"{name}.{(KEYS | NUMBERS)[key]}"
        if value is None and key not in OPTIONAL:
            raise ValueError(f"the key {theirs} is missing")
        if value is not None and not _fits(value, whole=key in KEYS):
            kind = "whole number above 0" if key in KEYS else "number above 0"
            raise ValueError(f"{theirs}={brief(value)} is no {kind}")
    listed = known.get("tokenizer.ggml.tokens")
    if found["vocab_size"] is None and not isinstance(listed, list):
        raise ValueError(f"neither {name}.vocab_size nor tokenizer.ggml.tokens says how many tokens there are")
    found["vocab_size"] = found["vocab_size"] or len(listed or ())
    found["tie_word_embeddings"] = "output.weight" not in tensors
    found["rope_scaling"] = _scaling(known, name)
    return {key: _exact(value) for key, value in found.items() if value is not None}


def _scaling(known: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Positions that are all slowed alike, which is what llama.cpp does with a factor unless it is told otherwise."""
    keys = [
        key
        for key in (f"{name}.rope.scaling.factor", f"{name}.rope.scale_linear")
        if known.get(key) not in (None, 0, 1)
    ]
    if not keys or known.get(f"{name}.rope.scaling.type") == "none":
        return None
    if not _fits(factor := known[keys[0]], whole=False):
        raise ValueError(f"{keys[0]}={brief(factor)} is no number above 0")
    return {"rope_type": "linear", "factor": _exact(factor)}


def _fits(value: Any, *, whole: bool) -> bool:
    kinds = int if whole else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and 0 < value < math.inf


def _exact(value: Any) -> Any:
    """Decimal fractions as they were before GGUF kept them in fp32: 1e-05, not 9.999999747378752e-06."""
    return float(f"{value:.7g}") if isinstance(value, float) else value


def _in_their_names(pieces: Callable[[ModelConfig], Pieces], name: str, dialect: Dialect) -> Callable[..., Pieces]:
    arch = next(family for family, written in MODEL_ARCH_NAMES.items() if written == name)

    def renamed(config: ModelConfig) -> Pieces:
        names = get_tensor_name_map(arch, config.n_layers)
        for ours, parts in pieces(config):
            yield ours, [_renamed(part, names, config, dialect) for part in parts]

    return renamed


def _renamed(piece: TensorPiece, names: Any, config: ModelConfig, dialect: Dialect) -> TensorPiece:
    theirs = names.get_name(piece.name, try_suffixes=(".weight", ".bias"))
    if theirs is None:
        raise ValueError(f"GGUF has no name for {piece.name!r}")
    turned = dialect.interleaved and HALVES.fullmatch(piece.name)
    if turned:
        return replace(piece, name=theirs, change=_halves(config.head_dim), moves_rows=True)
    return replace(piece, name=theirs)


def _halves(head_dim: int) -> Callable[[Tensor], Tensor]:
    """Rows of heads [H·D, …] with interleaved pairs, as two halves again."""

    def change(rows: Tensor) -> Tensor:
        return rows.view(-1, head_dim // 2, 2, *rows.shape[1:]).transpose(1, 2).reshape(rows.shape)

    return change
