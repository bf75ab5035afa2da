"""Slides of pictures: whole, in their places, at any size and shape, with their words readable on any picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from content_slides import bullets, deck_of, prose, text
from drawn_pictures import film, svg
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages_as_text import to_text
from picture_slides import gallery, image, picture_slide
from PIL import Image as Pillow

from build.checks.laid_out import check_pages
from build.drawing.frame_boxes import BODY_TALL
from build.drawing.page import PAGE, Book, Box, Movie, Page, Picture, Shape, TextBox
from build.drawing.text_measure import Measure
from build.files.course import course_in, product
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.layout.book import lay_out
from build.layout.gallery import name_and_rest
from build.layout.shown_image import COARSE
from build.spec.content import Bullets, Callout, Footnote, GallerySlide
from build.spec.deck import Slide
from build.theme.choose import find_theme, load_theme
from engine.ledger import Ledger

GOLDEN = Path(__file__).parents[2] / "golden"
PICTURES = GOLDEN / "pictures"
LOOK = load_theme(THEME)
MEASURE = Measure(LOOK.fonts)
LEAF = bullets(
    "**Palisade cells** stand upright and catch most of the light",
    "**Air spaces** let gases reach every cell",
    "**Veins** bring water in and carry sugar away",
    "**Guard cells** open and close the pores",
)
MADE_BY = text("Drawing: Coursewright")
BIOMES = (
    image("mountains.png", "Hills", "**Boreal forest** Needles lose little water and shed the snow"),
    image("desert.jpg", "Dunes", "**Desert:** Under 250 mm of rain a year, hot or cold"),
    image("leaf.svg", "A leaf", "**Rain forest** Leaves above leaves", credit=MADE_BY),
    image("branches.svg", "Branches", "**Savanna** Grass, scattered trees, and a season of fire"),
)


def laid_out(*slides: Slide, folder: Path = PICTURES) -> tuple[Book, list[str]]:
    """The pages, and all that is found on them."""
    deck = deck_of(*slides, path=str(folder / "deck.md"))
    book, found = lay_out(deck, LOOK, Ledger(), {}, course_in(folder), measure=MEASURE)
    told: list[Diagnostic] = [*found, *check_pages(book, LOOK, deck, unfit=found, measure=MEASURE)]
    return book, [f"{finding.code} {finding.message}" for finding in told]


def page_of(slide: Slide, folder: Path = PICTURES) -> Page:
    book, found = laid_out(slide, folder=folder)
    assert found == []
    return book.pages[0]


def pictures(page: Page) -> list[Picture]:
    return [item for item in page.items if isinstance(item, Picture)]


def boxed(page: Page, *names: str) -> list[Box]:
    """The boxes of items by their names, without the slide's."""
    boxes = {item.name.removeprefix("s01 "): item.box for item in page.items if not isinstance(item, type(None))}
    return [boxes[name] for name in names]


def test_slides_of_pictures_are_laid_out_as_their_golden_pages() -> None:
    leaf = image("leaf.svg", "A leaf, cut across", "Cross-section of a leaf, simplified", credit=MADE_BY)
    book, found = laid_out(
        picture_slide("Inside a leaf: built for light", leaf, LEAF, eyebrow=text("The leaf")),
        picture_slide("Work goes on", image("branches.svg", "Two branches"), prose("Main stays whole while you work.")),
        picture_slide("Dunes", image("desert.jpg", "Dunes in the morning", "Dunes in the morning")),
        picture_slide("What dry land teaches us", image("desert.jpg", "Dunes", place="background", credit=MADE_BY)),
        picture_slide(
            "Morning", image("mountains.png", "Hills", place="background"), bullets("Fog below", "Sun above")
        ),
        picture_slide("Left", replace(leaf, place="left", width=0.4), prose("It is at the left.")),
        gallery("Four answers to the weather", *BIOMES, eyebrow=text("Climate")),
        gallery("Morning and noon", *BIOMES[:2]),
        gallery("Five of them", *BIOMES, BIOMES[0]),
    )
    assert found == []
    golden = GOLDEN / "picture_slides" / "pages.txt"
    pages = to_text(book)
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"


