"""What is there when a deck is put in its place: another spec's deck, another program's save, a file that does harm."""

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

from build.commands.deck import make_deck
from build.commands.replace_deck import RefusedError, Replaced, Replacement, replace_deck
from build.drawing.page import Book, Page
from build.files.freshness import BuildRecord
from build.files.places import ROOT, THEME
from build.files.wanted import Wanted
from build.parse.deck import parse
from build.parse.source import read_source
from build.pipeline import build_book
from build.spec.deck import Deck as SpecDeck
from build.spec.pick import Pick
from build.theme.choose import load_theme
from engine.ledger import read_ledger

TITLES = ("The cache", "How fast it is", "What it costs")

FRONT = "---\ncourse: A course\ntitle: Some slides\nauthor: An author\n---\n# Some slides\n\n"
SLIDE_SPEC = """\
## Slide {0}: Title - {1}

Central Text:
- Chip: ONE
- Title: {1}
- Subtitle: Some words

Wisdom: "Short."

Notes:
Say it.

"""


def spec_at(path: Path, *titles: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    slides = "".join(SLIDE_SPEC.format(i, title) for i, title in enumerate(titles or TITLES, 1))
    path.write_text(f"{FRONT}{slides}", encoding="utf-8")
    return path


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def edit(path: Path, words: str = "My words") -> bytes:
    deck = Presentation(str(path))
    deck.slides[0].placeholders[1].text_frame.paragraphs[0].runs[0].text = words
    deck.save(str(path))
    return path.read_bytes()


def subtitle(path: Path) -> str:
    return str(Presentation(str(path)).slides[0].placeholders[1].text_frame.text)


# ---- whose deck it is -------------------------------------------------------------------------------
@pytest.mark.parametrize(("edited", "fresh"), [(False, False), (True, False), (True, True)])
def test_the_deck_of_another_spec_is_neither_replaced_nor_merged(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str], edited: bool, fresh: bool
) -> None:
    first, second = spec_at(tmp_path / "week1" / "lesson.md"), spec_at(tmp_path / "week2" / "lesson.md")
    assert make_deck(first, Wanted(dist=dist)) == 0
    deck = dist / "lesson.pptx"
    there = edit(deck) if edited else deck.read_bytes()
    capsys.readouterr()
    assert make_deck(second, Wanted(dist=dist, fresh=fresh)) == 2
    assert capsys.readouterr().err == (
        f"{deck} is the deck of {first}; it stays as it is\n  hint: build it elsewhere with --out FILE.pptx\n"
    )
    assert deck.read_bytes() == there
    assert make_deck(second, Wanted(dist=dist, out=dist / "week2.pptx")) == 0
    assert make_deck(first, Wanted(dist=dist)) == 0
    assert subtitle(deck) == ("My words" if edited else "Some words")
    (dist / ".made.json").unlink()
    assert make_deck(second, Wanted(dist=dist)) == 2
    assert f"{deck} is the deck of week1/lesson.md; it stays" in capsys.readouterr().err


@pytest.mark.parametrize(("remembered", "repository"), [(False, False), (True, True)])
def test_a_spec_that_was_moved_with_its_course_keeps_its_deck(
    tmp_path: Path, dist: Path, remembered: bool, repository: bool
) -> None:
    spec = spec_at(tmp_path / "course" / "week1" / "lesson.md")
    if repository:
        (tmp_path / "course" / ".git").mkdir()
    make_deck(spec, Wanted(dist=dist))
    edit(dist / "lesson.pptx")
    (tmp_path / "course").rename(tmp_path / "archive")
    if not remembered:
        (dist / ".made.json").unlink()
    assert make_deck(tmp_path / "archive" / "week1" / "lesson.md", Wanted(dist=dist)) == 0
    assert subtitle(dist / "lesson.pptx") == "My words"


def test_two_checkouts_build_one_deck_and_two_courses_that_are_laid_out_alike_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = tmp_path / "shared" / "deck.pptx"
    specs = [spec_at(tmp_path / name / "specs" / "lesson.md") for name in ("mine", "yours", "other")]
    for spec in specs:
        (spec.parents[1] / ".git").mkdir()
    spec_at(specs[2], "Streams", "Locks", "Queues")
    wanted = [Wanted(dist=spec.parents[1] / "dist", out=deck) for spec in specs]
    assert make_deck(specs[0], wanted[0]) == 0
    there = edit(deck)
    assert make_deck(specs[2], wanted[2]) == 2
    assert capsys.readouterr().err == (
        f"{deck} has other slides than this spec, by their titles, though a spec of the same path built it; "
        "it stays as it is\n  hint: --fresh keeps it beside and builds anew\n"
    )
    assert deck.read_bytes() == there
    assert make_deck(specs[1], wanted[1]) == 0
    assert subtitle(deck) == "My words"


def test_a_deck_that_was_built_before_decks_knew_their_spec_is_known_by_its_titles(tmp_path: Path, dist: Path) -> None:
    book, deck = book_of(spec_at(tmp_path / "old" / "lesson.md")), dist / "lesson.pptx"
    place(book, deck, spec=tmp_path / "old" / "lesson.md")
    there = edit(deck)
    (dist / ".made.json").unlink(missing_ok=True)
    assert make_deck(spec_at(tmp_path / "b" / "lesson.md", "Streams", "Locks"), Wanted(dist=dist)) == 2
    assert deck.read_bytes() == there
    assert make_deck(spec_at(tmp_path / "new" / "lesson.md", *TITLES, "One more"), Wanted(dist=dist)) == 0
    assert subtitle(deck) == "My words"


