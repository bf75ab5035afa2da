"""The shape of a model as one value. A variant is another value, not another class.

```
 tokens ─▶ embedding ─▶ n_layers × [ norm ─ attention ─ + ─ norm ─ feed-forward ─ + ] ─▶ norm ─▶ head ─▶ logits
                                        │                        │
                     layers: full, window, latent, delta      d_ff, or moe: experts of d_ff_expert
```
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from engine.did_you_mean import unknown

AttentionKind = Literal["full", "window", "latent", "delta"]
Position = Literal["learned", "sinusoidal", "rope"]
Norm = Literal["layer", "rms"]
FeedForwardKind = Literal["gelu", "swiglu", "geglu"]
Scaling = Literal["linear", "llama3", "yarn", "divided"]
Routing = Literal["softmax", "sigmoid"]


@dataclass(frozen=True, kw_only=True)
class RopeScaling:
    """How rotary positions reach beyond the `original_max_seq_len` of the first training, by `factor`.

    "linear" slows every pair of dimensions; "llama3" only those whose wavelength is long (arXiv 2407.21783);
    "divided" each by its own of the `divisors`, as llama.cpp writes them out, and then `factor` says nothing;
    "yarn" blends the two ends (arXiv 2309.00071) and, as attention over longer texts flattens, raises the turned
    queries and keys by `amplitude`, or, as DeepSeek does, all scores by `score_factor`.
    """

    kind: Scaling
    factor: float
    original_max_seq_len: int | None = None
    low_freq_factor: float = 1.0
    high_freq_factor: float = 4.0
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    mscale: float = 0.0
    mscale_all_dim: float = 0.0
    attention_factor: float | None = None
    divisors: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _one_of("rope scaling", self.kind, get_args(Scaling))
        if not 1 <= self.factor < math.inf:
            raise ValueError(f"factor={self.factor!r} shortens the reach of positions; 1 or more is needed")
        if self.kind in ("llama3", "yarn"):
            _positive(self, "original_max_seq_len")
        if self.kind == "llama3" and not self.low_freq_factor < self.high_freq_factor:
            raise ValueError(
                f"low_freq_factor={self.low_freq_factor!r} is not below high_freq_factor={self.high_freq_factor!r}"
            )
        if (self.kind == "divided") != bool(self.divisors) or not all(0 < by < math.inf for by in self.divisors):
            raise ValueError("divisors of rotary frequencies are positive numbers, and come with kind='divided' alone")

    @property
    def amplitude(self) -> float:
        """What turned queries and keys are multiplied by."""
        if self.kind != "yarn":
            return 1.0
        if self.attention_factor is not None:
            return self.attention_factor
        if self.mscale and self.mscale_all_dim:
            return self._sharpness(self.mscale) / self._sharpness(self.mscale_all_dim)
        return self._sharpness(1.0)

    @property
    def score_factor(self) -> float:
        """What DeepSeek multiplies the scores of latent attention by."""
        return self._sharpness(self.mscale_all_dim) ** 2 if self.kind == "yarn" else 1.0

    def _sharpness(self, weight: float) -> float:
        """Equation 22 of arXiv 2309.00071, with DeepSeek's weight."""
        return 0.1 * weight * math.log(self.factor) + 1.0


@dataclass(frozen=True, kw_only=True)
class LatentConfig:
    """Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).

    A token is cached as one latent of `kv_latent` numbers and one rotary key of `rope_dim`, which all heads
    share. Queries come through a latent of their own, or straight from the hidden state if `q_latent` is None.
    """

    kv_latent: int
    nope_dim: int
    rope_dim: int
    v_dim: int
    q_latent: int | None = None

    def __post_init__(self) -> None:
        _positive(self, "kv_latent", "nope_dim", "rope_dim", "v_dim")
        if self.q_latent is not None:
            _positive(self, "q_latent")


