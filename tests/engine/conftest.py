"""Models small enough for every test, with weights large enough that a wrong one shows in the logits."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from fact_tree import Tree
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

from engine.cache.kv_cache import KVCache
from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig, RopeScaling
from engine.model import GPT

TINY = ModelConfig(
    n_layers=2, n_heads=4, n_kv_heads=2, head_dim=8, d_model=24, d_ff=40, vocab_size=61, max_seq_len=48
)  # fmt: skip

SHAPES: dict[str, dict[str, Any]] = {
    "MHA with learned positions": {
        "n_kv_heads": 4, "position": "learned", "norm": "layer", "ffn": "gelu", "bias": True, "qkv_bias": True,
        "tied": True,
    },
    "GQA with rotary positions": {},
    "MQA with normed heads": {"n_kv_heads": 1, "qk_norm": True, "tied": True},
    "windows only": {"layers": ("window",), "window": 5},
    "a window and a full layer, each with its own base": {
        "layers": ("window", "full"), "window": 4, "local_rope_base": 100.0, "ffn": "geglu", "post_norm": True,
        "score_cap": 3.0, "logit_cap": 8.0, "scaled_embedding": True, "query_scale": 0.3,
    },
    "latents": {
        "layers": ("latent",), "mla": LatentConfig(q_latent=12, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8),
        "rope_scaling": RopeScaling(kind="yarn", factor=8, original_max_seq_len=16, mscale=1, mscale_all_dim=0.8),
    },
    "latents with values of another width and plain queries, beside full layers": {
        "layers": ("latent", "full"), "mla": LatentConfig(kv_latent=10, nope_dim=6, rope_dim=2, v_dim=10),
    },
    "experts beside a dense layer and a shared one": {
        "moe": MoeConfig(
            n_experts=6, top_k=2, d_ff_expert=16, n_shared_experts=1, d_ff_shared=12, shared_gate=True, first_dense=1,
        ),
    },
    "experts in groups, by sigmoid": {
        "d_ff": 0, "moe": MoeConfig(
            n_experts=8, top_k=3, d_ff_expert=10, n_shared_experts=2, d_ff_shared=12, scoring="sigmoid", n_groups=4,
            top_groups=2, scale=2.5,
        ),
    },
    "states": {
        "layers": ("delta",), "norm_eps": 1e-2,  # what a state of few tokens gives is small, and normed it is loud
        "delta": DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=6, conv=4, chunk=5),
    },
    "three states to a full layer, gated and turned in part": {
        "n_layers": 4, "layers": ("delta", "delta", "delta", "full"), "output_gate": True, "qk_norm": True,
        "rotary_dim": 4, "norm_eps": 1e-2, "delta": DeltaConfig(n_k_heads=1, n_v_heads=2, k_dim=6, v_dim=8, conv=3),
    },
    "sinusoidal positions and a window longer than most texts": {
        "n_kv_heads": 1, "position": "sinusoidal", "layers": ("window",), "window": 33,
    },
}  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny() -> ModelConfig:
    return TINY


@pytest.fixture(scope="session")
def build() -> Callable[..., GPT]:
    """`build(**changes)`: a tiny model whose matrices are some ten times wider than at the start of training."""

    def build(seed: int = 0, **changes: Any) -> GPT:
        torch.manual_seed(seed)
        model = GPT(TINY.replace(**changes)).eval().requires_grad_(False)
        for weight in dict.fromkeys(model.parameters()):
            weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.25)
        for name, weight in model.named_parameters():
            if name.endswith("fade_log"):
                weight.sub_(3.0)  # a state that fades within a token would hide what is wrong in it
        return model

    return build


@pytest.fixture(scope="session", params=SHAPES, ids=str)
def model(request: pytest.FixtureRequest, build: Callable[..., GPT]) -> GPT:
    """Each of the shapes that run."""
    return build(**SHAPES[request.param])


@pytest.fixture(scope="session")
def holding() -> Callable[..., KVCache]:
    """`holding(model, (6, 2), max_seq_len=12)`: a cache that has read so many tokens in each of its rows."""

    def holding(model: GPT, tokens: Sequence[int], *, max_seq_len: int) -> KVCache:
        cache = model.new_cache(batch_size=len(tokens), max_seq_len=max_seq_len)
        if any(tokens):
            model(torch.zeros(len(tokens), max(tokens), dtype=torch.long), cache, lengths=tokens)
        return cache

    return holding


def _attention(q: Any, k: Any, v: Any, *_: Any, **__: Any) -> int:
    return sdpa_flop_count(q, k, v)


def _grouped(a: Any, b: Any, *_: Any, **__: Any) -> int:
    return 2 * a[0] * a[1] * b[-1]


def _solved(a: Any, b: Any, *_: Any, **__: Any) -> int:
    *batch, n, columns = b
    return math.prod(batch) * n * (n - 1) * columns  # below a diagonal of ones, n (n - 1) / 2 multiply-adds a column


OPERATIONS = {
    torch.ops.aten.linalg_solve_triangular: _solved,
    torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: _attention,
    torch.ops.aten._grouped_mm: _grouped,
}


@pytest.fixture(scope="session")
def operations() -> Callable[..., int]:
    """`operations(model, ids, …)`: what PyTorch counts while the model runs.

    FlopCounterMode knows neither the CPU's fused attention nor grouped products nor triangular systems, and counts
    none for them; the mapping gives it all three.
    """

    def operations(model, *arguments: Any, **keywords: Any) -> int:
        with FlopCounterMode(display=False, custom_mapping=OPERATIONS) as counter, torch.no_grad():
            model(*arguments, **keywords)
        return counter.get_total_flops()

    return operations


@pytest.fixture
def rotary_values() -> Callable[[ModelConfig, int], int]:
    """What the fused kernel also weighs of latent layers where it decodes: rotary keys, as if they were values."""

    def operations(config: ModelConfig, tokens: int) -> int:
        rotary = 0 if config.mla is None else config.mla.rope_dim
        return config.kinds.count("latent") * 2 * config.n_heads * tokens * rotary

    return operations


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An engine with the machinery and no facts yet."""
    return Tree.planted(tmp_path)
