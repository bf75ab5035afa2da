"""A deck as a PDF, read by programs that we did not write."""

from __future__ import annotations

import html
import io
import re
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pdf_reader import drawn_words, elements, links, loose_fonts, outline, tags, words
from PIL import Image

from build.commands.pdf import make_one
from build.drawing.reading import Figure, Film, read_page, words_of
from build.files.places import THEME
from build.files.wanted import Wanted
from build.paper.document import Paper
from build.paper.how import SLIDES, How
from build.paper.make import make_pdf
from build.pipeline import build_book
from build.render.svg.page import page_svg
from build.spec.pick import Pick
from build.spec.said import said_in
from build.theme.choose import load_theme
from engine.ledger import read_ledger

DECK = """\
---
title: "Words #on $paper$"
author: "A. N. Author"
language: en-GB
footer: "The foot #let x"
---

## Markup stays *words*

- #set text(red) and `#eval("1")`
- "Quotes" \\$ x_1 \\$ and @ref
  - deeper = no heading
    1. [content] {code}

See [the site](https://example.org/a?b=c#d) or slide 3, not slide 2.

Notes:
Say #panic("no") first.

## A table and a picture

| Name | Value |
|---|---:|
| first | 1.5 |
| second | 2.5 |

![A grey square](square.png)

## Nobody sees it

- Not shown

Hidden: yes

## A missing letter

Here 𓀀 and softly.
"""
ARABIC = """\
---
title: "شكرا"
language: ar
---

## شكرا

- بيت
"""


def write(folder: Path, name: str, how: How = SLIDES, **more: object) -> tuple[int, str, str]:
    """The exit code of putting a spec on paper, and what was said."""
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as complained:
        code = make_one(folder / f"{name}.md", Wanted(dist=folder / "dist", **more), how)  # type: ignore[arg-type]
    return code, said.getvalue(), complained.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    Image.new("RGB", (64, 64), "grey").save(folder / "square.png")
    (folder / "deck.md").write_text(DECK, encoding="utf-8")
    (folder / "arabic.md").write_text(ARABIC, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Path:
    code, _, complained = write(folder, "deck", How(notes=True))
    assert (code, "[L413]" in complained) == (0, True)  # the letter that no font has
    return folder / "dist" / "deck.pdf"


def test_each_slide_that_is_shown_is_a_page_and_an_entry_of_the_outline(pdf: Path) -> None:
    titles = ["Words #on $paper$", "Markup stays words", "A table and a picture", "A missing letter"]
    assert outline(pdf) == titles
    with pikepdf.open(pdf) as document:
        assert len(document.pages) == 4


def test_headings_lists_tables_and_figures_are_structure(pdf: Path) -> None:
    assert tags(pdf) == (
        "Document("
        "H1 P "
        "H1 L(LI(Lbl LBody) LI(Lbl LBody(P)) L(LI(Lbl LBody(P)) L(LI(Lbl LBody)))) P(Link Link) Annot "
        "H1 Table(THead(TR(TH TH)) TBody(TR(TD TD) TR(TD TD))) Figure "
        "H1 P)"
    )
    assert elements(pdf, "Figure") == [{"/Alt": "A grey square"}]


def test_a_pdf_says_its_title_author_language_and_standard_and_holds_its_fonts(pdf: Path) -> None:
    with pikepdf.open(pdf) as document, document.open_metadata() as told:
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo.Title) == "Words #on $paper$"
        assert str(document.docinfo.Author) == "A. N. Author"
        assert told["pdfuaid:part"] == "1"
    assert loose_fonts(pdf) == []


def test_markup_of_typst_in_a_spec_is_words(pdf: Path) -> None:
    assert " ".join(words(pdf, 1)) == (
        'Markup stays words #set text(red) and #eval("1") "Quotes" $ x_1 $ and @ref deeper = no heading '
        "1. [content] {code} See the site or slide 3, not slide 2. The foot #let x 2 / 5"
    )


def test_a_letter_that_no_font_has_is_a_sign_and_its_neighbours_stay(pdf: Path) -> None:
    assert words(pdf, 3)[:7] == ["A", "missing", "letter", "Here", "?", "and", "softly."]


