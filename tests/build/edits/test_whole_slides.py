"""Whole slides that somebody duplicated, deleted, commented on; and what the deck says of its slides then."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Deck

from build.commands.deck import make_deck
from build.deck_file.appearance import RELATION
from build.edits.merge_deck import CannotMergeError, DeckMerge
from build.files.wanted import Wanted

CACHE, CHART, END = range(3)


def duplicate(deck: Deck, place: int) -> Any:
    """What Ctrl-D does: a copy right behind, with the same names and charts of its own."""
    source = deck.slides[place]
    copy = deck.slides.add_slide(source.slide_layout)
    ids = {}
    for relation in source.part.rels.values():
        if relation.reltype not in (RT.SLIDE_LAYOUT, RT.NOTES_SLIDE):
            part = relation.target_part
            if relation.reltype == RT.CHART:
                name = deck.part.package.next_partname("/ppt/charts/chartCopy%d.xml")
                chart = type(part).load(name, part.content_type, deck.part.package, part.blob)
                for inner in part.rels.values():
                    chart.rels.get_or_add(inner.reltype, inner.target_part)
                part = chart
            ids[relation.rId] = copy.part.relate_to(part, relation.reltype)
    root = copy._element
    root.cSld.set("name", source._element.cSld.get("name"))
    tree = root.cSld.spTree
    for shape in list(tree):
        tree.remove(shape)
    tree.extend(deepcopy(list(source._element.cSld.spTree)))
    for element in root.iter():
        for name, value in element.items():
            if name.startswith(RELATION) and value in ids:
                element.set(name, ids[value])
    for child in list(root)[1:]:
        root.remove(child)
    root.extend(deepcopy(list(source._element)[1:]))
    if source.has_notes_slide:
        copy.notes_slide.notes_text_frame.text = source.notes_slide.notes_text_frame.text
    listed = deck.slides._sldIdLst
    listed.insert(place + 1, listed[-1])
    return copy


def test_copies_of_slides_follow_their_facts_as_the_originals_do(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        for place in (CHART, CACHE):
            duplicate(deck, place)
        bench.shape(deck, 1, "title").text_frame.text = "Once more: the cache"

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB", rate=48.0, note="Say that it takes 0.7 GB.")
    assert report.lines == [
        "slide 2: your copy of 'The cache' is kept, with today's numbers",
        "slide 2, 'title': your words are kept",
        "slide 4: your copy of 'How fast it is' is kept, with today's numbers",
    ]
    assert [slide.shapes.title.text for slide in deck.slides] == [
        "The cache", "Once more: the cache", "How fast it is", "How fast it is", "The end",
    ]  # fmt: skip
    for place in (0, 1):
        assert (
            bench.shape(deck, place, "claim").text_frame.paragraphs[0].text.startswith("Small: the cache takes 0.7 GB")
        )
        assert "0.7 GB" in deck.slides[place].notes_slide.notes_text_frame.text
    charts = [bench.shape(deck, place, "rates").chart for place in (2, 3)]
    assert [chart.plots[0].series[0].values[0] for chart in charts] == [48.0, 48.0]
    assert charts[0].part is not charts[1].part
    assert charts[1].part.chart_workbook.xlsx_part is not None


def test_an_edit_is_told_by_the_number_of_its_slide_in_the_merged_deck(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        deck.slides.add_slide(deck.slides[0].slide_layout)
        listed = deck.slides._sldIdLst
        listed.insert(0, listed[-1])
        bench.shape(deck, 1, "claim").text_frame.paragraphs[0].runs[-1].text = " it takes little."

    deck, report = bench.again(bench.edited(edit))
    assert report.lines == ["slide 2, 'claim': your words are kept", "slide 1: your slide is kept"]
    assert bench.shape(deck, 1, "claim").text_frame.text.startswith("Small: it takes little.")


FACTS = (
    "Read about ch04/03.\n\n"
    "Facts on this slide:\n- cache: size 0.5 GB (measured, 29 Nov 2026, median of 3).\n"
    "- The whole way back: coursewright why cache.md 3\n\nMore:\n- 7"
)


def test_a_copy_whose_original_left_the_spec_is_told_with_the_old_numbers_of_its_facts(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        duplicate(deck, CACHE)
        bench.shape(deck, 1, "card").text_frame.text = "See ch04/03, 29 Nov 2026\nWhat 3 or 7 say"

    deck, report = bench.again(bench.edited(edit, note=FACTS), without=("The cache",))
    assert report.lines == [
        "slide 1: conflict: your copy of 'The cache', which is not in the spec any more, is kept with its old numbers: "
        "0.5 GB"
    ]
    assert [slide.shapes.title.text for slide in deck.slides] == ["The cache", "How fast it is", "The end"]


def test_a_copy_rewritten_altogether_is_told_while_it_has_a_number_of_a_fact(bench: Any) -> None:
    def edit(deck: Deck, rest: str) -> None:
        copy = duplicate(deck, CACHE)
        for shape in copy.shapes:
            if shape.has_text_frame:
                shape.text_frame.text = f"Nothing that was said before {rest}"

    for rest, line in (
        ("but 0.5 GB", "conflict: your slide, once a copy of 'The cache', is kept with its old numbers: 0.5 GB"),
        ("of 12", "your slide is kept"),
    ):
        edited = bench.edited(lambda deck, rest=rest: edit(deck, rest), note=FACTS)
        _, report = bench.again(edited, cache="0.7 GB", note=FACTS.replace("0.5", "0.7"))
        assert report.lines == [f"slide 2: {line}"]


def test_a_copy_that_keeps_a_table_of_its_own_is_not_said_to_have_todays_numbers(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        duplicate(deck, CHART)
        table = bench.shape(deck, 2, "table").table._tbl
        table.append(deepcopy(table.tr_lst[-1]))

    _, report = bench.again(bench.edited(edit), rows=(("cache", "tokens/s"), ("with", "97")))
    assert report.lines == [
        "slide 3: your copy of 'How fast it is' is kept, with today's numbers but for what is listed as yours",
        "slide 3, 'table': conflict: your table is kept, though the build has changed the same",
    ]


def test_decks_of_few_or_no_slides_are_not_said_to_have_other_names(bench: Any) -> None:
    def keep(deck: Deck, count: int) -> None:
        for listed in list(deck.slides._sldIdLst)[count:]:
            deck.part.drop_rel(listed.rId)
            deck.slides._sldIdLst.remove(listed)

    with pytest.raises(CannotMergeError, match=r"^it has no slides any more$"):
        DeckMerge(bench.built(), bench.edited(lambda deck: keep(deck, 0)))
    before = tuple(f"Before {i}" for i in range(9))
    deck, report = bench.again(bench.edited(lambda deck: keep(deck, 1), before=before), before=before)
    assert (len(deck.slides), len(report.kept)) == (1, 11)


OLD = (
    '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm authorId="0" idx="1">'
    '<p:pos x="1" y="1"/><p:text>Is this still so?</p:text></p:cm></p:cmLst>'
)
NEW = (
    '<p188:cmLst xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p188:cm id="1"><p188:replyLst><p188:reply id="2">'
    "<p188:txBody><a:p><a:r><a:t>It is.</a:t></a:r></a:p></p188:txBody></p188:reply></p188:replyLst>"
    "<p188:txBody><a:p><a:r><a:t>Say</a:t></a:r><a:r><a:t>why?</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>"
)


@pytest.mark.parametrize(
    ("folder", "content", "told"),
    [
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", OLD, ["'Is this still so?'"]),
        ("http://schemas.microsoft.com/office/2018/10/relationships", NEW, ["'Say why?'", "'It is.'"]),
    ],
)
def test_each_comment_is_told_with_its_words(bench: Any, folder: str, content: str, told: list[str]) -> None:
    def comment(deck: Deck) -> None:
        part = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", deck.part.package, content.encode())
        deck.slides[CHART].part.relate_to(part, f"{folder}/comments")

    _, report = bench.again(bench.edited(comment))
    assert report.lost == [f"slide 2: a comment is not kept: {words}" for words in told]


# ---- what a deck says of itself ---------------------------------------------------------------------
FRONT = "---\ncourse: A course\ntitle: Some slides\nauthor: An author\n---\n# Some slides\n\n"
TITLE = """\
## Slide 1: Title - Begin
Central Text:
- Chip: ONE
- Title: Begin
- Subtitle: Some words

