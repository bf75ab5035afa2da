import math

import pytest
import torch
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from engine.config import RopeScaling
from engine.positions import rotate, sinusoids, stretch, turn


def test_rotary_positions_keep_lengths_and_tell_only_distances():
    torch.manual_seed(0)
    q, k = torch.randn(2, 1, 1, 1, 16)

    def score(at: int, other: int) -> float:
        by = [turn(torch.tensor([[p]]), head_dim=16, base=10_000.0, dtype=torch.float32) for p in (at, other)]
        return float((rotate(q, by[0]) * rotate(k, by[1])).sum())

    assert score(9, 4) == pytest.approx(score(105, 100), abs=1e-4)
    assert score(9, 4) != pytest.approx(score(9, 5), abs=1e-2)
    turned = rotate(q, turn(torch.tensor([[77]]), head_dim=16, base=10_000.0, dtype=torch.float32))
    assert turned.norm() == pytest.approx(float(q.norm()), rel=1e-5)


def test_angles_are_exact_in_narrow_models_even_far_out():
    near, far = (turn(torch.tensor([[p]]), head_dim=16, base=10_000.0, dtype=torch.bfloat16)[0] for p in (8000, 8001))
    assert not torch.equal(near, far)


def test_a_turn_narrower_than_the_head_leaves_the_rest_as_it_is():
    x = torch.randn(1, 2, 3, 16)
    by = turn(torch.arange(3)[None], head_dim=4, base=100.0, dtype=torch.float32)
    turned = rotate(x, by)
    assert torch.equal(turned[..., 4:], x[..., 4:])
    assert torch.equal(turned[..., :4], rotate(x[..., :4], by))


def test_sinusoids_are_those_of_the_first_transformer():
    found = sinusoids(torch.tensor([[0, 3, 40]]), 6)
    for at, p in enumerate((0, 3, 40)):
        for i in range(3):
            angle = p / 10000 ** (2 * i / 6)
            assert float(found[0, at, 2 * i]) == pytest.approx(math.sin(angle), abs=1e-5)
            assert float(found[0, at, 2 * i + 1]) == pytest.approx(math.cos(angle), abs=1e-5)


SCALINGS = {
    "linear": {"factor": 8.0},
    "llama3": {
        "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64,
    },
    "yarn": {
        "factor": 40.0, "beta_fast": 32, "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 0.707,
        "original_max_position_embeddings": 4096,
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", SCALINGS)
@pytest.mark.parametrize(("head_dim", "base"), [(64, 10_000.0), (16, 500.0)])
def test_positions_are_stretched_as_transformers_stretches_them(kind, head_dim, base):
    given = dict(SCALINGS[kind])
    rope = {"rope_type": kind, "rope_theta": base, **given}
    theirs = LlamaConfig(head_dim=head_dim, max_position_embeddings=8192, rope_parameters=rope)
    expected, amplitude = ROPE_INIT_FUNCTIONS[kind](theirs, "cpu")
    original = given.pop("original_max_position_embeddings", None)
    ours = RopeScaling(kind=kind, original_max_seq_len=original, **given)
    plain = base ** (-torch.arange(0, head_dim, 2) / head_dim)
    assert torch.allclose(stretch(plain, ours, base), expected, rtol=1e-5, atol=0)
    assert ours.amplitude == pytest.approx(amplitude)
    cos, _ = turn(torch.zeros(1, 1), head_dim=head_dim, base=base, dtype=torch.float32, scaling=ours)
    assert float(cos[0, 0, 0, 0]) == pytest.approx(amplitude)


def test_yarn_without_weights_raises_queries_and_keys_and_not_scores():
    yarn = RopeScaling(kind="yarn", factor=4.0, original_max_seq_len=32)
    assert yarn.amplitude == pytest.approx(0.1 * math.log(4) + 1)
    assert yarn.score_factor == 1
    assert RopeScaling(kind="yarn", factor=4.0, original_max_seq_len=32, attention_factor=1.5).amplitude == 1.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "yarm", "factor": 2}, "unknown rope scaling 'yarm'; did you mean 'yarn'"),
        ({"kind": "linear", "factor": 0.5}, "factor=0.5 shortens the reach of positions"),
        ({"kind": "llama3", "factor": 2.0}, "original_max_seq_len=None is not a positive whole number"),
    ],
)
def test_a_scaling_that_cannot_be_is_refused_with_the_reason(arguments, message):
    with pytest.raises(ValueError, match=message):
        RopeScaling(**arguments)
