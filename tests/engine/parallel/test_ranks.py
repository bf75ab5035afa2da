"""Processes that compute together give what one gives, send what the formulas say, and never leave anybody waiting."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection

import fork_server
import pytest
import torch
import torch.distributed as dist
from torch import Tensor

from engine.config import ModelConfig
from engine.decode import generate
from engine.model import GPT
from engine.parallel.pipeline import PipelineParallel
from engine.parallel.ring import all_reduce, bytes_sent
from engine.parallel.team import Team, WorkerError
from engine.parallel.tensor import TensorParallel
from engine.parallel.worker import Rank
from engine.reply import Sampling

LLAMA = ModelConfig(
    n_layers=4, n_heads=8, n_kv_heads=2, head_dim=4, d_model=30, d_ff=32, vocab_size=61, max_seq_len=48
)  # fmt: skip
GPT2 = LLAMA.replace(
    n_kv_heads=8, ffn="gelu", norm="layer", position="learned", bias=True, qkv_bias=True, tied=True
)  # fmt: skip
ATOL = 1e-5
"""Of logits whose spread is about 1: fp32 sums in another order."""


@pytest.fixture(scope="module", autouse=True)
def loaded_once() -> None:
    fork_server.started()


@pytest.fixture(scope="module", params=[2, 4])
def team(request: pytest.FixtureRequest) -> Iterator[Team]:
    with Team(request.param) as team:
        yield team
        processes = list(team.processes)
    assert not any(process.is_alive() for process in processes)


def model_of(config: ModelConfig) -> GPT:
    torch.manual_seed(7)
    return GPT(config).eval()


def some_ids(rows: int, width: int) -> Tensor:
    return torch.randint(0, LLAMA.vocab_size, (rows, width), generator=torch.Generator().manual_seed(3))


# ---- tasks: what a rank is told must be a function of a module -----------------------------------------
def _both_sums(rank: Rank, shape: tuple[int, ...]) -> tuple[Tensor, Tensor, Tensor, int]:
    """A rank's numbers, their sum by our ring and by gloo, and the bytes that the ring sent."""
    x = torch.randn(shape, generator=torch.Generator().manual_seed(rank.wire.rank))
    before = rank.wire.sent
    ours, theirs = all_reduce(x, rank.wire), x.clone()
    dist.all_reduce(theirs)
    return x, ours, theirs, rank.wire.sent - before


def _dies(rank: Rank, who: int) -> None:
    all_reduce(torch.ones(8), rank.wire)
    if rank.wire.rank == who:
        os.kill(os.getpid(), signal.SIGKILL)
    all_reduce(torch.ones(8), rank.wire)


def _leaves(rank: Rank, who: int) -> None:
    if rank.wire.rank == who:
        os._exit(3)
    all_reduce(torch.ones(8), rank.wire)


def _hangs(rank: Rank, who: int) -> None:
    if rank.wire.rank == who:
        time.sleep(3600)
    all_reduce(torch.ones(8), rank.wire)


def _fails(rank: Rank, who: int) -> None:
    if rank.wire.rank == who:
        raise ValueError("no such thing\nand more of it")


def _leads_and_is_killed(pipe: Connection) -> None:
    with Team(2) as team:
        pipe.send([process.pid for process in team.processes])
        os.kill(os.getpid(), signal.SIGKILL)


# ---- sums ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("shape", [(1, 1, 64), (2, 3, 5), (1,), (3,)])
def test_the_ring_sums_as_gloo_does_and_sends_what_the_formula_says(team: Team, shape: tuple[int, ...]) -> None:
    made = team.call(_both_sums, shape)
    total = sum(x for x, *_ in made)
    for _, ours, theirs, _ in made:
        assert torch.equal(ours, made[0][1]), "all ranks hold the same bytes"
        torch.testing.assert_close(ours, theirs)
        torch.testing.assert_close(ours, total)
    nbytes = 4 * torch.Size(shape).numel()
    assert sum(sent for *_, sent in made) == team.size * bytes_sent(nbytes, team.size)


