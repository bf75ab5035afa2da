"""What the machines of a class measured: kept, drawn on an axis, saved as a table and read from another's."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from run_course import write_course

from build.files.course import course_of
from build.live.classroom import ClassError, Classroom, Result, as_csv, from_csv, strip, unit_of
from engine.ledger import Ledger
from engine.units import Ratio

HEAD = "machine,day,lab,fact,value,unit\n"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return course_of(write_course(tmp_path_factory.mktemp("class") / "leaves")).recorded()


def result(machine: str = "00c0ffee", value: float = 2.5, lab: str = "LEAF-LAB-01") -> Result:
    return Result(machine=machine, day="2026-11-30", lab=lab, fact="fern.leaves", value=value, unit="Ratio")


def test_a_class_keeps_the_newest_result_of_each_machine_and_this_one_keeps_its_name(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "class.sqlite")
    assert room.results() == []
    room.add([result(value=2.0), result("0000beef", 3.0)])
    room.add([result(value=2.5)])
    assert [(one.machine, one.value) for one in room.results("LEAF-LAB-01")] == [("0000beef", 3.0), ("00c0ffee", 2.5)]
    assert room.results("LEAF-LAB-02") == []
    assert room.me == Classroom(tmp_path / "class.sqlite").me
    assert len(room.me) == 8


def test_results_that_are_saved_are_read_as_they_were(ledger: Ledger) -> None:
    results = [result(), result("0000beef", 1 / 3)]
    assert from_csv(as_csv(results), ledger) == results


def test_no_cell_of_the_table_is_a_formula_to_a_spreadsheet() -> None:
    text = as_csv([result(lab='=HYPERLINK("http://x")'), result(lab="@SUM(A1)", value=-2.0)])
    assert text.splitlines()[1:] == [
        '00c0ffee,2026-11-30,"\'=HYPERLINK(""http://x"")",fern.leaves,2.5,Ratio',
        "00c0ffee,2026-11-30,'@SUM(A1),fern.leaves,-2.0,Ratio",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the columns are machine, day, lab, fact, value, unit"),
        (HEAD + "00c0ffee,2026-11-30\n", "line 2: 2 cells, not 6"),
        (HEAD + "=cmd,2026-11-30,LEAF-LAB-01,fern.leaves,2,Ratio\n", "line 2: '=cmd' is no machine"),
        (HEAD + "00c0ffee,today,LEAF-LAB-01,fern.leaves,2,Ratio\n", "line 2: 'today' is no day"),
        (HEAD + "00c0ffee,2026-11-30,../../x,fern.leaves,2,Ratio\n", "line 2: '../../x' is no lab"),
        (
            HEAD + "00c0ffee,2026-11-30,LEAF-LAB-01,fern.roses,2,Ratio\n",
            "line 2: 'fern.roses' is no number in 'Ratio' of this course",
        ),
        (
            HEAD + "00c0ffee,2026-11-30,LEAF-LAB-01,fern.leaves,2,Bytes\n",
            "line 2: 'fern.leaves' is no number in 'Bytes' of this course",
        ),
        *(
            (f"{HEAD}00c0ffee,2026-11-30,LEAF-LAB-01,fern.leaves,{value},Ratio\n", f"line 2: '{value}' is no number")
            for value in ("nan", "inf", "1e308", "1_0", "٣", "")
        ),
        (HEAD + "00c0ffee,٢٠٢٦-11-30,LEAF-LAB-01,fern.leaves,2,Ratio\n", "line 2: '٢٠٢٦-11-30' is no day"),
        (HEAD + '00c0ffee,"' + "x" * 200_000 + '"\n', "line 2: field larger than field limit (131072)"),
    ],
)
def test_a_table_of_anything_else_is_refused_with_its_line(ledger: Ledger, text: str, says: str) -> None:
    with pytest.raises(ClassError) as refused:
        from_csv(text, ledger)
    assert str(refused.value) == says


def test_a_strip_has_dots_lines_with_their_names_and_round_numbers_around_them() -> None:
    results = [result(f"0000000{number}", value) for number, value in enumerate((5.9, 6.2, 6.8, 7.1, 9.0))]
    drawn = strip(results, "fern.leaves", Ratio, lines={"deck": 7.0, "guess": 4.5})
    assert drawn["machines"] == 5
    assert drawn["dots"] == [5.9, 6.2, 6.8, 7.1, 9.0]
    assert [(line["name"], line["text"]) for line in drawn["lines"]] == [("deck", "7.0×"), ("guess", "4.5×")]
    assert [tick["text"] for tick in drawn["ticks"]] == ["4×", "5×", "6×", "7×", "8×", "9×"]
    assert drawn["says"] == "Half are from 6.2× to 7.1×"


def test_a_strip_of_one_number_has_an_axis_too() -> None:
    assert [tick["value"] for tick in strip([], "fern.leaves", Ratio, lines={"deck": 7.0})["ticks"]] == [
        2,
        4,
        6,
        8,
        10,
        12,
    ]


@pytest.mark.parametrize("ends", [(0.0, 0.0), (5e-324, 5e-324), (-1e30, 1e30), (1.0, 1.0000000000000002), (0.0, 6e-8)])
def test_an_axis_is_there_whatever_stands_on_it(ends: tuple[float, float]) -> None:
    ticks = [
        tick["value"] for tick in strip([], "fern.leaves", Ratio, lines=dict(zip("ab", ends, strict=True)))["ticks"]
    ]
    assert ticks[0] <= min(ends)
    assert ticks[-1] >= max(ends)
    assert 2 <= len(ticks) <= 9


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (
            lambda path: path.write_bytes(b"no table\n" * 200),
            "class.sqlite: file is not a database; give it another name, and the class begins anew",
        ),
        (
            lambda path: path.mkdir(),
            "class.sqlite, in which the class's results are kept: unable to open database file",
        ),
        (
            lambda path: held(path, "CREATE TABLE results (a)"),
            "class.sqlite, in which the class's results are kept: no such column: machine",
        ),
    ],
)
def test_a_file_that_keeps_no_results_is_told_by_its_name(damage, says: str, tmp_path: Path) -> None:
    room = Classroom(tmp_path / "class.sqlite")
    damage(tmp_path / "class.sqlite")
    with pytest.raises(ClassError) as told:
        room.results()
    assert str(told.value) == says


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("", encoding="utf-8")
    with pytest.raises(
        ClassError, match=r"^class\.sqlite, in which the class's results are kept: (File exists|Not a dir)"
    ):
        Classroom(tmp_path / "dist" / "class.sqlite").add([result()])


def test_what_is_no_number_in_the_file_is_left_out(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "class.sqlite")
    room.add([result(), result("0000beef", math.nan), result("0000dead", math.inf)])
    held(tmp_path / "class.sqlite", "UPDATE results SET value = 'many' WHERE machine = '0000beef'")
    assert [one.machine for one in room.results()] == ["00c0ffee"]


def held(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(statement)


def test_a_fact_has_a_unit_where_it_is_one_number(ledger: Ledger) -> None:
    assert unit_of("fern.leaves", ledger) is Ratio
    assert [unit_of(name, ledger) for name in ("fern", "fern.roses", "rose", "")] == [None] * 4
