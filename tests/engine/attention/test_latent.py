"""Latent attention: as defined, absorbed, and by loops."""

import pytest
import torch

from engine.attention.reference import attend_latents
from engine.config import LatentConfig
from engine.plan import plan

SHAPES = [
    LatentConfig(q_latent=12, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8),
    LatentConfig(kv_latent=10, nope_dim=6, rope_dim=2, v_dim=9),
]


@pytest.mark.parametrize("mla", SHAPES)
@pytest.mark.parametrize(
    ("starts", "lengths"),
    [((0, 0), (5, 5)), ((0, 0), (5, 2)), ((6, 6), (1, 1)), ((6, 2), (1, 1)), ((3, 3), (4, 4)), ((1, 6), (3, 2))],
    ids=["a prompt", "two prompts", "one token", "one token each", "a chunk", "unequal chunks"],
)
def test_absorbed_equals_expanded_equals_the_loops(build, holding, mla, starts, lengths):
    model = build(n_layers=1, layers=("latent",), mla=mla)
    attention = model.blocks[0].attention
    cache = holding(model, starts, max_seq_len=12)
    width = max(lengths)
    step = plan(model.config, torch.zeros(2, width, dtype=torch.long), cache, lengths, torch.float32)["latent"]
    torch.manual_seed(0)
    q, q_rotary = torch.randn(2, 4, width, mla.nope_dim), torch.randn(2, 4, width, mla.rope_dim)
    latents, keys = torch.randn(2, 1, step.end, mla.kv_latent), torch.randn(2, 1, step.end, mla.rope_dim)
    up = attention.kv_up.weight.view(4, -1, mla.kv_latent)
    positions = step.positions.expand(2, -1).clamp(max=step.end - 1)
    plain = attend_latents(q, q_rotary, latents, keys, up, positions, scale=attention.scale)
    reads = [attention.expanded] if step.causal else [attention.expanded, attention.absorbed]
    for read in reads:
        found = read(q, q_rotary, torch.cat([latents, keys], dim=-1), step)
        for row, new in enumerate(lengths):
            assert torch.allclose(found[row, :, :new], plain[row, :, :new], atol=1e-5)


def test_a_cache_keeps_a_latent_and_a_rotary_key_and_nothing_else(build):
    model = build(layers=("latent",), mla=SHAPES[0])
    cache = model.new_cache(batch_size=3, max_seq_len=20)
    assert [tuple(tensor.shape) for tensor in cache.tensors()] == [(3, 1, 20, 16 + 4)] * 2


def test_few_tokens_with_a_history_are_read_absorbed_and_a_prompt_expanded(build, holding):
    model = build(n_layers=1, layers=("latent",), mla=SHAPES[0])

    def pays(new: int, start: int) -> bool:
        cache = holding(model, (start,), max_seq_len=40)
        step = plan(model.config, torch.zeros(1, new, dtype=torch.long), cache, None, torch.float32)["latent"]
        return model.blocks[0].attention.absorbing_pays(step, new)

    assert not pays(20, start=0)
    assert pays(1, start=1)
    assert pays(16, start=20)  # 16 tokens: 16 · (2 · 16 − 16) = 16 · 16, as much as to expand one
    assert not pays(17, start=20)


def test_the_history_is_not_expanded_where_a_token_is_decoded(build):
    model = build(layers=("latent",), mla=SHAPES[0])
    cache = model.new_cache(batch_size=2, max_seq_len=20)
    model(torch.zeros(2, 10, dtype=torch.long), cache)
    for block in model.blocks:
        block.attention.kv_up.register_forward_pre_hook(_refuse)
    model(torch.zeros(2, 1, dtype=torch.long), cache)


def _refuse(*_):
    raise AssertionError("a latent was expanded")
