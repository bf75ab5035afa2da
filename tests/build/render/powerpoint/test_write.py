from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches, Pt

from build.deck_file.deck_parts import look_of, parts_of
from build.deck_file.package import DeckPackage
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import Snapshot
from build.deck_file.snapshot_part import find_snapshot
from build.drawing.page import Book, Box, Page, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.files.slide_memory import SlideMemory
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from build.theme.tokens import Theme

ROOT = Path(__file__).resolve().parents[4]
FOOTER, TITLE = PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.TITLE
NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}


def shape_named(deck: Deck, slide: int, name: str) -> object:
    return next(shape for shape in deck.slides[slide].shapes if shape.name == name)


def texts(book: Book, text: str, **box: object) -> Book:
    """A book of one page with one text box."""
    item = TextBox(
        name="box",
        box=Box(1, 1, 4, 1),
        paragraphs=(Paragraph(runs=(Run(text, TextStyle(16)),), line=18),),
        **box,  # type: ignore[arg-type]
    )
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    return dataclasses.replace(book, pages=(page,))


def test_a_validator_of_the_format_finds_nothing(book: Book, written: Callable[[Book], Path]) -> None:
    result = OpenXmlValidator().validate(str(written(book)))
    assert result.is_valid
    assert not list(result.errors)


def test_the_same_book_gives_the_same_bytes_in_any_process(book: Book, theme: Theme, tmp_path: Path) -> None:
    first = tmp_path / "first.pptx"
    write(book, theme, first)
    (tmp_path / "book.pickle").write_bytes(pickle.dumps(book))
    program = (
        "import pickle, sys; from pathlib import Path; from build.theme.choose import load_theme;"
        "from build.files.places import THEME; from build.render.powerpoint.write import write;"
        "write(pickle.loads(Path(sys.argv[1]).read_bytes()), load_theme(THEME), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        again = tmp_path / f"{seed}.pptx"
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "book.pickle"), str(again)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )
        assert again.read_bytes() == first.read_bytes()


def test_slides_of_an_earlier_build_are_written_as_they_would_be_drawn(
    book: Book, theme: Theme, tmp_path: Path
) -> None:
    memory = SlideMemory(tmp_path / "deck.slides", "around")
    write(book, theme, tmp_path / "first.pptx", memory)
    memory.save()
    first, second, third = book.pages
    twice = dataclasses.replace(second, number=2, id="again", notes="")
    for pages in ((first, second, third), (third, first), (second, first, twice), (first, twice, second, third)):
        memory = SlideMemory(tmp_path / "deck.slides", "around")
        other = dataclasses.replace(book, pages=pages)
        write(other, theme, tmp_path / "with.pptx", memory)
        write(other, theme, tmp_path / "without.pptx")
        assert (tmp_path / "with.pptx").read_bytes() == (tmp_path / "without.pptx").read_bytes()