@pytest.mark.parametrize("theme", ["forest", "clear"])
def test_words_on_panels_and_cards_are_readable_in_other_themes(theme: str) -> None:
    behind = image("desert.jpg", "Dunes", "A caption", place="background", credit=MADE_BY)
    slides = (
        picture_slide("What dry land teaches us", behind, eyebrow=text("Climate")),
        picture_slide("Morning", behind, LEAF, eyebrow=text("Climate")),
        picture_slide("Inside a leaf", image("leaf.svg", "A leaf", "A leaf", credit=MADE_BY), LEAF),
        gallery("Four answers to the weather", *BIOMES),
    )
    deck, look = deck_of(*slides, path=str(PICTURES / "deck.md")), load_theme(find_theme(theme, product()))
    book, found = lay_out(deck, look, Ledger(), {}, course_in(PICTURES))
    assert [str(finding) for finding in (*found, *check_pages(book, look, deck, unfit=found))] == []


# ---- any picture ------------------------------------------------------------------------------------
SIDES = st.one_of(st.integers(1, 40), st.integers(40, 3000), st.just(20_000))
WORDS = st.sampled_from(
    ["", "A caption", "A caption that goes on for longer than any strip below a picture is wide " * 2]
)


BELOW = st.sampled_from(["", "callout", "wisdom", "footnotes"])
TIP = Callout(kind="tip", blocks=(prose("Look twice before you say what it is."),), span=LEAF.span)


def standing(below: str) -> dict[str, Any]:
    """What stands below the pictures."""
    values = {"callout": TIP, "wisdom": text("Look twice."), "footnotes": (Footnote(mark="1", text=text("A note.")),)}
    return {below: values[below]} if below else {}


def drawn(folder: Path, size: tuple[int, int], name: str = "any") -> str:
    """An SVG, which has any size in no time."""
    (folder / f"{name}.svg").write_bytes(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}">'
        f'<rect width="{size[0]}" height="{size[1]}"/></svg>'.encode()
    )
    return f"{name}.svg"


@settings(max_examples=60)
@given(
    SIDES, SIDES, WORDS, st.booleans(), st.sampled_from([None, 0.05, 0.6, 1.0, 4.0]),
    st.sampled_from(["", "left", "right", "background"]), st.booleans(), st.integers(0, 4), BELOW,
)  # fmt: skip
@example(1, 1, "", False, None, "", False, 4, "")
@example(20_000, 10, "A caption", True, None, "", False, 2, "wisdom")
@example(10, 20_000, "A caption", True, None, "", False, 0, "callout")
def test_one_picture_of_any_shape_keeps_its_place(
    tmp_path: Path, wide: int, high: int, caption: str, credit: bool, width: float | None, place: str, cover: bool,
    items: int, below: str,
) -> None:  # fmt: skip
    name = drawn(tmp_path, (wide, high))
    by = MADE_BY if credit else text("")
    shown = image(name, "Any", caption, credit=by, width=width, place=place, cover=cover)
    blocks = (Bullets(entries=LEAF.entries[:items], span=LEAF.span),) if items else ()
    page = page_of(picture_slide("Any picture", shown, *blocks, **standing(below)), tmp_path)
    (found,) = pictures(page)
    unframed = place == "background" or (place and cover)
    if not found.cover:
        assert found.box.w / found.box.h == pytest.approx(wide / high, rel=1e-4)
    if not unframed:
        assert found.box.x >= BODY_TALL.x - 1e-6
        assert found.box.right <= BODY_TALL.right + 1e-6
        assert found.box.y >= BODY_TALL.y - 1e-6
        assert found.box.bottom <= BODY_TALL.bottom + 1e-6
        (card,) = boxed(page, "picture card")
        assert card.x - 1e-6 <= found.box.x <= found.box.right <= card.right + 1e-6
        assert card.y - 1e-6 <= found.box.y <= found.box.bottom <= card.bottom + 1e-6


