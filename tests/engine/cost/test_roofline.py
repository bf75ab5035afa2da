import pytest

from engine.cost.roofline import decode_time, prefill_time
from engine.cost.weights import experts_read, weight_bytes, weights_read
from engine.presets import hardware, preset
from engine.units import Bytes, BytesPerSecond, FlopsPerSecond

A100 = hardware("a100-80gb-sxm")


def test_decoding_one_sequence_is_bound_by_reading_the_weights():
    step = decode_time(preset("llama-2-7b"), A100, context=1)
    read = 2 * (6_738_415_616 - 32_000 * 4096)  # all but the embedding, of which one row is read
    assert step.bound == "memory"
    assert step.weights == read
    assert step.seconds == pytest.approx((read + 524_288) / 2039e9)


def test_a_long_prompt_is_bound_by_computing():
    prompt = prefill_time(preset("llama-2-7b"), A100, seq_len=4096)
    layers, d_model, T = 32, 4096, 4096
    products = 2 * T * (6_738_415_616 - 2 * 32_000 * d_model - (2 * layers + 1) * d_model)
    scores = layers * 4 * d_model * T * (T + 1) / 2
    head = 2 * 32_000 * d_model
    assert prompt.bound == "compute"
    assert prompt.seconds == pytest.approx((products + scores + head) / 312e12)


def test_intensity_says_which_side_of_the_ridge_a_step_is_on():
    llama = preset("llama-3-8b")
    ridge = A100.tflops_bf16 / A100.bandwidth
    for batch in (1, 64, 1024):
        step = decode_time(llama, A100, context=128, batch=batch)
        assert (step.intensity < ridge) == (step.bound == "memory")
    assert decode_time(llama, A100, context=128, batch=1024).bound == "compute"


def test_a_batch_reads_the_weights_once_and_each_cache_for_itself():
    one, eight = (decode_time(preset("llama-3-8b"), A100, context=4096, batch=batch) for batch in (1, 8))
    assert eight.weights == one.weights
    assert eight.cache == 8 * one.cache


def test_a_recurrent_state_is_read_and_written_back():
    step = decode_time(preset("qwen3-next-80b-a3b"), A100, context=10)
    assert step.cache == 10 * 24_576 + 2 * (75_497_472 + 2_359_296)


def test_the_cache_may_be_kept_in_another_type_than_the_weights():
    llama = preset("llama-3-8b")
    narrow = decode_time(llama, A100, context=4096, dtype="int4", cache_dtype="bf16")
    wide = decode_time(llama, A100, context=4096)
    assert narrow.cache == wide.cache
    assert narrow.weights == wide.weights / 4


def test_a_constant_overhead_is_added_to_the_bound():
    llama = preset("llama-3-8b")
    plain, slow = (decode_time(llama, A100, context=9, overhead=overhead) for overhead in (0.0, 0.001))
    assert slow.seconds - plain.seconds == pytest.approx(0.001)


def test_the_peak_of_fp32_is_not_known_and_not_guessed():
    with pytest.raises(ValueError, match="dtype='fp32': only the bf16 peak of a100-80gb-sxm is known"):
        decode_time(preset("llama-3-8b"), A100, context=9, dtype="fp32")


def test_the_ridge_can_be_crossed_by_a_machine_of_our_own():
    slow = type(A100)(
        name="slow", memory=Bytes(1e9), bandwidth=BytesPerSecond(1e15), tflops_bf16=FlopsPerSecond(1e9), source="-"
    )
    assert decode_time(preset("gpt2-124m"), slow, context=9).bound == "compute"


@pytest.mark.parametrize(("batch", "experts"), [(1, 2), (2, 3.5), (4, 5.5), (8, 7.2)])
def test_a_batch_reaches_the_experts_that_chance_gives_it(batch, experts):
    assert round(float(experts_read(preset("mixtral-8x7b"), batch=batch)), 1) == experts


def test_a_mixtures_step_reads_the_experts_it_reaches_and_no_others():
    mixtral = preset("mixtral-8x7b")
    expert = 3 * 4096 * 14336
    everything = weight_bytes(mixtral) - 2 * 32_000 * 4096
    assert weights_read(mixtral, batch=1) == everything - 2 * 32 * 6 * expert


def test_a_tied_head_is_read_although_it_is_the_embedding():
    gpt2 = preset("gpt2-124m")
    positions = 1024 * 768
    assert weights_read(gpt2, dtype="fp32") == 4 * (124_439_808 - positions)


def test_a_quantised_model_weighs_a_quarter():
    llama = preset("llama-2-7b")
    assert weight_bytes(llama, dtype="bf16") == 4 * weight_bytes(llama, dtype="int4") == 13_476_831_232
