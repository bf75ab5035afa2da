"""Guessing ahead, measured on a small GPT that is trained here: a smaller model, a table and a first layer as drafts.

A speed-up stands beside two predictions: the papers' formula, which takes a pass over γ + 1 tokens for a step, and the
same with what such a pass costs here. Both take each guess for as likely to stay as any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeVar

from torch import Tensor

from engine.config import ModelConfig
from engine.cost.speculation import best_gamma, expected_tokens, speculative_speedup
from engine.decode import generate, stream
from engine.fact import Settings, measured
from engine.model import GPT
from engine.reply import Sampling
from engine.speculate.bigram import Bigrams
from engine.speculate.decode import Round, rounds
from engine.speculate.draft import Draft
from engine.speculate.draft_model import ModelDraft, first_layers
from engine.speculate.measure import acceptance_along, costs
from engine.train import Corpus, Recipe, train
from engine.units import Count, Quantity, Ratio, Table

T = TypeVar("T")

TRAINED = Settings(
    model="4-layer character GPT, d_model 128; drafts: a layer of d_model 64, bigrams, its own first layer",
    dtype="fp32",
    batch=1,
    prompt="16 characters of a play, four times",
    new_tokens=104,
    threads=1,
    seed=123,
)
READ, TEXTS = 16, 4
GAMMAS = {"model": 2, "bigrams": 4, "layer": 2}
UP_TO = 7  # guesses: with the token before them 8 rows, the most for which products read each weight once


@measured(
    claim=lambda t: (
        abs(t["model_accepted"] - t["model_acceptance"]) < 0.1
        and abs(t["bigrams_accepted"] - t["bigrams_acceptance"]) < 0.1
        and t["bigrams_speedup"] > 1
    ),
    settings=TRAINED,
    repeats=3,
    warm_up=0,
)
def speculation_run() -> Table:
    """A character GPT at temperature 1 with three drafts: a smaller model, a table of bigrams, its own first layer.

    Of each draft: `acceptance` is α, the mean of Σ min(p, q) along what the target wrote, and `accepted` how often a
    guess stayed that was the only one of its pass. Then, with `gamma` guesses a pass: tokens a pass, as many as
    `expected`, the speed-up, the papers' `formula`, and as `predicted` with what a pass costs. `best_gamma` is the best
    number of guesses by α, c and the costs of passes.
    """
    fields: dict[str, Quantity] = {}
    for name in GAMMAS:
        fields |= {f"{name}_{field}": value for field, value in _with(name).items()}
    return Table(**fields)


def _with(name: str) -> dict[str, Quantity]:
    alpha, gamma = _acceptance(name), GAMMAS[name]
    found = costs(_target(), _drafts()[name], _written()[0][:, :-UP_TO], up_to=UP_TO, sampling=_drawn(0))
    passes, speedup = _race(name)
    return {
        "acceptance": Ratio(alpha),
        "accepted": _accepted(name),
        "gamma": Count(gamma),
        "tokens": tokens_a_pass(passes),
        "expected": Count(expected_tokens(alpha, gamma)),
        "step": found.step,
        "draft_cost": Ratio(found.draft),
        "pass_cost": Ratio(found.passes[gamma]),
        "speedup": speedup,
        "formula": Ratio(speculative_speedup(alpha, gamma, draft_cost=found.draft)),
        "predicted": Ratio(speculative_speedup(alpha, gamma, draft_cost=found.draft, pass_cost=found.passes[gamma])),
        "best_gamma": Count(best_gamma(alpha, draft_cost=found.draft, pass_costs=found.passes)),
    }


def _race(name: str) -> tuple[list[Round], Ratio]:
    """Each text made with guesses and without, one behind the other: the passes, and how many times as fast."""
    passes: list[Round] = []
    plain = guessing = 0.0
    for number, prompt in enumerate(_prompts()):
        plain += after_first(stream(_target(), prompt, TRAINED.new_tokens, sampler=_drawn(number).sampler(())))[1]
        made, seconds = after_first(_rounds(name, number, GAMMAS[name]))
        passes += made
        guessing += seconds
    return passes, Ratio(plain / guessing)


def _rounds(name: str, number: int, gamma: int) -> Iterator[Round]:
    prompt, draft = _prompts()[number], _drafts()[name]
    return rounds(_target(), prompt, TRAINED.new_tokens, draft, gamma=gamma, sampling=_drawn(number))


def accepted(passes: list[Round]) -> Ratio:
    """The share of the guesses that stayed."""
    return Ratio(sum(one.accepted for one in passes) / max(1, sum(one.guessed for one in passes)))


def tokens_a_pass(passes: list[Round]) -> Count:
    return Count(sum(len(one.ids) for one in passes) / len(passes))


def after_first(made: Iterable[T]) -> tuple[list[T], float]:
    """What comes after the first, with which the prompt was read, and the seconds that it took."""
    following = iter(made)
    next(following)
    began = time.perf_counter()
    return list(following), time.perf_counter() - began


def _drawn(number: int) -> Sampling:
    return Sampling(temperature=1.0, seed=TRAINED.seed + number)


def _prompts() -> list[Tensor]:
    return [_corpus().validation[None, 997 * number :][:, :READ] for number in range(TEXTS)]


@cache
def _accepted(name: str) -> Ratio:
    return accepted([one for number in range(TEXTS) for one in _rounds(name, number, 1)])


@cache
def _acceptance(name: str) -> float:
    """α: the mean of Σ min(p, q) along what the target wrote."""
    chances = [
        chance
        for text in _written()
        for chance in acceptance_along(_target(), _drafts()[name], text, start=READ, sampling=_drawn(0))
    ]
    return sum(chances) / len(chances)


@cache
def _written() -> list[Tensor]:
    """Texts that the target wrote, each [1, T]."""
    return [
        generate(_target(), prompt, TRAINED.new_tokens, sampler=_drawn(number).sampler(()))
        for number, prompt in enumerate(_prompts())
    ]


@cache
def _drafts() -> dict[str, Draft]:
    smaller = _train(_shape(n_layers=1, d_model=64), steps=400)
    return {
        "model": ModelDraft(smaller),
        "bigrams": Bigrams.count(_corpus().training, len(_corpus().alphabet)),
        "layer": ModelDraft(first_layers(_target(), 1)),
    }


@cache
def _target() -> GPT:
    return _train(_shape(n_layers=4, d_model=128), steps=300)


def _train(shape: ModelConfig, *, steps: int) -> GPT:
    model, _ = train(shape, _corpus(), Recipe(steps=steps, batch=4, seed=TRAINED.seed))
    return model.eval().requires_grad_(False)


def _shape(*, n_layers: int, d_model: int) -> ModelConfig:
    heads = d_model // 32
    return ModelConfig(
        n_layers=n_layers, n_heads=heads, n_kv_heads=heads, head_dim=32, d_model=d_model, d_ff=4 * d_model,
        vocab_size=len(_corpus().alphabet), max_seq_len=128, ffn="gelu", tied=True,
    )  # fmt: skip


@cache
def _corpus() -> Corpus:
    return Corpus.read()
