"""Files and batch jobs: each line once and in order, whatever is killed; what is wrong is told by line."""

import asyncio
import json
import multiprocessing
import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import fork_server
import openai
import pytest
import uvicorn
from tiny_server import NAME, tiny_model
from waiting import until

from engine.server.batches import BatchAsked, Batches
from engine.server.errors import busy
from engine.server.start import server_of
from engine.server.store import Store
from engine.serving.scheduler import Limits


def line(i: int, **more) -> dict:
    body = {"model": NAME, "prompt": f"Line {i}", "max_tokens": 2, "temperature": 0, "ignore_eos": True}
    return {"custom_id": f"id-{i}", "method": "POST", "url": "/v1/completions", "body": {**body, **more}}


def jsonl(lines) -> bytes:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines).encode()


def begin(client, lines, endpoint="/v1/completions"):
    file = client.files.create(file=("in.jsonl", jsonl(lines)), purpose="batch")
    return client.batches.create(input_file_id=file.id, endpoint=endpoint, completion_window="24h")


def end(client, job):
    """The job once it has ended."""
    until(lambda: client.batches.retrieve(job.id).status in ("completed", "failed", "cancelled"))
    return client.batches.retrieve(job.id)


def read(client, file_id) -> list[dict]:
    return [json.loads(text) for text in client.files.content(file_id).text.splitlines()]


# ---- files ----------------------------------------------------------------------------------------------------
def test_a_file_is_kept_listed_read_and_deleted(client):
    content = jsonl([line(1)])
    file = client.files.create(file=("in.jsonl", content), purpose="batch")
    assert (file.bytes, file.filename, file.purpose) == (len(content), "in.jsonl", "batch")
    assert client.files.retrieve(file.id) == file
    assert file in client.files.list(purpose="batch").data
    assert client.files.content(file.id).content == content
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError, match=f"there is no file '{file.id}'"):
        client.files.retrieve(file.id)


def test_lists_come_in_pages(client):
    made = [client.files.create(file=(f"{i}.jsonl", b"{}"), purpose="batch").id for i in range(5)]
    pages = client.files.list(limit=2)
    assert pages.has_more
    assert {*made} <= {file.id for file in pages}  # the client asks for page after page


def test_a_file_for_another_purpose_is_refused(client):
    with pytest.raises(openai.BadRequestError, match="files are kept for batch jobs, purpose='batch'"):
        client.files.create(file=("in.jsonl", b"{}"), purpose="fine-tune")


# ---- jobs -----------------------------------------------------------------------------------------------------
def test_a_job_answers_its_lines_in_order_as_they_would_be_answered_alone(client):
    job = begin(client, [line(i) for i in range(9)])
    assert job.status in ("validating", "in_progress")
    done = end(client, job)
    assert (done.status, done.error_file_id) == ("completed", None)
    assert (done.request_counts.total, done.request_counts.completed, done.request_counts.failed) == (9, 9, 0)
    found = read(client, done.output_file_id)
    assert [one["custom_id"] for one in found] == [f"id-{i}" for i in range(9)]
    alone = client.completions.create(**{k: v for k, v in line(3)["body"].items() if k != "ignore_eos"})
    assert found[3]["response"]["status_code"] == 200
    assert found[3]["response"]["body"]["choices"][0]["text"].startswith(alone.choices[0].text)
    assert found[3]["error"] is None
    assert client.batches.list().data[0].id == job.id


def test_chats_are_answered_too(client):
    body = {"model": NAME, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
    chat = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body}
    done = end(client, begin(client, [chat], endpoint="/v1/chat/completions"))
    (found,) = read(client, done.output_file_id)
    assert found["response"]["body"]["object"] == "chat.completion"


def test_a_line_that_cannot_be_answered_is_told_in_the_file_of_errors_and_the_others_are_answered(client):
    wrong = [line(1, model="gpt-4"), line(2, temperature=9), line(3, stream=True), line(4, prompt=[999])]
    done = end(client, begin(client, [line(0), *wrong, line(5)]))
    assert (done.status, done.request_counts.completed, done.request_counts.failed) == ("completed", 2, 4)
    assert [one["custom_id"] for one in read(client, done.output_file_id)] == ["id-0", "id-5"]
    told = read(client, done.error_file_id)
    assert [(one["custom_id"], one["response"]["status_code"]) for one in told] == [
        ("id-1", 404), ("id-2", 400), ("id-3", 400), ("id-4", 400),
    ]  # fmt: skip
    assert [one["response"]["body"]["error"]["message"] for one in told] == [
        "the model 'gpt-4' is not served here; 'tiny' is",
        "temperature: Input should be less than or equal to 2",
        "a line of a batch job is not streamed",
        "the prompt has tokens beyond the 257 that the model knows",
    ]


