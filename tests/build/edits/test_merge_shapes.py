"""What becomes of shapes, slides and their animations that come, go or change places in a built deck."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from build.edits.merge_deck import CannotMergeError, DeckMerge

CACHE, CHART, END = 0, 1, 2
CLAIM = "Small: the cache takes 0.5 GB on this card."


# ---- shapes that come and go ------------------------------------------------------------------------
def delete(shape: Any) -> None:
    shape._element.getparent().remove(shape._element)


def test_what_was_deleted_stays_deleted(bench: Any) -> None:
    edited = bench.edited(lambda deck: [delete(bench.shape(deck, CACHE, role)) for role in ("claim", "bars")])
    deck, report = bench.again(edited)
    assert bench.roles(deck, CACHE) == ["title", "card"]
    assert report.lines == ["slide 1, 'bars': it stays deleted", "slide 1, 'claim': it stays deleted"]
    _, report = bench.again(edited, cache="0.7 GB")
    assert report.conflicts == ["slide 1, 'claim': conflict: it stays deleted, though the build has changed it"]


def test_what_was_added_comes_over_in_its_place_with_its_picture(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        shapes = deck.slides[CACHE].shapes
        box = shapes.add_textbox(Inches(9), Inches(6), Inches(3), Inches(1))
        box.name, box.text_frame.text = "My box", "Mine"
        bench.shape(deck, CACHE, "card")._element.addnext(box._element)
        shapes.add_picture(str(bench.folder / "square.png"), Inches(1), Inches(6)).name = "My picture"

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    names = [shape.name for shape in deck.slides[CACHE].shapes]
    assert names == ["s01 title", "s01 claim", "s01 card", "My box", "s01 bars", "My picture"]
    assert bench.shape(deck, CACHE, "My picture").image.content_type == "image/png"
    numbers = [shape.shape_id for shape in deck.slides[CACHE].shapes]
    assert len(set(numbers)) == len(numbers)
    assert report.lines == [
        "slide 1, 'My box': your addition is kept",
        "slide 1, 'My picture': your addition is kept",
    ]


def test_a_picture_whose_file_in_the_package_has_an_escaped_letter_comes_over(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        picture = Image.new("RGB", (8, 8), "#FF0000")
        picture.save(bench.folder / "red.png")
        added = deck.slides[CACHE].shapes.add_picture(str(bench.folder / "red.png"), Inches(1), Inches(6))
        added.name = "Red"
        deck.slides[CACHE].part.related_part(added._element.blip_rId).partname = PackURI("/ppt/media/my%20red.png")

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    assert report.lines == ["slide 1, 'Red': your addition is kept"]
    added = deck.slides[CACHE].shapes[-1]
    assert deck.slides[CACHE].part.related_part(added._element.blip_rId).partname == "/ppt/media/my%20red1.png"


def test_a_copied_shape_is_an_addition_though_it_has_the_same_name(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        card = bench.shape(deck, CACHE, "card")
        copy = deepcopy(card._element)
        card._element.getparent().append(copy)
        deck.slides[CACHE].shapes[-1].top += Inches(2)

    deck, report = bench.again(bench.edited(edit), fill="gold")
    assert bench.roles(deck, CACHE) == ["title", "claim", "card", "bars", "card"]
    assert report.lines == ["slide 1, 'card #2': your addition is kept"]


def add_chart(deck: Deck) -> None:
    data = CategoryChartData()
    data.categories = ("a", "b")
    data.add_series("mine", (3.0, 4.0))
    box = Inches(7), Inches(4), Inches(3), Inches(3)
    deck.slides[CACHE].shapes.add_chart(XL_CHART_TYPE.PIE, *box, data).name = "My chart"


def test_a_chart_that_was_added_comes_over_with_its_sheet(bench: Any) -> None:
    deck, _ = bench.again(bench.edited(add_chart), rate=30.0)
    chart = bench.shape(deck, CACHE, "My chart").chart
    assert list(chart.series[0].values) == [3.0, 4.0]
    assert chart.part.chart_workbook.xlsx_part is not None
    assert list(bench.shape(deck, CHART, "rates").chart.series[0].values) == [30.0, 96.0]


def test_shapes_that_were_grouped_stay_together_and_take_what_is_new(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        shapes = deck.slides[CACHE].shapes
        group = shapes.add_group_shape([bench.shape(deck, CACHE, "claim"), bench.shape(deck, CACHE, "card")])
        group.name = "Mine"

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    group = bench.shape(deck, CACHE, "Mine")
    assert [shape.name for shape in group.shapes] == ["s01 claim", "s01 card"]
    assert "0.7 GB" in group.shapes[0].text_frame.text
    assert (group.shapes[1].left, group.shapes[1].top) == (Inches(7), Inches(2))
    assert report.lines == ["slide 1, 'Mine': your addition is kept"]


def test_a_group_that_was_dissolved_stays_so(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        group = bench.shape(deck, CACHE, "bars")._element
        for child in list(group)[2:]:
            group.addprevious(child)
        group.getparent().remove(group)

    deck, report = bench.again(bench.edited(edit), fill="gold")
    assert bench.roles(deck, CACHE) == ["title", "claim", "card", "bar 1", "bar 2"]
    assert bench.shape(deck, CACHE, "bar 2").left == Inches(1)
    assert report.lines == ["slide 1, 'bars': it stays dissolved"]


def test_the_order_of_shapes_stays(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        card = bench.shape(deck, CACHE, "card")._element
        card.getparent().append(card)

    deck, report = bench.again(bench.edited(edit))
    assert bench.roles(deck, CACHE) == ["title", "claim", "bars", "card"]
    assert report.lines == ["slide 1: your order of its shapes is kept"]


def test_the_order_in_a_group_stays(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bar = bench.shape(deck, CACHE, "bar 1")._element
        bar.getparent().append(bar)

    deck, report = bench.again(bench.edited(edit), fill="gold")
    assert [shape.name for shape in bench.shape(deck, CACHE, "bars").shapes] == ["s01 bar 2", "s01 bar 1"]
    assert report.lines == ["slide 1: your order of its shapes is kept"]


def test_an_edited_shape_that_the_build_has_no_longer_is_kept_and_told(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.shape(deck, CACHE, "card").text_frame.paragraphs[0].runs[0].text = "My card"

    deck, report = bench.again(bench.edited(edit), without=("card",))
    assert bench.shape(deck, CACHE, "card").text_frame.text == "My card"
    assert report.lines == ["slide 1, 'card': conflict: yours is kept, though the build has it no longer"]
    deck, report = bench.again(bench.built("same.pptx"), without=("card",))
    assert "card" not in bench.roles(deck, CACHE)
    assert report.lines == []


# ---- slides -----------------------------------------------------------------------------------------
def titles(deck: Deck) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def test_a_slide_before_the_others_shifts_no_edit(bench: Any) -> None:
    edited = bench.edited(bench.reword)
    deck, report = bench.again(edited, before=("Welcome",), cache="0.7 GB")
    assert titles(deck) == ["Welcome", "The cache", "How fast it is", "The end"]
    assert "takes only 0.7 GB here" in bench.shape(deck, 1, "claim").text_frame.text
    assert report.lines == ["slide 2, 'claim': your words are kept"]


def test_slides_that_were_moved_hidden_deleted_and_added_stay_so(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        deck.slides[CHART]._element.set("show", "0")
        mine = deck.slides.add_slide(deck.slide_layouts[1])
        mine.shapes.title.text = "Mine"
        mine.shapes.add_picture(str(bench.folder / "square.png"), Inches(1), Inches(2))
        mine.notes_slide.notes_text_frame.text = "My notes"
        listed = deck.slides._sldIdLst
        end, own = list(listed)[2:]
        deck.part.drop_rel(end.rId)
        listed.remove(end)
        listed.insert(0, own)
        listed.append(list(listed)[1])

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    assert titles(deck) == ["Mine", "How fast it is", "The cache"]
    assert [slide._element.get("show") for slide in deck.slides] == [None, "0", None]
    assert deck.slides[0].notes_slide.notes_text_frame.text == "My notes"
    assert deck.slides[0].shapes[-1].image.content_type == "image/png"
    assert "0.7 GB" in bench.shape(deck, 2, "claim").text_frame.text
    assert report.lines == [
        "slide 2: it stays hidden",
        "slide 1: your slide is kept",
        "the deck: your order of the slides is kept",
        "slide 3: 'The end' stays deleted",
    ]


def test_sections_follow_their_slides(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        mine = deck.slides.add_slide(deck.slide_layouts[1])
        mine.shapes.title.text = "Mine"
        listed = deck.slides._sldIdLst
        listed.insert(1, listed[-1])

    deck, _ = bench.again(bench.edited(edit))
    names = {"p14": "http://schemas.microsoft.com/office/powerpoint/2010/main"}
    sections = deck.element.findall(".//p14:section", names)
    ids = [slide.slide_id for slide in deck.slides]
    assert [section.get("name") for section in sections] == ["Hour 1", "Hour 2"]
    assert [int(slide.get("id")) for section in sections for slide in section.findall(".//p14:sldId", names)] == ids


def test_an_edited_slide_that_left_the_spec_is_kept_and_told(bench: Any) -> None:
    edited = bench.edited(bench.reword)
    deck, report = bench.again(edited, without=("The cache",))
    assert titles(deck) == ["The cache", "How fast it is", "The end"]
    assert report.lines == [
        "slide 1: conflict: 'The cache' is kept as you have it, though it is not in the spec any more"
    ]
    deck, report = bench.again(bench.built("same.pptx"), without=("The cache",))
    assert (titles(deck), report.lines) == (["How fast it is", "The end"], [])


def _add_a_box(deck: Deck, bench: Any) -> None:
    deck.slides[CACHE].shapes.add_textbox(0, 0, 900_000, 900_000).text_frame.text = "My own example"


def _delete_the_card(deck: Deck, bench: Any) -> None:
    delete(bench.shape(deck, CACHE, "card"))


def _raise_the_claim(deck: Deck, bench: Any) -> None:
    deck.slides[CACHE].shapes._spTree.append(bench.shape(deck, CACHE, "claim")._element)


def _outline(deck: Deck, bench: Any) -> None:
    bench.shape(deck, CACHE, "card").line.width = 90_000


def _link(deck: Deck, bench: Any) -> None:
    bench.shape(deck, CACHE, "card").click_action.hyperlink.address = "https://example.org"


def _describe(deck: Deck, bench: Any) -> None:
    bench.shape(deck, CACHE, "card")._element.nvSpPr.cNvPr.set("descr", "A card")


def _hide(deck: Deck, bench: Any) -> None:
    deck.slides[CACHE]._element.set("show", "0")


def _paint_behind(deck: Deck, bench: Any) -> None:
    deck.slides[CACHE].background.fill.solid()
    deck.slides[CACHE].background.fill.fore_color.rgb = RGBColor(1, 2, 3)


@pytest.mark.parametrize(
    "edit", [_add_a_box, _delete_the_card, _raise_the_claim, _outline, _link, _describe, _hide, _paint_behind]
)
def test_a_slide_that_left_the_spec_is_kept_whatever_was_changed_on_it(
    bench: Any, edit: Callable[[Deck, Any], None]
) -> None:
    deck, report = bench.again(bench.edited(lambda deck: edit(deck, bench)), without=("The cache",))
    assert titles(deck) == ["The cache", "How fast it is", "The end"]
    assert report.lines == [
        "slide 1: conflict: 'The cache' is kept as you have it, though it is not in the spec any more"
    ]


ANIMATION = """
<p:timing {names}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst><p:par>
<p:cTn id="2" presetID="1" presetClass="entr" presetSubtype="0" fill="hold" nodeType="clickEffect">
<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:set><p:cBhvr><p:cTn id="3" dur="1" fill="hold"/>
<p:tgtEl><p:spTgt spid="{number}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst>
</p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>
</p:tnLst></p:timing>
"""


def animate(bench: Any, deck: Deck) -> None:
    number = bench.shape(deck, CACHE, "claim").shape_id
    deck.slides[CACHE]._element.append(parse_xml(ANIMATION.strip().format(names=nsdecls("p"), number=number)))


def test_an_animation_stays_with_its_shape_though_shapes_are_numbered_anew(bench: Any) -> None:
    edited = bench.edited(lambda deck: animate(bench, deck))
    deck, report = bench.again(edited, without=("card",))
    target = next(deck.slides[CACHE]._element.iter(qn("p:spTgt")))
    assert int(target.get("spid")) == bench.shape(deck, CACHE, "claim").shape_id
    assert report.lines == ["slide 1: your transition and animations are kept"]
    _, report = bench.again(edited, without=("claim",))
    assert report.lines == ["slide 1: your animations are not kept: the shapes that move have changed"]


def test_what_cannot_be_kept_is_told(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        deck.slide_master.shapes[0].left += Inches(1)

    _, report = bench.again(bench.edited(edit))
    assert report.lines == ["the deck: what you changed of its master is not kept"]


def test_a_validator_of_the_format_finds_nothing_after_edits_of_all_kinds(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.reword(deck)
        animate(bench, deck)
        bench.shape(deck, CACHE, "claim").text_frame.paragraphs[1].runs[
            0
        ].hyperlink.address = "https://example.org/mine"
        bench.shape(deck, CACHE, "bar 2").text_frame.text = "half"
        deck.slides[CACHE].shapes.add_group_shape([bench.shape(deck, CACHE, "card")]).name = "Mine"
        add_chart(deck)
        deck.slides[CHART].shapes.add_picture(str(bench.folder / "square.png"), Inches(1), Inches(6))
        table = bench.shape(deck, CHART, "table").table
        table.cell(0, 0).fill.solid()
        table.cell(0, 0).fill.fore_color.rgb = RGBColor(1, 2, 3)
        mine = deck.slides.add_slide(deck.slide_layouts[1])
        mine.shapes.title.text = "Mine"
        mine.notes_slide.notes_text_frame.text = "My notes"
        delete(bench.shape(deck, END, "last"))

    bench.again(bench.edited(edit), cache="0.7 GB", before=("Welcome",))
    assert not list(OpenXmlValidator().validate(str(bench.folder / "merged.pptx")).errors)


# ---- decks that cannot be merged ----------------------------------------------------------------------
def test_a_deck_of_something_else_cannot_be_merged(bench: Any) -> None:
    strange = bench.folder / "strange.pptx"
    Presentation().save(str(strange))
    with pytest.raises(CannotMergeError, match=r"^it does not say how it was built$"):
        DeckMerge(bench.built(), strange)


def test_a_deck_whose_shapes_lost_their_names_cannot_be_merged(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        for i, named in enumerate(name for slide in deck.slides for name in slide._element.iter(qn("p:cNvPr"))):
            named.set("name", f"Shape {i}")

    with pytest.raises(CannotMergeError, match=r"^the program that saved it has renamed its shapes$"):
        DeckMerge(bench.built(), bench.edited(edit))
