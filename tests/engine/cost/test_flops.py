"""Against the operations that PyTorch counts while a model runs."""

import pytest
import torch
from transformers import AutoModelForCausalLM, DeepseekV3Config, MixtralConfig

from engine.config import DeltaConfig, LatentConfig, MoeConfig
from engine.cost.flops import decode_flops, forward_flops
from engine.presets import preset

SIZES = {"hidden_size": 24, "num_attention_heads": 4, "vocab_size": 61, "num_hidden_layers": 2}


def test_a_forward_pass_takes_the_operations_that_the_formula_says(model, operations):
    ids = torch.randint(61, (2, 17))
    assert operations(model, ids) == forward_flops(model.config, seq_len=17, batch=2, chunked=True).total


def test_without_its_head_a_pass_takes_that_much_less(model, operations):
    ids = torch.randint(61, (1, 17))
    body = forward_flops(model.config, seq_len=17, head=False, chunked=True)
    assert body.head == 0
    assert operations(model, ids, last_only=True) == body.total + decode_flops(model.config, context=17).head


def test_a_decode_step_takes_the_operations_that_the_formula_says(model, operations, rotary_values):
    cache = model.new_cache(batch_size=3, max_seq_len=20)
    model(torch.randint(61, (3, 11)), cache)
    step = operations(model, torch.randint(61, (3, 1)), cache)
    assert step == decode_flops(model.config, context=12, batch=3).total + rotary_values(model.config, 3 * 12)


def test_gpt2_takes_the_operations_that_are_known_of_it():
    flops = forward_flops(preset("gpt2-124m"), seq_len=1024)
    assert flops.total == 291_648_307_200
    attention = flops.attention_scores + flops.attention_projections
    shares = [round(100 * part / flops.total, 1) for part in (flops.feed_forward, attention, flops.head)]
    assert shares == [39.8, 33.1, 27.1]


@pytest.mark.parametrize(
    ("name", "with_attention", "linear_only"),
    [
        ("gpt2-124m", 5.833e11, 5.1e11),
        ("gpt2-355m", 1.654e12, 1.4e12),
        ("gpt2-774m", 3.549e12, 3.2e12),
        ("gpt2-1558m", 7.013e12, 6.4e12),
    ],
)
def test_the_public_labs_flops_are_reproduced_with_and_without_scores(name, with_attention, linear_only):
    flops = forward_flops(preset(name), seq_len=1024, batch=2)
    assert float(f"{float(flops.total):.3e}") == with_attention
    assert float(f"{float(flops.total - flops.attention_scores):.1e}") == linear_only


def test_a_causal_pass_counts_only_the_pairs_that_a_query_may_see(tiny):
    full, causal = (forward_flops(tiny, seq_len=9, causal=causal).attention_scores for causal in (False, True))
    assert causal / full == 45 / 81


@pytest.mark.parametrize("seq_len", [3, 4, 9])
def test_a_window_counts_the_pairs_inside_it(tiny, seq_len):
    windowed = tiny.replace(layers=("window",), window=4)
    one_pair = decode_flops(tiny, context=1).attention_scores
    visible = sum(1 for query in range(seq_len) for key in range(seq_len) if query - 4 < key <= query)
    assert forward_flops(windowed, seq_len=seq_len, causal=True).attention_scores == visible * one_pair
    assert decode_flops(windowed, context=seq_len).attention_scores == min(4, seq_len) * one_pair


def test_a_mixture_takes_the_operations_that_transformers_makes(tiny, operations):
    theirs = MixtralConfig(
        **SIZES, num_key_value_heads=2, head_dim=8, num_local_experts=6, num_experts_per_tok=2, intermediate_size=16
    )
    ours = tiny.replace(d_ff=0, moe=MoeConfig(n_experts=6, top_k=2, d_ff_expert=16))
    model = AutoModelForCausalLM.from_config(theirs).eval()
    assert operations(model, torch.randint(61, (2, 9))) == forward_flops(ours, seq_len=9, batch=2).total


def latent(tiny):
    parts = LatentConfig(q_latent=12, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8)
    return tiny.replace(layers=("latent",), mla=parts)


def latent_by_transformers():
    config = DeepseekV3Config(
        **SIZES, num_key_value_heads=4, q_lora_rank=12, kv_lora_rank=16, qk_nope_head_dim=8, qk_rope_head_dim=4,
        v_head_dim=8, intermediate_size=40, first_k_dense_replace=2,
    )  # fmt: skip
    return AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()


def test_latent_attention_takes_the_operations_that_transformers_makes(tiny, operations):
    found = operations(latent_by_transformers(), torch.randint(61, (2, 9)))
    assert found == forward_flops(latent(tiny), seq_len=9, batch=2).total


def test_absorbed_decoding_attends_in_the_latent_and_the_other_way_expands_the_context(tiny):
    config, S = latent(tiny), 30
    absorbed, expanded = (decode_flops(config, context=S, absorbed=absorbed) for absorbed in (True, False))
    H, c, r, nope, v, layers = 4, 16, 4, 8, 8, 2
    assert absorbed.attention_scores == layers * (2 * H * S * (c + r) + 2 * H * S * c)
    assert expanded.attention_scores == layers * (2 * H * S * (nope + r) + 2 * H * S * v)
    more = expanded.attention_projections - absorbed.attention_projections
    assert more == layers * 2 * (S - 1) * c * H * (nope + v)


def test_a_recurrent_layer_takes_the_same_for_each_token_however_long_the_text_is(tiny):
    delta = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=6, conv=4)
    config = tiny.replace(layers=("delta",), delta=delta)
    assert decode_flops(config, context=10).total == decode_flops(config, context=10_000).total
    assert decode_flops(config, context=1).attention_scores == 2 * 4 * 3 * 2 * 8 * 6
    assert forward_flops(config, seq_len=20).total == 20 * decode_flops(config, context=1).total


def test_biases_are_not_operations(tiny):
    biased = tiny.replace(bias=True, qkv_bias=True)
    assert forward_flops(biased, seq_len=9) == forward_flops(tiny, seq_len=9)
