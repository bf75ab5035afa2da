"""What appears click by click, and slides that grow out of others, as PowerPoint has them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml.ns import qn

from build.checks.written_package import flaws
from build.drawing.page import Book

CLICKS = (("card", "points#1"), ("points#2",), ("rates", "arrow"), ("results",), ("Wise Owl", "still", "tab"))
P159 = "{http://schemas.microsoft.com/office/powerpoint/2015/09/main}"


def stepped(book: Book) -> Book:
    """The hand-made book with what it holds click by click, and its film stage by stage."""
    first, second, third = book.pages
    film = (("film@1",), ("film@2",))
    pages = (first, dataclasses.replace(second, steps=CLICKS), dataclasses.replace(third, steps=film))
    return dataclasses.replace(book, pages=pages)


def effects(slide: Any) -> list[list[tuple[str, str, str]]]:
    """What happens at each click of the main sequence: when, what, with what."""
    names = {shape.get("id"): shape.get("name") for shape in slide._element.iter(qn("p:cNvPr"))}
    main = next(timed for timed in slide._element.iter(qn("p:cTn")) if timed.get("nodeType") == "mainSeq")
    clicks = []
    for click in main.find(qn("p:childTnLst")):
        assert [cond.get("delay") for cond in click[0][0]] == ["indefinite"]
        found = []
        for timed in (timed for timed in click.iter(qn("p:cTn")) if timed.get("presetID")):
            target = next(timed.iter(qn("p:spTgt")))
            within = "".join(f"#{int(part.get('st')) + 1}" for part in target.iter(qn("p:pRg")))
            command = next(timed.iter(qn("p:cmd")), None)
            what = timed.get("presetClass") if command is None else command.get("cmd")
            found.append((timed.get("nodeType"), what, names[target.get("spid")] + within))
        clicks.append(found)
    return clicks


def test_shapes_and_paragraphs_appear_click_by_click(book: Book, written: Callable[[Book], Path]) -> None:
    deck = Presentation(str(written(stepped(book))))
    found = effects(deck.slides[1])
    assert found == [
        [("clickEffect" if not at else "withEffect", "entr", name) for at, name in enumerate(names)] for names in CLICKS
    ]
    builds = {build.get("spid"): build for build in next(deck.slides[1]._element.iter(qn("p:bldLst")))}
    looks = {
        shape.name: builds[str(shape.shape_id)] for shape in deck.slides[1].shapes if str(shape.shape_id) in builds
    }
    assert {name: (build.tag, build.get("build"), build.get("animBg")) for name, build in looks.items()} == {
        "points": (qn("p:bldP"), "p", None),
        "card": (qn("p:bldP"), None, "1"),
        "tab": (qn("p:bldP"), None, "1"),
        "rates": (qn("p:bldGraphic"), None, None),
    }


def test_a_film_plays_from_its_next_bookmark_at_each_click_and_on_a_click_on_it(
    book: Book, written: Callable[[Book], Path]
) -> None:
    slide = Presentation(str(written(stepped(book)))).slides[2]
    assert effects(slide) == [
        [("clickEffect", "playFrom(0)", "film")], [("clickEffect", "playFrom(4.25)", "film")],
    ]  # fmt: skip
    root = slide._element
    assert [seq[0].get("nodeType") for seq in root.iter(qn("p:seq"))] == ["mainSeq", "interactiveSeq"]
    assert len(list(root.iter(qn("p:video")))) == 1
    numbers = [timed.get("id") for timed in root.iter(qn("p:cTn"))]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_a_slide_without_steps_is_as_ever(book: Book, written: Callable[[Book], Path]) -> None:
    slides = Presentation(str(written(book))).slides
    assert slides[1]._element.find(qn("p:timing")) is None
    assert [timed.get("nodeType") for timed in slides[2]._element.iter(qn("p:cTn")) if timed.get("nodeType")] == [
        "tmRoot", "interactiveSeq", "clickEffect",
    ]  # fmt: skip


def test_a_validator_of_the_format_finds_nothing_where_slides_move(book: Book, written: Callable[[Book], Path]) -> None:
    moving = stepped(book)
    pages = (*moving.pages[:2], dataclasses.replace(moving.pages[2], morph=True))
    path = written(dataclasses.replace(moving, pages=pages))
    assert not list(OpenXmlValidator().validate(str(path)).errors)
    assert not flaws(path)


def test_a_slide_that_grows_morphs_and_names_its_shapes_as_the_one_before(
    book: Book, written: Callable[[Book], Path]
) -> None:
    def numbered(at: int, **more: Any) -> Any:
        page = book.pages[1]
        items = tuple(
            dataclasses.replace(item, name=f"s0{at} {item.name}") for item in page.items if item.name != "Wise Owl"
        )
        return dataclasses.replace(page, number=at, id=f"s0{at}", items=items, **more)

    pages = (numbered(1), numbered(2, morph=True, steps=(("s02 card",),)), numbered(3))
    slides = Presentation(str(written(dataclasses.replace(book, pages=pages)))).slides
    names = [[shape.name for shape in slide.shapes] for slide in slides]
    assert names[0] == names[1] == [f"!!{name.removeprefix('s03 ')}" for name in names[2]]
    assert effects(slides[1]) == [[("clickEffect", "entr", "!!card")]]
    ways = [
        [way.tag for transition in slide._element.iter(qn("p:transition")) for way in transition] for slide in slides
    ]
    assert ways == [[qn("p:fade")], [f"{P159}morph", qn("p:fade")], [qn("p:fade")]]
