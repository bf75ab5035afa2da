"""`make figures`: every figure that a spec can name, at the size of a concept's card, with how it is written.

The examples are the specs' own calls, and for figures that no spec uses those of `build.figures.examples`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from build.commands.failure import FAILURES, failed
from build.drawing.frame_boxes import BODY, EYEBROW, STANDARD
from build.drawing.page import BACKGROUND, PAGE, Book, Box, Page, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import Measure, height
from build.figures.examples import EXAMPLES
from build.figures.figure_table import FigureGuide
from build.figures.own_figures import guide, known_figures
from build.files.course import Course
from build.files.wanted import Wanted
from build.layout.card import SECTION, card
from build.layout.concept import CARD, CARD_WIDE, PADDING, WIDE_FIGURES
from build.layout.draft import Draft
from build.layout.visual import draw_card
from build.resolve.resolve import resolve
from build.spec.deck import Call, ConceptSlide, Deck, FrontMatter, Slide, Text, Words
from engine.atomic_write import replacing

if TYPE_CHECKING:
    from build.findings.diagnostic import Diagnostic
    from build.theme.tokens import Theme
    from engine.ledger import Ledger

FRONT = FrontMatter(title="Figures from facts")
GAP = 0.42  # between the card and what is said of it
HEADING, AIR = 0.34, 0.22  # of a heading; between two things that are said
SIZES = (16.0, 15.0, 14.0)  # points
COMMON = frozenset({"title", "note", "formula", "says"})  # of every figure, so an example need not show them


class Example(NamedTuple):
    """A call of a figure, and the deck that makes it: what is wrong with the call is told there."""

    call: Call
    deck: Deck


def examples(decks: Iterable[Deck], course: Course) -> Mapping[str, Example]:
    """The first call of each figure in the decks, and the table's for those that no deck uses.

    A title that was written for another card than a concept's may be too long for it, and is left out.
    """
    calls: dict[str, Example] = {}
    for deck in decks:
        for slide in deck.slides:
            call = slide.visual
            if call is not None and not isinstance(slide, ConceptSlide):
                call = replace(call, parameters=tuple(pair for pair in call.parameters if pair[0] != "title"))
            if call is not None:
                calls.setdefault(call.figure, Example(call, deck))
    ours = Deck(path="build/figures/examples.py", source="", front=FRONT, heading=_text(FRONT.title), slides=())
    known = {**{name: Example(call, ours) for name, call in EXAMPLES.items()}, **calls}
    return {name: known[name] for name in known_figures(course) if name in known}


def gallery(
    calls: Mapping[str, Example], theme: Theme, ledger: Ledger, course: Course
) -> tuple[Book, list[Diagnostic]]:
    """A page for each call, in the guide's order, and what is wrong with them."""
    figures = [figure for figure in guide(course) if figure.name in calls]
    pages: list[Page] = []
    found: list[Diagnostic] = []
    measure = Measure(theme.fonts)
    for number, figure in enumerate(figures, start=1):
        call, theirs = calls[figure.name]
        slide = _slide(number, figure, call)
        deck = replace(theirs, slides=(slide,), front=FRONT)
        found += resolve(deck, ledger, course)[1]  # facts that do not exist
        draft = Draft(deck=deck, slide=slide, theme=theme, ledger=ledger, clips={}, course=course, measure=measure)
        _draw(draft, figure, call)
        pages.append(_page(draft, figure))
        found += draft.findings
    return Book(title=FRONT.title, author="", language=FRONT.language, pages=tuple(pages)), found


def make_gallery(specs: Sequence[Path], folder: Path, wanted: Wanted) -> int:
    """Write `figures.pptx` and below `figures/` a picture of each page. The exit code: 0 made, 2 an error."""
    from build.commands.stills import draw_book
    from build.findings.diagnostic import has_errors, report
    from build.findings.file_messages import display_path
    from build.parse.deck import parse
    from build.parse.source import read_source
    from build.render.powerpoint.write import write
    from build.resolve.given import with_given
    from build.theme.choose import load_theme

    started = time.perf_counter()
    try:
        theme = replace(load_theme(wanted.look), template=None)  # figures by themselves, on our own page
        ledger = wanted.course.recorded(here=wanted.here)
        decks = [parse(source)[0] for source, _ in map(read_source, specs) if source.text]
        for deck in decks:
            ledger, _ = with_given(deck, ledger)
        book, found = gallery(examples(decks, wanted.course), theme, ledger, wanted.course)
        report(found)
        if has_errors(found):
            return 2
        output = folder / "figures.pptx"
        with replacing(output) as file:
            write(book, theme, file)
        draw_book(book, theme, folder / "figures")
    except FAILURES as error:
        return failed(error)
    print(f"{display_path(output)} and pictures: {len(book.pages)} figures, {time.perf_counter() - started:.2f} s")
    return 0


