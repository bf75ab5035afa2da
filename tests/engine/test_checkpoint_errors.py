"""Checkpoints that are not whole, or are something else: refused with the tensor named, and nothing loaded."""

import json
import math
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import needs
import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import BPE
from transformers import AutoModelForCausalLM, LlamaConfig

from engine.checkpoint import load
from engine.checkpoint_files.boundary import reading
from engine.peak_memory import peak_bytes

ROOT = Path(__file__).parents[2]
SIZES = {
    "vocab_size": 61, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 32,
}  # fmt: skip
KEY = "model.layers.1.self_attn.k_proj.weight"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    AutoModelForCausalLM.from_config(LlamaConfig(**SIZES)).save_pretrained(folder)
    return folder


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "llama"))


@pytest.fixture
def sharded(whole, tmp_path) -> Path:
    AutoModelForCausalLM.from_pretrained(whole).save_pretrained(tmp_path / "sharded", max_shard_size="8KB")
    return tmp_path / "sharded"


def change_weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    weights = load_file(folder / "model.safetensors")
    change(weights)
    save_file(weights, folder / "model.safetensors")


def change_json(path: Path, **fields) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def change_header(path: Path, change: Callable[[dict], object]) -> None:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    change(header)
    new = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(new)) + new + data[8 + length :])


def refusal(path: Path) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        load(path)
    return str(caught.value)


# ---- tensors ----------------------------------------------------------------------------------------------
def test_a_missing_tensor_is_named(folder):
    change_weights(folder, lambda weights: weights.pop(KEY))
    assert refusal(folder) == f"{folder} does not hold the model that it describes: tensor {KEY!r} is missing"


def test_a_tensor_too_many_is_named(folder):
    change_weights(folder, lambda weights: weights.update({"model.layers.2.mlp.up_proj.weight": torch.ones(40, 24)}))
    assert "tensor 'model.layers.2.mlp.up_proj.weight' has no place in this architecture" in refusal(folder)


def test_a_tensor_of_another_shape_is_named_with_both_shapes(folder):
    change_weights(folder, lambda weights: weights.update({KEY: torch.ones(24, 16)}))
    assert f"tensor {KEY!r} is [24, 16]; [16, 24] is needed" in refusal(folder)


def test_all_that_does_not_fit_is_told_together_and_cut_off_where_it_is_much(folder):
    change_json(folder / "config.json", num_hidden_layers=4)
    message = refusal(folder)
    assert message.count("is missing") == 5
    assert message.endswith("; and 13 more")


def test_a_tied_head_may_be_in_the_file_but_an_untied_one_must(folder):
    change_json(folder / "config.json", tie_word_embeddings=True)
    ids = torch.tensor([[1, 2, 3]])
    expected = AutoModelForCausalLM.from_pretrained(folder)(ids).logits  # by the head that the file has
    assert (load(folder)(ids) - expected).abs().max() < 1e-4
    embeddings = "model.embed_tokens.weight"
    change_weights(folder, lambda weights: weights.update({"lm_head.weight": weights[embeddings].clone()}))
    model = load(folder)
    assert model.head.weight is model.tokens.weight
    change_json(folder / "config.json", tie_word_embeddings=False)
    change_weights(folder, lambda weights: weights.pop("lm_head.weight"))
    assert "tensor 'lm_head.weight' is missing" in refusal(folder)


# ---- files ------------------------------------------------------------------------------------------------
def test_a_file_cut_short_is_refused_with_the_tensor_that_it_ends_in(folder):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-50])
    message = refusal(folder)
    assert message.startswith(f"{path} is cut short: tensor 'model.norm.weight' ends at byte ")


@pytest.mark.parametrize("kept", [0, 3, 8, 60])
def test_a_file_cut_short_in_its_header_is_refused(folder, kept):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    assert refusal(folder) == f"{path} is cut short in its header, or is no safetensors file"


