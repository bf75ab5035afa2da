"""A server from a model's name: how many blocks its memory gives, and an address to listen at."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
import uvicorn
from fastapi import FastAPI

from engine.machine import machine
from engine.model import GPT
from engine.pretrained import dtype_of, pretrained
from engine.server.app import app_of
from engine.server.served import Served
from engine.server.store import Store
from engine.server.templates import ChatTokenizer
from engine.server.worker import Worker
from engine.serving.blocks import BLOCK, BlockPool
from engine.serving.paged_cache import PagedCache
from engine.serving.runner import loop_of
from engine.serving.scheduler import Limits
from engine.threads import fastest_threads

MOST_MEMORY = 1 << 20
"""GiB of cache at most where the system does not tell its memory."""

PATIENCE = 10
"""Seconds that answers may go on when the server is asked to end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How one model is served. `memory` is GiB of KV cache, `tokens` are read in a step, `waiting` is the queue's end.

    Files and batch jobs are kept in the folder `data`.
    """

    model: str
    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    dtype: str = "fp32"
    threads: int | None = None
    rows: int = 8
    tokens: int = 256
    memory: float = 1.0
    policy: str = "continuous"
    waiting: int = 64


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Loads a model and serves it until told to end; what is being answered then has some seconds to finish.

    Raises ValueError or OSError, before it listens, for what cannot be served or where nothing can be listened to.
    """
    with socket.create_server((settings.host, settings.port)) as listener:
        torch.set_num_threads(settings.threads or 1)
        model = pretrained(settings.model, dtype=dtype_of(settings.dtype))
        torch.set_num_threads(settings.threads or fastest_threads(model))
        name, n_blocks = Path(settings.model).name.removesuffix(".gguf"), blocks_in(settings.memory * 2**30, model)
        app = server_of(
            model,
            name,
            data=settings.data,
            n_blocks=n_blocks,
            policy=settings.policy,
            limits=Limits(max_rows=settings.rows, max_tokens=settings.tokens),
            max_waiting=settings.waiting,
        )
        host, port = listener.getsockname()[:2]
        place = f"[{host}]" if ":" in host else host
        say(f"{name} is served at http://{place}:{port}/v1, with room for {n_blocks * BLOCK:,} tokens")
        Listening(app).run(sockets=[listener])


class Listening(uvicorn.Server):
    """Told to end, it lets answers go on for some seconds; those that then are not finished end with a word of it."""

    def __init__(self, app: FastAPI, *, patience: float = PATIENCE) -> None:
        # uvicorn cuts off whoever is still there: later, when all have been told
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=math.ceil(patience) + 5))
        self._end, self._patience = app.state.served.worker.end, patience

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn has it, with an end of the answers in between."""
        ending = asyncio.get_running_loop().call_later(self._patience, self._end)
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()


def blocks_in(memory: float, model: GPT) -> int:
    """Blocks of the cache that so many bytes hold. Raises ValueError where that is none, or more than there is."""
    block = PagedCache(model, BlockPool(1, BLOCK)).nbytes
    if not memory >= block:  # and what is no number at all
        raise ValueError(f"{memory:,.0f} bytes hold no block of {BLOCK} tokens, which needs {block:,}")
    there = int(machine().get("memory_gib", MOST_MEMORY))
    if memory > there * 2**30:
        raise ValueError(f"{memory / 2**30:,.0f} GiB for the cache; this machine has {there:,} GiB in all")
    return int(memory // block)


def server_of(
    model: GPT,
    name: str,
    *,
    data: Path,
    n_blocks: int,
    policy: str = "continuous",
    limits: Limits | None = None,
    max_waiting: int = 64,
) -> FastAPI:
    """The app that serves a model. Raises ValueError for one that cannot be served, or that reads no text.

    So it does, or OSError, where `data` is no folder to keep its files in.
    """
    if model.tokenizer is None:
        raise ValueError("the checkpoint has no tokenizer that is known here, so it can read no text")
    loop = loop_of(model, n_blocks=n_blocks, block_size=BLOCK, policy=policy, limits=limits)
    worker = Worker(loop, max_waiting=max_waiting)
    return app_of(Served(name, model, ChatTokenizer(model.tokenizer), worker), Store(data / "serve.sqlite3"))
