"""What stands beside a deck's slides on paper, and where their words lead: notes, films, labs, the guide's parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from build.drawing.ways import Ways
from build.files.wanted import Wanted
from build.layout.notes import spoken
from build.paper.document import Beside, Under, address
from build.parse.source import read_source, specs_of
from build.pipeline import read_clips
from build.spec.deck import AnimationSlide, Deck, Slide
from build.theme.tokens import Theme
from engine.ledger import Ledger


def ways_on(slides: Iterable[Slide], wanted: Wanted, folder: Path) -> Ways:
    """Where words of slides lead from a folder: other slides, the slides of labs, files of labs that are there."""
    slides = tuple(slides)
    labs = {slide.anchor.id: slide.number for slide in reversed(slides) if slide.anchor}
    files: dict[str, str] = {}
    for slide in slides:
        for asset in slide.anchor.assets if slide.anchor else ():
            file = wanted.course.lab(asset)
            if file.is_file():
                files[asset] = files[asset.rpartition("/")[2]] = address(file, folder)
    return Ways(slides=frozenset(slide.number for slide in slides), labs=labs, files=files)


def beside_slides(deck: Deck, ledger: Ledger, theme: Theme, wanted: Wanted, folder: Path) -> dict[int, Beside]:
    """What a handout says of each slide."""
    clips, _ = read_clips(deck.slides, ledger, wanted.films, theme, wanted.course)
    guides: dict[int, Under] = {}
    for number, words, href in _guided(deck, wanted):
        guides.setdefault(number, Under(words=words, icon="book", to=href))
    said, beside = deck.said, dict[int, Beside]()
    for slide in deck.slides:
        under = [Under(words=f"{slide.minutes} {said.min}")] if slide.minutes else []
        clip = clips.get(slide.scene) if isinstance(slide, AnimationSlide) else None
        if clip:
            length = f"{clip.seconds // 60:.0f}:{clip.seconds % 60:02.0f}"
            under.append(Under(words=f"{said.film}, {length}", icon="play", to=address(clip.movie, folder)))
        if slide.anchor:
            under.append(Under(words=slide.anchor.id, icon="term"))
        elif slide.number in guides and not clip:
            under.append(guides[slide.number])
        notes = tuple(spoken(text) for text in slide.notes if text)
        beside[slide.number] = Beside(hour=deck.hour_of(slide.number), under=tuple(under), notes=notes)
    return beside


def _guided(deck: Deck, wanted: Wanted) -> Iterator[tuple[int, str, str]]:
    """The slides that the course's guides send readers to, with the part that does and where it is."""
    from build.documents.model import SlideLink, WaysOn  # what slides without a handout do not need
    from build.documents.parse import parse_guide

    name = Path(deck.path).stem
    for spec in specs_of(wanted.course, "guide") if wanted.course.declared else ():
        for hour in parse_guide(read_source(spec)[0])[0].hours:
            for part in hour.parts(WaysOn):
                for link in part.links:
                    if isinstance(link, SlideLink) and (name == link.deck or name.startswith(f"{link.deck}_")):
                        part_name = hour.name or hour.heading.plain
                        page = wanted.folder / f"{quote(spec.stem)}.html"
                        href = f"{page.name}#{hour.id}" if page.exists() else ""
                        yield link.number, f"{deck.said.guide}: {part_name}", href