@dataclass(frozen=True, kw_only=True)
class MoeConfig:
    """A mixture of experts in place of the feed-forward layer (Mixtral, arXiv 2401.04088).

    `first_dense` layers at the bottom stay dense. Shared experts see every token; `shared_gate` weighs them
    by a learned scalar a token.

    A token's scores are the `scoring` of its router logits. With "sigmoid" a bias that training balances is added,
    for the choice only (DeepSeek-V3, arXiv 2412.19437, section 2.1.2). Where experts stand in `n_groups`, a token
    chooses among those of its `top_groups` best: by their best expert with "softmax", by their two best with
    "sigmoid". The chosen experts' scores are `normalised` to add up to one, and multiplied by `scale`.
    """

    n_experts: int
    top_k: int
    d_ff_expert: int
    n_shared_experts: int = 0
    d_ff_shared: int = 0
    shared_gate: bool = False
    first_dense: int = 0
    scoring: Routing = "softmax"
    normalised: bool = True
    scale: float = 1.0
    n_groups: int = 1
    top_groups: int = 1

    def __post_init__(self) -> None:
        _positive(self, "n_experts", "top_k", "d_ff_expert", "n_groups", "top_groups")
        _one_of("scoring", self.scoring, get_args(Routing))
        if self.top_k > self.n_experts:
            raise ValueError(f"top_k={self.top_k} is more than n_experts={self.n_experts}")
        if (self.n_shared_experts > 0) != (self.d_ff_shared > 0):
            raise ValueError(
                f"n_shared_experts={self.n_shared_experts} and d_ff_shared={self.d_ff_shared} must be given together"
            )
        self._check_groups()

    def _check_groups(self) -> None:
        if self.n_experts % self.n_groups:
            raise ValueError(f"n_experts={self.n_experts} do not divide into n_groups={self.n_groups}")
        if self.top_groups > self.n_groups:
            raise ValueError(f"top_groups={self.top_groups} is more than n_groups={self.n_groups}")
        within = self.n_experts // self.n_groups
        if self.top_k > self.top_groups * within:
            raise ValueError(
                f"top_k={self.top_k} is more than the {self.top_groups * within} experts of the top_groups"
            )
        if self.scoring == "sigmoid" and self.n_groups > 1 and within < 2:
            raise ValueError(f"n_groups={self.n_groups} leaves one expert a group; sigmoid routing ranks groups by two")


