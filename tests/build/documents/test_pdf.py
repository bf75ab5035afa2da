"""A guide on paper: its words, its outline and its language, fonts in the file, tags for those who do not see it."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode

import pikepdf
import pypdfium2
import pytest
from needs import pdf as needs_pdf
from PIL import Image, ImageFile

from build.documents.guide import Made
from build.documents.joined import with_letters_joined
from build.documents.page import guide_page
from build.documents.pdf import PdfError, pdf
from build.render.html.page import Shell, html
from build.theme.tokens import Theme

pytestmark = [needs_pdf, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def paper(made: Made, theme: Theme) -> bytes:
    return pdf(guide_page(made, theme, name="day1"))


def test_all_that_is_read_on_a_screen_is_on_paper(paper: bytes) -> None:
    document = pypdfium2.PdfDocument(paper)
    words = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for part in (
        "Day 1: plants", "Light & sugar", "30 of 40 min", "Leaves of grass", "example.org/leaves",
        "Why is it green?", "And not blue?", "membranes", "CH1-LAB-01", "def leaf", "What I saw", "Botany · Day 1",
        "Facts of 2 Jan 2026 · page 1 of ",
    ):  # fmt: skip
        assert part in words


def test_what_is_for_screens_alone_is_not(paper: bytes) -> None:
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert "Contents" not in words
    assert "Search" not in words


def test_pages_are_a4_and_an_hour_begins_a_page(paper: bytes) -> None:
    document = pypdfium2.PdfDocument(paper)
    assert {tuple(map(round, page.get_size())) for page in document} == {(595, 842)}
    begun = [place for place, page in enumerate(document) if "HOUR 2" in page.get_textpage().get_text_range()]
    assert begun == [len(document) - 1]


def test_the_outline_has_the_headings(paper: bytes) -> None:
    outline = [(one.level, one.get_title()) for one in pypdfium2.PdfDocument(paper).get_toc()]
    assert [row for row in outline if row[0] < 3] == [
        (0, "Day 1: plants"),
        (1, "Light & sugar"),
        (2, "Read, and what to look for"),
        (2, "What a leaf needs"),
        (2, "Go on"),
        (1, "Night"),
        (2, "Notes"),
    ]


def test_it_is_tagged_says_its_language_and_title_and_brings_its_fonts(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == "Day 1: plants"
        assert document.docinfo["/Author"] == "Ann"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        parts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        described = [part for part in parts if part.get("/Type") == "/Font" and "/FontDescriptor" in part]
        assert described
        for font in described:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        figures = [
            one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)


def test_a_picture_without_words_is_an_error_not_a_file(theme: Theme) -> None:
    page = '<html lang="en"><title>x</title><img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'/>">'
    with pytest.raises(PdfError, match=re.compile("no required alt description")):
        pdf(page)


@pytest.mark.parametrize(("language", "broken"), [("de-AT", ["die Wahrscheinlich‐", "keit"]), ("ja", [])])
def test_running_text_breaks_a_long_word_at_a_syllable_where_its_language_wants_it(
    theme: Theme, language: str, broken: list[str]
) -> None:
    tags = ("h2", "p", "a")
    said = "".join(
        f'<{tag} style="display: block; width: 125px; font: 15px Carlito">die Wahrscheinlichkeit</{tag}>'
        for tag in tags
    )
    page = html("shell.html", theme, shell=Shell(title="T", course="C", language=language))
    (sheet,) = pypdfium2.PdfDocument(pdf(page.replace("</main>", f"{said}</main>")))
    found = sheet.get_textpage().get_text_range().splitlines()
    whole = ["die", "Wahrscheinlichkeit"]
    assert found[:-1] == [*whole, *(broken or whole), *whole]


def test_a_drawing_whose_letters_join_is_drawn_as_a_whole(theme: Theme) -> None:
    def shown(words: str) -> str:
        text = f"<text y='20' font-family=\"'DejaVu Sans', sans-serif\">{words}</text>"
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30">{text}</svg>'
        return f'<img src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" width="60" height="30">'

    before = shown("leaf") + shown("ورقة")
    after = with_letters_joined(before, theme.fonts)
    assert after.startswith(shown("leaf") + '<img src="data:image/png;base64,')
    data = b64decode(after.rpartition("base64,")[2].partition('"')[0])
    assert Image.open(io.BytesIO(data)).size == (180, 90)


def test_nothing_is_fetched_for_it() -> None:
    with pytest.raises(PdfError, match="disallowed protocol"):
        pdf('<html lang="en"><title>x</title><img alt="a leaf" src="https://example.org/leaf.png">')


def test_a_rule_for_screens_alone_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    assert pdf('<html lang="en"><title>x</title><style>p { text-wrap: balance }</style><h1>x</h1>')
    assert caplog.messages == []


def test_half_a_picture_is_no_picture_after_a_pdf_was_made() -> None:
    pdf("<html lang='en'><title>One</title><body><h1>One</h1></body></html>")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
