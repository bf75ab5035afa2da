"""Train a small GPT on characters: enough to see a loss fall, and to choose a shape before paying for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from engine.config import ModelConfig
from engine.model import GPT
from engine.units import Nats

PLAYS = Path(__file__).with_name("data") / "plays.txt"  # four plays by Shakespeare, public domain
VALIDATION_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train: every choice that changes the result."""

    steps: int = 300
    batch: int = 16
    learning_rate: float = 3e-3
    weight_decay: float = 0.1
    warm_up: int = 20
    seed: int = 123

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 1:
            raise ValueError(f"steps={self.steps} and batch={self.batch} must be at least 1")


@dataclass(frozen=True)
class Corpus:
    """A text as character ids, split so that validation text is never trained on."""

    alphabet: str
    training: torch.Tensor  # [N] int64
    validation: torch.Tensor  # [M] int64

    @classmethod
    def read(cls, path: Path = PLAYS) -> Corpus:
        """Read a text file. Raises ValueError where it is too short to split."""
        text = path.read_text(encoding="utf-8")
        alphabet = "".join(sorted(set(text)))
        position = {character: index for index, character in enumerate(alphabet)}
        ids = torch.tensor([position[character] for character in text])
        cut = int(len(ids) * (1 - VALIDATION_SHARE))
        if cut < 2 or len(ids) - cut < 2:
            raise ValueError(f"{path.name} has {len(ids)} characters, too few to train and validate on")
        return cls(alphabet, ids[:cut], ids[cut:])


@dataclass(frozen=True)
class Losses:
    """Mean cross-entropy a character over the same number of windows of each part."""

    training: Nats
    validation: Nats


def train(
    config: ModelConfig, corpus: Corpus, recipe: Recipe, on_step: Callable[[int, float], None] = lambda step, loss: None
) -> tuple[GPT, Losses]:
    """Train a fresh model; `on_step` hears each step's number and loss. Deterministic for a seed and thread count."""
    torch.manual_seed(recipe.seed)
    model = GPT(config)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, betas=(0.9, 0.95)
    )
    warm_up = min(recipe.warm_up, recipe.steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, warm_up, recipe.steps))
    windows = _random_windows(corpus.training, config.max_seq_len, recipe)
    model.train()
    for step in range(recipe.steps):
        loss = _loss(model, next(windows))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        on_step(step + 1, loss.item())
    return model, evaluate(model, corpus)


@torch.inference_mode()
def evaluate(model: GPT, corpus: Corpus, *, windows: int = 32) -> Losses:
    """The loss on evenly spread windows of both parts, so that two models see the same text."""
    model.eval()
    length = model.config.max_seq_len

    def mean(ids: torch.Tensor) -> Nats:
        starts = sorted(set(torch.linspace(0, max(0, len(ids) - length - 1), windows).long().tolist()))
        batch = torch.stack([ids[start : start + length + 1] for start in starts])
        return Nats(_loss(model, batch).item(), digits=3)

    return Losses(mean(corpus.training), mean(corpus.validation))


def _rate(step: int, warm_up: int, steps: int) -> float:
    """Linear warm-up, then linear decay to a tenth."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 1 - 0.9 * (step - warm_up) / max(1, steps - warm_up)


def _random_windows(ids: torch.Tensor, length: int, recipe: Recipe) -> Iterator[torch.Tensor]:
    """Endless batches [B, T + 1] of neighbouring characters."""
    if len(ids) <= length:
        raise ValueError(f"the text has {len(ids)} characters; a context of {length} needs more")
    generator = torch.Generator().manual_seed(recipe.seed)
    while True:
        starts = torch.randint(len(ids) - length, (recipe.batch,), generator=generator).tolist()
        yield torch.stack([ids[start : start + length + 1] for start in starts])


def _loss(model: GPT, batch: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each next character; batch [B, T + 1]."""
    logits = model(batch[:, :-1])  # [B, T, V]
    return cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
