"""A runner without a model that reads what stands in the blocks, and loops around it."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from hypothesis import strategies as st
from torch import Tensor

from engine.reply import Sampling
from engine.serving.answer import Answer
from engine.serving.blocks import BlockPool, Copy
from engine.serving.clock import VirtualClock
from engine.serving.loop import Loop, serve
from engine.serving.policies import POLICIES
from engine.serving.prefix import PrefixCache
from engine.serving.request import Request
from engine.serving.scheduler import Limits, Scheduler, Work

VOCABULARY = 24
ROWS = torch.randn(997, VOCABULARY, generator=torch.Generator().manual_seed(7))


class Letters:
    """A tokenizer whose tokens are the letters from `a` on."""

    def decode(self, ids: Sequence[int], /) -> str:
        return "".join(chr(ord("a") + token) for token in ids)


class Notebook:
    """Writes each token where its sequence's table says, and makes logits of the text it then reads from there.

    So a block that is overwritten, shared too long or found wrongly gives other logits, as it would a model. Notes
    what each step read, and a step takes a second.
    """

    max_seq_len, vocab_size = 64, VOCABULARY

    def __init__(self, pool: BlockPool, clock: VirtualClock) -> None:
        self.size, self.clock = pool.block_size, clock
        self.slots = [-1] * (pool.n_blocks * pool.block_size)
        self.steps: list[list[tuple[str, int, int]]] = []

    def __call__(self, work: Sequence[Work], copies: Sequence[Copy]) -> Tensor:
        for source, target in copies:
            self.slots[target * self.size : (target + 1) * self.size] = self.slots[
                source * self.size : (source + 1) * self.size
            ]
        for one in work:
            start = one.sequence.computed
            for at, token in enumerate(one.sequence.tokens[start : start + one.count], start):
                self.slots[self.slot(one, at)] = token
        self.steps.append([(one.sequence.request.id, one.sequence.answer.index, one.count) for one in work])
        self.clock.wait(self.clock() + 1)
        return torch.stack([self.row(one) for one in work])

    def slot(self, one: Work, at: int) -> int:
        return one.sequence.table[at // self.size] * self.size + at % self.size

    def row(self, one: Work) -> Tensor:
        text = tuple(self.slots[self.slot(one, at)] for at in range(one.sequence.computed + one.count))
        return ROWS[hash(text) % len(ROWS)]


def loop_without_model(
    *, policy="continuous", n_blocks=40, block_size=4, prefix_cache=False, decoder=None, **limits
) -> Loop:
    pool, clock = BlockPool(n_blocks, block_size), VirtualClock()
    prefix = PrefixCache(pool, enabled=prefix_cache)
    scheduler = Scheduler(pool, prefix=prefix, policy=policy, limits=Limits(**limits))
    return Loop(scheduler, Notebook(pool, clock), clock=clock, decoder=decoder)


def alone(request: Request) -> list[Answer]:
    """What a request gets from a loop that serves no other."""
    loop = loop_without_model(decoder=Letters(), max_rows=request.n)
    return serve(loop, [replace(request, arrives=0.0)])[request.id]


samplings = st.one_of(
    st.just(Sampling()),
    st.builds(
        Sampling,
        temperature=st.just(1.0),
        seed=st.integers(0, 9),
        top_k=st.sampled_from([None, 5]),
        top_p=st.sampled_from([None, 0.8]),
        min_p=st.sampled_from([None, 0.05]),
        repetition_penalty=st.sampled_from([1.0, 1.3]),
    ),
)


@st.composite
def mixtures(draw: st.DrawFn, *, most: int = 6) -> tuple[Loop, list[Request]]:
    """A loop of any policy and limits, with few blocks or many, and requests that come at any time."""
    max_rows = draw(st.integers(2, 5))
    loop = loop_without_model(
        policy=draw(st.sampled_from(list(POLICIES))),
        n_blocks=draw(st.integers(9, 20)),  # the longest request takes eight
        prefix_cache=draw(st.booleans()),
        decoder=Letters(),
        max_rows=max_rows,
        max_tokens=draw(st.integers(max_rows, 24)),
        window=draw(st.sampled_from([0.0, 3.0])),
    )
    prefix = tuple(draw(st.lists(st.integers(0, VOCABULARY - 1), max_size=8)))
    asked = [
        Request(
            id=f"{number}",
            prompt=prefix + tuple(draw(st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=10))),
            max_new_tokens=draw(st.integers(1, 14)),
            sampling=draw(samplings),
            n=draw(st.integers(1, 2)),
            stop=draw(st.sampled_from([(), ("ab", "c")])),
            stop_ids=draw(st.sampled_from([frozenset(), frozenset({3})])),
            logprobs=draw(st.sampled_from([None, 0, 3])),
            priority=draw(st.integers(0, 2)),
            salt=draw(st.sampled_from(["", "tenant"])),
            arrives=float(draw(st.integers(0, 30))),
        )
        for number in range(draw(st.integers(1, most)))
    ]
    return loop, asked
