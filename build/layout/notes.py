"""Speaker notes: what to say, how long, every fact with the command that repeats it, sources, files, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath
from shlex import quote

from build.deck_file.notes import FACTS_HEADING
from build.drawing.math_text import math_plain
from build.findings.diagnostic import counted
from build.layout.draft import Draft
from build.layout.id_ranges import ranges
from build.provenance.chip import day
from build.provenance.given_place import place_of
from build.provenance.slide_numbers import OBTAINED, SlideNumber
from build.spec.content import GallerySlide
from build.spec.deck import AnimationSlide, CodeSlide, Piece, TakeawaySlide, Text, TitleSlide, Words
from engine.ledger import GIVEN, Record
from engine.units import Matrix, Quantity, Series, Sheet, Table

RULE = "─" * 24  # between what is said and what is looked up
NAMED_ALONE = 4  # pictures: of more a slide shows the names alone
NO_STRIP = (AnimationSlide, TakeawaySlide, TitleSlide)  # kinds whose slides have no support strip


def notes_of(draft: Draft) -> str:
    """The notes of a laid-out slide, its parts with a blank line between."""
    slide = draft.slide
    told = [
        f"Time: {counted(slide.minutes, 'minute')}." if slide.minutes else "",
        _listed(FACTS_HEADING, _facts(draft)),
        _listed("Sources", _sources(draft)),
        _listed("Hands-on", _anchor(draft)),
        _listed("Code on this slide", _listings(draft)),
        _film(draft),
        _beginner(draft),
        _listed("Pictures", _captions(draft)),
        _listed("Files in full", [file for file in dict.fromkeys(draft.asides) if file]),
        _listed("More", [spoken(text) for text in slide.rest if text]),
    ]
    first = bool(draft.deck.slides) and slide is draft.deck.slides[0]
    spoken_first = [_paragraphs(slide.notes), _paragraphs(draft.deck.introduction) if first else ""]
    said, apart = ([part for part in parts if part] for parts in (spoken_first, told))
    return "\n\n".join([*said, *([RULE] if said and apart else []), *apart])


def _captions(draft: Draft) -> list[str]:
    """What a slide of many pictures says of each, where it shows their names only."""
    images = draft.slide.images if isinstance(draft.slide, GallerySlide) else ()
    if len(images) <= NAMED_ALONE:
        return []
    said = (" · ".join(spoken(text) for text in (image.caption, image.credit) if text) for image in images)
    return [words for words in said if words]


def _paragraphs(texts: tuple[Text, ...]) -> str:
    return "\n".join(spoken(text) for text in texts if text)


def spoken(text: Text) -> str:
    """A text's words, with the address of each link in brackets behind its words."""
    said = []
    for href, pieces in groupby(text.pieces, key=lambda piece: piece.href if isinstance(piece, Words) else ""):
        words = Text(tuple(map(_said, pieces))).plain
        said.append(f"{words} ({href})" if href and href.removeprefix("mailto:") not in words else words)
    return "".join(said)


def _said(piece: Piece) -> Piece:
    """A formula as one writes it in a line."""
    return replace(piece, text=math_plain(piece.text)) if isinstance(piece, Words) and piece.math else piece


def _listed(heading: str, lines: Iterable[str]) -> str:
    shown = [line if line.lstrip().startswith("- ") else f"- {line}" for line in lines]
    return "\n".join([f"{heading}:", *shown]) if shown else ""


# ---- facts ------------------------------------------------------------------------------------------
def _facts(draft: Draft) -> Iterator[str]:
    """Each fact once, with what the slide shows of it, how it was obtained, and how to obtain it again."""
    shown: dict[str, list[SlideNumber]] = {}
    for number in draft.numbers:
        shown.setdefault(number.fact, []).append(number)
    for name, places in shown.items():
        record = draft.ledger.get(name)
        if record is None:
            continue
        values = [value for value in dict.fromkeys(_value(number, record) for number in places) if value]
        said = "; ".join(value for value in values if not any(value in other for other in values if other != value))
        told = filter(None, (f"{name}: {said} ({_obtained(record)}).", record.says, _way_back(record, places)))
        yield " ".join(told)
    if shown:
        spec = quote(PurePath(draft.deck.path).name)  # found from anywhere once it is built
        yield f"The whole way back: coursewright why {spec} {draft.slide.number}"


