"""Everything that can be wrong with a file of data is told where it stands, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from given_data import GIVEN, GROWTH, deck_of
from hypothesis import given, settings
from hypothesis import strategies as st

from build.resolve.given import LARGEST, with_given
from engine.ledger import Ledger, Record


def told(folder: Path, content: str | bytes, front: str = GIVEN, name: str = "growth.csv") -> list[str]:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    ledger, found = with_given(deck_of(folder, front), Ledger())
    if any(finding.severity == "error" for finding in found):
        assert "growth" not in ledger
    assert all(finding.hint for finding in found)
    return [
        f"{Path(found.path).name}:{found.span.line}:{found.span.column} {found.code} {found.message}" for found in found
    ]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        ("", "deck.md:2:23 F401 the file 'growth.csv' is empty"),
        (b"\xef\xbb\xbf \n", "deck.md:2:23 F401 the file 'growth.csv' is empty"),
        ("a,b\n1,2\n".encode("utf-16"), "deck.md:2:23 F401 the file 'growth.csv' is UTF-16"),
        (b"a,b\0\n", "deck.md:2:23 F401 the file 'growth.csv' is binary, not a text"),
        (b"x" * (LARGEST + 1), f"deck.md:2:23 F401 the file 'growth.csv' has {LARGEST + 1:,} bytes; "
         f"at most {LARGEST:,} are read"),
        ("Jahr,Höhe\n1,2\n".encode("cp1252"), "growth.csv:1:7 P002 byte 0xF6 is not UTF-8"),
        ("a,b\n1,2\x07\n", "growth.csv:2:4 P007 control character U+0007"),
        ("a,b\n", "growth.csv:1:1 F402 the table has no rows"),
        ("a\n1\n", "growth.csv:1:1 F402 the table has one column only"),
        ("a,b\n1,2\n2,3,4\n", "growth.csv:3:5 F402 this row has 3 cells, and the header 2"),
        ("a,b\n1,2\n2\n", "growth.csv:3:1 F402 this row has 1 cells, and the header 2"),
        ('a,b\n1,"2\n', "growth.csv:2:3 F402 this row cannot be read: unexpected end of data"),
        ("a,b\nx,y\n", "growth.csv:1:1 F402 no column has numbers in it"),
        ("a,b\n1,2\n2,two\n", "growth.csv:3:3 F403 'two' is no number"),
        ("a,b\n1,2\n2,\n", "growth.csv:3:3 F403 there is no number here"),
        ("a,b\n1,2\n2,NaN\n", "growth.csv:3:3 F403 'NaN' is no number"),
        ("a,b\n1,inf\n", "growth.csv:2:3 F403 'inf' is no number"),
        ("a,b\n1,1e400\n", "growth.csv:2:3 F403 '1e400' is too large; numbers are below 1e+300"),
        ("a,b\n1,1e-400\n", "growth.csv:2:3 F403 '1e-400' is too small to be kept"),
        ("a;b\n1;1,5\n", "growth.csv:2:3 F403 '1,5' is no number"),
        ("a;b\n1;1 234\n", "growth.csv:2:3 F403 '1 234' is no number"),
        ("a,b\n1,12%\n", "growth.csv:2:3 F403 '12%' is no number"),
        ("a,b\n1,2\n1,3\n", "growth.csv:3:1 F404 the row '1' is named as line 2 is"),
        ("a,b\n,2\n", "growth.csv:2:1 F404 a row without a name"),
        ("a,b,B\n1,2,3\n", "growth.csv:1:5 F404 the column 'B' is named as 'b' is"),
        ("a,,c\n1,2,3\n", "growth.csv:1:3 F404 a column without a name"),
        ('a,"b (m,s)"\n1,2\n', "growth.csv:1:3 F406 'm,s' cannot be a unit"),
        ("a,b\n1,3.14159265358979323846\n", "growth.csv:2:3 F407 '3.14159265358979323846' has more digits than can be "
         "kept: it is shown as 3.141592653589793"),
        ("a,b\n" + "1,2\n" * 2_500, "growth.csv:1:1 F402 the table has 2,501 rows of 2 cells"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_where_it_stands(content: str | bytes, finding: str, tmp_path: Path) -> None:
    assert told(tmp_path, content) == [finding]


@pytest.mark.parametrize(
    ("front", "finding"),
    [
        ("data: {growth: {file: grwth.csv}}", "deck.md:2:23 F401 there is no file 'grwth.csv'"),
        ("data: {growth: {file: .}}", "deck.md:2:23 F401 '.' is no ordinary file"),
        ("data: {growth: {file: /etc/x.csv}}", "deck.md:2:23 F401 the file '/etc/x.csv' is on one machine only"),
        ("data: {growth: {file: a.xlsx}}", "deck.md:2:23 F401 the file 'a.xlsx' is a workbook"),
        ("data: {growth: {file: growth.csv, units: {rte: g}}}", "deck.md:2:43 F406 the table has no column 'rte'"),
        (
            "data: {growth: {file: growth.csv, units: {rate: g}}}",
            "deck.md:2:49 F406 the header 'Rate (mg/l)' says 'mg/l' and the front matter 'g'",
        ),
        ("data: {growth: {value: many}}", "deck.md:2:24 F403 'many' is no number"),
        ("data: {growth: {value: 0.12345678901234567890123}}", "deck.md:2:24 F407 "
         "'0.12345678901234567890123' has more digits than can be kept: it is shown as 0.12345678901234568"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_front_matters_words_is_told_there(front: str, finding: str, tmp_path: Path) -> None:
    assert told(tmp_path, GROWTH, front) == [finding]


def test_a_missing_file_is_told_with_the_likely_one(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "growth.csv").write_text(GROWTH)
    _, found = with_given(deck_of(tmp_path, "data: {growth: {file: data/grwth.csv}}"), Ledger())
    assert [finding.hint for finding in found] == ["did you mean 'data/growth.csv'?"]
    _, found = with_given(deck_of(tmp_path, "data: {growth: {file: other/growth.csv}}"), Ledger())
    assert [finding.hint for finding in found] == [f"it is looked for from the spec's folder, in {tmp_path}/other"]


def test_data_cannot_have_the_name_of_a_fact(tmp_path: Path) -> None:
    (tmp_path / "growth.csv").write_text(GROWTH)
    fact = Record(name="growth", kind="computed", says="", unit="Count", value=1, digest="", defined="a.py:3", day="")
    ledger, found = with_given(deck_of(tmp_path, GIVEN), Ledger({"growth": fact}))
    assert [(finding.code, finding.hint) for finding in found] == [("F405", "see a.py:3")]
    assert ledger["growth"] is fact


def test_many_faults_of_one_kind_are_told_ten_times(tmp_path: Path) -> None:
    rows = "".join(f"r{i},x\n" for i in range(30))
    assert len(told(tmp_path, f"a,b\nfirst,1\n{rows}")) == 10


@settings(max_examples=100)
@given(
    st.binary(max_size=60) | st.text('ab1,;"\n\t.-e({[:]})%', max_size=60).map(str.encode),
    st.sampled_from(["csv", "tsv", "json"]),
)
def test_any_file_is_a_table_or_has_findings(tmp_path: Path, content: bytes, suffix: str) -> None:
    name = f"t.{suffix}"
    (tmp_path / name).write_bytes(content)
    ledger, found = with_given(deck_of(tmp_path, f"data: {{t: {{file: {name}}}}}"), Ledger())
    assert ("t" in ledger) == all(finding.severity == "warning" for finding in found)
    for name in ledger:
        assert ledger[name].held is not None
