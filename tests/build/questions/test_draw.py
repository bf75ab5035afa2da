"""Kinds, variants and sets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.files.course import course_in, product
from build.parse.source import source_from
from build.questions.draw import SETS, drawn, shuffled
from build.questions.model import Bank, Choice, Match, Number, Open, Order, Value
from build.questions.outcome import build_quiz, from_source
from build.questions.terminal import read_number
from build.questions.words import html, plain, without_strokes
from build.spec.said import table
from engine.ledger import Ledger


def test_each_kind_of_question_is_told_by_its_labels(bank: Bank) -> None:
    kinds = [type(family.first) for family in bank.families]
    assert kinds == [Number, Number, Open, Order, Choice, Match]
    assert [plain(family.first.topic) for family in bank.families] == ["Memory"] * 2 + ["Time"] * 4


def test_a_question_has_a_variant_for_each_point_of_its_fact(bank: Bank) -> None:
    first, second = bank.families[1].variants
    assert [plain(first.stem), plain(second.stem)] == [
        "How large is the cache of GQA at 1,024 tokens?",
        "How large is the cache of GQA at 4,096 tokens?",
    ]
    assert isinstance(second, Number)
    assert second.value == Value(0.4, "GB")
    assert second.mistakes[0].value == Value(4.0, "GB")


def test_a_table_of_the_authors_own_has_a_variant_a_row(tmp_path: Path, facts: Ledger) -> None:
    outcome = build_quiz(_of_dough(tmp_path, "dough"), facts, course_in(tmp_path))
    assert outcome.diagnostics == ()
    assert outcome.bank is not None
    asked = outcome.bank.families[0].variants
    assert [plain(question.stem) for question in asked] == ["How high after 1 h?", "How high after 2 h?"]
    assert [question.value for question in asked if isinstance(question, Number)] == [
        Value(5.2, "cm"),
        Value(7.1, "cm"),
    ]


def test_variants_of_one_column_are_told_to_name_the_whole_table(tmp_path: Path, facts: Ledger) -> None:
    found = build_quiz(_of_dough(tmp_path, "dough.height"), facts, course_in(tmp_path)).diagnostics
    assert [(one.message, one.hint) for one in found if one.code == "Q112"] == [
        ("'dough.height' is no fact with several points", "name the whole table: 'Variants: dough'")
    ]


def _of_dough(folder: Path, variants: str) -> Path:
    """A quiz with data of its own and one question with variants."""
    (folder / "dough.csv").write_text("Hours,Height (cm)\n1,5.2\n2,7.1\n", encoding="utf-8")
    spec = folder / "rise.md"
    spec.write_text(
        "---\nkind: quiz\ndata: {dough: {file: dough.csv}}\n---\n# Dough\n## Q high: How high after {{ variant }} h?\n"
        f"Variants: {variants}\nAnswer: {{{{ dough.height[variant] | cm }}}}\n",
        encoding="utf-8",
    )
    return spec


def test_sets_one_after_the_other_draw_another_variant(bank: Bank) -> None:
    variants = [drawn(bank, seed)[1].variant for seed in range(1, 5)]
    assert variants in (["1,024", "4,096"] * 2, ["4,096", "1,024"] * 2)


@pytest.mark.parametrize("seed", range(1, SETS + 1))
def test_an_order_is_never_shown_in_its_right_order(bank: Bank, seed: int) -> None:
    order = drawn(bank, seed)[3]
    assert isinstance(order, Order)
    shown = shuffled(order.items, seed, order)
    assert sorted(map(plain, shown)) == sorted(map(plain, order.items))
    assert shown != list(order.items)


def test_the_words_of_a_mistake_keep_what_was_struck_out(bank: Bank) -> None:
    question = bank.families[1].first
    assert isinstance(question, Number)
    assert html(question.mistakes[0].feedback) == "Heads share.<br/><s>32</s> fewer"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.54", 0.54),
        ("0,54", 0.54),
        ("536,870,912", 536870912.0),
        ("1,234.5 GB", 1234.5),
        (" .5GB ", 0.5),
        ("-2e3", -2000.0),
        ("−1.5", -1.5),
        ("", None),
        ("GB", None),
        ("one", None),
        ("1.2.3", None),
        ("nan", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: float | None) -> None:
    assert read_number(typed, "GB") == number


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        ("de", "536.870.912", 536_870_912), ("de", "1.234,5", 1234.5), ("de", "4.096", 4096), ("de", "0.540", 0.54),
        ("de", "1.5", 1.5), ("fr", "4\u202f096,5", 4096.5), ("ja", "4.096", 4.096), ("ja", "4,096", 4096),
    ],
)  # fmt: skip
def test_a_number_has_the_groups_of_its_language(language: str, typed: str, number: float) -> None:
    assert read_number(typed, "", table(language)) == number


def test_the_example_in_the_readme_has_nothing_wrong() -> None:
    course = product()
    text = (course.specs / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^````markdown\n(---\nkind: quiz\n.*?)^````$", text, re.MULTILINE | re.DOTALL)
    assert example
    outcome = from_source(*source_from("deck_specs/README.md", example[1].encode()), course.recorded(), course)
    assert outcome.diagnostics == ()
    assert outcome.bank is not None
    assert [len(family.variants) for family in outcome.bank.families] == [1, 4, 1, 1, 1, 1]


def test_what_was_struck_out_has_a_cross_where_no_line_goes_through_it(bank: Bank) -> None:
    question = bank.families[1].first
    assert isinstance(question, Number)
    assert plain(question.mistakes[0].feedback) == "Heads share. (32 ✗) fewer"
    assert without_strokes(html(question.mistakes[0].feedback)) == "Heads share.<br/>(32 ✗) fewer"
