"""What is there when a deck is put in its place: another program's save, a file that does harm, edits that are kept."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches
from small_decks import TITLES, book_of, edit, place, spec_at, subtitle

from build.commands.deck import make_deck
from build.commands.replace_deck import RefusedError
from build.drawing.page import Page
from build.files.freshness import BuildRecord
from build.files.places import ROOT
from build.files.wanted import Wanted


# ---- a save by another program ----------------------------------------------------------------------
class Watched(tuple[Page, ...]):
    """Pages that let something happen each time somebody goes through them."""

    happens: Iterator[Callable[[], object]]

    def __iter__(self) -> Iterator[Page]:
        next(self.happens, lambda: None)()
        return super().__iter__()


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec whose deck stands beside it."""
    spec = spec_at(tmp_path_factory.mktemp("harmless") / "lesson.md")
    place(book_of(spec), spec.with_suffix(".pptx"), spec=spec)
    return spec


@pytest.mark.parametrize("there", [False, True])
def test_a_save_by_another_program_at_any_moment_is_kept(harmless: Path, dist: Path, there: bool) -> None:
    book, deck = book_of(harmless), dist / "lesson.pptx"
    dist.mkdir()
    deck.write_bytes(harmless.with_suffix(".pptx").read_bytes())
    saved, older = edit(deck), edit(deck, "Older words")
    for moment in range(8):
        deck.unlink()
        if there:
            deck.write_bytes(older)
        pages = Watched(book.pages)
        pages.happens = iter([lambda: None] * moment + [lambda: deck.write_bytes(saved)])
        place(replace(book, pages=pages), deck, spec=harmless)
        if next(pages.happens, None):
            assert moment >= 4
            break
        assert subtitle(deck) == "My words"
    assert [path.name for path in dist.iterdir()] == ["lesson.pptx"]


