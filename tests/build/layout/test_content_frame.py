"""What frames a slide of ordinary Markdown: part, chips, a long title, footnotes, the strip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from content_slides import HERE, bullets, column, deck_of, laid_out, list_slide, mixed, prose, sound_page, text
from page_items import named, words

from build.drawing.page import Group, Page, Shape, TextBox
from build.files.course import product
from build.files.places import THEME
from build.layout.book import lay_out_slide
from build.spec.content import Callout, ColumnsSlide, Footnote, SectionSlide
from build.spec.deck import Beginner, Call, Text, Words
from build.theme.choose import load_theme
from engine.ledger import Ledger


def page_of(title: str = "A title", **values: object) -> Page:
    return sound_page(list_slide(title, bullets("a", "b", "c"), **values))


def in_a_part(title: str, part: str) -> Page:
    section = SectionSlide(number=1, eyebrow=Text(), title=text(part), span=HERE, part=2, parts=3)
    deck = deck_of(section, list_slide(title, bullets("a", "b")))
    page, found = lay_out_slide(deck, deck.slides[1], load_theme(THEME), Ledger({}), {}, product())
    assert not found
    return page


def title_of(page: Page) -> TextBox:
    item = named(page, "title")
    assert isinstance(item, TextBox)
    return item


def test_a_slide_names_its_part_above_its_title_and_in_its_footer() -> None:
    page = in_a_part("Commits", "Working together")
    assert words(named(page, "eyebrow")) == "WORKING TOGETHER"
    assert words(named(page, "footer")) == "A course · Part 2 · Working together"
    chip = named(page, "part chip")
    assert isinstance(chip, Group)
    assert chip.alt == "Part 2"
    assert page.section == "Working together"


def test_a_parts_name_that_is_too_long_for_a_line_is_left_to_its_own_slide() -> None:
    page = in_a_part("Commits", "Working together " * 8)
    assert not any(item.name.endswith("eyebrow") for item in page.items)
    assert words(named(page, "footer")) == "A course · Part 2"


def test_a_course_without_parts_has_no_eyebrow_and_no_chip() -> None:
    assert not any(item.name.endswith(("eyebrow", "chip")) for item in page_of().items)


@pytest.mark.parametrize(
    ("title", "points", "lines"),
    [
        ("Short", 38, 1),
        ("A title that is a little longer than most of the others are", 34, 1),
        ("A title that is far longer than any should be, since somebody wrote a whole sentence for it", 30, 2),
    ],
)
def test_a_title_gets_smaller_and_then_has_two_lines(title: str, points: float, lines: int) -> None:
    shown = title_of(page_of(title)).paragraphs[0]
    assert len(shown.lines) == lines
    assert shown.runs[0].style.size == pytest.approx(points, abs=3)


def test_a_title_of_two_lines_below_an_eyebrow_stays_clear_of_it() -> None:
    title = "A title that is far longer than any should be, since somebody wrote a whole sentence for it"
    page = page_of(title, eyebrow=text("The part"))
    assert title_of(page).box.y == 0.58
    assert len(title_of(page).paragraphs[0].lines) == 2


def test_a_title_that_has_no_room_is_told() -> None:
    _, found, _ = laid_out(list_slide("word " * 80, bullets("a")))
    assert [finding.code for finding in found] == ["L101"]
    assert "two lines at most" in found[0].hint


def test_footnotes_stand_below_the_body() -> None:
    notes = (Footnote(mark="1", text=text("Somebody, 1999.")), Footnote(mark="2", text=text("Another.")))
    page = page_of(footnotes=notes)
    card, foot = named(page, "list card"), named(page, "footnotes")
    assert isinstance(card, Shape)
    assert isinstance(foot, TextBox)
    assert words(foot) == "1\u2002Somebody, 1999.\n2\u2002Another."
    assert card.box.bottom < foot.box.y
    assert foot.box.bottom <= 7.05


BEGINNER = Beginner(means=text("This."), matters=text("That."), mistake=text("None."), span=HERE)


@pytest.mark.parametrize(
    ("values", "bottom"),
    [({}, 7.04), ({"wisdom": text("Less.")}, 5.73), ({"beginner": BEGINNER}, 5.73)],
)
def test_the_body_is_lower_only_where_something_stands_below_it(values: dict[str, object], bottom: float) -> None:
    card = named(page_of(**values), "list card")
    assert isinstance(card, Shape)
    assert card.box.bottom == pytest.approx(bottom)


def test_the_owl_alone_has_the_whole_strip() -> None:
    box = named(page_of(wisdom=text("Less is more.")), "wisdom card")
    assert isinstance(box, Shape)
    assert (box.box.x, box.box.w) == (0.5, 12.333)


def test_corner_and_owl_stand_side_by_side() -> None:
    page = page_of(beginner=BEGINNER, wisdom=text("Less is more."))
    assert named(page, "beginner card").box.right < named(page, "wisdom card").box.x  # type: ignore[union-attr]


# ---- nothing is lost where much stands below or beside ------------------------------------------------
TIP = Callout(kind="tip", blocks=(prose("Take a walk."),), span=HERE)


def test_a_callout_stands_above_the_corner_and_the_owl() -> None:
    page = page_of(callout=TIP, beginner=BEGINNER, wisdom=text("Less is more."))
    boxes = [named(page, f"{role} card").box for role in ("list", "callout", "beginner")]  # type: ignore[union-attr]
    assert all(above.bottom < below.y for above, below in pairwise(boxes))
    assert sum(item.name == "Wise Owl" for item in page.items) == 1


def test_a_verdict_stands_above_a_callout() -> None:
    columns = tuple(column(name, bullets("one", "two")) for name in "AB")
    slide = ColumnsSlide(
        number=1, eyebrow=Text(), title=text("Both"), span=HERE, columns=columns, verdict=text("So."), callout=TIP,
        wisdom=text("Less is more."),
    )  # fmt: skip
    page = sound_page(slide)
    boxes = [named(page, f"{role} card").box for role in ("column1", "verdict", "callout")]  # type: ignore[union-attr]
    assert all(above.bottom < below.y for above, below in pairwise(boxes))
    assert boxes[2].right < named(page, "wisdom card").box.x  # type: ignore[union-attr]


FIGURE = Call(figure="mask_pointer", facts=(), parameters=(("tokens", "a b c d"),), span=HERE)


@pytest.mark.parametrize("kind", ["list", "columns", "mixed", "figure alone"])
def test_a_figure_stands_beside_what_a_slide_says(kind: str) -> None:
    columns = tuple(column(name, bullets("one")) for name in "AB")
    slides = {
        "list": list_slide("Figure", bullets("one", "two"), visual=FIGURE),
        "columns": ColumnsSlide(
            number=1, eyebrow=Text(), title=text("Figure"), span=HERE, columns=columns, visual=FIGURE
        ),
        "mixed": mixed("Figure", prose("Words."), visual=FIGURE),
        "figure alone": mixed("Figure", visual=FIGURE),
    }
    page = sound_page(slides[kind])
    card = named(page, "visual card")
    assert isinstance(card, Shape)
    assert (card.box.x == 0.5) == (kind == "figure alone")
    assert card.box.right == pytest.approx(12.833)


def test_a_deck_that_is_read_from_right_to_left_has_its_frame_the_other_way_round() -> None:
    section = SectionSlide(number=1, eyebrow=Text(), title=text("الجزء"), span=HERE, part=2, parts=3)
    deck = deck_of(section, list_slide("الورقة", bullets("واحد", "اثنان")), language="ar")
    page, found = lay_out_slide(deck, deck.slides[1], load_theme(THEME), Ledger({}), {}, product())
    assert not found
    title, number, chip = title_of(page), named(page, "number"), named(page, "part chip")
    assert title.box.right == pytest.approx(12.83, abs=0.03)
    assert chip.box.x == pytest.approx(0.5, abs=0.01)
    assert number.box.x == pytest.approx(0.5, abs=0.01)


def test_formulas_and_code_in_a_parts_name_keep_their_letters_in_capitals() -> None:
    part = Text(
        (Words(text="why "), Words(text="E = mc^2", math=True), Words(text=" is in "), Words(text="x.py", code=True))
    )
    section = SectionSlide(number=1, eyebrow=Text(), title=part, span=HERE, part=2, parts=3)
    deck = deck_of(section, list_slide("Energy", bullets("a", "b")))
    page, found = lay_out_slide(deck, deck.slides[1], load_theme(THEME), Ledger({}), {}, product())
    assert not found
    above = named(page, "eyebrow")
    assert isinstance(above, TextBox)
    assert above.paragraphs[0].text == "WHY E =\u00a0mc2 IS IN x.py"
    assert [run.text for run in above.paragraphs[0].runs if run.style.script] == ["2"]
    assert words(named(page, "footer")) == "A course · Part 2 · why E = mc² is in x.py"
