"""What was measured of servers under load, against what must be so on any machine."""

import importlib

import pytest
from recorded_facts import recorded

from engine.fact import marks_of
from engine.serving.blocks import BLOCK

RUNS = {
    "server_run": "server_run",
    "shared_prompt_run": "shared_prompt",
    "streaming_run": "streaming_run",
    "job_run": "job_run",
}


@pytest.mark.parametrize("name", RUNS)
def test_the_recorded_run_keeps_the_claim_of_its_fact(name: str) -> None:
    marks = marks_of(getattr(importlib.import_module(f"engine.facts.{RUNS[name]}"), name))
    assert marks is not None
    assert marks.claim is not None
    assert marks.claim(recorded(name))


def test_who_else_is_there_and_how_one_asks_changes_no_text() -> None:
    assert recorded("server_run").same_texts == 1
    assert recorded("streaming_run").same_text == 1
    assert recorded("job_run").same_texts == 1


def test_all_requests_but_the_first_find_the_whole_blocks_of_what_they_share() -> None:
    run = recorded("shared_prompt_run")
    assert run.found == (run.requests - 1) * (run.shared - run.shared % BLOCK)
    assert run.hit_rate == run.found / run.read


def test_ratios_are_those_of_their_parts() -> None:
    job, streamed = recorded("job_run"), recorded("streaming_run")
    # medians of ratios over ratios of medians
    assert job.cheaper == pytest.approx(job.rate_job / job.rate_service, rel=0.2)
    assert streamed.sooner == pytest.approx(streamed.whole / streamed.first, rel=0.2)
