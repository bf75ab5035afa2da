"""Guessing ahead, on SmolLM2: from its prompt, where it copies and where it does not, and by its first layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import torch
from torch import Tensor

from engine.cost.speculation import speculative_speedup
from engine.decode import generate, stream
from engine.fact import computed, measured
from engine.facts.real_model import smollm2
from engine.facts.speculation_run import TRAINED, UP_TO, accepted, after_first, tokens_a_pass
from engine.model import GPT
from engine.reply import GREEDY, Prompt, Sampling
from engine.speculate.accept import acceptance, warp_of
from engine.speculate.decode import rounds
from engine.speculate.draft_model import first_layers
from engine.speculate.lookup import Lookup
from engine.speculate.measure import Costs, acceptance_along, costs
from engine.units import Quantity, Ratio, Series, Table

SMOLLM2 = replace(
    TRAINED,
    model="SmolLM2-135M-Instruct, its 4-bit weights widened",
    prompt="a text to copy; an open question",
    new_tokens=48,
)
COPY = Prompt(
    "Repeat this text word by word, and write nothing else:\n\nThe river rises in the hills north of the old town, "
    "passes the mill and the stone bridge, and reaches the sea at a small harbour. In spring it floods the meadows "
    "below the mill, and the sheep are driven up to the chapel."
)
OPEN = Prompt("Why do people like to live near the sea?")
LAYERS = (10, 15, 20, 25, 29)


@measured(
    claim=lambda t: (
        t["copy_tokens"] > t["open_tokens"]
        and t["copy_speedup"] > t["open_speedup"]
        and t["pass_cost_7"] > t["pass_cost_1"]
    ),
    settings=SMOLLM2,
    repeats=3,
    warm_up=0,
)
def lookup_run() -> Table:
    """SmolLM2-135M guessing from its prompt, n-grams of up to 3: an answer that copies it, and one that does not.

    Seven guesses a pass at the most. `acceptance` is how often a first guess would be right at the places that have
    one, `guessed_at` their share; `same_tokens` the share of tokens that plain decoding gave too. `pass_cost_3` is what
    a pass with three guesses costs, in steps; `formula` leaves that out, and `predicted` counts it.
    """
    found = _costs()
    fields: dict[str, Quantity] = {"step": found.step}
    fields |= {f"pass_cost_{gamma}": Ratio(found.passes[gamma]) for gamma in (1, 3, UP_TO)}
    for name, prompt in (("copy", COPY), ("open", OPEN)):
        fields |= {f"{name}_{field}": value for field, value in _of(prompt, found).items()}
    return Table(**fields)


def _of(prompt: Prompt, found: Costs) -> dict[str, Quantity]:
    ids, n_new = _read(prompt), SMOLLM2.new_tokens
    plain, took = after_first(stream(smollm2(), ids, n_new))
    passes, seconds = after_first(rounds(smollm2(), ids, n_new, Lookup(), gamma=UP_TO))
    made = [token for one in passes for token in one.ids]
    same = sum(a.ids[0] == b for a, b in zip(plain, made, strict=True)) / len(made)
    alpha, guessed = _acceptance(prompt)
    return {
        "tokens": tokens_a_pass(passes),
        "acceptance": Ratio(alpha),
        "guessed_at": Ratio(guessed),
        "accepted": accepted(passes),
        "speedup": Ratio(took / seconds),
        "formula": Ratio(speculative_speedup(alpha, UP_TO, draft_cost=found.draft, guessed=guessed)),
        "predicted": Ratio(
            speculative_speedup(alpha, UP_TO, draft_cost=found.draft, pass_cost=found.passes[UP_TO], guessed=guessed)
        ),
        "same_tokens": Ratio(same),
    }


@computed(source="SmolLM2, arXiv:2502.02737; first layers as draft: LayerSkip, arXiv:2404.16710", atol=0.05)
def first_layers_acceptance() -> Series:
    """How often a guess of SmolLM2's first layers, of 30 and not trained for it, stays: greedy, and at temperature 1.

    Along one greedy answer. `one guess` is the speed-up by the papers' formula with one greedy guess a pass, and c as
    the share of the layers.
    """
    target = _behind_the_answer(smollm2())
    drafts = [_behind_the_answer(first_layers(smollm2(), n)) for n in LAYERS]

    def stays(draft: Tensor, sampling: Sampling) -> float:
        warp = warp_of(sampling)
        return round(float(acceptance(warp(target), warp(draft)).mean()), 3)

    greedy = tuple(stays(draft, GREEDY) for draft in drafts)
    drawn = tuple(stays(draft, Sampling(temperature=1.0)) for draft in drafts)
    all_layers = smollm2().config.n_layers
    gains = tuple(
        round(speculative_speedup(alpha, 1, draft_cost=n / all_layers), 3)
        for alpha, n in zip(greedy, LAYERS, strict=True)
    )
    lines = {"greedy": greedy, "temperature 1": drawn, "one guess": gains}
    return Series(x_label="layers of the draft", x=LAYERS, unit=Ratio, lines=lines)


@torch.inference_mode()
def _behind_the_answer(model: GPT) -> Tensor:
    """A model's logits before each token of the greedy answer to the open question, [n, V]."""
    text, start = _answered(OPEN), _read(OPEN).shape[1]
    return model(text)[0, start - 1 : -1]


@cache
def _acceptance(prompt: Prompt) -> tuple[float, float]:
    """How often a first guess is right along a greedy answer, and the share of its places that have one."""
    chances = acceptance_along(smollm2(), Lookup(), _answered(prompt), start=_read(prompt).shape[1])
    return _mean(chances), len(chances) / SMOLLM2.new_tokens


def _mean(chances: Sequence[float]) -> float:
    return sum(chances) / max(1, len(chances))


def _read(prompt: Prompt) -> Tensor:
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    return torch.tensor([prompt.ids(tokenizer)])


@cache
def _answered(prompt: Prompt) -> Tensor:
    """A prompt and its greedy answer, [1, T]."""
    return generate(smollm2(), _read(prompt), SMOLLM2.new_tokens)


def _costs() -> Costs:
    return costs(smollm2(), Lookup(), _answered(COPY)[:, :-UP_TO], up_to=UP_TO, calls=5)
