"""Practical slides: tables and their numbers, what to have before one starts, and what to run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_items import MEASURE, LayOut, named, page, words

from build.drawing.page import Book, Group, NativeTable, Shape, TextBox
from build.layout.id_ranges import ranges
from build.spec.said import ENGLISH


def test_a_table_is_native_and_its_cells_hold_their_words(kinds: Book) -> None:
    table = named(page(kinds, 5), "table")
    assert isinstance(table, NativeTable)
    assert sum(table.widths) == pytest.approx(table.box.w)
    assert sum(table.heights) == pytest.approx(table.box.h, abs=0.001)
    for row in table.rows:
        for cell, column in zip(row, table.widths, strict=True):
            for paragraph in cell.paragraphs:
                for line in paragraph.lines:
                    assert (
                        MEASURE.width(line, replace(paragraph.runs[0].style, bold=True))
                        <= column - 2 * table.padding + 0.01
                    )
    assert [cell.paragraphs[0].align for cell in table.rows[1]] == ["left", "right", "right", "right"]
    assert "20 tokens/s" in table.rows[1][1].paragraphs[0].runs[0].text


def test_measured_numbers_say_machine_and_day(kinds: Book) -> None:
    chip = named(page(kinds, 5), "measured chip")
    assert isinstance(chip, Group)
    assert chip.alt == "Measured · Abacus 3000 · 2 Jan 2026"
    bar = chip.children[0]
    assert isinstance(bar, Shape)
    assert bar.fill == "teal100"
    assert words(named(page(kinds, 5), "settings")) == (
        "1 thread · 200 new tokens · median of 3 runs · whiskers: range"
    )


def test_what_is_better_is_teal_and_what_is_dearer_is_brick_and_the_mark_is_not_shown(kinds: Book) -> None:
    table = named(page(kinds, 5), "table")
    assert isinstance(table, NativeTable)
    changes = [row[3].paragraphs[0].runs for row in table.rows[1:]]
    assert ["".join(run.text for run in runs) for runs in changes] == ["4.5× more", "identical", "a cache more"]
    assert [{(run.style.color, run.style.bold) for run in runs} for runs in changes] == [
        {("teal", True)}, {("char", False)}, {("brick", True)}
    ]  # fmt: skip


def test_a_column_says_how_its_numbers_are_known_and_has_the_tint_of_their_chip(laid_out: LayOut) -> None:
    book, found = laid_out(
        "# D\n## Slide 1: Practical - Side by side\nResults:\n\n| Way | measured: Time | published: **Stated** |\n"
        "|---|---:|---:|\n| One | soon | good: twice |\n| Two | later | half |\n\nWisdom: So.\n"
    )
    assert not found
    table = named(book.pages[0], "table")
    assert isinstance(table, NativeTable)
    heads = [["".join(run.text for run in line.runs) for line in cell.paragraphs] for cell in table.rows[0]]
    assert heads == [["Way"], ["Time", "measured"], ["Stated", "published"]]
    assert [[cell.fill for cell in row] for row in table.rows[1:]] == [
        [None, "teal100", "gold50"], ["pearl", "teal100", "gold50"]
    ]  # fmt: skip


def test_go_is_green_and_stop_is_red(kinds: Book) -> None:
    troubles = page(kinds, 8)
    table = named(troubles, "table")
    assert isinstance(table, NativeTable)
    last = [row[2].paragraphs[0].runs[0] for row in table.rows[1:]]
    assert [(run.text, run.style.color) for run in last] == [
        ("stop", "brick"), ("stop", "brick"), ("check lengths", "char"), ("go", "teal")
    ]  # fmt: skip
    bars = [item for item in troubles.items if " table light " in item.name]
    assert [(bar.name[-3:], bar.fill) for bar in bars if isinstance(bar, Shape)] == [
        ("1.3", "brick100"), ("2.3", "brick100"), ("4.3", "teal100")
    ]  # fmt: skip


def test_all_cells_below_a_go_or_stop_heading_are_lights(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Practical - Stop or go\nRun order (Gates):\n\n| Step | Go when | Stop when |\n|---|---|---|\n"
        '| One | shares add up | a part is missing |\n| Two | | texts differ |\n\nWisdom:\n"So."\n'
    )
    book, _ = laid_out(spec)
    (sheet,) = book.pages
    bars = {item.name[-3:]: item for item in sheet.items if " table light " in item.name}
    table = named(sheet, "table")
    assert isinstance(table, NativeTable)
    assert list(bars) == ["1.2", "1.3", "2.3"]
    bar = bars["2.3"]
    assert isinstance(bar, Shape)
    assert bar.box.right == pytest.approx(table.box.right - 0.05)
    assert bar.box.bottom == pytest.approx(table.box.bottom - 0.045)


def test_a_practical_with_an_anchor_only_still_says_what_to_have_and_run(kinds: Book) -> None:
    alone = page(kinds, 7)
    assert words(named(alone, "check 1")) == "CH4B-LAB-01 to 09 are done"
    assert words(named(alone, "terminal")) == "$ coursewright lab CH4B-LAB-APP-B"
    table = named(alone, "table")
    assert isinstance(table, NativeTable)
    assert len(table.rows) == 1 + 6


def test_files_that_the_anchor_card_has_no_room_for_stand_in_the_notes(kinds: Book) -> None:
    alone = page(kinds, 7)
    card = words(named(alone, "anchor"))
    assert "and 2 more" in card
    assert "gpt_with_kv_moe.py" not in card
    assert "ch04/07_moe/gpt_with_kv_moe.py" in alone.notes


@pytest.mark.parametrize(
    ("ids", "shown"),
    [
        ((), []),
        (("A-01", "A-02"), ["A-01", "A-02"]),
        (("A-01", "A-02", "A-03"), ["A-01 to 03"]),
        (("A-08", "A-09", "A-10", "B-02"), ["A-08 to 10", "B-02"]),
        (("A-APP-B", "A-01"), ["A-APP-B", "A-01"]),
    ],
)
def test_prerequisites_in_a_row_are_shown_as_a_range(ids: tuple[str, ...], shown: list[str]) -> None:
    assert ranges(ids, ENGLISH.range) == shown


def test_letters_are_smaller_before_a_path_is_broken(laid_out: LayOut) -> None:
    body = 'Before you start:\n- Ready\n\nRun:\n```console\n$ cd labs/ch05/01_main-chapter-code\n```\nWisdom:\n"So."\n'
    book, _ = laid_out(f"# D\n## Slide 1: Practical - Run it\n{body}")
    assert words(named(book.pages[0], "terminal")) == "$ cd labs/ch05/01_main-chapter-code"


def test_a_long_command_is_folded_and_never_wider_than_the_terminal(laid_out: LayOut) -> None:
    command = "python labs/ch04/03_kv-cache/gpt_with_kv_cache.py --new-tokens 200 --seed 123 --threads 1"
    book, findings = laid_out(
        f'# D\n## Slide 1: Practical - Run it\nRun:\n```console\n$ {command}\n```\nWisdom:\n"So."\n'
    )
    assert not findings
    box = named(book.pages[0], "terminal")
    assert isinstance(box, TextBox)
    shown = words(box)
    assert "".join(shown.removeprefix("$ ").split()) == "".join(command.split())
    for line in shown.split("\n"):
        assert MEASURE.width(line, box.paragraphs[0].runs[0].style) <= box.box.w


def test_where_the_chip_has_no_room_for_machine_and_day_the_line_below_says_them(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Practical - Run it\nResults (A heading that leaves hardly any room beside it):\n\n"
        '| What | How much |\n|---|---:|\n| Gain | {{ speed.gain | x }} |\n\nWisdom:\n"So."\n'
    )
    book, findings = laid_out(spec)
    assert not findings
    chip = named(book.pages[0], "measured chip")
    assert isinstance(chip, Group)
    assert chip.alt in ("Measured", "Measured · 2 Jan 2026")
    settings = words(named(book.pages[0], "settings"))
    assert settings == "Abacus 3000 · 2 Jan 2026 · 1 thread · 200 new tokens · median of 3 runs"


def test_a_tick_stands_before_words_that_run_from_right_to_left(laid_out: LayOut) -> None:
    spec = '# Deck\n## Slide 1: Practical - Try it\nBefore you start:\n- {}\n\nRun:\n```\n$ ls\n```\n\nWisdom: "A."\n'
    for said, is_before in (("Close it.", True), ("סגור", False)):
        book, _ = laid_out(spec.format(said))
        boxes = {item.name.removeprefix("s01 "): item.box for item in book.pages[0].items}
        assert (boxes["check 1 box"].right < boxes["check 1"].x) == is_before
        assert (boxes["check 1 box"].x > boxes["check 1"].right) != is_before
