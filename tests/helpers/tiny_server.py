"""A tiny model behind the real server, in a thread of the test or in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openai import OpenAI

from engine.server.beside import listening
from engine.server.start import Listening, server_of
from engine.server.tiny import BYTES, END, TEMPLATE, tiny_model, tiny_tokenizer
from engine.serving.blocks import BlockPool
from engine.serving.loop import Loop
from engine.serving.scheduler import Limits

NAME = "tiny"
__all__ = ["BYTES", "END", "NAME", "TEMPLATE", "Running", "running", "tiny_model", "tiny_tokenizer"]


@dataclass
class Running:
    """A server that listens. `loop` is to look at; its clients end with it."""

    base_url: str
    loop: Loop
    server: Listening
    clients: list[OpenAI] = field(default_factory=list)

    @property
    def pool(self) -> BlockPool:
        return self.loop.scheduler.pool

    def client(self, **more: object) -> OpenAI:
        settings = {"api_key": "none", "max_retries": 0, "timeout": 120.0, **more}
        self.clients.append(OpenAI(base_url=self.base_url, **settings))
        return self.clients[-1]


@contextmanager
def running(data: Path, *, patience: float = 10, **settings: object) -> Iterator[Running]:
    """The server in a thread, until the end of the block; then it shuts down as it does when it is told to."""
    settings = {"n_blocks": 512, "limits": Limits(max_rows=8, max_tokens=64), "model": tiny_model(), **settings}
    app = server_of(settings.pop("model"), NAME, data=data, **settings)
    with listening(app, patience=patience) as (base_url, server):
        there = Running(base_url, app.state.served.worker.loop, server)
        try:
            yield there
        finally:
            for client in there.clients:
                client.close()
