"""Files that are no presentation, or would do harm: a word and a hint, and nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from build.imports.powerpoint.open_deck import NoPresentationError
from build.imports.powerpoint.read import read_powerpoint
from tests.helpers.powerpoint_decks import BLANK, TITLE_ONLY, add_slide, altered, new_deck, saved, text_box

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CONVERT = "open it in PowerPoint or LibreOffice and save it as .pptx"
PLAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
NAME = "name a .pptx that PowerPoint can open"


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = new_deck()
    text_box(add_slide(made, TITLE_ONLY, "A title"), "words", 1, 3)
    return saved(made, tmp_path_factory.mktemp("refused") / "talk.pptx")


def _refused(path: Path) -> tuple[str, str]:
    with pytest.raises(NoPresentationError) as caught:
        read_powerpoint(path)
    return caught.value.why, caught.value.hint


def _content(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "why", "hint"),
    [
        (b"no archive at all", "it is no PowerPoint file", NAME),
        (b"", "it is no PowerPoint file", NAME),
        (
            COMPOUND + "EncryptedPackage".encode("utf-16-le"),
            "it is encrypted", "open it with its password and save it without one",
        ),
        (
            COMPOUND + "PowerPoint Document".encode("utf-16-le"),
            "it is a presentation in the format before 2007 (.ppt)", CONVERT,
        ),
        (COMPOUND, "it is no PowerPoint file", NAME),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_called_by_what_it_is(tmp_path: Path, content: bytes, why: str, hint: str) -> None:
    assert _refused(_content(tmp_path / "talk.pptx", content)) == (why, hint)


@pytest.mark.parametrize(
    ("parts", "why", "hint"),
    [
        (
            {"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"<a/>"},
            "it is an OpenDocument file", "open it in LibreOffice and save it as .pptx",
        ),
        (
            {"word/document.xml": b"<a/>", "_rels/.rels": b"<a/>"},
            "it is a file of Word or Excel, no presentation", "name a .pptx",
        ),
        ({"leaf.txt": b"leaf"}, "it is an archive, and no PowerPoint file", NAME),
        (
            {"ppt/presentation.xml": b'<p xmlns="http://purl.oclc.org/ooxml/presentationml/main"/>'},
            "it is saved as 'Strict Open XML'", "open it in PowerPoint and save it as 'PowerPoint Presentation'",
        ),
    ],
)  # fmt: skip
def test_another_archive_is_called_by_what_it_is(tmp_path: Path, parts: dict[str, bytes], why: str, hint: str) -> None:
    assert _refused(_zipped(tmp_path / "talk.pptx", parts)) == (why, hint)


def test_an_archive_that_unpacks_to_far_more_is_not_opened(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("build.deck_file.archive.ALWAYS", 2**20)
    bomb = altered(deck, lambda name, content: content, {"ppt/media/a.bin": bytes(3 * 2**20)})
    with zipfile.ZipFile(bomb) as archive:
        whole = sum(part.file_size for part in archive.infolist())
    assert _refused(bomb) == (f"it has {bomb.stat().st_size:,} bytes and would unpack to {whole:,}", CONVERT)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda name, content: content.replace(b"<p:sld ", b'<!DOCTYPE p [<!ENTITY e "x">]><p:sld ', 1),
            "ppt/slides/slide1.xml declares a document type, as no program that makes decks does",
        ),
        (
            lambda name, content: None if name == "ppt/slides/slide1.xml" else content,
            "it is damaged: ppt/slides/slide1.xml is missing",
        ),
        (
            lambda name, content: content[: len(content) // 2] if name == "ppt/slides/slide1.xml" else content,
            "it is damaged: ppt/slides/slide1.xml is no whole XML, at line 2",
        ),
    ],
    ids=["entities", "missing part", "half a part"],
)
def test_a_damaged_or_harmful_part_is_named(deck: Path, change: Callable[[str, bytes], bytes | None], why: str) -> None:
    assert _refused(altered(deck, change)) == (why, CONVERT)


def test_a_deck_without_slides_and_one_without_words_are_none(tmp_path: Path) -> None:
    assert _refused(saved(new_deck(), tmp_path / "none.pptx")) == ("it has no slides", "name a deck that has some")
    blank = new_deck()
    add_slide(blank, BLANK)
    assert _refused(saved(blank, tmp_path / "blank.pptx")) == (
        "none of its slides has words or pictures that a spec can have",
        "draw what it shows as pictures, and put these beside a spec",
    )


def test_a_deck_with_macros_is_read_and_nothing_of_them_is_run(deck: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            kind = b"application/vnd.ms-office.vbaProject"
            content = content.replace(PLAIN, b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")
            program = b'<Override PartName="/ppt/vbaProject.bin" ContentType="' + kind + b'"/></Types>'
            return content.replace(b"</Types>", program)
        if name == "ppt/_rels/presentation.xml.rels":
            link = (
                b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
                b'Target="vbaProject.bin"/></Relationships>'
            )
            return content.replace(b"</Relationships>", link)
        return content

    made = read_powerpoint(altered(deck, change, {"ppt/vbaProject.bin": b"macro"}))
    assert [str(left) for left in made.left] == [
        "the deck: fonts, colours, sizes and places: the theme decides them",
        "the deck: macros",
    ]


def test_groups_far_inside_one_another_and_crowds_of_shapes_keep_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build.imports.powerpoint.shapes.MOST_SHAPES", 99)
    made = new_deck()
    slide = add_slide(made, TITLE_ONLY, "Many")
    inner = slide.shapes
    for _ in range(70):
        inner = inner.add_group_shape().shapes
    inner.add_textbox(0, 0, 9, 9).text_frame.text = "deep inside"
    crowd = add_slide(made, TITLE_ONLY, "Crowd")
    one = text_box(crowd, "same words", 1, 3)._element
    for _ in range(98):
        crowd.shapes._spTree.append(deepcopy(one))
    made = read_powerpoint(saved(made, tmp_path / "talk.pptx"))
    assert [str(left) for left in made.left[1:]] == [
        "slide 1, 'Group 53': a group more than 50 deep: its words stand in a list",
        "slide 2: 100 shapes, of which 99 can be read: their words stand in a list",
    ]


def test_what_is_refused_is_said_with_its_file_and_a_hint(tmp_path: Path) -> None:
    path = _content(tmp_path / "talk.pptx", b"")
    with pytest.raises(NoPresentationError) as caught:
        read_powerpoint(path)
    assert str(caught.value).splitlines()[0].endswith("talk.pptx: it is no PowerPoint file")
    assert str(caught.value).splitlines()[1] == f"  hint: {NAME}"


def test_a_deck_whose_master_sections_or_properties_are_damaged_keeps_its_slides(deck: Path) -> None:
    def change(name: str, content: bytes) -> bytes | None:
        if name == "ppt/_rels/presentation.xml.rels":
            return content.replace(b"slideMasters/slideMaster1.xml", b"slideMasters/none.xml")
        return None if name == "docProps/core.xml" else content

    made = read_powerpoint(altered(deck, change))
    assert [slide.title.plain for slide in made.slides] == ["A title"]
