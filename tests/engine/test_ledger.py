"""The ledger keeps what it is given: write, read, and every value is the same again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import Ledger, Record, read_ledger, value_to_json, write_ledger
from engine.units import UNITS, Bytes, Count, Matrix, Ratio, Seconds, Series, Table, numbers

floats = st.floats(-1e299, 1e299)
names = st.text(min_size=1, max_size=8)
units = st.sampled_from(list(UNITS.values()))
quantities = st.builds(lambda unit, value: unit(value), units, floats)
tables = st.dictionaries(names.filter(str.isidentifier), quantities, min_size=1, max_size=4).map(lambda f: Table(**f))


@st.composite
def series(draw):
    x = tuple(draw(st.lists(st.one_of(st.integers(0, 99), names), min_size=1, max_size=4, unique=True)))
    line = st.lists(floats, min_size=len(x), max_size=len(x)).map(tuple)
    return Series(draw(names), x, draw(units), draw(st.dictionaries(names, line, min_size=1, max_size=3)))


@st.composite
def matrices(draw):
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    values = draw(
        st.lists(st.lists(floats, min_size=columns, max_size=columns).map(tuple), min_size=rows, max_size=rows)
    )
    return Matrix(tuple(f"r{i}" for i in range(rows)), tuple(f"c{i}" for i in range(columns)), tuple(values))


def record(value, **more) -> Record:
    unit, number = value_to_json(value)
    fields = {"kind": "computed", "says": "It.", "digest": "d", "defined": "engine/facts/a.py:1", "day": "2026-11-22"}
    return Record(**{"name": "fact", "unit": unit, "value": number, **fields, **more})


@given(st.one_of(quantities, tables, series(), matrices()))
def test_a_value_written_to_a_file_is_the_same_when_read(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("ledger") / "facts.json"
    write_ledger(Ledger({"fact": record(value)}), path)
    again = read_ledger(path)["fact"].quantity
    assert type(again) is type(value)
    assert dict(numbers(again)) == dict(numbers(value))
    assert [type(number) for number in numbers(again).values()] == [type(number) for number in numbers(value).values()]


def test_a_whole_record_comes_back_as_it_was(tmp_path):
    saved = record(
        Table(step=Seconds(2), speedup=Ratio(3)),
        kind="measured", samples={"step": [1.0, 2.0, 3.5], "speedup": [3.0, 3.0, 3.0]}, rejected=2,
        settings={"model": "m", "threads": 1}, machine={"cpu": "C", "cores": 2}, versions={"python": "3.11"},
        source="S",
    )  # fmt: skip
    write_ledger(Ledger({"fact": saved}), tmp_path / "facts.json")
    assert read_ledger(tmp_path / "facts.json")["fact"] == saved


def test_records_are_sorted_and_empty_fields_left_out_so_that_a_diff_is_short(tmp_path):
    path = tmp_path / "facts.json"
    write_ledger(Ledger({"b": record(Count(0), name="b"), "a": record(Count(1), name="a")}), path)
    facts = json.loads(path.read_text())["facts"]
    assert list(facts) == ["a", "b"]
    assert list(facts["b"]) == ["kind", "says", "unit", "value", "day", "digest", "defined"]
    assert facts["b"]["value"] == 0
    assert path.read_text().endswith("}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["facts.json"]


def test_an_empty_ledger_can_be_written_and_read(tmp_path):
    write_ledger(Ledger(), tmp_path / "facts.json")
    assert dict(read_ledger(tmp_path / "facts.json")) == {}


def test_a_missing_file_is_an_empty_ledger_and_a_broken_one_is_refused(tmp_path):
    assert len(read_ledger(tmp_path / "facts.json")) == 0
    for text in ("{", "[]", '{"facts": {"a": {"kind": "computed"}}}', '{"facts": {"a": {"strange": 1}}}'):
        (tmp_path / "facts.json").write_text(text)
        with pytest.raises(ValueError, match=r"facts\.json is not a ledger: "):
            read_ledger(tmp_path / "facts.json")


@pytest.mark.parametrize(
    ("samples", "text"),
    [
        ([96.0, 96.1, 96.2], "96.1 ms"),
        ([90.0, 96.1, 101.0], "96 ms"),
        ([96.1, 96.1], "96.1 ms"),
    ],
)
def test_a_measured_value_is_written_with_the_digits_its_samples_support(samples, text):
    samples = [sample / 1000 for sample in samples]
    speed = record(Seconds(0.0961), kind="measured", samples={"value": samples})
    assert format(speed.quantity, "ms") == text


def test_a_count_that_never_varied_is_exact():
    counted = record(Table(n=Count(1234)), kind="measured", samples={"n": [1234.0] * 3})
    assert format(counted.quantity.n, "n") == "1,234"


def test_an_overlay_takes_measured_facts_from_here_alone_and_the_rest_from_the_committed_ledger():
    committed = Ledger({
        "size": record(Bytes(1), name="size"),
        "timed": record(Seconds(1), name="timed", kind="measured"),
        "only_there": record(Seconds(1), name="only_there", kind="measured"),
    })  # fmt: skip
    here = Ledger({
        "size": record(Bytes(2), name="size"),
        "timed": record(Seconds(2), name="timed", kind="measured"),
    })  # fmt: skip
    both = committed.overlaid(here)
    assert {name: fact.value for name, fact in both.items()} == {"size": 1, "timed": 2}
    assert (committed.here, both.here) == (False, True)


@pytest.mark.parametrize(
    ("cpu", "short"),
    [
        ("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", "Intel Xeon Platinum 8481C"),
        ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763"),
        ("Apple M4", "Apple M4"),
        ("", ""),
    ],
)
def test_a_machines_name_is_short(cpu: str, short: str) -> None:
    record = Record(
        name="f", kind="measured", says="", unit="Count", value=1, digest="", defined="", day="", machine={"cpu": cpu}
    )
    assert record.machine_name == short


def places(value: object, *above: object) -> list[tuple[object, ...]]:
    """Where everything stands in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(place for key, part in inside for place in places(part, *above, key))]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=4), part, max_size=3),
    max_leaves=4,
)


