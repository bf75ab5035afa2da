"""Who comes when, what is asked, and a run against the real server."""

import asyncio
import itertools
import json
import statistics
from pathlib import Path

import pytest
from tiny_server import NAME, running, tiny_tokenizer

from engine.load.arrivals import Closed, Open
from engine.load.call import Call, make_calls, read_calls, taken
from engine.load.command import Wanted, load
from engine.load.definitions import most_at_once
from engine.load.drive import Target, drive
from engine.load.record import read_records


def gaps(arrivals: Open, n: int = 20_000) -> list[float]:
    times = [*arrivals.times(n, seed=1)]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


# ---- who comes when -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("burstiness", [0.25, 1.0, 4.0])
def test_gaps_have_the_mean_and_the_variance_of_the_gamma_distribution(burstiness):
    found = gaps(Open(rate=5.0, burstiness=burstiness))
    assert statistics.fmean(found) == pytest.approx(1 / 5, rel=0.05)
    assert statistics.pvariance(found) == pytest.approx(1 / (5**2 * burstiness), rel=0.1)


def test_an_infinite_rate_is_all_at_once():
    assert {*Open(rate=float("inf")).times(9, seed=0)} == {0.0}


@pytest.mark.parametrize(("ramp", "middle"), [("linear", 5.5), ("exponential", 10**0.5)])
def test_a_ramp_goes_from_one_rate_to_the_other(ramp, middle):
    found = gaps(Open(rate=10.0, ramp=ramp, ramp_from=1.0, burstiness=1e6))  # hardly any chance in it
    n = len(found)
    for at, rate in ((0, 1.0), (n // 2, middle), (n - 1, 10.0)):
        assert found[at] == pytest.approx(1 / rate, rel=0.01)


@pytest.mark.parametrize("name", ["rate", "burstiness", "ramp_from"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_a_rate_that_is_none_is_refused(name, value):
    with pytest.raises(ValueError, match=f"^{name}={value} is not above 0$"):
        Open(**{"rate": 1.0, name: value})


@pytest.mark.parametrize(("rate", "ramp_from"), [(float("inf"), 1.0), (5.0, float("inf"))])
def test_a_ramp_from_or_to_no_number_is_refused(rate, ramp_from):
    with pytest.raises(ValueError, match=r"^a ramp goes from one number"):
        Open(rate=rate, ramp="linear", ramp_from=ramp_from)


# ---- what is asked --------------------------------------------------------------------------------------------
def test_calls_are_of_the_lengths_asked_for_and_share_their_beginning():
    calls = make_calls(50, prompt_words=20, answer_tokens=10, spread=0.5, shared_words=7, seed=3)
    words = [call.prompt.split() for call in calls]
    assert len({tuple(one[:7]) for one in words}) == 1
    assert all(17 <= len(one) <= 37 for one in words)
    assert all(5 <= call.answer_tokens <= 15 for call in calls)
    assert len({len(one) for one in words}) > 5
    assert calls == make_calls(50, prompt_words=20, answer_tokens=10, spread=0.5, shared_words=7, seed=3)


def test_calls_come_from_a_file_and_begin_again_where_it_ends(tmp_path):
    path = tmp_path / "calls.jsonl"
    path.write_text('{"prompt": "a", "answer_tokens": 3}\n\n{"prompt": "b", "answer_tokens": 4, "more": 1}\n')
    assert taken(read_calls(path), 3) == [Call("a", 3), Call("b", 4), Call("a", 3)]


@pytest.mark.parametrize(
    "line",
    ["{", '{"prompt": "a"}', '{"prompt": "a", "answer_tokens": "x"}', '{"prompt": "a", "answer_tokens": 1e999}', "5"],
)
def test_a_line_that_is_no_call_is_told_with_its_number(tmp_path, line):
    path = tmp_path / "calls.jsonl"
    path.write_text(f'{{"prompt": "a", "answer_tokens": 3}}\n{line}\n')
    with pytest.raises(ValueError, match=r'calls.jsonl:2: each line is an object with "prompt" and "answer_tokens"'):
        read_calls(path)


def test_a_file_that_is_no_text_is_told_by_its_name(tmp_path):
    path = tmp_path / "calls.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"calls.jsonl is no text in UTF-8"):
        read_calls(path)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"clients": 2, "rate": 5.0}, "^clients who ask again when they are answered come at no rate"),
        ({"limits": ["ttft=nan"]}, "^'ttft=nan' says no number of seconds"),
        ({"limits": ["e2el=-1"]}, "^'e2el=-1' says no number of seconds"),
        ({"records": Path("nowhere/run.jsonl")}, "^nowhere is no folder to keep time stamps in"),
        ({"target": Target(base_url="http://127.0.0.1:9", model="", api_key="ключ")}, "^the API key has letters"),
        ({"target": Target(base_url="http://127.0.0.1:port", model="")}, "completions: InvalidURL: Invalid port"),
    ],
)
def test_what_cannot_be_run_is_told_before_it_is(changes, told):
    nobody = Target(base_url="http://127.0.0.1:9/v1", model="none")
    with pytest.raises((ValueError, OSError), match=told):
        load(Wanted(**{"target": nobody, "n": 1, **changes}), print)


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        ({"prompt_tokens": "x", "completion_tokens": "y"}, "TypeError: its usage counts no tokens"),
        ({"prompt_tokens": 1, "completion_tokens": None}, "TypeError: its usage counts no tokens"),
        ({}, None),
    ],
)
def test_a_server_that_counts_no_tokens_is_told(usage, told):
    chunk = json.dumps({"choices": [{"text": "a"}], "usage": usage})
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    async def answer(reader, writer):
        await reader.read(65536)
        writer.write(head + f"data: {chunk}\n\ndata: [DONE]\n\n".encode())
        await writer.drain()
        writer.close()

    async def run():
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as there:
            port = there.sockets[0].getsockname()[1]
            return await drive(Target(base_url=f"http://127.0.0.1:{port}", model=""), [Call("a", 1)], Closed(1))

    if told is None:
        assert asyncio.run(run())[0].tokens == 1
    else:
        with pytest.raises(ConnectionError, match=told):
            asyncio.run(run())


