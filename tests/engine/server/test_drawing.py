"""Penalties and biases, held to OpenAI's formula written as a loop; and what the server counts of itself."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from tiny_server import NAME

from engine.reply import Sampling
from engine.server.drawing import Drawing

VOCABULARY = 6
POINTS = st.floats(-2, 2, width=32)


@given(
    rows=st.lists(st.lists(POINTS, min_size=VOCABULARY, max_size=VOCABULARY), min_size=1, max_size=6),
    presence=POINTS,
    frequency=POINTS,
    bias=st.dictionaries(st.integers(0, VOCABULARY - 1), st.floats(-3, 3, width=32), max_size=3),
)
def test_greedy_takes_what_the_formula_makes_likeliest(rows, presence, frequency, bias):
    drawing = Drawing(presence_penalty=presence, frequency_penalty=frequency, logit_bias=tuple(bias.items()))
    draw, said = drawing.sampler([1, 2]), [0] * VOCABULARY  # the prompt does not count
    for row in rows:
        changed = [
            logit + bias.get(token, 0.0) - presence * (said[token] > 0) - frequency * said[token]
            for token, logit in enumerate(row)
        ]
        token = int(draw(torch.tensor([[row]])))
        assert changed[token] >= max(changed) - 1e-4
        said[token] += 1


def test_without_penalties_it_draws_as_a_plain_sampling_of_the_same_seed():
    logits = torch.randn(1, 1, 50, generator=torch.Generator().manual_seed(0))
    ours, plain = (kind(temperature=0.8, seed=5).sampler([]) for kind in (Drawing, Sampling))
    assert [int(ours(logits)) for _ in range(20)] == [int(plain(logits)) for _ in range(20)]


def test_the_server_counts_what_it_reads_and_makes(web):
    def counted() -> dict[tuple[str, str], float]:
        text = web.get("/metrics").text
        return {
            (sample.name.removeprefix("coursewright_"), sample.labels.get("ended", sample.labels.get("le", ""))): (
                sample.value
            )
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    before = counted()
    body = {"model": NAME, "prompt": "Ten letter", "max_tokens": 4, "n": 2, "temperature": 0, "ignore_eos": True}
    assert web.post("/v1/completions", json=body).status_code == 200
    after = counted()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["prompt_tokens_total", ""] == 10
    assert grown["generation_tokens_total", ""] == 8
    assert grown["answers_total", "length"] == 2
    assert grown["time_to_first_token_seconds_count", ""] == 2
    assert grown["inter_token_latency_seconds_count", ""] == 6
    assert grown["e2e_latency_seconds_bucket", "+Inf"] == 2
    assert (after["requests_running", ""], after["requests_waiting", ""], after["kv_blocks_used_ratio", ""]) == (
        0,
        0,
        0,
    )
