"""QTI packages: what stands in them, by their schemas where those are at hand, and words that survive."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import needs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.questions.model import AnyQuestion, Bank, Choice
from build.questions.qti12 import NAMESPACE as OLD
from build.questions.qti12 import qti12, write_qti12
from build.questions.qti21 import NAMESPACE as NEW
from build.questions.qti21 import item, write_qti21
from build.questions.xml_parts import document
from build.spec.deck import Text, Words

PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)


def elements(root: Any, *names: str) -> Iterator[Any]:
    for element in root.iter():
        if element.tag.rpartition("}")[2] in names:
            yield element


def words_in(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


# ---- QTI 2.1 ----------------------------------------------------------------------------------------
def read_item(question: AnyQuestion) -> Any:
    return ElementTree.fromstring(document(item(question, question.id)))


def test_every_kind_has_an_interaction_of_its_own(bank: Bank) -> None:
    found = [
        next(one.tag for one in read_item(family.first).iter() if one.tag.endswith("Interaction"))
        for family in bank.families
    ]
    assert found == [
        f"{{{NEW}}}{name}Interaction" for name in ("textEntry", "textEntry", "extendedText", "order", "choice", "match")
    ]


def test_a_number_is_right_within_its_tolerance_and_a_mistake_is_named(bank: Bank) -> None:
    root = read_item(bank.families[0].first)
    right, slip, _ = elements(root, "equal")
    assert (right.get("toleranceMode"), right.get("tolerance")) == ("relative", "1 1")
    assert [child.tag.rpartition("}")[2] for child in right] == ["correct", "variable"]
    assert slip[0].text == "4000"
    told = {one.get("identifier"): words_in(one) for one in elements(root, "modalFeedback")}
    assert told == {
        "RIGHT": "Right.",
        "MISTAKE1": "Heads that are not kept were countedQuery heads share what is kept.",
        "GENERAL": "A head keeps keys and values.",
    }


def test_a_test_draws_one_variant_of_a_question(bank: Bank, tmp_path: Path) -> None:
    package = tmp_path / "quiz.zip"
    write_qti21(bank, package)
    with zipfile.ZipFile(package) as files:
        names = set(files.namelist())
        test = ElementTree.fromstring(files.read("test.xml"))
        manifest = ElementTree.fromstring(files.read("imsmanifest.xml"))
    section = list(elements(test, "assessmentSection"))[1]
    assert [one.get("identifier") for one in elements(section, "assessmentItemRef")] == ["grows-1", "grows-2"]
    assert [one.get("select") for one in elements(section, "selection")] == ["1"]
    listed = {one.get("href") for one in elements(manifest, "file")}
    assert listed == names - {"imsmanifest.xml"}


@given(PRINTABLE, PRINTABLE)
def test_words_come_back_from_an_item_whatever_signs_they_have(bank: Bank, stem: str, option: str) -> None:
    choice = bank.families[4].first
    assert isinstance(choice, Choice)
    asked = replace(choice, stem=Text((Words(text=stem, bold=True),)), answer=Text((Words(text=option, code=True),)))
    root = read_item(asked)
    assert words_in(next(elements(root, "prompt"))) == stem
    assert words_in(next(elements(root, "simpleChoice"))) == option


@needs.qti_schemas
def test_items_test_and_their_words_are_after_the_schema(bank: Bank, tmp_path: Path) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(os.environ["COURSEWRIGHT_QTI_XSD"]))
    package = tmp_path / "quiz.zip"
    write_qti21(bank, package)
    with zipfile.ZipFile(package) as files:
        for name in files.namelist():
            if name != "imsmanifest.xml":
                schema.assertValid(etree.fromstring(files.read(name)))


# ---- QTI 1.2 ----------------------------------------------------------------------------------------
def read_old(bank: Bank) -> Any:
    return ElementTree.fromstring(document(qti12(bank)))


def test_each_question_says_its_kind_as_canvas_knows_it(bank: Bank) -> None:
    kinds = [
        words_in(field[1]) for field in elements(read_old(bank), "qtimetadatafield") if field[0].text == "question_type"
    ]
    assert kinds == [
        *["numerical_question"] * 3, "essay_question", "matching_question", "multiple_choice_question",
        "matching_question",
    ]  # fmt: skip


def test_variants_are_a_section_from_which_one_is_drawn(bank: Bank) -> None:
    section = next(one for one in elements(read_old(bank), "section") if one.get("ident") == "small_quiz-grows")
    assert [one.text for one in elements(section, "selection_number")] == ["1"]
    assert len(list(elements(section, "item"))) == 2


def scored(root: Any, answers: dict[str, str]) -> tuple[float, list[str]]:
    """What an item gives for some responses by the conditions that it states, read as the format defines them."""
    score, told = 0.0, []
    for condition in elements(root, "respcondition"):
        if all(holds(one, answers) for one in next(elements(condition, "conditionvar"))):
            for change in elements(condition, "setvar"):
                score = float(change.text) + (score if change.get("action") == "Add" else 0)
            told += [one.get("linkrefid") for one in elements(condition, "displayfeedback")]
            if condition.get("continue") == "No":
                break
    return score, told


def holds(condition: Any, answers: dict[str, str]) -> bool:
    kind = condition.tag.rpartition("}")[2]
    if kind in ("and", "or"):
        return (all if kind == "and" else any)(holds(one, answers) for one in condition)
    if kind == "other":
        return True
    given = answers.get(condition.get("respident"), "")
    if kind == "varequal":
        return given == condition.text
    number = float(given)
    return number >= float(condition.text) if kind == "vargte" else number <= float(condition.text)


@pytest.mark.parametrize(
    ("item", "answers", "expected"),
    [
        (0, {"response1": "540"}, (100, ["general_fb"])),
        (0, {"response1": "4001"}, (0, ["general_fb", "mistake1_fb"])),
        (0, {"response1": "1"}, (0, ["general_fb"])),
        (5, {"response1": "right"}, (100, [])),
        (5, {"response1": "wrong2"}, (0, ["mistake2_fb"])),
        (4, {"response1": "right1", "response2": "right2", "response3": "right3"}, (99.99, [])),
        (4, {"response1": "right1", "response2": "right3", "response3": "right2"}, (33.33, ["mistake1_fb"])),
        (6, {"response1": "right2", "response2": "right1", "response3": "right3"}, (33.33, ["mistake1_fb"])),
    ],
)
def test_an_answer_gets_its_points_and_its_feedback(
    bank: Bank, item: int, answers: dict[str, str], expected: tuple[float, list[str]]
) -> None:
    score, told = scored(list(elements(read_old(bank), "item"))[item], answers)
    assert (pytest.approx(score), told) == expected


def test_each_feedback_that_is_shown_is_there(bank: Bank) -> None:
    for one in elements(read_old(bank), "item"):
        there = {feedback.get("ident") for feedback in elements(one, "itemfeedback")}
        assert {shown.get("linkrefid") for shown in elements(one, "displayfeedback")} <= there


def test_packages_come_out_alike_each_time(bank: Bank, tmp_path: Path) -> None:
    for write in (write_qti12, write_qti21):
        write(bank, tmp_path / "a.zip")
        write(bank, tmp_path / "b.zip")
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
        with zipfile.ZipFile(tmp_path / "a.zip") as files:
            assert files.testzip() is None
    assert OLD in document(qti12(bank)).decode()


def test_options_are_paragraphs_and_sides_of_a_match_are_words_alone(bank: Bank) -> None:
    items = list(elements(read_old(bank), "item"))
    choice = [one for label in elements(items[5], "response_label") for one in elements(label, "mattext")]
    assert {(one.get("texttype"), one.text[:3]) for one in choice} == {("text/html", "<p>")}
    sides = [one for response in elements(items[6], "response_lid") for one in elements(response, "mattext")]
    assert {one.get("texttype") for one in sides} == {"text/plain"}
    assert {one.text for one in sides} >= {"TTFT", "from token to token"}
