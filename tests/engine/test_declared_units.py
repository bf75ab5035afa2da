"""Units that a course declares, and tables that it brings."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import Ledger, Record, read_ledger, value_to_json, write_ledger
from engine.sheet import Column, Sheet, numbers_of
from engine.units import UNITS, Matrix, Series, Table, unit, unit_named, unit_text

NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="|\"'`{}[]\\,"), min_size=1, max_size=9)
names = NAMES.filter(lambda name: any(letter.isalpha() for letter in name))


@pytest.mark.parametrize(
    ("kind", "value", "digits", "spec", "text"),
    [
        (unit("mg/l"), 12.5, 4, "", "12.50 mg/l"),
        (unit("mg/l"), 12.5, 4, "mg/l.0", "12 mg/l"),
        (unit("°C"), -2, 2, "", "−2.0 °C"),
        (unit("%"), 45, 2, "", "45%"),
        (unit("°"), 90, 1, "", "90°"),
        (unit("€", before=True), -1234.5, None, "€.2", "−€1,234.5"),
        (unit("€", before=True), 980.5, 5, "", "€980.50"),
        (unit("EUR", before=True), 5, 1, "", "EUR 5"),
        (unit("€"), 5, 1, "", "5 €"),
        (unit(""), 86e9, 2, "", "86,000,000,000"),
        (unit(""), 2.5, 2, "n.0", "2"),
        (unit("a.u."), 1.5, 2, "", "1.5 a.u."),
        (unit("a.u."), 1.5, 2, "a.u..0", "2 a.u."),
        (unit("1/mol"), 6.022e23, 4, "", "6.022 × 10²³ 1/mol"),
        (unit("1/mol"), 6.022e23, 4, "1/mol.1", "6.0 × 10²³ 1/mol"),
        (unit("m"), -1.5e-9, 2, "", "−1.5 × 10⁻⁹ m"),
        (unit("m"), 1.5e-9, 2, "m.2", "0.00 m"),
        (unit("g", prefixes=True), 0.0125, 3, "", "12.5 mg"),
        (unit("g", prefixes=True), 1500, 2, "", "1.5 kg"),
        (unit("g", prefixes=True), 0, 1, "", "0 g"),
        (unit("g", prefixes=True), 0.002, 1, "ug", "2,000 µg"),
    ],
)
def test_a_declared_unit_is_written_as_its_sign_asks(kind, value, digits, spec, text):
    assert format(kind(value, digits=digits), spec) == text


@pytest.mark.parametrize("name", [" mg", "5", "1.5", "a|b", "a,b", '"', "{", "x" * 33, "a\nb"])
def test_a_name_that_no_deck_could_write_is_refused(name):
    with pytest.raises(ValueError, match="cannot be a unit's name"):
        unit(name)


@given(names, st.booleans(), st.booleans(), st.floats(allow_nan=False), st.none() | st.integers(1, 17))
def test_a_declared_unit_survives_the_ledger_and_a_pickle(name, before, prefixes, value, digits):
    kind = unit(name, before=before, prefixes=prefixes)
    assert unit_named(unit_text(kind)) is kind
    copy = pickle.loads(pickle.dumps(kind(value, digits=digits)))
    assert (type(copy), copy, copy.digits) == (kind, value, digits)


@given(st.sampled_from(list(UNITS.values())))
def test_the_engines_own_units_keep_their_names(kind):
    assert unit_named(unit_text(kind)) is kind


def test_a_fact_in_python_may_have_declared_units(tmp_path):
    kinds = {"rate": unit("mg/l"), "price": unit("€", before=True)}
    table = Table(**{name: kind(2.5) for name, kind in kinds.items()})
    curve = Series("year", ("2020", "2021"), unit("g", prefixes=True), {"leaf": (0.5, 1500.0)})
    common = {"kind": "computed", "says": "A fact.", "digest": "d", "defined": "facts/a.py:1", "day": "2026-01-02"}
    records = {}
    for name, value in (("table", table), ("curve", curve)):
        text, number = value_to_json(value)
        records[name] = Record(name=name, unit=text, value=number, **common)
    write_ledger(Ledger(records), tmp_path / "facts.json")
    back = read_ledger(tmp_path / "facts.json")
    assert {name: str(value) for name, value in back["table"].quantity.items()} == {
        "rate": "2.5 mg/l", "price": "€2.5"
    }  # fmt: skip
    assert str(back["curve"].quantity["leaf"]["2021"]) == "1.5 kg"


# ---- sheets -----------------------------------------------------------------------------------------
MG, CELSIUS = unit("mg/l"), unit("°C")
SHEET = Sheet(
    "Year",
    ("2020", "2021"),
    {
        "rate": Column("Rate (mg/l)", "Rate", MG, (12.5, 13.0), (4, 3)),
        "warmth": Column("Warmth", "Warmth", CELSIUS, (-2.0, 3.0), (1, 1)),
    },
)


def test_a_sheet_gives_its_cells_rows_and_columns_with_their_units_and_digits():
    assert {name: str(cell) for name, cell in SHEET["rate"].items()} == {"2020": "12.50 mg/l", "2021": "13.0 mg/l"}
    assert {name: str(cell) for name, cell in SHEET.row("2021").items()} == {"rate": "13.0 mg/l", "warmth": "3 °C"}
    assert [str(cell) for cell in SHEET.series("rate")["Rate"].values()] == ["12.50 mg/l", "13.0 mg/l"]
    assert SHEET.matrix() == Matrix(("2020", "2021"), ("Rate", "Warmth"), ((12.5, -2.0), (13.0, 3.0)))
    assert {where: float(cell) for where, cell in numbers_of(SHEET).items()} == {
        "rate[2020]": 12.5, "rate[2021]": 13.0, "warmth[2020]": -2.0, "warmth[2021]": 3.0
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"its columns are in mg/l and °C"):
        SHEET.series()


@pytest.mark.parametrize(
    ("rows", "x"),
    [
        (("Jan", "Feb"), ("Jan", "Feb")),
        (("2020", "2021", "2022"), ("2020", "2021", "2022")),
        (("2020", "2021", "2030"), (2020.0, 2021.0, 2030.0)),
        (("3", "1", "2"), ("3", "1", "2")),
        (("1", "2", "inf"), ("1", "2", "inf")),
        (("2020",), ("2020",)),
    ],
)
def test_rows_that_grow_in_unequal_steps_stand_at_their_numbers(rows, x):
    column = replace(SHEET.columns["rate"], values=(1.0,) * len(rows), digits=(1,) * len(rows))
    assert Sheet("x", rows, {"rate": column}).series().x == x


@given(st.lists(st.floats(-1e290, 1e290), min_size=1, max_size=8))
def test_no_row_of_numbers_is_lost_along_an_axis(values):
    rows = [repr(value) for value in values]
    column = Column("y", "y", MG, tuple(values), (3,) * len(values))
    assert [float(x) for x in Sheet("x", rows, {"y": column}).series().x] == values
    assert all(math.isfinite(float(x)) for x in Sheet("x", rows, {"y": column}).series().x)


def test_a_unit_is_one_type_however_it_is_asked_for() -> None:
    assert unit("°C") is unit("°C", before=False) is unit(name="°C", before=False, prefixes=False)
    assert unit("°C") is unit_named(unit_text(unit("°C")))