def _way_back(record: Record, shown: Iterable[SlideNumber]) -> str:
    """The command that obtains a fact again, or where its numbers stand."""
    if record.kind != GIVEN:
        return f"Again: make facts NAME={record.name}"
    places = dict.fromkeys(place_of(record, number.inside) for number in shown)
    exact = [place for place in places if not any(other.startswith(f"{place}:") for other in places)]
    return f"From {', '.join(exact)}."


def _value(number: SlideNumber, record: Record) -> str:
    if number.text:
        place = number.reference.removeprefix(record.name)[1:].replace(".", ", ")
        return f"{place} {number.text}" if place else number.text
    field = number.reference.removeprefix(record.name).removeprefix(".")
    value = record.held
    if isinstance(value, Sheet):
        return f"{len(value.rows)} rows"
    if isinstance(value, Table):
        named = {field: value[field]} if field in value else dict(value)
        return ", ".join(f"{name} {quantity}" for name, quantity in named.items())
    if isinstance(value, Series):
        return f"curve over {len(value.x)} points of {value.x_label}"
    if isinstance(value, Matrix):
        return f"{len(value.rows)} × {len(value.columns)} weights"
    return str(value) if isinstance(value, Quantity) else ""


def _obtained(record: Record) -> str:
    words = [OBTAINED[record.kind]]
    if record.kind == "measured":
        cores = record.machine.get("cores")
        repeats = max((len(samples) for samples in record.samples.values()), default=0)
        words += [record.machine_name, f"{cores} cores" if cores else "", day(record.day)]
        words += [f"median of {repeats}" if repeats > 1 else ""]
        words += [f"{name.replace('_', ' ')} {value}" for name, value in record.settings.items()]
    return ", ".join(word for word in words if word)


def _sources(draft: Draft) -> list[str]:
    names = dict.fromkeys(number.fact for number in draft.numbers)
    records = [draft.ledger[name] for name in names if name in draft.ledger]
    return list(dict.fromkeys(record.source for record in records if record.source))


# ---- what the slide says shorter --------------------------------------------------------------------
def _anchor(draft: Draft) -> Iterator[str]:
    anchor = draft.slide.anchor
    if anchor is None:
        return
    yield f"{anchor.id}: {spoken(anchor.objective)}"
    yield f"Assets: {'; '.join(anchor.assets)}"
    if anchor.prerequisites:
        yield f"Before it: {', '.join(ranges(anchor.prerequisites))}"
    yield f"Run it: make lab ID={anchor.id}"


def _listings(draft: Draft) -> list[str]:
    slide = draft.slide
    if not isinstance(slide, CodeSlide):
        return []
    return [f"{code.target}{f', lines {code.lines}' if code.lines else ''}" for code in slide.listings]


def _film(draft: Draft) -> str:
    slide = draft.slide
    if not isinstance(slide, AnimationSlide) or not slide.scene:
        return ""
    clip = draft.clips.get(slide.scene)
    if clip is None:
        return f"Film: the slide shows a drawing in its place. make animations SCENE={slide.scene} makes the film."
    told = f"Film: {slide.scene}, {clip.seconds:.0f} seconds, plays on click."
    return "\n".join([told, *(f"- {caption}" for caption in clip.captions)])


def _beginner(draft: Draft) -> str:
    """Beginner's Corner where the slide has no room for it."""
    beginner = draft.slide.beginner
    if beginner is None or not isinstance(draft.slide, NO_STRIP):
        return ""
    pairs = (
        ("What this means", beginner.means), ("Why it matters", beginner.matters), ("Common mistake", beginner.mistake)
    )  # fmt: skip
    return _listed("Beginner's Corner", [f"{label}: {spoken(text)}" for label, text in pairs if text])
