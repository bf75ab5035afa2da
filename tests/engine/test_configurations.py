"""Four configurations of one model: attention is the same with and without its score matrix, 4 bits are 4 bits."""

from __future__ import annotations

import pytest
import torch

from engine.attention.full_scores import FullScores
from engine.config import ModelConfig
from engine.configurations import CONFIGURATIONS, configured, with_full_scores
from engine.decode import generate
from engine.model import GPT
from engine.peak_memory import peak_bytes
from engine.quantise.model import bytes_held

SHAPE = ModelConfig(
    n_layers=2, n_heads=4, n_kv_heads=2, head_dim=16, d_model=64, d_ff=128, vocab_size=61, max_seq_len=256
)  # fmt: skip
SHAPES = {
    "gqa": SHAPE,
    "mha": SHAPE.replace(n_kv_heads=4, position="learned", norm="layer", ffn="gelu", bias=True),
    "scaled": SHAPE.replace(query_scale=0.1, qk_norm=True, output_gate=True),
}


def model_of(config: ModelConfig) -> GPT:
    torch.manual_seed(5)
    return GPT(config).eval()


@pytest.mark.parametrize("name", SHAPES)
@torch.inference_mode()
def test_scores_written_down_give_what_the_fast_path_gives(name: str) -> None:
    model = model_of(SHAPES[name])
    plain, ids = with_full_scores(model), torch.randint(0, 61, (3, 12))
    torch.testing.assert_close(plain(ids), model(ids), atol=1e-5, rtol=0)
    caches = [each.new_cache(batch_size=3, max_seq_len=20) for each in (plain, model)]
    for new, lengths in ((ids[:, :7], [7, 3, 5]), (ids[:, 7:9], [2, 1, 2]), (ids[:, 9:10], None)):
        ours, theirs = (
            each(new, cache, lengths=lengths, last_only=True)
            for each, cache in zip((plain, model), caches, strict=True)
        )
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=0)
    assert torch.equal(generate(plain, ids, 8), generate(model, ids, 8))


@torch.inference_mode()
def test_a_score_matrix_is_held_where_it_is_written_down() -> None:
    model, ids = model_of(SHAPE), torch.randint(0, 61, (1, 200))
    peaks = [peak_bytes(lambda each=each: each(ids, last_only=True))[1] for each in (with_full_scores(model), model)]
    assert peaks[0] - peaks[1] > SHAPE.n_heads * 200 * 200 * 4


def test_each_configuration_changes_what_it_says_and_shares_the_rest() -> None:
    model = model_of(SHAPE)
    whole = bytes_held(model)
    for name, configuration in CONFIGURATIONS.items():
        other = configured(name, model)
        assert isinstance(other.blocks[0].attention, FullScores) != configuration.tiled
        assert (bytes_held(other) < whole / 2) == configuration.four_bits
        assert other.tokens.weight is model.tokens.weight
    assert bytes_held(model) == whole
    assert not isinstance(model.blocks[0].attention, FullScores)


def test_what_has_no_score_matrix_here_is_told() -> None:
    with pytest.raises(ValueError, match="WindowAttention has no score matrix here"):
        with_full_scores(model_of(SHAPE.replace(layers=("window",), window=4)))
    with pytest.raises(ValueError, match=r"scores capped at 5\.0"):
        with_full_scores(model_of(SHAPE.replace(score_cap=5.0)))
    with pytest.raises(ValueError, match="did you mean 'both'"):
        configured("boths", model_of(SHAPE))
