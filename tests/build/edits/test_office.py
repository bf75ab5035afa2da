"""What survives a program that writes everything anew: LibreOffice, opened and saved."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import needs
from course_deck import course_deck
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from build.edits.merge_deck import DeckMerge
from build.render.office import find_office
from build.render.powerpoint.write import write
from build.spec.content import WorksSlide
from build.theme.tokens import Theme

NOTE = (
    "LibreOffice rewrites colours, fonts, links, alt texts, animations and settings: what you changed of these is not "
    "kept"
)

pytestmark = needs.office


def saved_by_office(folder: Path, *decks: Path) -> list[Path]:
    command = [
        find_office(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "pptx", "--outdir", str(folder / "saved"), *map(str, decks),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)  # type: ignore[arg-type]
    return [folder / "saved" / deck.name for deck in decks]


def edit(shape: Callable[[Deck, int, str], Any], deck: Deck) -> None:
    """One edit of each kind that such a program keeps."""
    run = shape(deck, 0, "claim").text_frame.paragraphs[0].runs[-1]
    run.text = run.text.replace("takes", "takes only")
    title = shape(deck, 0, "title")
    title.text_frame.paragraphs[0].runs[0].text = "The cache, and more"
    title.left, title.top, title.width, title.height = Inches(1), Inches(0.3), Inches(9), Inches(0.6)
    shape(deck, 0, "card").left += Inches(1)
    shape(deck, 0, "bars").top -= Inches(0.5)
    shape(deck, 1, "table").table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = "with a cache"
    photo = shape(deck, 1, "photo")._element
    photo.getparent().remove(photo)
    deck.slides[1].notes_slide.notes_text_frame.text = "Read the chart aloud."
    box = deck.slides[2].shapes.add_textbox(Inches(9), Inches(5), Inches(3), Inches(1))
    box.name, box.text_frame.text = "My box", "Mine"
    deck.slides[2]._element.set("show", "0")
    listed = deck.slides._sldIdLst
    listed.append(listed[0])


def test_saved_without_an_edit_no_deck_differs_and_with_edits_all_are_found(
    bench: Any, theme: Theme, tmp_path: Path
) -> None:
    course = tmp_path / "course.pptx"
    book, made = course_deck().book, course_deck().deck
    assert book is not None
    assert made is not None
    write(book, theme, course)
    edited = bench.edited(lambda deck: edit(bench.shape, deck))
    saved, saved_edited = saved_by_office(tmp_path, course, edited)

    untouched = DeckMerge(course, saved).report
    note, *dropped = untouched.lines
    assert (note, str(untouched)) == (NOTE, "")
    assert dropped[1] == "slide 2: LibreOffice has dropped 3 alt texts, which the build has again"
    with_pictures = [slide.number for slide in made.slides if not isinstance(slide, WorksSlide)]
    assert [line.partition(":")[0] for line in dropped] == [f"slide {number}" for number in with_pictures]

    deck, report = bench.again(saved_edited, cache="0.7 GB", rows=(("cache", "tokens/s"), ("with", "101")))
    assert report.lines == [
        "slide 3, 'title': your words are kept",
        "slide 3, 'title': your place is kept",
        "slide 3, 'claim': your words are kept",
        "slide 3, 'card': your place is kept",
        "slide 3, 'bars': your place is kept",
        "slide 1, 'photo': it stays deleted",
        "slide 1, 'table', row 2, column 1: your words are kept",
        "slide 1, notes: your words are kept",
        "slide 2, 'My box': your addition is kept",
        "slide 2: it stays hidden",
        "the deck: your order of the slides is kept",
        NOTE,
        "slide 3: LibreOffice has dropped 1 alt text, which the build has again",
        "slide 1: LibreOffice has dropped 2 alt texts, which the build has again",
    ]
    assert [slide.shapes.title.text for slide in deck.slides] == ["How fast it is", "The end", "The cache, and more"]
    claim = bench.shape(deck, 2, "claim").text_frame.paragraphs[0]
    assert [(run.text, run.font.bold) for run in claim.runs] == [
        ("Small:", True),
        (" the cache takes only 0.7 GB on this card.", None),
    ]
    table = bench.shape(deck, 0, "table").table
    assert [cell.text for cell in table.rows[1].cells] == ["with a cache", "101"]
    assert Presentation(str(saved_edited)).slides[1].shapes.title.name != "s03 title"  # it renames placeholders


def test_a_chart_that_comes_over_keeps_the_alt_text_that_the_program_dropped(bench: Any) -> None:
    def changed(deck: Deck) -> None:
        rates = bench.shape(deck, 1, "rates")
        numbers = CategoryChartData()
        numbers.categories = ("without", "with")
        numbers.add_series("tokens/s", (7, 96))
        rates.chart.replace_data(numbers)
        del rates._element[0][0].attrib["descr"]
        about = next(part for part in deck.part.package.iter_parts() if part.partname == "/docProps/app.xml")
        about._blob = about.blob.replace(b"Coursewright", b"LibreOffice")

    deck, report = bench.again(bench.edited(changed))
    assert report.kept == ["slide 2, 'rates': your chart is kept"]
    assert bench.shape(deck, 1, "rates")._element[0][0].get("descr") == "Two rates"
