"""One server of a tiny model for all tests of a file."""

from collections.abc import Iterator

import httpx2
import pytest
from openai import OpenAI
from tiny_server import Running, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("data")) as there:
        yield there


@pytest.fixture(scope="module")
def client(server: Running) -> OpenAI:
    return server.client()


@pytest.fixture(scope="module")
def web(server: Running) -> Iterator[httpx2.Client]:
    """What sends any bytes, and reads the answer as it is."""
    with httpx2.Client(base_url=server.base_url.removesuffix("/v1"), timeout=120) as there:
        yield there
