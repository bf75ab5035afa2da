"""Two course documents that were not written for this parser are read as they are.

They lie in the folder that COURSEWRIGHT_SEEDS names. What they hold is counted here by plain text search.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import needs
import pytest

from build.checks.spec import check
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import Source, read_source
from build.spec.deck import AgendaSlide, AnimationSlide, ConceptSlide, Deck, TakeawaySlide, TitleSlide
from build.spec.walk import texts_in
from engine.ledger import Ledger

FOLDER = os.environ.get("COURSEWRIGHT_SEEDS", "")
pytestmark = needs.documents

ANCHOR = re.compile(r"\[Hands-on Anchor: ([^|\]]+?) \| Asset: ([^|]+?) \| Objective: ([^|]+?) \| Pre-req: ([^\]]+)\]")


@cache
def read(number: str) -> tuple[Source, Deck, list[Diagnostic]]:
    (path,) = Path(FOLDER).glob(f"{number}_*.txt")
    source, unreadable = read_source(path)
    deck, unparsed = parse(source)
    return source, deck, [*unreadable, *unparsed]


@pytest.mark.parametrize("number", ["000", "004"])
def test_all_thirty_slides_are_found_in_order(number: str) -> None:
    assert [slide.number for slide in read(number)[1].slides] == list(range(1, 31))


@pytest.mark.parametrize(("number", "count"), [("000", 14), ("004", 17)])
def test_every_anchor_is_found_with_its_assets_objective_and_prerequisites(number: str, count: int) -> None:
    source, deck, _ = read(number)
    wanted = ANCHOR.findall(source.text)
    assert len(wanted) >= count
    found = [slide.anchor for slide in deck.slides if slide.anchor]
    assert [anchor.id for anchor in found] == [expected[0] for expected in wanted]
    assert [anchor.assets for anchor in found] == [tuple(expected[1].split("; ")) for expected in wanted]
    assert [anchor.objective.plain for anchor in found] == [expected[2] for expected in wanted]
    for anchor, expected in zip(found, wanted, strict=True):
        start, _, end = expected[3].rpartition("-")[2].partition("..")
        if expected[3] == "None":
            assert anchor.prerequisites == ()
        elif end:
            stem = expected[3].rpartition("-")[0]
            numbers = range(int(start), int(end) + 1)
            assert anchor.prerequisites == tuple(f"{stem}-{number:02}" for number in numbers)
        else:
            assert anchor.prerequisites == (expected[3],)


def test_every_finding_of_parsing_is_one_that_the_documents_deserve() -> None:
    for number in ("000", "004"):
        source, _, found = read(number)
        misread = [finding for finding in found if finding.code == "P006"]
        assert len(misread) == source.text.count("â€™")
        assert [finding for finding in found if finding.code not in ("P006", "P114")] == []
        assert sum(finding.code == "P114" for finding in found) == source.text.count("`/Users/")


def test_each_concept_of_the_long_document_has_twelve_annotations_and_no_heading() -> None:
    _, deck, _ = read("000")
    concepts = [slide for slide in deck.slides if isinstance(slide, ConceptSlide)]
    assert len(concepts) == read("000")[0].text.count("Extended Annotations (12):") == 11
    for slide in concepts:
        assert [(cluster.name, len(cluster.items)) for cluster in slide.clusters] == [("", 12)]
        assert slide.beginner


def test_the_long_documents_other_slides_keep_what_they_say() -> None:
    source, deck, _ = read("000")
    title, agenda, takeaway = deck.slides[0], deck.slides[1], deck.slides[29]
    assert isinstance(title, TitleSlide)
    assert [text.plain for text in title.promises] == ["Keep quality", "reduce latency", "control memory"]
    assert isinstance(agenda, AgendaSlide)
    assert [len(column.items) for column in agenda.columns] == [4, 4]
    assert isinstance(takeaway, TakeawaySlide)
    assert (len(takeaway.stations), len(takeaway.outcomes)) == (6, 4)
    assert sum(bool(slide.wisdom) for slide in deck.slides) == source.text.count("\nWisdom:\n") == 30
    assert all(slide.rest == () for slide in deck.slides[1:])
    films = [slide.scene for slide in deck.slides if isinstance(slide, AnimationSlide)]
    assert films == re.findall(r"`/Users/.*/([\w-]+)\.py`", source.text)


def test_the_table_document_gives_each_slide_the_kind_of_its_type_column() -> None:
    source, deck, _ = read("004")
    rows = re.findall(r"^\| (\d+) \| ([^|]+?) \| ([^|]+?) \|", source.text, re.MULTILINE)
    assert [(str(slide.number), slide.eyebrow.plain, slide.title.plain) for slide in deck.slides] == rows
    shown = [getattr(slide, "variety", type(slide).__name__.removesuffix("Slide").lower()) for slide in deck.slides]
    assert shown == [row[1].split()[0].lower() for row in rows]
    films = [slide.scene for slide in deck.slides if isinstance(slide, AnimationSlide)]
    assert films == re.findall(r"/([\w-]+)\.py`", source.text)


@pytest.mark.parametrize("number", ["000", "004"])
def test_words_for_whoever_makes_the_deck_are_kept_and_never_shown(number: str) -> None:
    source, deck, _ = read(number)
    shown = "\n".join(text.plain for text in texts_in((deck.slides, deck.introduction)))
    hidden = "\n".join((*deck.design_rules, *(slide.prompt for slide in deck.slides)))
    for word in ("8K", "Pearl White", "Do not render", "Must align to", "storyboard slide"):
        assert word not in shown
        assert (word in hidden) == (word in source.text)


def test_checking_the_long_document_finds_what_it_leaves_open(course: Course) -> None:
    _, deck, _ = read("000")
    found = check(deck, course=course, ledger=Ledger(), scenes=set())
    assert {finding.code for finding in found} == {"C203", "C206", "C302"}
    (open_end,) = [finding for finding in found if finding.code == "C203"]
    assert "needs 'CH4-LAB-02'" in open_end.message
