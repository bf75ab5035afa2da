"""Pictures that a spec names: what is wrong with them is told where they stand, with what helps."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from drawn_pictures import bomb, cut, film, gif, photo, svg
from hypothesis import given, settings
from hypothesis import strategies as st

from build.checks.spec import check
from build.drawing.find_picture import PictureError, find_picture, says
from build.drawing.picture_file import PictureSize
from build.files.course import course_in
from build.files.pictures_named import pictures_named
from build.findings.diagnostic import Diagnostic, Span
from build.spec.content import Callout, Column, Columns, Image, MixedSlide
from build.spec.deck import Deck, FrontMatter, Slide, Text, Words
from engine.ledger import Ledger

SPAN = Span(3, 2, 9)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec in a folder of a course, with a picture beside it and one above."""
    folder = tmp_path / "course" / "decks"
    (folder / "pictures").mkdir(parents=True)
    photo(folder / "pictures" / "leaf.png", (40, 30))
    photo(tmp_path / "course" / "shared.jpg", (40, 30))
    photo(tmp_path / "outside.png", (40, 30))
    return folder / "deck.md"


def image(path: str, alt: str = "A leaf") -> Image:
    return Image(path=path, alt=alt, span=SPAN)


def deck_with(spec: Path, *images: Image) -> Deck:
    column = Column(blocks=(Callout(kind="tip", blocks=images, span=SPAN),), span=SPAN)
    slide = MixedSlide(
        number=1, eyebrow=Text(), title=Text((Words(text="A"),)), span=SPAN, wisdom=Text((Words(text="w"),)),
        blocks=(Columns(columns=(column,), span=SPAN),),
    )  # fmt: skip
    slides: tuple[Slide, ...] = (slide,)
    return Deck(path=str(spec), source="# D\n\n![A leaf](x)\n", front=FrontMatter(), heading=Text(), slides=slides)


def told(spec: Path, *images: Image) -> list[Diagnostic]:
    return check(deck_with(spec, *images), course=course_in(spec.parents[1]), ledger=Ledger())


@pytest.mark.parametrize("written", ["pictures/leaf.png", "./pictures/../pictures/leaf.png", "../shared.jpg"])
def test_a_picture_of_the_course_is_found_from_the_specs_folder(spec: Path, written: str) -> None:
    assert told(spec, image(written)) == []
    found = find_picture(spec, written, course_in(spec.parents[1]))
    assert (found.size, found.poster) == (PictureSize(40, 30), None)


def test_a_name_may_be_written_as_in_an_address(spec: Path) -> None:
    photo(spec.parent / "my leaf, 100%.png")
    for written in ("my leaf, 100%.png", "my%20leaf,%20100%25.png"):
        assert find_picture(spec, written, course_in(spec.parent)).path.name == "my leaf, 100%.png"


def broken(spec: Path, kind: str) -> str:
    """Make what is no picture; how a spec names it."""
    path = spec.parent / f"{kind}.png"
    match kind:
        case "bomb":
            bomb(path)
        case "cut":
            cut(photo(path))
        case "empty":
            path.touch()
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "words":
            path.write_text("no picture")
        case "drawing":
            path = path.with_suffix(".svg")
            path.write_bytes(b"<svg")
        case "long":
            path = film(path.with_suffix(".mp4"))
            os.truncate(path, 600_000_000)
        case "film":
            path = cut(film(path.with_suffix(".mp4")), 0.7)
    return path.name


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("pictures/lief.png", "there is no picture pictures/lief.png", "did you mean 'pictures/leaf.png'?"),
        ("leaf.png", "there is no picture leaf.png", "did you mean 'pictures/leaf.png'?"),
        ("pictures/LEAF.PNG", "there is no picture pictures/LEAF.PNG", "did you mean 'pictures/leaf.png'?"),
        ("/pictures/leaf.png", "the picture /pictures/leaf.png is on one machine only",
         "did you mean 'pictures/leaf.png'?"),
        ("C:\\pictures\\leaf.png", "the picture C:\\pictures\\leaf.png is on one machine only",
         "did you mean 'pictures/leaf.png'?"),
        ("pictures\\leaf.png", "there is no picture pictures\\leaf.png", "write pictures/leaf.png"),
        ("unlike.gif", "there is no picture unlike.gif", "it is looked for from the spec's folder, {folder}"),
        ("a\0b.png", "there is no picture a\0b.png", "it is looked for from the spec's folder, {folder}"),
        ("../../outside.png", "the picture ../../outside.png lies outside the course",
         "put it beside the spec and name it from there"),
        ("../../../../../../../../etc/passwd.png",
         "the picture ../../../../../../../../etc/passwd.png lies outside the course",
         "put it beside the spec and name it from there"),
        ("..%2F..%2Foutside.png", "the picture ..%2F..%2Foutside.png lies outside the course",
         "put it beside the spec and name it from there"),
        ("https://a.example/leaf.png", "the picture https://a.example/leaf.png is not in the course",
         "save it beside the spec and name it from there: pictures/name.png"),
        ("data:image/png;base64,AA", "a picture written into the spec", "save it as a file, and name that"),
        ("notes.pdf", "the picture notes.pdf is not one of .png, .jpg, .jpeg, .webp, .gif, .svg, .mp4",
         "save it as a PNG"),
        ("a/clip.webm", "the film a/clip.webm is no MP4, which is what PowerPoint plays",
         "make one: ffmpeg -i clip.webm clip.mp4"),
        ("bomb", "the picture bomb.png has 3,600 million pixels",
         "it has at most 120 million; a slide at 4K shows eight"),
        ("cut", "the picture cut.png cannot be read: image file is truncated",
         "open it in another program and save it again"),
        ("empty", "the picture empty.png is empty", "save it again"),
        ("folder", "the picture folder.png is a folder", "did you mean 'pictures/leaf.png'?"),
        ("pipe", "the picture pipe.png is no ordinary file", "did you mean 'pipe.png'?"),
        ("words", "the picture words.png cannot be read: is no PNG, JPEG, WebP, GIF or SVG",
         "open it in another program and save it again"),
        ("drawing", "the picture drawing.svg cannot be read: it is no XML",
         "open it in another program and save it again"),
        ("long", "the film long.mp4 has 600,000,000 bytes",
         "it has at most 537 million; make it smaller with ffmpeg -crf 28"),
        ("film", "the film film.mp4 cannot be read: the film ends too early",
         "open it in another program and save it again"),
    ],
)  # fmt: skip
def test_one_that_cannot_be_shown_is_an_error_at_its_place(spec: Path, kind: str, message: str, hint: str) -> None:
    name = kind if "." in kind or ":" in kind else broken(spec, kind)
    (found,) = told(spec, image(name))
    assert (found.code, found.severity, found.span) == ("C602", "error", SPAN)
    assert found.message.startswith(message)
    assert found.hint == hint.format(folder=spec.parent) or kind in ("folder", "pipe")


