"""What a deck says is the same in PowerPoint, in the browser, on paper and in its notes: words, numbers, order, clicks.

Each output is read by a library that did not write it: python-pptx, lxml's parser of HTML, pdfium and pikepdf.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from drawn_pictures import film, photo
from every_shape import every_shape, is_equation, texts_of
from lxml import html as lxml_html
from pdf_reader import drawn_words, words
from pptx import Presentation
from pptx.oxml.ns import qn

from build.browser.deck_page import Setting, deck_html
from build.drawing.page import TextBox
from build.files.course import course_in, course_of
from build.files.places import THEME
from build.paper.document import Paper
from build.paper.make import How, make_pdf
from build.pipeline import Outcome, build_book
from build.render.powerpoint.write import write
from build.spec.deck import Words
from build.spec.walk import parts_in
from build.theme.choose import load_theme
from engine.ledger import deck_facts

ROOT = Path(__file__).resolve().parents[2]
SPEC = """---
title: Leaves and light
author: Ann
data:
  growth: {file: growth.csv, unit: mg, source: "Kim et al., 2023"}
---

# Leaves and light

How a leaf makes sugar

- Look
- Measure

## What a leaf needs
Reveal: each

- Light, **water** and `CO2`
- Time, and $E = hf$ with $f = \\frac{c}{\\lambda} \\ge f_0$
  - a day of {{ growth["2021"].rate }}
  - a night
