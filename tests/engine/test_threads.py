"""The number of threads that is chosen, where each number takes a time that is given."""

import os

import pytest
import torch

from engine.config import ModelConfig
from engine.model import GPT
from engine.threads import fastest_threads

SHAPE = ModelConfig(n_layers=1, d_model=32, n_heads=2, n_kv_heads=2, head_dim=16, d_ff=32, vocab_size=50, max_seq_len=8)


@pytest.mark.parametrize(
    ("cores", "times", "chosen"),
    [
        (1, {1: 5}, 1),
        (2, {1: 5, 2: 3}, 2),
        (2, {1: 5, 2: 4.9}, 1),  # not worth a second
        (2, {1: 5, 2: 50}, 1),  # a busy neighbour
        (6, {1: 8, 2: 4, 4: 3, 6: 2}, 6),
        (8, {1: 8, 2: 4, 4: 3.9, 8: 6}, 2),
    ],
)
def test_the_number_that_takes_least_is_chosen_and_none_is_left_set(monkeypatch, cores, times, chosen):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(cores), raising=False)
    tried = []

    def given(function):
        function()
        tried.append(torch.get_num_threads())
        return times[tried[-1]]

    before = torch.get_num_threads()
    assert fastest_threads(GPT(SHAPE).eval(), given) == chosen
    assert tried == list(times)
    assert torch.get_num_threads() == before