Wisdom: "Short."

"""
CONCEPT = """\
## Slide {0}: Concept - Idea {0}
Visual: heads(llama_heads, title="Sets")

Extended Annotations (4):
1. Go on
2. Stop here
3. Look up
4. Turn round

Beginner's Corner:
- What this means: one.
- Why it matters: two.
- Common mistake: three.

Wisdom: "Short."

"""


@pytest.fixture
def built(tmp_path: Path) -> tuple[Callable[[str], int], Path]:
    """What builds four slides, the first with other words before them, and the deck."""
    spec = tmp_path / "four.md"

    def build(subtitle: str) -> int:
        slides = TITLE.replace("Some words", subtitle) + "".join(CONCEPT.format(i) for i in (2, 3, 4))
        spec.write_text(FRONT + slides, encoding="utf-8")
        return make_deck(spec, Wanted(dist=tmp_path / "dist"))

    return build, tmp_path / "dist" / "four.pptx"


def change(path: Path, edit: Callable[[Deck], object]) -> None:
    deck = Presentation(str(path))
    edit(deck)
    deck.save(str(path))


def counts(path: Path) -> list[str]:
    """What each slide says of its place; the first, how many there are."""
    deck = Presentation(str(path))
    found = {s.name.partition(" ")[2]: s.text_frame.text for s in deck.slides[0].shapes if s.has_text_frame}
    numbers = [
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.name.endswith(" number")
    ]
    return [found["course"].rpartition(" · ")[2], *numbers]


def test_slides_count_those_that_the_file_has_and_no_count_is_taken_for_an_edit(
    built: tuple[Callable[[str], int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    build, deck = built
    assert build("Some words") == 0
    assert counts(deck) == ["4 slides", "2 / 4", "3 / 4", "4 / 4"]
    change(deck, lambda there: there.slides._sldIdLst.remove(there.slides._sldIdLst[1]))
    capsys.readouterr()
    assert build("Other words") == 0
    said = capsys.readouterr()
    assert counts(deck) == ["3 slides", "2 / 3", "3 / 3"]
    assert re.search(r": 3 slides, \d warnings?, 1 edit kept, ", said.out)
    change(deck, lambda there: duplicate(there, 2))
    change(deck, lambda there: duplicate(there, 2))
    capsys.readouterr()
    assert build("Some words") == 0
    said = capsys.readouterr()
    assert counts(deck) == ["5 slides", "2 / 5", "3 / 5", "4 / 5", "5 / 5"]
    assert re.search(r": 5 slides, \d warnings?, 3 edits kept, ", said.out)
    assert [line for line in said.err.splitlines() if line.startswith("slide ")] == [
        "slide 4: your copy of 'Idea 4' is kept, with today's numbers",
        "slide 5: your copy of 'Idea 4' is kept, with today's numbers",
        "slide 2: 'Idea 2' stays deleted",
    ]


def test_kept_words_that_run_into_what_stands_beside_them_are_told(
    built: tuple[Callable[[str], int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    build, deck = built
    build("Some words")

    def lengthen(there: Deck) -> None:
        shape = next(shape for shape in there.slides[1].shapes if shape.has_text_frame and "Stop here" in shape.text)
        run = next(run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs if "Stop" in run.text)
        run.text = "Stop here and think about all that was said before, one thing after another, " * 4

    change(deck, lengthen)
    capsys.readouterr()
    assert build("Other words") == 0
    said = capsys.readouterr()
    assert "your edit no longer fits: " in said.err
    assert "no longer fit" in said.out


def sections_of(deck: Deck) -> list[list[str]]:
    """The sections' names, each with the titles of its slides."""
    titles = {str(slide.slide_id): slide.shapes.title.text for slide in deck.slides}
    return [
        [section.get("name"), *(titles[slide.get("id")] for slide in section.iter("{*}sldId"))]
        for section in deck.element.iter("{*}section")
    ]