def test_pages_that_cannot_be_written_leave_the_old_file(book: Book, theme: Theme, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    write(book, theme, path)
    before = path.read_bytes()
    wrong = texts(book, "x")
    broken = dataclasses.replace(wrong.pages[0].items[0], box=None)
    with pytest.raises(AttributeError):
        write(dataclasses.replace(wrong, pages=(dataclasses.replace(wrong.pages[0], items=(broken,)),)), theme, path)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*.pptx")) == [path]


def test_the_slides_are_wide_and_stand_on_two_layouts_of_our_own(deck: Deck) -> None:
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    assert [layout.name for layout in deck.slide_layouts] == ["title", "standard"]
    assert [slide.slide_layout.name for slide in deck.slides] == ["title", "standard", "standard"]


def test_every_layout_placeholder_lies_on_the_slide(deck: Deck) -> None:
    for layout in deck.slide_layouts:
        for place in layout.placeholders:
            assert 0 <= place.left < place.left + place.width <= deck.slide_width
            assert 0 <= place.top < place.top + place.height <= deck.slide_height


def test_nothing_is_left_of_the_template_that_a_deck_starts_from(book: Book, written: Callable[[Book], Path]) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        names = archive.namelist()
        text = {name: archive.read(name).decode() for name in names if name.endswith((".xml", ".rels"))}
    assert len(names) == len(set(names))
    assert not [name for name in names if "thumbnail" in name or "printer" in name]
    assert sum(name.startswith("ppt/slideLayouts/slideLayout") for name in names) == 2
    assert sorted(name for name in names if "Master" in name and "_rels" not in name) == [
        "ppt/notesMasters/notesMaster1.xml",
        "ppt/slideMasters/slideMaster1.xml",
    ]
    for name, content in text.items():
        for word in ("Office Theme", "Steve Canny", "4:3", "en-US", "Click to edit"):
            assert word not in content, name


def test_a_placeholder_that_a_page_leaves_empty_is_not_on_its_slide(deck: Deck) -> None:
    assert [[place.name for place in slide.placeholders] for slide in (deck.slides[0], deck.slides[2])] == [
        ["title"],
        ["title"],
    ]


def test_titles_and_text_stand_in_placeholders(deck: Deck) -> None:
    assert [slide.shapes.title.text for slide in deck.slides] == ["A course", "Everything a page can hold", "A film"]
    kinds = {shape.name: shape.placeholder_format.type for shape in deck.slides[1].placeholders}
    assert kinds == {
        "title": PP_PLACEHOLDER.TITLE,
        "points": PP_PLACEHOLDER.BODY,
        "footer": PP_PLACEHOLDER.FOOTER,
        "number": PP_PLACEHOLDER.SLIDE_NUMBER,
    }


def test_shapes_stand_where_the_page_has_them_in_its_order(book: Book, deck: Deck) -> None:
    shapes = list(deck.slides[1].shapes)
    assert [shape.name for shape in shapes] == [item.name for item in book.pages[1].items]
    for item, shape in zip(book.pages[1].items, shapes, strict=True):
        box = getattr(item, "box", None)
        if box is not None:
            place = [Emu(side).inches for side in (shape.left, shape.top, shape.width, shape.height)]
            assert place == pytest.approx([box.x, box.y, box.w, box.h], abs=1e-5)


def test_a_title_where_its_layout_has_it_follows_the_layout(deck: Deck) -> None:
    title = deck.slides[1].shapes.title
    assert title._element.spPr.find("a:xfrm", NAMES) is None
    properties = title.text_frame.paragraphs[0].runs[0].font
    assert properties.size is None
    assert properties.name is None


def test_text_keeps_its_looks_and_its_language(deck: Deck) -> None:
    first, second = shape_named(deck, 1, "points").text_frame.paragraphs  # type: ignore[attr-defined]
    assert second.text == "Read decode.py <&> “here”"
    lead, code, link = second.runs
    assert (lead.font.bold, lead.font.size) == (True, None)  # 16 points is the layout's
    assert (code.font.name, code.font.size) == ("Consolas", Pt(12.8))
    assert link.hyperlink.address == "https://example.org/?a=1&b=2"
    assert second.space_before == Pt(6)
    assert first._p.pPr.find("a:buChar", NAMES).get("char") == "◆"
    assert first._p.pPr.get("indent") == str(-Inches(0.19))
    for slide in deck.slides:
        for properties in slide._element.iter(f"{{{NAMES['a']}}}rPr", f"{{{NAMES['a']}}}endParaRPr"):
            assert properties.get("lang") == "en-GB"


def test_fonts_and_colours_come_from_the_theme(book: Book, written: Callable[[Book], Path], theme: Theme) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        scheme = etree.fromstring(archive.read("ppt/theme/theme1.xml"))
        slide = archive.read("ppt/slides/slide2.xml").decode()
    latin = [font.get("typeface") for font in scheme.iterfind(".//a:fontScheme/*/a:latin", NAMES)]
    assert latin == ["Cambria", "Calibri"]
    slots = {slot.tag.split("}")[1]: "#" + slot[0].get("val") for slot in scheme.find(".//a:clrScheme", NAMES)}
    assert slots["dk2"] == theme.color("navy")
    assert slots["accent1"] == theme.color("gold")
    assert "srgbClr" not in slide  # every token of this page is a slot or a tint of one
    assert "Calibri" not in slide
    assert "Cambria" not in slide


def test_the_number_of_a_slide_is_a_field(deck: Deck) -> None:
    paragraph = shape_named(deck, 1, "number").text_frame.paragraphs[0]._p  # type: ignore[attr-defined]
    field = paragraph.find("a:fld", NAMES)
    assert field.get("type") == "slidenum"
    assert field.findtext("a:t", namespaces=NAMES) == "2"
    assert [text.text for text in paragraph.iter(f"{{{NAMES['a']}}}t")] == ["2", " / 3"]


def test_no_shape_falls_back_on_the_style_of_the_theme(deck: Deck) -> None:
    for slide in deck.slides:
        assert slide._element.find(".//p:style", NAMES) is None
        for fitted in slide._element.iterfind(".//a:bodyPr", NAMES):
            assert fitted.find("a:noAutofit", NAMES) is not None
            assert {fitted.get(side) for side in ("lIns", "tIns", "rIns", "bIns")} == {"0"}


def test_every_shape_has_a_name_and_says_what_it_shows_or_that_it_decorates(deck: Deck) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            properties = shape._element.xpath("./*[1]/p:cNvPr")[0]
            assert properties.get("name")
            decorates = properties.find(".//adec:decorative", NAMES) is not None
            assert decorates or properties.get("descr") or shape.has_text_frame


def test_ids_of_shapes_are_unique_on_a_slide(deck: Deck) -> None:
    for slide in deck.slides:
        ids = [shape.get("id") for shape in slide._element.iter(f"{{{NAMES['p']}}}cNvPr")]
        assert len(ids) == len(set(ids))


def test_a_freeform_of_two_paints_is_a_group_of_native_curves(deck: Deck) -> None:
    owl = shape_named(deck, 1, "Wise Owl")
    assert owl.shape_type == MSO_SHAPE_TYPE.GROUP  # type: ignore[attr-defined]
    assert owl._element.nvGrpSpPr.cNvPr.get("descr") == "An owl"  # type: ignore[attr-defined]
    curves = owl._element.findall(".//a:custGeom", NAMES)  # type: ignore[attr-defined]
    assert len(curves) == 2
    first = curves[0].find(".//a:path", NAMES)
    size = int(first.get("w"))
    corners = [(int(pt.get("x")) / size, int(pt.get("y")) / size) for pt in first.iter(f"{{{NAMES['a']}}}pt")]
    assert corners == [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]
    assert curves[1].find(".//a:cubicBezTo", NAMES) is not None


def test_an_arrow_starts_and_ends_where_it_should(deck: Deck) -> None:
    arrow = shape_named(deck, 1, "arrow")
    ends = [arrow.begin_x, arrow.begin_y, arrow.end_x, arrow.end_y]  # type: ignore[attr-defined]
    assert [Emu(end).inches for end in ends] == pytest.approx([5, 6.8, 3, 6], abs=1e-5)
    assert arrow._element.find(".//a:tailEnd", NAMES).get("type") == "triangle"  # type: ignore[attr-defined]


def test_a_table_is_a_table_with_a_header_row(deck: Deck) -> None:
    table = shape_named(deck, 1, "results").table  # type: ignore[attr-defined]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["cache", "tokens/s"], ["with", "96"]]
    assert table.first_row
    assert [column.width for column in table.columns] == [Inches(1.8)] * 2
    assert not any(cell.is_merge_origin or cell.is_spanned for row in table.rows for cell in row.cells)


def test_a_film_plays_when_it_is_clicked_and_not_by_itself(book: Book, deck: Deck) -> None:
    film = shape_named(deck, 2, "film")
    assert film.shape_type == MSO_SHAPE_TYPE.MEDIA  # type: ignore[attr-defined]
    slide = deck.slides[2]
    timing = slide._element.find("p:timing", NAMES)
    targets = {target.get("spid") for target in timing.iter(f"{{{NAMES['p']}}}spTgt")}
    assert targets == {str(film.shape_id)}  # type: ignore[attr-defined]
    assert timing.find(".//p:cMediaNode//p:cond", NAMES).get("delay") == "indefinite"
    command = timing.find(".//p:cmd", NAMES)
    assert command.get("cmd") == "togglePause"
    starts = timing.findall(".//p:seq/p:cTn/p:stCondLst/p:cond", NAMES)
    assert [start.get("evt") for start in starts] == ["onClick"]
    media = film._element.find(".//p14:media", NAMES).get(f"{{{NAMES['r']}}}embed")  # type: ignore[attr-defined]
    stored = slide.part.related_part(media).blob
    assert stored == Path(book.pages[2].items[1].path).read_bytes()  # type: ignore[union-attr]


def test_a_film_has_a_bookmark_for_each_stage_in_milliseconds(deck: Deck) -> None:
    marks = shape_named(deck, 2, "film")._element.findall(".//p14:media/p14:bmkLst/p14:bmk", NAMES)  # type: ignore[attr-defined]
    assert [(mark.get("name"), mark.get("time")) for mark in marks] == [("Start", "0"), ("A & B", "4250")]


def test_slides_fade_in_and_films_keep_their_timing(deck: Deck) -> None:
    for slide in deck.slides:
        parts = [etree.QName(part).localname for part in slide._element]
        assert parts[:3] == ["cSld", "clrMapOvr", "transition"]
        assert parts[3:] in ([], ["timing"])
        (fade,) = slide._element.findall("p:transition[@spd='fast']/p:fade", NAMES)
        assert not fade.attrib
    assert any(slide._element.find("p:timing", NAMES) is not None for slide in deck.slides)


def test_a_table_has_a_rule_below_each_row(deck: Deck) -> None:
    table = next(shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table)
    for row in table.rows:
        for cell in row.cells:
            assert cell._tc.tcPr.find("a:lnB/a:solidFill", NAMES) is not None


def test_a_tint_in_a_placeholder_is_said_on_the_slide_and_a_slot_is_not(deck: Deck) -> None:
    color = "a:r/a:rPr/a:solidFill"
    places = {place.placeholder_format.type: place for place in deck.slides[1].placeholders}
    footer, title = (places[kind].text_frame.paragraphs[0]._p for kind in (FOOTER, TITLE))
    assert footer.find(color, NAMES) is not None
    assert title.find(color, NAMES) is None


def test_a_picture_used_twice_is_stored_once(book: Book, written: Callable[[Book], Path]) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        media = [name for name in archive.namelist() if "/media/" in name]
    assert sorted(Path(name).suffix for name in media) == [".mp4", ".png"]


def test_notes_are_kept_word_for_word(book: Book, deck: Deck) -> None:
    for page, slide in zip(book.pages, deck.slides, strict=True):
        assert slide.has_notes_slide == bool(page.notes)
        if page.notes:
            assert slide.notes_slide.notes_text_frame.text == page.notes


def test_notes_begin_at_the_side_of_their_words(book: Book, written: Callable[[Book], Path]) -> None:
    from pptx import Presentation

    page = dataclasses.replace(book.pages[0], notes="Say it.\n\nשלום GQA")
    slide = Presentation(str(written(dataclasses.replace(book, pages=(page,))))).slides[0]
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    sides = [(words.text, words._p.pPr is not None and words._p.pPr.get("rtl")) for words in frame.paragraphs]
    assert sides == [("Say it.", False), ("", False), ("שלום GQA", "1")]


def test_each_hour_is_a_section(deck: Deck) -> None:
    sections = deck.element.findall(".//p14:section", NAMES)
    ids = [slide.get("id") for slide in deck.element.sldIdLst]
    assert [section.get("name") for section in sections] == ["A course & more", "Hour 1", "Hour 2"]
    assert [[slide.get("id") for slide in section.iter(f"{{{NAMES['p14']}}}sldId")] for section in sections] == [
        [id_] for id_ in ids
    ]


def test_the_file_says_its_title_author_and_language(deck: Deck) -> None:
    properties = deck.core_properties
    assert (properties.title, properties.author, properties.language) == ("A course & more", "A. Author", "en-GB")


def test_what_xml_cannot_hold_is_left_out(book: Book, written: Callable[[Book], Path]) -> None:
    from pptx import Presentation

    path = written(texts(book, "a\x00b\x0bc\ud800d\uffffe <]]> é🦉"))
    assert Presentation(str(path)).slides[0].shapes[0].text_frame.text == "abcde <]]> é🦉"


def test_a_newline_in_a_run_breaks_the_line_and_not_the_paragraph(book: Book, written: Callable[[Book], Path]) -> None:
    from pptx import Presentation

    frame = Presentation(str(written(texts(book, "memory_\nestimator.py")))).slides[0].shapes[0].text_frame
    assert len(frame.paragraphs) == 1
    assert frame.text == "memory_\vestimator.py"


def test_a_second_text_for_the_same_placeholder_is_a_text_box(book: Book, written: Callable[[Book], Path]) -> None:
    from pptx import Presentation

    once = texts(book, "x", placeholder="body")
    page = dataclasses.replace(once.pages[0], items=once.pages[0].items * 2)
    slide = Presentation(str(written(dataclasses.replace(book, pages=(page,))))).slides[0]
    assert [shape.is_placeholder for shape in slide.shapes] == [True, False]


def test_a_file_that_slides_cannot_show_is_refused(book: Book, theme: Theme, tmp_path: Path) -> None:
    still = next(item for item in book.pages[1].items if item.name == "still")
    Image.new("P", (4, 4)).save(tmp_path / "still.png", "GIF")
    wrong = dataclasses.replace(still, path=str(tmp_path / "still.png"))  # type: ignore[type-var]
    page = dataclasses.replace(book.pages[1], items=(wrong,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"still\.png is no PNG or JPEG$"):
        write(dataclasses.replace(book, pages=(page,)), theme, tmp_path / "deck.pptx")


def test_a_deck_carries_what_one_reads_of_it(book: Book, written: Callable[[Book], Path]) -> None:
    package = DeckPackage.open(str(written(book)))
    deck = package.presentation_part.presentation
    reader = SlideReader()
    slides = [reader.slide(slide.part) for slide in deck.slides]
    assert find_snapshot(package) == Snapshot(look_of(deck), slides, parts_of(deck))


def test_code_runs_from_left_to_right_among_words_that_do_not(book: Book, written: Callable[[Book], Path]) -> None:
    measure = Measure(load_theme(THEME).fonts)
    code, plain = Run("run()", TextStyle(16, face="mono")), TextStyle(16)
    words = [[Run("שלום ", plain), code], [code, Run(" הוא", plain)], [Run("Call ", plain), code], [code]]
    lines = tuple(measure.paragraph(runs, width=4.0) for runs in words)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=lines)
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,)))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    found = [run.text for run in slide.iterfind(".//a:t", NAMES) if "run()" in run.text]
    assert found == ["\u200erun()\u200e", "\u200erun()\u200e", "run()", "run()"]


def test_a_right_to_left_paragraph_says_so_and_stands_at_the_right(book: Book, written: Callable[[Book], Path]) -> None:
    measure = Measure(load_theme(THEME).fonts)
    words = [measure.paragraph([Run(text, TextStyle(16))], width=4.0) for text in ("שלום", "Hello", "الفكرة")]
    listed = dataclasses.replace(words[0], bullet="diamond", indent=0.25)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=(*words, listed))
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,)))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    found = [(mark.get("algn"), mark.get("rtl"), mark.get("marL")) for mark in slide.iterfind(".//a:pPr", NAMES)]
    assert found == [("r", "1", None), (None, None, None), ("r", "1", None), ("r", "1", "228600")]
