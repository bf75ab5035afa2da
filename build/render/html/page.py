"""Pages for a browser and for paper: jinja2 templates beside this file, in a theme's look; nothing is fetched.

A page of the course is a template that begins with `{% extends "shell.html" %}`, is rendered by
`html("quiz.html", theme, shell=Shell(…), …)` and fills the shell's blocks:

- `main`: what the page says, in one column of 1,200 px; with `side` too, which is a `<nav class="side">`, it has the
  884 px beside that, and on a phone those below it;
- `progress`, a line below the bar; `style`, rules of this page alone; `script`, one small inline script.

`page.css` is the stylesheet of all pages, on screens and on A4. Its classes are the components that they share (card,
chip, linkchip, head, tick, keyquestion, progressbar, button …), and `parts.html` has a macro for each that is more than
a class: `{% import "parts.html" as parts with context %}`. `art("book")` is an icon, `art("owl")` the owl. What stands
on paper alone has the class `paper`, what stands on screens alone `screen`. `build.documents.pdf` makes a PDF of it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from build.drawing.art import DRAWINGS, OWL, icon_names
from build.drawing.direction import reads_right_to_left
from build.drawing.syllables import HYPHENATING
from build.spec.said import ENGLISH, Said
from build.theme.tokens import Theme


class Place(NamedTuple):
    """A page of the course in the bar."""

    words: str
    href: str


PLACES = (  # in the course's page, which lies beside all others
    Place("Course", "index.html"),
    Place("Decks", "index.html#decks"),
    Place("Guides", "index.html#guides"),
    Place("Quizzes", "index.html#quizzes"),
    Place("Labs", "index.html#labs"),
)
SEARCH = "index.html#find"


def places_in(said: Said) -> tuple[Place, ...]:
    """The places of a course in a language; a page of one of them names it in that too."""
    words = (said.course, said.decks, said.guides, said.quizzes, said.labs)
    return tuple(Place(name, place.href) for name, place in zip(words, PLACES, strict=True))


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What stands around a page.

    `title` is the browser tab's and the PDF's; `course` the bar's; `here` the words of one of `places`, or nothing.
    On paper, `foot` stands at the left of every page's foot, `day` (`Facts of 22 Nov 2026`) before its number.
    Without `places` the bar has none, and without `search` no button for it. `tinted`: chips have
    their colours on paper too.
    """

    title: str
    course: str
    language: str = "en-GB"
    here: str = ""
    foot: str = ""
    day: str = ""
    author: str = ""
    tinted: bool = False
    places: Sequence[Place] = PLACES
    search: str = SEARCH
    said: Said = ENGLISH

    @property
    def rtl(self) -> bool:
        """Whether the page begins at the right."""
        return reads_right_to_left(self.language)


def html(template: str, theme: Theme, *, folder: Path | None = None, **values: Any) -> str:
    """A page from its template, which may lie in another folder. Raises jinja2's errors where the template and its
    values do not fit."""
    return _templates(folder).get_template(template).render(theme=theme, art=art, **values)


@lru_cache(maxsize=4)
def _templates(folder: Path | None) -> Environment:
    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader([folder, here] if folder else here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = _in_css
    environment.globals["hyphenating"] = HYPHENATING
    environment.globals["page_of"] = _page_of
    environment.globals["owl"] = b64encode((DRAWINGS / f"{OWL}.svg").read_bytes()).decode()  # for a background
    return environment


def art(name: str) -> Markup:
    """An icon, or the owl, as inline SVG; decorative, since words stand beside it."""
    assert name == OWL or name in icon_names(), name
    drawing = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    for role in (' role="img"', ' aria-label="Wise Owl"'):
        drawing = drawing.replace(role, "", 1)
    look = f"art {OWL}" if name == OWL else "art"  # an icon's name may be a component's: chip, search
    return Markup(drawing.replace("<svg ", f'<svg class="{look}" aria-hidden="true" focusable="false" ', 1))


def _page_of(shell: Shell) -> Markup:
    """`page 3 of 7` as CSS, whose counters stand in the gaps; with a capital where nothing stands before."""
    words = shell.said.page_of if shell.day else shell.said.capital(shell.said.page_of)
    before, between, behind = words.split("{}")
    return Markup(" ").join((_in_css(before), "counter(page)", _in_css(between), "counter(pages)", _in_css(behind)))


def _in_css(words: str) -> Markup:
    """Words as a string of CSS, whatever stands in them."""
    safe = "".join(letter if letter.isalnum() or letter in " .,:;·–-()" else f"\\{ord(letter):X} " for letter in words)
    return Markup(f'"{safe}"')
