"""Given facts: what a deck's data files say, shown as they say it, and everything that can be wrong with them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from given_data import GIVEN, GROWTH, deck_of
from hypothesis import given, settings
from hypothesis import strategies as st

from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.expression import read_query
from build.resolve.fact_text import fill_in
from build.resolve.given import with_given
from build.resolve.query import ShowError
from engine.ledger import Ledger


def ledger_of(folder: Path, front: str = GIVEN) -> Ledger:
    ledger, found = with_given(deck_of(folder, front), Ledger())
    assert [str(finding) for finding in found] == []
    return ledger


def shown(source: str, ledger: Ledger) -> tuple[str, str]:
    query = read_query(source)
    words = fill_in(query, ledger, ShowError("F101", "unknown"))
    return words.text, words.fact


@pytest.fixture(scope="module")
def growth(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("growth")
    (folder / "growth.csv").write_text(GROWTH, encoding="utf-8")
    return ledger_of(folder)


@pytest.mark.parametrize(
    ("source", "text", "fact"),
    [
        ('growth["2020"].rate', "12.50 mg/l", "growth.rate[2020]"),
        ('growth["2020"].rate | mg/l', "12.50 mg/l", "growth.rate[2020]"),
        ("growth['2021'].rate|mg/l(2)", "14.00 mg/l", "growth.rate[2021]"),
        ("growth[2020].rate | mg/l(1)", "12.5 mg/l", "growth.rate[2020]"),
        ("growth[2020.0].Rate", "12.50 mg/l", "growth.rate[2020]"),
        ('growth.rate["2020"] | "mg/l"', "12.50 mg/l", "growth.rate[2020]"),
        ('growth["2020"]["Rate (mg/l)"]', "12.50 mg/l", "growth.rate[2020]"),
        ('growth["Rate (mg/l)"]["2020"]', "12.50 mg/l", "growth.rate[2020]"),
        ('growth["2021"].leaf_temperature | °C', "−3.0 °C", "growth.leaf_temperature[2021]"),
        ('growth["2021"].leaf_temperature | °C(0)', "−3 °C", "growth.leaf_temperature[2021]"),
        ('growth["2021"].note', "wet", "growth.note[2021]"),
    ],
)
def test_a_cell_is_named_by_its_row_and_its_column(source: str, text: str, fact: str, growth: Ledger) -> None:
    assert shown(source, growth) == (text, fact)


@pytest.mark.parametrize(
    ("source", "code", "message", "hint"),
    [
        ('growth["2020"].rat', "F102", "'growth': the table has no column 'rat'", "did you mean 'rate'?"),
        ('growth["202"].rate', "F102", "'growth': the table has no row '202'", "did you mean '202"),
        ("growth[1e9].rate", "F102", "'growth': the table has no row '1000000000'", "there are: 2020, 2021"),
        ("growth", "F106", "'growth' is not one number", 'name a row and a column: growth["2020"].rate'),
        ("growth.rate", "F106", "'growth.rate' is not one number", ""),
        ('growth["2020"]', "F106", "'growth.[2020]' is not one number", ""),
        ("growth.note", "F102", "'growth': the column 'note' has words, no numbers", ""),
        ("growth.rate.note", "F102", "'growth': there is no 'note' in a column", "name one column and one row"),
        ('growth["2020"]["2021"]', "F102", "'growth': the table has no column '2021'", ""),
        ('growth["2020"].rate["2021"]', "F102", "'growth': there is no '2021' in a column", ""),
        ('growth["2020"].rate | mg', "F103", "unknown unit 'mg'", "did you mean 'mg/l'?"),
        ('growth["2020"].rate | %', "F103", "unknown unit '%'", "it can be shown as mg/l"),
        (
            'growth["2020"].rate | GiB',
            "F103",
            "'growth' is mg/l, which 'GiB' does not measure",
            "it can be shown as mg/l",
        ),
        (
            'growth["2020"].note | mg/l',
            "F103",
            "'growth.note[2020]' is words, which have no unit",
            "leave the unit out",
        ),
        ('growth["2020"].rate | mg/l(9)', "F104", "'mg/l' takes up to 6 decimals", ""),
    ],
)
def test_a_part_that_is_not_there_is_told_with_the_likely_one(
    source: str, code: str, message: str, hint: str, growth: Ledger
) -> None:
    with pytest.raises(ShowError) as refused:
        shown(source, growth)
    assert (refused.value.code, str(refused.value)) == (code, message)
    assert refused.value.hint.startswith(hint)


# ---- any table --------------------------------------------------------------------------------------
DIGITS = st.text("0123456789", min_size=1, max_size=9)
NUMBER = st.builds(
    lambda sign, whole, decimals: f"{sign}{whole}{'.' + decimals if decimals else ''}",
    st.sampled_from(["", "-", "−", "+"]), DIGITS.map(lambda text: text.lstrip("0") or "0"),
    st.none() | st.text("0123456789", min_size=1, max_size=5),
)  # fmt: skip
ROW_NAME = st.text("abßж中012.-()/,;|", min_size=1, max_size=6)
TABLE = st.dictionaries(
    ROW_NAME, st.tuples(NUMBER, NUMBER.filter(lambda text: text.strip("+-−0.") != "")), min_size=1, max_size=4
)


def plain(text: str) -> str:
    """A number's digits as the file has them."""
    return text.replace("−", "-").replace("+", "").replace(",", "")


