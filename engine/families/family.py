"""What a family of checkpoints must say so that one loader can read them all: its shape, and where its tensors go.

```
 theirs                                       ours
 model.layers.0.self_attn.q_proj.weight ─┐
 model.layers.0.self_attn.k_proj.weight ─┼─▶  blocks.0.attention.qkv.weight       three pieces, row by row
 model.layers.0.self_attn.v_proj.weight ─┘
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from torch import Tensor

from engine.checkpoint_files.boundary import brief
from engine.config import AttentionKind, ModelConfig, RopeScaling
from engine.did_you_mean import listed

Settings = Mapping[str, Any]
"""A checkpoint's config.json, as it stands there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TensorPiece:
    """One tensor of a checkpoint and its place in one of ours.

    `at` is the part of ours that it fills; nothing means all. `transposed` tensors stand in the checkpoint the
    other way round. `change` is done to the values in our layout; where it takes a part of them only, `stored` is
    the shape that they have in the checkpoint. `moves_rows` says that it only puts whole rows in another order.
    """

    name: str
    at: tuple[slice | int, ...] = ()
    transposed: bool = False
    change: Callable[[Tensor], Tensor] | None = None
    moves_rows: bool = False
    stored: tuple[int, ...] | None = None


Pieces = Iterator[tuple[str, list[TensorPiece]]]
"""For each of our parameters, by name, what it is put together from."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family: `shape` reads its config.json, `pieces` says where each tensor goes.

    `ignored` are patterns of whole names that a checkpoint may hold beyond those, since they can be computed again.
    `prefix` begins every name of the body, but some checkpoints leave it out. `renamed` are beginnings that names have
    in newer files, each with the one that it stands for.
    """

    shape: Callable[[Settings], ModelConfig]
    pieces: Callable[[ModelConfig], Pieces]
    ignored: tuple[str, ...] = ()
    prefix: str = ""
    renamed: tuple[tuple[str, str], ...] = ()

    def ignores(self, name: str) -> bool:
        return any(re.fullmatch(pattern, name) for pattern in self.ignored)

    def usual(self, name: str) -> str:
        """A tensor's name as `pieces` has it."""
        newer = next(((new, old) for new, old in self.renamed if name.startswith(new)), ("", ""))
        return newer[1] + name.removeprefix(newer[0])


def stacked(*parts: tuple[str, int]) -> list[TensorPiece]:
    """Tensors that follow one another along the first axis of ours, each with its number of rows."""
    pieces, row = [], 0
    for name, rows in parts:
        pieces.append(TensorPiece(name=name, at=(slice(row, row + rows),)))
        row += rows
    return pieces


class ConfigFields(BaseModel):
    """The fields that a family reads of a config.json. A feature that the engine lacks is a `Literal` of its off."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


Size = Annotated[int, Field(gt=0, le=2**31, strict=True)]
Layers = Annotated[int, Field(gt=0, le=10_000, strict=True)]
Positive = Annotated[float, Field(gt=0)]
Epsilon = Annotated[float, Field(gt=0, lt=1)]

F = TypeVar("F", bound=ConfigFields)


def read(fields: type[F], settings: Settings) -> F:
    """The settings as fields. Raises ValueError that names each one that is missing, or that the engine cannot do."""
    try:
        return fields.model_validate(settings)
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']} (it is {brief(fault['input'])})"
            for fault in error.errors()
        ]
        raise ValueError(f"config.json cannot be used: {listed(found)}") from None


K = TypeVar("K", bound=str)


def layer_kinds(named: Sequence[K], kinds: Mapping[str, AttentionKind], n_layers: int) -> tuple[AttentionKind, ...]:
    """The kind of every layer, where config.json lists them. Raises ValueError for a list of another length."""
    if len(named) != n_layers:
        raise ValueError(f"config.json cannot be used: layer_types names {len(named)} layers of {n_layers}")
    return tuple(kinds[name] for name in named)


class RotaryFields(ConfigFields):
    rope_theta: Annotated[float, Field(gt=1)] = 10_000.0
    rope_type: Literal["default", "linear", "llama3", "yarn"] = "default"
    factor: Positive = 1.0
    original_max_position_embeddings: Size | None = None
    low_freq_factor: Positive = 1.0
    high_freq_factor: Positive = 4.0
    beta_fast: Positive = 32.0
    beta_slow: Positive = 1.0
    mscale: Annotated[float, Field(ge=0)] = 0.0
    mscale_all_dim: Annotated[float, Field(ge=0)] = 0.0
    attention_factor: Positive | None = None
    truncate: Literal[True] = True


def rotary(settings: Settings) -> dict[str, Any]:
    """`rope_base` and `rope_scaling`, where newer and where older files keep them.

    Raises ValueError for a scaling that the engine does not know, since it would change every logit.
    """
    newer, older = _given_apart(settings, "rope_parameters"), _given_apart(settings, "rope_scaling")
    for key in newer.keys() & older.keys():
        if newer[key] != older[key]:
            raise ValueError(
                f"config.json cannot be used: rope_parameters has {key}={brief(newer[key])}, and rope_scaling has "
                f"{key}={brief(older[key])}"
            )
    found = newer or older
    if settings.get("rope_theta") is not None:
        found.setdefault("rope_theta", settings["rope_theta"])
    given = read(RotaryFields, found)
    if given.rope_type == "default":
        return {"rope_base": given.rope_theta}
    if "factor" not in found:
        raise ValueError(f"config.json cannot be used: rotary positions of the type {given.rope_type!r} have no factor")
    trained = given.original_max_position_embeddings or settings.get("max_position_embeddings")
    scaling = RopeScaling(
        kind=given.rope_type,
        factor=given.factor,
        original_max_seq_len=trained,
        low_freq_factor=given.low_freq_factor,
        high_freq_factor=given.high_freq_factor,
        beta_fast=given.beta_fast,
        beta_slow=given.beta_slow,
        mscale=given.mscale,
        mscale_all_dim=given.mscale_all_dim,
        attention_factor=given.attention_factor,
    )
    return {"rope_base": given.rope_theta, "rope_scaling": scaling}


def _given_apart(settings: Settings, name: str) -> dict[str, Any]:
    """An object of rotary settings, without what is null, its type under one name."""
    given = settings.get(name) or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"config.json cannot be used: {name}={brief(given)} is no object")
    found = {key: value for key, value in given.items() if value is not None}
    if "type" in found:
        found.setdefault("rope_type", found["type"])
        del found["type"]
    return found
