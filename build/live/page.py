"""The deck's page as `live` gives it out, and one slide of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from build.browser import deck_page
from build.browser.deck_page import Setting, page_html
from build.drawing.page import Book, Page
from build.drawing.text_measure import Measure
from build.live.deck_state import Live
from build.live.glimpse import Surroundings
from build.live.shown_files import name_of
from build.parse.deck import parse
from build.parse.source import Source
from build.render.html.page import html
from build.spec.deck import Deck, Slide
from engine.ledger import Ledger

HERE = Path(__file__).parent
TOLD = ("live_here", "live_lost", "live_seen")  # words that `live.js` has
_NOTHING = """<section class="slide" id="slide-1" data-number="1" aria-labelledby="slide-1-title">
<div class="sheet"></div><div class="words"><h1 id="slide-1-title" tabindex="-1">Nothing to show yet</h1></div>
<div class="slide-notes" hidden></div><template class="known"></template>
<a class="cover" href="#1"><b>1</b> Nothing to show yet</a>
</section>"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What another part of `live` adds to the page, as HTML, CSS and JavaScript that is safe as it is."""

    bar: str = ""
    panel: str = ""
    strip: str = ""
    style: str = ""
    script: str = ""
    told: tuple[str, ...] = ()  # names of words that the script has


@dataclass(frozen=True)
class Drawing:
    """What a slide is drawn with besides its page."""

    deck: Deck
    ledger: Ledger
    around: Surroundings
    measure: Measure


def slide_html(page: Page, slide: Slide, drawing: Drawing) -> str:
    """A slide as browsers have it."""
    around = drawing.around
    setting = Setting(
        deck=drawing.deck,
        theme=around.theme,
        ledger=drawing.ledger,
        course=around.course,
        kept=drawing.measure,
        live=deck_page.Live(film=_film),
    )
    return deck_page.slide_html(page, slide, setting)


def live_page(live: Live, nonce: str, parts: Sequence[Part]) -> str:
    """The whole page, whose scripts carry the nonce."""
    shown = live.shown
    theme = live.theme
    book = shown.book or Book(title=live.spec.stem, author="", language="en", pages=())
    deck = shown.deck or parse(Source(str(live.spec), ""))[0]
    bar, findings = (html(name, theme, folder=HERE, tools=live.tools) for name in ("bar.html", "findings.html"))
    state = f"window.live = {_script({'digests': {slide.number: slide.digest for slide in shown.slides}})};"
    shell = deck_page.Live(
        bar=bar + "".join(part.bar for part in parts),
        panel=findings + "".join(part.panel for part in parts),
        strip="".join(part.strip for part in parts),
        style=_file("live.css") + "".join(part.style for part in parts),
        scripts=(state, _file("live.js"), *(part.script for part in parts if part.script)),
        told=(*TOLD, *(word for part in parts for word in part.told)),
        nonce=nonce,
    )
    sections = [slide.html for slide in shown.slides] or [_NOTHING]
    return page_html(sections, book, deck, theme, live=shell)


def _film(path: Path) -> str:
    return f"films/{name_of(path)}"


@lru_cache(maxsize=8)
def _file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _script(value: Mapping[str, object]) -> str:
    """A value as JavaScript that no HTML ends."""
    return json.dumps(value).replace("<", "\\u003c")
