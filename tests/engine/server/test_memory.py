"""A server that has answered for long holds no more than one that has just begun."""

import asyncio
import gc
import os
from pathlib import Path

import httpx2
import pytest
from needs import PROC
from tiny_server import NAME, Running
from waiting import until

from engine.server.answering import Answering
from engine.server.served import Turn
from engine.serving.answer import Answer, Piece
from engine.serving.request import Request
from engine.serving.sequence import Sequence

PAGE = 4096


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def held(server: Running) -> dict[str, int]:
    """What belongs to somebody who is still answered, by kind."""
    gc.collect()
    scheduler, worker = server.loop.scheduler, server.server.config.app.state.served.worker
    kinds = (Answering, Turn, Answer, Piece, Request, Sequence)
    files = Path("/proc/self/fd")
    return {
        "blocks": server.pool.n_blocks - server.pool.n_free,
        "sequences": len(scheduler.running) + len(scheduler.waiting),
        "clients": len(worker._clients),
        "tasks": len(asyncio.all_tasks(server.server.servers[0].get_loop())),
        "objects": sum(isinstance(one, kinds) for one in gc.get_objects()),
        "files": len(os.listdir(files)) if files.exists() else 0,
    }


def test_after_two_hundred_requests_no_block_task_or_file_is_held_that_was_not_before(server: Running):
    """Whole and streamed, of one answer and several, chats, refusals, and streams whose clients go."""

    async def ask(web: httpx2.AsyncClient, i: int) -> None:
        body = {"model": NAME, "prompt": f"Text {i}", "max_tokens": 1 + i % 3, "n": 1 + i % 2}
        if i % 10 == 0:  # goes before the end
            long = {**body, "max_tokens": 200, "stream": True, "ignore_eos": True}
            async with web.stream("POST", "/completions", json=long) as response:
                await anext(response.aiter_lines())
        elif i % 10 == 1:
            chat = {"model": NAME, "messages": [{"role": "user", "content": "a"}], "max_tokens": 1}
            assert (await web.post("/chat/completions", json=chat)).status_code == 200
        elif i % 10 == 2:
            assert (await web.post("/completions", json={**body, "temperature": 9})).status_code == 400
        else:
            assert (await web.post("/completions", json={**body, "stream": i % 2 == 0})).status_code == 200

    async def ask_all(numbers: range) -> None:
        left = iter(numbers)

        async def one_after_the_other(web: httpx2.AsyncClient) -> None:
            for i in left:
                await ask(web, i)

        async with httpx2.AsyncClient(base_url=server.base_url, timeout=120) as web:
            await asyncio.gather(*(one_after_the_other(web) for _ in range(12)))

    def is_quiet() -> bool:
        clients = server.server.server_state
        return server.loop.idle and not clients.connections and not clients.tasks

    asyncio.run(ask_all(range(30)))  # what is made once is there
    until(is_quiet)
    before = held(server)
    asyncio.run(ask_all(range(200)))
    until(is_quiet)
    assert held(server) == before


@pytest.mark.timing
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason=PROC)
def test_a_thousand_requests_leave_the_memory_as_a_hundred_did(server: Running, web):
    def ask(i: int) -> None:
        body = {"model": NAME, "prompt": f"Text {i}", "max_tokens": 4, "n": 1 + i % 3, "stream": i % 2 == 0}
        assert web.post("/v1/completions", json=body).status_code == 200

    for i in range(100):
        ask(i)
    before = resident()
    for i in range(1000):
        ask(i)
    assert resident() - before < 8 << 20
    assert server.pool.n_free == server.pool.n_blocks
