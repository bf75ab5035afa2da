"""What a deck of PowerPoint becomes: the whole spec, and all that is told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image
from pptx.dml.color import RGBColor
from pptx.util import Inches

from build.imports.imported import Imported
from build.imports.write_spec import write_spec
from tests.helpers.powerpoint_decks import (
    BLANK,
    CONTENT,
    SECTION,
    TITLE,
    TITLE_ONLY,
    TWO,
    add_diagram,
    add_slide,
    png,
    put,
    say,
    text_box,
    told,
)

Make = Callable[[Any], None]


def test_titles_lists_levels_emphasis_links_and_notes_are_markdown(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        cover = add_slide(deck, TITLE, "Leaves")
        say(cover.placeholders[1], "How they make sugar")
        slide = add_slide(deck, CONTENT, "What a leaf\vneeds")
        say(slide.placeholders[1], "Light", ("from the sun", 1), ("all day", 2), "Water", "See ")
        run = slide.placeholders[1].text_frame.paragraphs[4].add_run()
        run.text, run.hyperlink.address = "the book", "https://example.org/leaf"
        bold = slide.placeholders[1].text_frame.paragraphs[0].add_run()
        bold.text, bold.font.bold = " and air", True
        slide.notes_slide.notes_text_frame.text = "Ask first.\nThen show."
        slide._element.set("show", "0")

    made = imported(make)
    assert write_spec(made) == (
        "---\ntitle: Leaves\n---\n\n# Leaves\n\nHow they make sugar\n\n## What a leaf needs\n\nHidden: yes\n\n"
        "- Light **and air**\n  - from the sun\n    - all day\n- Water\n- See [the book](https://example.org/leaf)\n\n"
        "Notes:\nAsk first.\n\nThen show.\n"
    )
    assert told(made) == []


def test_a_list_deeper_than_specs_have_keeps_its_words_and_says_so(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        say(add_slide(deck, CONTENT, "Deep").placeholders[1], "a", ("b", 1), ("c", 2), ("d", 3), ("e", 4), "f")

    made = imported(make)
    assert "- a\n  - b\n    - c\n    - d\n    - e\n- f\n" in write_spec(made)
    assert told(made) == ["slide 1, 'Content Placeholder 2': a list of 5 levels: it has 3: the others are joined"]


def test_numbers_before_points_are_counted_from_where_they_start(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        body = add_slide(deck, CONTENT, "Steps").placeholders[1]
        say(body, "first", "second", "no step")
        for place in (0, 1):
            properties = body.text_frame.paragraphs[place]._p.get_or_add_pPr()
            properties.append(properties.makeelement(f"{{{_A}}}buAutoNum", {"type": "arabicPeriod", "startAt": "4"}))

    assert "4. first\n5. second\n\n* no step\n" in write_spec(imported(make))


def test_numbers_that_begin_anew_or_are_of_another_kind_begin_a_list(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        body = add_slide(deck, CONTENT, "Steps").placeholders[1]
        say(body, "one", "two", "seven", "eight", "nine", "first")
        kinds = (
            [("arabicPeriod", "1")] * 2 + [("arabicPeriod", "7")] * 2 + [("arabicPeriod", "9"), ("romanUcPeriod", "1")]
        )
        for paragraph, (kind, start) in zip(body.text_frame.paragraphs, kinds, strict=True):
            properties = paragraph._p.get_or_add_pPr()
            properties.append(properties.makeelement(f"{{{_A}}}buAutoNum", {"type": kind, "startAt": start}))

    assert "1. one\n2. two\n\n7) seven\n8) eight\n9) nine\n\n1. first\n" in write_spec(imported(make))


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_letters_of_one_width_are_code_in_the_language_that_it_must_be(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Code")
        box = text_box(slide, "import math\n\ndef area(r):\n    return math.pi * r ** 2", 1, 2, 6, 2)
        words = text_box(slide, "Call ", 1, 5, 6)
        word = words.text_frame.paragraphs[0].add_run()
        word.text = "area(2)"
        for run in (*(run for line in box.text_frame.paragraphs for run in line.runs), word):
            run.font.name = "Consolas"

    assert write_spec(imported(make)).endswith(
        "## Code\n\n```python\nimport math\n\ndef area(r):\n    return math.pi * r ** 2\n```\n\nCall `area(2)`\n"
    )


def test_a_table_keeps_its_cells_and_says_which_were_merged(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Parts")
        table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(5), Inches(2)).table
        for place, words in enumerate(("Part", "Does", "both", "", "stroma", "sugar | more")):
            table.cell(place // 2, place % 2).text = words
        table.cell(1, 0).merge(table.cell(1, 1))

    made = imported(make)
    assert "| Part | Does |\n| --- | --- |\n| both |  |\n| stroma | sugar \\| more |\n" in write_spec(made)
    assert told(made) == ["slide 1, 'Table 2': 1 merged cell: its words stand in the first of those that it covered"]


def test_a_picture_is_cut_as_the_slide_shows_it_and_keeps_its_alt_text(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Leaf")
        picture = slide.shapes.add_picture(png(), Inches(1), Inches(2))
        picture.crop_left, picture._element.nvPicPr.cNvPr.attrib["descr"] = 0.5, "A red leaf"

    made = imported(make)
    (path,) = made.files
    assert path == "pictures/slide-1-a-red-leaf.png"
    assert f"![A red leaf]({path})" in write_spec(made)
    import io

    with Image.open(io.BytesIO(made.files[path])) as picture:
        assert (picture.size, picture.getcolors()) == ((20, 30), [(600, (255, 0, 0))])
    assert told(made) == ["slide 1, 'Picture 2': a cut picture: what is cut off is not in its file"]


def test_two_bodies_side_by_side_are_columns_and_words_beside_a_picture_are_not(
    imported: Callable[[Make], Imported],
) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TWO, "Two")
        say(slide.placeholders[1], "left one", "left two")
        say(slide.placeholders[2], "right")
        beside = add_slide(deck, TWO, "Beside")
        say(beside.placeholders[1], "words")
        beside.shapes.add_picture(png(), Inches(5.2), Inches(2), Inches(4), Inches(3))

    made = imported(make)
    assert "::: columns\n::: column\n- left one\n- left two\n:::\n::: column\n- right\n:::\n:::\n" in write_spec(made)
    assert write_spec(made).endswith("## Beside\n\n- words\n\n![](pictures/slide-2.png){.right}\n")


def test_boxes_are_read_row_by_row_and_words_of_a_drawing_are_a_list(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Drawing")
        for words, x, y in (("four", 6, 4), ("two", 6, 2), ("three", 1, 4), ("one", 1, 2.05)):
            text_box(slide, words, x, y)

    made = imported(make)
    assert write_spec(made).endswith("## Drawing\n\n- one\n- two\n- three\n- four\n")
    assert told(made) == ["slide 1, 'TextBox 5': a drawing: its words are a list, each once"]


def test_a_group_is_read_where_it_stands_on_the_slide(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Group")
        text_box(
            slide, "last, far below all the others of this slide, and long enough to be a sentence of its own", 1, 5, 8
        )
        group = slide.shapes.add_group_shape()
        for words, y in (("under", 20), ("over", 10)):
            box = group.shapes.add_textbox(Inches(10), Inches(y), Inches(5), Inches(2))
            box.text_frame.text = words
        group.left, group.top, group.width, group.height = Inches(1), Inches(2), Inches(2), Inches(2)

    assert write_spec(imported(make)).endswith(
        "over\n\nunder\n\nlast, far below all the others of this slide, and long enough to be a sentence of its own\n"
    )


def test_a_diagram_is_a_list_with_its_levels(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Diagram")
        add_diagram(deck, slide, {"1": "Root", "2": "Stem", "3": "Leaf"}, {"1": "doc", "3": "2", "2": "doc"})

    made = imported(make)
    assert write_spec(made).endswith("- Root\n- Stem\n  - Leaf\n")
    assert told(made) == ["slide 1, 'Diagram 1': a diagram (SmartArt): its words are a list"]


def test_what_a_slide_does_not_show_goes_to_the_notes(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Edge")
        text_box(slide, "beside it", 20, 1)
        hidden = text_box(slide, "hidden in it", 1, 3)
        hidden._element.nvSpPr.cNvPr.set("hidden", "1")

    made = imported(make)
    assert write_spec(made).endswith("## Edge\n\nNotes:\nbeside it\n\nhidden in it\n")
    assert told(made) == [
        "slide 1, 'TextBox 2': a shape beside the slide: its words stand in the notes",
        "slide 1, 'TextBox 3': a hidden shape: its words stand in the notes",
    ]


def test_pictures_that_cannot_be_shown_are_told_with_their_slide_and_shape(
    imported: Callable[[Make], Imported],
) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Pictures")
        broken, linked, vector = (slide.shapes.add_picture(png(30 + i), Inches(i), Inches(2)) for i in range(3))
        part = slide.part.related_part(broken._element.blipFill.blip.rEmbed)
        part._blob = b"\x89PNG\r\n\x1a\nrubbish"
        blip = linked._element.blipFill.blip
        del blip.attrib[f"{{{_R}}}embed"]
        blip.set(f"{{{_R}}}link", slide.part.relate_to("file:///C:/leaf.png", f"{_R}/image", is_external=True))
        slide.part.related_part(vector._element.blipFill.blip.rEmbed)._blob = b"\x01\x00\x00\x00" + b"\0" * 36 + b" EMF"
        vector._element.nvPicPr.cNvPr.set("descr", "A curve")

    made = imported(make)
    assert made.files == {}
    assert told(made) == [
        "slide 1, 'Picture 2': a picture whose file cannot be read: it is no picture that is known",
        "slide 1, 'Picture 3': a linked picture, 'file:///C:/leaf.png': put its file beside the spec",
        "slide 1, 'Picture 4': a drawing in the format EMF of “A curve”: save it as SVG or PNG and put it beside",
    ]


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_small_picture_on_most_slides_is_the_logo(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        for title in ("One", "Two", "Three"):
            add_slide(deck, TITLE_ONLY, title).shapes.add_picture(png(), 0, 0, Inches(0.5))

    made = imported(make)
    assert write_spec(made) == "---\nlogo: pictures/slide-1.png\n---\n\n## One\n\n## Two\n\n## Three\n"
    assert told(made)[-1] == "the deck: a small picture on most slides: it is the logo"


def test_letters_below_and_above_others_are_small_formulas_and_ordinals_are_words(
    imported: Callable[[Make], Imported],
) -> None:
    def make(deck: Any) -> None:
        box = text_box(add_slide(deck, TITLE_ONLY, "Scripts"), "a d", 1, 3, 8)
        for words, baseline in (("ij", "-25000"), (" of the 2", ""), ("nd", "30000")):
            run = box.text_frame.paragraphs[0].add_run()
            run.text = words
            if baseline:
                run._r.get_or_add_rPr().set("baseline", baseline)

    assert write_spec(imported(make)).endswith("a $d_{ij}$ of the 2nd\n")


def test_a_link_to_a_slide_and_a_transition_are_told(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        first, second = add_slide(deck, TITLE_ONLY, "One"), add_slide(deck, TITLE_ONLY, "Two")
        box = text_box(first, "go on", 1, 3)
        box.click_action.target_slide = second
        put(
            second,
            '<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="9" name="Line"/><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr><p:spPr/>'
            "</p:cxnSp>",
        )

    assert told(imported(make)) == [
        "slide 1, 'TextBox 2': a link to slide 2",
        "slide 2: 1 shape without words",
    ]


def test_signs_of_symbol_fonts_and_raised_digits_are_those_of_unicode(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Signs")
        box = text_box(slide, "10", 1, 3, 8)
        paragraph = box.text_frame.paragraphs[0]
        for words, font, raised in (("-9", "", "30000"), (" m \uf0e0 ", "Wingdings", ""), ("\uf061", "Symbol", "")):
            run = paragraph.add_run()
            run.text, run.font.name = words, font or None
            if raised:
                run._r.get_or_add_rPr().set("baseline", raised)

    assert "10⁻⁹ m → α" in write_spec(imported(make))


def test_a_large_box_at_the_top_is_the_title_of_a_slide_without_one(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, BLANK)
        run = text_box(slide, "Why leaves are green", 1, 0.5, 8).text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold, run.font.color.rgb = Inches(0.5), True, RGBColor(0, 128, 0)
        text_box(slide, "They do not use that light.", 1, 3, 8)

    assert write_spec(imported(make)) == "## Why leaves are green\n\nThey do not use that light.\n"


def test_a_section_begins_a_part_and_an_empty_slide_is_left_out(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        from build.deck_file.deck_sections import set_sections

        say(add_slide(deck, TITLE, "All").placeholders[1], "of it")
        add_slide(deck, SECTION, "Roots")
        say(add_slide(deck, CONTENT, "Hair").placeholders[1], "thin")
        add_slide(deck, BLANK)
        say(add_slide(deck, CONTENT, "Bark").placeholders[1], "thick")
        set_sections(deck, "All", ["All", "Roots", "Roots", "Roots", "Stems"])

    made = imported(make)
    assert [(slide.role, slide.title.plain) for slide in made.slides] == [
        ("title", "All"),
        ("part", "Roots"),
        ("slide", "Hair"),
        ("part", "Stems"),
        ("slide", "Bark"),
    ]
    assert told(made) == [
        "slide 4: an empty slide: it is left out",
        "slide 5: a section, “Stems”: a slide of its own begins it",
    ]


def test_a_shape_that_raises_anything_is_told_and_its_words_are_kept(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Broken")
        box = text_box(slide, "kept", 1, 3)
        box._element.spPr.find(f"{{{_A}}}xfrm").find(f"{{{_A}}}off").set("x", "nowhere")

    made = imported(make)
    assert write_spec(made).endswith("## Broken\n\n- kept\n")
    assert told(made) == ["slide 1, 'TextBox 2': a shape that cannot be read: its words stand in a list"]


def test_words_at_the_foot_of_most_slides_are_the_footer(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        for number in range(3):
            slide = add_slide(deck, TITLE_ONLY, f"Slide of {'abc'[number]}")
            text_box(slide, "What it says", 1, 3)
            text_box(slide, "Ada Lovelace", 1, 7)

    spec = write_spec(imported(make))
    assert spec.count("Ada Lovelace") == 1
    assert "footer: Ada Lovelace\n" in spec
