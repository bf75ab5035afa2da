"""Whole checkpoints of other makers, loaded as a user loads them, against transformers on the same files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import (
    AutoModelForCausalLM,
    GPT2Config,
    LlamaConfig,
    MistralConfig,
    PreTrainedConfig,
    Qwen2Config,
    Qwen3Config,
)

from engine.checkpoint import load
from engine.decode import generate

LENGTH = 144
SIZES = {
    "vocab_size": 61, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": LENGTH, "bos_token_id": None, "eos_token_id": None, "rms_norm_eps": 1e-5,
}  # fmt: skip
GROUPED = {**SIZES, "num_key_value_heads": 2, "head_dim": 8}
ROPE = {"rope_type": "default", "rope_theta": 500.0}
FAR = {
    "rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}  # fmt: skip

CONFIGS: dict[str, PreTrainedConfig] = {
    "GPT-2": GPT2Config(
        vocab_size=61, n_positions=LENGTH, n_embd=24, n_layer=2, n_head=4, bos_token_id=None, eos_token_id=None
    ),
    "GPT-2 with a narrow feed-forward layer and a head of its own": GPT2Config(
        vocab_size=61, n_positions=LENGTH, n_embd=24, n_layer=3, n_head=3, n_inner=30, tie_word_embeddings=False,
        bos_token_id=None, eos_token_id=None,
    ),
    "Llama 2": LlamaConfig(**SIZES, num_key_value_heads=4, rope_parameters=ROPE, tie_word_embeddings=False),
    "Llama 3": LlamaConfig(**GROUPED, rope_parameters=ROPE, tie_word_embeddings=False),
    "Llama 3.2, its positions stretched and its head tied": LlamaConfig(
        **GROUPED, rope_parameters=FAR, tie_word_embeddings=True
    ),
    "Llama with one KV head": LlamaConfig(**{**GROUPED, "num_key_value_heads": 1}, rope_parameters=ROPE),
    "Mistral with a window shorter than the prompt": MistralConfig(**GROUPED, sliding_window=7, rope_parameters=ROPE),
    "Mistral without a window": MistralConfig(**GROUPED, sliding_window=None, rope_parameters=ROPE),
    "Qwen 2": Qwen2Config(**GROUPED, rope_parameters=ROPE),
    "Qwen 2 with a window in the upper layers": Qwen2Config(
        **GROUPED, rope_parameters=ROPE, use_sliding_window=True, sliding_window=9, max_window_layers=1
    ),
    "Qwen 3": Qwen3Config(**GROUPED, rope_parameters=ROPE, tie_word_embeddings=True),
}  # fmt: skip


@pytest.fixture(scope="session")
def saved(tmp_path_factory) -> Callable[..., tuple[torch.nn.Module, Path]]:
    """`saved(name)`: a model of theirs with wide random weights, and the folder it was saved to."""
    made = {}

    def save(name: str, **how) -> tuple[torch.nn.Module, Path]:
        key = (name, *how.items())
        if key not in made:
            torch.manual_seed(1)
            theirs = AutoModelForCausalLM.from_config(CONFIGS[name]).eval().requires_grad_(False)
            for weight in dict.fromkeys(theirs.parameters()):
                weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.3)
            folder = tmp_path_factory.mktemp("checkpoint")
            theirs.save_pretrained(folder, **how)
            made[key] = theirs, folder
        return made[key]

    return save


def some_ids(*shape: int, seed: int = 2) -> torch.Tensor:
    return torch.randint(61, shape, generator=torch.Generator().manual_seed(seed))


def furthest(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    assert theirs.std() > 0.5  # else an error would hide
    return float((ours - theirs).abs().max())


@pytest.mark.parametrize("name", CONFIGS)
def test_a_loaded_checkpoint_gives_the_logits_of_transformers_read_whole_or_token_by_token(saved, name):
    theirs, folder = saved(name)
    ours, ids = load(folder), some_ids(3, 40)
    expected = theirs(ids).logits
    assert furthest(ours(ids), expected) <= 1e-4
    cache = ours.new_cache(batch_size=3, max_seq_len=40)
    steps = [
        ours(ids[:, :5], cache),
        ours(ids[:, 5:23], cache),
        *(ours(ids[:, t : t + 1], cache) for t in range(23, 40)),
    ]
    assert furthest(torch.cat(steps, dim=1), expected) <= 1e-4


@pytest.mark.parametrize("name", CONFIGS)
def test_rows_of_unequal_length_give_what_transformers_gives_for_each_alone(saved, name):
    theirs, folder = saved(name)
    ours, ids, lengths = load(folder), some_ids(3, 30, seed=5), [30, 11, 4]
    cache = ours.new_cache(batch_size=3, max_seq_len=40)
    first = ours(ids, cache, lengths=lengths, last_only=True)
    new = some_ids(3, 6, seed=6)
    later = [ours(new[:, t : t + 1], cache) for t in range(6)]
    for row, length in enumerate(lengths):
        alone = theirs(torch.cat([ids[row : row + 1, :length], new[row : row + 1]], dim=1)).logits[0]
        mine = torch.cat([first[row], *(step[row] for step in later)])
        assert furthest(mine, alone[length - 1 :]) <= 1e-4


@pytest.mark.parametrize("name", CONFIGS)
def test_greedy_continuations_are_those_of_transformers_for_64_tokens(saved, name):
    theirs, folder = saved(name)
    prompt = some_ids(2, 12, seed=3)
    expected = theirs.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=64, do_sample=False)
    assert torch.equal(generate(load(folder), prompt, 64), expected)


def test_a_checkpoint_in_several_files_is_the_same_model(saved):
    _, whole = saved("Llama 3")
    _, sharded = saved("Llama 3", max_shard_size="8KB")
    assert len(list(sharded.glob("*.safetensors"))) > 2
    assert not (sharded / "model.safetensors").exists()
    one, other = load(whole).state_dict(), load(sharded).state_dict()
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_older_files_keep_the_rotary_base_at_the_top_and_tensors_that_can_be_computed(saved, tmp_path):
    from safetensors.torch import load_file, save_file

    theirs, folder = saved("Llama 2")
    settings = json.loads((folder / "config.json").read_text())
    settings |= {"rope_theta": settings.pop("rope_parameters")["rope_theta"], "rope_scaling": None}
    (tmp_path / "config.json").write_text(json.dumps(settings))
    old = {"model.layers.0.self_attn.rotary_emb.inv_freq": torch.ones(3)}
    save_file(load_file(folder / "model.safetensors") | old, tmp_path / "model.safetensors")
    ids = some_ids(1, 20)
    assert furthest(load(tmp_path)(ids), theirs(ids).logits) <= 1e-4


def test_gpt2_is_read_without_the_prefix_that_its_first_release_left_out(saved, tmp_path):
    from safetensors.torch import load_file, save_file

    theirs, folder = saved("GPT-2")
    weights = load_file(folder / "model.safetensors")
    bare = {name.removeprefix("transformer."): weight for name, weight in weights.items()}
    save_file(bare | {"h.0.attn.bias": torch.ones(1, 1, 4, 4)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text((folder / "config.json").read_text())
    ids = some_ids(1, 20)
    assert furthest(load(tmp_path)(ids), theirs(ids).logits) <= 1e-4


def test_weights_come_in_the_dtype_that_is_asked_for_and_need_no_gradient(saved):
    _, folder = saved("Qwen 3")
    full, half = load(folder), load(str(folder), dtype=torch.bfloat16)
    assert {weight.dtype for weight in half.parameters()} == {torch.bfloat16}
    assert not any(weight.requires_grad for weight in half.parameters())
    assert not half.training
    assert half.head.weight is half.tokens.weight
    for name, weight in full.state_dict().items():
        assert torch.equal(half.state_dict()[name], weight.to(torch.bfloat16))


def test_bf16_files_are_read_into_fp32_without_loss(saved, tmp_path):
    theirs, _ = saved("Llama 3")
    AutoModelForCausalLM.from_config(theirs.config, dtype=torch.bfloat16).save_pretrained(tmp_path)
    same = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32)
    ids = some_ids(1, 20)
    assert torch.equal(load(tmp_path).tokens.weight, same.model.embed_tokens.weight)
    assert (load(tmp_path)(ids) - same(ids).logits).abs().max() <= 1e-4


def test_a_model_that_was_loaded_does_not_change_with_its_file(saved, tmp_path):
    theirs, _ = saved("Llama 3")
    theirs.save_pretrained(tmp_path)
    ours = load(tmp_path)
    path, before = tmp_path / "model.safetensors", ours(some_ids(1, 8))
    path.write_bytes(b"\0" * path.stat().st_size)
    assert torch.equal(ours(some_ids(1, 8)), before)
