import pytest
import yaml

from engine.cost.kv_cache import bytes_per_token
from engine.cost.parameters import parameters
from engine.presets import DATA, KV_LAB, PRESETS, hardware, preset, published


@pytest.mark.parametrize("name", PRESETS)
def test_the_formulas_give_the_parameters_that_the_model_was_published_with(name):
    count, stated = parameters(preset(name)), published(name)
    assert (count.total, count.active) == (stated.params, stated.active)


@pytest.mark.parametrize("name", [name for name in PRESETS if published(name).bytes_per_token is not None])
def test_the_formulas_give_the_bytes_a_token_that_are_known_of_the_model(name):
    assert bytes_per_token(preset(name), dtype="bf16") == published(name).bytes_per_token


@pytest.mark.parametrize("name", PRESETS)
def test_every_model_states_a_source_of_its_own(name):
    others = [published(other).source for other in PRESETS if other != name]
    assert published(name).source
    assert published(name).source not in others


def test_a_model_takes_over_what_it_does_not_state_but_never_what_others_state_of_it():
    assert preset("llama-2-13b").rope_base == preset("llama-2-7b").rope_base
    assert published("llama-2-7b").bytes_per_token == 524_288
    assert published("llama-2-13b").bytes_per_token is None


def test_heads_need_not_divide_the_width_of_the_model():
    config = preset("qwen3-0.6b")
    assert config.n_heads * config.head_dim == 2 * config.d_model


def test_gemma_has_as_many_global_layers_as_its_report_says():
    assert [preset(f"gemma-3-{size}").kinds.count("full") for size in ("1b", "4b", "12b", "27b")] == [4, 5, 8, 10]


def test_the_model_of_the_speed_runs_has_the_parameters_that_the_public_labs_report():
    assert parameters(KV_LAB).total == 163_009_536


@pytest.mark.parametrize("name", yaml.safe_load((DATA / "hardware.yaml").read_text(encoding="utf-8")))
def test_every_accelerator_has_a_source_and_plausible_sizes(name):
    device = hardware(name)
    assert device.source
    assert 1e10 < device.memory < 1e12
    assert 1e11 < device.bandwidth < 1e13
    assert 1e13 < device.tflops_bf16 < 1e16


@pytest.mark.parametrize(
    ("name", "mib"),  # as nvidia-smi prints it; of the B200 torch's 178.35 GiB
    [
        ("rtx-3060-12gb", 12288), ("rtx-3090", 24576), ("rtx-4090", 24564), ("l4", 23034), ("a100-40gb", 40960),
        ("a100-80gb-pcie", 81920), ("a100-80gb-sxm", 81920), ("h100-pcie", 81559), ("h100-sxm", 81559),
        ("h200", 143771), ("b200", 182630),
    ],
)  # fmt: skip
def test_memory_is_what_the_driver_reports(name, mib):
    assert hardware(name).memory == mib * 1024**2


def test_speeds_are_the_makers_but_where_the_driver_says_otherwise():
    assert hardware("b200").bandwidth == pytest.approx(7680 / 8 * 3996e6 * 2, rel=1e-4)
    device = hardware("a100-80gb-sxm")
    assert f"{device.bandwidth:GB_s}" == "2,039 GB/s"
    assert f"{device.tflops_bf16:TFLOP_s}" == "312 TFLOP/s"


def test_deepseek_67b_has_the_small_term_of_its_own_configuration():
    assert (preset("deepseek-67b").norm_eps, preset("llama-2-7b").norm_eps) == (1e-6, 1e-5)


def test_what_a_preset_leaves_out_is_in_its_source():
    assert "upper bound" in published("gpt3-175b").source
    assert "v0.1" in published("mistral-7b-v0.1").source


def test_a_version_left_out_is_answered_with_the_whole_name():
    with pytest.raises(ValueError, match=r"unknown model 'mistral-7b'; did you mean 'mistral-7b-v0.1'\?"):
        preset("mistral-7b")


def test_a_misspelt_model_is_answered_with_the_likely_one():
    with pytest.raises(ValueError, match=r"unknown model 'llama3-8b'; did you mean 'llama-3-8b'\? \(there are: "):
        preset("llama3-8b")


def test_a_misspelt_accelerator_is_answered_with_the_likely_one():
    with pytest.raises(ValueError, match=r"unknown hardware 'H100-SMX'; did you mean 'h100-sxm'\? \(there are: "):
        hardware("H100-SMX")
