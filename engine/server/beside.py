"""Servers beside their clients, in one process: for labs and facts, which start one, load it and end it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI

from engine.model import GPT
from engine.server.start import Listening, server_of
from engine.serving.scheduler import Limits

MODEL = "served"
"""The name that such a server gives its model."""


@contextmanager
def listening(app: FastAPI, *, patience: float = 10) -> Iterator[tuple[str, Listening]]:
    """The app at a free port until the end of the block: its `base_url`, and the server, which then is told to end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Listening(app, patience=patience)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1", server
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def ours(model: GPT, *, rows: int = 8, tokens: int = 256, n_blocks: int = 1024) -> Iterator[str]:
    """Our server, with files in a folder that is gone with it. Its `base_url`."""
    limits = Limits(max_rows=rows, max_tokens=tokens)
    with TemporaryDirectory() as data:
        app = server_of(model, MODEL, data=Path(data), n_blocks=n_blocks, limits=limits)
        with listening(app) as (base_url, _):
            yield base_url


@contextmanager
def other(server: HTTPServer) -> Iterator[str]:
    """A server of the standard library, such as the naive one. Its `base_url`."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