def test_of_two_builds_at_once_the_second_waits_and_finds_nothing_left_to_do(tmp_path: Path, dist: Path) -> None:
    spec = spec_at(tmp_path / "lesson.md")
    program = (
        "import sys; from pathlib import Path; from build.commands.deck import Wanted, make_deck;"
        "sys.exit(make_deck(Path(sys.argv[1]), Wanted(dist=Path(sys.argv[2]))))"
    )
    order = [sys.executable, "-c", program, str(spec), str(dist)]
    runs = [
        subprocess.Popen(order, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum("nothing changed" in words for words in said) == 1
    assert not any("kept" in words or "conflict" in words for words in said)


# ---- a file that does harm --------------------------------------------------------------------------
def with_part(deck: Path, name: str, content: bytes, *, instead: bool = False) -> bytes:
    """The deck with one part more, or another one."""
    out = io.BytesIO()
    with zipfile.ZipFile(deck) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if not (instead and part == name):
                new.writestr(part, old.read(part))
        new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(deck: Path, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(deck) as archive:
        content = archive.read(name)
    assert old in content
    return with_part(deck, name, content.replace(old, new, 1), instead=True)


SLIDE, RELS = "ppt/slides/slide1.xml", "ppt/slides/_rels/slide1.xml.rels"
DOCTYPE = b'<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><p:sld '
LINK = (
    b'<Relationship Id="rId99" TargetMode="External" Target="file:///etc/passwd" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
)
HARM: dict[str, Callable[[Path], bytes]] = {
    "random": lambda deck: os.urandom(5_000),
    "empty": lambda deck: b"",
    "cut": lambda deck: deck.read_bytes()[: deck.stat().st_size // 2],
    "text": lambda deck: b"first edit",
    "entities": lambda deck: changed(deck, SLIDE, b"<p:sld ", DOCTYPE),
    "a document type": lambda deck: changed(deck, SLIDE, b"<p:sld ", b'<!DOCTYPE p:sld SYSTEM "http://x/y"><p:sld '),
    "UTF-16": lambda deck: with_part(
        deck, SLIDE, '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"), instead=True
    ),
    "UTF-7": lambda deck: with_part(
        deck, SLIDE, b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>', instead=True
    ),
    "a bomb": lambda deck: with_part(deck, "ppt/media/big.bin", bytes(300 * 2**20)),
    "climbs": lambda deck: with_part(deck, "../../evil.xml", b"<a/>"),
    "absolute": lambda deck: with_part(deck, "/etc/evil.xml", b"<a/>"),
    "a drive": lambda deck: with_part(deck, "c:\\evil.xml", b"<a/>"),
    "twice": lambda deck: with_part(deck, "PPT/slides/slide1.xml", b"<a/>"),
    "outside": lambda deck: changed(deck, RELS, b"</Relationships>", LINK),
    "macros": lambda deck: with_part(deck, "ppt/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "a program": lambda deck: changed(
        deck, SLIDE, b"</p:cNvPr>", b'<a:hlinkClick r:id="" action="ppaction://program"/></p:cNvPr>'
    ),
    "a part that is missing": lambda deck: changed(deck, RELS, b"slideLayout", b"slideLayout9"),
    "a slide that is missing": lambda deck: changed(
        deck, "ppt/_rels/presentation.xml.rels", b"slides/slide1.xml", b"slides/slide99.xml"
    ),
    "an offset that is no number": lambda deck: changed(deck, SLIDE, b' x="', b' x="abc'),
    "a byte that is wrong": lambda deck: deck.read_bytes().replace(b"ustomXml/", b"ustomXmm/", 1),
    "no XML": lambda deck: with_part(deck, SLIDE, b"<p:sld>", instead=True),
    "nested": lambda deck: with_part(deck, SLIDE, b"<a>" * 100_000 + b"</a>" * 100_000, instead=True),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("harm", HARM)
def test_a_file_that_does_harm_is_refused_in_a_sentence_and_stays(harmless: Path, dist: Path, harm: str) -> None:
    book, deck = book_of(harmless), dist / "lesson.pptx"
    dist.mkdir()
    content = HARM[harm](harmless.with_suffix(".pptx"))
    for remembered in (False, True):
        if remembered:
            deck.write_bytes(harmless.with_suffix(".pptx").read_bytes())
            BuildRecord(dist).note(deck, "", "", spec=harmless)
        deck.write_bytes(content)
        with pytest.raises(RefusedError) as refusal:
            place(book, deck, spec=harmless)
        said = str(refusal.value).splitlines()
        assert said[0].startswith(f"{deck} cannot be read as a deck: ")
        assert not re.search(r"Error|object has|XML_PARSE|zip file|magic|literal|decompress|CRC", said[0])
        assert said[1:] == ["  hint: --fresh keeps it beside and builds anew"]
        assert deck.read_bytes() == content
        assert {path.name for path in dist.iterdir()} <= {"lesson.pptx", ".made.json"}


def test_what_is_no_ordinary_file_is_refused_at_once(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dist.mkdir()
    os.mkfifo(dist / "lesson.pptx")
    assert make_deck(spec_at(tmp_path / "lesson.md"), Wanted(dist=dist)) == 2
    assert capsys.readouterr().err == f"{dist / 'lesson.pptx'} is no ordinary file\n"


# ---- what is kept beside ----------------------------------------------------------------------------
def test_edited_decks_that_are_kept_beside_do_not_pile_up_and_those_that_changed_since_stay(
    harmless: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, deck = book_of(harmless), dist / "lesson.pptx"
    for number in range(9):
        replaced = place(book, deck, spec=harmless)
        BuildRecord(dist).note(deck, "", "", spec=harmless, copies=replaced.copies)
        if number == 1:
            edit(dist / "lesson.edited.pptx", "I go on here")
        changed_master = Presentation(str(deck))
        changed_master.slide_master.shapes[0].left = Inches(2 + number)
        changed_master.save(str(deck))
    assert len(list(dist.glob("lesson.edited*.pptx"))) == 6
    assert subtitle(dist / "lesson.edited.pptx") == "I go on here"
    assert capsys.readouterr().err.count("the oldest of such copies, is gone") == 2


def test_where_the_deck_is_a_link_its_edits_are_kept_too(tmp_path: Path, dist: Path) -> None:
    spec, real = spec_at(tmp_path / "lesson.md"), tmp_path / "cloud" / "mine.pptx"
    dist.mkdir()
    (dist / "lesson.pptx").symlink_to(real)
    assert make_deck(spec, Wanted(dist=dist)) == 0
    edit(real)
    spec_at(spec, *TITLES, "One more")
    assert make_deck(spec, Wanted(dist=dist)) == 0
    assert (dist / "lesson.pptx").is_symlink()
    assert subtitle(real) == "My words"
    assert [path.name for path in real.parent.iterdir()] == ["mine.pptx"]


@pytest.mark.parametrize("name", ["n" * 250, "ü" * 124])
def test_a_copy_beside_has_a_name_that_fits_and_replaces_no_link(tmp_path: Path, dist: Path, name: str) -> None:
    spec, deck = spec_at(tmp_path / "lesson.md"), dist / f"{name}.pptx"
    wanted = Wanted(dist=dist, out=deck, fresh=True)
    make_deck(spec, wanted)
    link = deck.with_name(f"{os.fsencode(name)[:230].decode()}.edited.pptx")
    link.symlink_to("nowhere")
    there = edit(deck)
    assert make_deck(spec, wanted) == 0
    assert link.is_symlink()
    assert link.with_name(link.name.replace("edited", "edited1")).read_bytes() == there


def test_links_in_a_circle_are_a_sentence(tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, circle = spec_at(tmp_path / "lesson.md"), tmp_path / "circle"
    circle.symlink_to(circle)
    for source, out in ((spec, circle), (spec, circle / "l.pptx"), (circle, dist / "l.pptx")):
        assert make_deck(source, Wanted(dist=dist, out=out)) == 2
        said = capsys.readouterr().err.splitlines()
        assert "Too many levels of symbolic links" in " ".join(said) or "circle" in said[-1]


def test_names_of_any_bytes_are_built_and_keep_their_edits(tmp_path: Path, dist: Path) -> None:
    spec, deck = spec_at(tmp_path / os.fsdecode(b"b\xff.md")), dist / os.fsdecode(b"o\xff.pptx")
    assert make_deck(spec, Wanted(dist=dist, out=deck)) == 0
    edit(deck)
    assert make_deck(spec_at(spec, *TITLES, "One more"), Wanted(dist=dist, out=deck)) == 0
    assert subtitle(deck) == "My words"
