"""What is told beside a number that was measured: between which samples it lies."""

from __future__ import annotations

import re
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.provenance.slide_numbers import SlideNumber, spread
from engine.ledger import Record
from engine.units import UNITS


def record_of(unit: str, *samples: float) -> Record:
    return Record(
        name="speed", kind="measured", says="A speed.", unit=unit, value=statistics.median(samples),
        digest="", defined="engine/facts/a.py:1", day="2026-11-22", samples={"value": list(samples)},
    )  # fmt: skip


def told(text: str, unit: str, *samples: float) -> tuple[str, str] | None:
    number = SlideNumber(text=text, reference="speed", places=("table",))
    found = spread(number, record_of(unit, *samples))
    return (found["low"], found["high"]) if found else None


@pytest.mark.parametrize(
    ("unit", "samples", "text", "edges"),
    [
        ("TokensPerSecond", (22.6, 23.6, 23.8), "24 tokens/s", ("23 tokens/s", "24 tokens/s")),
        ("Ratio", (0.92, 0.94, 1.03), "0.94×", ("0.92×", "1.03×")),
        ("Ratio", (0.992, 0.994, 0.996), "99.4%", ("99.2%", "99.6%")),
        ("Seconds", (0.2519, 0.2596, 0.2661), "260 ms", ("250 ms", "270 ms")),
        ("Seconds", (0.2519, 0.2596, 0.2661), "0.26 s", ("0.25 s", "0.27 s")),
        ("Count", (1120, 1160, 1230), "1,200", ("1,100", "1,200")),
        ("Bytes", (2.0e9, 2.2e9, 2.4e9), "2.05 GiB", ("1.86 GiB", "2.24 GiB")),
    ],
)
def test_a_range_is_in_the_numbers_own_unit_and_to_its_own_digits(unit, samples, text, edges):
    assert told(text, unit, *samples) == edges


@pytest.mark.parametrize(
    ("unit", "samples", "text"),
    [("Count", (1023,) * 5, "1,023"), ("Ratio", (1.0,) * 3, "100%"), ("Nats", (2.43,), "2.43 nats"),
     ("TokensPerSecond", (3.7, 3.8, 3.9), "")],
)  # fmt: skip
def test_what_never_varied_and_what_a_figure_draws_has_no_range(unit, samples, text):
    assert told(text, unit, *samples) is None


SCALES = [(unit, name) for unit, kind in UNITS.items() for name in kind.scales]


@settings(max_examples=300)
@given(
    st.sampled_from(SCALES),
    st.lists(st.floats(1e-3, 1e6), min_size=3, max_size=3, unique=True),
    st.sampled_from(["", ".0", ".1", ".3"]),
)
def test_a_range_contains_the_number_that_is_shown(scale, drawn, decimals):
    unit, name = scale
    samples = [number * UNITS[unit].scale(name).factor for number in drawn]
    record = record_of(unit, *samples)
    text = format(record.quantity, name + decimals)
    edges = told(text, unit, *samples)
    if edges is not None:
        low, shown, high = (float(re.sub(r"[^\d.e]", "", edge.split(" ")[0])) for edge in (edges[0], text, edges[1]))
        assert low <= shown <= high
        suffix = UNITS[unit].scale(name).suffix
        assert all(edge.endswith(suffix) for edge in edges)