def test_a_file_of_something_else_is_refused(folder):
    path = folder / "model.safetensors"
    path.write_bytes(struct.pack("<Q", 12) + b"not json {[(" + bytes(100))
    assert refusal(folder).startswith(f"{path} is no safetensors file: its header is not JSON: ")


def test_a_header_that_contradicts_itself_is_refused_with_the_tensor(folder):
    path = folder / "model.safetensors"
    change_header(path, lambda header: header[KEY].update(shape=[16, 25]))
    assert f"tensor {KEY!r} takes 1536 bytes, which is not F32 [16, 25]" in refusal(folder)
    change_header(path, lambda header: header[KEY].update(dtype="F8_E4M3"))
    assert f"tensor {KEY!r} is F8_E4M3, which is not read; F64, F32, F16, BF16 are" in refusal(folder)
    change_header(path, lambda header: header[KEY].pop("dtype"))
    assert f"the header's entry of tensor {KEY!r} is" in refusal(folder)


def test_a_missing_shard_is_named_with_a_tensor_of_it(sharded):
    index = json.loads((sharded / "model.safetensors.index.json").read_text())
    gone = index["weight_map"][KEY]
    (sharded / gone).unlink()
    message = refusal(sharded)
    assert message.startswith(f"{sharded / gone} is missing; tensor '")


def test_a_shard_without_a_tensor_of_the_index_is_named(sharded):
    index = sharded / "model.safetensors.index.json"
    places = json.loads(index.read_text())["weight_map"]
    other = next(file for file in places.values() if file != places[KEY])
    change_json(index, weight_map=places | {KEY: other})
    assert f"{sharded / other} holds no tensor {KEY!r}, though {index.name} says so" in refusal(sharded)
    change_json(index, weight_map={name: file for name, file in places.items() if name != KEY})
    assert f"{index} does not list tensor {KEY!r}" in refusal(sharded)
    change_json(index, weight_map=places | {KEY: "../model.safetensors"})
    assert "outside the checkpoint's folder" in refusal(sharded)
    index.write_text("[]")
    assert refusal(sharded) == f"{index} is not a JSON object"
    index.write_text('{"weight_map": [7]}')
    assert refusal(sharded) == f"{index} is not an index with a weight_map of names to files"


def test_tensors_that_share_bytes_are_named(folder):
    path = folder / "model.safetensors"
    other = KEY.replace("k_proj", "v_proj")
    change_header(path, lambda header: header[KEY].update(data_offsets=header[other]["data_offsets"]))
    message = refusal(folder)
    assert message.startswith(f"{path}: tensors {KEY!r} and {other!r} overlap at byte ")


@pytest.mark.parametrize(
    "entry",
    [
        *(7, None, [], {}),
        {"dtype": "F32", "shape": [16, 24], "data_offsets": [-1536, 0]},
        {"dtype": 3, "shape": [16, 24], "data_offsets": [0, 1536]},
        {"dtype": "F32", "shape": 16, "data_offsets": [0, 64]},
        {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]},
        {"dtype": "F32", "shape": [1.0], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [2**70], "data_offsets": [0, 4]},
    ],
    ids=str,
)
def test_an_entry_of_the_header_that_is_none_is_shown_with_its_tensor(folder, entry):
    path = folder / "model.safetensors"
    change_header(path, lambda header: header.update({KEY: entry}))
    assert refusal(folder).startswith(f"{path}: the header's entry of tensor {KEY!r} is ")


def test_a_name_that_comes_twice_is_refused(folder):
    path = folder / "model.safetensors"
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = data[8 : 8 + length].rstrip()[:-1] + b',"lm_head.weight":{}}'
    path.write_bytes(struct.pack("<Q", len(header)) + header + data[8 + length :])
    message = refusal(folder)
    assert message == f"{path} is no safetensors file: its header is not JSON: it gives 'lm_head.weight' twice"


