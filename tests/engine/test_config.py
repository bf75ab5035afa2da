import re

import pytest

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig

LATENT = LatentConfig(kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8)
DELTA = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=8, conv=4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_heads": 30, "n_kv_heads": 8}, "n_heads=30 is not a multiple of n_kv_heads=8"),
        ({"n_layers": 0}, "n_layers=0 is not a positive whole number"),
        ({"d_model": 24.0}, "d_model=24.0 is not a positive whole number"),
        ({"head_dim": 7}, "head_dim=7 is odd; rotary positions turn pairs"),
        ({"layers": ("window",)}, "layers has 'window', which needs window=…"),
        ({"layers": ("latent",)}, "layers has 'latent', which needs mla=…"),
        ({"layers": ("delta", "full")}, "layers has 'delta', which needs delta=…"),
        ({"window": 4}, "window=4 is given but layers=('full',) has no 'window'"),
        ({"window": 0, "layers": ("window",)}, "window=0 is not a positive whole number"),
        ({"layers": ()}, "layers=() names no attention kind; a plain transformer is ('full',)"),
        (
            {"layers": ("fulll",)},
            "unknown attention kind 'fulll'; did you mean 'full'? (there are: delta, full, latent, window)",
        ),
        ({"norm": "batch"}, "unknown norm 'batch' (there are: layer, rms)"),
        ({"d_ff": 0}, "d_ff=0 but 2 layers are dense"),
        (
            {"moe": MoeConfig(n_experts=4, top_k=2, d_ff_expert=8, first_dense=3)},
            "first_dense=3 is not between 0 and n_layers=2",
        ),
    ],
)
def test_a_shape_that_cannot_be_built_is_refused_with_the_reason(tiny, changes, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        tiny.replace(**changes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MoeConfig(n_experts=4, top_k=5, d_ff_expert=8), "top_k=5 is more than n_experts=4"),
        (
            lambda: MoeConfig(n_experts=4, top_k=2, d_ff_expert=8, n_shared_experts=1),
            "n_shared_experts=1 and d_ff_shared=0 must be given together",
        ),
        (
            lambda: DeltaConfig(n_k_heads=3, n_v_heads=4, k_dim=8, v_dim=8, conv=4),
            "n_v_heads=4 is not a multiple of n_k_heads=3",
        ),
        (
            lambda: LatentConfig(kv_latent=0, nope_dim=8, rope_dim=4, v_dim=8),
            "kv_latent=0 is not a positive whole number",
        ),
    ],
)
def test_a_part_that_cannot_be_built_is_refused_with_the_reason(make, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()


def test_a_pattern_of_layers_repeats_from_the_bottom_and_may_end_midway(tiny):
    config = tiny.replace(n_layers=8, layers=("window", "window", "full"), window=4)
    assert config.kinds == ("window", "window", "full") * 2 + ("window", "window")


def test_queries_per_kv_head_is_the_ratio_and_not_the_number_of_kv_heads(tiny):
    assert tiny.replace(n_heads=12, n_kv_heads=3).queries_per_kv_head == 4


def test_layers_of_a_mixture_are_dense_up_to_first_dense(tiny):
    moe = MoeConfig(n_experts=4, top_k=2, d_ff_expert=8, first_dense=1)
    assert (tiny.n_dense_layers, tiny.n_moe_layers) == (2, 0)
    assert (tiny.replace(moe=moe).n_dense_layers, tiny.replace(moe=moe).n_moe_layers) == (1, 1)


def test_replacing_an_unknown_field_names_the_likely_one(tiny):
    with pytest.raises(ValueError, match="unknown field of ModelConfig 'n_kv_head'; did you mean 'n_kv_heads'"):
        tiny.replace(n_kv_head=1)


def test_a_config_is_a_value_that_cannot_change_and_can_be_a_key(tiny):
    assert {tiny: 1}[tiny.replace()] == 1
    with pytest.raises(AttributeError):
        tiny.n_layers = 3


def test_every_kind_of_layer_may_stand_in_one_model(tiny):
    config = tiny.replace(n_layers=4, layers=("full", "window", "latent", "delta"), window=4, mla=LATENT, delta=DELTA)
    assert isinstance(config, ModelConfig)
    assert DELTA.conv_channels == 2 * 2 * 8 + 4 * 8
