"""Whatever a checkpoint's files say, it is loaded whole or refused in one sentence that names it."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, Gemma3TextConfig, GPT2Config, LlamaConfig, Qwen3MoeConfig

from engine.checkpoint import load

SIZES = {
    "vocab_size": 61, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2,
    "num_key_value_heads": 1, "head_dim": 8, "max_position_embeddings": 32,
}  # fmt: skip
CONFIGS = (
    GPT2Config(vocab_size=61, n_positions=32, n_embd=16, n_layer=2, n_head=2, bos_token_id=None, eos_token_id=None),
    LlamaConfig(**SIZES),
    Gemma3TextConfig(**SIZES, sliding_window=8, pad_token_id=None, bos_token_id=None, eos_token_id=None),
    Qwen3MoeConfig(**SIZES, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=8),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**31, 2**80) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> list[Path]:
    folders = [tmp_path_factory.mktemp(type(config).__name__) for config in CONFIGS]
    for folder, config in zip(folders, CONFIGS, strict=True):
        AutoModelForCausalLM.from_config(config).save_pretrained(folder)
        assert load(folder).config.n_layers == 2
    return folders


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def copied(folder: Path, place: Path) -> Path:
    for file in ("config.json", "model.safetensors"):
        shutil.copy(folder / file, place / file)
    return place


def loaded_or_refused(folder: Path) -> None:
    try:
        load(folder)
    except ValueError as refusal:
        told = str(refusal)
        assert str(folder) in told
        assert "\n" not in told
        assert len(told) < 2000


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_the_settings_say(whole, place, data):
    folder = copied(data.draw(st.sampled_from(whole)), place)
    said = json.loads((folder / "config.json").read_text())
    key = data.draw(st.sampled_from(sorted(said)))
    within = said[key] if isinstance(said[key], dict) and said[key] and data.draw(st.booleans()) else said
    within[data.draw(st.sampled_from(sorted(within)))] = data.draw(VALUES)
    (folder / "config.json").write_text(json.dumps(said))
    loaded_or_refused(folder)


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_bytes_the_header_of_the_tensors_has(whole, place, data):
    folder = copied(data.draw(st.sampled_from(whole)), place)
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    ends = 8 + int.from_bytes(content[:8], "little")
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, ends - 1))] = data.draw(st.integers(32, 126) | st.integers(0, 255))
    path.write_bytes(content)
    loaded_or_refused(folder)