@pytest.mark.parametrize("dragged", [True, False])
def test_a_slide_that_somebody_puts_into_another_section_stays_there(bench: Any, dragged: bool) -> None:
    def edit(deck: Deck) -> None:
        first, second = deck.element.iter("{*}section")
        if dragged:
            deck.element.sldIdLst.insert(1, deck.element.sldIdLst[2])
        first[0].insert(1 if dragged else 2, second[0][0])

    edited = bench.edited(edit)
    deck, report = bench.again(edited)
    assert sections_of(deck) == [
        ["Hour 1", "The cache", *(["The end", "How fast it is"] if dragged else ["How fast it is", "The end"])]
    ]
    kept = "the deck: the slides that you put into another section stay there"
    assert report.lines == ["the deck: your order of the slides is kept"] * dragged + [kept]
    deck, report = bench.again(edited, before=("Before",))
    assert [name for name, *_ in sections_of(deck)] == ["A course", "Hour 1"]


def test_a_slide_that_the_spec_moves_to_another_section_goes_there(bench: Any) -> None:
    edited = bench.edited(lambda deck: deck.element.sldIdLst.append(deck.element.sldIdLst[0]))
    deck, report = bench.again(edited, last="Hour 1")
    assert report.lines == ["the deck: your order of the slides is kept"]
    assert [name for name, *_ in sections_of(deck)] == ["Hour 1"]


def test_a_slide_that_both_put_into_another_section_is_told(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        first, second = deck.element.iter("{*}section")
        first[0].append(second[0][0])

    deck, report = bench.again(bench.edited(edit), last="Hour 3")
    assert report.lines == [
        "the deck: conflict: the slides that you put into another section stay there, "
        "though the build has changed the same"
    ]
    assert [name for name, *_ in sections_of(deck)] == ["Hour 1"]
