"""The estimate of a pass's own memory against the tensors that a real pass holds at once."""

import pytest
import torch

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig
from engine.cost.activations import activation_bytes
from engine.model import GPT
from engine.peak_memory import peak_bytes

BASE = ModelConfig(
    n_layers=2, n_heads=8, n_kv_heads=8, head_dim=32, d_model=256, d_ff=700, vocab_size=500, max_seq_len=400
)
LATENT = LatentConfig(kv_latent=64, nope_dim=32, rope_dim=16, v_dim=32, q_latent=48)
DELTA = DeltaConfig(n_k_heads=4, n_v_heads=8, k_dim=32, v_dim=32, conv=4)
SHARED = MoeConfig(n_experts=8, top_k=2, d_ff_expert=100, n_shared_experts=2, d_ff_shared=400)
SHAPES = {
    "a wide feed-forward layer": {},
    "GPT-2's": {"position": "learned", "ffn": "gelu", "norm": "layer", "bias": True, "qkv_bias": True, "d_ff": 1024},
    "a narrow feed-forward layer": {"d_ff": 64},
    "few KV heads": {"n_kv_heads": 2, "d_ff": 64},
    "a large vocabulary": {"vocab_size": 9000},
    "a window": {"layers": ("window",), "window": 64, "d_ff": 64},
    "latents": {"layers": ("latent",), "mla": LATENT, "d_ff": 64},
    "a recurrent state": {"layers": ("delta",), "delta": DELTA, "d_ff": 64},
    "experts, some shared": {"moe": SHARED, "d_ff": 0},
    "gated heads": {"output_gate": True, "d_ff": 64},
    "normed heads": {"qk_norm": True, "d_ff": 64},
    "norms behind": {"post_norm": True, "d_ff": 64},
    "capped logits": {"vocab_size": 9000, "logit_cap": 9.0},
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    ("batch", "seq_len", "last_only"), [(1, 384, True), (2, 192, False), (4, 1, True)], ids=["long", "all", "token"]
)
def test_a_pass_holds_what_is_estimated(name, batch, seq_len, last_only):
    config = BASE.replace(**SHAPES[name])
    model = GPT(config).eval().requires_grad_(False)
    ids = torch.zeros(batch, seq_len, dtype=torch.long).random_(500)
    with torch.inference_mode():
        model(ids[:1, :2])
        _, held = peak_bytes(lambda: model(ids, last_only=last_only))
    estimate = activation_bytes(config, seq_len=seq_len, batch=batch, dtype="fp32", last_only=last_only)
    assert held == pytest.approx(estimate, rel=0.1)


@pytest.mark.parametrize(
    "name", ["a narrow feed-forward layer", "few KV heads", "latents", "a window", "a recurrent state"]
)
@pytest.mark.parametrize("new", [1, 10, 100])
def test_a_pass_behind_a_cache_holds_what_is_estimated(name, new):
    config = BASE.replace(**SHAPES[name])
    model = GPT(config).eval().requires_grad_(False)
    cache = model.new_cache(batch_size=2, max_seq_len=400)
    ids = torch.zeros(2, 300, dtype=torch.long).random_(500)
    with torch.inference_mode():
        model(ids[:, :200], cache)
        _, held = peak_bytes(lambda: model(ids[:, 200 : 200 + new], cache, last_only=True))
    estimate = activation_bytes(config, seq_len=new, batch=2, cached=200, dtype="fp32")
    assert held == pytest.approx(estimate, rel=0.25)


def test_activations_grow_with_the_batch_and_shrink_with_the_dtype():
    one = activation_bytes(BASE, seq_len=100)
    assert activation_bytes(BASE, seq_len=100, dtype="fp32") == 2 * one
    assert one < activation_bytes(BASE, seq_len=100, batch=2) <= 2 * one


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"seq_len": 0}, "seq_len=0 is not a positive whole number"),
        ({"seq_len": 1, "batch": 0}, "batch=0 is not a positive whole number"),
        ({"seq_len": 1, "cached": -1}, "cached=-1 tokens cannot be"),
        ({"seq_len": 1, "dtype": "f8"}, "unknown dtype 'f8'"),
    ],
)
def test_impossible_passes_are_refused(how, message):
    with pytest.raises(ValueError, match=message):
        activation_bytes(BASE, **how)
