"""What a request keeps between two decode steps, in bytes, for every kind of attention.

```
 full     2 · Hkv · D             a token and layer, every token          arXiv 1911.02150 (MQA), 2305.13245 (GQA)
 window   2 · Hkv · D             a token and layer, the last `window`    arXiv 2004.05150, 2310.06825
 latent   kv_latent + rope_dim    a token and layer, every token          arXiv 2405.04434, equation 9 and table 1
 delta    Hv · dk · dv  in fp32   a layer, plus K columns of its short convolution, however long the text is
                                                                          arXiv 2412.06464, section 3
```
"""

from __future__ import annotations

from typing import Literal, get_args

from engine.config import ModelConfig
from engine.cost.dtypes import element_bytes, require_positive
from engine.did_you_mean import unknown
from engine.units import Bytes

Policy = Literal["ideal", "engine", "dynamic", "masked"]

ENGINE_DTYPES = ("fp32", "bf16", "fp16", "int8")

SCALE_BYTES = 4
"""The engine keeps one fp32 scale beside each int8 vector of each head."""

STATE_BYTES = 4
"""A delta layer adds to its state at every token, so it is kept in fp32 even in a bf16 model."""


def kv_cache_bytes(
    config: ModelConfig, *, seq_len: int, batch: int = 1, dtype: str = "bf16", policy: str = "ideal"
) -> Bytes:
    """Bytes that `batch` sequences of `seq_len` tokens keep: keys and values, latents, and recurrent state.

    How many tokens a window layer holds is a policy of the allocator, not of the mathematics: "ideal" holds
    the window and no more; "dynamic" one fewer, since the newest token is at hand when it is read (the dynamic
    cache of transformers); "masked" holds every token and hides the old ones, which saves nothing. "engine" is
    what `engine.cache` sets aside for a `max_seq_len` of `seq_len`: the ideal, and for int8 its scales on top.
    """
    require_positive(seq_len=seq_len, batch=batch)
    tokens = {"window": _window_tokens(config, seq_len, policy)}
    elements = sum(_token_elements(config, kind) * tokens.get(kind, seq_len) for kind in config.kinds)
    scales = 0
    if policy == "engine" and _engine_dtype(dtype) == "int8":
        scales = sum(_vectors(config, kind, tokens.get(kind, seq_len)) for kind in config.kinds)
    kept = elements * element_bytes(dtype) + scales * SCALE_BYTES
    return Bytes(batch * (kept + state_bytes(config, dtype=dtype)))


def bytes_per_token(config: ModelConfig, *, dtype: str = "bf16") -> Bytes:
    """Bytes that one more token adds while every window still has room for it."""
    return Bytes(sum(_token_elements(config, kind) for kind in config.kinds) * element_bytes(dtype))


def state_bytes(config: ModelConfig, *, dtype: str = "bf16") -> Bytes:
    """Bytes a sequence of any length keeps in its delta layers: the recurrent state and the convolution's."""
    return Bytes(recurrent_state_bytes(config) + convolution_state_bytes(config, dtype=dtype))


def recurrent_state_bytes(config: ModelConfig) -> Bytes:
    """The fp32 matrices of all delta layers of one sequence."""
    if config.delta is None:
        return Bytes(0)
    delta = config.delta
    layers = config.kinds.count("delta")
    return Bytes(layers * delta.n_v_heads * delta.k_dim * delta.v_dim * STATE_BYTES)


def convolution_state_bytes(config: ModelConfig, *, dtype: str = "bf16") -> Bytes:
    """The last inputs of the short convolutions of all delta layers of one sequence."""
    if config.delta is None:
        return Bytes(0)
    layers = config.kinds.count("delta")
    return Bytes(layers * config.delta.conv_channels * config.delta.conv * element_bytes(dtype))


def _token_elements(config: ModelConfig, kind: str) -> int:
    """Elements that one layer of that kind stores for one token."""
    if kind == "delta":
        return 0
    if kind == "latent" and config.mla is not None:
        return config.mla.kv_latent + config.mla.rope_dim
    return 2 * config.n_kv_heads * config.head_dim


def _vectors(config: ModelConfig, kind: str, tokens: int) -> int:
    """Vectors that one layer of that kind stores for a sequence, each of one head."""
    if kind == "delta":
        return 0 if config.delta is None else config.delta.conv
    return tokens * (1 if kind == "latent" else 2 * config.n_kv_heads)


def _engine_dtype(dtype: str) -> str:
    """The type, if the engine's cache can be of it."""
    if dtype not in ENGINE_DTYPES:
        raise ValueError(f"the engine keeps no cache of {dtype}; it keeps {', '.join(ENGINE_DTYPES)}")
    return dtype


def _window_tokens(config: ModelConfig, seq_len: int, policy: str) -> int:
    """Tokens that one window layer holds for a sequence of `seq_len`."""
    if policy not in get_args(Policy):
        raise unknown("cache policy", policy, get_args(Policy))
    if config.window is None or policy == "masked":
        return seq_len
    return min(seq_len, config.window - (policy == "dynamic"))
