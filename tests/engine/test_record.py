"""What a record of a fact holds, and what keeps a number out of it."""

from __future__ import annotations

import re
from functools import partial

import pytest

from engine.fact import Settings, computed, marks_of, measured
from engine.measure import BusyError, Load, sample
from engine.provenance import Definition
from engine.record import FactError, run
from engine.units import Bytes, Count, Ratio, Seconds, Table

SETTINGS = Settings(model="m", dtype="fp32", batch=1, prompt="p", new_tokens=2, threads=1, seed=123)
calm = partial(sample, load=lambda: Load(0.0, 0.0, 0.0, 2))


def recorded(function, sampler=calm):
    """The record of a decorated function."""
    marks = marks_of(function)
    unit = function.__annotations__["return"]
    definition = Definition(
        name=function.__name__, kind=marks.kind, unit=unit, says="What it is.", path="engine/facts/a.py", line=7,
        digest="d1g", whole=frozenset(),
    )  # fmt: skip
    return run(definition, function, marks, sampler=sampler)


def speeds(*pairs, claim=lambda t: t["speedup"] > 1, repeats=None):
    """A measured fact that gives these pairs of seconds, the first of them as warm-up."""
    left = iter(pairs)

    @measured(claim=claim, settings=SETTINGS, repeats=repeats or len(pairs) - 1)
    def decode() -> Table:
        plain, cached = next(left)
        return Table(plain=Seconds(plain), cached=Seconds(cached), speedup=Ratio(plain / cached))

    return decode


def test_a_measured_record_keeps_every_raw_sample_and_the_median_ratio_of_repeats():
    record = recorded(speeds((99, 1), (10, 1), (30, 2), (24, 8)))
    assert record.samples == {"plain": [10, 30, 24], "cached": [1, 2, 8], "speedup": [10, 15, 3]}
    assert record.value["speedup"] == {"unit": "Ratio", "value": 10}
    assert record.value["plain"]["value"] / record.value["cached"]["value"] == 12
    assert record.settings == SETTINGS.as_dict()
    assert (record.kind, record.digest, record.defined, record.unit) == (
        "measured",
        "d1g",
        "engine/facts/a.py:7",
        "Table",
    )


def test_the_machine_is_told_by_its_parts_and_never_by_its_name():
    import platform

    record = recorded(speeds((2, 1), (2, 1)))
    assert set(record.machine) == {"cpu", "cores", "memory_gib"}
    assert record.versions["python"] == platform.python_version()
    assert platform.node() not in record.machine.values()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record.day)


def test_a_computed_record_holds_no_machine_so_that_it_is_the_same_everywhere():
    @computed(source="A paper")
    def size() -> Bytes:
        return Bytes(12)

    record = recorded(size)
    assert (record.value, record.unit, record.source) == (12, "Bytes", "A paper")
    assert not record.machine
    assert not record.versions
    assert not record.samples


def test_a_false_claim_is_an_error_that_shows_what_was_measured():
    with pytest.raises(FactError, match=r"^its claim is false here: plain 1 s, cached 2 s, speedup 50%$"):
        recorded(speeds((9, 1), (1, 2), (1, 2)))


def test_the_claim_is_tested_on_the_medians_not_on_each_sample():
    assert recorded(speeds((9, 9), (1, 2), (4, 2), (6, 2))).value["speedup"]["value"] == 2


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Count(1), r"it says Bytes and returned Count Count\(1\.0\)"),
        (3.0, r"it says Bytes and returned float 3\.0"),
        (Bytes("nan"), "not a finite number: value"),
        (Bytes("inf"), "not a finite number: value"),
    ],
)
def test_what_is_not_what_the_fact_says_is_not_recorded(value, message):
    @computed()
    def size() -> Bytes:
        return value

    with pytest.raises(FactError, match=message):
        recorded(size)


def test_a_machine_that_is_too_busy_is_an_error():
    readings = (Load(float(t), 2.0 * t, 0.0, 2) for t in range(999))
    with pytest.raises(BusyError, match=r"(99|100)% of the CPU"):
        recorded(speeds(*[(2, 1)] * 99, repeats=2), partial(sample, load=readings.__next__, sleep=lambda seconds: None))