def test_one_that_may_not_be_read_is_told(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as somebody who may read everything
    (found,) = told(spec, image("pictures/leaf.png"))
    assert found.message == "the picture pictures/leaf.png may not be read"


@pytest.mark.parametrize("alt", ["", "  ", "leaf.png", "IMG_0012.JPG"])
def test_one_without_words_is_a_warning(spec: Path, alt: str) -> None:
    (found,) = told(spec, image("pictures/leaf.png", alt))
    assert (found.code, found.severity, found.span) == ("C603", "warning", SPAN)
    assert found.hint == "![what it shows](pictures/leaf.png)"
    assert says(alt) == ""
    assert says(" A leaf ") == "A leaf"


def test_one_that_adorns_a_slide_needs_no_words(spec: Path) -> None:
    bare = image("pictures/leaf.png", "")
    assert told(spec, replace(bare, place="background", cover=True)) == []
    assert [one.code for one in told(spec, replace(bare, place="left"))] == ["C603"]
    assert [one.code for one in told(spec, replace(bare, cover=True))] == ["C603"]


def test_what_a_drawing_loses_is_a_warning(spec: Path) -> None:
    (spec.parent / "a.svg").write_bytes(svg("<script/><image href='b.png'/><foreignObject/>"))
    found = told(spec, image("a.svg"))
    assert {(one.code, one.severity) for one in found} == {("C604", "warning")}
    whole = "put into the file all that it shows"
    assert {one.message: one.hint for one in found} == {
        "'a.svg' is shown without a page inside it": "in the drawing program, turn its text into plain text",
        "'a.svg' is shown without a script": whole,
        "'a.svg' is shown without what it takes from b.png": whole,
    }
    assert len(found) == 3


def test_each_of_several_pictures_is_looked_at(spec: Path) -> None:
    gif(spec.parent / "a.gif")
    found = told(spec, image("a.gif"), image("b.gif"), image("c.gif", ""))
    assert [one.code for one in found] == ["C602", "C602", "C603"]


def test_a_film_has_the_picture_beside_it_or_its_own_start(spec: Path) -> None:
    clip = film(spec.parent / "clip.mp4", (64, 36))
    found = find_picture(spec, "clip.mp4", course_in(spec.parent))
    assert (found.poster, found.aspect) == (clip, 64 / 36)
    photo(spec.parent / "clip.jpg")
    assert find_picture(spec, "clip.mp4", course_in(spec.parent)).poster == spec.parent / "clip.jpg"
    assert find_picture(spec, "clip.mp4", course_in(spec.parent)).aspect == 64 / 36


@settings(max_examples=100)
@given(st.text(max_size=30), st.sampled_from(["", ".png", ".svg", ".mp4"]))
def test_no_name_is_too_strange_to_be_told(spec: Path, name: str, suffix: str) -> None:
    with pytest.raises(PictureError) as error:
        find_picture(spec, f"no {name}{suffix}", course_in(spec.parent))
    assert str(error.value)
    assert error.value.hint


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("![A leaf](pictures/leaf.png)", "pictures/leaf.png"),
        ("- text ![A [b] c](leaf.png 'title'){width=60%} text", "leaf.png"),
        ("![bg right:40%](leaf.jpg)", "leaf.jpg"),
        ("![](<my leaf.png>)", "my leaf.png"),
        ("![](my%20leaf.svg)", "my leaf.svg"),
        ("![](leaf(1).webp)", "leaf(1).webp"),
        ("![][leaf]\n\n[leaf]: leaf.gif", "leaf.gif"),
        ("[leaf]: <a leaf.gif>", "a leaf.gif"),
        ("![A film](clip.mp4)", "clip.mp4"),
        ("![A film](clip.mp4)", "clip.png"),
    ],
)
def test_the_files_that_a_spec_names_are_found_without_reading_markdown(spec: Path, line: str, name: str) -> None:
    spec.write_text(f"# D\n\n{line}\n", encoding="utf-8")
    assert spec.parent / name in pictures_named(spec)


def test_other_files_are_not_looked_at(spec: Path) -> None:
    spec.write_text("[words](notes.md) (a.png) [code]: https://a.example\n", encoding="utf-8")
    assert pictures_named(spec) == []
    assert pictures_named(spec.parent) == []
    assert pictures_named(spec.parent / "none.md") == []
