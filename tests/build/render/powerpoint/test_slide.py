"""What stands on the slides of a written deck, and how it looks and behaves there."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches, Pt
from written_decks import NAMES, shape_named, texts

from build.drawing.frame_boxes import placeholder_box
from build.drawing.page import Book, Box, Drawable, FactSpan, NativeTable, Page, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.theme.choose import load_theme

FOOTER, TITLE = PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.TITLE


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


def test_a_table_on_a_card_has_no_last_rule_and_may_begin_at_the_right(
    book: Book, written: Callable[[Book], Path]
) -> None:
    def on_card(item: Drawable) -> Drawable:
        return dataclasses.replace(item, rtl=True, last_rule=False) if isinstance(item, NativeTable) else item

    pages = tuple(dataclasses.replace(page, items=tuple(map(on_card, page.items))) for page in book.pages)
    deck = Presentation(str(written(dataclasses.replace(book, pages=pages))))
    table = next(shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table)
    assert table._tbl.tblPr.get("rtl") == "1"
    ruled = [row.cells[0]._tc.tcPr.find("a:lnB/a:solidFill", NAMES) is not None for row in table.rows]
    assert ruled == [*([True] * (len(ruled) - 1)), False]


def test_a_tint_in_a_placeholder_is_said_on_the_slide_and_a_slot_is_not(deck: Deck) -> None:
    color = "a:r/a:rPr/a:solidFill"
    places = {place.placeholder_format.type: place for place in deck.slides[1].placeholders}
    footer, title = (places[kind].text_frame.paragraphs[0]._p for kind in (FOOTER, TITLE))
    assert footer.find(color, NAMES) is not None
    assert title.find(color, NAMES) is None


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


def test_words_and_numbers_with_latin_units_run_as_latin_does_in_a_paragraph_that_does_not(
    book: Book, written: Callable[[Book], Path]
) -> None:
    """A mark of direction around them: else a full stop would come first, and a unit before its number."""
    plain = TextStyle(16)
    speed = Run("48 tokens/s في", plain, facts=(FactSpan("speed", 0, 11),))
    words = ((Run("A test. ", plain), Run("48 ms.", plain)), (speed,), (Run("2 / 30", plain),))
    lines = tuple(Paragraph(runs=runs, line=20, align="right", rtl=True) for runs in words)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=lines)
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,), language="ar"))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    found = [
        (run.findtext("a:t", None, NAMES), run.find("a:rPr/a:cs", NAMES)) for run in slide.iterfind(".//a:r", NAMES)
    ]
    assert [(words, None if face is None else face.get("typeface")) for words, face in found] == [
        ("\u200eA test. \u200e", "+mn-lt"), ("\u200e48 ms.\u200e", "+mn-lt"),
        ("\u200e", "+mn-lt"), ("48", "+mn-lt"), (" tokens/s\u200e في", None), ("2 / 30", "+mn-lt"),
    ], "numbers have the theme's own font, for programs take them for letters of the other script"  # fmt: skip


def test_letters_that_are_not_slanted_in_their_script_are_upright(book: Book, written: Callable[[Book], Path]) -> None:
    slanted = TextStyle(16, italic=True)
    line = Paragraph(runs=(Run("فكرة ", slanted), Run("GPT", slanted)), line=20, align="right", rtl=True)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=(line,))
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,)))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    assert [run.get("i") for run in slide.iterfind(".//a:rPr", NAMES)] == [None, "1"]


@pytest.mark.parametrize(
    ("language", "kept"), [("ko", "0"), ("ko-KR", "0"), ("kok", None), ("ja", None), ("en-GB", None)]
)
def test_words_of_a_korean_deck_are_not_broken(
    book: Book, written: Callable[[Book], Path], language: str, kept: str | None
) -> None:
    line = Paragraph(runs=(Run("다중 헤드", TextStyle(16)),), line=20)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=(line,))
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    path = written(dataclasses.replace(book, pages=(page,), language=language))
    with zipfile.ZipFile(path) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    assert [paragraph.get("eaLnBrk") for paragraph in slide.iterfind(".//a:pPr", NAMES)] == [kept]
    assert list(OpenXmlValidator().validate(str(path)).errors) == []


def test_the_master_of_an_arabic_deck_begins_at_the_right(book: Book, written: Callable[[Book], Path]) -> None:
    path = written(dataclasses.replace(book, pages=book.pages[:1], language="ar"))
    layout = Presentation(str(path)).slide_layouts[1]
    for role, place in zip(PLACEHOLDERS["standard"], layout.placeholders, strict=True):
        box = placeholder_box("standard", role, rtl=True)
        assert (place.left / 914400, place.width / 914400) == pytest.approx((box.x, box.w), abs=1e-4)
        level = place._element.find(".//a:lvl1pPr", NAMES)
        assert (level.get("rtl"), level.get("algn")) == ("1", "l" if role == "number" else "r")
    assert list(OpenXmlValidator().validate(str(path)).errors) == []


def test_lists_have_their_levels_numbers_and_boxes(book: Book, written: Callable[[Book], Path]) -> None:
    measure = Measure(load_theme(THEME).fonts)
    plain = measure.paragraph([Run("Item", TextStyle(20))], width=4.0)
    looks = (
        {"bullet": "number", "indent": 0.5, "start": 8},
        {"bullet": "dash", "indent": 0.75, "bullet_at": 0.5, "level": 1},
        {"bullet": "ticked", "indent": 0.5},
        {"level": 1, "indent": 0.5},
        {"bullet": "diamond", "runs": (Run("code ", TextStyle(16, face="mono")), *plain.runs)},
    )
    listed = tuple(dataclasses.replace(plain, **look) for look in looks)  # type: ignore[arg-type]
    item = TextBox(name="list", box=Box(1, 2, 4, 2), paragraphs=listed, placeholder="body")
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,)))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    number, dash, tick, bare, code = slide.iterfind(".//a:pPr", NAMES)
    counted = number.find("a:buAutoNum", NAMES)
    assert (counted.get("type"), counted.get("startAt")) == ("arabicPeriod", "8")
    assert (dash.get("lvl"), dash.get("marL"), dash.get("indent")) == ("1", "685800", "-228600")
    assert dash.find("a:buChar", NAMES).get("char") == "–"
    assert tick.find("a:buChar", NAMES).get("char") == "☑"
    assert bare.find("a:buNone", NAMES) is not None
    assert code.find("a:buSzPct", NAMES).get("val") == "75000"  # of code, which is smaller than the words behind it
    deeper = slide.findall(".//a:rPr", NAMES)[1]
    assert deeper.get("sz") == "2000"
    assert deeper.find("a:solidFill", NAMES) is not None  # the layout gives to its first level alone


def test_struck_raised_and_lowered_words_are_so_natively(book: Book, written: Callable[[Book], Path]) -> None:
    plain = TextStyle(16)
    changes: tuple[dict[str, Any], ...] = ({}, {"strike": True}, {"script": "super"}, {"script": "sub"})
    looks = [dataclasses.replace(plain, **change) for change in changes]
    words = Measure(load_theme(THEME).fonts).paragraph([Run(f"w{i} ", look) for i, look in enumerate(looks)], width=4.0)
    item = TextBox(name="box", box=Box(1, 1, 4, 2), paragraphs=(words,))
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    with zipfile.ZipFile(written(dataclasses.replace(book, pages=(page,)))) as package:
        slide = etree.fromstring(package.read("ppt/slides/slide1.xml"))
    found = [(mark.get("strike"), mark.get("baseline")) for mark in slide.iterfind(".//a:r/a:rPr", NAMES)]
    assert found == [(None, None), ("sngStrike", None), (None, "30000"), (None, "-15000")]
