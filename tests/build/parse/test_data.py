"""The front matter's data and units, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.data import Data, DeclaredUnit, Written
from build.spec.deck import FrontMatter


def read(front: str) -> tuple[FrontMatter, list[str]]:
    deck, found = parse(source_from("deck.md", f"---\n{front}\n---\n# D\n## Slide 1: Title - One\n".encode())[0])
    return deck.front, [str(finding).replace("\n", " ") for finding in found]


def test_data_and_units_are_read_with_their_places() -> None:
    front, found = read(
        "title: T\ndata:\n"
        '  growth: {file: a/b.csv, unit: mg/l, units: {"Temp": °C, n: ""}, source: "A, 2020", decimal: ","}\n'
        "  cells:\n    value: 86e9\nunits: {g: {prefixes: yes}, €: {before: no}, mol: }"
    )
    assert found == []
    growth, cells = front.data
    assert growth == Data(
        name="growth",
        span=Span(4, 3, 9),
        file=Written(text="a/b.csv", span=Span(4, 18, 25)),
        unit=Written(text="mg/l", span=Span(4, 33, 37)),
        units=(
            (Written(text="Temp", span=Span(4, 47, 53)), Written(text="°C", span=Span(4, 55, 57))),
            (Written(text="n", span=Span(4, 59, 60)), Written(text="", span=Span(4, 62, 64))),
        ),
        source="A, 2020",
        decimal=",",
    )
    assert (cells.name, cells.file, cells.value) == ("cells", None, Written(text="86e9", span=Span(6, 12, 16)))
    assert [(unit.name, unit.before, unit.prefixes) for unit in front.units] == [
        ("g", None, True), ("€", False, False), ("mol", None, False)
    ]  # fmt: skip
    assert isinstance(front.units[0], DeclaredUnit)
    assert front.title == "T"


@pytest.mark.parametrize(
    ("front", "place", "message"),
    [
        ("data: growth.csv", "2:7", "'data' has no names in it"),
        ("data: {2a: {file: a.csv}}", "2:8", "'2a' cannot be a fact's name"),
        ("data: {a: growth.csv}", "2:11", "'a' is not a list of 'key: value'"),
        ("data: {a: {}}", "2:8", "'a' has no file and no value"),
        ("data: {a: {file: a.csv, value: 3}}", "2:8", "'a' has both a file and a value"),
        ("data: {a: {fil: a.csv}}", "2:12", "'a' has an unknown key 'fil'"),
        ("data: {a: {file: a.csv, file: b.csv}}", "2:25", "'file' stands twice"),
        ("data: {a: {file: [a.csv]}}", "2:18", "'file' is not one text"),
        ("data: {a: {file: a.csv, decimal: ;}}", "2:34", "';' is no decimal sign"),
        ("data: {a: {file: a.csv, unit: 12}}", "2:31", "'12' cannot be a unit"),
        ("data: {a: {file: a.csv, units: {x: 12}}}", "2:36", "'12' cannot be a unit"),
        ("data: {a: {file: a.csv, units: {x: [g]}}}", "2:36", "the unit of 'x' is not one text"),
        ("data: {a: {file: a.csv}, a: {file: b.csv}}", "2:26", "'a' stands twice"),
        ("data: {a: {file: a.csv}}\ndata: {b: {file: b.csv}}", "3:1", "front matter key 'data' stands twice"),
        ("units: [g]", "2:8", "'units' has no names in it"),
        ("units: {g: kg}", "2:12", "'g' is not a list of 'key: value'"),
        ("units: {g: {prefix: yes}}", "2:13", "'g' has an unknown key 'prefix'"),
        ("units: {g: {prefixes: maybe}}", "2:23", "'prefixes' is yes or no"),
        ("dta: {a: {file: a.csv}}", "2:1", "unknown front matter key 'dta'"),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(front: str, place: str, message: str) -> None:
    _, found = read(front)
    assert found[0].startswith((f"deck.md:{place}: {message} [P102]", f"deck.md:{place}: {message} ["))
    assert "hint: " in found[0]


NODES = st.recursive(
    st.sampled_from(["a.csv", "mg/l", "''", "12", "*x", "&x y", "~"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda parts: f"[{', '.join(parts)}]")
        | st.dictionaries(st.sampled_from(["file", "value", "unit", "units", "a", "[b]"]), inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key}: {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=6,
)


@given(NODES, NODES)
def test_nothing_that_yaml_can_say_stops_the_reading(data: str, units: str) -> None:
    front, found = read(f"data: {data}\nunits: {units}")
    assert all(finding.startswith("deck.md:") for finding in found)
    assert all(data.name and (data.file is None) != (data.value is None) for data in front.data)