def test_a_deck_says_of_its_spec_no_more_than_its_repository_has(tmp_path: Path, dist: Path) -> None:
    make_deck(spec_at(tmp_path / "nobody" / "Woche 1 – ü" / "les&on.md"), Wanted(dist=dist))
    with zipfile.ZipFile(dist / "les&on.pptx") as archive:
        texts = [archive.read(name) for name in archive.namelist()]
    assert any(b"Woche 1" in text for text in texts)
    assert not any(b"nobody" in text for text in texts)


@pytest.mark.parametrize("edited", [False, True])
def test_a_part_of_a_deck_and_the_whole_do_not_replace_each_other(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str], edited: bool
) -> None:
    spec, deck = spec_at(tmp_path / "lesson.md"), dist / "mine.pptx"
    whole, part = Wanted(dist=dist, out=deck), Wanted(dist=dist, out=deck, pick=Pick(slides="2"))
    hint = "it stays as it is\n  hint: build it elsewhere with --out FILE.pptx\n"
    for first, second, words in (
        (whole, part, "holds the whole deck, not slides 2"),
        (part, whole, "holds slides 2, not the whole deck"),
    ):
        assert make_deck(spec, first) == 0
        there = edit(deck) if edited else deck.read_bytes()
        capsys.readouterr()
        for remembered in (True, False):
            if not remembered:
                (dist / ".made.json").unlink()
            assert make_deck(spec, second) == make_deck(spec, replace(second, fresh=True)) == 2
            assert capsys.readouterr().err == f"{deck} {words}; {hint}" * 2
            assert deck.read_bytes() == there
        assert make_deck(spec, first) == 0
        deck.unlink()


def test_another_course_s_deck_of_the_same_path_that_was_copied_over_ones_own_is_refused(
    tmp_path: Path, dist: Path
) -> None:
    mine, deck = spec_at(tmp_path / "mine" / "week1" / "lesson.md"), dist / "lesson.pptx"
    theirs = spec_at(tmp_path / "theirs" / "week1" / "lesson.md", "Streams", "Locks", TITLES[2])
    make_deck(theirs, Wanted(dist=tmp_path / "theirs"))
    there = edit(tmp_path / "theirs" / "lesson.pptx")
    make_deck(mine, Wanted(dist=dist))
    deck.write_bytes(there)
    assert make_deck(mine, Wanted(dist=dist)) == 2
    spec_at(mine, *TITLES, "One more")
    assert make_deck(mine, Wanted(dist=dist)) == 2
    assert deck.read_bytes() == there


def test_a_short_spec_that_shares_a_title_with_a_long_deck_does_not_take_it(tmp_path: Path, dist: Path) -> None:
    spec = spec_at(tmp_path / "lesson.md", *TITLES, "Streams", "Locks")
    make_deck(spec, Wanted(dist=dist))
    there = edit(dist / "lesson.pptx")
    (dist / ".made.json").unlink()
    assert make_deck(spec_at(spec, TITLES[0], "Queues"), Wanted(dist=dist)) == 2
    assert (dist / "lesson.pptx").read_bytes() == there


def test_a_spec_whose_titles_all_change_keeps_its_deck(tmp_path: Path, dist: Path) -> None:
    spec = spec_at(tmp_path / "lesson.md")
    make_deck(spec, Wanted(dist=dist))
    edit(dist / "lesson.pptx")
    assert make_deck(spec_at(spec, "Streams", "Locks", "Queues"), Wanted(dist=dist)) == 0


@pytest.mark.parametrize("remembered", [False, True])
@pytest.mark.parametrize("name", ["week1/intro.md", "week01/lesson.md"])
def test_a_spec_that_was_renamed_keeps_its_deck(tmp_path: Path, dist: Path, name: str, remembered: bool) -> None:
    old, deck = spec_at(tmp_path / "week1" / "lesson.md"), dist / "mine.pptx"
    make_deck(old, Wanted(dist=dist, out=deck))
    edit(deck)
    new = spec_at(tmp_path / name, *TITLES, "One more")
    if not remembered:
        (dist / ".made.json").unlink()
    assert make_deck(new, Wanted(dist=dist, out=deck)) == 2
    old.unlink()
    assert make_deck(new, Wanted(dist=dist, out=deck)) == 0
    assert subtitle(deck) == "My words"


# ---- a save by another program ----------------------------------------------------------------------
class Watched(tuple[Page, ...]):
    """Pages that let something happen each time somebody goes through them."""

    happens: Iterator[Callable[[], object]]

    def __iter__(self) -> Iterator[Page]:
        next(self.happens, lambda: None)()
        return super().__iter__()


def book_of(spec: Path) -> Book:
    book = build_book(spec, load_theme(THEME), read_ledger(), clips=spec.parent).book
    assert book
    return book


def deck_of(spec: Path) -> SpecDeck:
    return parse(read_source(spec)[0])[0]


def place(book: Book, deck: Path, *, spec: Path, strict: bool = False) -> Replaced:
    record = BuildRecord(deck.parent)
    wanted = Replacement(
        book=book,
        deck=deck_of(spec),
        told=(),
        theme=load_theme(THEME),
        output=deck,
        spec=spec,
        record=record,
        fresh=False,
        strict=strict,
    )
    return replace_deck(wanted)


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
        assert "Too many levels of symbolic links" in said[-1] or "circle" in said[-1]


def test_names_of_any_bytes_are_built_and_keep_their_edits(tmp_path: Path, dist: Path) -> None:
    spec, deck = spec_at(tmp_path / os.fsdecode(b"b\xff.md")), dist / os.fsdecode(b"o\xff.pptx")
    assert make_deck(spec, Wanted(dist=dist, out=deck)) == 0
    edit(deck)
    assert make_deck(spec_at(spec, *TITLES, "One more"), Wanted(dist=dist, out=deck)) == 0
    assert subtitle(deck) == "My words"
