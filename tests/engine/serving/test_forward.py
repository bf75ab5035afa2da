"""One pass over many sequences gives each what it would get alone, to the byte."""

import random

import pytest
import torch
from torch import Tensor

from engine.kernels import library
from engine.model import GPT
from engine.serving.blocks import BlockPool
from engine.serving.forward import Chunk, forward
from engine.serving.paged_cache import PagedCache


@pytest.fixture(params=["kernels", "plain torch"])
def products(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to multiply: by compiled kernels, where there are, and by torch alone."""
    if request.param == "plain torch":
        monkeypatch.setenv(library.CHOICE, "off")
    library.kernels.cache_clear()
    yield
    library.kernels.cache_clear()


class Served:
    """Sequences of one model in one paged cache, moved on by chunks."""

    def __init__(self, model: GPT, *, n_blocks: int = 64, block_size: int = 4, seed: int = 0, **how: bool) -> None:
        self.model, self.how, self.chance = model, how, random.Random(seed)
        self.pool = BlockPool(n_blocks, block_size)
        self.cache = PagedCache(model, self.pool)
        self.chance.shuffle(order := list(range(n_blocks)))
        taken = [self.pool.allocate() for _ in order]
        for block in order:
            self.pool.free([taken[block]])  # so that tables are out of order
        self.tables: list[list[int]] = []
        self.computed: list[int] = []

    def begin(self) -> int:
        self.tables.append([])
        self.computed.append(0)
        return len(self.tables) - 1

    def run(self, work: list[tuple[int, list[int]]]) -> Tensor:
        """One pass: of each sequence named its next tokens. Logits [n, V]."""
        chunks = []
        for which, ids in work:
            start = self.computed[which]
            self.cache.copy(self.pool.extend(self.tables[which], start, start + len(ids)))
            chunks.append(Chunk(tuple(ids), start, tuple(self.tables[which])))
            self.computed[which] += len(ids)
        return forward(self.model, chunks, self.cache, **self.how)

    def kept(self, which: int) -> list[Tensor]:
        """All that the layers hold of a sequence."""
        table, n = torch.tensor(self.tables[which]), self.computed[which]
        return [part[:, :, :n] for layer in range(len(self.cache.layers)) for part in self.cache.read(layer, table)]


def text(model: GPT, length: int, seed: int) -> list[int]:
    return torch.randint(model.config.vocab_size, (length,), generator=torch.Generator().manual_seed(seed)).tolist()


def skip_states(model: GPT) -> None:
    if "delta" in model.config.kinds:
        pytest.skip("states have no blocks")


@pytest.mark.parametrize("how", [True, False])
def test_chunks_in_blocks_equal_one_pass_without_a_cache(model: GPT, products: None, how: bool) -> None:
    skip_states(model)
    served = Served(model, invariant=how)
    texts = [text(model, 23, 1), text(model, 9, 2)]
    a, b = served.begin(), served.begin()
    served.run([(a, texts[0][:7])])
    served.run([(b, texts[1][:4]), (a, texts[0][7:8])])
    logits = served.run([(a, texts[0][8:]), (b, texts[1][4:])])
    for row, ids in zip(logits, texts, strict=True):
        expected = model(torch.tensor([ids]), last_only=True)[0, 0]
        torch.testing.assert_close(row, expected, atol=2e-4, rtol=2e-4)


def test_the_same_tokens_give_the_same_bytes_however_they_are_cut_and_whatever_stands_beside(
    model: GPT, products: None
) -> None:
    skip_states(model)
    ids = text(model, 21, 3)
    alone = Served(model)
    alone.begin()
    expected = {1 + at: alone.run([(0, [token])])[0] for at, token in enumerate(ids)}
    for seed in range(4):
        chance, served = random.Random(seed), Served(model, seed=seed)
        mine = served.begin()
        while (done := served.computed[mine]) < len(ids):
            beside = [(served.begin(), text(model, chance.randint(1, 30), seed)) for _ in range(chance.randint(0, 3))]
            work = [*beside, (mine, ids[done : done + chance.randint(1, 12)])]
            chance.shuffle(work)
            logits = served.run(work)
            row = next(i for i, (which, _) in enumerate(work) if which == mine)
            assert torch.equal(logits[row], expected[served.computed[mine]])
            for which, _ in beside:
                served.pool.free(served.tables[which])
        assert all(map(torch.equal, served.kept(mine), alone.kept(0)))
