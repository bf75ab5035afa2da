"""What becomes of each kind of edit, saved by python-pptx, which writes nothing else anew."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

CACHE, CHART, END = 0, 1, 2
CLAIM = "Small: the cache takes 0.5 GB on this card."


def test_nothing_edited_is_nothing_to_tell(bench: Any) -> None:
    deck, report = bench.again(bench.built("same.pptx"), cache="0.7 GB", title="Another title")
    assert report.lines == []
    assert bench.shape(deck, CACHE, "claim").text_frame.paragraphs[0].text == CLAIM.replace("0.5", "0.7")


# ---- words ------------------------------------------------------------------------------------------
def test_a_reworded_sentence_keeps_its_words_and_takes_the_new_number(bench: Any) -> None:
    edited = bench.edited(bench.reword)
    deck, report = bench.again(edited, cache="0.7 GB")
    first, second = bench.shape(deck, CACHE, "claim").text_frame.paragraphs
    assert first.text == "Small: the cache takes only 0.7 GB here."
    assert [(run.text, run.font.bold) for run in first.runs] == [
        ("Small:", True),
        (" the cache takes only 0.7 GB here.", None),
    ]
    assert second.text == "And it stays so."
    assert report.lines == ["slide 1, 'claim': your words are kept"]


def test_where_both_changed_the_same_words_theirs_stay_and_both_are_told(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        run = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[0].runs[-1]
        run.text = run.text.replace("0.5 GB", "half a gigabyte")

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    assert "takes half a gigabyte on" in bench.shape(deck, CACHE, "claim").text_frame.text
    assert report.lines == [
        "slide 1, 'claim': conflict: your words are kept: 'Small: the cache takes half a gigabyte on this card.'; "
        "the spec now gives 'Small: the cache takes 0.7 GB on this card.'"
    ]
    assert str(report) == "1 conflict"


def test_a_new_paragraph_looks_as_it_did_there(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        last = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[-1]
        new = deepcopy(last._p)  # what a press of Return does
        last._p.addnext(new)
        new.r_lst[0].text = "My own line."
        bench.shape(deck, CACHE, "card").text_frame.add_paragraph().text = "Plain."

    deck, _ = bench.again(bench.edited(edit), cache="0.7 GB")
    claim, card = bench.shape(deck, CACHE, "claim").text_frame, bench.shape(deck, CACHE, "card").text_frame
    assert claim.text.endswith("0.7 GB on this card.\nAnd it stays so.\nMy own line.")
    last, own = claim.paragraphs[1:]
    assert (own.line_spacing, own.runs[0].font.size) == (last.line_spacing, last.runs[0].font.size)
    assert [paragraph.line_spacing for paragraph in card.paragraphs] == [last.line_spacing, None]


def test_words_that_were_made_bold_and_red_stay_so_beside_a_new_number(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        paragraph = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[0]
        run = paragraph.runs[-1]
        run.text = " the cache takes 0.5 GB "
        own = paragraph.add_run()
        own.text, own.font.bold, own.font.color.rgb = "on this card.", True, RGBColor(200, 0, 0)

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    runs = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[0].runs
    assert [(run.text, run.font.bold) for run in runs] == [
        ("Small:", True),
        (" the cache takes 0.7 GB ", None),
        ("on this card.", True),
    ]
    assert runs[-1].font.color.rgb == RGBColor(200, 0, 0)
    assert report.lines == ["slide 1, 'claim': your formatting is kept"]


def test_struck_words_are_no_edit_and_what_somebody_strikes_stays_struck(bench: Any) -> None:
    now = {"cache": "0.7 GB", "aside": "And it ~stays~ so."}
    before = bench.built("same.pptx", aside="And it ~stays~ so.")
    assert bench.again(before, **now)[1].lines == []

    def struck(paragraph: Any) -> str:
        return "".join(run.text for run in paragraph.runs if run.font._element.get("strike") == "sngStrike")

    def edit(deck: Deck) -> None:
        first, second = bench.shape(deck, CACHE, "claim").text_frame.paragraphs
        first.runs[-1].font._element.set("strike", "sngStrike")
        second.runs[1].font._element.attrib.pop("strike")

    deck, report = bench.again(bench.edited(edit, aside="And it ~stays~ so."), **now)
    first, second = bench.shape(deck, CACHE, "claim").text_frame.paragraphs
    assert " the cache takes " in struck(first)
    assert "0.7 GB" in first.text
    assert struck(second) == ""
    assert report.lines == ["slide 1, 'claim': your formatting is kept"]


def test_a_link_comes_over_with_its_address(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        run = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[1].runs[0]
        run.hyperlink.address = "https://example.org/mine"

    deck, _ = bench.again(bench.edited(edit), cache="0.7 GB")
    run = bench.shape(deck, CACHE, "claim").text_frame.paragraphs[1].runs[0]
    assert (run.text, run.hyperlink.address) == ("And it stays so.", "https://example.org/mine")


def test_a_text_that_was_emptied_stays_empty(bench: Any) -> None:
    deck, _ = bench.again(bench.edited(lambda deck: bench.shape(deck, CACHE, "claim").text_frame.clear()))
    assert bench.shape(deck, CACHE, "claim").text_frame.text == ""


def test_words_written_into_a_shape_without_any_stay(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CACHE, "bar 2").text_frame.text = "half"

    deck, report = bench.again(bench.edited(edit))
    assert bench.shape(deck, CACHE, "bar 2").text_frame.text == "half"
    assert report.lines == ["slide 1, 'bar 2': your words are kept"]


def test_notes_are_merged_too(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        frame = deck.slides[CACHE].notes_slide.notes_text_frame
        frame.text = f"Wait for silence.\n{frame.text}"
        deck.slides[END].notes_slide.notes_text_frame.text = "Thank them."

    deck, report = bench.again(bench.edited(edit), note="Say that it takes 0.7 GB.")
    assert deck.slides[CACHE].notes_slide.notes_text_frame.text == "Wait for silence.\nSay that it takes 0.7 GB."
    assert deck.slides[END].notes_slide.notes_text_frame.text == "Thank them."
    assert report.lines == ["slide 1, notes: your words are kept", "slide 3, notes: your words are kept"]


def test_a_tables_cell_keeps_its_words_beside_a_new_number(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CHART, "table").table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = "with a cache"

    new = (("cache", "tokens/s"), ("with", "101"))
    deck, report = bench.again(bench.edited(edit), rows=new)
    table = bench.shape(deck, CHART, "table").table
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["cache", "tokens/s"], ["with a cache", "101"]]
    assert report.lines == ["slide 2, 'table', row 2, column 1: your words are kept"]


def test_words_of_a_table_that_has_other_rows_now_are_told_as_lost(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CHART, "table").table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = "with a cache"

    deck, report = bench.again(bench.edited(edit), rows=(("cache", "tokens/s"), ("without", "22"), ("with", "101")))
    assert len(bench.shape(deck, CHART, "table").table.rows) == 3
    assert report.lines == ["slide 2, 'table': your words are not kept: the table has other rows or columns now"]
    assert str(report) == "1 edit not kept"


# ---- places -----------------------------------------------------------------------------------------
def test_what_was_moved_and_turned_stays_there(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        card = bench.shape(deck, CACHE, "card")
        card.left, card.top, card.width, card.rotation = Inches(8), Inches(2.5), Inches(4), 15
        title = bench.shape(deck, CACHE, "title")  # a placeholder stands where its layout says
        title.left, title.top, title.width, title.height = Inches(1), Inches(0.3), Inches(9), Inches(0.6)

    deck, report = bench.again(bench.edited(edit), title="The cache grows", fill="gold")
    card, title = bench.shape(deck, CACHE, "card"), bench.shape(deck, CACHE, "title")
    assert (card.left, card.top, card.width, card.height) == (Inches(8), Inches(2.5), Inches(4), Inches(2))
    assert card.rotation == 15
    assert (title.left, title.top, title.text_frame.text) == (Inches(1), Inches(0.3), "The cache grows")
    assert report.lines == ["slide 1, 'title': your place is kept", "slide 1, 'card': your place is kept"]


def test_of_a_title_that_was_given_half_a_frame_the_rest_stays_the_layouts(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        title = bench.shape(deck, CACHE, "title")
        title.left = Inches(1)  # python-pptx writes an offset, its top nought, and no size
        last = bench.shape(deck, END, "title")
        last.width = Inches(8)

    deck, report = bench.again(bench.edited(edit))
    title, last = bench.shape(deck, CACHE, "title"), bench.shape(deck, END, "title")
    assert [length.inches for length in (title.left, title.top, title.width, title.height)] == [1, 0, 10.3, 0.66]
    assert [length.inches for length in (last.left, last.top, last.width, last.height)] == [0.48, 0.58, 8, 0]
    assert report.lines == ["slide 1, 'title': your place is kept", "slide 3, 'title': your place is kept"]


def test_a_group_goes_with_all_that_is_in_it_and_what_is_new_in_it(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        group = bench.shape(deck, CACHE, "bars")
        group.left, group.width = group.left + Inches(5), group.width * 2

    deck, report = bench.again(bench.edited(edit), fill="gold")
    group = bench.shape(deck, CACHE, "bars")
    assert (group.left, group.width) == (Inches(6), Inches(6))
    assert bench.shape(deck, CACHE, "bar 1").left == Inches(1)  # inside, all is as it was built
    assert report.lines == ["slide 1, 'bars': your place is kept"]


def test_one_shape_of_a_group_can_be_moved(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CACHE, "bar 2").top += Inches(0.5)

    deck, report = bench.again(bench.edited(edit))
    assert bench.shape(deck, CACHE, "bar 2").top == Inches(6.3)
    assert bench.shape(deck, CACHE, "bar 1").top == Inches(5.4)
    assert report.lines == ["slide 1, 'bar 2': your place is kept"]


def test_what_both_moved_stays_where_they_put_it_and_is_told(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CACHE, "bars").left = Inches(6)

    deck, report = bench.again(bench.edited(edit), group_at=2.0)
    assert bench.shape(deck, CACHE, "bars").left == Inches(6)
    assert report.lines == ["slide 1, 'bars': conflict: your place is kept, though the build has changed the same"]


# ---- looks ------------------------------------------------------------------------------------------
def test_a_fill_and_a_line_stay(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        card = bench.shape(deck, CACHE, "card")
        card.fill.solid()
        card.fill.fore_color.rgb = RGBColor(255, 250, 200)

    deck, report = bench.again(bench.edited(edit))
    assert bench.shape(deck, CACHE, "card").fill.fore_color.rgb == RGBColor(255, 250, 200)
    assert report.lines == ["slide 1, 'card': your look is kept"]
    _, report = bench.again(bench.edited(edit), fill="gold")
    assert report.lines == ["slide 1, 'card': conflict: your look is kept, though the build has changed the same"]


def test_other_things_that_one_sees_stay_too(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CACHE, "bars")._element.nvGrpSpPr.cNvPr.set("hidden", "1")
        card = bench.shape(deck, CACHE, "card")
        card.click_action.hyperlink.address = "https://example.org/card"
        card.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        photo = bench.shape(deck, CHART, "photo")
        photo.crop_left = 0.25
        table = bench.shape(deck, CHART, "table").table
        table.columns[0].width, table.columns[1].width = Inches(3), Inches(1)
        table.cell(0, 1).vertical_anchor = MSO_ANCHOR.BOTTOM

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB", rate=30.0)
    assert bench.shape(deck, CACHE, "bars")._element.nvGrpSpPr.cNvPr.get("hidden") == "1"
    card = bench.shape(deck, CACHE, "card")
    assert card.click_action.hyperlink.address == "https://example.org/card"
    assert card.text_frame.vertical_anchor == MSO_ANCHOR.BOTTOM
    assert bench.shape(deck, CHART, "photo").crop_left == 0.25
    table = bench.shape(deck, CHART, "table").table
    assert [column.width for column in table.columns] == [Inches(3), Inches(1)]
    assert table.cell(0, 1).vertical_anchor == MSO_ANCHOR.BOTTOM
    assert report.lines == [
        "slide 1, 'card': your look is kept",
        "slide 1, 'bars': your look is kept",
        "slide 2, 'table': your look is kept",
        "slide 2, 'photo': your picture is kept",
    ]


def test_an_alt_text_stays(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CHART, "photo")._element.nvPicPr.cNvPr.set("descr", "A dark square")

    deck, report = bench.again(bench.edited(edit))
    assert bench.shape(deck, CHART, "photo")._element.nvPicPr.cNvPr.get("descr") == "A dark square"
    assert report.lines == ["slide 2, 'photo': your alt text is kept"]


def test_a_charts_new_numbers_stay_with_the_sheet_behind_them(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        data = CategoryChartData()
        data.categories = ("mine", "yours")
        data.add_series("tokens/s", (1.0, 2.0))
        bench.shape(deck, CHART, "rates").chart.replace_data(data)

    deck, report = bench.again(bench.edited(edit))
    chart = bench.shape(deck, CHART, "rates").chart
    assert (list(chart.plots[0].categories), list(chart.series[0].values)) == (["mine", "yours"], [1.0, 2.0])
    assert chart.part.chart_workbook.xlsx_part is not None
    assert report.lines == ["slide 2, 'rates': your chart is kept"]
    _, report = bench.again(bench.edited(edit), rate=30.0)
    assert report.lines == ["slide 2, 'rates': conflict: your chart is kept, though the build has changed the same"]


def test_a_charts_colours_stay_while_its_numbers_do(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        fill = bench.shape(deck, CHART, "rates").chart.series[0].format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor(1, 2, 3)

    deck, report = bench.again(bench.edited(edit))
    assert bench.shape(deck, CHART, "rates").chart.series[0].format.fill.fore_color.rgb == RGBColor(1, 2, 3)
    assert report.lines == ["slide 2, 'rates': your look is kept"]
    deck, report = bench.again(bench.edited(edit), rate=30.0)
    assert list(bench.shape(deck, CHART, "rates").chart.series[0].values) == [30.0, 96.0]
    assert report.lines == ["slide 2, 'rates': your chart's look is not kept: its numbers have changed"]