@given(st.one_of(quantities, tables, series(), matrices()), st.data())
def test_a_damaged_ledger_is_refused_or_every_fact_of_it_can_be_shown(tmp_path_factory, value, data):
    path = tmp_path_factory.mktemp("ledger") / "facts.json"
    samples = {name: [1.0, 2.0] for name in numbers(value)}
    write_ledger(Ledger({"fact": record(value, kind="measured", samples=samples, machine={"cpu": "C"})}), path)
    damaged = json.loads(path.read_text())
    *above, last = data.draw(st.sampled_from(places(damaged)[1:]))
    holder = damaged
    for key in above:
        holder = holder[key]
    holder[last] = data.draw(anything)
    path.write_text(json.dumps(damaged))
    try:
        ledger = read_ledger(path)
    except ValueError as error:
        if not str(error).startswith(f"{path} is not a ledger: "):
            raise
        return
    for kept in ledger.values():
        assert all(str(format(number, "")) for number in numbers(kept.quantity).values())
        assert isinstance(kept.machine_name, str)


@pytest.mark.parametrize(
    "text",
    ["null", "[]", '{"facts": []}', '{"facts": null}', "[" * 200_000, '{"facts": {"a": 1e999}}', "\ufeff{", "\xff"],
)
def test_what_is_no_ledger_at_all_is_refused(tmp_path, text):
    (tmp_path / "facts.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"facts\.json is not a ledger: "):
        read_ledger(tmp_path / "facts.json")


LONG = 10**400
WHOLE = {"kind": "computed", "says": "", "unit": "Count", "value": 1, "digest": "", "defined": "", "day": ""}
SERIES = {"x_label": "n", "x": [LONG], "unit": "Count", "lines": {"a": [1]}}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "it is damaged (it has no table 'facts')"),
        ({"facts": []}, "it is damaged (it has no table 'facts')"),
        ({"facts": {"a": None}}, "the record of 'a' is damaged (it is no table of fields)"),
        ({"facts": {"a": {**WHOLE, "strange": 1}}}, "the record of 'a' is damaged (unknown field 'strange')"),
        (
            {"facts": {"a": {**WHOLE, "kind": "guess"}}},
            "the record of 'a' is damaged ('guess' is no kind; there are computed, measured, published, graded, given)",
        ),
        ({"facts": {"a": {**WHOLE, "says": 5}}}, "the record of 'a' is damaged ('says' is no text)"),
        ({"facts": {"a": {**WHOLE, "value": LONG}}}, "the record of 'a' is damaged (its value is no Count)"),
        ({"facts": {"a": {**WHOLE, "unit": "Ell"}}}, "the record of 'a' is damaged (its value is no Ell)"),
        (
            {"facts": {"a": {**WHOLE, "unit": "Series", "value": SERIES}}},
            "the record of 'a' is damaged (a number is not finite, or not below 1e+300)",
        ),
        (
            {"facts": {"a": {key: WHOLE[key] for key in WHOLE if key not in ("kind", "unit")}}},
            "the record of 'a' is damaged (without 'kind', 'unit')",
        ),
    ],
)
def test_what_is_damaged_is_said_in_words(tmp_path, found, words):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(found))
    with pytest.raises(ValueError, match="is not a ledger: ") as refused:
        read_ledger(path)
    assert str(refused.value) == f"{path} is not a ledger: {words}"
