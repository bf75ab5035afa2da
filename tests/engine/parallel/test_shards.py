"""Weights cut for ranks: every rank a part, together the whole; what cannot be cut is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.cache.kv_cache import KVCache
from engine.config import DeltaConfig, ModelConfig, MoeConfig
from engine.model import GPT
from engine.parallel.pipeline import Stage, layers_of, stage_weights
from engine.parallel.shards import built, shard, share
from engine.parallel.tensor import assemble
from engine.parallel.wire import Wire
from engine.plan import plan

TINY = ModelConfig(
    n_layers=3, n_heads=8, n_kv_heads=4, head_dim=4, d_model=24, d_ff=32, vocab_size=61, max_seq_len=32
)  # fmt: skip
GPT2_LIKE = TINY.replace(
    ffn="gelu", norm="layer", position="learned", bias=True, qkv_bias=True, n_kv_heads=8, tied=True
)  # fmt: skip
GEMMA_LIKE = TINY.replace(
    ffn="geglu", post_norm=True, qk_norm=True, score_cap=5.0, logit_cap=8.0, scaled_embedding=True, tied=True
)  # fmt: skip
ONE_KV = TINY.replace(n_kv_heads=1, output_gate=True, qkv_bias=True)
CONFIGS = {"llama": TINY, "gpt2": GPT2_LIKE, "gemma": GEMMA_LIKE, "multi-query": ONE_KV}


def model_of(config: ModelConfig, seed: int = 0) -> GPT:
    torch.manual_seed(seed)
    model = GPT(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():  # biases begin as zeros, which would hide one added twice
            if name.endswith("bias"):
                weight.normal_()
    return model


def sum_of_halves(models: Sequence[GPT], half: str, x: Tensor, layer: int) -> Tensor:
    """What an all-reduce makes of one half of a block, from the ranks' parts before it."""
    total = torch.zeros_like(x)
    bias = None
    for model in models:
        block = model.blocks[layer]
        step = plan(model.config, torch.zeros(x.shape[:2], dtype=torch.long), None, None, x.dtype)["full"]
        module = getattr(block, half)
        last = module.output if half == "attention" else module.down
        kept, bias, last.bias = last.bias, last.bias, None
        total = total + (module(x, step, None) if half == "attention" else module(x))
        last.bias = kept
    return total if bias is None else total + bias


@pytest.mark.parametrize("size", [2, 4, 8])
@pytest.mark.parametrize("name", CONFIGS)
@torch.inference_mode()
def test_the_parts_of_each_half_add_up_to_it(name: str, size: int) -> None:
    whole = model_of(CONFIGS[name])
    # a wire of one rank sums nothing, so that each part's own product is seen
    parts = [
        assemble(share(whole.config, rank, size).own, dict(shard(whole, rank, size)), Wire(rank=0, size=1))
        for rank in range(size)
    ]
    x = torch.randn(2, 5, whole.config.d_model)
    step = plan(whole.config, torch.zeros(2, 5, dtype=torch.long), None, None, x.dtype)["full"]
    for layer, block in enumerate(whole.blocks):
        for half, y in (("attention", block.attention(x, step, None)), ("feed_forward", block.feed_forward(x))):
            torch.testing.assert_close(sum_of_halves(parts, half, x, layer), y, atol=1e-5, rtol=1e-5)


def numbers(part: slice) -> range:
    return range(part.start, part.stop)


@given(n_kv=st.integers(1, 8), per_kv=st.integers(1, 4), size=st.integers(1, 8), units=st.integers(1, 8))
def test_query_heads_find_the_same_keys_in_their_part(n_kv: int, per_kv: int, size: int, units: int) -> None:
    config = TINY.replace(n_heads=n_kv * per_kv, n_kv_heads=n_kv, d_ff=units * size)
    if config.n_heads % size or (n_kv % size and size % n_kv):
        with pytest.raises(ValueError, match="would do"):
            share(config, 0, size)
        return
    parts = [share(config, rank, size) for rank in range(size)]
    assert [head for part in parts for head in numbers(part.queries)] == list(range(config.n_heads))
    assert [unit for part in parts for unit in numbers(part.units)] == list(range(config.d_ff))
    for part in parts:
        for place, head in enumerate(numbers(part.queries)):
            assert part.kv_heads.start + place // part.own.queries_per_kv_head == head // config.queries_per_kv_head


@pytest.mark.parametrize(
    ("changes", "size", "says"),
    [
        ({"n_heads": 9, "n_kv_heads": 3, "d_ff": 36}, 2, "n_heads=9 cannot be shared .* 1, 3, 9 would do"),
        ({"d_ff": 31}, 2, "d_ff=31 cannot be shared evenly by 2 ranks"),
        ({"n_heads": 12, "n_kv_heads": 3, "d_ff": 12}, 2, "n_kv_heads=3 cannot be shared or copied evenly to 2 ranks"),
        ({"layers": ("window", "full"), "window": 4}, 2, "layers of kind 'window' are not shared"),
        (
            {"layers": ("delta",), "delta": DeltaConfig(n_k_heads=2, n_v_heads=2, k_dim=4, v_dim=4, conv=2)},
            2,
            "layers of kind 'delta' are not shared",
        ),
        ({"moe": MoeConfig(n_experts=4, top_k=1, d_ff_expert=8)}, 2, "a mixture of experts is not shared"),
    ],
)  # fmt: skip
def test_what_cannot_be_shared_is_told(changes: dict[str, object], size: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        share(TINY.replace(**changes), 0, size)


@pytest.mark.parametrize("size", [1, 4])
def test_a_pipeline_has_a_layer_for_each_rank_and_more_than_one(size: int) -> None:
    with pytest.raises(ValueError, match=f"make no pipeline of {size} ranks; 2 to 3 do"):
        layers_of(TINY, 0, size)


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("name", CONFIGS)
@torch.inference_mode()
def test_stages_one_after_another_are_the_model(name: str, size: int) -> None:
    whole = model_of(CONFIGS[name])
    ids = torch.randint(0, TINY.vocab_size, (2, 6))
    x = ids
    held = []
    for rank in range(size):
        own = layers_of(whole.config, rank, size)
        held.append(own)
        part = built(whole.config.replace(n_layers=len(own)), stage_weights(whole, own))
        stage = Stage(part, first=rank == 0, last=rank == size - 1)
        assert ("tokens.weight" in dict(stage.model.named_parameters())) == (rank == 0)
        x = stage(x, KVCache(stage.model.config, batch_size=2, max_seq_len=6, dtype=stage.dtype))
    assert [layer for own in held for layer in own] == list(range(3))
    assert torch.equal(x, whole(ids, whole.new_cache(batch_size=2, max_seq_len=6), last_only=True))
