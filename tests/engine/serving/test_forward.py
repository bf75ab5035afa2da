"""One pass over many sequences gives each what it would get alone, to the byte."""

import random
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor

from engine.attention.full import attend
from engine.config import DeltaConfig, LatentConfig, MoeConfig
from engine.cost.kv_cache import bytes_per_token
from engine.kernels import library
from engine.kernels.packed import Packed, Part
from engine.model import GPT
from engine.serving import reference
from engine.serving.blocks import BlockPool
from engine.serving.forward import Chunk, all_at_once, forward, token_by_token
from engine.serving.paged_cache import PagedCache

WIDE = {
    "rotary": {"qk_norm": True},
    "learned": {"position": "learned", "norm": "layer", "ffn": "gelu", "bias": True, "qkv_bias": True},
    "latents": {"layers": ("latent",), "mla": LatentConfig(kv_latent=32, nope_dim=8, rope_dim=4, v_dim=8)},
    "experts": {"d_ff": 0, "moe": MoeConfig(n_experts=6, top_k=3, d_ff_expert=32)},
}
"""Shapes whose widths the compiled kernels take."""


@pytest.fixture
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(library.CHOICE, "off")
    library.kernels.cache_clear()
    yield
    library.kernels.cache_clear()


class Served:
    """Sequences of one model in one paged cache, moved on by chunks."""

    def __init__(self, model: GPT, *, block_size: int = 4, seed: int = 0, invariant: bool = True) -> None:
        self.model, self.invariant = model, invariant
        self.pool = BlockPool(192 // block_size, block_size)
        self.cache = PagedCache(model, self.pool)
        order = [self.pool.allocate() for _ in range(self.pool.n_blocks)]
        random.Random(seed).shuffle(order)
        self.pool.free(order)  # so that tables are out of order
        self.tables: list[list[int]] = []
        self.computed: list[int] = []

    def begin(self, table: list[int] | None = None, computed: int = 0) -> int:
        self.tables.append(table or [])
        self.computed.append(computed)
        return len(self.tables) - 1

    def run(self, work: list[tuple[int, list[int]]]) -> Tensor:
        """One pass: of each sequence named its next tokens. Logits [n, V]."""
        chunks = []
        for which, ids in work:
            start = self.computed[which]
            self.cache.copy(self.pool.extend(self.tables[which], start, start + len(ids)))
            chunks.append(Chunk(tuple(ids), start, tuple(self.tables[which])))
            self.computed[which] += len(ids)
        return forward(self.model, chunks, self.cache, invariant=self.invariant)

    def kept(self, which: int) -> list[Tensor]:
        """All that the layers hold of a sequence."""
        table, n = torch.tensor(self.tables[which]), self.computed[which]
        return [part[:, :, :n] for layer in range(len(self.cache.layers)) for part in self.cache.read(layer, table)]


def text(model: GPT, length: int, seed: int) -> list[int]:
    return torch.randint(model.config.vocab_size, (length,), generator=torch.Generator().manual_seed(seed)).tolist()


@pytest.fixture
def served_model(model: GPT) -> GPT:
    """Each of the shapes whose layers have blocks."""
    if "delta" in model.config.kinds:
        pytest.skip("states have no blocks")
    return model


@pytest.mark.parametrize("invariant", [True, False])
def test_chunks_in_blocks_equal_the_contiguous_cache_and_one_pass_without(served_model: GPT, invariant: bool) -> None:
    served = Served(served_model, invariant=invariant)
    texts = [text(served_model, 23, 1), text(served_model, 9, 2)]
    a, b = served.begin(), served.begin()
    served.run([(a, texts[0][:7])])
    served.run([(b, texts[1][:4]), (a, texts[0][7:8])])
    logits = served.run([(a, texts[0][8:]), (b, texts[1][4:])])
    for row, ids in zip(logits, texts, strict=True):
        cache = served_model.new_cache(batch_size=1, max_seq_len=len(ids))
        served_model(torch.tensor([ids[:-1]]), cache)
        cached = served_model(torch.tensor([ids[-1:]]), cache)[0, 0]
        whole = served_model(torch.tensor([ids]), last_only=True)[0, 0]
        torch.testing.assert_close(row, cached, atol=2e-4, rtol=2e-4)
        torch.testing.assert_close(row, whole, atol=2e-4, rtol=2e-4)


@pytest.mark.parametrize("each", [token_by_token, all_at_once])
def test_attention_over_a_table_is_the_papers_loop_over_blocks(
    build: Callable[..., GPT], each: Callable[..., Tensor]
) -> None:
    served = Served(build())
    which = served.begin()
    served.run([(which, text(served.model, 10, 1))])
    q = torch.randn(1, 4, 3, 8)  # the last three tokens'

    def read(queries: tuple[Tensor, ...], kept: tuple[Tensor, ...], mask: Tensor | None) -> Tensor:
        return attend(*queries, *kept, mask=mask, scale=0.3)

    y = each(read, (q,), served.cache.read(0, torch.tensor(served.tables[which])), 7, None)
    for t, length in enumerate((8, 9, 10)):
        keys, values = served.cache.layers[0]
        expected = reference.attend_blocks(q[0, :, t], keys, values, served.tables[which], length, scale=0.3)
        torch.testing.assert_close(y[0, :, t], expected)


def check_bytes(model: GPT, *, mixtures: int) -> None:
    """A text token by token and alone, then in other chunks, other blocks, and beside other texts."""
    ids, alone = text(model, 17, 3), Served(model)
    alone.begin()
    expected = {1 + at: alone.run([(0, [token])])[0] for at, token in enumerate(ids)}
    for seed in range(mixtures):
        chance = random.Random(seed)
        served = Served(model, block_size=chance.choice((1, 3, 4, 16)), seed=seed)
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


def test_a_token_has_the_same_bytes_in_any_cut_and_company(served_model: GPT) -> None:
    check_bytes(served_model, mixtures=2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("shape", WIDE)
def test_it_has_them_by_compiled_kernels(build: Callable[..., GPT], shape: str, dtype: torch.dtype) -> None:
    check_bytes(build(d_model=32, **{"d_ff": 64} | WIDE[shape]).to(dtype), mixtures=2)


@pytest.mark.usefixtures("without_kernels")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("shape", WIDE)
def test_it_has_them_without_kernels(build: Callable[..., GPT], shape: str, dtype: torch.dtype) -> None:
    check_bytes(build(**WIDE[shape]).to(dtype), mixtures=2)


def test_it_has_them_where_a_vector_ends_within_a_cache_line(build: Callable[..., GPT]) -> None:
    """So heads begin at odd places of memory, others for every number of blocks."""
    check_bytes(build(n_heads=3, n_kv_heads=3, head_dim=6), mixtures=4)


def test_a_fork_goes_on_as_if_it_had_read_the_text_itself(build: Callable[..., GPT]) -> None:
    model = build()
    ids, served, alone = text(model, 10, 3), Served(model), Served(model)
    first = served.begin()
    served.run([(first, ids)])
    second = served.begin(served.pool.share(served.tables[first]), 10)
    both = served.run([(first, [5, 6]), (second, [7, 8])])
    for row, (which, more) in zip(both, ((first, [5, 6]), (second, [7, 8])), strict=True):
        again = alone.begin()
        assert torch.equal(row, alone.run([(again, ids + more)])[0])
        assert all(map(torch.equal, served.kept(which), alone.kept(again)))
    assert served.tables[first][:2] == served.tables[second][:2]
    assert served.tables[first][2] != served.tables[second][2]


def test_what_a_block_held_before_never_shows(build: Callable[..., GPT]) -> None:
    model = build()
    ids, served, clean = text(model, 9, 3), Served(model), Served(model)
    for part in (part for layer in served.cache.layers for part in layer):
        part.fill_(torch.nan)
    assert torch.equal(served.run([(served.begin(), ids)]), clean.run([(clean.begin(), ids)]))


def test_the_bytes_set_aside_are_those_of_the_formula(served_model: GPT) -> None:
    cache = PagedCache(served_model, BlockPool(6, 4))
    assert cache.nbytes == 24 * bytes_per_token(served_model.config, dtype="fp32")


def test_a_model_with_states_is_refused(build: Callable[..., GPT]) -> None:
    delta = DeltaConfig(n_k_heads=1, n_v_heads=2, k_dim=6, v_dim=8, conv=3)
    with pytest.raises(ValueError, match=r"^delta layers keep one state for a whole text, which has no blocks; serve"):
        PagedCache(build(layers=("delta", "full"), delta=delta), BlockPool(6, 4))


def test_weights_in_blocks_are_refused_with_what_would_do(build: Callable[..., GPT]) -> None:
    model = build(d_model=32)
    blocks = torch.zeros(model.config.vocab_size, 34, dtype=torch.uint8)  # Q8_0: 34 bytes for 32 weights
    model.head.weight = torch.nn.Parameter(Packed([Part(8, blocks, 32)]), requires_grad=False)
    with pytest.raises(ValueError, match=r"load the model with dtype=torch\.float32$"):
        PagedCache(model, BlockPool(6, 4))


@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        ([], "there is no chunk to compute"),
        ([Chunk((), 0, (0,))], r"ids=\(\) are not one or more tokens of the vocabulary of 61"),
        ([Chunk((61,), 0, (0,))], r"ids=\(61,\) are not one or more tokens of the vocabulary of 61"),
        ([Chunk((1, 2), 47, tuple(range(13)))], r"49 tokens do not fit in the model's max_seq_len=48"),
        ([Chunk((1,), 4, (0,))], "1 blocks have no room for 5 tokens; extend the table first"),
    ],
)
def test_a_chunk_that_cannot_be_computed_is_refused(build: Callable[..., GPT], chunks: list[Chunk], said: str) -> None:
    model = build()
    with pytest.raises(ValueError, match=f"^{said}$"):
        forward(model, chunks, PagedCache(model, BlockPool(16, 4)))


def test_another_models_cache_is_refused(build: Callable[..., GPT]) -> None:
    with pytest.raises(ValueError, match="the cache was made for a model of another shape"):
        forward(build(), [Chunk((1,), 0, (0,))], PagedCache(build(n_layers=1), BlockPool(16, 4)))