# ---- models -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("config", [LLAMA, GPT2], ids=["llama", "gpt2"])
@torch.inference_mode()
def test_heads_and_units_shared_by_ranks_make_the_logits_and_tokens_of_one(team: Team, config: ModelConfig) -> None:
    model, ids = model_of(config), some_ids(2, 9)
    parallel = TensorParallel(team, model)
    logits = parallel.logits(ids)
    assert all(torch.equal(logits[0], other) for other in logits)
    torch.testing.assert_close(logits[0], model(ids), atol=ATOL, rtol=0)
    run = parallel.generate(ids, 4)
    assert torch.equal(run.tokens, generate(model, ids, 4)[:, 9:])
    read = 2 * (9 + 4 - 1)  # tokens of both rows; the last ones made are never read
    a_token = 2 * config.n_layers * config.d_model * 4
    assert sum(run.sent) == team.size * bytes_sent(read * a_token, team.size)
    whole = model.new_cache(batch_size=2, max_seq_len=9 + 4 - 1).nbytes
    copies = max(1, team.size // config.n_kv_heads)
    assert [int(nbytes) for nbytes in run.cache] == [whole * copies // team.size] * team.size


@pytest.mark.parametrize("config", [LLAMA, GPT2], ids=["llama", "gpt2"])
@torch.inference_mode()
def test_a_vocabulary_shared_by_ranks_costs_its_logits_once_a_pass(team: Team, config: ModelConfig) -> None:
    model, ids = model_of(config), some_ids(2, 5)
    parallel = TensorParallel(team, model, split_head=True)
    logits = parallel.logits(ids)
    assert all(torch.equal(logits[0], other) for other in logits)
    torch.testing.assert_close(logits[0], model(ids), atol=ATOL, rtol=0)
    run = parallel.generate(ids, 3)
    assert torch.equal(run.tokens, generate(model, ids, 3)[:, 5:])
    sums = 2 * (5 + 3 - 1) * 2 * config.n_layers * config.d_model * 4
    words = 3 * 2 * config.vocab_size * 4  # of the last position, for both rows, three times
    assert sum(run.sent) == team.size * bytes_sent(sums, team.size) + (team.size - 1) * words


def test_ranks_that_draw_draw_alike(team: Team) -> None:
    model, ids = model_of(LLAMA), some_ids(1, 5)
    parallel = TensorParallel(team, model)
    warm = Sampling(temperature=1.0, seed=11)
    drawn = parallel.generate(ids, 6, warm).tokens
    assert torch.equal(drawn, generate(model, ids, 6, None, warm.sampler(ids[0].tolist()))[:, 5:])
    parallel.generate(ids, 6, replace(warm, seed=None))  # `together` holds that all ranks made the same


@pytest.mark.parametrize("micro_batches", [1, 2, 5])
def test_layers_shared_by_ranks_make_the_tokens_of_one(team: Team, micro_batches: int) -> None:
    model, ids = model_of(LLAMA), some_ids(5, 9)
    run = PipelineParallel(team, model).generate(ids, 4, micro_batches=micro_batches)
    assert torch.equal(run.tokens, generate(model, ids, 4)[:, 9:])
    read = 5 * (9 + 4 - 1)
    vectors = read * LLAMA.d_model * 4
    back = 5 * 3 * 8  # each token made but the last
    assert [int(nbytes) for nbytes in run.sent] == [vectors] * (team.size - 1) + [back]
    assert sum(run.cache) == model.new_cache(batch_size=5, max_seq_len=9 + 4 - 1).nbytes


def test_what_does_not_fit_is_told_before_any_work_and_the_team_goes_on(team: Team) -> None:
    model, ids = model_of(LLAMA), some_ids(2, 9)
    for refused in (
        lambda: TensorParallel(team, model).generate(ids, 41),
        lambda: PipelineParallel(team, model).generate(ids, 41),
        lambda: PipelineParallel(team, model).generate(ids, 2, micro_batches=3),
        lambda: TensorParallel(team, model).generate(ids, 0),
        lambda: PipelineParallel(team, model).generate(ids, 0),
        lambda: TensorParallel(team, model).logits(ids + 60),
        lambda: TensorParallel(team, model).generate(ids, 2, Sampling(top_k=3)),
        lambda: TensorParallel(team, model).generate(ids, 2, Sampling(repetition_penalty=1.1)),
    ):
        with pytest.raises(
            ValueError,
            match=r"the model has 48|n_new=0|from 1 to the 2 rows|not all in the vocabulary|no meaning|one text",
        ):
            refused()
    assert TensorParallel(team, model).generate(ids, 2).tokens.shape == (2, 2)


# ---- faults -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("task", "says"),
    [
        (_dies, "rank 1 of 2 died in _dies: killed by SIGKILL"),
        (_leaves, "rank 1 of 2 died in _leaves: exit code 3"),
        (_hangs, "rank 0 of 2 failed in _hangs: .*rank 1 did not answer"),
        (_fails, r"rank 1 of 2 failed in _fails: ValueError: no such thing \(test_ranks.py, line \d+\)$"),
    ],
)
def test_a_rank_that_is_lost_is_named_and_nobody_is_left(task: object, says: str) -> None:
    team = Team(2, patience=5)
    with team:
        processes = list(team.processes)
        with pytest.raises(WorkerError, match=says):
            team.call(task, 1)  # type: ignore[arg-type]
        assert not any(process.is_alive() for process in processes)
        with pytest.raises(WorkerError, match="this team is closed"):
            team.call(task, 1)  # type: ignore[arg-type]
    assert not team.folder.exists()


def test_a_worker_killed_from_outside_in_the_middle_of_a_text_is_named() -> None:
    model, ids = model_of(LLAMA.replace(max_seq_len=20_000)), some_ids(1, 5)
    with Team(2) as team:
        parallel = TensorParallel(team, model)
        victim = team.processes[0]
        killer = threading.Timer(0.5, victim.kill)
        killer.start()
        with pytest.raises(WorkerError, match="rank 0 of 2 died in _generate: killed by SIGKILL"):
            parallel.generate(ids, 19_000)  # minutes of work
        killer.join()


def test_a_parent_that_is_killed_takes_its_ranks_with_it() -> None:
    ours, theirs = Pipe()
    parent = get_context("forkserver").Process(target=_leads_and_is_killed, args=(theirs,))
    parent.start()
    pids = ours.recv()
    parent.join()
    assert len(pids) == 2
    assert all(ended(pid) for pid in pids)


def ended(pid: int, looks: int = 600) -> bool:
    """Whether a process that is not ours ends."""
    for _ in range(looks):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("given", [{"size": 0}, {"size": 2, "threads": 0}, {"size": 2, "patience": 0}])
def test_a_team_of_nobody_is_none(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        Team(**given)