def test_malformed_lines_are_all_told_by_their_number_and_none_is_answered(client):
    lines = [
        line(0), "{not json", {"custom_id": "b"}, line(0), {**line(4), "url": "/v1/chat/completions"}, "[1]",
        {**line(6), "method": "GET"},
    ]  # fmt: skip
    done = end(client, begin(client, lines))
    assert (done.status, done.output_file_id) == ("failed", None)
    assert [(error.line, error.message) for error in done.errors.data] == [
        (2, "this is not JSON: key must be a string at line 1 column 2"),
        (3, "method: Field required"),
        (4, "custom_id 'id-0' is there twice"),
        (5, "it is sent to /v1/chat/completions, and the job to /v1/completions"),
        (6, "Input should be an object"),
        (7, "method: Input should be 'POST'"),
    ]


def test_an_empty_file_and_one_that_is_not_there_are_told(client):
    done = end(client, begin(client, []))
    assert [error.message for error in done.errors.data] == ["the input file has no line"]
    with pytest.raises(openai.NotFoundError, match="there is no file 'file-0'"):
        client.batches.create(input_file_id="file-0", endpoint="/v1/completions", completion_window="24h")
    with pytest.raises(openai.NotFoundError, match="there is no batch job 'batch_0'"):
        client.batches.retrieve("batch_0")


def test_a_job_that_is_cancelled_keeps_what_was_answered_and_begins_no_more(client):
    job = begin(client, [line(i, max_tokens=100) for i in range(300)])
    with pytest.raises(openai.ConflictError, match="a batch job still reads file"):
        client.files.delete(job.input_file_id)
    assert client.batches.cancel(job.id).status == "cancelling"
    done = end(client, job)
    assert done.status == "cancelled"
    assert done.request_counts.completed < 300
    assert client.batches.cancel(job.id).status == "cancelled"
    assert end(client, begin(client, [line(0)])).status == "completed"


def test_a_job_that_is_cancelled_before_its_turn_answers_nothing(client):
    many = [line(i, max_tokens=100) for i in range(300)]
    first, second, third = begin(client, many), begin(client, many), begin(client, [line(0)])
    client.batches.cancel(first.id)
    until(lambda: client.batches.retrieve(second.id).status == "in_progress")
    for job in (third, second):
        client.batches.cancel(job.id)
    done = end(client, third)
    assert (done.status, done.request_counts.completed) == ("cancelled", 0)


def test_a_line_that_was_answered_is_not_asked_again_and_one_that_finds_the_server_busy_is(tmp_path):
    asked: list[str] = []

    async def answer(endpoint, body):
        asked.append(body["prompt"])
        if asked.count("Line 2") == 1:
            raise busy("64 requests wait already; 64 may")
        return {"text": body["prompt"]}

    async def run(store):
        jobs = Batches(store, answer)
        file = store.add_file("in.jsonl", "batch", jsonl([line(0), line(1), line(2)]))
        job = jobs.begin(BatchAsked(input_file_id=file["id"], endpoint="/v1/completions"))
        store.add_line(job["id"], 2, {"text": "before"}, failed=False)  # a file's lines count from 1
        working = asyncio.create_task(jobs.run())
        async with asyncio.timeout(30):
            while store.unfinished():
                await asyncio.sleep(0.01)
        working.cancel()
        return jobs.told(store.batch(job["id"]))

    with closing(Store(tmp_path / "serve.sqlite3")) as store:
        done = asyncio.run(run(store))
        assert (done["status"], done["request_counts"]) == ("completed", {"total": 3, "completed": 3, "failed": 0})
    assert asked == ["Line 0", "Line 2", "Line 2"]


# ---- killed ---------------------------------------------------------------------------------------------------
def listen(listener: socket.socket, data: Path) -> None:
    app = server_of(tiny_model(), NAME, data=data, n_blocks=256, limits=Limits(max_rows=8, max_tokens=256))
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


@pytest.fixture
def start(tmp_path):
    """Starts the server as a process; one that has imported already is forked, so it begins at once."""
    fork_server.started()
    context = multiprocessing.get_context("forkserver")
    begun: list = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def begin():
            process = context.Process(target=listen, args=(listener, tmp_path))
            process.start()
            begun.append(process)
            return process

        yield begin, f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        for process in begun:
            process.kill()
            process.join()


def test_a_job_of_a_thousand_lines_whose_server_is_killed_twice_answers_each_once_and_in_order(start):
    run, base_url = start
    wanted = [line(i, max_tokens=1, **({"n": 99} if i % 100 == 7 else {})) for i in range(1000)]
    with openai.OpenAI(base_url=base_url, api_key="none", max_retries=9, timeout=60) as client:
        process = run()
        job = begin(client, wanted)
        for share in (200, 600):
            until(lambda share=share: sum(counts(client, job)) >= share)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            process = run()
        done = end(client, job)
        assert (done.status, counts(client, job)) == ("completed", (990, 10))
        found, told = read(client, done.output_file_id), read(client, done.error_file_id)
    failed = [f"id-{i}" for i in range(7, 1000, 100)]
    assert [one["custom_id"] for one in found] == [f"id-{i}" for i in range(1000) if f"id-{i}" not in failed]
    assert [one["custom_id"] for one in told] == failed
    assert {one["response"]["body"]["error"]["message"] for one in told} == {
        "n=99 answers need as many rows; a batch has 8"
    }


def counts(client, job) -> tuple[int, int]:
    found = client.batches.retrieve(job.id).request_counts
    return found.completed, found.failed
