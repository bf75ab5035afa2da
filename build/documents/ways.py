"""Where a guide or a quiz leads: slides of the course's decks, its labs and documents, by the names they are called."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote

from build.documents.model import DocumentLink, Guide, LabLink, Link, SlideLink, WaysOn
from build.documents.parse import parse_guide
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.findings.suggestion import suggestion
from build.parse.course_anchors import anchors_in
from build.parse.deck import parse
from build.parse.front_matter import read_front_matter
from build.parse.originals import originals_of
from build.parse.source import FindingCollector, read_source, specs_of
from build.spec.deck import KINDS, AnimationSlide, Deck
from build.spec.said import Said
from build.spec.tool_words import ToolWords

COURSE_PAGE = "index.html"


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a link leads, as a chip says it. `href` starts where documents and decks lie."""

    icon: str
    target: str
    title: str
    href: str


@dataclass(frozen=True)
class CoursePlaces:
    """The decks and labs of a course, said in some language. What is wrong with a deck its own build tells."""

    course: Course
    said: Said = field(default_factory=Said)
    tools: ToolWords = field(default_factory=ToolWords)

    @cached_property
    def decks(self) -> Mapping[str, Path]:
        """The decks' specs by their names."""
        return {spec.stem: spec for spec in originals_of(self.course)}

    @cached_property
    def labs(self) -> Mapping[str, str]:
        """What each lab is for, by its id: those on slides, and those with an anchor in a file of their own."""
        own = {file.stem: _objective(file) for file in sorted(self.course.labs.rglob("*-*.toml"))}
        named = {anchor.id: anchor.objective.plain for spec in self.decks.values() for anchor in anchors_in(spec)}
        return {name: objective for name, objective in own.items() if objective} | named

    @cached_property
    def documents(self) -> Mapping[str, Path]:
        """The specs of guides and quizzes by their names."""
        return {spec.stem: spec for kind in KINDS if kind != "deck" for spec in specs_of(self.course, kind)}

    def way(self, link: Link) -> Way:
        """Where a link leads. Raises LookupError with what is wrong and a hint."""
        if isinstance(link, DocumentLink):
            if link.name not in self.documents:
                hint = suggestion(link.name, self.documents, _listed("guides and quizzes", self.documents))
                raise LookupError(f"there is no guide or quiz '{link.name}'", hint)
            spec = self.documents[link.name]
            front, _ = read_front_matter(FindingCollector(read_source(spec)[0]))
            icon, target = ("target", self.tools.quiz) if front.kind == "quiz" else ("book", self.said.guide)
            return Way(
                icon=icon,
                target=target,
                title=front.title or spec.stem,
                href=f"{quote(spec.stem)}.html",
            )
        if isinstance(link, LabLink):
            objective = self.labs.get(link.anchor)
            if objective is None:
                hint = suggestion(link.anchor, self.labs, _listed("labs", sorted(self.labs)))
                raise LookupError(f"there is no lab '{link.anchor}'", hint)
            return Way(
                icon="term", target=link.anchor, title=_capital(objective), href=f"{COURSE_PAGE}#lab-{link.anchor}"
            )
        fitting = [name for name in self.decks if name == link.deck or name.startswith(f"{link.deck}_")]
        fitting = fitting or [name for name in self.decks if name.startswith(link.deck)]
        if len(fitting) != 1:
            short = {name.partition("_")[0]: name for name in self.decks}
            what = "more than one deck begins with" if fitting else "there is no deck"
            hint = suggestion(link.deck, short, _listed("decks", fitting or self.decks))
            raise LookupError(f"{what} '{link.deck}'", hint)
        spec = self.decks[fitting[0]]
        slides = {slide.number: slide for slide in _deck(spec, spec.stat().st_mtime_ns).slides}
        if link.number not in slides:
            hint = f"its slides are {min(slides)} to {max(slides)}" if slides else "it has no slides"
            raise LookupError(f"'{link.deck}' has no slide {link.number}", hint)
        slide = slides[link.number]
        icon = "play" if isinstance(slide, AnimationSlide) else "layers"
        target = self.said.numbered(self.said.slide, link.number)
        if len(self.decks) > 1:
            target = self.tools.at_slide.format(_spoken(fitting[0].partition("_")[0]), link.number)
        return Way(icon=icon, target=target, title=slide.title.plain, href=f"{quote(fitting[0])}.pptx")


def check_ways(guide: Guide, places: CoursePlaces, findings: FindingCollector) -> None:
    """Every link leads somewhere, and every hour of a guide that has links leads to a slide and to a lab."""
    links = [link for hour in guide.hours for part in hour.parts(WaysOn) for link in part.links]
    ways_of(links, places, findings)
    for hour in guide.hours if links else ():
        kinds = {type(link) for part in hour.parts(WaysOn) for link in part.links}
        for kind, what in ((SlideLink, "slide"), (LabLink, "lab")):
            if kind not in kinds:
                hint = "add it behind 'See:', as in 'See: ch04 slide 7, CH4B-LAB-03'"
                findings.add("D202", hour.span, f"'{hour.name or hour.heading.plain}' leads to no {what}", hint)


def broken_links_to(deck: str, course: Course) -> list[Diagnostic]:
    """The links of a course's guides to slides that a deck, by its name, does not have."""
    places, found = CoursePlaces(course), list[Diagnostic]()
    for spec in specs_of(course, "guide"):
        source, _ = read_source(spec)
        guide, _ = parse_guide(source)
        findings = FindingCollector(source)
        links = (link for hour in guide.hours for part in hour.parts(WaysOn) for link in part.links)
        here = (link for link in links if isinstance(link, SlideLink) and deck.startswith(link.deck))
        ways_of(here, places, findings)
        found += findings.sorted()
    return found


def ways_of(links: Iterable[Link], places: CoursePlaces, findings: FindingCollector) -> dict[Link, Way]:
    """Where each link leads; a finding for one that leads nowhere."""
    ways = {}
    for link in links:
        try:
            ways[link] = places.way(link)
        except LookupError as error:
            message, hint = error.args
            findings.add("D201", link.span, message, hint)
    return ways


def _objective(file: Path) -> str:
    """What a lab's own file says that it is for; nothing where it has no anchor, or cannot be read."""
    try:
        anchor = tomllib.loads(file.read_text(encoding="utf-8")).get("anchor", {})
    except (OSError, ValueError):
        return ""
    return str(anchor.get("objective", "")) if isinstance(anchor, dict) else ""


def _listed(what: str, names: Iterable[str]) -> str:
    """Those that there are."""
    there = ", ".join(names)
    return f"the {what} are {there}" if there else f"the course has no {what}"


@lru_cache(maxsize=16)  # each guide and quiz asks for the same few
def _deck(spec: Path, _mtime: int) -> Deck:
    return parse(read_source(spec)[0])[0]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _spoken(name: str) -> str:
    """`ch04` as it is said: `Ch 4`; `module04` as `Module 4`."""
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :].lstrip("0")
    return f"{letters.capitalize()} {digits}".strip() if letters else name
