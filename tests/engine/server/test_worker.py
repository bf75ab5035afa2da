"""What fails in the loop's thread is told to those who wait, and the next ones are served."""

import asyncio

import httpx2
import openai
import pytest
from tiny_server import NAME, Running

from engine.serving.request import Request


class Breaking:
    """A runner whose calls go wrong from the fourth on: each as `wrong` says."""

    def __init__(self, inner, wrong) -> None:
        self.inner, self.wrong, self.calls = inner, wrong, 0
        self.max_seq_len, self.vocab_size = inner.max_seq_len, inner.vocab_size

    def __call__(self, work, copies):
        self.calls += 1
        rows = self.inner(work, copies)
        return rows if self.calls < 4 else self.wrong(rows)


def too_little_memory(rows):
    raise RuntimeError("DefaultCPUAllocator: can't allocate memory")


def a_bug(rows):
    raise IndexError("list index out of range")


def not_finite(rows):
    return [row * float("nan") for row in rows]


@pytest.fixture(params=[too_little_memory, a_bug, not_finite])
def broken(server: Running, request: pytest.FixtureRequest):
    whole = server.loop.runner
    server.loop.runner = Breaking(whole, request.param)
    yield server
    server.loop.runner = whole
    assert (
        server.client().completions.create(model=NAME, prompt="a", max_tokens=2, temperature=0).usage.completion_tokens
        == 2
    )
    assert server.pool.n_free == server.pool.n_blocks


def test_an_answer_that_fails_in_the_middle_is_an_error_of_the_server(broken):
    with pytest.raises(openai.InternalServerError) as caught:
        broken.client().completions.create(model=NAME, prompt="a", temperature=0, max_tokens=9)
    said = "the answer could not be finished: the model's numbers are no longer finite, or it ran out of memory"
    assert caught.value.body == {
        "message": said, "type": "server_error", "param": None, "code": None,
    }  # fmt: skip


def test_a_stream_that_fails_in_the_middle_says_so_as_its_last_event(broken):
    stream = broken.client().completions.create(model=NAME, prompt="a", temperature=0, max_tokens=9, stream=True)
    pieces = []
    with pytest.raises(openai.APIError, match="the answer could not be finished"):
        pieces += [chunk.choices[0].text for chunk in stream]
    body = {"model": NAME, "prompt": "a", "temperature": 0, "max_tokens": 9, "stream": True}
    lines = [line for line in httpx2.post(f"{broken.base_url}/completions", json=body).text.splitlines() if line]
    assert lines[-1] == "data: [DONE]"
    assert lines[-2].startswith('data: {"error": {"message": "the answer could not be finished')


def test_a_request_that_is_cancelled_before_the_loop_has_seen_it_leaves_nothing(server):
    worker = server.server.config.app.state.served.worker

    async def ask_and_go() -> None:
        asking = asyncio.create_task(worker.ask(Request(id="gone", prompt=(1, 2), max_new_tokens=200)))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(ask_and_go())
    assert (
        server.client().completions.create(model=NAME, prompt="a", max_tokens=2, temperature=0).usage.completion_tokens
        == 2
    )
    assert server.pool.n_free == server.pool.n_blocks


def test_a_mistake_while_a_request_is_taken_in_is_this_clients_alone(server, monkeypatch):
    def forget(request):
        raise KeyError(request.id)

    monkeypatch.setattr(server.loop, "add", forget)
    with pytest.raises(openai.InternalServerError) as caught:
        server.client().completions.create(model=NAME, prompt="a", max_tokens=2)
    assert caught.value.body["message"] == "the server made a mistake: KeyError"
    monkeypatch.undo()
    made = server.client().completions.create(model=NAME, prompt="a", max_tokens=2, temperature=0)
    assert made.usage.completion_tokens == 2
