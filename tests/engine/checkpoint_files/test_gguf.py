"""GGUF files, written by the package of the format's makers, against transformers on the same weights."""

import struct
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from needs import KERNELS
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, Qwen3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from engine.checkpoint import load
from engine.kernels.library import CHOICE, kernels
from engine.kernels.packed import Packed

SIZES = {
    "vocab_size": 64, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 48, "rms_norm_eps": 1e-5,
    "rope_parameters": {"rope_type": "default", "rope_theta": 500.0}, "tie_word_embeddings": False,
}  # fmt: skip
CONFIGS = {"llama": LlamaConfig(**SIZES), "qwen2": Qwen2Config(**SIZES), "qwen3": Qwen3Config(**SIZES)}
NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "model.layers": "blk",
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip


def neighbours(rows: np.ndarray, head_dim: int) -> np.ndarray:
    """Row 2i of each head is theirs of row i, row 2i + 1 theirs of row i + D/2, as llama.cpp turns them."""
    heads = rows.reshape(-1, head_dim, rows.shape[-1])
    order = [i // 2 + i % 2 * (head_dim // 2) for i in range(head_dim)]
    return heads[:, order].reshape(rows.shape)


def written(
    path: Path,
    arch: str,
    quantised: gguf.GGMLQuantizationType | None = None,
    *,
    split: int = 0,
    **extra: np.ndarray,
):
    """A file with random weights, or several with `split` tensors each; and what transformers reads in them."""
    config = CONFIGS[arch]
    torch.manual_seed(1)
    theirs = AutoModelForCausalLM.from_config(config).eval().requires_grad_(False)
    for weight in theirs.parameters():
        weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.2)
    writer = gguf.GGUFWriter(path, arch, split_max_tensors=split)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_vocab_size(config.vocab_size)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(500.0)
    for name, weight in theirs.state_dict().items():
        values, short = weight.numpy(), name
        for long, brief in NAMES.items():
            short = short.replace(long, brief)
        if arch == "llama" and ("q_proj" in name or "k_proj" in name):
            values = neighbours(values, config.head_dim)
        if quantised is None or values.ndim == 1:
            writer.add_tensor(short, values)
            continue
        blocks = gguf.quants.quantize(values, quantised)
        writer.add_tensor(short, blocks, raw_dtype=quantised)
        again = gguf.quants.dequantize(blocks, quantised)
        if arch == "llama" and ("q_proj" in name or "k_proj" in name):
            order = neighbours(np.arange(len(again))[:, None], config.head_dim)[:, 0]
            again = again[np.argsort(order)]
        weight.copy_(torch.from_numpy(again))
    for name, values in extra.items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return theirs


def difference(path: Path, theirs: torch.nn.Module) -> float:
    ids = torch.randint(64, (2, 40), generator=torch.Generator().manual_seed(2))
    expected = theirs(ids).logits
    assert expected.std() > 0.5
    return float((load(path, dtype=torch.float32)(ids) - expected).abs().max())


@pytest.mark.parametrize("arch", CONFIGS)
def test_a_gguf_file_gives_the_logits_of_transformers(tmp_path, arch):
    theirs = written(tmp_path / "model.gguf", arch)
    assert difference(tmp_path / "model.gguf", theirs) <= 1e-4


