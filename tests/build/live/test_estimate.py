"""What sliders compute: the estimators' own numbers, within limits, at once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from build.files.course import course_of
from build.files.wanted import Wanted
from build.live.deck_state import Live
from build.live.estimate_routes import estimate_routes, slides_with
from build.parse.deck import parse
from build.parse.source import Source

SPEC = """---
title: A cache
course: A course
language: en
---
# A cache

## One
- words

## Two

Visual: heads(llama_heads, unit=GB)
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    spec = tmp_path_factory.mktemp("estimate") / "deck.md"
    spec.write_text(SPEC, encoding="utf-8")
    return TestClient(Starlette(routes=estimate_routes(Live(spec, Wanted(course=course_of(spec)), token="t", port=0))))


def test_the_cache_of_llama_3_8b_is_an_eighth_of_a_megabyte_a_token(client: TestClient) -> None:
    found: dict[str, Any] = client.get("/estimate/cache?model=llama-3-8b&tokens=4096&kv_heads=8").json()
    assert found["y"]["at"] == 4096 * 131_072  # 2 · 32 layers · 8 sets · 128 numbers · 2 bytes
    assert found["rows"] == [
        ["The cache", "537 MB"],
        ["Added by each token", "131 kB"],
        ["With a set for each query head", "2.15 GB"],
    ]
    assert found["x"]["values"][-1] == 8192
    assert found["y"]["values"][-1] == 8192 * 131_072


def test_fewer_sets_take_less_memory_and_no_more_time(client: TestClient) -> None:
    found = client.get("/estimate/tradeoff?tokens=8192&kv_heads=1&batch=8").json()
    assert found["x"]["values"] == sorted(found["x"]["values"])
    assert found["y"]["values"] == sorted(found["y"]["values"])
    assert found["x"]["at"] * 32 == found["x"]["values"][-1]


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("weather", 404, "there are: cache, tradeoff"),
        (
            "cache?model=../x",
            422,
            "model is one of gpt2-124m, llama-2-7b, llama-3-8b, llama-3-70b, mistral-7b-v0.1, qwen3-0.6b",
        ),
        ("cache?tokens=8193", 422, "tokens is a whole number from 1 to 8,192"),
        ("cache?tokens=1e9", 422, "tokens is a whole number from 1 to 8,192"),
        ("cache?tokens=" + "9" * 1000, 422, "tokens is a whole number from 1 to 8,192"),
        ("cache?batch=0", 422, "batch is a whole number from 1 to 256"),
        ("cache?kv_heads=5", 422, "kv_heads is one of 1, 2, 4, 8, 16, 32 for llama-3-8b"),
        ("cache?tokens=1&tokens=2", 422, "a value is there twice"),
        ("cache?dtype=fp32", 422, "no value 'dtype'; there are: model, tokens, batch, kv_heads"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_what_can(
    client: TestClient, asked: str, status: int, says: str
) -> None:
    answer = client.get(f"/estimate/{asked}")
    assert (answer.status_code, answer.json()) == (status, {"refused": says})


def test_sliders_stand_beside_figures_that_speak_of_the_cache() -> None:
    deck, _ = parse(Source("deck.md", SPEC))
    (numbers,) = (slide.number for slide in deck.slides if "Two" in repr(slide))
    assert slides_with(deck) == {numbers: ["cache", "tradeoff"]}


@pytest.mark.timing
def test_a_number_is_there_within_a_tenth_of_a_second(client: TestClient) -> None:
    client.get("/estimate/tradeoff")
    began = time.perf_counter()
    for tokens in range(1, 11):
        assert client.get(f"/estimate/tradeoff?tokens={tokens * 100}&batch=8").status_code == 200
    assert (time.perf_counter() - began) / 10 < 0.1
