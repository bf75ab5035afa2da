"""The naive server answers what ours does, and one client after the other."""

import asyncio
import itertools

import httpx2
import pytest
from tiny_server import NAME, running, tiny_model

from engine.load.arrivals import Open
from engine.load.call import Call
from engine.load.drive import Target, drive
from engine.server.beside import other
from engine.server.naive import naive_server

CALLS = [Call(f"Text {i} of several.", 6) for i in range(5)]


@pytest.fixture(scope="module")
def naive():
    with other(naive_server(tiny_model(), NAME)) as base_url:
        yield base_url


def run(base_url: str):
    return asyncio.run(drive(Target(base_url=base_url, model=NAME), CALLS, Open(rate=float("inf"))))


def test_it_says_what_ours_says_one_after_the_other(naive, tmp_path):
    alone = run(naive)
    assert [record.error for record in alone] == [None] * len(CALLS)
    assert [record.answer_tokens for record in alone] == [6] * len(CALLS)
    in_turn = sorted(alone, key=lambda record: record.chunks[0])
    assert all(one.chunks[-1] <= other.chunks[0] for one, other in itertools.pairwise(in_turn))
    with running(tmp_path) as ours:
        together = run(ours.base_url)
    assert [record.text for record in together] == [record.text for record in alone]


def test_it_answers_in_one_piece_too_and_says_what_is_wrong(naive):
    whole = httpx2.post(f"{naive}/completions", json={"prompt": CALLS[0].prompt, "max_tokens": 6}).json()
    assert whole["usage"]["completion_tokens"] == 6
    assert whole["choices"][0]["text"] == run(naive)[0].text
    wrong = httpx2.post(f"{naive}/completions", json={"prompt": "a", "max_tokens": 999})
    assert wrong.status_code == 400
    assert "999" in wrong.json()["error"]["message"]