@dataclass(frozen=True, kw_only=True)
class DeltaConfig:
    """Gated DeltaNet (arXiv 2412.06464): one k_dim by v_dim matrix a value head, however long the text is.

    A prompt is read in chunks of `chunk` tokens, which changes what it costs and not what it gives.
    """

    n_k_heads: int
    n_v_heads: int
    k_dim: int
    v_dim: int
    conv: int
    chunk: int = 64

    def __post_init__(self) -> None:
        _positive(self, "n_k_heads", "n_v_heads", "k_dim", "v_dim", "conv", "chunk")
        if self.n_v_heads % self.n_k_heads:
            raise ValueError(f"n_v_heads={self.n_v_heads} is not a multiple of n_k_heads={self.n_k_heads}")

    @property
    def conv_channels(self) -> int:
        """Queries, keys and values pass through the short convolution side by side."""
        return 2 * self.n_k_heads * self.k_dim + self.n_v_heads * self.v_dim


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """A decoder-only transformer. Raises ValueError for a shape that cannot be built.

    `layers` is a pattern that repeats from the bottom: five "window" and one "full" is Gemma 3's. `head_dim`
    is given, never divided out; a latent layer takes its widths from `mla` instead, a delta layer from `delta`.
    `d_ff` belongs to the dense layers and stays 0 if there are none. `qkv_bias` is for the query, key and value
    projections; `bias` is for every other linear layer and for the layer norms. `post_norm` adds a norm behind
    attention and feed-forward too; `qk_norm` one on each query and key head; `output_gate` a gate on the heads'
    outputs of the layers with keys and values.

    `rotary_dim` is how many dimensions of a head turn, all unless given. Window layers turn by `local_rope_base`,
    unscaled, where it is given. Scores are multiplied by `query_scale`, which is 1/√head_dim unless given. A cap c
    bends values x to c · tanh(x / c): `score_cap` those before the softmax, `logit_cap` the model's logits (Gemma 2,
    arXiv 2408.00118). `scaled_embedding` multiplies the embeddings by √d_model, not the head that may be tied to them.
    """

    n_layers: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    d_model: int
    vocab_size: int
    max_seq_len: int
    d_ff: int = 0
    layers: tuple[AttentionKind, ...] = ("full",)
    window: int | None = None
    mla: LatentConfig | None = None
    delta: DeltaConfig | None = None
    moe: MoeConfig | None = None
    position: Position = "rope"
    rope_base: float = 10_000.0
    rope_scaling: RopeScaling | None = None
    local_rope_base: float | None = None
    rotary_dim: int | None = None
    norm: Norm = "rms"
    norm_eps: float = 1e-5
    ffn: FeedForwardKind = "swiglu"
    bias: bool = False
    qkv_bias: bool = False
    tied: bool = False
    qk_norm: bool = False
    post_norm: bool = False
    output_gate: bool = False
    query_scale: float | None = None
    score_cap: float | None = None
    logit_cap: float | None = None
    scaled_embedding: bool = False

    def __post_init__(self) -> None:
        _positive(self, "n_layers", "n_heads", "n_kv_heads", "head_dim", "d_model", "vocab_size", "max_seq_len")
        for name, kinds in (("position", Position), ("norm", Norm), ("ffn", FeedForwardKind)):
            _one_of(name, getattr(self, name), get_args(kinds))
        if not self.layers:
            raise ValueError("layers=() names no attention kind; a plain transformer is ('full',)")
        for kind in self.layers:
            _one_of("attention kind", kind, get_args(AttentionKind))
        if self.n_heads % self.n_kv_heads:
            raise ValueError(f"n_heads={self.n_heads} is not a multiple of n_kv_heads={self.n_kv_heads}")
        self._check_positions()
        self._check_layers_have_their_parts()
        self._check_feed_forward()

    def _check_positions(self) -> None:
        if self.rotary_dim is not None and not 0 < self.rotary_dim <= self.head_dim:
            raise ValueError(f"rotary_dim={self.rotary_dim} is not between 1 and head_dim={self.head_dim}")
        rope_dim = None if self.mla is None else self.mla.rope_dim
        for name, width in (("head_dim", self.head_dim), ("rotary_dim", self.rotary_dim), ("rope_dim", rope_dim)):
            if self.position == "rope" and width is not None and width % 2:
                raise ValueError(f"{name}={width} is odd; rotary positions turn pairs")
        if self.position == "sinusoidal" and self.d_model % 2:
            raise ValueError(f"d_model={self.d_model} is odd; sinusoidal positions are pairs of sine and cosine")
        for name in ("rope_base", "local_rope_base", "query_scale", "score_cap", "logit_cap"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name}={value!r} is not above 0")

    def _check_layers_have_their_parts(self) -> None:
        parts: tuple[tuple[AttentionKind, str], ...] = (("window", "window"), ("latent", "mla"), ("delta", "delta"))
        for kind, field in parts:
            given, used = getattr(self, field), kind in self.layers
            if used and given is None:
                raise ValueError(f"layers has {kind!r}, which needs {field}=…")
            if given is not None and not used:
                raise ValueError(f"{field}={given!r} is given but layers={self.layers} has no {kind!r}")
        if self.window is not None:
            _positive(self, "window")

    def _check_feed_forward(self) -> None:
        if self.moe is not None and not 0 <= self.moe.first_dense <= self.n_layers:
            raise ValueError(f"first_dense={self.moe.first_dense} is not between 0 and n_layers={self.n_layers}")
        if self.n_dense_layers and self.d_ff < 1:
            raise ValueError(f"d_ff={self.d_ff} but {self.n_dense_layers} layers are dense")

    @property
    def queries_per_kv_head(self) -> int:
        return self.n_heads // self.n_kv_heads

    @property
    def kinds(self) -> tuple[AttentionKind, ...]:
        """The attention kind of every layer, from the bottom."""
        return tuple(self.layers[layer % len(self.layers)] for layer in range(self.n_layers))

    @property
    def n_dense_layers(self) -> int:
        return self.n_layers if self.moe is None else self.moe.first_dense

    @property
    def n_moe_layers(self) -> int:
        return self.n_layers - self.n_dense_layers

    def replace(self, **changes: Any) -> Self:
        """The same model but for `changes`. Raises ValueError for an unknown field or an impossible shape."""
        known = {field.name for field in fields(self)}
        for name in changes:
            if name not in known:
                raise unknown("field of ModelConfig", name, known)
        return replace(self, **changes)


def _positive(config: object, *names: str) -> None:
    for name in names:
        value = getattr(config, name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name}={value!r} is not a positive whole number")


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise unknown(what, str(value), known)
