"""A tiny model behind the real server, in a thread of the test or in a process of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import tokenizers
import torch
from openai import OpenAI
from tokenizers import decoders, models, pre_tokenizers

from engine.checkpoint_files.tokenizer import Tokenizer
from engine.config import ModelConfig
from engine.model import GPT
from engine.server.start import Listening, server_of
from engine.serving.blocks import BlockPool
from engine.serving.loop import Loop
from engine.serving.scheduler import Limits

NAME = "tiny"
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}<|end|>{% endfor %}assistant:"
BYTES = 256
END = BYTES  # <|end|>, with which an answer ends


def tiny_tokenizer() -> Tokenizer:
    """Every byte a token, what ASCII prints first; and one token that ends a turn."""
    plain = [*map(chr, range(33, 127)), "Ġ", "Ċ"]  # a space and a new line, as byte-level vocabularies write them
    letters = [*plain, *sorted({*pre_tokenizers.ByteLevel.alphabet()} - {*plain})]
    encoding = tokenizers.Tokenizer(models.BPE({letter: place for place, letter in enumerate(letters)}, []))
    encoding.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    encoding.decoder = decoders.ByteLevel()
    encoding.add_special_tokens(["<|end|>"])
    return Tokenizer(encoding, stop_ids=[END], template=TEMPLATE)


def tiny_model(*, max_seq_len: int = 256) -> GPT:
    """Random weights. What is likely is a letter of ASCII; other bytes are drawn too, the end of a turn hardly."""
    config = ModelConfig(
        n_layers=2, n_heads=4, n_kv_heads=2, head_dim=8, d_model=24, d_ff=40, vocab_size=BYTES + 1,
        max_seq_len=max_seq_len,
    )  # fmt: skip
    torch.manual_seed(0)
    model = GPT(config).eval().requires_grad_(False)
    for weight in dict.fromkeys(model.parameters()):
        weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.25)
    model.head.weight[96:] *= 0.2
    model.tokenizer = tiny_tokenizer()
    return model


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
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Listening(app, patience=patience)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
            there = Running(base_url, app.state.served.worker.loop, server)
            yield there
            for client in there.clients:
                client.close()
        finally:
            server.should_exit = True
            thread.join()
