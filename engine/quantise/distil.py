"""Distillation: a small model learns from a large one's probabilities, not from the next token alone.

Hinton et al., "Distilling the Knowledge in a Neural Network", 2015, arXiv:1503.02531, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax

from engine.config import ModelConfig
from engine.model import GPT
from engine.train import Corpus, Losses, Recipe, _random_windows, _rate, evaluate


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What the student hears: so much of the teacher's softened probabilities, and the rest of the text itself."""

    temperature: float = 2.0
    share: float = 0.5

    def __post_init__(self) -> None:
        if not self.temperature > 0 or not 0 <= self.share <= 1:
            raise ValueError(f"temperature={self.temperature} must be above 0, and share={self.share} from 0 to 1")


def distillation_loss(student: Tensor, teacher: Tensor, targets: Tensor, lesson: Lesson) -> Tensor:
    """share · τ² · KL(teacher at τ ‖ student at τ) + (1 − share) · cross-entropy. Logits [N, V], targets [N]

    Softened by τ, the slopes are smaller by τ², which the factor makes good.
    """
    t, share = lesson.temperature, lesson.share
    wanted = log_softmax(teacher / t, dim=-1)
    found = log_softmax(student / t, dim=-1)
    apart = (wanted.exp() * (wanted - found)).sum(dim=-1)
    soft = t**2 * apart.mean()
    hard = cross_entropy(student, targets)
    return share * soft + (1 - share) * hard


def distil(teacher: GPT, config: ModelConfig, corpus: Corpus, recipe: Recipe, lesson: Lesson) -> tuple[GPT, Losses]:
    """Train a fresh student of that shape as `engine.train.train` trains, with the teacher's word beside the text's.

    Raises ValueError for another vocabulary, or for a text longer than the teacher reads.
    """
    if config.vocab_size != teacher.config.vocab_size or config.max_seq_len > teacher.config.max_seq_len:
        raise ValueError(
            f"vocab_size={config.vocab_size} and max_seq_len={config.max_seq_len} do not fit the teacher's "
            f"{teacher.config.vocab_size} and {teacher.config.max_seq_len}"
        )
    torch.manual_seed(recipe.seed)
    student = GPT(config)
    optimiser = torch.optim.AdamW(
        student.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, betas=(0.9, 0.95)
    )
    warm_up = min(recipe.warm_up, recipe.steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, warm_up, recipe.steps))
    windows = _random_windows(corpus.training, config.max_seq_len, recipe)
    for _ in range(recipe.steps):
        batch = next(windows)  # [B, T + 1]
        with torch.no_grad():
            wanted = teacher(batch[:, :-1]).flatten(0, 1)
        loss = distillation_loss(student(batch[:, :-1]).flatten(0, 1), wanted, batch[:, 1:].flatten(), lesson)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return student, evaluate(student, corpus)
