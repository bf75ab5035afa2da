"""What may be compared, what is rejected, what is kept, and what a step reads. No time is asserted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import gguf
import pytest
import torch
import weights
from cases import Case
from conditions import Conditions, UnlikeError
from needs import KERNELS
from results import Result, keep, last, since
from roofline import bytes_moved, weights_read
from rounds import FEWEST, Round, Timed, interleaved
from servers import STREAMS, streams
from textbook import forward

from engine.checkpoint import load
from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig
from engine.cost.kv_cache import state_bytes
from engine.cost.weights import weights_read as weights_of_shape
from engine.kernels.library import kernels
from engine.load.record import Record
from engine.measure import CONTENDED, Load
from engine.model import GPT
from engine.server.tiny import tiny_model

ALIKE = Conditions(
    shape="Llama 124M", weights="F32", rows=1, prompt="16 tokens 00", new_tokens=200, seed=0, threads=1, warm_up=1,
    machine="this", contended=False,
)  # fmt: skip
UNLIKE = {
    "shape": "SmolLM2", "weights": "Q4_1", "rows": 8, "prompt": "16 tokens ff", "new_tokens": 1024, "seed": 1,
    "threads": 2, "warm_up": 0, "machine": "that", "contended": True,
}  # fmt: skip


def timed(*seconds: float, conditions: Conditions = ALIKE) -> Timed:
    """Turns of three tokens each so many seconds apart, the first of which takes long."""
    stamps = [[0, 9, 9 + gap, 9 + 2 * gap] for gap in seconds]
    return Timed(conditions=conditions, rounds=[Round(wall=each, processor=each) for each in stamps])


def result(times: Timed, who: str = "ours") -> Result:
    return Result(case="1 row, 16 + 200 tokens", who=who, cache="F32", predicted=0.5, timed=times)


@pytest.mark.parametrize("field", UNLIKE)
def test_unlike_conditions_are_refused_with_what_differs(field):
    other = timed(1, conditions=replace(ALIKE, **{field: UNLIKE[field]}))
    with pytest.raises(UnlikeError, match=rf"^{field} {getattr(ALIKE, field)!r} and {UNLIKE[field]!r}$"):
        timed(1).ratio(other, "wall")


def test_all_that_differs_is_said():
    with pytest.raises(UnlikeError, match=r"^weights 'F32' and 'Q8_0'; threads 1 and 2$"):
        ALIKE.require(replace(ALIKE, weights="Q8_0", threads=2))


def test_ratios_are_taken_round_by_round():
    assert timed(5, 2, 3, 4, 1).ratio(timed(2, 2, 2, 2, 2), "wall") == (1.0, 1.5, 2.0)


def test_tpot_and_itl_leave_the_gap_before_the_first_token_out_and_ttft_is_that_gap():
    assert timed(1, 2, 4).median("wall") == 2
    assert [timed(1, 2, 4).gap("wall", percentile) for percentile in (0, 50, 100)] == [1, 2, 4]
    assert Round(wall=[1, 4], processor=[0, 2]).seconds("wall") == 3


class Counting:
    turns = steps = 0

    def ready(self) -> None:
        self.turns += 1

    def step(self) -> None:
        self.steps += 1


def others(*shares: float) -> Callable[[], Load]:
    """A machine of which others use these shares, one a round, and the last from then on."""

    def readings() -> Iterator[Load]:
        at = used = 0.0
        rest = iter(shares)
        share = 0.0
        while True:
            yield Load(at, used, 0.0, 2)
            share = next(rest, share)
            at, used = at + 100, used + 200 * share
            yield Load(at, used, 0.0, 2)

    return readings().__next__


def test_disturbed_rounds_are_rejected_and_counted():
    turn, busy = Counting(), CONTENDED + 0.1
    found = interleaved({"ours": turn}, steps=4, rounds=5, seconds=60, load=others(busy, 0, busy, 0, busy, 0))
    assert (found.tried, found.disturbed, found.contended, len(found.taken["ours"])) == (7, 2, False, 5)
    assert (turn.turns, turn.steps) == (8, 32)  # the first round warms up
    assert str(found) == "5 rounds count; 2 that others disturbed were rejected"


def test_where_too_few_rounds_are_undisturbed_all_count_as_contended():
    found = interleaved({"ours": Counting()}, steps=1, rounds=3, seconds=60, load=others(0, 0, 1))
    assert (found.tried, found.disturbed, found.contended, len(found.taken["ours"])) == (6, 5, True, 6)


def test_rounds_end_when_the_time_is_over_but_not_before_there_are_enough():
    found = interleaved({"a": Counting(), "b": Counting()}, steps=1, rounds=99, seconds=0, load=lambda: None)
    assert [len(rounds) for rounds in found.taken.values()] == [FEWEST, FEWEST]


def test_results_are_kept_with_all_time_stamps_and_compared_with_the_last(tmp_path: Path):
    before = [result(timed(2, 4, 6)), result(timed(1), who="llama.cpp")]
    keep(tmp_path, {"day": "today"}, before)
    earlier, unread = last(tmp_path)
    assert (list(earlier.values()), unread) == (before, [])
    assert since(earlier, [result(timed(1, 2, 3))]) == (
        {"Llama 124M in F32, 1 row, 16 + 200 tokens, 1 thread: ours": 0.5},
        {},
    )


def test_results_of_another_machine_are_not_compared_and_it_is_said(tmp_path: Path):
    keep(tmp_path, {}, [result(timed(2, conditions=replace(ALIKE, machine="that", seed=7)))])
    now = [result(timed(2))]
    assert since(last(tmp_path)[0], now) == ({}, {"seed 0 and 7; machine 'this' and 'that'": [now[0].name]})


def test_damaged_results_are_passed_over_with_a_word(tmp_path: Path):
    (tmp_path / "peers-2026.json").write_text('{"results": [{}]}', encoding="utf-8")
    assert last(tmp_path) == (
        {},
        ["peers-2026.json is not read, so nothing is compared with it: KeyError('timed')"],
    )


SHAPE = ModelConfig(
    n_layers=2, n_heads=4, n_kv_heads=2, head_dim=8, d_model=24, d_ff=40, vocab_size=61, max_seq_len=48
)  # fmt: skip
SHAPES = {
    "full": SHAPE,
    "tied, with a window": SHAPE.replace(tied=True, layers=("window", "full"), window=5),
    "latents": SHAPE.replace(layers=("latent",), mla=LatentConfig(kv_latent=10, nope_dim=6, rope_dim=2, v_dim=10)),
    "experts": SHAPE.replace(d_ff=0, moe=MoeConfig(n_experts=6, top_k=2, d_ff_expert=16)),
    "states": SHAPE.replace(
        layers=("delta", "full"), delta=DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=6, conv=4)
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("dtype", "short"), [(torch.float32, "fp32"), (torch.bfloat16, "bf16")])
def test_the_bytes_of_a_step_are_those_of_the_formulas_and_of_a_built_cache(shape, dtype, short):
    model = GPT(SHAPES[shape]).to(dtype)
    cache = model.new_cache(batch_size=3, max_seq_len=20)
    read = weights_read(model, tokens=3)
    assert read == pytest.approx(weights_of_shape(model.config, batch=3, dtype=short))
    written = 3 * state_bytes(model.config, dtype=short)
    moved = bytes_moved(model, Case(rows=3, prompt=16, new_tokens=4), length=20)
    assert moved == pytest.approx(read + cache.nbytes + written)


@pytest.mark.skipif(kernels() is None, reason=KERNELS)
@pytest.mark.parametrize("kind", ["Q8_0", "Q4_1"])
def test_the_bytes_of_quantised_weights_are_those_of_their_file(kind, tmp_path: Path):
    weights.write(kind, tmp_path / "tiny.gguf", layers=1, vocabulary=64)
    in_file = sum(tensor.n_bytes for tensor in gguf.GGUFReader(tmp_path / "tiny.gguf").tensors)
    assert weights_read(load(tmp_path / "tiny.gguf"), tokens=1) == in_file


def test_all_read_the_same_weights(tmp_path: Path):
    weights.write("F32", tmp_path / "tiny.gguf", layers=2, vocabulary=64)
    ours = load(tmp_path / "tiny.gguf", dtype=torch.float32)
    ids, kept = torch.arange(24).view(2, 12), []
    with torch.inference_mode():
        expected = ours(ids)[:, -1]
        textbook = [forward(ours.config, ours.state_dict(), part, kept) for part in ids.split([10, 1, 1], dim=1)]
        theirs = weights.as_transformers(ours)(ids).logits[:, -1]
    for logits in (textbook[-1], theirs):
        assert (logits - expected).std() < 1e-4 * expected.std()


def test_streams_that_are_lost_or_say_something_else_than_alone_are_counted(monkeypatch):
    told = streams(tiny_model(), STREAMS[:12])
    assert (told["n"], told["lost"], told["unlike"]) == (12, 0, 0)
    together = [Record(0, 0.0, [1.0], 1.0, text="a"), Record(1, 0.0, [2.0], 2.0, text="b"), Record(2, 0.0, [1.0])]
    alone = [Record(0, 0.0, [3.0], 3.0, text="a"), Record(1, 0.0, [4.0], 4.0, text="c"), Record(2, 0.0, [1.0], 1.0)]
    runs = [alone, together]
    monkeypatch.setattr("servers.asked", lambda *_: runs.pop(0))
    told = streams(tiny_model(), STREAMS[:3])
    assert told == {"n": 3, "lost": 1, "unlike": 1, "throughput_over": 2.0}
