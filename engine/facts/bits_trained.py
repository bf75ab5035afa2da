"""Bits and quality of a model trained here in fp32, whose weights stand on no grid yet: a few seconds on one core."""

from __future__ import annotations

import math
from functools import cache, partial

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.fact import Settings, measured
from engine.model import GPT
from engine.quantise.distil import Lesson, distil
from engine.quantise.floats import fp8
from engine.quantise.grid import Scheme, nearest
from engine.quantise.model import mapped, quantised, quantised_by_gptq
from engine.quantise.perplexity import Reading, read
from engine.quantise.prune import magnitude, two_of_four
from engine.train import Corpus, Recipe, train
from engine.units import Count, Nats, Number, Ratio, Table

RECIPE = Recipe(steps=200, batch=16)
WINDOW, WINDOWS, PIECES = 64, 200, 20
CALIBRATION = 32
"""Windows of the training text that GPTQ is shown."""

TRAINED = Settings(
    model="2-layer character GPT, d_model 128, trained here in fp32", dtype="fp32 to 2 bits", batch=1,
    prompt="four plays", new_tokens=0, threads=1, seed=RECIPE.seed,
)  # fmt: skip

FEW = 0.03
"""Of the training text: what the student is given, as in section 6 of arXiv:1503.02531."""

STUDENT = Recipe(steps=200, batch=16)
LESSON = Lesson(temperature=2.0, share=0.9)


@measured(
    claim=lambda t: t["int8_loss"] < t["nearest_3_loss"] < t["nearest_2_loss"] > t["gptq_2_loss"],
    settings=TRAINED, repeats=1, warm_up=0,
)  # fmt: skip
def bits_trained() -> Table:
    """Perplexity a character of a model trained here in fp32, its linear layers in 8 to 2 bits, rounded or by GPTQ.

    Eight bits by channel, fewer in groups of 128 with an offset. `_loss` is what a character costs beyond fp32,
    `_error` its standard error over pieces of the text, paired.
    """
    fields = beyond("int8", cost(quantised(trained(), partial(nearest, scheme=Scheme(bits=8)))))
    fields |= beyond("fp8", cost(quantised(trained(), fp8)))
    for bits in (4, 3, 2):
        scheme = Scheme(bits=bits, share=128, symmetric=False)
        fields |= beyond(f"nearest_{bits}", cost(quantised(trained(), partial(nearest, scheme=scheme))))
        fields |= beyond(f"gptq_{bits}", cost(quantised_by_gptq(trained(), scheme, calibration())))
    return Table(
        characters=Count(WINDOW * WINDOWS),
        pieces=Count(PIECES),
        perplexity=Number(fp32().perplexity, digits=4),
        spread=Nats(fp32().spread(PIECES), digits=2),
        **fields,
    )


@measured(
    claim=lambda t: t["magnitude_30_loss"] < t["magnitude_50_loss"] < t["magnitude_70_loss"]
    and t["magnitude_50_loss"] < t["two_of_four_loss"],
    settings=TRAINED, repeats=1, warm_up=0,
)  # fmt: skip
def pruned_trained() -> Table:
    """The same model with its smallest weights zero, 30 to 70 in a hundred of each matrix, or two of each four."""
    fields: dict[str, Number | Ratio | Nats] = {}
    for share in (30, 50, 70):
        fields |= beyond(f"magnitude_{share}", cost(mapped(trained(), partial(magnitude, share=share / 100))))
    fields |= beyond("two_of_four", cost(mapped(trained(), two_of_four)))
    return Table(perplexity=Number(fp32().perplexity, digits=4), **fields)


@measured(claim=lambda t: t["taught"] < t["alone"], settings=TRAINED, repeats=1, warm_up=0)
def distilled() -> Table:
    """A student of a sixth of the weights and 3% of the text, with its teacher's probabilities and without: validation.

    The teacher, trained here, saw the whole training text; the student hears of it through the teacher alone.
    """
    corpus = corpus_read()
    few = Corpus(corpus.alphabet, corpus.training[: int(len(corpus.training) * FEW)], corpus.validation)
    small = student_shape(len(corpus.alphabet))
    alone, _ = train(small, few, STUDENT)
    taught, _ = distil(trained(), small, few, STUDENT, LESSON)
    better, error = cost(alone.eval()).beyond(cost(taught.eval()), PIECES)
    weights = [sum(weight.numel() for weight in set(model.parameters())) for model in (trained(), alone)]
    return Table(
        teacher_weights=Count(weights[0]),
        student_weights=Count(weights[1]),
        characters=Count(len(few.training)),
        steps=Count(STUDENT.steps),
        temperature=Number(LESSON.temperature),
        teacher=Nats(fp32().loss, digits=4),
        alone=Nats(cost(alone).loss, digits=4),
        taught=Nats(cost(taught).loss, digits=4),
        won=Nats(better, digits=2),
        won_error=Nats(error, digits=1),
    )


def shape(vocab_size: int) -> ModelConfig:
    """Large enough to learn words, small enough for seconds; its rows can be cut in groups of 128."""
    return ModelConfig(
        n_layers=2, n_heads=4, n_kv_heads=2, head_dim=32, d_model=128, d_ff=256, vocab_size=vocab_size,
        max_seq_len=WINDOW,
    )  # fmt: skip


def student_shape(vocab_size: int) -> ModelConfig:
    """Half as wide, half as deep."""
    return shape(vocab_size).replace(n_layers=1, n_heads=2, n_kv_heads=2, d_model=64, d_ff=128)


@cache
def corpus_read() -> Corpus:
    return Corpus.read()


@cache
def trained() -> GPT:
    """The model, trained once in a process."""
    torch.manual_seed(RECIPE.seed)
    model, _ = train(shape(len(corpus_read().alphabet)), corpus_read(), RECIPE)
    return model.eval().requires_grad_(False)


@cache
def fp32() -> Reading:
    """What the text costs the model as it was trained."""
    return cost(trained())


def cost(model: GPT) -> Reading:
    """What the validation text costs a model, in windows that do not overlap."""
    return read(model, corpus_read().validation[: WINDOW * WINDOWS + 1], window=WINDOW + 1, stride=WINDOW)


def calibration() -> Tensor:
    """[windows, T]"""
    return corpus_read().training[: CALIBRATION * WINDOW].view(CALIBRATION, WINDOW)


def beyond(name: str, reading: Reading) -> dict[str, Number | Ratio | Nats]:
    """A reading as fields: its rise in perplexity over fp32, the loss beyond it, and the error of that, paired."""
    more, error = reading.beyond(fp32(), PIECES)
    return {
        f"{name}_rise": Ratio(math.expm1(more), digits=2),
        f"{name}_loss": Nats(more, digits=2),
        f"{name}_error": Nats(error, digits=1),
    }