# ---- a run ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("data")) as there:
        yield there


@pytest.mark.parametrize("chat", [False, True])
def test_a_closed_loop_has_as_many_at_once_as_clients_and_counts_the_servers_tokens(server, chat):
    calls = [Call("word " * (1 + i), 3 + i) for i in range(8)]
    target = Target(base_url=server.base_url, model=NAME, chat=chat)
    records = asyncio.run(drive(target, calls, Closed(3), warm_up=2))
    assert [record.error for record in records] == [None] * 8
    assert [record.answer_tokens for record in records] == [call.answer_tokens for call in calls]
    if not chat:
        encode = tiny_tokenizer().encode
        assert [record.prompt_tokens for record in records] == [len(encode(call.prompt)) for call in calls]
    assert most_at_once(records) == 3
    for record in records:
        assert 0 <= record.sent <= record.chunks[0]
        assert record.chunks == sorted(record.chunks)
        assert record.chunks[-1] <= record.done


def test_a_run_from_the_command_keeps_its_time_stamps_and_tells_its_figures(server, tmp_path):
    said: list[str] = []
    wanted = Wanted(
        target=Target(base_url=f"{server.base_url}/", model=NAME), n=10, prompt_words=3, answer_tokens=4,
        limits=["e2el=60"], records=tmp_path / "run.jsonl",
    )  # fmt: skip
    found, page = load(wanted, said.append)
    assert (found["completed"], found["failed"], found["total_output_tokens"]) == (10, 0, 40)
    assert found["request_goodput"] == found["request_throughput"]
    json.dumps(found, allow_nan=False)
    assert said[-1] == "10 of 10 answered"
    assert page.startswith("10 calls answered, 0 failed, in ")
    records = read_records(wanted.records)
    assert [len(record.chunks) for record in records] == [4] * 10
    assert found["duration"] == max(one.chunks[-1] for one in records) - min(one.sent for one in records)


def test_calls_that_fail_say_why_and_the_others_count(server):
    calls = [Call("a", 2), Call("word " * 100, 2), Call("a", 2)]
    records = asyncio.run(drive(Target(base_url=server.base_url, model=NAME), calls, Open(rate=float("inf"))))
    assert [record.is_complete for record in records] == [True, False, True]
    assert records[1].error.startswith('400: {"error":{"message":"the prompt has 500 tokens')


def test_a_test_call_that_fails_ends_the_run_before_it_begins(server):
    with pytest.raises(ConnectionError, match="the model 'other' is not served here"):
        asyncio.run(drive(Target(base_url=server.base_url, model="other"), [Call("a", 1)], Closed(1)))
