"""A server that has answered for long holds no more than one that has just begun."""

from pathlib import Path

import pytest
from needs import PROC
from tiny_server import NAME, Running

PAGE = 4096


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


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
