"""A deck as one page for a browser, which asks for nothing else: `deck.html` with its stylesheet and its script.

Each slide is a `<section class="slide">` with its picture (SVG, hidden from readers), what it says as headings, lists
and tables (`structure.py`), and its notes, not shown. `deck.js` shows one of them at a time; what other scripts
may do with it stands at its head. Shells such as the live preview fill the slots of `Live`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from markupsafe import Markup, escape

from build.browser.films import Films, film_html, films_of
from build.browser.fonts import font_faces
from build.browser.presenter import spoken_html
from build.browser.recorded import recorded_html
from build.browser.structure import structure, transcript
from build.drawing.direction import reads_right_to_left
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import Book, Page
from build.drawing.text_measure import Measure
from build.drawing.ways import Ways, linked
from build.files.course import Course
from build.files.slide_memory import SlideMemory
from build.render.html.page import html
from build.render.svg.page import page_svg
from build.spec.deck import Deck, Slide
from build.spec.said import WORDS
from build.spec.tool_words import tools_of
from build.theme.tokens import Fonts, Theme
from engine.ledger import Ledger

HERE = Path(__file__).parent
_ADDRESS = Markup('<code dir="ltr">{}</code>')
_TOLD = (  # to the scripts of every page; those of a shell's own are in its `told`
    "slide_told", "slides", "plurals", "min", "space", "presenter", "time_start", "time_pause", "time_on", "step_of",
    "the_end", "slide_of", "of_total", "without_minutes", "this_slide", "this_slide_of", "break_after", "on_time",
    "ahead", "behind", "film_at", "film_pause", "film_play", "film_stage", "no_audience", "sees_black", "sees_this",
    "audience_closed", "open_again", "held_back", "open_here",
    *(word for word in WORDS if word.startswith("key_") and not word.startswith("key_question")),
)  # fmt: skip
_DRAWING = re.compile(r"<svg viewBox.*?</svg>", re.DOTALL)
_RECORDED = re.compile(r'<template class="recorded">.*?</template>', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Live:
    """What a shell around the deck adds to the page: all of it is HTML, CSS or JavaScript that is safe as it is.

    `bar` stands before the buttons at the top, `panel` at the right of the slide, `strip` below it; `scripts` run
    after `deck.js`, and have the words of the names that are `told`. `film` says under which address the page finds a
    film's file. Scripts carry the `nonce` where there is one.
    """

    bar: str = ""
    panel: str = ""
    strip: str = ""
    style: str = ""
    scripts: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    film: Callable[[Path], str] | None = None
    nonce: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What every slide of a page shares.

    Films that lie beside the page are named from `folder`, where it is to be. Words lead where `ways` say; without them
    to other slides. What measures the theme's fonts in the deck's language may be `kept` from slide to slide.
    """

    deck: Deck
    theme: Theme
    ledger: Ledger
    course: Course
    films: Films = "beside"
    folder: Path | None = None
    live: Live = Live()
    ways: Ways | None = None
    kept: Measure | None = None

    @property
    def language(self) -> str:
        return self.deck.front.language

    @cached_property
    def drawn(self) -> Theme:
        """The theme with the fonts that the page brings before those that slides name, which are as wide."""
        display, body, mono = (
            replace(one, name=one.twin, twin=one.name)
            for one in (self.theme.fonts.display, self.theme.fonts.body, self.theme.fonts.mono)
        )
        return replace(self.theme, fonts=Fonts(display, body, mono))

    @cached_property
    def measure(self) -> Measure:
        return self.kept or Measure(self.theme.fonts, self.language)

    @cached_property
    def leads(self) -> Ways:
        return self.ways or Ways(slides=frozenset(slide.number for slide in self.deck.slides))


def deck_html(book: Book, setting: Setting, memory: SlideMemory | None = None) -> str:
    """The page; `memory` has fonts that were cut before. Raises KeyError where the theme lacks a colour, OSError and
    ValueError where a picture or a film is not there or cannot be read."""
    deck, theme = setting.deck, setting.theme
    by_number = {slide.number: slide for slide in deck.slides}
    sections = [slide_html(page, by_number[page.number], setting) for page in book.pages]
    around = "".join((book.title, deck.front.course, *(page.title + page.notes for page in book.pages)))
    around += "".join(recorded for section in sections for recorded in _RECORDED.findall(section))
    drawings = (found for section in sections for found in _DRAWING.findall(section))
    fonts = font_faces(drawings, around, theme.fonts, memory or SlideMemory())
    return page_html(sections, book, deck, theme, live=setting.live, fonts=fonts)


def page_html(sections: Sequence[str], book: Book, deck: Deck, theme: Theme, *, live: Live, fonts: str = "") -> str:
    """The page around slides that are made; without `fonts`, rules of CSS, it has those of the machine."""
    said, tools = deck.said, tools_of(deck)
    told = {name: getattr(said if name in WORDS else tools, name) for name in (*_TOLD, *live.told)}
    return html(
        "deck.html",
        theme,
        folder=HERE,
        title=book.title,
        course=deck.front.course,
        author=book.author,
        language=book.language,
        direction="rtl" if reads_right_to_left(book.language) else "ltr",
        sections=[Markup(section) for section in sections],
        sheet=sheet_of(theme),
        count=max((page.number for page in book.pages), default=0),
        fonts=Markup(fonts),
        live=live,
        said=said,
        tools=tools,
        words=json.dumps(told, ensure_ascii=False),
        more=escape(said.keys_more).format(*map(_ADDRESS.format, ("#7", "#7.2"))),
        reads="rtl" if reads_right_to_left(said.language) else "ltr",
        labs=not live.panel and any(_RECORDED.search(section) for section in sections),
    )


def slide_html(page: Page, slide: Slide, setting: Setting) -> str:
    """One slide as a `<section>`. Raises as `deck_html` does."""
    page = linked(page, setting.leads)
    shown = films_of(page, setting.films, folder=setting.folder, address=setting.live.film)
    values = {
        "number": page.number,
        "minutes": slide.minutes,
        "steps": len(page.steps) or None,
        "lab": slide.anchor.id if slide.anchor else None,
        "section": page.section or None,
        "hidden": "yes" if page.hidden else None,
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in values.items() if value is not None)
    drawn = page_svg(page, setting.drawn, language=setting.language, measure=setting.measure, marked=True)
    films = "".join(film_html(film, setting.language, sheet_of(setting.theme)) for film in shown)
    label = tools_of(setting.deck).transcript
    says = structure(page, transcripts={film.name: transcript(film.captions, label) for film in shown})
    spoken = spoken_html(page, slide, setting.deck, setting.ledger, setting.course)
    recorded = recorded_html(slide, setting.deck, setting.ledger, setting.course)
    return (
        f'<section class="slide" id="slide-{page.number}"{data} aria-labelledby="slide-{page.number}-title">\n'
        f'<div class="sheet">{drawn}{films}</div>\n'
        f'<div class="words">\n{says}\n</div>\n'
        f"{spoken}{recorded}\n"
        f'<a class="cover" href="#{page.number}"><span><b>{page.number}</b> {escape(page.title)}</span></a>\n'
        "</section>"
    )
