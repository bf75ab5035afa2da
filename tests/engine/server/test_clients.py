"""Many clients at once, clients that leave, a queue that is full, and a server that is told to end."""

import asyncio
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import openai
import pytest
from tiny_server import NAME, Running, running, tiny_model, tiny_tokenizer
from waiting import until

from engine.load.drive import UNLIMITED
from engine.reply import Sampling
from engine.serving.loop import serve
from engine.serving.request import Request
from engine.serving.runner import loop_of
from engine.serving.scheduler import Limits

PATIENCE = 60  # seconds until a client gives up


def asked(max_tokens: int, **more) -> dict:
    body = {"model": NAME, "prompt": "Once upon a time", "max_tokens": max_tokens, "temperature": 0}
    return {**body, "ignore_eos": True, **more}


def made(server: Running) -> float:
    """Tokens that the server has made, by its own count."""
    text = httpx2.get(server.base_url.removesuffix("v1") + "metrics").text
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("coursewright_generation_to"))


# ---- at once ------------------------------------------------------------------------------------------------
def test_a_hundred_streams_at_once_are_each_what_they_are_alone(tmp_path):
    prompts = [f"Text {i}. " + "Like some others. " * (i % 2) for i in range(100)]

    async def streamed(client, i: int) -> str:
        body = {"model": NAME, "prompt": prompts[i], "max_tokens": 6 + i % 5, "temperature": i % 2, "seed": i}
        async with client.stream("POST", "/completions", json={**body, "stream": True}) as response:
            events = [line.removeprefix("data: ") async for line in response.aiter_lines() if line]
        assert events.pop() == "[DONE]"
        return "".join(json.loads(event)["choices"][0]["text"] for event in events)

    async def together(base_url: str) -> list[str]:
        async with httpx2.AsyncClient(base_url=base_url, timeout=120, limits=UNLIMITED) as client:
            return await asyncio.gather(*(streamed(client, i) for i in range(100)))

    with running(tmp_path, max_waiting=100, n_blocks=20) as server:  # fewer blocks than eight of them may need
        texts = asyncio.run(together(server.base_url))
        assert server.pool.n_free == server.pool.n_blocks
    model = tiny_model()
    for i, text in enumerate(texts):
        request = Request(
            id="a", prompt=tuple(tiny_tokenizer().encode(prompts[i])), max_new_tokens=6 + i % 5,
            sampling=Sampling(temperature=float(i % 2), seed=i), stop_ids=tiny_tokenizer().stop_ids,
        )  # fmt: skip
        (answer,) = serve(loop_of(model, n_blocks=16), [request])["a"]
        assert text == answer.text, i


# ---- those who leave ------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """A server whose answers may be long, made one at a time, while one more waits."""
    model = tiny_model(max_seq_len=100_000)
    limits = Limits(max_rows=1, max_tokens=64)
    with running(tmp_path_factory.mktemp("data"), model=model, n_blocks=7000, limits=limits, max_waiting=1) as there:
        yield there


@pytest.fixture
def web(patient):
    with httpx2.Client(base_url=patient.base_url, timeout=PATIENCE) as there:
        yield there


def is_empty(server: Running) -> bool:
    scheduler = server.loop.scheduler
    return server.pool.n_free == server.pool.n_blocks and not scheduler.running and not scheduler.waiting


def test_a_client_that_leaves_its_stream_frees_its_blocks(patient, web):
    before = made(patient)
    with web.stream("POST", "/completions", json=asked(90_000, stream=True)) as response:
        lines = response.iter_lines()
        next(lines)
        assert patient.pool.n_free < patient.pool.n_blocks
    until(lambda: is_empty(patient))
    assert made(patient) - before < 90_000


def test_a_client_that_is_killed_frees_its_blocks(patient):
    host, port = patient.base_url.removeprefix("http://").removesuffix("/v1").split(":")
    body = json.dumps(asked(90_000, stream=True))
    head = "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
    request = f"{head}{len(body)}\r\n\r\n{body}"
    program = (
        "import socket, sys\n"
        f"with socket.create_connection(({host!r}, {port})) as server:\n"
        f"    server.sendall({request!r}.encode())\n"
        "    while b'text_completion' not in (server.recv(65536) or sys.exit()): pass\n"
        "    print('reads', flush=True)\n"
        "    while server.recv(65536): pass\n"
    )
    with subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE) as client:
        assert client.stdout.readline() == b"reads\n"
        assert patient.pool.n_free < patient.pool.n_blocks
        client.kill()
    until(lambda: is_empty(patient))


