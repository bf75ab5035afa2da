"""A deck on a company's own masters: these stay as they are, slides stand in their places, and edits stay too."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from company_templates import LOOKS, template
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from build.commands.deck import make_deck
from build.commands.html import make_html
from build.commands.pdf import make_one as make_pdf
from build.commands.pdf import pdf_of
from build.commands.stills import make_stills
from build.files.course import course_of
from build.files.slide_memory import SlideMemory
from build.files.wanted import Wanted
from build.paper.how import SLIDES
from build.pipeline import build_book
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import Ledger

DECK = """\
---
title: Git for Teams
author: M. Linde
date: 2026-11-30
---
# Git for Teams

Without fear

# Working together
- Small commits

## Commits that others can read
- Commit **one idea** at a time
- Push **small**, push **often**

Notes:
Ask who reads them.

## 3 of 4 reviews
Teams that review find most faults.
"""


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    return {name: template(folder, name) for name in LOOKS}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "git.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def built(spec: Path, company: Path) -> Path:
    theme = load_theme(company)
    outcome = build_book(spec, theme, Ledger({}), clips=spec.parent, course=course_of(spec))
    assert outcome.book is not None
    path = spec.parent / f"{company.stem}.deck.pptx"
    write(outcome.book, theme, path)
    return path


def sheets(path: Path) -> dict[str, bytes]:
    """Masters, layouts and their themes, each without what hangs on how it was written."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.split("/")[1:2] in (["slideMasters"], ["slideLayouts"])]
        names += [name for name in archive.namelist() if name == "ppt/theme/theme1.xml"]
        return {name: etree.tostring(etree.fromstring(archive.read(name)), method="c14n") for name in names}


@pytest.mark.parametrize("name", LOOKS)
def test_masters_layouts_and_theme_are_the_companys_own(spec: Path, companies: dict[str, Path], name: str) -> None:
    deck = built(spec, companies[name])
    assert sheets(deck) == sheets(companies[name])
    result = OpenXmlValidator().validate(str(deck))
    assert result.is_valid
    assert not list(result.errors)


@pytest.mark.parametrize(("name", "own"), [("alder", []), ("night", ["tx"])])
def test_a_link_keeps_its_words_colour_where_the_companys_for_links_cannot_be_read(
    spec: Path, companies: dict[str, Path], name: str, own: list[str]
) -> None:
    spec.write_text("# Git\n\n## Read\n- [The book](https://git-scm.com/book)\n", encoding="utf-8")
    deck = built(spec, companies[name])
    (link,) = Presentation(str(deck)).slides[1].element.iter(qn("a:hlinkClick"))
    assert [color.get("val") for color in link.iter("{*}hlinkClr")] == own
    assert OpenXmlValidator().validate(str(deck)).is_valid


def test_words_stand_in_the_layouts_places_and_say_no_more_than_they_must(
    spec: Path, companies: dict[str, Path]
) -> None:
    deck = Presentation(str(built(spec, companies["alder"])))
    assert [slide.slide_layout.name for slide in deck.slides] == [
        "Title Slide", "Section Header", "Title and Content", "Title Only",
    ]  # fmt: skip
    title = deck.slides[2].shapes.title
    assert title.element.spPr.find(qn("a:xfrm")) is None
    assert title.text_frame.text == "Commits that others can read"
    properties = title.element.find(".//" + qn("a:rPr"))
    assert {key: properties.get(key) for key in ("sz", "b")} == {"sz": None, "b": None}
    assert properties.find(qn("a:solidFill")) is None
    number = next(shape for shape in deck.slides[2].placeholders if shape.placeholder_format.type == 13)
    assert number.element.find(".//" + qn("a:fld")).get("type") == "slidenum"
    assert deck.slides[2].notes_slide.notes_text_frame.text == "Ask who reads them."


def test_slides_of_the_template_are_left_out(tmp_path: Path, spec: Path) -> None:
    def with_slide(deck: object) -> None:
        deck.slides.add_slide(deck.slide_layouts[0])  # type: ignore[attr-defined]

    deck = built(spec, template(tmp_path, "alder", with_slide))
    with zipfile.ZipFile(deck) as archive:
        slides = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
    assert len(slides) == len(Presentation(str(deck)).slides) == 4


def test_places_without_an_index_of_their_own_are_told_by_their_kind(tmp_path: Path, spec: Path) -> None:
    def without_indexes(deck: object) -> None:
        for layout in deck.slide_layouts:  # type: ignore[attr-defined]
            for holder in layout.element.iter(qn("p:ph")):
                if holder.get("type") in ("dt", "ftr", "sldNum"):
                    holder.attrib.pop("idx", None)

    path = built(spec, template(tmp_path, "alder", without_indexes))
    slide = Presentation(str(path)).slides[2]
    kinds = [holder.get("type") for holder in slide.element.iter(qn("p:ph"))]
    assert sorted(kinds, key=str) == sorted(["title", None, "ftr", "dt", "sldNum"], key=str)
    assert OpenXmlValidator().validate(str(path)).is_valid