@settings(max_examples=40)
@given(
    st.lists(st.tuples(SIDES, SIDES), min_size=2, max_size=6),
    st.sampled_from(["", "Name", "**Name** with some more words", "More words than a name has, which go on"]),
    st.booleans(),
    BELOW,
)
@example([(1, 1), (20_000, 10), (10, 20_000), (300, 200)], "Name", True, "callout")
def test_several_pictures_of_any_shape_keep_their_places(
    tmp_path: Path, sizes: list[tuple[int, int]], caption: str, credit: bool, below: str
) -> None:
    by = MADE_BY if credit else text("")
    shown = [image(drawn(tmp_path, size, f"p{i}"), "Any", caption, credit=by) for i, size in enumerate(sizes)]
    page = page_of(gallery("Any pictures", *shown, **standing(below)), tmp_path)
    assert len(pictures(page)) == len(sizes)
    for number, (found, (wide, high)) in enumerate(zip(pictures(page), sizes, strict=True), start=1):
        (card,) = boxed(page, f"picture{number} card")
        assert card.x - 1e-6 <= found.box.x <= found.box.right <= card.right + 1e-6
        assert card.y - 1e-6 <= found.box.y <= found.box.bottom <= card.bottom + 1e-6
        assert BODY_TALL.y - 1e-6 <= card.y <= card.bottom <= BODY_TALL.bottom + 1e-6
        if not found.cover:
            assert found.box.w / found.box.h == pytest.approx(wide / high, rel=1e-4)


# ---- one picture ------------------------------------------------------------------------------------
def test_words_stand_at_the_left_and_are_read_first() -> None:
    page = page_of(picture_slide("Leaf", image("leaf.svg"), LEAF))
    words, card = boxed(page, "text", "picture card")
    assert words.right < card.x
    assert card.right == pytest.approx(BODY_TALL.right)
    names = [item.name for item in page.items]
    assert names.index("s01 title") < names.index("s01 text") < names.index("s01 picture")


def test_a_picture_at_the_left_has_its_words_at_the_right() -> None:
    page = page_of(picture_slide("Leaf", image("leaf.svg", place="left"), LEAF))
    words, card = boxed(page, "text", "picture card")
    assert (card.x, words.x > card.right) == (BODY_TALL.x, True)


def test_where_words_run_from_the_right_they_stand_there() -> None:
    arabic = bullets("الخلايا تلتقط الضوء", "الهواء يصل إلى كل خلية")
    page = page_of(picture_slide("ورقة", image("leaf.svg"), arabic))
    words, card = boxed(page, "text", "picture card")
    assert (card.x, words.x > card.right) == (BODY_TALL.x, True)
    names = [item.name for item in page.items]
    assert names.index("s01 text") < names.index("s01 picture")


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_width_is_a_share_of_the_body(share: float) -> None:
    page = page_of(picture_slide("Leaf", image("leaf.svg", width=share), LEAF))
    assert pictures(page)[0].box.w == pytest.approx(share * BODY_TALL.w)


def test_a_wide_picture_stands_above_its_words(tmp_path: Path) -> None:
    name = drawn(tmp_path, (400, 100))
    page = page_of(picture_slide("Wide", image(name), LEAF), tmp_path)
    first, second, card = boxed(page, "text 1", "text 2", "picture card")
    assert card.bottom < first.y == second.y
    assert first.x == card.x


def test_words_that_are_many_make_the_card_narrower_and_then_are_told() -> None:
    many = bullets(*("An item of some words that needs two lines at the least" for _ in range(9)))
    card = boxed(page_of(picture_slide("Leaf", image("desert.jpg"), many)), "picture card")[0]
    assert card.w < 6.9
    _, found = laid_out(picture_slide("Leaf", image("desert.jpg"), bullets(*["Far too much of the same"] * 40)))
    assert [line.split(":")[0] for line in found] == ["L101 the text does not fit"]


def test_a_small_picture_is_not_drawn_coarsely(tmp_path: Path) -> None:
    Pillow.new("RGB", (192, 144)).save(tmp_path / "small.png")
    (found,) = pictures(page_of(picture_slide("Small", image("small.png")), tmp_path))
    assert found.box.w == pytest.approx(192 / COARSE)


