"""The same request gives the same bytes whatever runs beside it: tokens, texts and log-probabilities, to the bit."""

import random
from dataclasses import replace
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import Letters

from engine.config import ModelConfig
from engine.decode import generate
from engine.model import GPT
from engine.reply import Sampling
from engine.serving.answer import Answer
from engine.serving.clock import VirtualClock
from engine.serving.loop import Loop, serve
from engine.serving.policies import POLICIES
from engine.serving.request import Request
from engine.serving.runner import loop_of
from engine.serving.scheduler import Limits

BLOCK, LONGEST = 4, 4  # tokens of a block, blocks of a request
SHAPE = ModelConfig(
    n_layers=2, n_heads=2, n_kv_heads=1, head_dim=32, d_model=64, d_ff=64, vocab_size=64, max_seq_len=32
)  # fmt: skip
BEGINNING = (7, 7, 1, 0, 9, 3)
ASKED = tuple(
    Request(
        id="asked", prompt=(*BEGINNING, 5, 2, 61), max_new_tokens=5, stop_ids=frozenset({63}), logprobs=3, n=n,
        sampling=sampling,
    )
    for n, sampling in (
        (1, Sampling()),
        (1, Sampling(repetition_penalty=1.2)),
        (2, Sampling(temperature=1.0, seed=11)),
        (1, Sampling(temperature=1.0, top_k=20, top_p=0.9, min_p=0.01, seed=12)),
    )
)  # fmt: skip


@cache
def model() -> GPT:
    """Weights wide enough that one token is not far likelier than the others."""
    torch.manual_seed(5)
    made = GPT(SHAPE).eval()
    with torch.no_grad():
        for weight in made.parameters():
            if weight.dim() > 1:
                weight.mul_(4)
    return made


def told(answers: list[Answer]) -> list[tuple]:
    return [(answer.tokens, answer.text, answer.finish) for answer in answers]


@cache
def alone(request: Request) -> list[tuple]:
    loop = loop_of(model(), n_blocks=2 * LONGEST, block_size=BLOCK, prefix_cache=False)
    loop.decoder = Letters()
    return told(serve(loop, [replace(request, arrives=0.0)])[request.id])


def any_loop(chance: random.Random) -> Loop:
    """Any policy, few blocks or many, prompts whole or in chunks of a few tokens, with and without a prefix cache."""
    rows = chance.randint(4, 16)
    loop = loop_of(
        model(),
        n_blocks=chance.choice([LONGEST, 8, 16, 90]),
        block_size=BLOCK,
        policy=chance.choice(list(POLICIES)),
        limits=Limits(max_rows=rows, max_tokens=rows + chance.choice([0, 8, 200]), window=chance.random()),
        prefix_cache=chance.random() < 0.7,
        clock=VirtualClock(),
    )
    loop.decoder = Letters()
    return loop


def anybody(chance: random.Random, name: str) -> Request:
    beginning = BEGINNING[: chance.choice([0, 4, 6])]
    return Request(
        id=name,
        prompt=(*beginning, *(chance.randrange(64) for _ in range(chance.randint(1, 4)))),
        max_new_tokens=chance.randint(1, 5),
        sampling=chance.choice([Sampling(), Sampling(temperature=1.5)]),
        priority=chance.randint(-1, 1),
        arrives=float(chance.randint(0, 6)),
    )


@settings(max_examples=14)
@given(seed=st.integers(0, 2**32))
def test_a_request_gives_the_same_bytes_in_three_hundred_mixtures(seed):
    """It comes 24 times in each of 14 runs, every time at another place of the queue and beside others."""
    chance = random.Random(seed)
    loop = any_loop(chance)
    again = [replace(ASKED[i % 4], id=f"asked {i}", priority=chance.randint(-1, 1)) for i in range(24)]
    others = [anybody(chance, f"other {i}") for i in range(chance.randint(0, 12))]
    queue = chance.sample([*again, *others], len(again) + len(others))
    answers = {}
    while queue or not loop.idle:
        for one in [queue.pop() for _ in range(min(len(queue), chance.randint(0, 5)))]:
            answers[one.id] = loop.add(one)
        loop.scheduler.closing = not queue
        loop.step()
        loop.clock.wait(loop.clock() + 0.3)
        if others and chance.random() < 0.2:
            loop.abort(chance.choice(others).id)
    for i, one in enumerate(again):
        assert told(answers[one.id]) == alone(ASKED[i % 4])
    assert loop.scheduler.pool.n_free == loop.scheduler.pool.n_blocks


@pytest.mark.parametrize("prompt", [(5,), BEGINNING, tuple(range(20))])
def test_a_greedy_answer_is_that_of_the_contiguous_cache(prompt):
    asked = Request(id="a", prompt=prompt, max_new_tokens=12)
    loop = loop_of(model(), n_blocks=8, block_size=BLOCK, limits=Limits(max_rows=2, max_tokens=7))
    expected = generate(model(), torch.tensor([prompt]), 12)[0, len(prompt) :].tolist()
    assert serve(loop, [asked])["a"][0].ids == expected


def test_a_drawn_answer_is_that_of_the_contiguous_cache():
    sampling = Sampling(temperature=1.0, seed=4)
    asked = Request(id="a", prompt=BEGINNING, max_new_tokens=12, sampling=sampling)
    expected = generate(model(), torch.tensor([BEGINNING]), 12, sampler=sampling.sampler(BEGINNING))[0, 6:].tolist()
    assert serve(loop_of(model(), n_blocks=8, block_size=BLOCK), [asked])["a"][0].ids == expected


def test_the_mixtures_meet_all_that_may_happen_to_a_request():
    """Else the property above would hold of too little."""
    preempted, found, chunks = 0, 0, 0
    for seed in range(8):
        loop = any_loop(random.Random(seed))
        serve(loop, [replace(ASKED[i % 4], id=f"{i}") for i in range(8)])
        preempted += loop.scheduler.counts.preempted > 0
        found += loop.scheduler.prefix.found > 0
        chunks += loop.scheduler.limits.max_tokens < 8 * len(ASKED[0].prompt)
    assert min(preempted, found, chunks) >= 2
