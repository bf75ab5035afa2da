"""Distillation: the loss against torch's own divergence, and a student that comes nearer to its teacher."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, kl_div, log_softmax

from engine.config import ModelConfig
from engine.quantise.distil import Lesson, distil, distillation_loss
from engine.train import Corpus, Recipe, train


@given(st.integers(0, 10**6), st.sampled_from([0.5, 1.0, 2.0, 8.0]), st.sampled_from([0.0, 0.3, 1.0]))
def test_the_loss_is_torchs_divergence_of_softened_probabilities_and_its_cross_entropy(seed, temperature, share):
    generator = torch.Generator().manual_seed(seed)
    student, teacher = (torch.randn(5, 7, generator=generator) for _ in range(2))
    targets = torch.randint(0, 7, (5,), generator=generator)
    soft = kl_div(
        log_softmax(student / temperature, -1), log_softmax(teacher / temperature, -1),
        reduction="batchmean", log_target=True,
    )  # fmt: skip
    wanted = share * temperature**2 * soft + (1 - share) * cross_entropy(student, targets)
    found = distillation_loss(student, teacher, targets, Lesson(temperature=temperature, share=share))
    assert found.item() == pytest.approx(wanted.item(), rel=1e-4, abs=1e-6)
    same = distillation_loss(teacher, teacher, targets, Lesson(temperature=temperature, share=1.0))
    assert same.item() == pytest.approx(0, abs=1e-6)


SHAPE = ModelConfig(n_layers=1, n_heads=2, n_kv_heads=2, head_dim=8, d_model=16, d_ff=32, vocab_size=90, max_seq_len=16)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.read()


def test_a_student_of_little_text_is_nearer_to_its_teacher_than_one_that_saw_that_text_alone(corpus):
    shape = SHAPE.replace(vocab_size=len(corpus.alphabet))
    few = Corpus(corpus.alphabet, corpus.training[:1000], corpus.validation)
    recipe, lesson = Recipe(steps=60, batch=8), Lesson(temperature=2.0, share=0.9)
    teacher, _ = train(shape.replace(d_model=24), corpus, Recipe(steps=60, batch=16))
    alone, _ = train(shape, few, recipe)
    taught, losses = distil(teacher, shape, few, recipe, lesson)
    ids = corpus.validation[:320].view(20, 16)
    wanted = teacher(ids).log_softmax(-1)

    def apart(student):
        return (wanted.exp() * (wanted - student(ids).log_softmax(-1))).sum(-1).mean().item()

    assert apart(taught) < 0.8 * apart(alone)
    again, same = distil(teacher, shape, few, recipe, lesson)
    assert same == losses
    assert torch.equal(again.tokens.weight, taught.tokens.weight)


def test_with_none_of_the_teacher_it_is_training(corpus):
    shape, recipe = SHAPE.replace(vocab_size=len(corpus.alphabet)), Recipe(steps=3, batch=2)
    teacher, losses = train(shape, corpus, recipe)
    assert distil(teacher, shape, corpus, recipe, Lesson(share=0.0))[1].validation == pytest.approx(losses.validation)


def test_a_teacher_of_another_vocabulary_is_refused(build, corpus):
    with pytest.raises(ValueError, match="do not fit the teacher's 61 and 48"):
        distil(build(), SHAPE, corpus, Recipe(steps=1), Lesson())
    with pytest.raises(ValueError, match="temperature=0"):
        Lesson(temperature=0)