def test_links_lead_to_addresses_and_slides_from_their_own_words(pdf: Path) -> None:
    assert links(pdf) == [(2, "the site", "https://example.org/a?b=c#d"), (2, "3", "page 3")]


def test_notes_are_annotations_of_their_pages(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        tree = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        (note,) = (note for note in document.pages[1].Annots if note.Subtype == "/Text")
        assert str(note.Contents) == 'Say #panic("no") first.'
        assert str(tree[int(note.StructParent)].S) == "/Annot"
        assert note.StructParent < document.Root.StructTreeRoot.ParentTreeNextKey


def test_the_same_deck_is_the_same_bytes(pdf: Path, folder: Path) -> None:
    first = pdf.read_bytes()
    code, said, _ = write(folder, "deck", How(notes=True), out=folder / "again.pdf")
    assert code == 0, said
    assert (folder / "again.pdf").read_bytes() == first
    assert write(folder, "deck", How(notes=True))[1] == f"{pdf}: nothing changed (4 slides, 1 warning)\n"


def test_a_deck_from_right_to_left_says_its_language_and_keeps_its_words(folder: Path) -> None:
    assert write(folder, "arabic")[0] == 0
    pdf = folder / "dist" / "arabic.pdf"
    with pikepdf.open(pdf) as document:
        assert str(document.Root.Lang) == "ar"
    assert words(pdf, 1)[:2] == ["شكرا", "بيت"]


def test_the_words_of_course_slides_stand_once_and_in_reading_order(tmp_path: Path) -> None:
    spec = Path("deck_specs/ch04_inference_and_attention_alternatives.md")
    theme, pick = load_theme(THEME), Pick(slides="8,15,24")
    book = build_book(spec, theme, read_ledger(), clips=tmp_path, pick=pick).book
    assert book
    pdf = tmp_path / "few.pdf"
    pdf.write_bytes(make_pdf(Paper(book=book, theme=theme, said=said_in("en"), day="", folder=tmp_path)))
    for place, page in enumerate(book.pages):
        parts = [part for part in read_page(page) if not isinstance(part, Figure | Film)]
        told, drawn = "".join(" ".join(map(words_of, parts)).split()), "".join(drawn_words(pdf, place))
        assert drawn.count("".join(page.title.split())) == 1
        letters = iter(drawn)
        assert all(letter in letters for letter in told)
        inside = Counter(drawn) - Counter(told)  # of figures, footers and numbers
        svg = page_svg(page, theme)
        seen = "".join(html.unescape("".join(re.findall(r"<text [^>]*>([^<]*)<", svg))).replace("\xad", "").split())
        assert Counter(told) + inside == Counter(seen)


def test_a_drawing_that_somebody_brings_is_seen_with_its_words(folder: Path) -> None:
    """typst draws no words of an SVG inside another, so it comes as pixels."""
    words_in = '<text x="10" y="60" font-size="40" font-family="Arial">M</text>'
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    shades = {}
    for name, inside in (("with", words_in), ("without", "")):
        (folder / "drawing.svg").write_text(f"{drawing}{inside}</svg>", encoding="utf-8")
        (folder / f"{name}.md").write_text("## A drawing\n\n![An M](drawing.svg)\n", encoding="utf-8")
        assert write(folder, name)[0] == 0
        with pypdfium2.PdfDocument(folder / "dist" / f"{name}.pdf") as document:
            shades[name] = sum(document[0].render(scale=0.5).to_pil().convert("L").histogram()[:64])
    assert shades["with"] > shades["without"]


@pytest.mark.parametrize("missing", ["typst", "pikepdf"])
def test_what_is_not_installed_is_told_with_what_installs_it(
    folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, said, complained = write(folder, "arabic", out=folder / "none.pdf")
    assert (code, said) == (2, "")
    assert complained.endswith(f"{missing} is not installed\n  hint: make pdf\n")
    assert not (folder / "none.pdf").exists()


def test_a_deck_with_errors_is_not_put_on_paper(folder: Path) -> None:
    (folder / "wrong.md").write_text("## A slide\n\n- {{ no_such_fact | GB }}\n", encoding="utf-8")
    code, said, complained = write(folder, "wrong")
    assert (code, said) == (2, "")
    assert "wrong.md:3:6: unknown fact 'no_such_fact' [F101]" in complained
    assert not (folder / "dist" / "wrong.pdf").exists()
