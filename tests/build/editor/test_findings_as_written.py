"""What is told while somebody writes, where it stands, and what would mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec_in_editor import SPEC, TEXT

from build.editor.desk import Change, Desk, Document, changed
from build.editor.findings import read
from build.editor.mend import mends
from build.editor.names import Names
from build.editor.point import Written, column_of, units_of
from build.files.course import course_in

ITEM = "1. **Sets.** Eight share one, 🦉 and 缓存 too."


@pytest.mark.parametrize(
    ("right", "wrong", "code", "mended"),
    [
        ("decode_cache.speedup", "decode_cach.speedup", "F101", "decode_cache"),
        ("| x }}", "| xx }}", "F103", "x"),
        ("decode_cache.speedup", "decode_cache.spedup", "F102", "speedup"),
        ("Visual: heads(", "Visual: headz(", "C301", "heads"),
        ("(icon: share)", "(icon: shar)", "C303", "share"),
        ('Wisdom: "Run', 'Wisdm: "Run', "P104", "Wisdom"),
    ],
)
def test_a_misspelt_name_is_told_where_it_stands_and_mended_by_the_likely_one(right, wrong, code, mended, names):
    written = Written(TEXT.replace(right, wrong, 1))
    found = next(one for one in read(written, SPEC, names).findings if one.code == code)
    (mend,) = mends(found, written, names)
    assert (mend.title, mend.insert) == (f"Write {mended}", mended)
    line = written.lines[mend.span.line - 1]
    assert line[: mend.span.column - 1] + mend.insert + line[mend.span.end - 1 :] in TEXT.split("\n")


def test_a_number_typed_by_hand_is_mended_by_the_fact_that_says_it(names):
    shown = format(names.ledger["kv_cache_gqa_4k"].quantity, "GiB")
    written = Written(TEXT.replace(ITEM, f"1. It keeps {shown} of it."))
    found = next(one for one in read(written, SPEC, names).findings if one.code == "C401")
    best = mends(found, written, names)[0]
    assert best.insert == "{{ kv_cache_gqa_4k | GiB }}"
    assert best.title == "Use the fact {{ kv_cache_gqa_4k | GiB }}"


def test_a_number_that_no_fact_says_and_a_finding_that_carries_no_name_have_no_button(names):
    written = Written(TEXT.replace(ITEM, "1. It keeps 7919.5 GB of it.").replace('Wisdom: "Share."', ""))
    found = read(written, SPEC, names).findings
    assert {one.code for one in found} >= {"C401", "C104"}
    assert [mends(one, written, names) for one in found if one.code in ("C401", "C104")] == [(), ()]


def test_the_outline_is_of_slides_hours_with_sections_or_questions(names):
    deck = read(Written(TEXT), SPEC, names).outline
    assert [(one.number, one.title, one.line) for one in deck] == [
        (1, "A small deck", 8), (2, "Share the notebook", 15), (3, "Run it", 25),
    ]  # fmt: skip
    assert [one.end for one in deck] == [15, 25, len(TEXT.split("\n")) + 1]
    guide = Written("---\nkind: guide\n---\n# A\n\n## Hour 1: B\nMinutes: 10\n\n### C (icon: clock)\nWords.\n")
    assert [(one.level, one.title) for one in read(guide, SPEC, names).outline] == [(1, "B"), (2, "C")]
    quiz = Written("---\nkind: quiz\n---\n# A\n\n## Q b: What?\nAnswer: All of it, and more.\nPoints:\n- all\n")
    assert [one.title for one in read(quiz, SPEC, names).outline] == ["b (Open): What?"]


def test_what_is_wrong_in_a_decks_data_stands_in_its_first_line_with_the_place(tmp_path: Path):
    (tmp_path / "growth.csv").write_text("year,rate\n2020,x1\n2021,2\n", encoding="utf-8")
    course = course_in(tmp_path)
    spec, written = tmp_path / "a.md", Written("---\ndata: {growth: {file: growth.csv}}\n---\n# A\n\n## B\n\nWords\n")
    found = [one for one in read(written, spec, Names(course, course.recorded())).findings if one.code == "F403"]
    assert [(one.path, one.span.line) for one in found] == [(str(spec), 1)]
    assert found[0].message.startswith(f"{tmp_path / 'growth.csv'}:2:6: ")


def test_a_broken_course_toml_is_a_finding_of_the_spec_and_of_itself(tmp_path: Path):
    (tmp_path / "course.toml").write_text("labs = 3\n", encoding="utf-8")
    spec = tmp_path / "a.md"
    spec.write_text(TEXT, encoding="utf-8")
    (found,) = Desk().read(Document(spec, Written(TEXT)))
    assert found.message == f"{tmp_path / 'course.toml'}:1:8: labs is not a text in quotation marks"
    own = tmp_path / "course.toml"
    (of_itself,) = Desk().read(Document(own, Written("labs = 3\n")))
    assert (of_itself.path, of_itself.span.line, of_itself.code) == (str(own), 1, "K103")


def test_what_only_pages_show_stays_with_its_line_until_that_changes(tmp_path: Path):
    (tmp_path / "course.toml").write_text("", encoding="utf-8")
    long = "## B\n\n- " + "many words that have no room at all " * 60 + "\n"
    spec, text = tmp_path / "a.md", f"# A\n\nWords\n\n{long}"
    spec.write_text(text, encoding="utf-8")
    desk, document = Desk(), Document(spec, Written(text))
    desk.build(document)
    told = {(one.code, one.span.line) for one in desk.read(document) if one.code.startswith("L")}
    assert told == {("L101", 7)}
    document.written = Written("\n" + text)
    assert {(one.code, one.span.line) for one in desk.read(document) if one.code.startswith("L")} == {("L101", 8)}
    document.written = Written(text.replace("many", "few"))
    assert [one for one in desk.read(document) if one.code.startswith("L")] == []


def test_markdown_that_is_no_spec_has_no_findings(tmp_path: Path):
    text = "# Notes\n\n{{ nothing }}\n"
    assert Desk().read(Document(tmp_path / "notes.md", Written(text))) == ()
    assert Desk().read(Document(SPEC.with_name("README.md"), Written(text))) == ()


def test_places_are_counted_in_the_editors_units():
    line = "a🦉é缓b"
    assert [units_of(line, column) for column in range(1, 7)] == [0, 1, 3, 4, 5, 6]
    assert [units_of(line, column, "utf-8") for column in range(1, 7)] == [0, 1, 5, 7, 10, 11]
    assert [column_of(line, units) for units in range(8)] == [1, 2, 2, 3, 4, 5, 6, 6]


def test_changes_apply_one_after_the_other_where_lines_end_as_the_protocol_says():
    written = Written("one 🦉\r\ntwo\u2028still two\rthree")
    changes = [
        Change("three 🦉 and ", (0, 4), (0, 6)),
        Change("TWO", (1, 0), (1, 3)),
        Change("!", (9, 9), (9, 9)),
    ]
    assert changed(written, changes).text == "one three 🦉 and \r\nTWO\u2028still two\rthree!"
    assert changed(written, [Change("all new")]).text == "all new"