@settings(max_examples=80)
@given(TABLE, st.sampled_from([",", ";", "\t", "json"]), st.sampled_from([".", ","]))
def test_any_table_of_numbers_is_shown_as_it_stands_in_its_file(
    tmp_path: Path, table: dict[str, tuple[str, str]], form: str, decimal: str
) -> None:
    suffix = {"\t": "tsv", "json": "json"}.get(form, "csv")
    path = tmp_path / f"t.{suffix}"
    if form == "json":
        decimal = "."
        rows = [{"name": name, "A b": a, "c (g)": c} for name, (a, c) in table.items()]
        path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    else:
        delimiter = ";" if form == "," and decimal == "," else form
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(["name", "A b", "c (g)"])
            writer.writerows([name, *(n.replace(".", decimal) for n in numbers)] for name, numbers in table.items())
    front = f'data: {{t: {{file: t.{suffix}, units: {{a_b: "€"}}, decimal: "{decimal}"}}}}\nlanguage: de'
    ledger = ledger_of(tmp_path, front)
    for name, (a, c) in table.items():
        key = json.dumps(name, ensure_ascii=False)
        assert plain(shown(f"t[{key}].a_b", ledger)[0]) in (f"{plain(a)} €", f"{plain(a)} €".replace("-0 ", "0 "))
        assert plain(shown(f"t[{key}].c | g", ledger)[0]) == f"{plain(c)} g"


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: 1e-300 < abs(x) < 1e299))
def test_a_number_that_a_program_wrote_is_shown_to_its_last_digit(value: float) -> None:
    front = f"data: {{v: {{value: {value!r}, unit: kg}}}}"
    deck, found = parse(source_from("deck.md", f"---\n{front}\n---\n# D\n## Slide 1: Title - One\n".encode())[0])
    ledger, told = with_given(deck, Ledger())
    assert told == [finding for finding in found if finding.code == "P102"] == []
    text = shown("v | kg", ledger)[0].removesuffix(" kg").replace("−", "-").replace(",", "")
    powers = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    mantissa, _, power = text.partition(" × 10")
    assert float(f"{mantissa}e{power.translate(powers)}" if power else mantissa) == value


def test_a_given_fact_is_another_when_its_file_is(tmp_path: Path) -> None:
    (tmp_path / "growth.csv").write_text(GROWTH, encoding="utf-8")
    before = ledger_of(tmp_path)["growth"]
    (tmp_path / "growth.csv").write_text(GROWTH.replace("14", "15"), encoding="utf-8")
    after = ledger_of(tmp_path)["growth"]
    assert before.digest != after.digest
    assert shown('growth["2021"].rate', ledger_of(tmp_path)) == ("15 mg/l", "growth.rate[2021]")
