"""Each tool's figures, by its own formula written out beside ours; and the fields of `vllm bench serve`."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.load.command import figures, page
from engine.load.definitions import (
    DEFINITIONS,
    MEANINGS,
    Limit,
    busiest_second,
    goodput,
    most_at_once,
    result,
)
from engine.load.record import Record, read_records, write_records

# Five tokens in four pieces, sent at 1: pieces at 2, 2.5, 2.5 and 4, the stream's end at 4.25.
ONE = Record(0, 1.0, [2.0, 2.5, 2.5, 4.0], 4.25, prompt_tokens=10, answer_tokens=5, text="abcd")
SHORT = Record(1, 0.0, [0.5], 0.75, prompt_tokens=2, answer_tokens=1, text="a")
FAILED = Record(2, 0.0, [], None, error="500: no")


def test_one_run_has_four_times_per_token():
    tpot = {tool: figures_of([ONE]) for tool, figures_of in DEFINITIONS.items()}
    assert tpot["vllm"]["tpot"] == [(3.0 - 1.0) / (5 - 1)]
    assert tpot["vllm"]["itl"] == [0.5, 0.0, 1.5]
    assert tpot["aiperf"]["itl"] == [(3.0 - 1.0) / (5 - 1)]
    assert tpot["aiperf"]["icl"] == [0.5, 0.0, 1.5]
    assert tpot["aiperf"]["ttst"] == [0.5]
    assert tpot["guidellm"]["tpot"] == [(4.0 - 1.0) / 5]
    assert tpot["guidellm"]["itl"] == [(4.0 - 2.0) / (5 - 1)]
    assert tpot["llmperf"]["itl"] == [(4.0 - 1.0) / 4]
    assert {figures["ttft"][0] for figures in tpot.values()} == {1.0}
    assert (tpot["vllm"]["e2el"], tpot["aiperf"]["request_latency"]) == ([3.0], [3.0])
    assert (tpot["guidellm"]["request_latency"], tpot["llmperf"]["end_to_end_latency"]) == ([3.25], [3.25])


def test_guidellms_figures_are_those_that_it_gave_itself_on_the_same_run():
    """guidellm 0.8.1 on this server, four clients: the moments that it kept, and what it made of them."""
    path = Path(__file__).with_name("fixtures") / "guidellm_run.jsonl"
    calls = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    records = [
        Record(
            i, call["request_start"],
            [call["first_token_iteration"], *[call["last_token_iteration"]] * (call["token_iterations"] - 1)],
            call["request_end"], call["prompt_tokens"], call["output_tokens"],
        )
        for i, call in enumerate(calls)
    ]  # fmt: skip
    ours = DEFINITIONS["guidellm"](records)
    for name, theirs, unit in (
        ("ttft", "time_to_first_token_ms", 1000), ("tpot", "time_per_output_token_ms", 1000),
        ("itl", "inter_token_latency_ms", 1000), ("request_latency", "request_latency", 1),
    ):  # fmt: skip
        assert [unit * value for value in ours[name]] == pytest.approx([call[theirs] for call in calls], abs=2e-3)


def test_aiperfs_figures_and_percentiles_are_those_that_it_gave_itself_on_the_same_run():
    """aiperf 0.13.0 on this server with SmolLM2, four clients: the moments it kept, what it made of them, its sums."""
    path = Path(__file__).with_name("fixtures") / "aiperf_run.jsonl"
    *calls, said = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    records = [
        Record(i, call["sent"], call["chunks"], call["done"], call["prompt_tokens"], call["output_tokens"])
        for i, call in enumerate(calls)
    ]
    ours = {name: [1000 * value for value in values] for name, values in DEFINITIONS["aiperf"](records).items()}
    theirs = {
        "ttft": "time_to_first_token_ms", "ttst": "time_to_second_token_ms", "itl": "inter_token_latency_ms",
        "request_latency": "request_latency_ms",
    }  # fmt: skip
    for name, their in theirs.items():
        assert ours[name] == pytest.approx([call[their] for call in calls], abs=1e-3)
        found = figures(records)["aiperf"][name]
        told = {"mean": said["summary"][their].pop("avg"), **said["summary"][their]}
        assert found == pytest.approx(told, abs=1e-3)
    assert ours["icl"] == pytest.approx([gap for call in calls for gap in call["inter_chunk_latency_ms"]], abs=1e-3)
    found = result(records)
    assert found["output_throughput"] == pytest.approx(said["output_token_throughput"], rel=1e-3)
    assert found["request_throughput"] == pytest.approx(said["request_throughput"], rel=1e-3)


def test_an_answer_of_one_token_has_no_time_between_tokens():
    assert {name: [*values] for name, values in DEFINITIONS["vllm"]([SHORT]).items()} == {
        "ttft": [0.5], "tpot": [], "itl": [], "e2el": [0.5],
    }  # fmt: skip
    assert figures([SHORT])["vllm"]["tpot"]["mean"] is None


def test_the_fields_are_those_of_vllms_own_result():
    found = result([ONE, SHORT, FAILED], limits=[Limit("ttft", 0.75)])
    assert (found["completed"], found["failed"]) == (2, 1)
    assert (found["total_input_tokens"], found["total_output_tokens"], found["duration"]) == (12, 6, 4.0)
    assert (found["request_throughput"], found["request_goodput"]) == (0.5, 0.25)
    assert (found["output_throughput"], found["total_token_throughput"]) == (1.5, 4.5)
    assert (found["mean_ttft_ms"], found["std_ttft_ms"], found["p99_e2el_ms"]) == (750, 250, pytest.approx(2975))
    assert (found["max_concurrent_requests"], found["max_output_tokens_per_s"]) == (1, 3)
    assert {f"{what}_{name}_ms" for what in ("mean", "median", "std", "p50", "p95", "p99") for name in
            ("ttft", "tpot", "itl", "e2el")} <= {*found}  # fmt: skip


@given(st.lists(st.floats(0.001, 10), min_size=1, max_size=30))
def test_percentiles_and_spread_are_numpys(waits):
    found = result([Record(i, 0.0, [wait], wait, 1, 1) for i, wait in enumerate(waits)])
    for share in (50, 95, 99):
        assert found[f"p{share}_ttft_ms"] == pytest.approx(np.percentile(waits, share) * 1000)
    assert found["std_ttft_ms"] == pytest.approx(np.std(waits) * 1000, abs=1e-9)


spans = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda span: Record(0, span[0], [sum(span)], 0.0))


@given(st.lists(spans, min_size=1, max_size=12))
def test_most_at_once_is_what_counting_at_every_moment_gives(records):
    open_at = [sum(one.sent <= at < one.chunks[-1] for one in records) for at in range(40)]
    assert most_at_once(records) == max(open_at)


def test_the_busiest_second_is_counted_from_the_first_call():
    assert busiest_second([Record(0, 0.5, [0.6, 1.4, 1.6, 3.0], 3.0)]) == 2


def test_goodput_counts_calls_that_meet_all_limits():
    limits = [Limit.read("ttft=1"), Limit.read("tpot=0.4"), Limit.read("e2el=9")]
    assert goodput([ONE, SHORT], limits) == 1
    assert goodput([ONE, SHORT], [Limit("tpot", 0.5)]) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("itl=1", "'itl' is no limit of a call; ttft, tpot and e2el are, as in ttft=0.5"),
        ("ttft", "'ttft' says no number of seconds, as ttft=0.5 does"),
        ("ttft=fast", "'ttft=fast' says no number of seconds, as ttft=0.5 does"),
    ],
)
def test_a_limit_that_says_nothing_is_refused(text, told):
    with pytest.raises(ValueError, match=f"^{told}$"):
        Limit.read(text)


def test_records_are_read_as_they_were_written(tmp_path):
    write_records(tmp_path / "run.jsonl", [ONE, SHORT, FAILED])
    assert read_records(tmp_path / "run.jsonl") == [ONE, SHORT, FAILED]


def test_the_page_says_each_figure_with_its_meaning_and_what_went_wrong():
    records = [ONE, SHORT, FAILED]
    found = {**result(records, limits=[Limit("ttft", 0.75)]), "definitions": figures(records)}
    lines = page(found, records, [Limit("ttft", 0.75)]).splitlines()
    assert lines[0] == (
        "2 calls answered, 1 failed, in 4 s: 0.5 calls/s, 1.5 tokens/s made, 4.5 read and made; up to 1 at once"
    )
    assert lines[1] == "goodput: 0.25 calls/s meet ttft ≤ 0.75 s"
    assert lines[-1] == "1 × 500: no"
    told = {tuple(line.split()[:2]) for line in lines[4:-1]}
    assert told == {*MEANINGS}
    assert all(line.endswith(meaning) for line, meaning in zip(lines[4:-1], MEANINGS.values(), strict=True))
    assert "nan" not in "".join(lines)


def test_a_run_of_failures_alone_is_told():
    found = {**result([FAILED]), "definitions": figures([FAILED])}
    assert page(found, [FAILED], []).splitlines() == ["0 calls answered, 1 failed", "1 × 500: no"]
    assert math.isfinite(found["failed"])