def test_what_one_sees_through_has_air_around_it(tmp_path: Path) -> None:
    (tmp_path / "clear.svg").write_bytes(svg("<circle r='9'/>"))
    page = page_of(picture_slide("Clear", image("clear.svg")), tmp_path)
    (card,) = boxed(page, "picture card")
    assert pictures(page)[0].box.x - card.x == pytest.approx(0.22)
    assert pictures(page)[0].kind == "rect"
    assert pictures(page_of(picture_slide("Solid", image("leaf.svg"))))[0].kind == "round"


@pytest.mark.parametrize("alt", ["", "leaf.svg"])
def test_a_picture_without_words_is_decoration(alt: str) -> None:
    (found,) = pictures(page_of(picture_slide("Leaf", image("leaf.svg", alt))))
    assert (found.alt, found.decorative) == ("", True)
    assert pictures(page_of(picture_slide("Leaf", image("leaf.svg", "A leaf"))))[0].alt == "A leaf"


def test_what_is_missing_has_a_dashed_box_with_its_name() -> None:
    page = page_of(picture_slide("Leaf", image("nowhere.png"), LEAF))
    assert pictures(page) == []
    (box,) = (item for item in page.items if item.name == "s01 picture")
    assert isinstance(box, Shape)
    assert box.line is not None
    assert box.line.dash == "dash"
    assert [line.text for line in box.paragraphs] == ["⟨nowhere.png⟩"]


def test_a_film_plays_in_its_card(tmp_path: Path) -> None:
    film(tmp_path / "clip.mp4", (640, 360))
    for place in ("", "background"):
        page = page_of(
            picture_slide("Film", image("clip.mp4", "A seed grows", "How a seed grows", place=place)), tmp_path
        )
        (found,) = (item for item in page.items if isinstance(item, Movie))
        assert (found.alt, Path(found.path), found.poster) == ("A seed grows", tmp_path / "clip.mp4", found.path)
        assert found.box.w / found.box.h == pytest.approx(16 / 9)
    Pillow.new("RGB", (64, 36)).save(tmp_path / "clip.png")
    page = page_of(picture_slide("Film", image("clip.mp4", "A seed grows")), tmp_path)
    assert [item.poster for item in page.items if isinstance(item, Movie)] == [str(tmp_path / "clip.png")]


# ---- behind a title ---------------------------------------------------------------------------------
@pytest.mark.parametrize("title", ["Short", "A title that needs more than one line on the panel, however wide that is"])
@pytest.mark.parametrize("eyebrow", ["", "Climate"])
def test_a_title_over_a_picture_stands_on_a_dark_panel(title: str, eyebrow: str) -> None:
    slide = picture_slide(title, image("desert.jpg", place="background", credit=MADE_BY), eyebrow=text(eyebrow))
    page = page_of(slide)
    (found,) = pictures(page)
    panel, words = boxed(page, "title panel", "title")
    assert (found.cover, found.box.x, found.box.y, found.box.w) == (True, 0, 0, PAGE.w)
    assert panel.x <= words.x <= words.right <= panel.right
    assert panel.y <= words.y <= words.bottom <= panel.bottom < found.box.bottom
    footer = next(item for item in page.items if isinstance(item, TextBox) and item.placeholder == "number")
    assert footer.box.y >= found.box.bottom
    order = [item.name for item in page.items]
    assert order.index("s01 title picture") < order.index("s01 title panel") < order.index("s01 title")


@pytest.mark.parametrize("place", ["left", "right", "background"])
def test_words_beside_a_picture_without_a_frame_stand_on_the_page(place: str) -> None:
    page = page_of(picture_slide("Morning", image("mountains.png", place=place, cover=True), LEAF, prose("And more.")))
    (found,) = pictures(page)
    assert (found.box.x if place == "left" else PAGE.w - found.box.right) == pytest.approx(0)
    for item in page.items:
        if isinstance(item, TextBox) and item.box.y < found.box.bottom:
            assert item.box.right <= found.box.x or item.box.x >= found.box.right