def test_a_client_that_leaves_before_its_answer_is_whole_frees_its_blocks(patient):
    with httpx2.Client(base_url=patient.base_url, timeout=1) as hasty, pytest.raises(httpx2.ReadTimeout):
        hasty.post("/completions", json=asked(90_000))
    until(lambda: is_empty(patient))


def test_a_reader_who_does_not_read_keeps_nobody_waiting(patient, web):
    with web.stream("POST", "/completions", json=asked(200, stream=True, logprobs=20)) as slow:
        assert slow.status_code == 200
        with httpx2.Client(base_url=patient.base_url, timeout=PATIENCE) as other:
            assert other.post("/completions", json=asked(2)).status_code == 200  # behind it, in the only row
        events = [line for line in slow.iter_lines() if line]
    assert events[-1] == "data: [DONE]"
    assert json.loads(events[-2].removeprefix("data: "))["choices"][0]["finish_reason"] == "length"


# ---- a queue that ends ------------------------------------------------------------------------------------------
def test_a_full_queue_refuses_and_says_when_to_come_again(patient, web):
    with web.stream("POST", "/completions", json=asked(90_000, stream=True)) as ahead, ThreadPoolExecutor() as pool:
        lines = ahead.iter_lines()
        next(lines)
        with httpx2.Client(base_url=patient.base_url, timeout=PATIENCE) as other:
            waits = pool.submit(other.post, "/completions", json=asked(1))
            until(lambda: patient.loop.scheduler.waiting)
            refused = [
                other.post("/completions", json=asked(1)),
                other.post("/chat/completions", json={"model": NAME, "messages": [{"role": "user", "content": "a"}]}),
            ]
            ahead.close()
            assert waits.result().status_code == 200
    for response in refused:
        assert (response.status_code, response.headers["retry-after"]) == (429, "1")
        assert response.json()["error"] == {
            "message": "1 requests wait already; 1 may", "type": "rate_limit_error", "param": None,
            "code": "rate_limit_exceeded",
        }  # fmt: skip
    until(lambda: is_empty(patient))


def test_a_flood_is_answered_or_told_to_come_again_and_leaves_nothing_behind(patient, web):
    def one(i: int) -> int:
        return web.post("/completions", json=asked(2)).status_code

    with ThreadPoolExecutor(40) as pool:
        statuses = [*pool.map(one, range(80))]
    assert {*statuses} == {200, 429}
    until(lambda: is_empty(patient))
    assert one(0) == 200


# ---- a key, an end ----------------------------------------------------------------------------------------------
def test_a_key_is_asked_for_where_one_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEWRIGHT_API_KEY", "secret")
    with running(tmp_path) as server:
        assert server.client(api_key="secret").models.list().data[0].id == NAME
        with pytest.raises(openai.AuthenticationError, match="the API key is not the right one"):
            server.client(api_key="guess").models.list()
        bare = httpx2.get(f"{server.base_url}/models")
        assert (bare.status_code, bare.json()["error"]["code"]) == (401, "invalid_api_key")
        assert httpx2.get(server.base_url.removesuffix("v1") + "health").json() == {"status": "ok"}


def test_a_server_that_is_told_to_end_finishes_its_streams_and_takes_no_more(tmp_path):
    with running(tmp_path) as server, httpx2.Client(base_url=server.base_url, timeout=PATIENCE) as web:
        with web.stream("POST", "/completions", json=asked(150, stream=True)) as response:
            lines = response.iter_lines()
            next(lines)
            server.server.should_exit = True
            worker = server.server.config.app.state.served.worker
            assert [line for line in lines if line][-1] == "data: [DONE]"
        until(lambda: not worker.is_alive)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{server.base_url}/models")


@pytest.mark.parametrize("stream", [False, True])
def test_a_server_that_is_told_to_end_says_so_to_whoever_is_not_answered_in_time(tmp_path, stream, caplog):
    asked = {"model": NAME, "prompt": "A book", "max_tokens": 19_000, "ignore_eos": True, "stream": stream}
    told: list[tuple[int, str]] = []

    def ask(url: str) -> None:
        got = httpx2.post(f"{url}/completions", json=asked, timeout=60)
        told.append((got.status_code, got.text))

    with running(tmp_path, patience=0.2, model=tiny_model(max_seq_len=20_000), n_blocks=1300) as there:
        client = threading.Thread(target=ask, args=[there.base_url])
        client.start()
        until(lambda: there.loop.scheduler.running)
    client.join()
    ((status, text),) = told
    assert (status, "the server is being shut down" in text) == (200 if stream else 503, True)
    assert text.endswith("data: [DONE]\n\n") is stream
    assert "Exception in ASGI" not in caplog.text