@pytest.mark.parametrize("kind", ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0"])
def test_quantised_weights_are_those_that_the_format_says(tmp_path, kind):
    theirs = written(tmp_path / "model.gguf", "llama", gguf.GGMLQuantizationType[kind])
    assert difference(tmp_path / "model.gguf", theirs) <= 1e-4


@pytest.mark.parametrize("kind", ["Q8_0", "Q4_0", "Q4_1", "Q5_0"])
def test_quantised_matrices_are_kept_as_the_file_has_them(tmp_path, kind):
    if kernels() is None:
        pytest.skip(KERNELS)
    path, quantised = tmp_path / "model.gguf", gguf.GGMLQuantizationType[kind]
    theirs = written(path, "llama", quantised)
    model = load(path)
    stored = {tensor.name: tensor.data for tensor in gguf.GGUFReader(path).tensors}
    names = {"tokens": "token_embd", "head": "output", "blocks.1.feed_forward.down": "blk.1.ffn_down"}
    for ours, name in names.items():
        (part,) = model.get_submodule(ours).weight.parts
        assert part.kind == quantised
        assert np.array_equal(part.blocks.numpy(), stored[f"{name}.weight"])
    (joint,) = model.blocks[0].attention.qkv.weight.parts
    sizes = [stored[f"blk.0.attn_{name}.weight"].nbytes for name in "qkv"]
    assert (joint.blocks.dtype, joint.blocks.nbytes) == (torch.uint8, sum(sizes))
    kept = [weight for weight in model.parameters() if type(weight) is Packed]
    assert all(weight.dim() == 1 for weight in model.parameters() if type(weight) is not Packed)
    assert sum(part.blocks.nbytes for weight in kept for part in weight.parts) == sum(
        data.nbytes for name, data in stored.items() if data.ndim == 2
    )
    exact = load(path, dtype=torch.float32)
    for ours, weight in exact.state_dict().items():
        assert type(weight) is torch.Tensor
        torch.testing.assert_close(model.state_dict()[ours] + 0, weight, rtol=1e-6, atol=1e-6)
    ids = torch.randint(64, (2, 40), generator=torch.Generator().manual_seed(2))
    expected = theirs(ids).logits
    cache = model.new_cache(batch_size=2, max_seq_len=40)
    steps = torch.cat([model(ids[:, t : t + 1], cache) for t in range(40)], dim=1)
    for found in (model(ids), steps):
        assert (found - expected).pow(2).mean().sqrt() <= 0.06 * expected.std()


def test_without_kernels_quantised_matrices_are_widened(tmp_path, monkeypatch):
    written(tmp_path / "model.gguf", "llama", gguf.GGMLQuantizationType.Q4_1)
    monkeypatch.setenv(CHOICE, "off")
    kernels.cache_clear()
    try:
        model = load(tmp_path / "model.gguf")
    finally:
        kernels.cache_clear()
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert not any(type(weight) is Packed for weight in model.parameters())


def test_a_quantised_model_that_was_loaded_does_not_change_or_end_with_its_file(tmp_path):
    path = tmp_path / "model.gguf"
    written(path, "llama", gguf.GGMLQuantizationType.Q8_0)
    model, ids = load(path), torch.arange(8)[None]
    before = model(ids)
    path.write_bytes(b"\0" * path.stat().st_size)
    assert torch.equal(model(ids), before)
    path.write_bytes(b"")  # to read a page of it would now end the process
    assert torch.equal(model(ids), before)


def test_a_shape_is_read_as_it_was_before_it_was_rounded_to_fp32(tmp_path):
    written(tmp_path / "model.gguf", "llama")
    config = load(tmp_path / "model.gguf").config
    assert (config.norm_eps, config.rope_base, config.tied) == (1e-5, 500.0, False)


def refusal(path: Path) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        load(path)
    return str(caught.value)


def test_a_file_cut_short_is_refused_with_the_tensor(tmp_path):
    path = tmp_path / "model.gguf"
    written(path, "llama")
    data = path.read_bytes()
    path.write_bytes(data[:-5000])
    assert refusal(path).startswith(f"{path} is cut short: tensor '")
    for kept in (0, 4, 9, 300, 900):
        path.write_bytes(data[:kept])
        assert refusal(path) in (f"{path} is cut short in its header", f"{path} is no GGUF file")


def test_something_else_is_refused(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"PK\3\4" + bytes(100))
    assert refusal(path) == f"{path} is no GGUF file"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 1, 0, 0))
    assert refusal(path) == f"{path} is GGUF of version 1; versions 2 and 3 are read"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 0))
    assert refusal(path).startswith(f"{path}: unknown GGUF architecture 'None'")


def test_a_tensor_too_many_is_named(tmp_path):
    written(tmp_path / "model.gguf", "llama", **{"blk.2.ffn_up.weight": np.ones(8, dtype=np.float32)})
    assert "tensor 'blk.2.ffn_up.weight' has no place in this architecture" in refusal(tmp_path / "model.gguf")


def test_rotary_frequencies_are_divided_by_what_is_written_out_for_llama_3_1(tmp_path):
    stretched = {
        "rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 32,
    }  # fmt: skip
    config = LlamaConfig(**{**SIZES, "rope_parameters": stretched})
    plain = 500.0 ** -(np.arange(0, 16, 2) / 16)
    turned, _ = ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")
    divisors = (plain / turned.numpy()).astype(np.float32)
    assert divisors.max() == pytest.approx(4)
    theirs = written(tmp_path / "model.gguf", "llama", **{"rope_freqs.weight": divisors})
    far = AutoModelForCausalLM.from_config(config).eval().requires_grad_(False)
    far.load_state_dict(theirs.state_dict())
    assert difference(tmp_path / "model.gguf", far) <= 1e-4
    assert difference(tmp_path / "model.gguf", theirs) > 1e-2