# ---- several pictures -------------------------------------------------------------------------------
def places(slide: GallerySlide) -> list[Box]:
    page = page_of(slide)
    return boxed(page, *(f"picture{number} card" for number in range(1, len(slide.images) + 1)))


@pytest.mark.parametrize(("many", "rows"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3])])
def test_cards_stand_in_even_rows(many: int, rows: list[int]) -> None:
    images = [replace(BIOMES[i % 4], credit=text("")) for i in range(many)]
    cards = places(gallery("Some", *images))
    tops = sorted({round(card.y, 6) for card in cards})
    assert [sum(abs(card.y - top) < 1e-6 for card in cards) for top in tops] == rows
    assert len({(round(card.w, 6), round(card.h, 6)) for card in cards}) == 1
    middle = [(row[0].x + row[-1].right) / 2 for row in _rows(cards, rows)]
    assert middle == pytest.approx([PAGE.w / 2] * len(rows), abs=0.001)


def test_cards_of_a_grid_are_no_wider_than_their_pictures_and_names(tmp_path: Path) -> None:
    images = [image(drawn(tmp_path, (400, 300), f"g{i}"), "Any", "Name") for i in range(6)]
    page = page_of(gallery("Six", *images), tmp_path)
    cards = boxed(page, *(f"picture{i} card" for i in range(1, 7)))
    shown = [item.box for item in pictures(page)]
    assert [picture.w for picture in shown] == pytest.approx([card.w for card in cards], abs=0.01)


def _rows(cards: Sequence[Box], rows: Sequence[int]) -> list[Sequence[Box]]:
    ends = [sum(rows[: i + 1]) for i in range(len(rows))]
    return [cards[end - many : end] for end, many in zip(ends, rows, strict=True)]


def test_four_portraits_stand_side_by_side(tmp_path: Path) -> None:
    images = [image(drawn(tmp_path, (300, 400), f"p{i}"), "Any", "Name") for i in range(4)]
    page = page_of(gallery("Portraits", *images), tmp_path)
    assert len({round(card.y, 6) for card in boxed(page, *(f"picture{i} card" for i in range(1, 5)))}) == 1


def test_of_more_than_a_slide_holds_the_first_that_is_too_many_is_told() -> None:
    book, found = laid_out(gallery("Seven", *BIOMES, *BIOMES[:3]))
    assert found == ["C605 7 pictures, of which a slide holds 6"]
    assert len(pictures(book.pages[0])) == 6


def test_of_five_pictures_the_names_are_shown_and_the_rest_is_noted() -> None:
    page = page_of(gallery("Five", *BIOMES, BIOMES[0]))
    shown = [item.paragraphs[0].text for item in page.items if isinstance(item, TextBox) and " words" in item.name]
    assert shown == ["Boreal forest", "Desert", "Rain forest", "Savanna", "Boreal forest"]
    assert "- Desert: Under 250 mm of rain a year, hot or cold" in page.notes
    assert "- Rain forest Leaves above leaves · Drawing: Coursewright" in page.notes
    assert "Pictures" not in page_of(gallery("Four", *BIOMES)).notes


@pytest.mark.parametrize(
    ("caption", "name", "rest"),
    [
        ("", "", ""),
        ("Tundra", "Tundra", ""),
        ("The boreal forest zone", "The boreal forest zone", ""),
        ("Grass, scattered trees, and fire", "", "Grass, scattered trees, and fire"),
        ("**Savanna** Grass and fire", "Savanna", "Grass and fire"),
        ("**Savanna:** Grass", "Savanna", "Grass"),
        ("**Savanna** – grass", "Savanna", "grass"),
        ("**Savanna**", "Savanna", ""),
    ],
)
def test_a_caption_is_a_name_and_what_else_it_says(caption: str, name: str, rest: str) -> None:
    found = name_and_rest(text(caption))
    assert tuple(words.plain for words in found) == (name, rest)