def test_tensors_that_nobody_asks_for_may_be_of_any_type(folder):
    ignored = {
        f"model.layers.{place}.self_attn.rotary_emb.inv_freq": torch.ones(3).to(dtype)
        for place, dtype in enumerate((torch.bool, torch.uint8, torch.int64, torch.float8_e4m3fn, torch.complex64))
    }
    change_weights(folder, lambda weights: weights.update(ignored))
    assert load(folder).config.n_layers == 2
    change_weights(folder, lambda weights: weights.update({KEY: weights[KEY].to(torch.int64)}))
    assert f"tensor {KEY!r} is I64, which is not read; F64, F32, F16, BF16 are" in refusal(folder)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
@pytest.mark.parametrize("name", ["config.json", "generation_config.json", "model.safetensors.index.json"])
def test_nesting_without_end_is_refused_with_the_file(folder, name, text):
    Tokenizer(BPE({"a": 0}, [])).save(str(folder / "tokenizer.json"))
    (folder / name).write_text(text)
    if "index" in name:
        (folder / "model.safetensors").unlink()
    assert refusal(folder) == f"{folder / name} is not JSON that can be read: it is nested too deep"


def test_a_pipe_or_a_device_is_no_checkpoint(folder, tmp_path):
    os.mkfifo(tmp_path / "pipe.gguf")
    assert refusal(tmp_path / "pipe.gguf").endswith("is a device or a pipe, no file that could hold a checkpoint")
    (folder / "model.safetensors").unlink()
    os.mkfifo(folder / "model.safetensors")
    with pytest.raises(FileNotFoundError, match=r"has neither model\.safetensors nor"):
        load(folder)


# ---- settings ---------------------------------------------------------------------------------------------
def test_an_unknown_architecture_is_named_with_the_likely_one(folder):
    change_json(folder / "config.json", architectures=["LlamaForCausalLm"])
    assert refusal(folder).startswith(
        f"{folder}: unknown architecture 'LlamaForCausalLm'; did you mean 'LlamaForCausalLM'? (there are: "
    )
    change_json(folder / "config.json", architectures=None)
    assert refusal(folder).startswith(f"{folder}: unknown architecture '(none named)'")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("hidden_act", "relu", "hidden_act: Input should be 'silu' (it is 'relu')"),
        ("attention_bias", True, "attention_bias: Input should be False (it is True)"),
        ("hidden_size", "wide", "hidden_size: Input should be a valid integer"),
        ("rope_parameters", {"rope_type": "dynamic", "rope_theta": 1.0}, "rope_type: Input should be 'default'"),
        (
            "num_hidden_layers",
            10**9,
            "num_hidden_layers: Input should be less than or equal to 10000 (it is 1000000000)",
        ),
        ("num_hidden_layers", 900, "is said to have 900 layers, and it has 21 tensors in all"),
        ("num_hidden_layers", True, "num_hidden_layers: Input should be a valid integer (it is True)"),
        ("num_attention_heads", 0, "num_attention_heads: Input should be greater than 0 (it is 0)"),
        (
            "num_attention_heads",
            2**31,
            "is said to have n_heads × head_dim=17,179,869,184, and no tensor is wider than 61",
        ),
        ("hidden_size", 10**30, "hidden_size: Input should be less than or equal to 2147483648"),
        ("hidden_size", 2**31, "is said to have d_model=2,147,483,648, and no tensor is wider than 61"),
        ("rms_norm_eps", -1, "rms_norm_eps: Input should be greater than 0 (it is -1)"),
        ("rms_norm_eps", math.nan, "rms_norm_eps: Input should be a finite number (it is nan)"),
        ("architectures", 7, "config.json cannot be used: architectures=7 is no list of names"),
        ("architectures", [7], "config.json cannot be used: architectures=[7] is no list of names"),
        ("rope_parameters", "far", "config.json cannot be used: rope_parameters='far' is no object"),
        ("rope_parameters", {"rope_theta": 0}, "rope_theta: Input should be greater than 1 (it is 0)"),
        ("num_key_value_heads", 3, "n_heads=4 is not a multiple of n_kv_heads=3"),
    ],
)
def test_a_feature_that_the_engine_lacks_is_refused_rather_than_left_out(folder, field, value, told):
    change_json(folder / "config.json", **{field: value})
    assert told in refusal(folder)