def test_what_programs_keep_in_the_template_stays_beside_the_decks_sections(tmp_path: Path, spec: Path) -> None:
    def guides(deck: object) -> None:
        space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
        uri = "{EFAFB233-063F-42B5-8137-9DF3F51BA10A}"
        deck.element.append(parse_xml(f'<p:extLst {space}><p:ext uri="{uri}"/></p:extLst>'))  # type: ignore[attr-defined]

    path = built(spec, template(tmp_path, "alder", guides))
    extensions = Presentation(str(path)).element.findall(qn("p:extLst"))
    assert len(extensions) == 1
    assert len(extensions[0]) == 2
    assert OpenXmlValidator().validate(str(path)).is_valid


def test_what_the_template_says_of_itself_is_not_there_twice(tmp_path: Path, spec: Path) -> None:
    """Some programs relate `app.xml` by another name than PowerPoint does."""
    company, again = template(tmp_path, "alder"), tmp_path / "again.pptx"
    with zipfile.ZipFile(company) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            there, other = (
                b"officeDocument/2006/relationships/extended-properties",
                b"package/2006/relationships/extended",
            )
            new.writestr(name, old.read(name).replace(there, other) if name == "_rels/.rels" else old.read(name))
    with zipfile.ZipFile(built(spec, again)) as archive:
        assert archive.namelist().count("docProps/app.xml") == 1


def test_colours_of_the_company_stay_colours_of_its_theme(spec: Path, companies: dict[str, Path]) -> None:
    slide = Presentation(str(built(spec, companies["alder"]))).slides[2]
    used = {color.get("val") for color in slide.element.iter(qn("a:schemeClr"))}
    assert used >= {"dk2", "accent1", "dk1"}


def test_a_later_build_takes_slides_from_memory_as_they_would_be_drawn(spec: Path, companies: dict[str, Path]) -> None:
    theme, folder = load_theme(companies["square"]), spec.parent
    outcome = build_book(spec, theme, Ledger({}), clips=folder, course=course_of(spec))
    assert outcome.book is not None
    memory = SlideMemory(folder / "deck.slides", "around")
    write(outcome.book, theme, folder / "first.pptx", memory)
    memory.save()
    write(outcome.book, theme, folder / "second.pptx", SlideMemory(folder / "deck.slides", "around"))
    assert (folder / "first.pptx").read_bytes() == (folder / "second.pptx").read_bytes()


def test_what_somebody_changed_in_the_deck_stays_when_it_is_built_again(
    spec: Path, companies: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Wanted(course=course_of(spec), theme=companies["alder"])
    output = wanted.output_of(spec)
    assert make_deck(spec, wanted) == 0
    deck = Presentation(str(output))
    title = deck.slides[2].shapes.title
    title.text_frame.paragraphs[0].runs[0].text = "Commits for others"
    title.left, title.top, title.width, title.height = Inches(3), Inches(0.3), Inches(9), Inches(0.6)
    deck.save(str(output))
    spec.write_text(DECK.replace("often", "each day"), encoding="utf-8")
    assert make_deck(spec, wanted) == 0
    slide = Presentation(str(output)).slides[2]
    assert slide.shapes.title.text_frame.text == "Commits for others"
    assert slide.shapes.title.left == Inches(3)
    assert "each day" in " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "kept" in capsys.readouterr().out


def test_a_pdf_has_the_templates_pages_with_its_words_seen_and_not_read(spec: Path, companies: dict[str, Path]) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    wanted = Wanted(course=course_of(spec), theme=companies["alder"])
    assert make_pdf(spec, wanted, SLIDES) == 0
    document = pypdfium2.PdfDocument(str(pdf_of(spec, wanted, SLIDES)))
    page = document[2]
    assert (round(page.get_width()), round(page.get_height())) == (960, 540)
    assert {"ALDER", "ACADEMY", "Internal", "Commits"} <= set(page.get_textpage().get_text_bounded().split())


def test_a_still_and_a_page_have_the_shape_of_the_templates_pages(
    spec: Path, companies: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Wanted(course=course_of(spec), theme=companies["square"])
    assert make_stills(spec, wanted, size=(320, 180), workers=1) == 0
    assert "4 slides of 240x180" in capsys.readouterr().out
    assert make_html(spec, wanted) == 0
    page = (wanted.folder / "git.html").read_text(encoding="utf-8")
    assert "--across: 10.0; --down: 7.5;" in page
    assert "size: 10.0in 7.5in" in page