@pytest.mark.parametrize(
    "keys", [{"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4.0}, {"llama.rope.scale_linear": 4.0}]
)
def test_positions_that_are_slowed_alike_are_read(tmp_path, keys):
    theirs = written(tmp_path / "model.gguf", "llama")
    for key, value in keys.items():
        with_key(tmp_path / "model.gguf", key, value)
    slowed = {"rope_type": "linear", "rope_theta": 500.0, "factor": 4.0}
    far = AutoModelForCausalLM.from_config(LlamaConfig(**{**SIZES, "rope_parameters": slowed})).eval()
    far.requires_grad_(False).load_state_dict(theirs.state_dict())
    assert difference(tmp_path / "model.gguf", far) <= 1e-4


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("llama.block_count", 0, "llama.block_count=0 is no whole number above 0"),
        ("llama.block_count", "two", "llama.block_count='two' is no whole number above 0"),
        ("llama.block_count", 10**6, "num_hidden_layers: Input should be less than or equal to 10000"),
        ("llama.attention.head_count", [4, 4], "llama.attention.head_count=[4, 4] is no whole number above 0"),
        ("llama.attention.layer_norm_rms_epsilon", -1.0, "epsilon=-1.0 is no number above 0"),
        ("llama.rope.dimension_count", 8, "llama.rope.dimension_count=8 is not the 16 of a head"),
        ("llama.rope.scaling.type", "yarn", "llama.rope.scaling.type='yarn' is not read from GGUF files"),
        ("llama.rope.scaling.factor", -2.0, "llama.rope.scaling.factor=-2.0 is no number above 0"),
        ("general.alignment", 0, "general.alignment=0 is no power of two"),
        ("general.alignment", "x", "general.alignment='x' is no power of two"),
        ("tokenizer.ggml.model", "gpt2", "the key tokenizer.ggml.tokens is missing"),
        ("split.count", -3, "split.count=-3 is no number of files up to 99,999"),
        ("split.count", 2, "is one of 2 files, and is not named so: …-00001-of-00002.gguf is needed"),
    ],
)
def test_a_key_that_cannot_be_is_named_with_the_file(tmp_path, key, value, message):
    path = tmp_path / "model.gguf"
    written(path, "llama")
    with_key(path, key, value)
    told = refusal(path)
    assert told.startswith(str(path))
    assert message in told


def with_key(path: Path, key: str, value: Any) -> None:
    """One more key in front of a file's own, which goes away if it is the same."""
    reader = gguf.GGUFReader(path)
    writer = gguf.GGUFWriter(path.with_suffix(".new"), "llama")
    kinds = {str: gguf.GGUFValueType.STRING, float: gguf.GGUFValueType.FLOAT32, list: gguf.GGUFValueType.ARRAY}
    for name, field in reader.fields.items():
        if name not in (key, "general.architecture") and not name.startswith("GGUF."):
            writer.add_key_value(name, field.contents(), field.types[0])
    writer.add_key_value(key, value, kinds.get(type(value), gguf.GGUFValueType.INT32))
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    path.with_suffix(".new").replace(path)


@pytest.mark.parametrize(
    ("divisors", "message"),
    [(np.ones(7), "is [7]; [8] numbers are needed"), (np.zeros(8), "holds numbers that are not above 0")],
)
def test_divisors_that_fit_no_head_are_refused(tmp_path, divisors, message):
    written(tmp_path / "model.gguf", "llama", **{"rope_freqs.weight": divisors.astype(np.float32)})
    assert refusal(tmp_path / "model.gguf") == f"{tmp_path / 'model.gguf'}: tensor 'rope_freqs.weight' {message}"


def test_a_gguf_file_without_a_vocabulary_has_no_tokenizer(tmp_path):
    written(tmp_path / "model.gguf", "llama")
    assert load(tmp_path / "model.gguf").tokenizer is None


# ---- in several files -------------------------------------------------------------------------------------
@pytest.fixture
def parts(tmp_path) -> list[Path]:
    written(tmp_path / "model.gguf", "llama", split=8)
    return sorted(tmp_path.glob("model-*-of-*.gguf"))


def test_a_model_in_several_files_is_loaded_by_any_of_them(parts, tmp_path):
    written(tmp_path / "whole.gguf", "llama")
    whole = load(tmp_path / "whole.gguf").state_dict()
    assert len(parts) == 3
    for part in parts:
        ours = load(part).state_dict()
        assert all(torch.equal(ours[name], weight) for name, weight in whole.items())


def test_a_file_of_several_that_is_missing_or_another_is_named(parts, tmp_path):
    assert parts[1].name == "model-00002-of-00003.gguf"
    kept = parts[1].read_bytes()
    parts[1].write_bytes(parts[2].read_bytes())
    assert refusal(parts[0]) == (
        f"{parts[0]} is one of 3 files, and {parts[1].name} is not number 2: it says split.no=2 and split.count=3"
    )
    parts[1].unlink()
    assert refusal(parts[0]) == f"{parts[0]} is one of 3 files, and model-00002-of-00003.gguf is missing beside it"
    parts[1].write_bytes(kept)
    parts[0].rename(tmp_path / "renamed.gguf")
    assert refusal(tmp_path / "renamed.gguf") == (
        f"{tmp_path / 'renamed.gguf'} is one of 3 files, and is not named so: …-00001-of-00003.gguf is needed"
    )