def test_settings_that_are_missing_or_unreadable_are_refused(folder):
    path = folder / "config.json"
    said = json.loads(path.read_text())
    del said["hidden_size"]
    path.write_text(json.dumps(said))
    assert "config.json cannot be used: hidden_size: Field required" in refusal(folder)
    path.write_text("{")
    assert refusal(folder).startswith(f"{path} is not JSON")
    path.write_text("[]")
    assert refusal(folder) == f"{path} is not a JSON object"
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"config\.json is missing"):
        load(folder)


def test_what_is_not_there_or_only_pickled_is_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(FileNotFoundError, match="pickled weights are not read"):
        load(folder)
    with pytest.raises(FileNotFoundError, match="neither a folder with a checkpoint nor a GGUF file"):
        load(folder / "nothing")


def test_a_dtype_that_no_model_runs_in_is_refused(folder):
    with pytest.raises(ValueError, match=r"dtype=torch\.int8 is none that a model runs in"):
        load(folder, dtype=torch.int8)


# ---- memory -----------------------------------------------------------------------------------------------
def saved(folder: Path, **sizes: int) -> Path:
    """A checkpoint whose weights are whatever memory held."""
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(LlamaConfig(**{**SIZES, **sizes}))
    model.to_empty(device="cpu").save_pretrained(folder)
    return folder


def test_loading_holds_the_weights_and_beside_them_one_tensor_that_is_read(tmp_path):
    folder = saved(tmp_path)
    model, peak = peak_bytes(lambda: load(folder))
    sizes = [weight.nbytes for weight in model.parameters()]
    assert sum(sizes) <= peak <= sum(sizes) + max(sizes)


PEAK = """
import resource, sys, torch
from engine.checkpoint import load
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before = resident()
model = load(sys.argv[1])
weights = sum(weight.nbytes for weight in model.parameters())
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) * 1024
print((peak - before) / weights, (resident() - before) / weights)
"""


@pytest.mark.timing
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason=needs.PROC)
def test_the_process_never_holds_a_second_copy_of_the_weights(tmp_path):
    folder = saved(tmp_path, vocab_size=4000, hidden_size=512, intermediate_size=2048, num_hidden_layers=12)
    done = subprocess.run([sys.executable, "-c", PEAK, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    peak, after = map(float, done.stdout.split())
    # A second copy would be 2; the modules that loading imports take a tenth, now more, now less.
    assert 0.9 < after < 1.4
    assert peak < 1.6


def test_what_a_file_says_reaches_no_terminal_as_a_command(sharded):
    index = sharded / "model.safetensors.index.json"
    places = json.loads(index.read_text())["weight_map"]
    index.write_text(json.dumps({"weight_map": dict.fromkeys(places, "a\x1b[31mb")}))
    assert "a‹U+001B›[31mb is missing" in refusal(sharded)


def test_a_config_may_begin_with_a_mark_of_its_bytes_and_a_number_too_long_is_said(folder):
    config = folder / "config.json"
    config.write_bytes(b"\xef\xbb\xbf" + config.read_bytes())
    assert load(folder).config.vocab_size == SIZES["vocab_size"]
    config.write_text('{"a": ' + "9" * 5000 + "}")
    assert refusal(folder) == f"{config} is not JSON that can be read: a number has too many digits"


def test_memory_that_torch_does_not_get_is_said_to_be_short():
    with pytest.raises(ValueError, match="asks for more memory than there is"), reading(Path("model.gguf")):
        torch.empty(1 << 60)