- [Air](https://example.org/air) and patience

Notes:
Ask first what colour the leaf does not use: {{ growth["2020"].rate }} tells.

- one thing
- another

## Where it happens

| Part | Rate (mg) |
| --- | ---: |
| membranes $x_{12}$ | {{ growth["2020"].rate }} |
| stroma | {{ growth["2021"].rate }} |

Source: Kim et al., 2023.

## How it grows

Visual: bars(growth.rate, title="Three years")

## Light in numbers

$$E = h f$$

- $E$: energy (J)
- $f$: how often it swings (Hz)

## Count them

```python title="count.py" {2}
def leaves(tree):
    return sum(1 for leaf in tree)
```

- Line 2: **One by one.** No list is made.

## Two ways
Reveal: each column, verdict

### Sun
- Fast
- Hot

### Shade
- Slow
- Cool

Take **both**.

## It opens

![A bud that opens](clip.mp4)

It takes a night.

## Not for today
Hidden: yes

- Kept for later

## مثال بسيط

- الضوء والماء
- `leaf` والهواء

## How it went

- 1771: Priestley’s mint
- 1845: Mayer’s law
- 1939: Hill’s light

## Six leaves

> A leaf is a small factory.
>
> — Somebody, Letters
"""
DATA = "year,rate\n2020,1.5\n2021,2.25\n2022,4\n"
_APART = ("br", "p", "li", "ul", "ol", "h3", "pre", "tr", "td")  # elements that part words
FOOT = ("footer", "number")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")  # a PDF has such letters in the order in which they are seen
CH04 = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"


@dataclass
class Slide:
    """What one output says of a slide: its texts in their order, what stands for pictures and is in them, its notes."""

    texts: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    notes: str = ""
    clicks: int = 0
    scales: bool = False  # whether a chart on it has numbers along an axis
    hidden: bool = False


def tokens(*texts: str) -> list[str]:
    """Words and numbers alone, whatever a program parts them with."""
    plain = unicodedata.normalize("NFKC", " ".join(texts)).casefold()
    seen = "".join(mark for mark in plain if unicodedata.category(mark) != "Cf")
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", seen)


def letters(*texts: str) -> str:
    """The same without what parts them: what the order is told by."""
    return re.sub(r"[\W_]", "", "".join(tokens(*texts)))


def in_order(texts: Iterable[str], whole: str) -> list[str]:
    """Those of the texts that do not stand in the whole, each behind the one before."""
    at, lost = 0, []
    for text in texts:
        found = whole.find(letters(text), at)
        if found < 0:
            lost.append(text)
        else:
            at = found + len(letters(text))
    return lost


# ---- readers ----------------------------------------------------------------------------------------
def of_powerpoint(path: Path) -> list[Slide]:
    found = []
    for slide in Presentation(str(path)).slides:
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        said = Slide(notes=notes, hidden=slide._element.get("show") == "0")
        for shape in every_shape(slide.shapes):
            _read_shape(shape, said)
        timed = slide._element.iter(qn("p:cTn"))
        said.clicks = sum(each.get("nodeType") == "clickEffect" and each.get("presetClass") == "entr" for each in timed)
        found.append(said)
    return found


def _read_shape(shape: Any, said: Slide) -> None:
    named = shape._element[0][0]
    place = shape.placeholder_format.type if shape.is_placeholder else None
    if str(place).startswith(("FOOTER", "SLIDE_NUMBER")):
        return
    if named.xpath(".//*[local-name()='decorative']"):
        said.drawn += [shape.text_frame.text] if shape.has_text_frame else []
        return
    alt = named.get("descr", "")
    if hasattr(shape, "shapes"):
        inside = Slide()
        for child in every_shape(shape.shapes):
            _read_shape(child, inside)
        if alt and letters(alt) != letters(*inside.texts):
            said.alts.append(alt)
            said.drawn += inside.texts + inside.drawn
        else:
            said.texts += inside.texts
    elif getattr(shape, "has_chart", False):
        said.alts.append(alt)
        for plot in shape.chart.plots:
            said.drawn += [*map(str, plot.categories), *(series.name for series in plot.series)]
        said.scales = True
    elif getattr(shape, "has_table", False):
        said.texts += ["\n".join(texts_of(cell._tc.txBody)) for row in shape.table.rows for cell in row.cells]
    elif is_equation(shape):
        said.alts.append(alt)
    elif shape.has_text_frame and "".join(texts := texts_of(shape.text_frame._txBody)).strip():
        said.texts += texts
        said.drawn += _list_numbers(shape.text_frame._txBody)
    elif alt:
        said.alts.append(alt)


def _list_numbers(body: Any) -> list[str]:
    """The numbers before a list's points: PowerPoint draws them, on paper they are text."""
    numbered = body.xpath(".//a:pPr/a:buAutoNum")
    return [str(int(mark.get("startAt", 1)) + place) for place, mark in enumerate(numbered)]


def of_browser(page: str) -> list[Slide]:
    found = []
    for section in lxml_html.document_fromstring(page).xpath("//section[@class='slide']"):
        (words,) = section.xpath("./div[@class='words']")
        said = Slide(clicks=int(section.get("data-steps", 0)), hidden=section.get("data-hidden") == "yes")
        said.alts = [figure.get("aria-label") for figure in words.iter("figure") if figure.get("aria-label")]
        for element in words.iter("h1", "h2", "p", "li", "td", "th", "pre"):
            if not any(around.tag in ("figure", "video") for around in element.iterancestors()):
                said.texts.append(_own_words(element))
        (notes,) = section.xpath("./div[@class='slide-notes']")
        said.notes = _own_words(notes, every=True)
        found.append(said)
    return found


def _own_words(element: Any, *, every: bool = False) -> str:
    """Without those of a list inside; what is no part of a line is parted from what stands beside it."""
    inside = [child for child in element if every or child.tag not in ("ul", "ol")]
    apart = {child: " " * (child.tag in _APART) for child in inside}
    inner = (f"{apart[child]}{_own_words(child, every=every)}{apart[child]}{child.tail or ''}" for child in inside)
    return (element.text or "") + "".join(inner)


def of_paper(pdf: Path) -> list[Slide]:
    """The pages, and as `drawn` their words in the order of the structure, which has no spaces of its own."""
    found = []
    with pikepdf.open(pdf) as document:
        for number, page in enumerate(document.pages):
            said = [str(note.Contents) for note in page.obj.get("/Annots", []) if note.Subtype == "/Text"]
            texts = [" ".join(words(pdf, number))]
            found.append(Slide(texts, drawn=drawn_words(pdf, number), notes="\n".join(said)))
    return found


@dataclass
class Made:
    """One deck in all outputs."""

    outcome: Outcome
    powerpoint: list[Slide]
    browser: list[Slide]
    paper: list[Slide]

    @property
    def foot(self) -> tuple[str, ...]:
        """What stands at the foot of each page."""
        assert self.outcome.book
        placed = (item for page in self.outcome.book.pages for item in page.items if isinstance(item, TextBox))
        return tuple(line.text for item in placed if item.placeholder in FOOT for line in item.paragraphs)


def made(spec: Path, folder: Path) -> Made:
    course, theme = course_in(spec.parent) if spec.parent == folder else course_of(spec), load_theme(THEME)
    outcome = build_book(spec, theme, deck_facts(), clips=folder, course=course)
    assert not [str(finding) for finding in outcome.diagnostics if finding.severity == "error"]
    book, deck = outcome.book, outcome.deck
    assert book
    assert deck
    write(book, theme, folder / "deck.pptx")
    assert outcome.ledger is not None
    setting = Setting(
        deck=deck,
        theme=theme,
        ledger=outcome.ledger,
        course=course,
        folder=folder,
    )
    page = deck_html(book, setting)
    paper = Paper(book=book, theme=theme, said=deck.said, day="", folder=folder)
    (folder / "deck.pdf").write_bytes(make_pdf(paper, How(notes=True)))
    return Made(outcome, of_powerpoint(folder / "deck.pptx"), of_browser(page), of_paper(folder / "deck.pdf"))


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("leaves")
    (folder / "course.toml").write_text("")
    (folder / "deck.md").write_text(SPEC, encoding="utf-8")
    (folder / "growth.csv").write_text(DATA)
    film(folder / "clip.mp4")
    photo(folder / "clip.png")
    return made(folder / "deck.md", folder)


@pytest.fixture(scope="module")
def course_deck(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(CH04, tmp_path_factory.mktemp("ch04"))


@pytest.fixture(params=["every_kind", "course_deck"])
def both(request: pytest.FixtureRequest) -> Made:
    deck: Made = request.getfixturevalue(request.param)
    return deck


def test_the_browser_says_the_words_and_numbers_of_powerpoint_in_the_same_order(both: Made) -> None:
    for office, browser in zip(both.powerpoint, both.browser, strict=True):
        seen = Counter(tokens(*office.texts))
        heard = Counter(tokens(*browser.texts))
        alts = Counter(tokens(*office.alts, *browser.alts))
        assert seen - heard - alts == Counter(), "only in PowerPoint"
        assert heard - seen - alts == Counter(), "only in the browser"
        assert in_order(browser.texts, letters(*office.texts, *office.alts)) == []
        assert (office.clicks, office.hidden) == (browser.clicks, browser.hidden)


def test_paper_says_them_too_on_the_slides_that_are_shown(both: Made) -> None:
    every = zip(both.powerpoint, both.browser, strict=True)
    shown = (slides for slides in every if not slides[0].hidden)
    for (office, browser), paper in zip(shown, both.paper, strict=True):
        seen, printed = Counter(tokens(*office.texts)), Counter(tokens(*paper.texts))
        assert seen - printed == Counter(), "only in PowerPoint"
        around = (*office.drawn, *office.alts, *both.foot)
        known = letters(*around)  # pdfium parts the letters of a turned word
        more = {word for word in printed - seen if not (office.scales and word[0].isdigit())}
        assert not [word for word in more - {*tokens(*around)} if word[0].isdigit() or word not in known]
        read_so = [text for text in browser.texts if text not in office.alts and not RIGHT_TO_LEFT.search(text)]
        assert in_order(read_so, letters(*paper.drawn)) == []


def test_notes_are_the_same_everywhere(both: Made) -> None:
    shown = iter(both.paper)
    for office, browser in zip(both.powerpoint, both.browser, strict=True):
        assert Counter(tokens(office.notes)) - Counter(tokens(browser.notes)) == Counter()
        if not office.hidden:
            assert tokens(next(shown).notes) == tokens(office.notes)


def test_every_number_of_a_fact_is_in_every_output(both: Made) -> None:
    deck = both.outcome.deck
    assert deck
    paper = iter(both.paper)
    for slide, office, browser in zip(deck.slides, both.powerpoint, both.browser, strict=True):
        everywhere = [office, browser, *(() if slide.hidden else (next(paper),))]
        on_slide = replace(slide, notes=(), rest=(), prompt="")
        for shown in (one for one in parts_in(on_slide, Words) if one.fact and one.text):
            numbers = {word for word in tokens(shown.text) if word[0].isdigit()}
            for said in everywhere:
                assert numbers <= set(tokens(*said.texts, *said.alts)), (slide.number, shown)
