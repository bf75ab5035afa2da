"""One answer while it is made: its tokens, how many of them the model has read, and the blocks these stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.sampling import Sampler
from engine.serving.answer import Answer
from engine.serving.request import Request


@dataclass(eq=False, kw_only=True, slots=True)
class Sequence:
    """The `tokens` of a prompt and of what was made behind it.

    ```
     tokens     p p p p p p m m m
                ├ computed ─────┤ └ pending          a prompt: many are pending; decoding: one
     table      │ 7     │ 2     │ 9                  blocks of four tokens
    ```
    `order` counts arrivals. It has `joined` once it has been in a batch, also while it waits again. Until the prompt
    is read the first of `n` answers stands for all: the others wait in `siblings`, then share its blocks.
    """

    request: Request
    order: int
    answer: Answer
    sampler: Sampler
    tokens: list[int]
    computed: int = 0
    joined: bool = False
    table: list[int] = field(default_factory=list)
    siblings: list[Sequence] = field(default_factory=list)

    @property
    def pending(self) -> int:
        """Tokens to be read before the next can be drawn."""
        return len(self.tokens) - self.computed

    @property
    def rows(self) -> int:
        """Rows of a batch that it will need."""
        return 1 + len(self.siblings)

    @property
    def urgency(self) -> tuple[int, float, int, int]:
        """The least is served first, and gives way last."""
        return self.request.priority, self.request.arrives, self.order, self.answer.index
