"""What the facts of batching must say, whatever the step costs."""

from engine.facts.batching import RATES, batching_policies, batching_throughput, batching_ttft, chunked_prefill


def test_every_policy_serves_a_light_load_and_continuous_alone_a_heavy_one():
    lines, lightest, heaviest = batching_throughput().lines, 0, len(RATES) - 1
    light = [line[lightest] for line in lines.values()]
    assert max(light) < 1.01 * min(light)
    assert lines["continuous"][heaviest] > 1.5 * max(lines[name][heaviest] for name in ("naive", "static", "dynamic"))


def test_users_wait_least_under_continuous_batching_at_every_load():
    lines = batching_ttft().lines
    assert all(lines["continuous"][i] == min(line[i] for line in lines.values()) for i in range(len(RATES)))


def test_only_batches_that_keep_rows_hold_more_than_they_need():
    found = batching_policies()
    assert found["held_naive"] == 1
    assert found["held_continuous"] < 1.01  # a row waits where prompts take a step's whole budget
    assert found["held_static"] > 2  # a long tail


def test_chunks_shorten_others_gaps_to_a_step_of_a_chunk_and_cost_the_prompts_user():
    found = chunked_prefill()
    assert found["gap_shorter"] > 5
    assert 1 < found["ttft_longer"] < 2