# ---- a page -------------------------------------------------------------------------------------------
def _slide(number: int, figure: FigureGuide, call: Call) -> ConceptSlide:
    return ConceptSlide(
        number=number, eyebrow=_text(figure.kind), title=_text(figure.name), span=call.span, visual=call
    )


def _text(words: str) -> Text:
    return Text((Words(text=words),))


def _page(draft: Draft, figure: FigureGuide) -> Page:
    slide: Slide = draft.slide
    return Page(
        number=slide.number, id=draft.id, title=figure.name, layout="standard", section=figure.kind.capitalize(),
        items=tuple(draft.items), notes="", background=BACKGROUND,
    )  # fmt: skip


def _draw(draft: Draft, figure: FigureGuide, call: Call) -> None:
    room = STANDARD["title"]
    title = Run(figure.name, TextStyle(draft.theme.size("title"), "navy", face="display"))
    words = draft.measure.paragraph([title], width=room.w, spacing=draft.theme.spacing("title"))
    draft.add(
        TextBox(name=draft.name("title"), box=room, paragraphs=(words,), anchor="middle", placeholder="title"),
        draft.label("eyebrow", figure.kind.upper(), EYEBROW, TextStyle(14, "goldink", bold=True, spacing=1.6)),
    )
    size = CARD_WIDE if figure.name in WIDE_FIGURES else CARD
    place = Box(BODY.x, size.y, size.w, size.h)
    draft.add(card(draft, "visual card", place))
    alt = draw_card(draft, call, place.inset(*PADDING))
    column = Box(place.right + GAP, BODY.y, BODY.right - place.right - GAP, PAGE.h - BODY.y - 0.5)
    _explain(draft, column, (
        ("What it shows", f"{figure.shows[:1].upper()}{figure.shows[1:]}.", False),
        ("How it is written", figure.written, True),
        ("This one", written(call), True),
        ("The same in words", alt, False),
    ))  # fmt: skip


def written(call: Call) -> str:
    """A call as a spec writes it, without what every figure takes."""
    own = [f'{key}="{value}"' for key, value in call.parameters if key not in COMMON]
    return f"{call.figure}({', '.join([*call.facts, *own])})"


def _explain(draft: Draft, column: Box, parts: Sequence[tuple[str, str, bool]]) -> None:
    """Headings with their words, code in a tinted band, one below the other."""
    measure = draft.measure
    size = next((size for size in SIZES if _height(parts, column.w, size, measure) <= column.h), SIZES[-1])
    y = column.y
    for heading, words, is_code in parts:
        draft.add(draft.label(f"heading {heading}", heading, Box(column.x, y, column.w, HEADING), SECTION.at(16)))
        y += HEADING
        lines, inset = _paragraph(words, column.w, size, is_code, measure)
        tall = height((lines,)) + inset
        if is_code:
            band = Box(column.x, y, column.w, tall)
            draft.add(
                Shape(name=draft.name(f"band {heading}"), decorative=True, box=band, kind="round", radius=0.08,
                      fill="navy50")
            )  # fmt: skip
        box = Box(column.x + inset, y, column.w - 2 * inset, tall)
        draft.add(TextBox(name=draft.name(f"words {heading}"), box=box, paragraphs=(lines,), anchor="middle"))
        y += tall + AIR


def _height(parts: Sequence[tuple[str, str, bool]], wide: float, size: float, measure: Measure) -> float:
    paragraphs = (_paragraph(words, wide, size, is_code, measure) for _, words, is_code in parts)
    return sum(HEADING + height((lines,)) + inset + AIR for lines, inset in paragraphs)


def _paragraph(words: str, wide: float, size: float, is_code: bool, measure: Measure) -> tuple[Paragraph, float]:
    """Words, and what keeps them off the edges of their band."""
    inset = 0.14 if is_code else 0.0
    run = Run(words, TextStyle(14 if is_code else size, face="mono" if is_code else "body"))
    return measure.paragraph([run], width=wide - 2 * inset, spacing=1.2 if is_code else 1.1), inset
