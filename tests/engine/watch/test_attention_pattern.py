"""The weights that are shown are those that the model mixes values with."""

import pytest
import torch
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from engine.checkpoint import load
from engine.model import GPT
from engine.presets import preset
from engine.watch.attention_pattern import attention_weights, weights_of_layers


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[LlamaForCausalLM, GPT]:
    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        vocab_size=64, max_position_embeddings=64, attn_implementation="eager", initializer_range=0.4,
    )  # fmt: skip
    theirs = LlamaForCausalLM(config).eval()
    folder = tmp_path_factory.mktemp("llama")
    theirs.save_pretrained(folder)
    return theirs, load(folder)


def text() -> Tensor:
    return torch.arange(3, 20)[None] % 64


@pytest.mark.parametrize("layer", [0, 1])
def test_weights_equal_transformers(both: tuple[LlamaForCausalLM, GPT], layer: int) -> None:
    theirs, ours = both
    with torch.inference_mode():
        expected = theirs(text(), output_attentions=True).attentions[layer][0]
    assert torch.allclose(attention_weights(ours, text(), layer), expected, atol=1e-5)


def test_several_layers_come_in_the_order_that_was_asked_for(both: tuple[LlamaForCausalLM, GPT]) -> None:
    _, ours = both
    first, second = (attention_weights(ours, text(), layer) for layer in (0, 1))
    assert torch.equal(weights_of_layers(ours, text(), [1, 0]), torch.stack([second, first]))


def test_looking_changes_nothing(both: tuple[LlamaForCausalLM, GPT]) -> None:
    _, ours = both
    with torch.inference_mode():
        before = ours(text())
        attention_weights(ours, text(), 1)
        assert torch.equal(ours(text()), before)


def test_a_layer_without_such_weights_is_refused(both: tuple[LlamaForCausalLM, GPT]) -> None:
    _, ours = both
    with pytest.raises(ValueError, match="layer=2 is not one of the model's 0 to 1"):
        attention_weights(ours, text(), 2)
    small = preset("mistral-7b-v0.1").replace(
        n_layers=1, n_heads=2, n_kv_heads=1, head_dim=8, d_model=16, d_ff=16, vocab_size=64
    )
    with pytest.raises(ValueError, match="layer 0 has WindowAttention"):
        attention_weights(GPT(small), text(), 0)
